"""What an acquisition form says of recorders and their clocks, into the journal; and back out of it, as nouns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from gestae.base.canonical import Json
from gestae.model.clock import ClockReading, RecorderClock, TimeCheck
from gestae.model.evidence import Digest, Received
from gestae.model.time import CameraTime, Instant, MediaTime
from gestae.preserve.handover import AcquisitionForm, FormMatch, RecorderFacts, match_files
from gestae.store.case import CaseView
from gestae.workflow.case import Case

__all__ = ["clock_readings", "record_clocks", "recorder_clocks"]

_REASON = "as the acquisition form says"


def record_clocks(case: Case, form: AcquisitionForm, path: Path, received: Iterable[Received]) -> None:
    """Journal a form: each recorder, its time checks, its files' cameras and clock readings; each form once.

    Raises:
        InputRefused: one name of the form means several originals.
    """
    digest = Digest.of(path.read_bytes())
    matches = match_files(form, received)
    for recorder in form.recorders:
        if not case.store.rows("acquisitions", form_sha256=digest.hex, recorder=recorder.id):
            entries = _entries(form, recorder, digest, [m for m in matches if m.recorder is recorder])
            case.store.append(*(case.desk.entry(kind, _REASON, body) for kind, body in entries))


def recorder_clocks(view: CaseView) -> dict[str, RecorderClock]:
    """Gather each recorder's time checks and the rate error it is held to (0, an axiom, where none was stated)."""
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
    rates = stated_rates(view)
    names = sorted({*checks, *rates, *(str(row["recorder"]) for row in view.rows("recorders"))})
    return {name: RecorderClock(name, tuple(checks.get(name, ())), rates.get(name, Fraction(0))) for name in names}


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
            stream=_whole(row["stream"]),
            at=MediaTime(_whole(row["pts"]), Fraction(str(row["time_base"]))),
            shown=CameraTime.parse(str(row["displayed"])),
            is_tick=row["how"] == "tick",
            within_ns=_whole(row["within_ns"] or 0),
            by=str(row["read_by"] or row["author"]),
        )
        for row in view.rows("clock_readings", sha256=sha256)
    )


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
            placed = reading.placed(original, stream=0, by=form.received_by)
            yield (
                "clock-read",
                {
                    "sha256": original.hex,
                    "stream": placed.stream,
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
