"""What an acquisition form says of recorders and their clocks, into the journal; and back out of it, as nouns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from gestae.base.canonical import Json
from gestae.errors import InputRefused
from gestae.journal.entry import Entry
from gestae.model.clock import ClockReading, RecorderClock, TimeCheck
from gestae.model.evidence import Digest, Received
from gestae.model.time import CameraTime, Instant, MediaTime
from gestae.preserve.handover import AcquisitionForm, FormMatch, RecorderFacts, match_files
from gestae.store.case import CaseView
from gestae.workflow.case import Case
from gestae.workflow.lost import LostChecks
from gestae.workflow.readings import BadReadingError, picture_times, previous_picture

__all__ = [
    "clock_readings",
    "form_entries",
    "record_clocks",
    "recorder_clocks",
    "refuse_wider",
    "silent_recorders",
]

AS_FORM_SAYS: Final = "as the acquisition form says"
# What stands in a withheld entry in the place of words that may not be shown.
IN_PLACE: Final = "withheld"
# Under this a withheld form still says which facts of a clock it never stated: not said is not the same as hidden.
NOT_STATED: Final = "not_stated"
AS_READ: Final = "write pts and time base of the picture that was read"
# What tells one device from another, and what one device states once.
_DEVICE: Final = ("make", "model", "serial", "zone")


def record_clocks(case: Case, form: AcquisitionForm, path: Path, received: Iterable[Received]) -> None:
    """Journal a form: each recorder, its time checks, its files' cameras and clock readings; each form once.

    Raises:
        InputRefused: one name of the form means several originals, an id is another recorder's already, or a reading
            names no picture of a file that was opened before; nothing of the form is journaled then.
    """
    for entries in form_entries(case, form, path, received):
        case.store.append(*entries)


def form_entries(
    case: Case, form: AcquisitionForm, path: Path, received: Iterable[Received]
) -> tuple[tuple[Entry, ...], ...]:
    """Write the entries of a form, for each recorder of which it is not recorded already; they are not journaled here.

    Raises:
        InputRefused: as `record_clocks` says.
    """
    digest = Digest.of(path.read_bytes())
    matches = match_files(form, received)
    new = [r for r in form.recorders if not case.store.rows("acquisitions", form_sha256=digest.hex, recorder=r.id)]
    if new:
        _refuse_strangers(case.store, new, path.name)
        _refuse_misread(case.store, matches, path.name)
    return tuple(
        tuple(
            case.desk.entry(kind, AS_FORM_SAYS, body)
            for kind, body in _entries(form, recorder, digest, [m for m in matches if m.recorder is recorder])
        )
        for recorder in new
    )


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


def recorder_clocks(view: CaseView) -> dict[str, RecorderClock]:
    """Gather each recorder's time checks, the rate error it is held to and its zone, with what is taken for granted.

    A rate error that nobody stated is 0, as an axiom that is told; one that is withheld is not known.
    """
    checks: dict[str, list[TimeCheck]] = {}
    for row in view.rows("time_checks"):
        check = TimeCheck(
            recorder=str(row["recorder"]),
            displayed=CameraTime.parse(str(row["displayed"])),
            reference=Instant.parse(str(row["reference"])),
            within_ns=_whole(row["within_ns"]),
            reference_clock=str(row["reference_clock"] or ""),
            by=str(row["checked_by"] or row["author"]),
        )
        checks.setdefault(check.recorder, []).append(check)
    forms = _forms(view)
    rates = stated_rates(view)
    zone = next((str(row["zone"]) for row in view.rows("case") if row["zone"]), None)
    hidden = _hidden(view)
    named = {str(row["recorder"]) for row in view.rows("recorders") if not _is_nameless(row, hidden)}
    named |= {str(row["recorder"]) for row in view.rows("cameras") if row["recorder"] not in (None, IN_PLACE)}
    clocks = {
        name: _clock(name, tuple(checks.get(name, ())), rates.get(name), (*forms[name], *forms[None]), zone)
        for name in sorted({*checks, *rates, *named})
    }
    unchecked = [name for name, clock in clocks.items() if not (clock.checks or clock.not_known)]
    lost = LostChecks.of(view) if unchecked else None
    return clocks | {name: replace(clocks[name], not_known=lost.why(name)) for name in unchecked if lost}


def silent_recorders(view: CaseView) -> dict[str, str]:
    """Name the recorders that place nothing though something is known of them, or was once; each with the reason.

    One that was never compared with anything is not among them, since nothing was taken from it.
    """
    clocks = recorder_clocks(view)
    lost = LostChecks.of(view)
    gone = {name: lost.why(name) for name in lost.withdrawn if name not in clocks}
    return dict(sorted((gone | {name: clock.not_known for name, clock in clocks.items() if clock.not_known}).items()))


@dataclass(frozen=True, slots=True)
class _Form:
    """What one form says of a recorder's clock; a withheld one may say less than was written.

    `hides_rate` names the entry that hides whether a drift was stated; it is empty where that is known.
    """

    rate: Fraction | None
    zone: str | None
    hides_rate: str = ""


def _forms(view: CaseView) -> Mapping[str | None, list[_Form]]:
    """Give the forms of each recorder; under None those that are withheld and do not show of which they are."""
    forms: dict[str | None, list[_Form]] = defaultdict(list)
    hidden = _hidden(view)
    for row in view.rows("acquisitions"):
        facts = row["facts"] if isinstance(row["facts"], Mapping) else {}
        rate, zone, unsaid = facts.get("max_rate_error"), facts.get("zone"), facts.get(NOT_STATED)
        hides = row["seq"] in hidden and not rate and not (isinstance(unsaid, Sequence) and "max_rate_error" in unsaid)
        form = _Form(
            Fraction(str(rate)) if rate else None,
            str(zone) if zone else None,
            f"entry {row['seq']}, {hidden[row['seq']]}" if hides else "",
        )
        forms[None if _is_nameless(row, hidden) else str(row["recorder"])].append(form)
    return forms


def _hidden(view: CaseView) -> dict[Json, str]:
    """Give the places that are hidden, each with how and on what ground."""
    return {row["hidden_seq"]: f"{row['state']} ({row['ground']})" for row in view.rows("withheld")}


def _is_nameless(row: Mapping[str, Json], hidden: Collection[Json]) -> bool:
    return row["seq"] in hidden and row["recorder"] == IN_PLACE


def _clock(
    name: str, checks: tuple[TimeCheck, ...], rate: Fraction | None, forms: Sequence[_Form], case_zone: str | None
) -> RecorderClock:
    zones = sorted({form.zone for form in forms if form.zone})
    assumes = []
    if rate is None:
        assumes.append(f"no drift of {name} is stated: its clock is taken to run at the right rate")
    elif any(form.rate is None for form in forms):
        assumes.append(f"not every form states the drift of {name}: the largest stated is taken for all")
    if not zones:
        assumes.append(
            f"no zone of {name} is stated: its display is taken not to have been changed between its time checks, "
            f"its readings and this moment, where the rules of {case_zone} change nothing either"
        )
    return RecorderClock(
        name,
        checks,
        rate or Fraction(0),
        zone=zones[0] if zones else None,
        zone_if_unstated=case_zone,
        assumes=tuple(assumes),
        not_known=_not_known(forms, zones, case_zone),
    )


def _not_known(forms: Sequence[_Form], zones: Sequence[str], case_zone: str | None) -> str:
    hiding = sorted({form.hides_rate for form in forms if form.hides_rate})
    if hiding:
        return (
            f"an acquisition form is withheld and shows no drift ({'; '.join(hiding)}), so how far its clock may run "
            "wrong is not known, and its time checks place nothing; withdraw that form by its entry and take in another"
        )
    if len(zones) > 1:
        return f"its forms state different zones ({', '.join(zones)}); withdraw one of the forms by its journal entry"
    if not zones and case_zone is None:
        return "its zone is not stated, nor is the case's known; state it in an acquisition form"
    return ""


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


def stated_rates(view: CaseView) -> dict[str, Fraction]:
    """Give the largest rate error that a form states of each recorder; recorders without one are left out."""
    rates: dict[str, Fraction] = {}
    for row in view.rows("acquisitions"):
        facts = row["facts"]
        if isinstance(facts, Mapping) and facts.get("max_rate_error"):
            rate = Fraction(str(facts["max_rate_error"]))
            rates[str(row["recorder"])] = max(rate, rates.get(str(row["recorder"]), Fraction(0)))
    return rates


def clock_readings(view: CaseView, sha256: str) -> tuple[ClockReading, ...]:
    """Give what was read of the burnt-in clock of one footage."""
    return tuple(
        ClockReading(
            sha256=sha256,
            stream=None if row["stream"] is None else _whole(row["stream"]),
            at=MediaTime(_whole(row["pts"]), Fraction(str(row["time_base"]))),
            shown=CameraTime.parse(str(row["displayed"])),
            is_tick=row["how"] == "tick",
            within_ns=_whole(row["within_ns"] or 0),
            by=str(row["read_by"] or row["author"]),
        )
        for row in view.rows("clock_readings", sha256=sha256)
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


def _entries(
    form: AcquisitionForm, recorder: RecorderFacts, digest: Digest, matches: Iterable[FormMatch]
) -> Iterable[tuple[str, dict[str, Json]]]:
    found = list(matches)
    originals = sorted({receipt.digest.hex for match in found for receipt in match.received})
    yield (
        "acquisition-recorded",
        {
            "form_sha256": digest.hex,
            "recorder": recorder.id,
            "facts": _facts(form, recorder),
            "files": originals,
            "authority": form.authority,
            "acquired_by": form.received_by,
            "make": recorder.make,
            "model": recorder.model,
            "serial": recorder.serial,
        },
    )
    for check in recorder.checks:
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
    for match in found:
        yield from _of_file(form, match, digest)


def _of_file(form: AcquisitionForm, match: FormMatch, digest: Digest) -> Iterable[tuple[str, dict[str, Json]]]:
    for original in sorted({receipt.digest for receipt in match.received}):
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


def _whole(value: Json) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{value!r} from an integer column")
    return value
