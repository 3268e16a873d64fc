"""Documents for programs: one stable JSON form for each command, each with a schema that ships with gestae."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gestae import __version__
from gestae.base.canonical import Json
from gestae.chronology.clocks import Placed
from gestae.decode.document import refused_json
from gestae.journal.disclosed import Departure
from gestae.journal.entry import Entry
from gestae.journal.replay import Logged
from gestae.model.time import Instant, TimeInterval
from gestae.store.case import CaseView
from gestae.workflow.asking import order_answer
from gestae.workflow.clockfacts import summary_of
from gestae.workflow.clocks import silent_recorders
from gestae.workflow.exhibits import Exhibits
from gestae.workflow.findings import Finding, tracks_of
from gestae.workflow.following import Earlier
from gestae.workflow.footage import FACTS, every_failure, footage_rows
from gestae.workflow.integrity import Integrity
from gestae.workflow.placing import WORDS_NOT_DRAWN, CaseOrder, OrderedEvent
from gestae.workflow.reproducing import Difference
from gestae.workflow.sightings import Sighting

if TYPE_CHECKING:  # decoders: the verbs that only read do not wait for them
    from gestae.workflow.showing import Shown

__all__ = [
    "SCHEMAS",
    "footage_document",
    "integrity_document",
    "log_document",
    "observations_document",
    "order_document",
    "reproduction_document",
    "schema",
    "show_document",
    "silent_document",
    "tracks_document",
]

FORMAT: Final = 1
WITHHELD: Final = "its facts are withheld"
SCHEMAS: Final = (
    "footage", "observations", "moments", "moment", "tracks", "coverage", "show", "frame", "find", "like", "mark",
    "marks", "zone", "order", "clock", "sync", "log", "verify", "reproduce", "words", "account", "why", "before",
    "without", "conflicts", "tell",
)  # fmt: skip


def schema(name: str) -> dict[str, Any]:
    """Give the JSON Schema of a command's document."""
    loaded: dict[str, Any] = json.loads(
        (files("gestae.workflow") / "schemas" / f"{name}.schema.json").read_text("utf-8")
    )
    return loaded


def footage_document(view: CaseView) -> dict[str, Any]:
    """Write every exhibit: its facts as footage, or the reason why it gives none."""
    facts = {str(row["sha256"]): row for row in footage_rows(view)}
    failed = every_failure(view.rows("analyses", stage=FACTS))
    exhibits = Exhibits(view)
    numbers = exhibits.numbers
    written = []
    for row in sorted(view.rows("exhibits"), key=lambda row: numbers[str(row["sha256"])]):
        sha256, size = str(row["sha256"]), row["size_bytes"]
        found = facts.get(sha256)
        if found is not None and found["facts"]:
            one = {**found["facts"], "clock": summary_of(view, sha256)}
        else:
            no_footage = f"is {row['item']}, not footage; it is preserved as it is"
            why = WITHHELD if found else failed.get(sha256, no_footage)
            one = refused_json(sha256, str(row["name"]), size if isinstance(size, int) else 0, why)
        where = (
            {"camera": found["camera"], "recorder": found["recorder"]}
            if found
            else dict.fromkeys(("camera", "recorder"))
        )
        said = {"name": row["name"], "received_as": [*exhibits.received_as(sha256)], "exhibit": numbers[sha256]}
        written.append({**one, **said, "item": row["item"], **where})
    return {"format": FORMAT, "footage": written}


def observations_document(found: Iterable[Finding]) -> dict[str, Any]:
    """Write observations with what became of each."""
    return {
        "format": FORMAT,
        "observations": [_finding(finding) for finding in found],
    }


def show_document(found: Iterable[Shown], written: Mapping[str, Path]) -> dict[str, Any]:
    """Write what was shown: the pictures' times, where the moment lies in the world, and on what that rests."""
    return {"format": FORMAT, "shown": [_shown(one, written) for one in found]}


