"""Text noted while a footage is looked at: chosen looks at vehicles and clothing are read, and joined with tracks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from math import ceil, floor
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from gestae.model.sighting import Detections, Label, Track
from gestae.model.text import Bearer, Inscription
from gestae.sight.clockforms import Form, formed
from gestae.sight.detector import Rgb
from gestae.sight.inscriptions import SeenLine, SeenShape, ShapeVotes, inscriptions, letter_of_shapes
from gestae.sight.letters import in_both, read_written, written
from gestae.sight.lettershapes import ShapeRules, painted_letter
from gestae.sight.lettervote import VoteRules
from gestae.sight.looksattext import LookRules, LooksAtText
from gestae.sight.overlays import on_things
from gestae.sight.reading import LineReader, cut
from gestae.sight.stilltext import parameters as still_parameters
from gestae.sight.textlines import SlopedLine, levelled

__all__ = ["ReadRules", "TextNoter", "parameters"]

_Box = npt.NDArray[np.float32]
_Corners = tuple[float, float, float, float]
# A line is read as it is, and narrowed by a fifth: wide forms of a small letter err together (as with clocks).
_MARGIN_PX: Final = 2.0
# Where upper clothing lies on a person's box, as parts of its height; of smaller people nothing is read.
_CLOTHING: Final = (0.12, 0.62)
PEOPLE: Final = LookRules(least_width_px=80.0, least_height_px=200.0)
_NARROW: Final = Form(1, enlarged=True, width=0.8)


@dataclass(frozen=True, slots=True)
class ReadRules:
    """How a chosen look is read.

    Attributes:
        least_line_px: a line that is lower in the picture, with what stands above and below its letters, is not read.
        most_lines: so many lines of a look are read, the largest first.
        least_letters: a line with fewer is none: shadows and lamps look like one or two letters.
    """

    least_line_px: float = 10.0
    most_lines: int = 4
    least_letters: int = 3


@dataclass(slots=True)
class TextNoter:
    """Reads vehicles and clothing in chosen pictures, one after another; reads nothing without a reader.

    Which detections are of one thing is known only at the end, so what was read is kept under picture and box.
    """

    reader: LineReader | None
    reads: ReadRules = field(default_factory=ReadRules)
    vehicles: LooksAtText = field(default_factory=LooksAtText)
    people: LooksAtText = field(default_factory=lambda: LooksAtText(PEOPLE))
    _noted: dict[tuple[int, bytes], tuple[SeenLine, ...]] = field(default_factory=dict, repr=False)
    _shapes: dict[tuple[int, bytes], SeenShape] = field(default_factory=dict, repr=False)

    def note(self, n: int, rgb: Rgb, found: Detections) -> None:
        """Read the vehicles and people of one picture that are due.

        Args:
            n: ordinal of the picture; they come in order.
            rgb: (h, w, 3) uint8, the picture.
            found: what was detected in it.
        """
        if self.reader is None:
            return
        for box in _boxes(found, lambda label: label.is_vehicle, self.vehicles):
            part = _Part.of(n, rgb, _wider(box, self.vehicles.rules.margin))
            self._keep((n, box.tobytes()), part, self.reader)
            if (shape := part.shape()) is not None:
                self._shapes[n, box.tobytes()] = shape
        for box in _boxes(found, lambda label: label is Label.PERSON, self.people):
            self._keep((n, box.tobytes()), _Part.of(n, rgb, _worn(box)), self.reader)

    def _keep(self, key: tuple[int, bytes], part: _Part, reader: LineReader) -> None:
        if lines := tuple(part.lines(reader, self.reads)):
            self._noted[key] = lines

    def packed(self) -> dict[str, npt.NDArray[Any]]:
        """Write all that was read as arrays."""
        rows = [(*key, line.box, written(line.glyphs)) for key, lines in self._noted.items() for line in lines]
        shapes = [(*key, shape.box, shape.letter) for key, shape in self._shapes.items()]
        return {
            f"{name}_{key}": array for name, some in (("line", rows), ("shape", shapes)) for key, array in _arrays(some)
        }

    def take_in(self, packed: Mapping[str, npt.NDArray[Any]]) -> None:
        """Append what `packed` wrote of later pictures."""
        for key, box, letters in _rows(packed, "line"):
            line = SeenLine(key[0], box, read_written(letters))
            self._noted[key] = (*self._noted.get(key, ()), line)
        for key, box, letter in _rows(packed, "shape"):
            self._shapes[key] = SeenShape(key[0], box, letter)

    def inscriptions(self, tracks: Iterable[Track]) -> tuple[Inscription, ...]:
        """Give the texts on some tracks, in the tracks' order, without what is burnt into the picture."""
        some = list(tracks)
        found = [one for track in some for one in self._of(track)]
        told = {one.track for one in found}
        hosts = {
            track.id: dict(zip(track.n.tolist(), track.boxes.tolist(), strict=True))
            for track in some
            if track.id in told
        }
        return on_things(found, hosts)

    def _of(self, track: Track) -> Iterator[Inscription]:
        seen = np.flatnonzero(track.seen).tolist()
        keys = [(int(track.n[at]), track.boxes[at].tobytes()) for at in seen]
        on = Bearer.CLOTHING if track.label is Label.PERSON else Bearer.VEHICLE
        yield from inscriptions(track.id, on, (line for key in keys for line in self._noted.get(key, ())))
        letter = letter_of_shapes(track.id, (self._shapes[key] for key in keys if key in self._shapes))
        if letter is not None:
            yield letter


