"""What an acquisition form says goes into the journal, once: of what came with it, or of what the case held before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, TypeAlias

from gestae.base.canonical import Json
from gestae.errors import InputRefused
from gestae.journal.entry import Entry
from gestae.model.evidence import Digest, Received
from gestae.preserve.doubts import doubts
from gestae.preserve.handover import AcquisitionForm, FormMatch, RecorderFacts, match_files
from gestae.store.case import CaseView
from gestae.workflow.case import Case
from gestae.workflow.clocks import AS_FORM_SAYS, stated_rates
from gestae.workflow.readings import BadReadingError, picture_times, previous_picture

__all__ = ["FormSaid", "FormTaken", "form_said", "held_items", "record_clocks", "refuse_contradicting", "refuse_wider"]

AS_READ: Final = "write pts and time base of the picture that was read"
# What tells one device from another, and what one device states once.
_DEVICE: Final = ("make", "model", "serial", "zone")

# The kind of an entry, and its body.
_Said: TypeAlias = "tuple[str, dict[str, Json]]"


@dataclass(frozen=True, slots=True)
class FormTaken:
    """What was taken from a form now.

    Attributes:
        what: the form's name.
        recorders: how many of its recorders are recorded now.
        checks: how many time checks.
        readings: how many clock readings.
        files: how many originals it speaks of that it did not speak of before.
        not_found: its files that neither came with it nor lie in the case, as the form names them.
        doubts: what of it is to be looked at again, though it was taken.
    """

    what: str
    recorders: int
    checks: int
    readings: int
    files: int
    not_found: tuple[str, ...]
    doubts: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Say whether all that it says of what is here was on record already."""
        return not (self.recorders or self.files)


@dataclass(frozen=True, slots=True)
class FormSaid:
    """The entries of a form that are not journaled yet, recorder by recorder, and what is taken with them."""

    entries: tuple[tuple[Entry, ...], ...]
    taken: FormTaken


def record_clocks(case: Case, form: AcquisitionForm, path: Path, received: Iterable[Received]) -> FormTaken:
    """Journal a form: each recorder, its time checks, its files' cameras and clock readings; each of them once.

    A file that did not come with the form is looked for among what the case holds. Where the form is on record and
    speaks of files that were not here then, what it says of those is added.

    Raises:
        InputRefused: one name of the form means several originals, an id is another recorder's already, or a reading
            names no picture of a file that was opened before; nothing of the form is journaled then.
    """
    said = form_said(case, form, path, received, held_items(case.store))
    for entries in said.entries:
        case.store.append(*entries)
    return said.taken


def form_said(
    case: Case, form: AcquisitionForm, path: Path, received: Iterable[Received], held: Iterable[Received] = ()
) -> FormSaid:
    """Write the entries of a form that are not on record already; they are not journaled here.

    Args:
        case: the case.
        form: the form.
        path: where it lies.
        received: what came with it.
        held: what came before; it is asked only for a file that did not come now.

    Raises:
        InputRefused: as `record_clocks` says.
    """
    digest = Digest.of(path.read_bytes())
    matches = match_files(form, received, held)
    new = [(recorder, _new_of(case.store, recorder, matches, digest)) for recorder in form.recorders]
    said = [(recorder, found) for recorder, found in new if found is not None]
    if said:
        refuse_contradicting(case.store, [recorder for recorder, _ in said], matches, path.name)
    entries = [[*_entries(form, recorder, digest, found)] for recorder, found in said]
    kinds = Counter(kind for one in entries for kind, _ in one)
    taken = FormTaken(
        path.name,
        recorders=sum(found.is_first for _, found in said),
        checks=kinds["time-check-made"],
        readings=kinds["clock-read"],
        files=len({one for _, found in said for one in found.originals}),
        not_found=tuple(_told(match) for match in matches if not match.received),
        doubts=doubts(form, case.desk.now()),
    )
    return FormSaid(
        tuple(tuple(case.desk.entry(kind, AS_FORM_SAYS, body) for kind, body in one) for one in entries), taken
    )


