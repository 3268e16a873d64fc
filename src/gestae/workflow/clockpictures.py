"""Pictures of burnt-in clocks for a report: decoded by a worker with limits, each cut down to the clock itself.

Taken from the original at the very time of the reading, whoever read it; where nobody said where in the picture the
clock stands, the whole picture is given.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from gestae.base.canonical import Json
from gestae.decode.still import still_jpeg, still_png
from gestae.engine.work import Report, WorkItem
from gestae.workflow.engines import local_engine
from gestae.workflow.stills import SECONDS_PER_FILE, pictures_by_pts

__all__ = ["ClockPicture", "WantedClock", "draw_clocks", "region_of", "take_clocks"]

# A display is a few letters high; as much around it shows that nothing was cut off.
_AROUND: Final = 0.4
# A clock in a whole picture stays readable at this width, and a page with a few of them stays small.
WHOLE_WIDTH_PX: Final = 640
# A display that was cut out is never wider on paper than this.
CUT_WIDTH_PX: Final = 720
_SIDES: Final = 4


@dataclass(frozen=True, slots=True)
class WantedClock:
    """Which picture of a footage shows a reading, and where in it the clock stands.

    `region` is x1 y1 x2 y2 in pixels of the decoded picture, origin top left; None where nobody said.
    """

    sha256: str
    stream: int
    pts: int
    region: tuple[float, float, float, float] | None


@dataclass(frozen=True, slots=True)
class ClockPicture:
    """The picture as PNG or JPEG, or why there is none."""

    picture: bytes | None
    why: str


def region_of(read: Mapping[str, Any] | None) -> tuple[float, float, float, float] | None:
    """Give where a machine found the clock and its date, as one region; None where it found none.

    Args:
        read: what was read of one footage's clock, as its document says.

    >>> region_of({"region": [10, 5, 30, 9], "date_region": [40, 4, 60, 9]})
    (10.0, 4.0, 60.0, 9.0)
    """
    places = [read[name] for name in ("region", "date_region") if read and read.get(name)]
    if not places:
        return None
    left, top, right, bottom = zip(*places, strict=True)
    return float(min(left)), float(min(top)), float(max(right)), float(max(bottom))


def take_clocks(originals: Path, wanted: Iterable[WantedClock], workers: int | None) -> dict[WantedClock, ClockPicture]:
    """Take the pictures of several footage files.

    Args:
        originals: the folder of the vault.
        wanted: which.
        workers: how many at once; None: one for each core.
    """
    by_file: dict[tuple[str, int], list[WantedClock]] = {}
    for one in wanted:
        by_file.setdefault((one.sha256, one.stream), []).append(one)
    items = [_item(originals, by_file[key]) for key in sorted(by_file)]
    found = {}
    for outcome in local_engine(workers, seconds_per_item=SECONDS_PER_FILE).run(items):
        answer = outcome.answer if isinstance(outcome.answer, Mapping) else {}
        failure = outcome.failure.detail if outcome.failure else ""
        stream = outcome.item.arguments["stream"]
        for one in by_file[str(outcome.item.arguments["sha256"]), stream if isinstance(stream, int) else 0]:
            found[one] = _read(answer, one.pts, failure)
    return found


def draw_clocks(arguments: Mapping[str, Json], report: Report) -> Json:
    """Decode pictures of one footage by their times and cut out the clock.

    Args:
        arguments: `path`, `sha256`, `stream`, `pts` (a list); `region` as four sides, or null.
        report: is told the fraction that is done.

    Returns:
        By pts as text: `{"picture": base64}` or `{"wrong": why}`; `{"altered": why}` alone where the copy is no longer
        the original.
    """
    region = _sides(arguments["region"])
    return pictures_by_pts(arguments, report, "picture", lambda rgb: _drawn(rgb, region))


def _drawn(rgb: npt.NDArray[np.uint8], region: tuple[float, ...] | None) -> bytes:
    """Cut the clock out, without loss; where its place is not known, give all of the picture."""
    if region is None:
        return still_jpeg(rgb, max_width_px=WHOLE_WIDTH_PX)
    around = (region[3] - region[1]) * _AROUND
    high, wide = rgb.shape[:2]
    left, top = (max(0, int(side - around)) for side in region[:2])
    right, bottom = (min(most, int(side + around) + 1) for side, most in zip(region[2:], (wide, high), strict=True))
    if left >= right or top >= bottom:
        return still_jpeg(rgb, max_width_px=WHOLE_WIDTH_PX)
    return still_png(rgb[top:bottom, left:right], max_width_px=CUT_WIDTH_PX)


def _sides(region: Json) -> tuple[float, ...] | None:
    if not isinstance(region, Sequence) or isinstance(region, str):
        return None
    sides = tuple(float(side) for side in region if isinstance(side, int | float))
    return sides if len(sides) == _SIDES else None


def _item(originals: Path, wanted: Sequence[WantedClock]) -> WorkItem:
    one = wanted[0]
    times: list[Json] = [*sorted({each.pts for each in wanted})]
    region: Json = None if one.region is None else list(one.region)
    arguments: dict[str, Json] = {
        "path": str(originals / one.sha256[:2] / one.sha256),
        "sha256": one.sha256,
        "stream": one.stream,
        "pts": times,
        "region": region,
    }
    key = f"clocks/{one.sha256}/{one.stream}"
    return WorkItem(key, "gestae.workflow.clockpictures:draw_clocks", arguments, float(len(times)))


def _read(answer: Mapping[str, Json], pts: int, failure: str) -> ClockPicture:
    if "altered" in answer:
        return ClockPicture(None, str(answer["altered"]))
    picture = answer.get(str(pts))
    if isinstance(picture, Mapping) and isinstance(picture.get("picture"), str):
        return ClockPicture(base64.b64decode(str(picture["picture"])), "")
    wrong = picture.get("wrong") if isinstance(picture, Mapping) else None
    return ClockPicture(None, str(wrong or failure or "the worker gave no picture"))
