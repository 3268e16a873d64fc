"""A contact sheet: the pictures that tell one moment, three in a row, each with its times, and what is known of it.

Frozen records in, a drawing out; it reads no file and writes none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PIL import Image

from gestae.casefile.blocks import INNER_PX, THIRD_PX, Block, Fact, Letters, Row, Shot, ShotView, Words, stacked
from gestae.casefile.material import FactView

__all__ = ["ContactSheet", "Tile", "draw_contact_sheet"]

_PER_ROW: Final = 3


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture of a sheet.

    Attributes:
        shot: the picture under its label, or why there is none.
        region: x1 y1 x2 y2 in pixels of the decoded frame, outlined; None: nothing is.
    """

    shot: ShotView
    region: tuple[int, int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class ContactSheet:
    """What one sheet shows.

    Attributes:
        title: which moment, of which camera, when.
        frame_px: (width, height) of the decoded frame; pictures may be smaller.
        tiles: in order.
        rows: the facts in words.
    """

    title: str
    frame_px: tuple[int, int]
    tiles: tuple[Tile, ...]
    rows: tuple[FactView, ...]


def draw_contact_sheet(view: ContactSheet, heading: Letters, text: Letters) -> Image.Image:
    """Draw a sheet.

    Args:
        view: what it shows.
        heading: the typeface of the title, in its size.
        text: the typeface of everything else.

    Returns:
        As wide as a sheet to decide by, as high as it needs to be.
    """
    shots = [Shot(one.shot, text, THIRD_PX, view.frame_px, one.region) for one in view.tiles]
    rows = [Row(shots[first : first + _PER_ROW]) for first in range(0, len(shots), _PER_ROW)]
    blocks: list[Block] = [
        Words((view.title,), heading, INNER_PX),
        *rows,
        *(Fact(row, text, INNER_PX) for row in view.rows),
    ]
    return stacked(blocks)
