"""[edge] Zones drawn on a still of the footage, for a person to see whether they lie where they are meant to."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw

from gestae.errors import InputRefused
from gestae.store.case import CaseView
from gestae.workflow.framing import Asked, take_frames
from gestae.workflow.pictures import FRAMES, beside, letters, refuse_other, save_png
from gestae.workflow.stills import NoStill
from gestae.workflow.zonefit import Fit
from gestae.workflow.zones import Drawn

__all__ = ["draw_zones", "write_zones"]

_MARK: Final = "gestae zones"
_TEXT_PX: Final = 17
# A line of two colours is seen on any ground.
_LINES: Final = (("#16181d", 5), ("#ffd500", 2))


def write_zones(view: CaseView, fit: Fit, asked: Asked, to: Path | None) -> Path:
    """Draw the zones that hold for a picture of a footage on it, and write it as PNG.

    Args:
        view: the case.
        fit: the zones of the footage, and for which stretch of it each holds.
        asked: which picture of which footage.
        to: a file in `.png`, or a folder; None: a folder beside the case.

    Raises:
        CaseError: it lies inside the case, or holds something else already.
        InputRefused: the footage has no such picture, or it cannot be decoded.
    """
    taken = take_frames(view, asked)
    place = beside(view, to, FRAMES)
    if place.suffix.lower() != ".png" or place.is_dir():
        place = place / f"zones-{taken.sha256[:12]}.png"
    refuse_other(place, _MARK, taken.sha256, "the zones of this footage")
    picture, pts = taken.frames[0].picture, taken.frames[0].pts
    if isinstance(picture, NoStill):
        raise InputRefused(taken.name, wrong=f"no picture: {picture.why}", right="name another moment with --at")
    still = Image.open(io.BytesIO(picture)).convert("RGB")
    drawn = fit.zones if pts is None else fit.at(pts)
    save_png(place, draw_zones(still, drawn), {_MARK: taken.sha256, "original sha256": taken.sha256})
    return place


def draw_zones(still: Image.Image, drawn: Sequence[Drawn]) -> Image.Image:
    """Draw zones and their names over a picture; the picture itself is left as it is."""
    canvas = still.copy()
    pen, text = ImageDraw.Draw(canvas), letters(_TEXT_PX)
    for one in drawn:
        corners = [*one.zone.points, one.zone.points[0], one.zone.points[1]]
        for colour, width in _LINES:
            pen.line(corners, fill=colour, width=width, joint="curve")
        x, y = min(one.zone.points, key=lambda corner: (corner[1], corner[0]))
        place = (min(x + 6, canvas.width - 10), min(y + 6, canvas.height - 24))
        pen.text(place, one.zone.name, fill=_LINES[1][0], font=text, stroke_width=3, stroke_fill=_LINES[0][0])
    return canvas
