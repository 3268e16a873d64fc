"""Single pictures of a footage by their time or number, taken as they are; what a clock reading needs stands beside."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from math import floor
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from gestae.base.canonical import Json
from gestae.decode.container import read_packets
from gestae.decode.frames import frames
from gestae.decode.picture import DecodedFrame
from gestae.decode.still import still_png
from gestae.engine.work import Report, WorkItem
from gestae.errors import DecodeError, InputRefused
from gestae.store.case import CaseView
from gestae.workflow.case import ORIGINALS
from gestae.workflow.copies import NotTheFilesFault, check_copy
from gestae.workflow.engines import local_engine
from gestae.workflow.exhibits import Exhibits
from gestae.workflow.footage import footage_rows, video_of
from gestae.workflow.readings import picture_times
from gestae.workflow.stills import SECONDS_PER_FILE, NoStill

__all__ = ["Asked", "Frame", "Taken", "draw_frames", "frame_document", "take_frames"]

FORMAT: Final = 1

# Four seconds at 25 a second; more on one sheet nobody reads.
MOST_FRAMES: Final = 100
# Three beside each other fit a screen; what is cut out narrower stays as large as it is.
CELL_PX: Final = 640

Crop = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which pictures of which footage, and which part of them.

    One of `at_s`, `pts` and `n` is given. Seconds count from the first picture, `n` from 0 in order of time.

    Attributes:
        footage: its name, the end of its path, its number as an exhibit, or the first digits of its digest.
        until_s: with a start: every picture from there up to this second, as a strip.
        crop: left, top, width, height in pixels of the decoded picture; None: all of it.
    """

    footage: str
    at_s: Fraction | None = None
    pts: int | None = None
    n: int | None = None
    until_s: Fraction | None = None
    crop: Crop | None = None

    def __post_init__(self) -> None:
        if sum(one is not None for one in (self.at_s, self.pts, self.n)) != 1:
            raise InputRefused("the command", wrong="names no single picture", right="give one of --at, --pts and --n")


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture as PNG, or why there is none.

    `pts` and `seconds` (from the first picture) are None where the stream keeps no times; `has_errors` where the
    decoder filled something in.
    """

    n: int
    pts: int | None
    seconds: Fraction | None
    picture: bytes | NoStill
    has_errors: bool = False

    @property
    def not_drawn(self) -> str:
        """Say why there is no picture; empty where there is one."""
        return self.picture.why if isinstance(self.picture, NoStill) else ""


@dataclass(frozen=True, slots=True)
class Taken:
    """The pictures that were asked for, with what names them in an acquisition form.

    `is_only_video` says whether a clock reading may leave the stream out; `time_base` is None without times.
    """

    sha256: str
    name: str
    exhibit: int
    stream: int
    is_only_video: bool
    time_base: Fraction | None
    is_strip: bool
    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class _Stream:
    """A video stream with the times of its pictures, sorted; none where it keeps none."""

    name: str
    index: int
    time_base: Fraction
    first_pts: int
    times: npt.NDArray[np.int64]

    def seconds(self, pts: int) -> Fraction:
        return (pts - self.first_pts) * self.time_base

    def chosen(self, asked: Asked) -> npt.NDArray[np.int64]:
        """Give the places, in order of time, of the pictures that are meant."""
        first = self._first(asked)
        if asked.until_s is None:
            return np.array([first])
        last = int(np.searchsorted(self.times, floor(self.first_pts + asked.until_s / self.time_base), side="right"))
        if last <= first:
            self._refuse(f"ends at {float(asked.until_s):g} s, before it begins", "give a later second with --until")
        if last - first > MOST_FRAMES:
            self._refuse(
                f"would have {last - first} pictures",
                f"give a stretch of {MOST_FRAMES} at most; narrow the second down first with single pictures",
            )
        return np.arange(first, last)

    def _first(self, asked: Asked) -> int:
        if asked.n is not None:
            if asked.n >= len(self.times):
                self._refuse(f"asks for picture {asked.n}", f"they are numbered from 0 to {len(self.times) - 1}")
            return asked.n
        if asked.pts is not None:
            place = int(np.searchsorted(self.times, asked.pts))
            if place == len(self.times) or self.times[place] != asked.pts:
                near = ", ".join(str(int(one)) for one in self.times[max(0, place - 1) : place + 1])
                self._refuse(f"asks for pts {asked.pts}, at which no picture is shown", f"the nearest are {near}")
            return place
        at_s = asked.at_s or Fraction(0)
        last_s = self.seconds(int(self.times[-1]))
        if at_s > last_s + 1:
            self._refuse(f"asks for {float(at_s):g} s", f"the last picture is at {float(last_s):.3f} s")
        ticks = floor(self.first_pts + at_s / self.time_base)
        return max(0, int(np.searchsorted(self.times, ticks, side="right")) - 1)

    def _refuse(self, wrong: str, right: str) -> None:
        raise InputRefused(f"the stretch of {self.name}", wrong=wrong, right=right)


def take_frames(view: CaseView, asked: Asked) -> Taken:
    """Take pictures of a footage of a case; nothing in the case changes.

    Raises:
        InputRefused: no footage, or more than one, is meant; it has no such picture; or it has no times and was asked
            for one.
    """
    rows = {str(row["sha256"]): row for row in footage_rows(view)}
    exhibits = Exhibits(view)
    sha256 = exhibits.named(asked.footage, "the command", among=rows)
    row = rows[sha256]
    video = video_of(row) if row["facts"] else None
    if video is None:
        lack = "has no pictures" if row["facts"] else "has facts that are withheld"
        raise InputRefused(f"{row['name']}", wrong=lack, right="name footage with a video stream")
    stream = _stream_of(view, row, video)
    take = _timed if len(stream.times) else _untimed
    videos = [one for one in row["facts"]["streams"] if one["kind"] == "video"]
    return Taken(
        sha256=sha256,
        name=str(row["name"]),
        exhibit=exhibits.numbers[sha256],
        stream=stream.index,
        is_only_video=len(videos) == 1,
        time_base=stream.time_base if len(stream.times) else None,
        is_strip=asked.until_s is not None,
        frames=take(view, sha256, stream, asked),
    )


def frame_document(taken: Taken, written: Path | None) -> dict[str, Any]:
    """Write what was taken for programs: the pictures' times as an acquisition form names them."""
    base = taken.time_base
    return {
        "format": FORMAT,
        "footage": {"sha256": taken.sha256, "name": taken.name, "exhibit": taken.exhibit, "stream": taken.stream},
        "time_base": f"{base.numerator}/{base.denominator}" if base else None,
        "pictures": [
            {
                "n": one.n,
                "pts": one.pts,
                "seconds": None if one.seconds is None else round(float(one.seconds), 9),
                "decoded_with_errors": one.has_errors,
                "not_drawn": one.not_drawn or None,
            }
            for one in taken.frames
        ],
        "written": str(written) if written else None,
    }


