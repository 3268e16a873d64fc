"""A sheet to decide by: the picture that shows a moment, with the region pointed at, the pictures around, the facts.

Frozen records in, a drawing out; it reads no file and writes none.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import Final

from PIL import Image

from gestae.casefile.blocks import GAP_PX, INNER_PX, THIRD_PX, Block, Fact, Letters, Row, Shot, ShotView, Words, stacked
from gestae.casefile.material import FactView

__all__ = ["Letters", "SheetView", "ShotView", "draw_sheet"]

_TALLEST_CLOSE_PX: Final = 460
# More shows no more: a person then sees single pixels and no longer a thing.
_LARGEST: Final = 8


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
    blocks: list[Block] = [
        Words((view.title,), heading, INNER_PX),
        Row((Shot(view.main, text, 2 * THIRD_PX + GAP_PX, view.frame_px, view.region), *_close(view, text))),
        Row(tuple(Shot(shot, text, THIRD_PX) for shot in view.around)),
        *(Fact(row, text, INNER_PX) for row in view.rows),
    ]
    return stacked(blocks)


def _close(view: SheetView, letters: Letters) -> tuple[Shot, ...]:
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
    times = max(1, min(_LARGEST, THIRD_PX // cut.width, _TALLEST_CLOSE_PX // cut.height))
    larger = cut.resize((cut.width * times, cut.height * times), Image.Resampling.NEAREST)
    label = f"the same picture around the outline, each pixel {times} by {times}" if times > 1 else "the same, cut out"
    return (Shot(ShotView(label, larger), letters, THIRD_PX),)
