"""Verbs by which people decide, and what follows from it is told."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

import click

from gestae.cli.clashing import tell_if_contradictory
from gestae.cli.options import (
    author_option,
    case_argument,
    json_option,
    kind_option,
    reason_option,
    say_who_acts,
    verb,
)
from gestae.cli.output import Screen, counted
from gestae.cli.reporting import conflicts_of, tell_faults
from gestae.workflow.case import Case, Desk
from gestae.workflow.eventlists import record_list
from gestae.workflow.findings import (
    Filter,
    Finding,
    accept,
    findings,
    leaned_on,
    reject,
    rejected_before,
    standing,
)
from gestae.workflow.reporting import write_report
from gestae.workflow.withdrawing import withdraw

__all__ = ["COMMANDS"]


@click.command("accept")
@case_argument
@click.argument("ids", nargs=-1)
@kind_option("--all-of", "All proposals of one kind.")
@click.option("--camera", default=None, help="With --all-of: only of this camera, or file.")
@author_option
@reason_option()
@json_option
@verb
def accept_(
    screen: Screen, case: Path, ids: tuple[str, ...], all_of: str | None, camera: str | None, author: str, reason: str
) -> None:
    """Stand by proposals of the machine, with a reason; only what is accepted makes an event.

    \b
    gestae accept yard.case 4f1c9a --why "the van is plain to see at 14:20:05"
    gestae accept yard.case --all-of vehicle_stops --camera gate --why "each looked at"
    """
    with Case.open(case, Desk(author)) as opened:
        chosen = _ids(opened, ids, all_of, camera)
        before = standing(opened.store, chosen)
        done = accept(opened, chosen, reason)
        none_left = _none_left(opened, all_of, camera) if not chosen else ""
    say_who_acts(screen, author)
    for one in before:
        screen.say(f"{one.observation.id[:12]}: {_stands(one)}")
    screen.say(f"accepted {counted(len(done), 'observation')}{none_left}")
    clashes = bool(done) and tell_if_contradictory(screen, case)
    screen.say(f"next    gestae order {case}    gestae report {case}")
    stood = [{"id": one.observation.id, "decision": one.decision, "by": one.decided_by} for one in before]
    screen.document({"format": 1, "accepted": list(done), "stood_before": stood, "contradictory": clashes})


@click.command("reject")
@case_argument
@click.argument("ids", nargs=-1)
@kind_option("--all-of", "All proposals of one kind.")
@click.option("--camera", default=None, help="With --all-of: only of this camera, or file.")
@author_option
@reason_option()
@json_option
@verb
def reject_(
    screen: Screen, case: Path, ids: tuple[str, ...], all_of: str | None, camera: str | None, author: str, reason: str
) -> None:
    """Turn proposals down, with a reason; they stay on record as rejected.

    \b
    gestae reject yard.case 77b0e2 --why "a shadow, nobody is there"
    """
    with Case.open(case, Desk(author)) as opened:
        chosen = _ids(opened, ids, all_of, camera)
        before = rejected_before(opened.store, chosen)
        done = reject(opened, chosen, reason)
        none_left = _none_left(opened, all_of, camera) if not chosen else ""
        leaned = leaned_on(opened.store, done)
    say_who_acts(screen, author)
    for one in before:
        screen.say(f"{one.observation.id[:12]}: rejected before by {one.decided_by}: {one.reason}")
    screen.say(f"rejected {counted(len(done), 'observation')}{none_left}")
    for event in leaned:
        lost = "it has no place in time any more" if not event.left else "its place in time may be another now"
        screen.warn(
            f"the event “{event.title}” ({event.event[:12]}) rested on it: {event.left} of {event.of} observations are "
            f"left, and {lost}; gestae withdraw {case} {event.event[:12]} --why REASON takes it back"
        )
    events = [{"id": one.event, "title": one.title, "left": one.left, "of": one.of} for one in leaned]
    screen.document({"format": 1, "rejected": list(done), "events_concerned": events})


@click.command("events")
@case_argument
@click.argument("list", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--again", is_flag=True, help="State again what was withdrawn; without it that is refused.")
@author_option
@reason_option("as the case's own list says")
@json_option
@verb
def events(screen: Screen, case: Path, list: Path, again: bool, author: str, reason: str) -> None:
    """Take in the case's own list: what people saw, what is one event, what statements and call records say of times.

    The form is explained in docs/reference/event-list.md.

    \b
    gestae events yard.case events.toml
    """
    with Case.open(case, Desk(author)) as opened:
        done = record_list(opened, list, reason, again=again)
        titles = {str(row["id"]): str(row["title"]) for row in opened.store.rows("events")}
    rows = [
        (one[:12], titles[one], "stated now" if one in done.new else "known before")
        for one in dict.fromkeys(done.events)
    ]
    if rows:
        told = f"{counted(len(rows), 'event')} of the list in the case"
        screen.table(told, ("id", "event", ""), rows, empty="", unbroken=("id", ""))
    for word, many in done.told.items():
        if many.stated or many.known:
            screen.say(f"{counted(many.stated + many.known, word)} beside footage, {many.known} known before")
    clashes = tell_if_contradictory(screen, case)
    screen.say(f"next    gestae order {case}")
    screen.document(
        {
            "format": 1,
            "events": [*done.events],
            "new": [*done.new],
            "contradictory": clashes,
            "told": {word: {"stated": many.stated, "known": many.known} for word, many in done.told.items()},
        }
    )


@click.command("withdraw")
@case_argument
@click.argument("targets", metavar="ENTRY|ID...", nargs=-1, required=True)
@author_option
@reason_option()
@json_option
@verb
def withdraw_(screen: Screen, case: Path, targets: tuple[str, ...], author: str, reason: str) -> None:
    """Take back a time check, clock reading, offset, zone, event or form that was wrong; the journal keeps it.

    So is a step of custody, and what a list made of statements and call records: by entry, id or the list's own name.
    A form is named by the entry of one of its recorders or by the first digits of its sha256.

    \b
    gestae log yard.case
    gestae withdraw yard.case 14 --why "the telephone was not on the network"
    gestae withdraw yard.case 9f31c2 --why "filled in before the wrong recorder"
    """
    with Case.open(case, Desk(author)) as opened:
        done = withdraw(opened, targets, reason)
    say_who_acts(screen, author)
    for one in done:
        screen.say(f"withdrawn: entry {one.seq} ({one.kind}), {one.what}")
    screen.say(f"next    gestae order {case}")
    screen.document({"format": 1, "withdrawn": [{"seq": one.seq, "kind": one.kind} for one in done]})


@click.command("report")
@case_argument
@click.option(
    "--to", type=click.Path(path_type=Path), default=None, help="Where to write it; default: beside the case."
)
@author_option
@reason_option("a report for reading")
@json_option
@verb
def report(screen: Screen, case: Path, to: Path | None, author: str, reason: str) -> int:
    """Write the report: one page that carries everything in itself.

    Nothing is written over but an older report of this case.

    \b
    gestae report yard.case
    gestae report yard.case --to /media/usb/yard.html
    """
    with Case.open(case, Desk(author)) as opened, screen.progress("report") as line:
        written = write_report(opened, to, reason=reason, progress=line)
    screen.say(f"report  {written.path}\nsha256  {written.sha256}")
    screen.say(f"{written.events} events, {written.placed} placed in time; {written.proposals} proposals undecided")
    told = {"sha256": written.sha256, "events": written.events, "conflicts": conflicts_of(written)}
    screen.document({"format": 1, "report": str(written.path), **told, "set_aside": [*written.set_aside]})
    return tell_faults(screen, written, case)


COMMANDS: Final = (accept_, reject_, events, withdraw_, report)


def _stands(one: Finding) -> str:
    if one.decision == "recorded":
        return f"recorded by {one.decided_by}, so it is no proposal and stands without being accepted"
    return f"accepted before by {one.decided_by}"


def _none_left(case: Case, kind: str | None, camera: str | None) -> str:
    """Say why no proposal of a kind was chosen: there is none, or each was decided before."""
    every = findings(case.store, Filter.of(case.store, kind=kind, camera=camera, decision=None))
    decided = Counter(one.decision for one in every)
    if not decided:
        return f": there is no {kind} among the observations of this case"
    told = ", ".join(f"{count} {decision}" for decision, count in sorted(decided.items()))
    return f": no {kind} waits for a decision; {told} before"


def _ids(case: Case, ids: tuple[str, ...], kind: str | None, camera: str | None) -> tuple[str, ...]:
    if kind is None:
        if not ids:
            raise click.UsageError("name observations by id, or give --all-of KIND")
        return ids
    proposed = findings(case.store, Filter.of(case.store, kind=kind, camera=camera, decision="proposed"))
    return (*ids, *(one.observation.id for one in proposed))
