"""Stills for a report: decoded by a worker with limits, each exactly the picture that a finding names."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.base.canonical import Json
from gestae.decode.container import read_packets
from gestae.decode.frames import frame_at
from gestae.decode.still import still_jpeg
from gestae.engine.work import Report, WorkItem
from gestae.errors import DecodeError
from gestae.model.observation import Observation
from gestae.workflow.copies import NotTheFilesFault, check_copy
from gestae.workflow.engines import local_engine

__all__ = ["NoStill", "Stills", "draw_stills", "later_pts", "pictures_by_pts", "take_stills"]

STILL_WIDTH_PX: Final = 640
SECONDS_PER_FILE: Final = 600.0
# How long after the first frame of a sighting a second picture is taken, in which a reader sees the thing whole.
LATER_S: Final = 1


@dataclass(frozen=True, slots=True)
class NoStill:
    """Why there is no picture; `is_altered` where the original itself is no longer what was received."""

    why: str
    is_altered: bool = False


# (sha256, stream, pts) -> the picture, or why there is none.
Stills: TypeAlias = "dict[tuple[str, int, int], bytes | NoStill]"


def draw_stills(arguments: Mapping[str, Json], report: Report) -> Json:
    """Decode pictures of one footage by their times.

    Args:
        arguments: `path`, `sha256`, `stream`, `pts` (a list); `width_px`, above which a picture is made narrower.
        report: is told the fraction that is done.

    Returns:
        By pts as text: `{"jpeg": base64}` or `{"wrong": why}`. `{"altered": why}` and nothing else where the copy is
        no longer the original: a picture of it would stand under a digest that it does not have.
    """
    width_px = arguments.get("width_px", STILL_WIDTH_PX)
    if not isinstance(width_px, int):
        raise DecodeError(f"stills need a width in whole pixels, not {width_px!r}")
    return pictures_by_pts(arguments, report, "jpeg", lambda rgb: still_jpeg(rgb, max_width_px=width_px))


def pictures_by_pts(
    arguments: Mapping[str, Json], report: Report, name: str, written: Callable[[npt.NDArray[np.uint8]], bytes]
) -> Json:
    """Decode pictures of one footage by their times, and write each as it is wanted.

    Args:
        arguments: `path`, `sha256`, `stream`, `pts` (a list).
        report: is told the fraction that is done.
        name: under which a picture stands in the answer.
        written: makes a file of a picture, (h, w, 3) uint8.

    Returns:
        By pts as text: `{name: base64}` or `{"wrong": why}`; `{"altered": why}` alone where the copy is no longer the
        original.
    """
    path, sha256 = Path(str(arguments["path"])), str(arguments["sha256"])
    stream, wanted = arguments["stream"], arguments["pts"]
    if not isinstance(stream, int) or not isinstance(wanted, Sequence):
        raise DecodeError("pictures of footage need the number of a stream and a list of times")
    try:
        check_copy(path, sha256)
    except NotTheFilesFault as fault:
        return {"altered": str(fault)}
    index = read_packets(path, stream)
    found: dict[str, Json] = {}
    for place, pts in enumerate(wanted, 1):
        if not isinstance(pts, int):
            raise DecodeError(f"{pts!r} is no time of a picture; give ticks as whole numbers")
        try:
            rgb = frame_at(path, sha256, stream, pts, index=index).rgb()
            found[str(pts)] = {name: base64.b64encode(written(rgb)).decode()}
        except DecodeError as error:
            found[str(pts)] = {"wrong": str(error)}
        report(place / len(wanted))
    return found


def take_stills(
    originals: Path, wanted: Iterable[tuple[str, int, int]], workers: int | None, *, width_px: int = STILL_WIDTH_PX
) -> Stills:
    """Take the stills of several footage files.

    Args:
        originals: the folder of the vault.
        wanted: (sha256, stream, pts) of each.
        workers: how many at once; None: one for each core.
        width_px: a wider picture is made as narrow as this.
    """
    by_file: dict[tuple[str, int], set[int]] = {}
    for sha256, stream, pts in wanted:
        by_file.setdefault((sha256, stream), set()).add(pts)
    items = [
        _item(originals, sha256, stream, sorted(pts), width_px) for (sha256, stream), pts in sorted(by_file.items())
    ]
    stills: Stills = {}
    for outcome in local_engine(workers, seconds_per_item=SECONDS_PER_FILE).run(items):
        sha256 = str(outcome.item.arguments["sha256"])
        answer = outcome.answer if isinstance(outcome.answer, Mapping) else {}
        for pts in by_file[sha256, _stream(outcome.item)]:
            failure = outcome.failure.detail if outcome.failure else ""
            stills[sha256, _stream(outcome.item), pts] = _read(answer, pts, failure)
    return stills


def later_pts(one: Observation, times: npt.NDArray[np.int64]) -> int | None:
    """Name the first picture a second after a sighting began; None where it did not last so long, or nobody knows.

    Args:
        one: the sighting.
        times: pts of the stream's pictures, sorted, in the ticks of the sighting's own start.

    Returns:
        Its pts.
    """
    if one.end is None:
        return None
    place = int(np.searchsorted(times, ceil(one.start.pts + LATER_S / one.start.time_base)))
    if place == len(times):
        return None
    later, last = int(times[place]), one.end.pts * one.end.time_base
    return later if later * one.start.time_base <= last else None


def _item(originals: Path, sha256: str, stream: int, pts: list[int], width_px: int) -> WorkItem:
    times: Json = list(pts)
    arguments: dict[str, Json] = {
        "path": str(originals / sha256[:2] / sha256),
        "sha256": sha256,
        "stream": stream,
        "pts": times,
        "width_px": width_px,
    }
    return WorkItem(f"stills/{sha256}/{stream}", "gestae.workflow.stills:draw_stills", arguments, float(len(pts)))


def _stream(item: WorkItem) -> int:
    stream = item.arguments["stream"]
    return stream if isinstance(stream, int) else 0


def _read(answer: Mapping[str, Json], pts: int, failure: str) -> bytes | NoStill:
    if "altered" in answer:
        return NoStill(str(answer["altered"]), is_altered=True)
    picture = answer.get(str(pts))
    if isinstance(picture, Mapping) and isinstance(picture.get("jpeg"), str):
        return base64.b64decode(str(picture["jpeg"]))
    wrong = picture.get("wrong") if isinstance(picture, Mapping) else None
    return NoStill(str(wrong or failure or "the worker gave no picture"))