def draw_frames(arguments: Mapping[str, Json], report: Report) -> Json:
    """Decode pictures of one footage, as they are.

    Args:
        arguments: `path`, `sha256`, `stream`; `pts` (a list), or `n` where the stream keeps no times; `crop`
            (left, top, width, height) or null; `width_px`, above which a picture is made narrower, or null.
        report: is told the fraction that is done.

    Returns:
        By pts (or n) as text: `{"png": base64, "errors": …}` or `{"wrong": why}`; `{"altered": why}` and nothing else
        where the copy is no longer the original.
    """
    path, sha256 = Path(str(arguments["path"])), str(arguments["sha256"])
    try:
        check_copy(path, sha256)
    except NotTheFilesFault as fault:
        return {"altered": str(fault)}
    wanted, stream = arguments["pts"], _whole(arguments["stream"])
    if not isinstance(wanted, list):
        number = _whole(arguments["n"])
        with frames(path, sha256, stream) as decoded:
            found = {str(number): _drawn(frame, arguments) for frame in islice(decoded, number, number + 1)}
        report(1.0)
        return found or {str(number): {"wrong": "fewer pictures come out of the stream"}}
    return _among(path, sha256, {_whole(one) for one in wanted}, arguments, report)


def _among(path: Path, sha256: str, wanted: set[int], arguments: Mapping[str, Json], report: Report) -> dict[str, Json]:
    stream = _whole(arguments["stream"])
    index = read_packets(path, stream)
    found: dict[str, Json] = {}
    with frames(path, sha256, stream, start_pts=min(wanted), end_pts=max(wanted) + 1, index=index) as decoded:
        for frame in decoded:
            if frame.ref.pts in wanted:
                found[str(frame.ref.pts)] = _drawn(frame, arguments)
                report(len(found) / len(wanted))
    return found