def tracks_document(view: CaseView) -> dict[str, Any]:
    """Write the tracks of every footage: where each was in each picture it was seen in."""
    written = []
    for row, tracks in tracks_of(view):
        written.append(
            {
                "sha256": row["sha256"],
                "name": row["name"],
                "camera": row["camera"],
                "tracks": [
                    {
                        "id": track.id,
                        "number": track.number,
                        "label": track.label.value,
                        "first_pts": int(track.pts[0]),
                        "last_pts": int(track.pts[-1]),
                        "boxes": len(track),
                        "seen": int(track.seen.sum()),
                    }
                    for track in tracks
                ],
            }
        )
    return {"format": FORMAT, "footage": written}


def order_document(
    view: CaseView,
    departures: Sequence[Departure] | None = None,
    *,
    order: CaseOrder | None = None,
    answered: Mapping[str, Any] | None = None,
    events: Sequence[OrderedEvent] | None = None,
) -> dict[str, Any]:
    """Write the order of events: bounds, what they rest on, and what certainly came before what.

    With it stands what an account's document says (points, order, words; or conflicts and repairs), of the case's own
    network: its points are the events' ids.

    Args:
        view: the case.
        departures: where a case that was opened with a key departs from what was shown before; None without a key.
        order: the case's order, where it was read already.
        answered: the network's answer, where it was asked for otherwise than by default.
        events: of that order, where they were placed already.
    """
    order = order or CaseOrder.of(view)
    departed = {} if departures is None else {"departures": [one.as_json() for one in departures]}
    return {
        **_answered(order, answered),
        "format": FORMAT,
        "events": [_event(event) for event in (order.events() if events is None else events)],
        **silent_document(view, order),
        **order.standing.beside(),
        **({} if order.is_drawn else {"order_not_drawn": WORDS_NOT_DRAWN}),
        **departed,
    }


def silent_document(view: CaseView, order: CaseOrder) -> dict[str, Any]:
    """Write which recorders place nothing and which statements bound nothing, and why."""
    silent = {**order.case.silenced, **silent_recorders(view)}
    return {
        "silent_recorders": [{"recorder": name, "why": why} for name, why in sorted(silent.items())],
        "idle_statements": [{"statement": name, "why": why} for name, why in sorted(order.case.told.idle.items())],
    }


def _answered(order: CaseOrder, answered: Mapping[str, Any] | None) -> dict[str, Any]:
    """Answer as an account does; where not all of it can be true, with what follows from what stands."""
    whole = order_answer(order.case) if answered is None else answered
    return {**({} if whole["consistent"] else order_answer(order.standing)), **whole}


def log_document(logged: Iterable[Logged]) -> dict[str, Any]:
    """Write the journal as far as it may be shown."""
    return {
        "format": FORMAT,
        "entries": [
            {
                "seq": one.record.seq,
                "leaf": one.record.leaf.hex(),
                "head": one.record.head.hex(),
                "state": one.record.state.value,
                "entry": None if one.entry is None else _entry(one.entry),
            }
            for one in logged
        ],
    }


def integrity_document(found: Integrity) -> dict[str, Any]:
    """Write what verifying found."""
    return {
        "format": FORMAT,
        "whole": found.is_whole,
        "head": {"seq": found.head.seq, "sha256": found.head.hex},
        "originals": found.originals,
        "artifacts": found.artifacts,
        "faults": [{"where": fault.where, "what": fault.what, "right": fault.right} for fault in found.faults],
        "silent_recorders": [{"recorder": name, "why": why} for name, why in found.silent],
        "hidden_after_head": list(found.hidden_after),
        "pictures_beside": list(found.pictures),
        "not_vouched_for": [{"entry": seq, "sha256": sha256} for seq, sha256 in found.unvouched],
    }


