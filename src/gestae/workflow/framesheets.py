"""[edge] Pictures that were taken of a footage as PNG files: one as it is, several as a strip with their times."""

from __future__ import annotations

import io
from math import ceil
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

from gestae.store.case import CaseView
from gestae.workflow.framing import Asked, Frame, Taken
from gestae.workflow.pictures import FRAMES, beside, letters, refuse_other, save_png

__all__ = ["draw_strip", "frame_words", "place_for", "write_frames"]

_MARK: Final = "gestae frame"
_WIDTH_PX: Final = 1936
_GAP_PX, _LABEL_PX, _TEXT_PX = 8, 22, 16
# What was cut out narrower is enlarged by whole pixels, so that a small clock can be read; nothing is invented.
_LEAST_PX: Final = 300
_INK, _PAPER, _NONE = "#16181d", "#fff", "#e4e6e8"


def place_for(view: CaseView, taken: Taken, asked: Asked, to: Path | None) -> Path:
    """Choose where the picture goes.

    Args:
        view: the case.
        taken: what was taken.
        asked: as which part of the pictures.
        to: a file in `.png`, or a folder; None: a folder beside the case.

    Raises:
        CaseError: it lies inside the case, or holds something else already.
    """
    place = beside(view, to, FRAMES)
    if place.suffix.lower() != ".png" or place.is_dir():
        place /= f"exhibit-{taken.exhibit}-{_address(taken)}{'-part' if asked.crop else ''}.png"
    refuse_other(place, _MARK, _name(taken, asked), "this part of this footage")
    return place


def write_frames(taken: Taken, asked: Asked, place: Path) -> bool:
    """Write one picture, or the strip of several; returns whether there was anything to write."""
    drawn = [one.picture for one in taken.frames if isinstance(one.picture, bytes)]
    if not drawn:
        return False
    picture = draw_strip(taken) if taken.is_strip else _opened(drawn[0])
    save_png(place, picture, {_MARK: _name(taken, asked), "original sha256": taken.sha256})
    return True


def draw_strip(taken: Taken) -> Image.Image:
    """Draw pictures side by side, row by row, with number, pts and seconds under each; nothing is drawn over one."""
    cells = [_cell(one) for one in taken.frames]
    width_px, height_px = (max(cell.size[side] for cell in cells) for side in (0, 1))
    columns = min(len(cells), max(1, (_WIDTH_PX + _GAP_PX) // (width_px + _GAP_PX)))
    step = (width_px + _GAP_PX, height_px + _LABEL_PX + _GAP_PX)
    size_px = (columns * step[0] + _GAP_PX, ceil(len(cells) / columns) * step[1] + _GAP_PX)
    sheet = Image.new("RGB", size_px, _PAPER)
    drawing, text = ImageDraw.Draw(sheet), letters(_TEXT_PX)
    for number, (cell, frame) in enumerate(zip(cells, taken.frames, strict=True)):
        left, top = (_GAP_PX + step[side] * place for side, place in enumerate((number % columns, number // columns)))
        sheet.paste(cell, (left, top))
        drawing.text((left, top + height_px + 2), frame_words(frame), fill=_INK, font=text)
    return sheet


def frame_words(frame: Frame) -> str:
    """Name a picture by its time and its number."""
    if frame.pts is None or frame.seconds is None:
        return f"picture {frame.n}, without a time"
    return f"pts {frame.pts}   {float(frame.seconds):.3f} s   picture {frame.n}"


def _cell(frame: Frame) -> Image.Image:
    if not isinstance(frame.picture, bytes):
        return Image.new("RGB", (_LEAST_PX, _LABEL_PX), _NONE)
    cell = _opened(frame.picture)
    zoom = ceil(_LEAST_PX / cell.width)
    return cell.resize((cell.width * zoom, cell.height * zoom), Image.Resampling.NEAREST) if zoom > 1 else cell


def _opened(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture)).convert("RGB")


def _address(taken: Taken) -> str:
    first, last = taken.frames[0], taken.frames[-1]
    if first.pts is None:
        return f"picture-{first.n}"
    return f"pts-{first.pts}-to-{last.pts}" if taken.is_strip else f"pts-{first.pts}"


def _name(taken: Taken, asked: Asked) -> str:
    part = ",".join(str(one) for one in asked.crop) if asked.crop else "whole"
    return f"{taken.sha256}/{taken.stream} {_address(taken)} {part}"
