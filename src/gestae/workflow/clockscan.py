"""What a worker does to read the clock burnt into one footage: find its place, follow it, draw what it read.

Run by the engine in a process of its own with limits, as looking is; what it computes goes into the vault of
artifacts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from gestae.base.canonical import Json
from gestae.decode.container import read_facts, read_packets
from gestae.decode.frames import frames
from gestae.decode.picture import DecodedFrame
from gestae.engine.work import Report
from gestae.errors import DecodeError, FixityError, IntakeError
from gestae.model.footage import PacketIndex, StreamFacts
from gestae.preserve.vault import Vault
from gestae.sight.clockforms import PLAIN, Form, SaidAs, agreed, formed
from gestae.sight.clockplace import ClockPlace, FoundLine, locate
from gestae.sight.clockrun import ClockRun, Reading, follow
from gestae.sight.clockticks import Cutout, window_readings
from gestae.sight.reading import TextReader, cut
from gestae.workflow.clockdocument import Scan, run_document
from gestae.workflow.clockfacts import RULE
from gestae.workflow.clockstrip import Crop, draw_strip, strip_places
from gestae.workflow.copies import NotTheFilesFault, check_copy
from gestae.workflow.detectors import open_text
from gestae.workflow.parquet import write_documents

__all__ = ["read_clock", "scan"]

# Pictures spread over the file in which the clock is looked for.
_SAMPLES: Final = 9
# A display changes within it, whatever the phase, and is read on both sides.
_WINDOW_S: Final = Fraction(5, 4)
# Neighbouring pictures that are held at once, where all of them are read.
_HELD_S: Final = 5


class NoTimes(DecodeError):  # noqa: N818 - what it is, as a person says it
    """There is nothing to read: no video stream, or one without times."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}; a clock in it cannot be held against anything")
        self.why = why


def read_clock(arguments: Mapping[str, Json], report: Report) -> Json:
    """Read the clock burnt into one footage.

    Args:
        arguments: `path`, `sha256`, `artifacts`; `finder` and `reader`, names of the table; `windows`, the most
            stretches that are followed; `rule`, by which a display is read.
        report: is told the fraction that is done.

    Returns:
        `{"artifacts": {name: digest}, "model": …, "found": bool}`.

    Raises:
        NoTimes: there is no video stream, or it has no times.
    """
    path, sha256 = Path(str(arguments["path"])), str(arguments["sha256"])
    check_copy(path, sha256)
    windows = arguments["windows"]
    if not isinstance(windows, int) or windows < 1:
        raise DecodeError(f"{windows!r} is no number of stretches; give a whole one from 1 on")
    rule = str(arguments["rule"])
    if rule not in _SAY:
        raise DecodeError(f"the rule {rule!r} is none that this version knows; it knows {', '.join(_SAY)}")
    text = open_text(str(arguments["finder"]), str(arguments["reader"]))
    found = scan(path, sha256, text, report, windows=windows, least_score=text.reader.sure_score, rule=rule)
    vault = Vault(Path(str(arguments["artifacts"])))
    stored = {"clock": write_documents([run_document(found)])}
    places = strip_places(found.run)
    if places:
        crops = [Crop(one, found.crops[one.pts]) for one in places if one.pts in found.crops]
        stored["clock-strip"] = draw_strip(crops, found.first_pts, found.time_base)
    return {
        "artifacts": {name: _keep(vault, data) for name, data in stored.items()},
        "model": {one.role: one.as_json() for one in text.identities},
        "found": bool(found.run.stretches),
    }


