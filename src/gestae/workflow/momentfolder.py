"""[edge] A folder of moments for people: contact sheets, clips, exact times, a page that lists them, their digests."""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image

from gestae import __version__
from gestae.base.canonical import Json
from gestae.casefile.blocks import ShotView
from gestae.casefile.contactsheet import ContactSheet, Tile, draw_contact_sheet
from gestae.casefile.momentpage import FilmView, MomentsView, MomentView, render_moments
from gestae.decode.clip import clip_ending
from gestae.engine.work import WorkItem
from gestae.errors import CaseError
from gestae.preserve.pump import hash_file
from gestae.store.case import CaseView
from gestae.workflow.about import zone_of
from gestae.workflow.case import ORIGINALS, Progress, no_progress
from gestae.workflow.engines import local_engine
from gestae.workflow.exhibits import Exhibits
from gestae.workflow.momentcuts import Cut, Part, pictures_of
from gestae.workflow.moments import FilmMoments
from gestae.workflow.momentspans import Spell
from gestae.workflow.momentwords import MomentWords, camera_words, span_words, what_words
from gestae.workflow.pictures import beside, letters
from gestae.workflow.readings import picture_times
from gestae.workflow.zones import size_of

__all__ = ["Kept", "write_moments"]

FORMAT: Final = 1
PAGE, DIGESTS = "index.html", "SHA256SUMS"
_HEADING_PX, _TEXT_PX = 22, 15
_QUALITY: Final = 88
_SECONDS_PER_BATCH: Final = 3600.0
# A worker is asked for so many at a time: what is lost with one that dies is little.
_BATCH: Final = 12


@dataclass(frozen=True, slots=True)
class Kept:
    """What was written of one moment, by the names of its files; `no_clip` and `no_sheet` say why one is lacking."""

    number: int
    film: FilmMoments
    spell: Spell
    sheet: str
    size_px: tuple[int, int]
    side: str
    clip: str | None
    no_clip: str
    lacking: int


@dataclass(frozen=True, slots=True)
class _Planned:
    """A moment that is to be written: which pictures, under which name."""

    number: int
    film: FilmMoments
    spell: Spell
    cut: Cut

    @property
    def name(self) -> str:
        """By a word of our own and its number alone: names from outside may be anything."""
        return f"moment-{self.number:03d}"


def write_moments(
    view: CaseView,
    found: Sequence[FilmMoments],
    to: Path,
    *,
    drawing: str = "",
    workers: int | None = None,
    progress: Progress = no_progress,
) -> tuple[Kept, ...]:
    """Write a folder of moments; it is there whole, or not at all.

    Args:
        view: the case; nothing in it changes.
        found: the moments.
        to: a folder that is not there yet, or is empty.
        drawing: the activity of all cameras as SVG, for the page.
        workers: processes.
        progress: is told what is being done.

    Raises:
        CaseError: the folder lies inside the case, or holds something.
    """
    _refuse_taken(view, to)
    planned = _plans(view, found)
    with _whole_folder(to) as folder:
        answers = _cut(view, planned, folder, workers, progress)
        words, numbers = MomentWords(view, zone_of(view)), Exhibits(view).numbers
        kept = []
        for done, one in enumerate(planned, 1):
            kept.append(_write(one, answers.get(one.name, {}), (words, numbers[_sha256(one.film)]), folder))
            progress("drawing contact sheets", 0.8 + 0.2 * done / len(planned))
        page = _page(view, found, tuple(kept), words, numbers, drawing)
        (folder / PAGE).write_bytes(render_moments(page))
        _write_digests(folder)
    return tuple(kept)


def _refuse_taken(view: CaseView, to: Path) -> None:
    beside(view, to, "")
    if os.path.lexists(to) and not (to.is_dir() and not to.is_symlink() and not any(to.iterdir())):
        raise CaseError(f"{to} is there already; name a folder that is not there, or an empty one, with --to")


