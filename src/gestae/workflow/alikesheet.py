"""[edge] A contact sheet of what looks like one thing: each in the picture in which it is largest, cut out."""

from __future__ import annotations

import io
from collections.abc import Iterable
from math import ceil, floor
from pathlib import Path
from typing import Final

from PIL import Image

from gestae.casefile.blocks import THIRD_PX, ShotView
from gestae.casefile.contactsheet import ContactSheet, Tile, draw_contact_sheet
from gestae.casefile.material import FactView
from gestae.casefile.wording import position_words
from gestae.errors import CaseError
from gestae.observe.likeness import MEASURE
from gestae.store.case import CaseView
from gestae.workflow.alike import Alike, Lookalike, worn_words
from gestae.workflow.case import ORIGINALS
from gestae.workflow.find import Hit
from gestae.workflow.pictures import beside, letters, refuse_other, save_png
from gestae.workflow.stills import NoStill, Stills, take_stills
from gestae.workflow.zones import size_of

__all__ = ["MOST_SHOWN", "write_alike"]

_MARK: Final = "gestae alike"
_HEADING_PX, _TEXT_PX = 22, 15
# The one that was named, and eleven more: four rows of three.
MOST_SHOWN: Final = 11
# Around a thing, so much of its own size is shown as well.
_AROUND: Final = 0.25
_TALLEST_PX: Final = 420
_WHOLE_PX: Final = 8192


def write_alike(view: CaseView, found: Alike, place: Path, workers: int | None) -> int:
    """Draw the one that was named and what may look most like it, and write them as PNG.

    Returns:
        How many pictures could not be drawn; the sheet says why.

    Raises:
        CaseError: the place lies inside the case, is no file in `.png`, or holds something else already.
    """
    beside(view, place, "")
    if place.suffix.lower() != ".png" or place.is_dir():
        raise CaseError(f"{place} is no picture's name; name a file in .png with --to")
    refuse_other(place, _MARK, found.named.id, "what looks like this")
    shown = found.ranked[:MOST_SHOWN]
    hits = [found.named, *(one.hit for one in shown)]
    stills = take_stills(view.folder / ORIGINALS, (_key(hit) for hit in hits), workers, width_px=_WHOLE_PX)
    tiles = (
        _tile(found.named, "asked for", stills),
        *(_tile(one.hit, _rank(number, one), stills) for number, one in enumerate(shown, 1)),
    )
    left = len(found.ranked) - len(shown)
    rows = [FactView("Measure", MEASURE), *(FactView("Not compared", f"{n}: {why}") for why, n in found.not_compared)]
    rows += [FactView("Not shown", f"{left} more, less alike; gestae find --like lists them")] if left else []
    rows += [FactView("Not looked at", one) for one in found.not_looked_at]
    title = f"Clothing like that of {found.named.what} {found.named.id[:12]}, {found.named.camera}: never who it is"
    sheet = draw_contact_sheet(ContactSheet(title, (1, 1), tiles, tuple(rows)), letters(_HEADING_PX), letters(_TEXT_PX))
    save_png(place, sheet, {_MARK: found.named.id, "originals sha256": _digests(hits)})
    return sum(tile.shot.picture is None for tile in tiles)


def _key(hit: Hit) -> tuple[str, int, int]:
    return str(hit.one.row["sha256"]), hit.one.stream, hit.one.tracks[0].largest_pts


def _rank(number: int, one: Lookalike) -> str:
    bounds = f"{one.likeness.least:.2f} to {one.likeness.most:.2f}"
    alike = f"{number}. likeness {one.likeness.least:.2f}" if one.likeness.least == one.likeness.most else ""
    other = ", in the same pictures: another" if one.is_other else ""
    return (alike or f"{number}. likeness {bounds}") + other


def _tile(hit: Hit, name: str, stills: Stills) -> Tile:
    track = hit.one.tracks[0]
    at = f"{position_words(hit.one.seconds(track.largest_pts))}, pts {track.largest_pts}"
    words = f"{name}  ·  {hit.camera}, track {track.number} ({hit.id[:12]})  ·  {at}  ·  {worn_words(hit.one.worn)}"
    picture = stills[_key(hit)]
    if isinstance(picture, NoStill):
        return Tile(ShotView(words, None, picture.why))
    whole = Image.open(io.BytesIO(picture)).convert("RGB")
    return Tile(ShotView(words, _cut_out(whole, hit)))


def _cut_out(whole: Image.Image, hit: Hit) -> Image.Image:
    """Cut a thing out with some room around it, larger by whole pixels: nothing between two pixels is invented."""
    size_px = size_of(hit.one.row) or whole.size
    across, down = whole.width / size_px[0], whole.height / size_px[1]
    x1, y1, x2, y2 = hit.one.tracks[0].largest_box
    wide, high = (x2 - x1) * _AROUND, (y2 - y1) * _AROUND
    cut = whole.crop(
        (
            max(0, floor((x1 - wide) * across)),
            max(0, floor((y1 - high) * down)),
            min(whole.width, ceil((x2 + wide) * across)),
            min(whole.height, ceil((y2 + high) * down)),
        )
    )
    times = max(1, min(THIRD_PX // cut.width, _TALLEST_PX // cut.height))
    return cut.resize((cut.width * times, cut.height * times), Image.Resampling.NEAREST)


def _digests(hits: Iterable[Hit]) -> str:
    return " ".join(sorted({str(hit.one.row["sha256"]) for hit in hits}))