def reproduction_document(differences: Iterable[Difference]) -> dict[str, Any]:
    """Write what came out otherwise."""
    found = [
        {"footage": one.footage, "what": one.what, "recorded": one.recorded, "found": one.found} for one in differences
    ]
    return {"format": FORMAT, "equal": not found, "differences": found, "gestae": __version__}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        **finding.document,
        "camera": finding.observation.camera,
        "status": finding.observation.status.value,
        "decided_by": finding.decided_by or None,
        "reason": finding.reason or None,
    }


def _shown(one: Shown, written: Mapping[str, Path]) -> dict[str, Any]:
    return {
        "observation": _finding(one.finding),
        "exhibit": one.exhibit,
        **_bounds(one.placed.interval if one.placed else None),
        "end": _bounds(one.end.interval if one.end else None),
        "display": _display(one.placed),
        "not_placed": one.not_placed or None,
        "rests_on": [*one.rests_on],
        "assumes": [*one.placed.assumes] if one.placed else [],
        "frame_px": list(one.frame_px) if one.frame_px else None,
        "pictures": [
            {"part": shot.part.value, "pts": shot.pts, "not_drawn": shot.not_drawn or None} for shot in one.shots
        ],
        "written": str(written[one.finding.observation.id]),
    }


def _event(event: OrderedEvent) -> dict[str, Any]:
    return {
        "id": event.id,
        "title": event.title,
        **_bounds(event.interval, event.began_by, event.not_before),
        "not_placed": event.not_placed or None,
        "uncounted": event.uncounted or None,
        "assumes": [*event.assumes],
        "conflicts": [*event.conflicts],
        "after": [one.event for one in event.after],
        "no_earlier_than": [*event.no_earlier_than],
        "order_shown_by": [_shown_by(one) for one in event.after if one.by_frames or one.by_way_of or one.said],
        "grade": event.grade.word if event.grade is not None else None,
        "earliest_rests_on": [*event.rests_on[0]],
        "latest_rests_on": [*event.rests_on[1]],
        "stated_by": event.stated_by,
        "reason": event.reason,
        "sightings": [_sighting(one) for one in event.sightings],
    }


def _shown_by(one: Earlier) -> dict[str, Any]:
    frames = one.by_frames
    ends = ("before", "then")
    if frames is None:
        empty = {"event": one.event, "footage": None, "stream": None, **dict.fromkeys(ends)}
        return empty | {"by_way_of": one.by_way_of} | ({"said": [*one.said]} if one.said else {})
    pictures = zip((frames.first, frames.then), frames.frames, strict=True)
    shown = ({"pts": moment.pts, "frame": frame} for moment, frame in pictures)
    return {
        "event": one.event,
        "footage": frames.footage,
        "stream": frames.stream,
        **dict(zip(ends, shown, strict=True)),
        "by_way_of": None,
    }


def _sighting(sighting: Sighting) -> dict[str, Any]:
    one = sighting.decided.observation
    return {
        "observation": one.id,
        "kind": one.kind.value,
        "camera": one.camera,
        "footage": one.sha256,
        "pts": one.start.pts,
        "decision": sighting.decided.decision,
        "by": sighting.decided.author,
        **_bounds(sighting.interval),
        "end": _bounds(sighting.end.interval if sighting.end else None),
        "display": _display(sighting.start),
        "not_placed": sighting.not_placed or None,
        "assumes": [*sighting.assumes],
    }


def _display(placed: Placed | None) -> dict[str, str] | None:
    return {"earliest": str(placed.display.earliest), "latest": str(placed.display.latest)} if placed else None


def _bounds(
    interval: TimeInterval | None, by: Instant | None = None, not_before: Instant | None = None
) -> dict[str, Any]:
    if interval is None:
        return {
            "earliest": str(not_before) if not_before else None,
            "latest": str(by) if by else None,
            "width_s": None,
        }
    return {"earliest": str(interval.earliest), "latest": str(interval.latest), "width_s": interval.width_ns / 1e9}


def _entry(entry: Entry) -> dict[str, Json]:
    return entry.as_json()