@contextmanager
def _whole_folder(to: Path) -> Iterator[Path]:
    """Give a folder to write into, and let it take its name once all of it is written."""
    to.parent.mkdir(parents=True, exist_ok=True)
    part = to.with_name(f"{to.name}.{os.getpid()}.part")
    part.mkdir()
    try:
        yield part
        if to.is_dir():
            to.rmdir()
        part.rename(to)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _plans(view: CaseView, found: Sequence[FilmMoments]) -> tuple[_Planned, ...]:
    planned: list[_Planned] = []
    for film in found:
        if not film.spells:
            continue
        known = [one for one in picture_times(view, _sha256(film)) if one.stream == int(film.video["index"])]
        times = known[0].pts if known else np.zeros(0, np.int64)
        for spell in film.spells:
            cut = pictures_of(spell, times, film.time_base)
            planned.append(_Planned(len(planned) + 1, film, spell, cut))
    return tuple(planned)


def _cut(
    view: CaseView, planned: Sequence[_Planned], folder: Path, workers: int | None, progress: Progress
) -> dict[str, Mapping[str, Any]]:
    items = list(_items(view, planned, folder))
    found: dict[str, Mapping[str, Any]] = {}
    for done, outcome in enumerate(local_engine(workers, seconds_per_item=_SECONDS_PER_BATCH).run(items), 1):
        progress("taking pictures and clips", 0.8 * done / len(items))
        answer: Any = outcome.answer if isinstance(outcome.answer, Mapping) else {}
        why = answer.get("altered") or (outcome.failure.detail if outcome.failure else None)
        moments: Any = outcome.item.arguments["moments"]
        found |= {str(one["name"]): {"wrong": why} if why else answer[one["name"]] for one in moments}
    return found


def _items(view: CaseView, planned: Sequence[_Planned], folder: Path) -> Iterator[WorkItem]:
    by_film: dict[str, list[_Planned]] = {}
    for one in planned:
        by_film.setdefault(_sha256(one.film), []).append(one)
    for sha256, own in by_film.items():
        for first in range(0, len(own), _BATCH):
            batch = own[first : first + _BATCH]
            arguments: dict[str, Json] = {
                "path": str((view.folder / ORIGINALS / sha256[:2] / sha256).absolute()),
                "sha256": sha256,
                "stream": int(own[0].film.video["index"]),
                "moments": [_asked(one, folder) for one in batch],
            }
            key = f"moments/{sha256}/{batch[0].name}"
            yield WorkItem(key, "gestae.workflow.momentcuts:cut_moments", arguments, float(len(batch)))


def _asked(one: _Planned, folder: Path) -> Json:
    return {
        "name": one.name,
        "parts": [pts for pts, _ in one.cut.parts],
        "candidates": list(one.cut.candidates),
        "region": list(one.spell.region) if one.spell.region else None,
        "clip": list(one.cut.clip),
        "place": str((folder / f"{one.name}{clip_ending(one.film.video['codec'])}").absolute()),
    }


def _write(one: _Planned, answer: Mapping[str, Any], known: tuple[MomentWords, int], folder: Path) -> Kept:
    """Draw the contact sheet of a moment, and write its exact times beside it."""
    words, exhibit = known
    parts = dict(one.cut.parts)
    if answer.get("most") is not None:
        parts.setdefault(int(answer["most"]), Part.MOST)
    tiles = {pts: _tile(one, pts, part, answer, words) for pts, part in sorted(parts.items())}
    frame_px = size_of(one.film.row) or (1, 1)
    rows = words.rows(one.film, one.spell, exhibit)
    title = words.title(one.number, one.film, one.spell)
    view = ContactSheet(title, frame_px, tuple(tiles.values()), rows)
    sheet = draw_contact_sheet(view, letters(_HEADING_PX), letters(_TEXT_PX))
    sheet.save(folder / f"{one.name}.jpg", "JPEG", quality=_QUALITY, comment=_sha256(one.film).encode())
    clip = f"{one.name}{clip_ending(one.film.video['codec'])}" if answer.get("clip") else None
    no_clip = "" if clip else str(answer.get("no_clip") or answer.get("wrong") or "the worker gave no clip")
    kept = Kept(one.number, one.film, one.spell, f"{one.name}.jpg", sheet.size, f"{one.name}.json", clip, no_clip,
                sum(tile.shot.picture is None for tile in tiles.values()))  # fmt: skip
    document = _side(kept, {pts: (parts[pts], tile) for pts, tile in tiles.items()}, answer, words, exhibit, folder)
    (folder / kept.side).write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return kept


