"""[edge] Find and read lines of text in pictures, by two ONNX nets on one thread."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import ceil, floor
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from gestae.errors import WeightsError
from gestae.model.sighting import ModelIdentity
from gestae.sight.detector import Rgb
from gestae.sight.letters import Glyph, glyphs_of_scores
from gestae.sight.onnx import open_session
from gestae.sight.table import Input, ModelEntry
from gestae.sight.textlines import SlopedLine, sloped_lines
from gestae.sight.textnets import Line, finder_input, lines_of_map, reader_input, text_of_scores

__all__ = ["LineReader", "OnnxText", "PictureReader", "TextReader", "cut"]

# A part of a picture is shown to the finder at twice its size, or so that its shorter side has so many pixels: then it
# costs what a quarter of a whole picture does, and letters of eight pixels are found.
_PART_SCALE: Final = 2.0
_PART_PX: Final = 320
_PART_LONG_PX: Final = 960


class TextReader(Protocol):
    """What finds lines of text and reads them."""

    def find(self, rgb: Rgb) -> tuple[Line, ...]:
        """Find the lines of a picture (h, w, 3)."""
        ...

    def read(self, line: npt.NDArray[np.uint8]) -> tuple[str, float]:
        """Read one cut-out line; its text, and how sure its weakest letter is, 0 to 1."""
        ...


class LineReader(Protocol):
    """What finds sloped lines of text in a part of a picture, and tells letter by letter what they may be."""

    def sloped(self, part: Rgb) -> tuple[SlopedLine, ...]:
        """Find the lines of a part of a picture (h, w, 3), the largest first."""
        ...

    def glyphs(self, line: npt.NDArray[np.uint8]) -> tuple[Glyph, ...]:
        """Read one levelled line."""
        ...


class PictureReader(LineReader, Protocol):
    """What also finds the sloped lines of a whole picture."""

    def sloped_everywhere(self, rgb: Rgb) -> tuple[SlopedLine, ...]:
        """Find the lines of a picture (h, w, 3), the largest first."""
        ...


@dataclass(slots=True)
class OnnxText:
    """A finder and a reader, loaded.

    Attributes:
        identities: of both, for findings to name.
        finder, reader: their entries of the table.
    """

    identities: tuple[ModelIdentity, ModelIdentity]
    finder: ModelEntry
    reader: ModelEntry
    _find: Any = field(repr=False)
    _read: Any = field(repr=False)
    _letters: tuple[str, ...] = field(repr=False)

    @classmethod
    def load(cls, finder: tuple[ModelEntry, bytes], reader: tuple[ModelEntry, bytes]) -> OnnxText:
        """Hand both files' bytes to the runtime.

        Raises:
            WeightsError: the runtime cannot read one, or the reader does not say which letters it knows.
        """
        find, read = (open_session(weights, entry) for entry, weights in (finder, reader))
        written = read.get_modelmeta().custom_metadata_map.get("character")
        letters = ("", *(written or "").split("\n"), " ")
        columns = read.get_outputs()[0].shape[-1]
        if not written or (isinstance(columns, int) and columns != len(letters)):
            raise WeightsError(f"model {reader[0].name}: it names {len(letters) - 2} letters and scores {columns}")
        identities = [ModelIdentity(entry.role.value, entry.name, entry.sha256, ()) for entry, _ in (finder, reader)]
        return cls((identities[0], identities[1]), finder[0], reader[0], find, read, letters)

    def find(self, rgb: Rgb) -> tuple[Line, ...]:
        """Find the lines of a picture; see `TextReader`."""
        (likely,) = self._find.run(None, {self._find.get_inputs()[0].name: finder_input(rgb, self.finder.input)})
        return lines_of_map(likely[0, 0], (rgb.shape[1], rgb.shape[0]), self.finder.sure_score)

    def read(self, line: npt.NDArray[np.uint8]) -> tuple[str, float]:
        """Read one cut-out line; see `TextReader`."""
        (scores,) = self._read.run(None, {self._read.get_inputs()[0].name: reader_input(line, self.reader.input)})
        return text_of_scores(scores[0], self._letters)

    def sloped(self, part: Rgb) -> tuple[SlopedLine, ...]:
        """Find the sloped lines of a part of a picture; see `LineReader`."""
        shorter = min(part.shape[:2])
        height_px = round(min(_PART_PX, _PART_SCALE * shorter))
        form = replace(self.finder.input, height_px=height_px, width_px=_PART_LONG_PX)
        return self._sloped(part, form)

    def sloped_everywhere(self, rgb: Rgb) -> tuple[SlopedLine, ...]:
        """Find the sloped lines of a whole picture; see `PictureReader`."""
        return self._sloped(rgb, self.finder.input)

    def _sloped(self, rgb: Rgb, form: Input) -> tuple[SlopedLine, ...]:
        (likely,) = self._find.run(None, {self._find.get_inputs()[0].name: finder_input(rgb, form)})
        return sloped_lines(likely[0, 0], (rgb.shape[1], rgb.shape[0]), self.finder.sure_score)

    def glyphs(self, line: npt.NDArray[np.uint8]) -> tuple[Glyph, ...]:
        """Read one levelled line; see `LineReader`."""
        (scores,) = self._read.run(None, {self._read.get_inputs()[0].name: reader_input(line, self.reader.input)})
        return glyphs_of_scores(scores[0], self._letters)


def cut(picture: npt.NDArray[np.uint8], box: tuple[float, float, float, float]) -> npt.NDArray[np.uint8]:
    """Cut a box out of a picture, whole pixels, at least one.

    >>> cut(np.zeros((10, 20), np.uint8), (1.5, 2.0, 4.2, 30.0)).shape
    (8, 4)
    """
    height, width = picture.shape[:2]
    x1, y1 = min(max(floor(box[0]), 0), width - 1), min(max(floor(box[1]), 0), height - 1)
    x2, y2 = min(max(ceil(box[2]), x1 + 1), width), min(max(ceil(box[3]), y1 + 1), height)
    return picture[y1:y2, x1:x2]
