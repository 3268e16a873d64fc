"""Verbs by which people decide, and what follows from it is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from gestae.cli.options import FINDING, author_option, case_argument, json_option, reason_option, verb
from gestae.cli.output import Screen, counted
from gestae.model.observation import Kind
from gestae.store.case import CaseView
from gestae.workflow.case import Case, Desk, case_zone, read_case
from gestae.workflow.documents import order_document
from gestae.workflow.eventlists import record_events
from gestae.workflow.findings import Filter, Finding, accept, findings, reject, standing
from gestae.workflow.notes import note, search, tag, untag
from gestae.workflow.placing import order_of_events
from gestae.workflow.reporting import write_report
from gestae.workflow.withdrawing import withdraw
from gestae.workflow.withholding import open_case_with

__all__ = ["COMMANDS"]

_KINDS = click.Choice([kind.value for kind in Kind])


@click.command("accept")
@case_argument
@click.argument("ids", nargs=-1)
@click.option("--all-of", type=_KINDS, default=None, help="All proposals of one kind.")
@click.option("--camera", default=None, help="With --all-of: only of this camera.")
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
    for one in before:
        screen.say(f"{one.observation.id[:12]}: {_stands(one)}")
    screen.say(f"accepted {counted(len(done), 'observation')}")
    screen.say(f"next    gestae order {case}    gestae report {case}")
    stood = [{"id": one.observation.id, "decision": one.decision, "by": one.decided_by} for one in before]
    screen.document({"format": 1, "accepted": list(done), "stood_before": stood})


@click.command("reject")
@case_argument
@click.argument("ids", nargs=-1)
@click.option("--all-of", type=_KINDS, default=None, help="All proposals of one kind.")
@click.option("--camera", default=None, help="With --all-of: only of this camera.")
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
        done = reject(opened, _ids(opened, ids, all_of, camera), reason)
    screen.say(f"rejected {counted(len(done), 'observation')}")
    screen.document({"format": 1, "rejected": list(done)})


@click.command("events")
@case_argument
@click.argument("list", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@author_option
@reason_option("as the case's own list says")
@json_option
@verb
def events(screen: Screen, case: Path, list: Path, author: str, reason: str) -> None:
    """Take in the case's own list of events: what people saw, and what shows the same event.

    The form is explained in docs/reference/event-list.md.

    \b
    gestae events yard.case events.toml
    """
    with Case.open(case, Desk(author)) as opened:
        ids = record_events(opened, list, reason)
    screen.say(f"{counted(len(ids), 'event')} of the list in the case")
    screen.say(f"next    gestae order {case}")
    screen.document({"format": 1, "events": [*ids]})


@click.command("withdraw")
@case_argument
@click.argument("targets", metavar="ENTRY|ID...", nargs=-1, required=True)
@author_option
@reason_option()
@json_option
@verb
def withdraw_(screen: Screen, case: Path, targets: tuple[str, ...], author: str, reason: str) -> None:
    """Take back a time check, a clock reading, an event or a whole form that was wrong; the journal keeps it.

    A form is named by the entry of one of its recorders or by the first digits of its sha256.

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
@click.option(
    "--order", "drawn", is_flag=True, default=None, help="Draw the order of more than 1000 points of an account."
)
@click.option("--all", "every", is_flag=True, help="Every minimal conflict of an account.")
@click.option("--most", type=click.IntRange(min=1), default=100, show_default=True, help="At most so many conflicts.")
@click.option(
    "--svg", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Draw an account into this new file."
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

    With a key, also what protected entries of a case say counts; that they were opened is journaled first.

    \b
    gestae order yard.case
    gestae order yard.toml --svg yard.svg
    gestae order yard.case --json
    gestae order yard.case --key ../yard.key --why "for the hearing of 3 May"
    """
    if case.is_file():
        from gestae.cli.accounts import order_of_account  # the engine is not loaded for a case

        return order_of_account(screen, case, order=drawn, every=every, most=most, svg=svg)
    if svg is not None:
        raise click.UsageError("--svg draws a written account; the figure of a case stands in its report")
    with _view(case, key, author, reason) as view:
        zone = case_zone(view)
        found = order_of_events(view)
        document = order_document(view)
    rows: list[tuple[str, ...]] = []
    notes: dict[str, int] = {}
    before = None
    for event in found:
        span = event.interval
        if span is None:
            rows.append(("", event.title, "not placed", "", "", "; ".join(event.conflicts) or event.not_placed))
            continue
        certain = before is None or before < span.earliest
        then = "" if before is None else ("then" if certain else "order open")
        width = f"{span.width_ns / 1e9:.2f} s"
        remark = "; ".join((*event.conflicts, *_notes(event.assumes, notes)))
        rows.append((then, event.title, span.earliest.local(zone), span.latest.local(zone), width, remark))
        before = span.latest
    day, rows = _one_day(rows)
    columns = ("", "event", "earliest", "latest", "width #", "remark")
    empty = f"no events; gestae accept {case} ID --why REASON"
    screen.table(f"Order of events{day}", columns, rows, empty=empty)
    if before is not None:
        screen.say("'then' and 'order open' are said of the row above")
    for sentence, number in notes.items():
        screen.say(f"assumed ({number}): {sentence}")
    for silent in document["silent_recorders"]:
        screen.say(f"recorder {silent['recorder']} places nothing: {silent['why']}")
    screen.document(document)
    return FINDING if any(event.conflicts for event in found) else 0


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
    screen.document({"format": 1, "report": str(written.path), "sha256": written.sha256, "events": written.events})
    for name in written.altered:
        screen.warn(f"{name}: its original is no longer what was received; gestae verify {case}")
    return FINDING if written.altered else 0


@click.command("tag")
@case_argument
@click.argument("target")
@click.argument("word")
@author_option
@reason_option("to find it by")
@json_option
@verb
def tag_(screen: Screen, case: Path, target: str, word: str, author: str, reason: str) -> None:
    """Put a word to an exhibit, an observation or an event.

    \b
    gestae tag yard.case gate.mp4 "van with V"
    """
    with Case.open(case, Desk(author)) as opened:
        name = tag(opened, target, word, reason)
    screen.say(f"tagged {target} ({name[:12]}): {word}")
    screen.document({"format": 1, "target": name, "tag": word})


@click.command("untag")
@case_argument
@click.argument("target")
@click.argument("word")
@author_option
@reason_option("no longer needed")
@json_option
@verb
def untag_(screen: Screen, case: Path, target: str, word: str, author: str, reason: str) -> None:
    """Take a word off again; the journal keeps that it was there.

    \b
    gestae untag yard.case gate.mp4 "van with V"
    """
    with Case.open(case, Desk(author)) as opened:
        name = untag(opened, target, word, reason)
    screen.say(f"untagged {target} ({name[:12]}): {word}")
    screen.document({"format": 1, "target": name, "tag": word})


@click.command("note")
@case_argument
@click.argument("target")
@click.argument("text")
@author_option
@reason_option("a remark")
@json_option
@verb
def note_(screen: Screen, case: Path, target: str, text: str, author: str, reason: str) -> None:
    """Add a remark on an exhibit, an observation or an event.

    \b
    gestae note yard.case gate.mp4 "the owner says that the clock was set in January"
    """
    with Case.open(case, Desk(author)) as opened:
        name = note(opened, target, text, reason)
    screen.say(f"noted on {target} ({name[:12]})")
    screen.document({"format": 1, "target": name, "text": text})


@click.command("search")
@case_argument
@click.argument("words")
@json_option
@verb
def search_(screen: Screen, case: Path, words: str) -> int:
    """Find words in everything that was written: names, reasons, tags, notes, statements.

    What is protected or erased is not found: its words are not there.

    \b
    gestae search yard.case "letter V"
    """
    with read_case(case) as view:
        hits = search(view, words)
    rows = [(hit.where, hit.field, hit.text) for hit in hits]
    screen.table(
        counted(len(hits), "place"), ("where", "in", "text"), rows, empty=f"{words!r} stands nowhere in the open"
    )
    screen.document({"format": 1, "hits": [{"where": h.where, "field": h.field, "text": h.text} for h in hits]})
    return 0 if hits else FINDING


COMMANDS: Final = (accept_, reject_, events, withdraw_, order, report, tag_, untag_, note_, search_)


@contextmanager
def _view(case: Path, key: Path | None, author: str, reason: str) -> Iterator[CaseView]:
    """Open a case for reading, with what a key opens of it."""
    if key is None:
        with read_case(case) as view:
            yield view
        return
    with Case.open(case, Desk(author)) as opened:
        found = open_case_with(opened, key, reason)
    with found.view:
        yield found.view


def _stands(one: Finding) -> str:
    if one.decision == "recorded":
        return f"recorded by {one.decided_by}, so it is no proposal and stands without being accepted"
    return f"accepted before by {one.decided_by}"


def _notes(assumes: tuple[str, ...], notes: dict[str, int]) -> tuple[str, ...]:
    """Number each sentence once; the rows that rest on it bear the number, and it is told below the table.

    >>> _notes(("a", "b"), {"b": 1})
    ('assumed (2, 1)',)
    """
    numbers = [str(notes.setdefault(sentence, len(notes) + 1)) for sentence in assumes]
    return (f"assumed ({', '.join(numbers)})",) if numbers else ()


def _one_day(rows: list[tuple[str, ...]]) -> tuple[str, list[tuple[str, ...]]]:
    """Say date and offset once, over the table, where all its times share them.

    >>> span = ("2022-03-16 14:18:24.200 +02:00", "2022-03-16 14:18:26.280 +02:00")
    >>> _one_day([("", "a van arrives", *span, "2.08 s", ""), ("", "a man falls", "not placed", "", "", "why")])[1][0]
    ('', 'a van arrives', '14:18:24.200', '14:18:26.280', '2.08 s', '')
    """
    shared = {tuple(time.split(" ")[::2]) for row in rows for time in row[2:4] if row[3]}
    if len(shared) != 1:
        return "", rows
    date, offset = shared.pop()
    short = [(*row[:2], *(time.split(" ")[1] for time in row[2:4]), *row[4:]) if row[3] else row for row in rows]
    return f" on {date} ({offset})", short


def _ids(case: Case, ids: tuple[str, ...], kind: str | None, camera: str | None) -> tuple[str, ...]:
    if kind is None:
        if not ids:
            raise click.UsageError("name observations by id, or give --all-of KIND")
        return ids
    proposed = findings(case.store, Filter(kind, camera, "proposed"))
    return (*ids, *(one.observation.id for one in proposed))
