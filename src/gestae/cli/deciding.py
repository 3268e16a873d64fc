"""Verbs by which people decide, and what follows from it is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import click

from gestae.cli.accounts import show_words
from gestae.cli.disclosing import tell_departures
from gestae.cli.options import FINDING, author_option, case_argument, json_option, kind_option, reason_option, verb
from gestae.cli.output import Screen, counted
from gestae.cli.reporting import conflicts_of, tell_faults
from gestae.errors import InputRefused
from gestae.journal.disclosed import Departure
from gestae.store.case import CaseView
from gestae.workflow.asking import order_answer
from gestae.workflow.case import Case, Desk, case_zone, read_case
from gestae.workflow.documents import order_document
from gestae.workflow.eventlists import record_events
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
from gestae.workflow.narrating import write_figure
from gestae.workflow.placing import CaseOrder, OrderedEvent
from gestae.workflow.reporting import write_report
from gestae.workflow.unsealing import open_case_with
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
    for one in before:
        screen.say(f"{one.observation.id[:12]}: {_stands(one)}")
    screen.say(f"accepted {counted(len(done), 'observation')}{none_left}")
    screen.say(f"next    gestae order {case}    gestae report {case}")
    stood = [{"id": one.observation.id, "decision": one.decision, "by": one.decided_by} for one in before]
    screen.document({"format": 1, "accepted": list(done), "stood_before": stood})


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
@click.option("--again", is_flag=True, help="State events again that were withdrawn; without it they are refused.")
@author_option
@reason_option("as the case's own list says")
@json_option
@verb
def events(screen: Screen, case: Path, list: Path, again: bool, author: str, reason: str) -> None:
    """Take in the case's own list of events: what people saw, and what shows the same event.

    The form is explained in docs/reference/event-list.md.

    \b
    gestae events yard.case events.toml
    """
    with Case.open(case, Desk(author)) as opened:
        before = {str(row["id"]) for row in opened.store.rows("events", status="stated")}
        ids = record_events(opened, list, reason, again=again)
        titles = {str(row["id"]): str(row["title"]) for row in opened.store.rows("events")}
    rows = [(one[:12], titles[one], "known before" if one in before else "stated now") for one in dict.fromkeys(ids)]
    told = f"{counted(len(rows), 'event')} of the list in the case"
    screen.table(told, ("id", "event", ""), rows, empty="", unbroken=("id", ""))
    screen.say(f"next    gestae order {case}")
    screen.document({"format": 1, "events": [*ids], "new": [one for one in ids if one not in before]})


@click.command("withdraw")
@case_argument
@click.argument("targets", metavar="ENTRY|ID...", nargs=-1, required=True)
@author_option
@reason_option()
@json_option
@verb
def withdraw_(screen: Screen, case: Path, targets: tuple[str, ...], author: str, reason: str) -> None:
    """Take back a time check, a clock reading, an offset, an event or a form that was wrong; the journal keeps it.

    So is a step of custody. A form is named by the entry of one of its recorders or by the first digits of its sha256.

    \b
    gestae log yard.case
    gestae withdraw yard.case 14 --why "the telephone was not on the network"
    gestae withdraw yard.case 9f31c2 --why "filled in before the wrong recorder"
    """
    with Case.open(case, Desk(author)) as opened:
        done = withdraw(opened, targets, reason)
    for one in done:
        screen.say(f"withdrawn: entry {one.seq} ({one.kind}), {one.what}")
    screen.say(f"next    gestae order {case}")
    screen.document({"format": 1, "withdrawn": [{"seq": one.seq, "kind": one.kind} for one in done]})


@click.command("order")
@case_argument
@click.option("--key", type=click.Path(exists=True, path_type=Path), default=None, help="Open protected entries too.")
@click.option("--order", "drawn", is_flag=True, default=None, help="Draw the order of more than 1000 points.")
@click.option("--all", "every", is_flag=True, help="Every minimal conflict, not one for each clash.")
@click.option("--most", type=click.IntRange(min=1), default=100, show_default=True, help="At most so many conflicts.")
@click.option(
    "--svg", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Draw the order into this new file."
)
@author_option
@reason_option("to see the order with what is protected")
@json_option
@verb
def order(
    screen: Screen,
    case: Path,
    key: Path | None,
    drawn: bool | None,
    every: bool,
    most: int,
    svg: Path | None,
    author: str,
    reason: str,
) -> int:
    """Show the order of events, of a case or of a written account: each between its earliest and its latest moment.

    With a key, also what protected entries of a case say counts; that they were opened is journaled first, and what was
    shown in their place is held against them.

    \b
    gestae order yard.case
    gestae order yard.toml --svg yard.svg
    gestae order yard.case --json
    gestae order yard.case --key ../yard.key --why "for the hearing of 3 May"
    """
    if case.is_file():
        from gestae.cli.accounts import order_of_account  # the engine is not loaded for a case

        return order_of_account(screen, case, order=drawn, every=every, most=most, svg=svg)
    _refuse_absent(case)
    with _view(case, key, author, reason) as (view, departures):
        zone = case_zone(view)
        read = CaseOrder.of(view)
        found = read.events()
        answered = order_answer(read.case, order=drawn, every=every, most=most)
        document = order_document(view, departures, order=read, answered=answered)
    rows: list[tuple[str, ...]] = []
    notes: dict[str, dict[str, int]] = {}
    before: OrderedEvent | None = None
    for event in found:
        then, shown = _against(before, event)
        before = event
        remark = "; ".join(
            (*event.conflicts, *shown, *_no_time(event, notes), *_notes("assumed", event.assumes, notes))
        )
        rows.append((then, event.id[:8], event.title, *_bounds(event, zone), remark))
    day, rows = _one_day(rows)
    columns = ("", "id", "event", "earliest", "latest", "width #", "remark")
    empty = f"no events; gestae accept {case} ID --why REASON"
    # Times that bear their dates are too long for that.
    unbroken = ("", "id", *(("earliest", "latest") if day else ()))
    screen.table(f"Order of events{day}", columns, rows, empty=empty, unbroken=unbroken)
    if len(rows) > 1:
        screen.say("'then' and 'order open' are said of the row above")
    for word, sentences in notes.items():
        for sentence, number in sentences.items():
            screen.say(f"{word} ({number}): {sentence}")
    for silent in document["silent_recorders"]:
        screen.say(f"recorder {silent['recorder']} places nothing: {silent['why']}")
    screen.document(document)
    _tell_answer(screen, answered, case)
    if svg is not None and answered["consistent"]:
        write_figure(read.case, svg)
        screen.say(f"figure  {svg}")
    code = tell_departures(screen, departures or (), case)
    return FINDING if not answered["consistent"] or any(event.conflicts for event in found) else code


def _tell_answer(screen: Screen, answered: Mapping[str, Any], case: Path) -> None:
    """Say how words were read, and what to ask next; or that not everything can be true."""
    if answered["consistent"]:
        show_words(screen, answered["words"])
        screen.say(f"next    gestae why {case} ID    gestae before {case} ID ID    gestae tell {case}")
        return
    sets = counted(len(answered["conflicts"]), "set")
    screen.say(f"Not everything that is said can be true: {sets} of statements clash.")
    screen.say(f"next    gestae conflicts {case}    gestae withdraw {case} ENTRY --why REASON")


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
    screen.document({"format": 1, "report": str(written.path), **told})
    return tell_faults(screen, written, case)


COMMANDS: Final = (accept_, reject_, events, withdraw_, order, report)


def _refuse_absent(case: Path) -> None:
    """Refuse a path where nothing is: it may have been meant as a case or as an account, and nobody can tell which."""
    if not case.exists():
        raise InputRefused(
            str(case),
            wrong="there is neither a case nor an account file at this path",
            right="name a folder that `gestae init` made, or a written account (TOML) that is there",
        )


@contextmanager
def _view(
    case: Path, key: Path | None, author: str, reason: str
) -> Iterator[tuple[CaseView, tuple[Departure, ...] | None]]:
    """Open a case for reading, with what a key opens of it, and how that departs from what was shown in its place."""
    if key is None:
        with read_case(case) as view:
            yield view, None
        return
    with Case.open(case, Desk(author)) as opened:
        found = open_case_with(opened, key, reason)
    with found.view:
        yield found.view, found.departures


def _against(before: OrderedEvent | None, event: OrderedEvent) -> tuple[str, tuple[str, ...]]:
    """Say how an event stands to the one in the row above, and what shows it where their bounds do not."""
    if before is None:
        return "", ()
    for one in event.after:
        if one.event == before.id:
            shown = one.by_frames.words if one.by_frames else "by way of an event between the two"
            return "then", (shown,) if one.by_frames or one.by_way_of else ()
    return "" if before.latest is None or event.latest is None else "order open", ()


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


def _notes(word: str, sentences: Sequence[str], notes: dict[str, dict[str, int]]) -> tuple[str, ...]:
    """Number each sentence once; the rows that it is said of bear the number, and it is told below the table.

    >>> _notes("assumed", ("a", "b"), {"assumed": {"b": 1}})
    ('assumed (2, 1)',)
    """
    if not sentences:
        return ()
    said = notes.setdefault(word, {})
    return (f"{word} ({', '.join(str(said.setdefault(one, len(said) + 1)) for one in sentences)})",)


def _no_time(event: OrderedEvent, notes: dict[str, dict[str, int]]) -> tuple[str, ...]:
    """Say how many sightings have no time, and by number why; what contradicts itself is told by its conflicts."""
    without = [one.not_placed for one in event.sightings if not (one.interval or one.not_placed in event.conflicts)]
    without += [one.why for one in event.gone]
    if not without:
        is_told = event.latest is not None or event.conflicts
        return () if is_told else _notes("no time", (event.not_placed,), notes)
    (why,) = _notes("no time", sorted(set(without)), notes)
    count = len(event.sightings) + len(event.gone)
    some = () if event.latest is None else (f"{len(without)} of {counted(count, 'sighting')} without time",)
    return (*some, why)


def _bounds(event: OrderedEvent, zone: ZoneInfo) -> tuple[str, str, str]:
    """Give the cells of a row: earliest, latest, width."""
    if event.interval:
        span = event.interval
        return span.earliest.local(zone), span.latest.local(zone, up=True), f"{span.width_ns / 1e9:.2f} s"
    if event.began_by:
        return "not known", event.began_by.local(zone, up=True), "–"
    return "not placed", "", ""


def _one_day(rows: list[tuple[str, ...]]) -> tuple[str, list[tuple[str, ...]]]:
    """Say date and offset once, over the table, where all its times share them.

    >>> span = ("2022-03-16 14:18:24.200 +02:00", "2022-03-16 14:18:26.280 +02:00")
    >>> rows = [("", "ab", "it arrives", *span, "2.08 s", ""), ("", "cd", "he falls", "not placed", "", "", "")]
    >>> _one_day(rows)[1][0]
    ('', 'ab', 'it arrives', '14:18:24.200', '14:18:26.280', '2.08 s', '')
    """
    shared = {tuple(cell.split(" ")[::2]) for row in rows for cell in row[3:5] if cell[:1].isdigit()}
    if len(shared) != 1:
        return "", rows
    date, offset = shared.pop()
    short = [
        (*row[:3], *(cell.split(" ")[1] if cell[:1].isdigit() else cell for cell in row[3:5]), *row[5:]) for row in rows
    ]
    return f" on {date} ({offset})", short


def _ids(case: Case, ids: tuple[str, ...], kind: str | None, camera: str | None) -> tuple[str, ...]:
    if kind is None:
        if not ids:
            raise click.UsageError("name observations by id, or give --all-of KIND")
        return ids
    proposed = findings(case.store, Filter.of(case.store, kind=kind, camera=camera, decision="proposed"))
    return (*ids, *(one.observation.id for one in proposed))
