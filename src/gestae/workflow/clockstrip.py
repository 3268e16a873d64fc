"""A strip of cut-out displays with what was read beside each: so that a person can check a machine's reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from gestae.decode.still import still_png
from gestae.sight.clockrun import ClockRun, Reading

__all__ = ["Crop", "draw_strip", "strip_places"]

# As many rows as a person looks through; the rest is told by number.
MOST_ROWS: Final = 120
_HIGH_PX: Final = 36
_TEXT_PX: Final = 15
_BESIDE_PX: Final = 440
_GREY: Final = 40
_WHITE: Final = 235


@dataclass(frozen=True, slots=True, eq=False)
class Crop:
    """One cut-out display, and what was read."""

    reading: Reading
    luma: npt.NDArray[np.uint8]


def strip_places(run: ClockRun) -> tuple[Reading, ...]:
    """Choose the readings that are drawn: both sides of every break, then ticks, then doubts, evenly thinned.

    Returns:
        In order of time, at most `MOST_ROWS`.
    """
    must = [one for found in run.breaks for one in (found.before, found.after)]
    ticks = [tick.reading for stretch in run.stretches for tick in stretch.ticks]
    ends = [one for stretch in run.stretches for one in (stretch.readings[0], stretch.readings[-1])]
    doubts = [doubt.reading for doubt in run.doubts]
    chosen = {one.pts: one for one in (must + ends)[:MOST_ROWS]}
    room = MOST_ROWS - len(chosen)
    for some, share in ((doubts, room // 3), (ticks, MOST_ROWS)):
        left = [one for one in some if one.pts not in chosen]
        chosen |= {one.pts: one for one in _thinned(left, min(share, MOST_ROWS - len(chosen)))}
    return tuple(chosen[pts] for pts in sorted(chosen))


def draw_strip(crops: Sequence[Crop], first_pts: int, time_base: Fraction) -> bytes:
    """Draw the cut-outs below each other, each with its time in the file and the text as read.

    Returns:
        PNG.
    """
    font = ImageFont.load_default(_TEXT_PX)
    rows = []
    wide = max(_width(crop.luma) for crop in crops)
    for crop in crops:
        row = Image.new("L", (wide + _BESIDE_PX, _HIGH_PX + 6), _GREY)
        small = Image.fromarray(crop.luma).resize((_width(crop.luma), _HIGH_PX), Image.Resampling.BICUBIC)
        row.paste(small, (0, 3))
        seconds = float((crop.reading.pts - first_pts) * time_base)
        words = f"{seconds:10.3f} s   {crop.reading.text or 'nothing'}"
        pen = ImageDraw.Draw(row)
        pen.text((wide + 12, 10), words + ("" if crop.reading.shown else "   not a clock"), fill=_WHITE, font=font)
        rows.append(np.asarray(row, np.uint8))
    return still_png(np.concatenate(rows))


def _width(luma: npt.NDArray[np.uint8]) -> int:
    high, wide = (int(side) for side in luma.shape)
    return max(1, round(wide * _HIGH_PX / high))


def _thinned(some: Sequence[Reading], most: int) -> list[Reading]:
    if len(some) <= most:
        return list(some)
    return [some[place * len(some) // most] for place in range(most)]
