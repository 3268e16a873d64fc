"""What text nets take and give: a picture at size, lines from a map of text, letters from rows of scores. Pure.

The finder gives for each pixel how likely text is there (differentiable binarisation, Liao et al. 2020); the reader
gives for each column of a line the likelihood of every letter (connectionist temporal classification, Graves et
al. 2006). Both are read here without the libraries that their makers use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image

from gestae.sight.detector import Rgb
from gestae.sight.table import Input

__all__ = ["Line", "finder_input", "lines_of_map", "reader_input", "text_of_scores"]

Floats: TypeAlias = "npt.NDArray[np.float32]"

# A map is trained to show a core of each line; its makers grow the core by this share of area over circumference.
_GROWTH: Final = 1.6
_TEXT_FROM: Final = 0.3
_LEAST_CORE_PX: Final = 3
# The finder halves its picture five times.
_STEP_PX: Final = 32


@dataclass(frozen=True, slots=True)
class Line:
    """Where a line of text stands, in pixels of the picture, and how sure the finder is of it."""

    box: tuple[float, float, float, float]
    score: float


def finder_input(rgb: Rgb, form: Input) -> Floats:
    """Bring a picture to the finder's size: its shorter side to `form.height_px`, whole steps of 32 pixels.

    Returns:
        (1, 3, h, w).
    """
    height, width = rgb.shape[:2]
    factor = form.height_px / min(height, width)
    sides = [
        min(max(round(side * factor / _STEP_PX), 1), form.width_px // _STEP_PX) * _STEP_PX for side in (width, height)
    ]
    return _normal(rgb, (sides[0], sides[1]), form)


def lines_of_map(likely: Floats, size_px: tuple[int, int], least_score: float) -> tuple[Line, ...]:
    """Take the upright boxes of lines from a map of text.

    Burnt-in text stands level; a line that does not is found with the box around it.

    Args:
        likely: (h, w) 0 to 1.
        size_px: width and height of the picture that the map is of.
        least_score: mean likelihood within a line, below which it is none.

    >>> likely = np.zeros((64, 64), np.float32); likely[20:26, 8:40] = 0.9
    >>> [[round(side) for side in line.box] for line in lines_of_map(likely, (128, 64), 0.5)]
    [[8, 16, 88, 30]]
    """
    from scipy import ndimage  # a quarter of a second: not before there is a map

    labels, _ = ndimage.label(likely > _TEXT_FROM)
    scale = size_px[0] / likely.shape[1], size_px[1] / likely.shape[0]
    lines = []
    for number, (rows, columns) in enumerate(ndimage.find_objects(labels), 1):
        height, width = rows.stop - rows.start, columns.stop - columns.start
        core = labels[rows, columns] == number
        score = float(likely[rows, columns][core].mean())
        if min(height, width) < _LEAST_CORE_PX or score < least_score:
            continue
        more = height * width * _GROWTH / (2 * (height + width))
        box = (
            max(0.0, (columns.start - more) * scale[0]),
            max(0.0, (rows.start - more) * scale[1]),
            min(float(size_px[0]), (columns.stop + more) * scale[0]),
            min(float(size_px[1]), (rows.stop + more) * scale[1]),
        )
        lines.append(Line(box, score))
    return tuple(lines)


def reader_input(line: npt.NDArray[np.uint8], form: Input) -> Floats:
    """Bring a cut-out line to the reader's height, its width in proportion, at most `form.width_px`.

    Args:
        line: (h, w) brightness or (h, w, 3) colours.
        form: the reader's.

    Returns:
        (1, 3, height_px, w).
    """
    rgb = np.repeat(line[:, :, None], 3, axis=2) if line.ndim == len("hw") else line
    height, width = rgb.shape[:2]
    wanted = min(max(ceil(form.height_px * width / height), form.height_px), form.width_px)
    return _normal(rgb, (wanted, form.height_px), form)


def text_of_scores(scores: Floats, letters: Sequence[str]) -> tuple[str, float]:
    """Read the likeliest letter of each column; repeats are one letter, blanks part two of the same.

    Args:
        scores: (columns, letters), the blank first.
        letters: what each place stands for; the blank's is not looked at.

    Returns:
        The text, and the likelihood of its weakest letter; 0 for no text.

    >>> likely = np.eye(3, dtype=np.float32)[[1, 1, 0, 1, 2]]
    >>> text_of_scores(likely, ["", "a", "b"])
    ('aab', 1.0)
    """
    best = scores.argmax(axis=1)
    starts = np.r_[True, best[1:] != best[:-1]] & (best > 0)
    if not starts.any():
        return "", 0.0
    text = "".join(letters[place] for place in best[starts])
    return text, round(float(scores.max(axis=1)[starts].min()), 4)


def _normal(rgb: Rgb, size_px: tuple[int, int], form: Input) -> Floats:
    small = np.asarray(
        Image.fromarray(np.ascontiguousarray(rgb)).resize(size_px, Image.Resampling.BILINEAR), np.float32
    )
    ordered = small[:, :, ::-1] if form.colours == "bgr" else small
    normal = (ordered - np.array(form.mean, np.float32)) / np.array(form.deviation, np.float32)
    return np.ascontiguousarray(normal.transpose(2, 0, 1)[None], np.float32)