def parameters() -> dict[str, float]:
    """Write all parameters of choosing, reading and voting flat, by name.

    >>> parameters()["vote.looks"]
    3.0
    """
    groups: tuple[tuple[str, LookRules | ReadRules | VoteRules | ShapeRules | ShapeVotes], ...] = (
        ("look", LookRules()), ("look_at_people", PEOPLE), ("read", ReadRules()), ("vote", VoteRules()),
        ("shape", ShapeRules()), ("shape_vote", ShapeVotes()),
    )  # fmt: skip
    own = {f"{name}.{one.name}": float(getattr(group, one.name)) for name, group in groups for one in fields(group)}
    return {**own, **still_parameters()}


@dataclass(frozen=True, slots=True)
class _Part:
    """A thing cut out of a picture: where its left top corner lies there, in colours and in grey."""

    n: int
    left: int
    top: int
    rgb: Rgb
    grey: npt.NDArray[np.uint8]

    @classmethod
    def of(cls, n: int, rgb: Rgb, box: _Corners) -> _Part:
        """Cut it out."""
        part = np.ascontiguousarray(cut(rgb, box))
        grey = np.asarray(Image.fromarray(part).convert("L"))
        return cls(n, max(0, floor(box[0])), max(0, floor(box[1])), part, grey)

    def lines(self, reader: LineReader, rules: ReadRules) -> Iterator[SeenLine]:
        """Read its largest lines."""
        tall = [line for line in reader.sloped(self.rgb) if line.height_px >= rules.least_line_px]
        for line in tall[: rules.most_lines]:
            glyphs = in_both(*(reader.glyphs(form) for form in _forms(self.grey, line)))
            if len(glyphs) >= rules.least_letters:
                yield SeenLine(self.n, self._around(line.around), glyphs)

    def shape(self) -> SeenShape | None:
        """Tell a large letter by its shape."""
        found = painted_letter(self.grey)
        return None if found is None else SeenShape(self.n, self._around(found.box), found.letter)

    def _around(self, box: _Corners) -> tuple[int, int, int, int]:
        x1, y1, x2, y2 = box
        left, top = max(0, self.left + floor(x1)), max(0, self.top + floor(y1))
        return left, top, max(left + 1, self.left + ceil(x2)), max(top + 1, self.top + ceil(y2))


_Row = tuple[int, bytes, tuple[int, int, int, int], str]


def _arrays(rows: Iterable[_Row]) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    some = list(rows)
    yield "n", np.array([n for n, _, _, _ in some], np.int64)
    yield "of", np.array([np.frombuffer(box, np.float32) for _, box, _, _ in some], np.float32).reshape(-1, 4)
    yield "box", np.array([box for _, _, box, _ in some], np.int64).reshape(-1, 4)
    yield "letters", np.array([letters for _, _, _, letters in some], np.str_)


def _rows(
    packed: Mapping[str, npt.NDArray[Any]], name: str
) -> Iterator[tuple[tuple[int, bytes], tuple[int, int, int, int], str]]:
    columns = (packed[f"{name}_{key}"] for key in ("n", "of", "box", "letters"))
    for n, of, box, letters in zip(*columns, strict=True):
        x1, y1, x2, y2 = (int(side) for side in box)
        yield (int(n), of.tobytes()), (x1, y1, x2, y2), str(letters)


def _forms(grey: npt.NDArray[np.uint8], line: SlopedLine) -> Iterator[npt.NDArray[np.uint8]]:
    yield levelled(grey, line, _MARGIN_PX)
    yield formed(levelled(grey, line, _NARROW.margin_px), _NARROW)


def _boxes(found: Detections, which: Callable[[Label], bool], looks: LooksAtText) -> list[_Box]:
    """Give the boxes of one sort of things that are due to be read."""
    boxes = found.boxes[np.array([row for row, label in enumerate(found.labels) if which(label)], np.int64)]
    return [boxes[row] for row in looks.choose(boxes)]


def _worn(box: _Box) -> _Corners:
    """Give the part of a person's box that shows the upper clothing."""
    x1, y1, x2, y2 = (float(side) for side in box)
    return x1, y1 + _CLOTHING[0] * (y2 - y1), x2, y1 + _CLOTHING[1] * (y2 - y1)


def _wider(box: _Box, margin: float) -> _Corners:
    x1, y1, x2, y2 = (float(side) for side in box)
    across, down = margin * (x2 - x1), margin * (y2 - y1)
    return x1 - across, y1 - down, x2 + across, y2 + down