def scan(  # noqa: PLR0913 - what a worker is told
    path: Path,
    sha256: str,
    text: TextReader,
    report: Report,
    *,
    windows: int,
    least_score: float,
    rule: str = RULE,
) -> Scan:
    """Find the clock and follow it through the file.

    Args:
        path: the original.
        sha256: its digest.
        text: what finds and reads lines.
        report: is told the fraction that is done.
        windows: the most stretches that are followed; a file with fewer seconds is followed throughout.
        least_score: below it a text is taken for unreadable.
        rule: by which a display is read.

    Raises:
        NoTimes: there is no video stream, or it has no times.
    """
    stream = _stream(path, sha256)
    index = read_packets(path, stream.index)
    film = _Film(path, sha256, stream, index)
    lines = [[_read_line(text, frame, box) for box in _boxes(text, frame)] for frame in film.samples()]
    report(0.1)
    place = locate(lines)
    times = np.unique(index.times)
    span_s = int((int(times[-1]) - int(times[0])) * stream.time_base) + 1 if len(times) else 1
    every_s = max(1, -(-span_s // windows))
    texts = len({line.text for found in lines for line in found if line.text})
    size_px = film.size_px
    if place is None:
        nothing = ClockRun((), "not told")
        return Scan(
            stream.index, stream.time_base, int(times[0]), int(times[-1]), size_px, None, nothing, texts, every_s
        )
    eye = _Eye(text, _lines(place, film.size_px), least_score, stream.time_base, _SAY[rule])
    for window in film.windows(every_s, eye, report):
        eye.take(window)
    run = follow(eye.readings.values(), stream.time_base)
    first, last = int(times[0]), int(times[-1])
    return Scan(stream.index, stream.time_base, first, last, size_px, place, run, texts, every_s, eye.crops)


def _stream(path: Path, sha256: str) -> StreamFacts:
    stream = read_facts(path, sha256).video
    if stream is None:
        raise NoTimes("it has no video stream")
    if stream.first_pts is None or not stream.packets:
        raise NoTimes("its pictures have no times")
    return stream


def _boxes(text: TextReader, frame: DecodedFrame) -> Iterator[tuple[float, float, float, float]]:
    """Give the boxes of lines that are wide enough for a time of day."""
    for line in text.find(frame.rgb()):
        x1, y1, x2, y2 = line.box
        if x2 - x1 > 2 * (y2 - y1):
            yield line.box


def _read_line(text: TextReader, frame: DecodedFrame, box: tuple[float, float, float, float]) -> FoundLine:
    return FoundLine(box, *text.read(cut(frame.luma, _wider(box))))


def _wider(
    box: tuple[float, float, float, float], margin_px: int = PLAIN.margin_px
) -> tuple[float, float, float, float]:
    return box[0] - margin_px, box[1] - margin_px, box[2] + margin_px, box[3] + margin_px


@dataclass(frozen=True, slots=True)
class _Line:
    """Where a line stands in a picture, and where in the cut-out of the display, one line below the other.

    Attributes:
        box: as found, in the picture.
        x, y: the first column and row of the picture that were cut out.
        width, height: as many were cut out.
        top: the row of the cut-out with which it begins.
    """

    box: tuple[float, float, float, float]
    x: int
    y: int
    width: int
    height: int
    top: int

    @classmethod
    def of(cls, box: tuple[float, float, float, float], picture: tuple[int, int], top: int) -> _Line:
        """Find it in pictures of a width and a height."""
        whole = np.broadcast_to(np.uint8(0), picture[::-1])
        height, width = cut(whole, _wider(box)).shape
        x, y = (min(max(int(np.floor(side)), 0), most - 1) for side, most in zip(_wider(box), picture, strict=False))
        return cls(box, x, y, width, height, top)

    def part(self, display: npt.NDArray[np.uint8], form: Form) -> npt.NDArray[np.uint8]:
        """Take the line out of a cut-out display, with the margin of a form and brought to that form."""
        own = display[self.top : self.top + self.height, : self.width]
        x1, y1, x2, y2 = _wider(self.box, form.margin_px)
        return formed(cut(own, (x1 - self.x, y1 - self.y, x2 - self.x, y2 - self.y)), form)


@dataclass(slots=True)
class _Eye:
    """Reads the display of a run of pictures and keeps what a person may want to see."""

    text: TextReader
    lines: Sequence[_Line]
    least_score: float
    time_base: Fraction
    say: Callable[[Callable[[Form], tuple[str, float]], float], SaidAs]
    readings: dict[int, Reading] = field(default_factory=dict)
    crops: dict[int, npt.NDArray[np.uint8]] = field(default_factory=dict)

    def cutout(self, n: int, pts: int, luma: npt.NDArray[np.uint8]) -> Cutout:
        """Cut the display out of a picture: its line, and below it that of the date where that stands apart."""
        parts = [cut(luma, _wider(line.box)) for line in self.lines]
        width = max(part.shape[1] for part in parts)
        padded = [np.pad(part, ((0, 0), (0, width - part.shape[1]))) for part in parts]
        return Cutout(n, pts, np.concatenate(padded).copy())

    def take(self, window: Sequence[Cutout]) -> None:
        """Read a run of pictures."""
        for one in window_readings(window, self._read, self.time_base, self.least_score):
            self.readings.setdefault(one.pts, one)
        self.crops |= {one.pts: one.luma for one in window if one.pts in self.readings}

    def _read(self, display: npt.NDArray[np.uint8]) -> SaidAs:
        return self.say(lambda form: self._in_form(display, form), self.least_score)

    def _in_form(self, display: npt.NDArray[np.uint8], form: Form) -> tuple[str, float]:
        """Read all lines in one form: the date, where it stands apart, before the time."""
        said = [self.text.read(line.part(display, form)) for line in reversed(self.lines)]
        return " ".join(text for text, _ in said), min(score for _, score in said)


def _lines(place: ClockPlace, picture: tuple[int, int]) -> tuple[_Line, ...]:
    time = _Line.of(place.time, picture, 0)
    return (time,) if place.date is None else (time, _Line.of(place.date, picture, time.height))


def _in_one_form(read: Callable[[Form], tuple[str, float]], _: float) -> SaidAs:
    return SaidAs(*read(PLAIN))


# How a display is read under each rule that a journal may name.
_SAY: Final[Mapping[str, Callable[[Callable[[Form], tuple[str, float]], float], SaidAs]]] = {
    "burnt-in-clock/1": _in_one_form,
    RULE: agreed,
}


@dataclass(slots=True)
class _Film:
    """One video stream: pictures spread over it, and runs of neighbours."""

    path: Path
    sha256: str
    stream: StreamFacts
    index: PacketIndex
    size_px: tuple[int, int] = (0, 0)

    def samples(self) -> Iterator[DecodedFrame]:
        """Give pictures spread over the file, all of the first one's size."""
        times = np.unique(self.index.times)
        for at in np.unique(np.linspace(0, len(times) - 1, _SAMPLES).astype(int)):
            start = int(times[at]) if at else None
            with frames(self.path, self.sha256, self.stream.index, start_pts=start, index=self.index) as found:
                frame = next((one for one in found if one.ref.pts is not None), None)
            if frame is None:
                continue
            height, width = frame.luma.shape
            if self.size_px in ((0, 0), (width, height)):
                self.size_px = (width, height)
                yield frame

    def windows(self, every_s: int, eye: _Eye, report: Report) -> Iterator[list[Cutout]]:
        """Decode the file from its first picture to its last and give runs of neighbours; each begins anew.

        Where everything is read, each run begins with the last picture of the one before, so that no change is lost.
        """
        held: list[Cutout] = []
        for n, frame in enumerate(self._frames()):
            pts = frame.ref.pts or 0
            report(0.1 + 0.9 * min(1.0, n / max(1, len(self.index))))
            since_s = (pts - int(self.index.times[0])) * self.stream.time_base
            inside = every_s == 1 or since_s % every_s < _WINDOW_S
            if inside:
                held.append(eye.cutout(n, pts, frame.luma))
            full = held and (held[-1].pts - held[0].pts) * self.stream.time_base >= _HELD_S
            if held and (full or not inside):
                yield held
                held = held[-1:] if inside else []
        if held:
            yield held

    def _frames(self) -> Iterable[DecodedFrame]:
        """Give the pictures with times, as long as they keep their size: in another one the clock stands elsewhere."""
        for frame in frames(self.path, self.sha256, self.stream.index, index=self.index):
            if frame.ref.pts is None:
                continue
            if frame.luma.shape != (self.size_px[1], self.size_px[0]):
                return
            yield frame


def _keep(vault: Vault, data: bytes) -> str:
    try:
        return vault.put_bytes(data).digest.hex
    except (IntakeError, FixityError) as error:
        raise NotTheFilesFault(str(error)) from error
