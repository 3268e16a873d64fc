"""The verb that shows the order of events, of a case or of a written account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

import click

from gestae.cli.accounts import refuse_absent, show_words, tell_aside, tell_left_out
from gestae.cli.clashing import how_many
from gestae.cli.disclosing import tell_departures
from gestae.cli.options import FINDING, author_option, case_argument, json_option, reason_option, verb
from gestae.cli.output import Screen, counted
from gestae.journal.disclosed import Departure
from gestae.store.case import CaseView
from gestae.workflow.anchors import anchor_lines
from gestae.workflow.asking import order_answer
from gestae.workflow.case import Case, Desk, case_zone, read_case
from gestae.workflow.documents import order_document, silent_document
from gestae.workflow.eventnames import ID_CHARS, word_of
from gestae.workflow.following import Earlier
from gestae.workflow.narrating import write_figure
from gestae.workflow.placing import WORDS_NOT_DRAWN, CaseOrder, OrderedEvent
from gestae.workflow.unsealing import open_case_with

__all__ = ["COMMANDS"]

_Row: TypeAlias = "tuple[str, ...]"


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
    refuse_absent(case)
    if not case.is_dir():
        from gestae.cli.accounts import order_of_account  # the engine is not loaded for a case

        return order_of_account(screen, case, order=drawn, every=every, most=most, svg=svg)
    with _view(case, key, author, reason) as (view, departures):
        zone = case_zone(view)
        read = CaseOrder.of(view)
        # What only the document says is not reckoned for a person.
        found = read.events(because=screen.as_json)
        missing = _missing(read)
        answered = order_answer(read.case, order=drawn if screen.as_json else False, every=every, most=most)
        document = silent_document(view, read) | read.standing.beside()
        if screen.as_json:
            document = order_document(view, departures, order=read, answered=answered, events=found)
    tell_aside(screen, document)
    _show_events(screen, case, read, found, zone)
    for sentence in missing:
        screen.say(sentence)
    for silent in document["silent_recorders"]:
        screen.say(f"recorder {silent['recorder']} places nothing: {silent['why']}")
    for idle in document["idle_statements"]:
        screen.say(f"statement {idle['statement']} bounds nothing: {idle['why']}")
    screen.document(document)
    tell_left_out(screen, document)
    _tell_answer(screen, answered, case, found)
    if svg is not None:
        write_figure(read.standing, svg)
        screen.say(f"figure  {svg}")
    code = tell_departures(screen, departures or (), case)
    return FINDING if not answered["consistent"] or any(event.conflicts for event in found) else code


def _show_events(screen: Screen, case: Path, read: CaseOrder, found: Sequence[OrderedEvent], zone: ZoneInfo) -> None:
    """Show events in the order of telling, each with what is remarked of it, and below the sentences once."""
    rows: list[tuple[str, ...]] = []
    notes: dict[str, dict[str, int]] = {}
    before: OrderedEvent | None = None
    for event in found:
        then, shown = _against(before, event, read)
        before = event
        clashes = _notes("contradiction", event.conflicts, notes)
        assumed = _notes("assumed", event.assumes, notes)
        remark = "; ".join((*clashes, *_notes("why", shown, notes), *_no_time(event, notes), *assumed))
        # Where there is no room for ids in a column, what has no name bears its id instead.
        named = f"{event.title} [{word_of(event)}]" if event.name or screen.is_narrow else event.title
        rows.append((then, event.id[:ID_CHARS], named, *_bounds(event, zone), remark))
    day, rows = _one_day(rows)
    columns: _Row = ("", "id", "event", "earliest", "latest", "width #", "remark")
    if screen.is_narrow:
        columns, rows = _narrowed(columns, rows)
    empty = f"no events; gestae accept {case} ID --why REASON"
    # Times that bear their dates are too long for that.
    unbroken = ("", "id", *(("earliest", "latest") if day else ()))
    screen.table(f"Order of events{day}", columns, rows, empty=empty, unbroken=unbroken)
    if len(rows) > 1:
        screen.say("the words before an event ('then', 'not before', 'order open') are said of the row above")
    if any(event.name for event in found):
        screen.say("what stands in [ ] names the event in every other command")
    if not read.is_drawn:
        screen.say(WORDS_NOT_DRAWN)
    for word, sentences in notes.items():
        for sentence, number in sentences.items():
            screen.say(f"{word} ({number}): {sentence}")


def _missing(read: CaseOrder) -> list[str]:
    """Say which clocks were compared with nothing, for told events that nothing dates; of footage its rows say why."""
    told = [read.case.start_of(one) for one in read.case.events if not one.members]
    spans = {point: read.upheld.spans[point] for point in told}
    undated = {point: {"earliest": one.earliest_ns, "latest": one.latest_ns} for point, one in spans.items()}
    return anchor_lines(read.standing, undated, clocks_alone=True)


def _narrowed(columns: tuple[str, ...], rows: Sequence[_Row]) -> tuple[_Row, list[_Row]]:
    """Leave ids and widths out, for which a narrow terminal has no room.

    >>> _narrowed(("", "id", "event", "earliest", "latest", "width #"), [("", "16ff", "He falls", "1", "2", "1 s")])
    (('', 'event', 'earliest', 'latest'), [('', 'He falls', '1', '2')])
    """
    kept = [place for place, name in enumerate(columns) if name not in ("id", "width #")]
    return tuple(columns[place] for place in kept), [tuple(row[place] for place in kept) for row in rows]


def _tell_answer(screen: Screen, answered: Mapping[str, Any], case: Path, found: Sequence[OrderedEvent]) -> None:
    """Say how words were read, and what to ask next; or that not everything can be true."""
    if answered["consistent"]:
        show_words(screen, answered["words"])
        names = [word_of(one) for one in found[:2]]
        one, other = names if len(names) > 1 else ("ID", "ID")
        screen.say(f"next    gestae why {case} {one}    gestae before {case} {one} {other}    gestae tell {case}")
        return
    screen.say(f"Not everything that is said can be true: {how_many(answered, 'clash')}.")
    screen.say(f"next    gestae conflicts {case}    gestae withdraw {case} ENTRY --why REASON")


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


def _against(before: OrderedEvent | None, event: OrderedEvent, read: CaseOrder) -> tuple[str, tuple[str, ...]]:
    """Say how an event stands to the one in the row above, and what shows it where their bounds do not."""
    if before is None:
        return "", ()
    for one in event.after:
        if one.event == before.id:
            return "then", () if _is_apart(before, event) else _shown(one, read, event)
    if before.id in event.no_earlier_than:
        return "same moment" if event.id in before.no_earlier_than else "not before", ()
    return "" if not read.is_drawn or before.latest is None or event.latest is None else "order open", ()


def _is_apart(before: OrderedEvent, event: OrderedEvent) -> bool:
    """Say whether the bounds of two events alone put one after the other."""
    return bool(before.latest and event.interval and before.latest < event.interval.earliest)


def _shown(one: Earlier, read: CaseOrder, event: OrderedEvent) -> tuple[str, ...]:
    """Give one sentence on what shows an order that bounds leave open."""
    if one.by_frames:
        return (one.by_frames.words,)
    if one.by_way_of:
        return ("an event between the two",)
    said = read.rests_on(one.event, event.id)
    return ("; ".join(said),) if said else ()


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
    if event.not_before:
        return event.not_before.local(zone), "not known", "–"
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


COMMANDS: Final = (order,)