def held_items(view: CaseView) -> tuple[Received, ...]:
    """Give what the case received, as it was received; what is protected is not found by a form in the open."""
    sealed = {row["sha256"] for row in view.rows("exhibits") if row["sealed_sha256"] is not None}
    return tuple(
        Received(str(row["source_path"] or row["name"]), 0, Digest(str(row["sha256"])), None)
        for row in view.rows("receipts")
        if row["sha256"] not in sealed
    )


def refuse_contradicting(
    view: CaseView, recorders: Iterable[RecorderFacts], matches: Iterable[FormMatch], what: str
) -> None:
    """Refuse recorders of a form, and what it says of their files, that the case contradicts.

    Raises:
        InputRefused: an id is another recorder's already, or a reading names no picture of a file that was opened.
    """
    _refuse_strangers(view, recorders, what)
    _refuse_misread(view, matches, what)


def refuse_wider(view: CaseView, form: AcquisitionForm, what: str) -> None:
    """Refuse a form that is to be withheld and lets a clock run worse than is stated in the open.

    Its drift would not be seen, and what the same recorder places in the open would look narrower than it is.

    Raises:
        InputRefused: a recorder's drift is larger than the one on record, or the open order takes it for none.
    """
    rates = stated_rates(view)
    in_the_open = {str(row["recorder"]) for row in view.rows("recorders")}
    for recorder in form.recorders:
        rate = recorder.max_rate_error
        if rate is not None and recorder.id in in_the_open and rate > rates.get(recorder.id, Fraction(0)):
            raise InputRefused(
                f"{what}, recorder {recorder.id}",
                wrong="its drift is larger than what is on record in the open, and would be withheld",
                right="state that drift in a form without protection first, or give the recorder another id here",
            )


@dataclass(frozen=True, slots=True)
class _New:
    """What a form says of one recorder that is not on record: all of it, or what concerns files that came later."""

    matches: tuple[FormMatch, ...]
    originals: tuple[str, ...]
    known: tuple[str, ...] = ()  # originals of which the form spoke before
    is_first: bool = True


def _new_of(view: CaseView, recorder: RecorderFacts, matches: Iterable[FormMatch], form: Digest) -> _New | None:
    ours = tuple(match for match in matches if match.recorder is recorder)
    originals = {receipt.digest.hex for match in ours for receipt in match.received}
    rows = view.rows("acquisitions", form_sha256=form.hex, recorder=recorder.id)
    if not rows:
        return _New(ours, tuple(sorted(originals)))
    hidden = {row["hidden_seq"] for row in view.rows("withheld")}
    listed = rows[0]["files"]
    # A form that is withheld is never continued in the open.
    if rows[0]["seq"] in hidden:
        return None
    known = {str(one) for one in listed} if isinstance(listed, Sequence) else set()
    later = originals - known
    return _New(ours, tuple(sorted(later)), tuple(sorted(known)), is_first=False) if later else None


def _told(match: FormMatch) -> str:
    return match.file.name or (match.file.digest.short if match.file.digest else "")


def _refuse_strangers(view: CaseView, recorders: Iterable[RecorderFacts], what: str) -> None:
    """Refuse an id under which another device is recorded, or the same one with another zone."""
    recorded: dict[tuple[str, str], str] = {}
    standing = {(row["form_sha256"], row["recorder"]) for row in view.rows("acquisitions")}
    for logged in view.entries():
        if logged.entry is not None and logged.entry.kind == "acquisition-recorded":
            body, facts = logged.entry.body, logged.entry.body["facts"]
            if (body["form_sha256"], body["recorder"]) not in standing:
                continue  # withdrawn
            said = {**body, "zone": facts.get("zone") if isinstance(facts, Mapping) else None}
            recorded |= {(str(body["recorder"]), key): str(said[key]) for key in _DEVICE if said.get(key)}
    for recorder in recorders:
        for key, now in zip(_DEVICE, (recorder.make, recorder.model, recorder.serial, recorder.zone), strict=True):
            before = recorded.get((recorder.id, key))
            if now and before and now != before:
                raise InputRefused(
                    f"{what}, recorder {recorder.id}",
                    wrong=f"its {key} is {now!r}, and under this id {before!r} is recorded",
                    right="give another device an id of its own, so that each keeps its own clock",
                )


