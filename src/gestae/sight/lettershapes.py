"""One large painted letter by its shape: joined strokes of one tone, laid over letters drawn of strokes. Pure.

A reader of lines takes a letter as high as a door for a picture. Paint of one tone is one joined figure at some
threshold; brought to a square it is compared with letters that are drawn as strokes, a little turned and slanted, thin
and thick. What is likest to a letter that is not looked for, or hardly likest to one that is, says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

__all__ = ["LOOKED_FOR", "Painted", "ShapeRules", "painted_letter"]

_Mask: TypeAlias = npt.NDArray[np.bool_]
_Floats: TypeAlias = npt.NDArray[np.float32]
_Stroke: TypeAlias = tuple[tuple[float, float], ...]

# Strokes as points x y from the left top corner of a unit square.
_RING: Final[_Stroke] = tuple(
    (0.5 + 0.5 * float(np.cos(turn)), 0.5 + 0.5 * float(np.sin(turn))) for turn in np.linspace(0, 2 * np.pi, 25)
)
_STROKES: Final[Mapping[str, tuple[_Stroke, ...]]] = {
    "V": (((0, 0), (0.5, 1), (1, 0)),),
    "Z": (((0, 0), (1, 0), (0, 1), (1, 1)),),
    "X": (((0, 0), (1, 1)), ((1, 0), (0, 1))),
    "O": (_RING,),
    "A": (((0, 1), (0.5, 0), (1, 1)), ((0.2, 0.65), (0.8, 0.65))),
    "C": (((1, 0.1), (0.5, 0), (0, 0.3), (0, 0.7), (0.5, 1), (1, 0.9)),),
    "E": (((1, 0), (0, 0), (0, 1), (1, 1)), ((0, 0.5), (0.85, 0.5))),
    "F": (((1, 0), (0, 0), (0, 1)), ((0, 0.5), (0.8, 0.5))),
    "H": (((0, 0), (0, 1)), ((1, 0), (1, 1)), ((0, 0.5), (1, 0.5))),
    "K": (((0, 0), (0, 1)), ((1, 0), (0, 0.55), (1, 1))),
    "L": (((0, 0), (0, 1), (1, 1)),),
    "M": (((0, 1), (0, 0), (0.5, 0.7), (1, 0), (1, 1)),),
    "N": (((0, 1), (0, 0), (1, 1), (1, 0)),),
    "T": (((0, 0), (1, 0)), ((0.5, 0), (0.5, 1))),
    "U": (((0, 0), (0, 0.8), (0.3, 1), (0.7, 1), (1, 0.8), (1, 0)),),
    "W": (((0, 0), (0.25, 1), (0.5, 0.3), (0.75, 1), (1, 0)),),
    "Y": (((0, 0), (0.5, 0.5), (1, 0)), ((0.5, 0.5), (0.5, 1))),
}  # fmt: skip
# What is looked for; the others are only there to be likest instead. A round figure is as often a wheel, so that it is
# looked for in the upper part alone.
LOOKED_FOR: Final = ("V", "Z", "X", "O")
_SIDE: Final = 24
_FINE: Final = 60
_THICK: Final = (0.14, 0.2, 0.28, 0.36)
_SLANTS: Final = (-0.4, -0.2, 0.0, 0.2, 0.4)
_TURNS_DEG: Final = (-12.0, 0.0, 12.0)
_TONES: Final = (4, 8, 12, 18, 25, 33, 42)
# A neck is at most so wide beside what is above and below it.
_NECK: Final = 0.6
_CORNERS: Final = np.ones((3, 3), np.bool_)


@dataclass(frozen=True, slots=True)
class ShapeRules:
    """When a figure is a letter.

    Attributes:
        width_px: the part of the picture is brought to at most so many pixels of width.
        least_px: a lower figure, in pixels of the picture, tells nothing.
        least_height, most_height: of a figure, beside the thing it is painted on.
        least_aspect, most_aspect: its width beside its height.
        likeness: correlation of figure and letter, both a little blurred; 1 is the same.
        lead: by how much it must be likelier than every other letter.
        contrast: levels by which the paint differs from what is around it.
        wheels: a round figure whose middle lies lower than this part of the thing may be a wheel.
    """

    width_px: int = 224
    least_px: float = 24.0
    least_height: float = 0.2
    most_height: float = 0.85
    least_aspect: float = 0.3
    most_aspect: float = 1.5
    likeness: float = 0.8
    lead: float = 0.2
    contrast: float = 30.0
    wheels: float = 0.5


@dataclass(frozen=True, slots=True)
class Painted:
    """A letter by its shape.

    Attributes:
        letter: one of `LOOKED_FOR`.
        likeness: correlation of figure and letter.
        box: x1 y1 x2 y2 in pixels of the part that was looked at.
    """

    letter: str
    likeness: float
    box: tuple[float, float, float, float]


def painted_letter(grey: npt.NDArray[np.uint8], rules: ShapeRules | None = None) -> Painted | None:
    """Find the figure of a part of a picture that is likest to a letter.

    Args:
        grey: (h, w) uint8, a vehicle cut out of its picture.
        rules: when a figure is a letter.

    Returns:
        None where none is likely enough, or two letters are about as likely.

    >>> van = np.full((120, 200), 180, np.uint8)
    >>> for y in range(30, 90):
    ...     for middle in (60 + (y - 30) // 2, 120 - (y - 30) // 2): van[y, middle - 6 : middle + 6] = 10
    >>> painted_letter(van).letter
    'V'
    """
    used = rules or ShapeRules()
    factor = min(1.0, used.width_px / grey.shape[1])
    size = max(1, round(grey.shape[1] * factor)), max(1, round(grey.shape[0] * factor))
    small = np.asarray(Image.fromarray(np.ascontiguousarray(grey)).resize(size, Image.Resampling.BILINEAR))
    found = [
        (is_whole, painted)
        for tones in (small, 255 - small)
        for rows, columns, figure, is_whole in _figures(tones, factor, used)
        if (painted := _painted(rows, columns, figure, small.shape[0], used)) is not None
    ]
    if not found:
        return None
    # A figure as it stands comes before one that was cut off another: half an X is a V.
    _, best = max(found, key=lambda one: (one[0], one[1].likeness))
    return Painted(best.letter, best.likeness, _scaled(best.box, 1 / factor))


def _scaled(box: tuple[float, float, float, float], factor: float) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = box
    return x1 * factor, y1 * factor, x2 * factor, y2 * factor


_Figure: TypeAlias = tuple[slice, slice, _Mask, bool]


def _painted(rows: slice, columns: slice, figure: _Mask, height: int, rules: ShapeRules) -> Painted | None:
    found = _likest(figure, rules)
    if found is None:
        return None
    letter, likeness = found
    if letter == "O" and (rows.start + rows.stop) / 2 > rules.wheels * height:
        return None
    return Painted(letter, likeness, (columns.start, rows.start, columns.stop, rows.stop))


def _figures(tones: npt.NDArray[np.uint8], factor: float, rules: ShapeRules) -> Iterator[_Figure]:
    """Give figures that are darker than one of some thresholds, and their parts above a neck; whether it is whole."""
    for threshold in sorted({float(np.percentile(tones, tone)) for tone in _TONES}):
        labels, _ = ndimage.label(tones <= threshold, _CORNERS)
        for number, (rows, columns) in enumerate(ndimage.find_objects(labels), 1):
            if rows.stop - rows.start < rules.least_height * tones.shape[0]:
                continue
            figure = labels[rows, columns] == number
            for part in (figure.shape[0], *_necks(figure)):
                one = _cut(rows, columns, figure[:part], whole=part == figure.shape[0])
                if _fits(one, tones.shape, factor, rules) and _stands_out(tones, *one[:3], rules.contrast):
                    yield one


def _necks(figure: _Mask) -> tuple[int, ...]:
    """Give rows at which a figure is much narrower than above and below: there it may run into another figure."""
    wide = figure.sum(axis=1)
    above, below = np.maximum.accumulate(wide), np.maximum.accumulate(wide[::-1])[::-1]
    narrow = np.flatnonzero((wide <= _NECK * above) & (wide <= _NECK * below))
    if not len(narrow):
        return ()
    least = narrow[wide[narrow] == wide[narrow].min()]
    return (int(least[len(least) // 2]),)


def _cut(rows: slice, columns: slice, figure: _Mask, *, whole: bool) -> _Figure:
    """Draw the box of a figure's upper part closer."""
    there = np.flatnonzero(figure.any(axis=0))
    first, last = int(there[0]), int(there[-1]) + 1
    return (
        slice(rows.start, rows.start + figure.shape[0]),
        slice(columns.start + first, columns.start + last),
        figure[:, first:last],
        whole,
    )


def _fits(one: _Figure, size: tuple[int, ...], factor: float, rules: ShapeRules) -> bool:
    """Say whether a figure has the size of a large letter and does not run out of the part."""
    rows, columns, figure, _ = one
    high, wide = figure.shape
    least = max(rules.least_height * size[0], rules.least_px * factor)
    if not (least <= high <= rules.most_height * size[0]):
        return False
    if not (rules.least_aspect * high <= wide <= rules.most_aspect * high):
        return False
    return bool(rows.start > 0 and columns.start > 0 and rows.stop < size[0] and columns.stop < size[1])


def _stands_out(tones: npt.NDArray[np.uint8], rows: slice, columns: slice, figure: _Mask, contrast: float) -> bool:
    """Say whether what is around a figure is lighter by the contrast, and about as light everywhere."""
    around = ndimage.binary_dilation(np.pad(figure, 3), _CORNERS, iterations=3)
    near = ndimage.binary_dilation(np.pad(figure, 3), _CORNERS, iterations=1)
    top, left = max(0, rows.start - 3), max(0, columns.start - 3)
    part = tones[top : rows.stop + 3, left : columns.stop + 3]
    shift = 3 - (rows.start - top), 3 - (columns.start - left)
    ring = (around & ~near)[shift[0] : shift[0] + part.shape[0], shift[1] : shift[1] + part.shape[1]]
    inside = float(np.median(tones[rows, columns][figure]))
    return float(np.percentile(part[ring], 30)) - inside >= contrast


def _likest(figure: _Mask, rules: ShapeRules) -> tuple[str, float] | None:
    """Give the letter that a figure is likest to, where that is one that is looked for, and how like."""
    fine = Image.fromarray(figure.astype(np.uint8) * 255).resize((_SIDE, _SIDE), Image.Resampling.BOX)
    letters, shapes = _shapes()
    likeness = shapes @ _evened(np.asarray(fine, np.float32))
    best = {letter: float(likeness[rows].max()) for letter, rows in letters.items()}
    letter = min(best, key=lambda one: (-best[one], one))
    others = max(value for name, value in best.items() if name != letter)
    if letter not in LOOKED_FOR or best[letter] < rules.likeness or best[letter] - others < rules.lead:
        return None
    return letter, round(best[letter], 3)


@cache
def _shapes() -> tuple[Mapping[str, slice], _Floats]:
    """Draw every letter in every thickness, slant and turn, each brought to a square."""
    rows: list[_Floats] = []
    letters = {}
    for letter, strokes in _STROKES.items():
        start = len(rows)
        for thick in _THICK:
            for slant in _SLANTS:
                rows += [_drawn(strokes, thick, slant, turn) for turn in _TURNS_DEG]
        letters[letter] = slice(start, len(rows))
    return letters, np.stack(rows)


def _drawn(strokes: tuple[_Stroke, ...], thick: float, slant: float, turn_deg: float) -> _Floats:
    """Draw a letter whose strokes end level, as painted ones do, and bring it to a square."""
    turn = np.deg2rad(turn_deg)
    down, across = (np.mgrid[0:_FINE, 0:_FINE] + 0.5) / _FINE * 3 - 1.5
    x = np.cos(turn) * across + np.sin(turn) * down
    y = np.cos(turn) * down - np.sin(turn) * across
    x, y = x + slant * y + 0.5, y + 0.5
    far = np.full(x.shape, np.inf)
    for stroke in strokes:
        for a, b in pairwise(np.array(stroke, np.float64)):
            along = (b - a) / np.hypot(*(b - a))
            more = along * thick * (1.0 if abs(along[1]) > abs(along[0]) / 4 else 0.5) * (len(stroke) < len(_RING))
            far = np.minimum(far, _distance(x, y, a - more, b + more))
    mask = (far <= thick / 2) & (np.abs(y - 0.5) <= 0.5 + thick / 2)
    high, wide = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    cut = mask[high[0] : high[-1] + 1, wide[0] : wide[-1] + 1].astype(np.uint8) * 255
    return _evened(np.asarray(Image.fromarray(cut).resize((_SIDE, _SIDE), Image.Resampling.BOX), np.float32))


def _evened(square: _Floats) -> _Floats:
    """Blur a figure by a pixel, so that a stroke a little aside counts nearly as much, and bring it to length one."""
    soft = ndimage.gaussian_filter(square, 1.0, mode="constant").ravel()
    around = soft - soft.mean()
    length = float(np.sqrt(around @ around))
    return np.asarray(around / length if length else around, np.float32)


def _distance(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Give each point's distance to the stroke from a to b."""
    along = b - a
    part = np.clip(((x - a[0]) * along[0] + (y - a[1]) * along[1]) / float(along @ along), 0, 1)
    return np.asarray(np.hypot(x - a[0] - part * along[0], y - a[1] - part * along[1]))