def _tile(one: _Planned, pts: int, part: Part, answer: Mapping[str, Any], words: MomentWords) -> Tile:
    """Put a picture under its label, outlined where the act that begins in it lies, or what stands out in it."""
    label = words.label(one.film, one.spell, pts, part)
    data = answer.get("pictures", {}).get(str(pts))
    if data is None:
        return Tile(ShotView(label, None, str(answer.get("wrong") or "none comes out of the stream")))
    picture = Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB")
    begins = [seen.observation.region for seen in one.spell.found if seen.observation.start.pts == pts]
    own = next((region.corners for region in begins if region is not None), None)
    over_all = one.spell.region if one.spell.score is not None and part is not Part.BEFORE else None
    return Tile(ShotView(label, picture), own or over_all)


def _side(
    kept: Kept,
    tiles: Mapping[int, tuple[Part, Tile]],
    answer: Mapping[str, Any],
    words: MomentWords,
    exhibit: int,
    folder: Path,
) -> dict[str, Any]:
    film, spell = kept.film, kept.spell
    base = film.time_base
    clip = answer.get("clip")
    return {
        "format": FORMAT,
        "number": kept.number,
        "footage": {"sha256": _sha256(film), "name": film.row["name"], "exhibit": exhibit,
                    "stream": int(film.video["index"]), "camera": film.row["camera"]},
        "time_base": f"{base.numerator}/{base.denominator}",
        "start": _at(words, film, spell.start_pts),
        "end": _at(words, film, spell.end_pts),
        "region": list(spell.region) if spell.region else None,
        "score": spell.score,
        "looked": spell.looked,
        "observations": [{"id": one.observation.id, "what": one.observation.what, "status": one.decision}
                         for one in spell.found],
        "pictures": [{"pts": pts, "part": part.value, "not_drawn": tile.shot.why or None}
                     for pts, (part, tile) in tiles.items()],
        "sheet": _file(folder / kept.sheet),
        "clip": {**_file(folder / kept.clip), **clip} if kept.clip and clip else None,
        "no_clip": kept.no_clip or None,
    }  # fmt: skip


def _at(words: MomentWords, film: FilmMoments, pts: int) -> dict[str, Any]:
    return {"pts": pts, "seconds": round(float(film.seconds(pts)), 9), **words.bounds(film, pts)}


def _file(path: Path) -> dict[str, Any]:
    return {"file": path.name, "sha256": hash_file(path).hex}


def _page(
    view: CaseView,
    found: Sequence[FilmMoments],
    kept: Sequence[Kept],
    words: MomentWords,
    numbers: Mapping[str, int],
    drawing: str,
) -> MomentsView:
    opening, entries = view.rows("case"), view.entries()
    head = entries[-1].record.head.hex() if entries else "–"
    films = tuple(
        FilmView(
            camera_words(film), numbers[_sha256(film)], _sha256(film), _how(film), _none(film),
            tuple(_moment(one, words, numbers[_sha256(film)]) for one in kept if one.film is film),
        )
        for film in found
    )  # fmt: skip
    title = str(opening[0]["title"]) if opening else "a case whose opening is withheld"
    journal = f"{len(entries)} entries, head {head}"
    return MomentsView(title, words.zone.key, journal, __version__, drawing, films)


def _moment(one: Kept, words: MomentWords, exhibit: int) -> MomentView:
    return MomentView(
        number=one.number,
        when=words.when(one.film, one.spell.start_pts),
        position=span_words(one.film, one.spell),
        what=what_words(one.spell),
        rows=words.rows(one.film, one.spell, exhibit),
        sheet=one.sheet,
        size_px=one.size_px,
        clip=one.clip,
        no_clip=one.no_clip,
        side=one.side,
    )


def _how(film: FilmMoments) -> str:
    if not film.is_looked_at and not film.searched:
        return "Its moments are what people marked."
    if film.not_searched is None:
        return "Its moments are what a search of its pictures found to stand out."
    return (
        f"Not searched but looked at as a whole, since {film.not_searched}: its moments are where observations begin "
        "or end, with no more than three seconds between."
    )


def _none(film: FilmMoments) -> str:
    if not film.is_looked_at and not film.searched:
        return "It was not looked at yet, so nothing is known of it."
    return "No moment was found. That nothing happened is not shown by that."


def _write_digests(folder: Path) -> None:
    lines = [f"{hash_file(path).hex}  {path.name}\n" for path in sorted(folder.iterdir())]
    (folder / DIGESTS).write_text("".join(lines), encoding="ascii")


def _sha256(film: FilmMoments) -> str:
    return str(film.row["sha256"])