def _refuse_misread(view: CaseView, matches: Iterable[FormMatch], what: str) -> None:
    """Refuse readings that name no picture; of files that were not opened yet that shows when they are used."""
    for match in matches:
        for original in sorted({receipt.digest for receipt in match.received}) if match.file.readings else ():
            times = picture_times(view, original.hex)
            for reading in match.file.readings if times else ():
                try:
                    previous_picture(reading.placed(original, by=""), times)
                except BadReadingError as error:
                    wrong = f"its clock reading {reading.shown} at pts {reading.at.pts} {error.wrong}"
                    name = match.file.name or original.hex[:12]
                    raise InputRefused(f"{what}, file {name!r}", wrong=wrong, right=AS_READ) from error


def _entries(form: AcquisitionForm, recorder: RecorderFacts, digest: Digest, new: _New) -> Iterable[_Said]:
    yield (
        "acquisition-recorded",
        {
            "form_sha256": digest.hex,
            "recorder": recorder.id,
            "facts": _facts(form, recorder),
            "files": sorted({*new.known, *new.originals}),
            "authority": form.authority,
            "acquired_by": form.received_by,
            "make": recorder.make,
            "model": recorder.model,
            "serial": recorder.serial,
        },
    )
    for check in recorder.checks if new.is_first else ():
        yield (
            "time-check-made",
            {
                "recorder": recorder.id,
                "displayed": str(check.displayed),
                "reference": str(check.reference),
                "within_ns": check.within_ns,
                "reference_clock": check.reference_clock,
                "checked_by": check.by,
                "source_sha256": digest.hex,
            },
        )
    for match in new.matches:
        yield from _of_file(form, match, digest, new.originals)


def _of_file(form: AcquisitionForm, match: FormMatch, digest: Digest, wanted: Sequence[str]) -> Iterable[_Said]:
    for original in sorted({receipt.digest for receipt in match.received if receipt.digest.hex in wanted}):
        if match.file.camera is not None:
            camera: dict[str, Json] = {"sha256": original.hex, "camera": match.file.camera}
            yield "camera-named", {**camera, "recorder": match.recorder.id}
        for reading in match.file.readings:
            placed = reading.placed(original, by=form.received_by)
            stream: dict[str, Json] = {} if placed.stream is None else {"stream": placed.stream}
            yield (
                "clock-read",
                {
                    **stream,
                    "sha256": original.hex,
                    "pts": placed.at.pts,
                    "time_base": _ratio(placed.at.time_base),
                    "displayed": str(placed.shown),
                    "how": "tick" if placed.is_tick else "shows",
                    "within_ns": placed.within_ns,
                    "read_by": placed.by,
                    "source_sha256": digest.hex,
                },
            )


def _facts(form: AcquisitionForm, recorder: RecorderFacts) -> dict[str, Json]:
    facts: dict[str, Any] = {
        "received_from": form.received_from,
        "received_at": str(form.received_at),
        "place": form.place,
        "how": form.how,
        "note": form.note,
        "zone": recorder.zone,
        "settings": recorder.settings,
        "asked_from": recorder.asked[0],
        "asked_to": recorder.asked[1],
        "got_from": recorder.got[0],
        "got_to": recorder.got[1],
        "max_rate_error": None if recorder.max_rate_error is None else _ratio(recorder.max_rate_error),
    }
    return {key: value if isinstance(value, str) else str(value) for key, value in facts.items() if value is not None}


def _ratio(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"