def _stream_of(view: CaseView, row: Mapping[str, Any], video: Mapping[str, Any]) -> _Stream:
    known = [one for one in picture_times(view, str(row["sha256"])) if one.stream == video["index"]]
    times = known[0].pts if known else np.zeros(0, np.int64)
    first_pts = int(video["first"]["pts"]) if video["first"] else 0
    return _Stream(str(row["name"]), int(video["index"]), Fraction(video["time_base"]), first_pts, times)


def _timed(view: CaseView, sha256: str, stream: _Stream, asked: Asked) -> tuple[Frame, ...]:
    places = stream.chosen(asked)
    pts = [int(stream.times[place]) for place in places]
    answer, failure = _decode(view, sha256, stream, asked, {"pts": [*pts]})
    return tuple(
        _frame(answer, failure, (int(place), one, stream.seconds(one))) for place, one in zip(places, pts, strict=True)
    )


def _untimed(view: CaseView, sha256: str, stream: _Stream, asked: Asked) -> tuple[Frame, ...]:
    if asked.n is None or asked.until_s is not None:
        raise InputRefused(
            stream.name,
            wrong="has pictures without times, so none of them lies at a second or a pts",
            right="ask by --n alone; no clock reading can name a picture of it",
        )
    answer, failure = _decode(view, sha256, stream, asked, {"pts": None, "n": asked.n})
    return (_frame(answer, failure, (asked.n, None, None)),)


def _decode(
    view: CaseView, sha256: str, stream: _Stream, asked: Asked, which: Mapping[str, Json]
) -> tuple[Mapping[str, Json], str]:
    """Let a worker with limits decode: the file may be made to harm whoever reads it."""
    arguments: dict[str, Json] = {
        "path": str(view.folder / ORIGINALS / sha256[:2] / sha256),
        "sha256": sha256,
        "stream": stream.index,
        "crop": [*asked.crop] if asked.crop else None,
        "width_px": CELL_PX if asked.until_s is not None else None,
        **which,
    }
    item = WorkItem(f"frames/{sha256}", "gestae.workflow.framing:draw_frames", arguments)
    (outcome,) = local_engine(1, seconds_per_item=SECONDS_PER_FILE).run([item])
    answer = outcome.answer if isinstance(outcome.answer, Mapping) else {}
    return answer, outcome.failure.detail if outcome.failure else ""


def _frame(answer: Mapping[str, Json], failure: str, address: tuple[int, int | None, Fraction | None]) -> Frame:
    n, pts, seconds = address
    if "altered" in answer:
        return Frame(n, pts, seconds, NoStill(str(answer["altered"]), is_altered=True))
    one = answer.get(str(n if pts is None else pts))
    if isinstance(one, Mapping) and isinstance(one.get("png"), str):
        return Frame(n, pts, seconds, base64.b64decode(str(one["png"])), bool(one["errors"]))
    wrong = one.get("wrong") if isinstance(one, Mapping) else None
    return Frame(n, pts, seconds, NoStill(str(wrong or failure or "its packet is there and gives no picture")))


def _drawn(frame: DecodedFrame, arguments: Mapping[str, Json]) -> Json:
    crop, width_px = arguments["crop"], arguments["width_px"]
    try:
        rgb = frame.rgb()
    except DecodeError as error:
        return {"wrong": str(error)}
    if isinstance(crop, Sequence):
        left, top, width, height = (_whole(one) for one in crop)
        if left + width > rgb.shape[1] or top + height > rgb.shape[0]:
            return {"wrong": f"the part lies outside of a picture of {rgb.shape[1]} x {rgb.shape[0]} pixels"}
        rgb = rgb[top : top + height, left : left + width]
    picture = still_png(rgb, max_width_px=width_px if isinstance(width_px, int) else None)
    return {"png": base64.b64encode(picture).decode(), "errors": frame.corrupt}


def _whole(value: Json) -> int:
    if not isinstance(value, int):
        raise DecodeError(f"{value!r} is no whole number; give numbers of streams, ticks and pixels as such")
    return value
