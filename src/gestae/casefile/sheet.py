"""A sheet to decide by: the picture that shows a moment, with the region pointed at, the pictures around, the facts.

Frozen records in, a drawing out; it reads no file and writes none. Letters that a typeface does not have are
written by their code point, as `wording.visible` writes what cannot be seen for what it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Final, Protocol, TypeAlias

from PIL import Image, ImageDraw, ImageFont

from gestae.casefile.material import FactView
from gestae.casefile.wording import visible
from gestae.errors import RecordError

__all__ = ["Letters", "SheetView", "ShotView", "draw_sheet"]

Letters: TypeAlias = "ImageFont.FreeTypeFont | ImageFont.ImageFont"
_Drawing: TypeAlias = "ImageDraw.ImageDraw"

WIDTH_PX: Final = 1280
_EDGE_PX: Final = 24
_GAP_PX: Final = 12
_LABEL_PX: Final = 200
_INNER_PX: Final = WIDTH_PX - 2 * _EDGE_PX
_THIRD_PX: Final = (_INNER_PX - 2 * _GAP_PX) // 3
# Upright pictures of telephones are tall; more than this would push the words off a screen.
_TALLEST_PX: Final = 900
_TALLEST_CLOSE_PX: Final = 460
# More shows no more: a person then sees single pixels and no longer a thing.
_LARGEST: Final = 8
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


@dataclass(frozen=True, slots=True)
class SheetView:
    """What one sheet shows.

    Attributes:
        title: what is proposed, on which camera, and what became of it.
        main: the picture that shows the moment.
        frame_px: (width, height) of the decoded frame; the picture may be smaller.
        region: x1 y1 x2 y2 in pixels of the decoded frame; None where the finding is of the whole picture.
        around: the pictures before and after.
        rows: the facts in words.
    """

    title: str
    main: ShotView
    frame_px: tuple[int, int]
    region: tuple[int, int, int, int] | None
    around: tuple[ShotView, ...]
    rows: tuple[FactView, ...]


def draw_sheet(view: SheetView, heading: Letters, text: Letters) -> Image.Image:
    """Draw a sheet.

    Args:
        view: what it shows.
        heading: the typeface of the title, in its size.
        text: the typeface of everything else.

    Returns:
        A picture of `WIDTH_PX`, as high as it needs to be.
    """
    blocks: list[_Block] = [
        _Words((view.title,), heading, _INNER_PX),
        _Row((_Shot(view.main, text, 2 * _THIRD_PX + _GAP_PX, view.frame_px, view.region), *_close(view, text))),
        _Row(tuple(_Shot(shot, text, _THIRD_PX) for shot in view.around)),
        *(_Fact(row, text, _INNER_PX) for row in view.rows),
    ]
    height_px = sum(block.height_px + _GAP_PX for block in blocks) + 2 * _EDGE_PX
    sheet = Image.new("RGB", (WIDTH_PX, height_px), "#fff")
    drawing = ImageDraw.Draw(sheet)
    top = _EDGE_PX
    for block in blocks:
        block.put(sheet, drawing, _EDGE_PX, top)
        top += block.height_px + _GAP_PX
    return sheet


class _Block(Protocol):
    """A part of the sheet that knows how high it is and draws itself."""

    @property
    def height_px(self) -> int: ...

    def put(self, sheet: Image.Image, drawing: _Drawing, left: int, top: int) -> None: ...


class _Words:
    """Lines of text, broken where they are too wide."""

    def __init__(self, lines: Iterable[str], letters: Letters, width_px: int, ink: str = _INK) -> None:
        has = _has(letters)
        self.lines = [part for line in lines for part in _broken(_drawable(line, has), letters, width_px)]
        self.letters, self.ink = letters, ink
        self.step_px = round(_height(letters) * 1.3)

    @property
    def height_px(self) -> int:
        return self.step_px * len(self.lines)

    def put(self, sheet: Image.Image, drawing: _Drawing, left: int, top: int) -> None:
        for place, line in enumerate(self.lines):
            drawing.text((left, top + place * self.step_px), line, fill=self.ink, font=self.letters)


class _Fact:
    """A label with its text beside it; lines that people wrote stay lines."""

    def __init__(self, fact: FactView, letters: Letters, width_px: int) -> None:
        self.label = _Words((fact.label,), letters, _LABEL_PX - _GAP_PX, _SOFT)
        self.text = _Words(fact.text.splitlines(), letters, width_px - _LABEL_PX)

    @property
    def height_px(self) -> int:
        return max(self.label.height_px, self.text.height_px)

    def put(self, sheet: Image.Image, drawing: _Drawing, left: int, top: int) -> None:
        self.label.put(sheet, drawing, left, top)
        self.text.put(sheet, drawing, left + _LABEL_PX, top)


class _Shot:
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
        self.label = _Words((shot.label, *([f"no picture: {shot.why}"] if shot.why else [])), letters, width_px, _SOFT)

    @property
    def height_px(self) -> int:
        return (self.picture.height + _GAP_PX // 2 if self.picture else 0) + self.label.height_px

    def put(self, sheet: Image.Image, drawing: _Drawing, left: int, top: int) -> None:
        if self.picture:
            sheet.paste(self.picture, (left, top))
            self._outline(drawing, left, top, self.picture.size)
            top += self.picture.height + _GAP_PX // 2
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


class _Row:
    """Pictures beside each other, each in the width that it was given."""

    def __init__(self, shots: Sequence[_Shot]) -> None:
        self.shots = shots

    @property
    def height_px(self) -> int:
        return max((shot.height_px for shot in self.shots), default=0)

    def put(self, sheet: Image.Image, drawing: _Drawing, left: int, top: int) -> None:
        for shot in self.shots:
            shot.put(sheet, drawing, left, top)
            left += shot.width_px + _GAP_PX


def _close(view: SheetView, letters: Letters) -> tuple[_Shot, ...]:
    """Show the region and as much again around it, larger by whole pixels: nothing between two pixels is invented."""
    if view.main.picture is None or view.region is None:
        return ()
    picture, (x1, y1, x2, y2) = view.main.picture, view.region
    across, down = (part / whole for part, whole in zip(picture.size, view.frame_px, strict=True))
    wide, high = (x2 - x1) / 2, (y2 - y1) / 2
    cut = picture.crop(
        (
            max(0, floor((x1 - wide) * across)),
            max(0, floor((y1 - high) * down)),
            min(picture.width, ceil((x2 + wide) * across)),
            min(picture.height, ceil((y2 + high) * down)),
        )
    )
    times = max(1, min(_LARGEST, _THIRD_PX // cut.width, _TALLEST_CLOSE_PX // cut.height))
    larger = cut.resize((cut.width * times, cut.height * times), Image.Resampling.NEAREST)
    label = f"the same picture around the outline, each pixel {times} by {times}" if times > 1 else "the same, cut out"
    return (_Shot(ShotView(label, larger), letters, _THIRD_PX),)


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
