"""[edge] Sheets to decide by as PNG files: what each says in words, and where it goes."""

from __future__ import annotations

import io
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from PIL import Image

from gestae.casefile.material import FactView
from gestae.casefile.sheet import SheetView, ShotView, draw_sheet
from gestae.casefile.view import SpanView
from gestae.casefile.wording import display_words, duration_words, interval_words, moment_words, position_words
from gestae.errors import CaseError
from gestae.store.case import CaseView
from gestae.workflow.pictures import SHEETS, beside, letters, refuse_other, save_png
from gestae.workflow.showing import Part, Shot, Shown
from gestae.workflow.stills import NoStill

__all__ = ["places_for", "sheet_view", "write_sheets"]

_HEADING_PX, _TEXT_PX = 26, 17
_MARK: Final = "gestae observation"
_DIGITS: Final = 12
_LABELS: Final = {
    Part.BEFORE: "before: the last picture that can come before it",
    Part.AT: "the picture that shows the start",
    Part.AFTER: "the next picture after its bounds",
    Part.LATER: "later, to show what had begun",
}


def places_for(view: CaseView, found: tuple[Shown, ...], to: Path | None) -> dict[str, Path]:
    """Choose where each sheet goes, by the observation's id.

    Args:
        view: the case.
        found: what is shown.
        to: a file in `.png` for one sheet, or a folder; None: a folder beside the case.

    Raises:
        CaseError: it lies inside the case, is one file for several sheets, or holds something else already.
    """
    folder = beside(view, to, SHEETS)
    if folder.suffix.lower() == ".png" and not folder.is_dir():
        if len(found) > 1:
            raise CaseError(f"{folder} is one file, and {len(found)} observations are shown; name a folder with --to")
        places = {found[0].finding.observation.id: folder}
    else:
        places = {one.finding.observation.id: folder / _file_name(one) for one in found}
    for name, path in places.items():
        refuse_other(path, _MARK, name, "this observation")
    return places


def write_sheets(found: tuple[Shown, ...], places: dict[str, Path], zone: ZoneInfo) -> None:
    """Write each sheet whole under its name; it bears the id of its observation and the digest of the original."""
    heading, text = (letters(size_px) for size_px in (_HEADING_PX, _TEXT_PX))
    for one in found:
        observation = one.finding.observation
        sheet = draw_sheet(sheet_view(one, zone), heading, text)
        said = {_MARK: observation.id, "original sha256": observation.sha256}
        save_png(places[observation.id], sheet, said)


def sheet_view(one: Shown, zone: ZoneInfo) -> SheetView:
    """Word a sheet."""
    observation, words = one.finding.observation, _from_moment(one)
    region = observation.region.corners if observation.region and one.frame_px else None
    pointed = "the outline is drawn over it and is not in the footage" if region else "it is said of the whole picture"
    return SheetView(
        title=f"{observation.what}, camera {observation.camera or 'not named'}: {_became(one)}",
        main=_shot(one.at, words, f"; {pointed}"),
        frame_px=one.frame_px or (1, 1),
        region=region,
        around=tuple(_shot(shot, words) for shot in one.shots if shot.part is not Part.AT),
        rows=tuple(FactView(label, text) for label, text in (*_places(one, zone), *_grounds(one)) if text),
    )


def _places(one: Shown, zone: ZoneInfo) -> tuple[tuple[str, str], ...]:
    observation, placed = one.finding.observation, one.placed
    shown = (placed.display.earliest, placed.display.latest) if placed else None
    return (
        ("Observation", observation.id),
        ("Says", observation.text or ""),
        ("Footage", f"{one.footage}, exhibit {one.exhibit}"),
        ("Original, SHA-256", observation.sha256),
        ("In the file", _span_words(one)),
        ("Recorder's clock", f"{display_words(shown)} as displayed, right or wrong" if shown else ""),
        ("Began within", interval_words(placed.interval, zone) if placed else f"not placed: {one.not_placed}"),
        ("Ended within", interval_words(one.end.interval, zone) if one.end else ""),
    )


def _grounds(one: Shown) -> tuple[tuple[str, str], ...]:
    observation, finding = one.finding.observation, one.finding
    score = "" if observation.confidence is None else f", score {observation.confidence:.2f} (no probability)"
    by_person = observation.rule.startswith("person/")
    return (
        ("Proposed by", "" if by_person else f"{observation.rule}{score}"),
        ("Recorded by", f"a person ({observation.rule})" if by_person else ""),
        ("Decided", f"{finding.decision} by {finding.decided_by}: {finding.reason}" if finding.decided_by else ""),
        ("Bounds rest on", "\n".join(one.rests_on)),
        ("Assumed", "\n".join(one.placed.assumes) if one.placed else ""),
        ("Does not show", "\n".join(observation.limits)),
    )


def _became(one: Shown) -> str:
    return "proposed, not decided" if one.finding.decision == "proposed" else one.finding.decision


def _span_words(one: Shown) -> str:
    start, end = one.finding.observation.start, one.finding.observation.end
    span = SpanView(start, end, one.first_pts)
    ends = f"to {position_words(span.end_s)}, {moment_words(end)}" if end and span.end_s is not None else "no end known"
    starts = f"{position_words(span.start_s)} after its first frame, {moment_words(start)}"
    return f"{starts}; {ends}; a tick is {start.time_base} s"


def _from_moment(one: Shown) -> Callable[[int], str]:
    start = one.finding.observation.start

    def words(pts: int) -> str:
        apart = (pts - start.pts) * start.time_base
        if not apart:
            return f"pts {pts}"
        return f"pts {pts}, {duration_words(abs(Fraction(apart)))} {'later' if apart > 0 else 'earlier'}"

    return words


def _shot(shot: Shot, words: Callable[[int], str], more: str = "") -> ShotView:
    label = f"{_LABELS[shot.part]}: {words(shot.pts)}{more}"
    if isinstance(shot.picture, NoStill):
        return ShotView(label, None, shot.picture.why)
    return ShotView(label, Image.open(io.BytesIO(shot.picture)).convert("RGB"))


def _file_name(one: Shown) -> str:
    """Name a sheet by words of our own alone: names from outside may be anything."""
    return f"{one.finding.observation.kind.value}-{one.finding.observation.id[:_DIGITS]}.png"
