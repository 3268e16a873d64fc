"""What the journal says of recorders and their clocks, as nouns: time checks, readings, rates, zones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from gestae.base.canonical import Json
from gestae.journal import standins
from gestae.model.clock import RATE, ClockReading, RecorderClock, TimeCheck
from gestae.model.time import CameraTime, Instant, MediaTime
from gestae.store.case import CaseView
from gestae.workflow.lost import LostChecks

__all__ = [
    "clock_readings",
    "recorder_clocks",
    "silent_recorders",
    "stated_rates",
]

AS_FORM_SAYS: Final = "as the acquisition form says"
# The words of withheld entries, as the rules of stand-ins have them.
IN_PLACE: Final = standins.IN_PLACE
NOT_STATED: Final = standins.NOT_STATED


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
        assumes.append(f"no drift of {name} is stated: its clock is taken to run at the right rate ({RATE}{name})")
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


def _whole(value: Json) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{value!r} from an integer column")
    return value
