"""Text noted while a footage is looked at: chosen looks at vehicles are read, and joined with their tracks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from math import ceil, floor
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from gestae.model.sighting import Detections, Track
from gestae.model.text import Inscription
from gestae.sight.clockforms import Form, formed
from gestae.sight.detector import Rgb
from gestae.sight.inscriptions import SeenLine, inscriptions
from gestae.sight.letters import in_both, read_written, written
from gestae.sight.lettervote import VoteRules
from gestae.sight.looksattext import LookRules, LooksAtText
from gestae.sight.reading import LineReader, cut
from gestae.sight.textlines import SlopedLine, levelled

__all__ = ["ReadRules", "TextNoter", "parameters"]

_Box = npt.NDArray[np.float32]
_Corners = tuple[float, float, float, float]
# A line is read as it is, and narrowed by a fifth: wide forms of a small letter err together (as with clocks).
_MARGIN_PX: Final = 2.0
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
    """Reads vehicles in chosen pictures, one picture after another; reads nothing without a reader.

    Which detections are of one vehicle is known only at the end, so what was read is kept under picture and box.
    """

    reader: LineReader | None
    reads: ReadRules = field(default_factory=ReadRules)
    looks: LooksAtText = field(default_factory=LooksAtText)
    _noted: dict[tuple[int, bytes], tuple[SeenLine, ...]] = field(default_factory=dict, repr=False)

    def note(self, n: int, rgb: Rgb, found: Detections) -> None:
        """Read the vehicles of one picture that are due.

        Args:
            n: ordinal of the picture; they come in order.
            rgb: (h, w, 3) uint8, the picture.
            found: what was detected in it.
        """
        if self.reader is None:
            return
        rows = np.array([row for row, label in enumerate(found.labels) if label.is_vehicle], np.int64)
        boxes = found.boxes[rows]
        for row in self.looks.choose(boxes):
            lines = tuple(_read(self.reader, n, rgb, _wider(boxes[row], self.looks.rules.margin), self.reads))
            if lines:
                self._noted[n, boxes[row].tobytes()] = lines

    def packed(self) -> dict[str, npt.NDArray[Any]]:
        """Write all that was read as arrays."""
        rows = [(n, box, line) for (n, box), lines in self._noted.items() for line in lines]
        boxes = [np.frombuffer(box, np.float32) for _, box, _ in rows]
        return {
            "n": np.array([n for n, _, _ in rows], np.int64),
            "boxes": np.array(boxes, np.float32).reshape(-1, 4),
            "lines": np.array([line.box for _, _, line in rows], np.int64).reshape(-1, 4),
            "letters": np.array([written(line.glyphs) for _, _, line in rows], np.str_),
        }

    def take_in(self, packed: Mapping[str, npt.NDArray[Any]]) -> None:
        """Append what `packed` wrote of later pictures."""
        rows = zip(*(packed[name] for name in ("n", "boxes", "lines", "letters")), strict=True)
        for n, box, line, letters in rows:
            x1, y1, x2, y2 = (int(side) for side in line)
            key = int(n), box.tobytes()
            one = SeenLine(int(n), (x1, y1, x2, y2), read_written(str(letters)))
            self._noted[key] = (*self._noted.get(key, ()), one)

    def inscriptions(self, tracks: Iterable[Track]) -> tuple[Inscription, ...]:
        """Give the texts on some tracks, in the tracks' order."""
        return tuple(one for track in tracks for one in inscriptions(track.id, self._of(track)))

    def _of(self, track: Track) -> Iterator[SeenLine]:
        for at in np.flatnonzero(track.seen).tolist():
            yield from self._noted.get((int(track.n[at]), track.boxes[at].tobytes()), ())


def parameters() -> dict[str, float]:
    """Write all parameters of choosing, reading and voting flat, by name.

    >>> parameters()["vote.looks"]
    3.0
    """
    groups: tuple[tuple[str, LookRules | ReadRules | VoteRules], ...]
    groups = (("look", LookRules()), ("read", ReadRules()), ("vote", VoteRules()))
    return {f"{name}.{one.name}": float(getattr(group, one.name)) for name, group in groups for one in fields(group)}


def _read(reader: LineReader, n: int, rgb: Rgb, box: _Corners, rules: ReadRules) -> Iterator[SeenLine]:
    part = np.ascontiguousarray(cut(rgb, box))
    left, top = max(0, floor(box[0])), max(0, floor(box[1]))
    tall = [line for line in reader.sloped(part) if line.height_px >= rules.least_line_px][: rules.most_lines]
    grey = np.asarray(Image.fromarray(part).convert("L"))
    for line in tall:
        glyphs = in_both(*(reader.glyphs(form) for form in _forms(grey, line)))
        if len(glyphs) >= rules.least_letters:
            yield SeenLine(n, _around(line, left, top), glyphs)


def _forms(grey: npt.NDArray[np.uint8], line: SlopedLine) -> Iterator[npt.NDArray[np.uint8]]:
    yield levelled(grey, line, _MARGIN_PX)
    yield formed(levelled(grey, line, _NARROW.margin_px), _NARROW)


def _around(line: SlopedLine, left: int, top: int) -> tuple[int, int, int, int]:
    x1, y1, x2, y2 = line.around
    return max(0, left + floor(x1)), max(0, top + floor(y1)), left + ceil(x2), top + ceil(y2)


def _wider(box: _Box, margin: float) -> _Corners:
    x1, y1, x2, y2 = (float(side) for side in box)
    across, down = margin * (x2 - x1), margin * (y2 - y1)
    return x1 - across, y1 - down, x2 + across, y2 + down
