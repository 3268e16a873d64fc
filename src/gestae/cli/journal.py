"""The verb that shows the journal: every decision with what it is about, or one of them in full."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import click

from gestae.cli.options import case_argument, json_option, verb
from gestae.cli.output import Screen, counted
from gestae.journal.chain import State
from gestae.journal.kinds import KINDS
from gestae.workflow.about import Register, local_second, zone_of
from gestae.workflow.case import read_case
from gestae.workflow.documents import log_document

__all__ = ["COMMANDS", "listed", "shown_in_table"]

# In a table a text is cut after so many characters; an entry by itself is shown whole.
_MOST_CHARS: Final = 160
_MOST_NAMED: Final = 12


@click.command("log")
@case_argument
@click.argument("number", type=click.IntRange(min=1), required=False, default=None)
@click.option("--last", type=click.IntRange(min=1), default=None, help="Only the last N entries.")
@json_option
@verb
def log(screen: Screen, case: Path, number: int | None, last: int | None) -> None:
    """Show the journal: who decided what, when and why; with a number, that entry in full.

    \b
    gestae log yard.case --last 20
    gestae log yard.case 14
    """
    if number is not None and last is not None:
        raise click.UsageError("a number names one entry; leave --last out")
    with read_case(case) as view:
        register, zone = Register(view), zone_of(view)
    if number is not None:
        screen.document(log_document([register.one(number)]))
        _tell_one(screen, register, number, zone)
        return
    places = tuple(register.entries)[-last:] if last else tuple(register.entries)
    shown_in_table(screen, "Journal", register, places, zone)
    shown = [register.one(seq) for seq in places]
    hidden = [one.record.state for one in shown if one.record.state is not State.PLAIN]
    for state in sorted(set(hidden)):
        told = "what is shown in its place was written when it was hidden"
        screen.say(f"{counted(hidden.count(state), 'entry', 'entries')} {state.value}: {told}")
    screen.say(f"next    gestae log {case} NUMBER")
    screen.document(log_document(shown))


COMMANDS: Final = (log,)


def shown_in_table(screen: Screen, title: str, register: Register, places: tuple[int, ...], zone: ZoneInfo) -> None:
    """Print entries as a table: number, time, kind, what each is about, who, why.

    On a narrow terminal kind and matter share a column, and so do person and reason.
    """
    when = f"when ({zone.key})"
    rows: list[tuple[object, ...]] = []
    for seq in places:
        entry, about = register.one(seq).entry, _cut(register.about(seq))
        at, kind = (local_second(entry.at, zone), entry.kind) if entry else ("–", "–")
        who, why = (entry.author, _cut(entry.reason)) if entry else ("–", "–")
        told = (f"{kind}: {about}", f"{who}: {why}") if screen.is_narrow else (kind, about, who, why)
        rows.append((seq, at, *told))
    columns = ("kind: about", "who: why") if screen.is_narrow else ("kind", "about", "who", "why")
    screen.table(title, ("# #", when, *columns), rows, empty="the journal is empty", unbroken=(when,))


def listed(places: tuple[int, ...]) -> str:
    """Name entries by number, the first of them where they are many.

    >>> listed((4, 7)), listed(tuple(range(1, 15)))
    ('4, 7', '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 2 more')
    """
    more = f" and {len(places) - _MOST_NAMED} more" if len(places) > _MOST_NAMED else ""
    return ", ".join(map(str, places[:_MOST_NAMED])) + more


def _tell_one(screen: Screen, register: Register, seq: int, zone: ZoneInfo) -> None:
    """Show one entry as a person reads it: what its kind says, every field, its leaf, what came of it."""
    one, hidden = register.one(seq), register.hidden_by(seq)
    entry, record = one.entry, one.record
    rows = [("state", record.state.value)]
    if hidden is not None:
        rows.append(("hidden by", f"entry {hidden[0]}, on the ground: {hidden[1]}"))
    if entry is not None:
        rows.append(("says", KINDS[entry.kind].says))
        rows.append(("when", f"{entry.at.local(zone)} ({zone.key}), {entry.at}"))
        rows += [
            ("who", entry.author),
            ("why", entry.reason),
            *((f"  {name}", told) for name, told in register.fields(seq)),
        ]
    later = register.resting_on(seq)
    if later:
        rows.append(("spoken of in", f"entries {listed(later)}" if len(later) > 1 else f"entry {later[0]}"))
    rows += [("leaf", record.leaf.hex()), ("head after it", record.head.hex())]
    kind = entry.kind if entry else record.state.value
    title = f"Entry {seq}: {kind}" + (", as its stand-in says" if hidden and entry else "")
    screen.table(title, ("field", "content"), rows, empty="", unbroken=("field",))


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_CHARS else text[: _MOST_CHARS - 1].rstrip() + "…"
