"""Blocks of a drawn sheet: lines of text, facts, pictures under their labels, rows of them, one beneath the other.

Each knows how high it is before it is drawn. Letters that a typeface does not have are written by their code point, as
`wording.visible` writes what cannot be seen for what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeAlias

from PIL import Image, ImageDraw, ImageFont

from gestae.casefile.material import FactView
from gestae.casefile.wording import visible
from gestae.errors import RecordError

__all__ = [
    "GAP_PX", "INNER_PX", "THIRD_PX", "WIDTH_PX",
    "Block", "Fact", "Letters", "Row", "Shot", "ShotView", "Words", "stacked",
]  # fmt: skip

Letters: TypeAlias = "ImageFont.FreeTypeFont | ImageFont.ImageFont"
_Drawing: TypeAlias = "ImageDraw.ImageDraw"

WIDTH_PX: Final = 1280
_EDGE_PX: Final = 24
GAP_PX: Final = 12
_LABEL_PX: Final = 200
INNER_PX: Final = WIDTH_PX - 2 * _EDGE_PX
THIRD_PX: Final = (INNER_PX - 2 * GAP_PX) // 3
# Upright pictures of telephones are tall; more than this would push the words off a screen.
_TALLEST_PX: Final = 900
_INK, _SOFT, _PALE = "#16181d", "#4b5159", "#e4e6e8"
# White inside black is seen on light and on dark pictures alike; all of it lies around what it points at.
_OUTLINE: Final = (("#fff", 1), ("#fff", 2), ("#000", 3), ("#000", 4))


@dataclass(frozen=True, slots=True)
class ShotView:
    """One picture under its label, or why there is none."""

    label: str
    picture: Image.Image | None
    why: str = ""

    def __post_init__(self) -> None:
        if (self.picture is None) != bool(self.why):
            raise RecordError(f"the picture {self.label!r} needs either itself or the reason why there is none")


def stacked(blocks: Sequence[Block]) -> Image.Image:
    """Draw blocks one beneath the other, with an edge around all; as wide as `WIDTH_PX`, as high as they need."""
    height_px = sum(block.height_px + GAP_PX for block in blocks) + 2 * _EDGE_PX
    sheet = Image.new("RGB", (WIDTH_PX, height_px), "#fff")
    drawing = ImageDraw.Draw(sheet)
    top = _EDGE_PX
    for block in blocks:
        block.put(sheet, drawing, _EDGE_PX, top)
        top += block.height_px + GAP_PX
    return sheet


class Block(Protocol):
    """A part of the sheet that knows how high it is and draws itself."""

    @property
    def height_px(self) -> int:
        """How high it is."""
        ...

    def put(self, sheet: Image.Image, drawing: _Drawing, left: int, top: int) -> None:
        """Draw it with its top left corner there."""
        ...


class Words:
    """Lines of text, broken where they are too wide."""

    def __init__(self, lines: Iterable[str], letters: Letters, width_px: int, ink: str = _INK) -> None:
        has = _has(letters)
        self.lines = [part for line in lines for part in _broken(_drawable(line, has), letters, width_px)]
        self.letters, self.ink = letters, ink
        self.step_px = round(_height(letters) * 1.3)

    @property
    def height_px(self) -> int:
        """How high it is."""
        return self.step_px * len(self.lines)

    def put(self, sheet: Image.Image, drawing: _Drawing, left: int, top: int) -> None:
        """Draw it with its top left corner there."""
        for place, line in enumerate(self.lines):
            drawing.text((left, top + place * self.step_px), line, fill=self.ink, font=self.letters)


class Fact:
    """A label with its text beside it; lines that people wrote stay lines."""

    def __init__(self, fact: FactView, letters: Letters, width_px: int) -> None:
        self.label = Words((fact.label,), letters, _LABEL_PX - GAP_PX, _SOFT)
        self.text = Words(fact.text.splitlines(), letters, width_px - _LABEL_PX)

    @property
    def height_px(self) -> int:
        """How high it is."""
        return max(self.label.height_px, self.text.height_px)

    def put(self, sheet: Image.Image, drawing: _Drawing, left: int, top: int) -> None:
        """Draw it with its top left corner there."""
        self.label.put(sheet, drawing, left, top)
        self.text.put(sheet, drawing, left + _LABEL_PX, top)


class Shot:
    """A picture with its label under it, made narrower where it is too wide and never wider."""

    def __init__(
        self,
        shot: ShotView,
        letters: Letters,
        width_px: int,
        frame_px: tuple[int, int] = (1, 1),
        region: tuple[int, int, int, int] | None = None,
    ) -> None:
        self.width_px = width_px
        self.picture = _fitted(shot.picture, width_px) if shot.picture else None
        self.frame_px, self.region = frame_px, region
        self.label = Words((shot.label, *([f"no picture: {shot.why}"] if shot.why else [])), letters, width_px, _SOFT)

    @property
    def height_px(self) -> int:
        """How high it is."""
        return (self.picture.height + GAP_PX // 2 if self.picture else 0) + self.label.height_px

    def put(self, sheet: Image.Image, drawing: _Drawing, left: int, top: int) -> None:
        """Draw it with its top left corner there."""
        if self.picture:
            sheet.paste(self.picture, (left, top))
            self._outline(drawing, left, top, self.picture.size)
            top += self.picture.height + GAP_PX // 2
        self.label.put(sheet, drawing, left, top)

    def _outline(self, drawing: _Drawing, left: int, top: int, size_px: tuple[int, int]) -> None:
        right, bottom = left + size_px[0] - 1, top + size_px[1] - 1
        drawing.rectangle((left, top, right, bottom), outline=_PALE)
        if self.region is None:
            return
        across, down = (part / whole for part, whole in zip(size_px, self.frame_px, strict=True))
        x1, y1, x2, y2 = self.region
        for ink, out_px in _OUTLINE:
            ends = (
                max(left, left + round(x1 * across) - out_px),
                max(top, top + round(y1 * down) - out_px),
                min(right, left + round(x2 * across) + out_px),
                min(bottom, top + round(y2 * down) + out_px),
            )
            if ends[0] <= ends[2] and ends[1] <= ends[3]:
                drawing.rectangle(ends, outline=ink)


class Row:
    """Pictures beside each other, each in the width that it was given."""

    def __init__(self, shots: Sequence[Shot]) -> None:
        self.shots = shots

    @property
    def height_px(self) -> int:
        """How high it is."""
        return max((shot.height_px for shot in self.shots), default=0)

    def put(self, sheet: Image.Image, drawing: _Drawing, left: int, top: int) -> None:
        """Draw it with its top left corner there."""
        for shot in self.shots:
            shot.put(sheet, drawing, left, top)
            left += shot.width_px + GAP_PX


def _fitted(picture: Image.Image, width_px: int) -> Image.Image:
    share = min(1.0, width_px / picture.width, _TALLEST_PX / picture.height)
    if share == 1.0:
        return picture
    return picture.resize(
        (max(1, round(picture.width * share)), max(1, round(picture.height * share))), Image.Resampling.BOX
    )


def _broken(line: str, letters: Letters, width_px: int) -> Iterator[str]:
    """Break a line between words, and a word only where it is too wide for a line of its own."""
    here = ""
    for word in line.split(" "):
        longer = f"{here} {word}" if here else word
        if letters.getlength(longer) <= width_px:
            here = longer
            continue
        if here:
            yield here
        here = word
        while letters.getlength(here) > width_px:
            most = next(n for n in range(len(here), 0, -1) if n == 1 or letters.getlength(here[:n]) <= width_px)
            yield here[:most]
            here = here[most:]
    yield here


def _drawable(text: str, has: Callable[[str], bool]) -> str:
    return "".join(char if has(char) else f"<U+{ord(char):04X}>" for char in visible(text))


def _has(letters: Letters) -> Callable[[str], bool]:
    """Tell which letters a typeface has, by what it draws for a code point that is never a letter."""
    lacking = bytes(letters.getmask("\uffff"))

    def has(char: str) -> bool:
        return char == " " or bytes(letters.getmask(char)) != lacking

    return has


def _height(letters: Letters) -> float:
    box = letters.getbbox("Ag")
    return box[3] - min(box[1], 0)
