"""Verbs that hide what must not be read: they show what they are about to hide, ask, and say what that leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Final, TypedDict, Unpack

import click

from gestae.cli.disclosing import tell_departures
from gestae.cli.journal import listed, shown_in_table
from gestae.cli.options import FINDING, F, agrees, author_option, case_argument, json_option, reason_option, verb
from gestae.cli.output import Screen, counted
from gestae.journal.chain import State
from gestae.journal.entry import Entry
from gestae.journal.kinds import HIDING, OPENING
from gestae.workflow.about import Register, zone_of
from gestae.workflow.case import Case, Desk
from gestae.workflow.protected import make_key
from gestae.workflow.unsealing import entry_named, open_entry, write_opened
from gestae.workflow.withholding import (
    Withheld,
    check_hiding,
    check_key,
    erase_entries,
    protect_entries,
)

__all__ = ["COMMANDS"]

_ONE: Final = ("entry", "speaks", "it stays as it is")
_MANY: Final = ("entries", "speak", "they stay as they are")
_OF_CLOCKS: Final = ("time-check-made", "clock-read", "offset-accepted")
_LEFT: Final = "nothing was hidden"
_ASKED: Final = {
    State.PROTECTED: "From now on only the key opens {what}. Protect?",
    State.ERASED: "What is erased cannot be had back. Erase {what}?",
}


class _Said(TypedDict):
    """On what ground, and what is answered beforehand."""

    ground: str
    yes: bool
    even_the_opening: bool


def _asked(command: F) -> F:
    """Take the two switches that stand for an answer."""
    opening = click.option("--even-the-opening", is_flag=True, help="Also entry 1, with which the case begins.")
    return opening(click.option("--yes", is_flag=True, help="Do not ask.")(command))


@click.command("protect")
@case_argument
@click.argument("entries", nargs=-1, type=int, required=True)
@click.option("--key", type=click.Path(path_type=Path), default=None, help="Make a new key in this file first.")
@author_option
@click.option("--ground", required=True, help="The ground, without the words that are to be hidden.")
@_asked
@json_option
@verb
def protect(
    screen: Screen, case: Path, entries: tuple[int, ...], key: Path | None, author: str, **said: Unpack[_Said]
) -> int:
    """Move the content of journal entries under encryption; their leaves stay and everything still verifies.

    What is about to be hidden is shown first, and you are asked.

    \b
    gestae log yard.case
    gestae protect yard.case 14 15 --ground "witness protection, order 7" --key ../yard.key
    """
    with Case.open(case, Desk(author)) as opened:
        check_key(opened, key)
        if not _is_agreed(screen, opened, entries, State.PROTECTED, **said):
            return FINDING
        if key is not None:
            make_key(opened, key)
            screen.warn(f"key {key} made; keep it where the case is not: without it nothing protected opens")
        done = protect_entries(opened, entries, said["ground"])
    _tell_withheld(screen, State.PROTECTED, done)
    return 0


@click.command("erase")
@case_argument
@click.argument("entries", nargs=-1, type=int, required=True)
@author_option
@click.option("--ground", required=True, help="The ground, without the words that are to be erased.")
@_asked
@json_option
@verb
def erase(screen: Screen, case: Path, entries: tuple[int, ...], author: str, **said: Unpack[_Said]) -> int:
    """Erase the content of journal entries for good, on a stated ground; their leaves stay.

    What is about to be erased is shown first, and you are asked.

    \b
    gestae erase yard.case 14 --ground "court order 12 of 2026-11-20"
    """
    with Case.open(case, Desk(author)) as opened:
        if not _is_agreed(screen, opened, entries, State.ERASED, **said):
            return FINDING
        done = erase_entries(opened, entries, said["ground"])
    _tell_withheld(screen, State.ERASED, done)
    return 0


@click.command("open")
@case_argument
@click.argument("entry")
@click.option("--key", type=click.Path(exists=True, path_type=Path), required=True, help="A file of age secret keys.")
@click.option("--to", type=click.Path(path_type=Path), default=None, help="Write it to this new file, not in the case.")
@author_option
@reason_option()
@json_option
@verb
def open_(screen: Screen, case: Path, entry: str, key: Path, to: Path | None, author: str, reason: str) -> int:
    """Open what is protected: an entry by its number, or an exhibit by its pseudonym.

    With --to, the original of an exhibit, or an entry's words, is written to a new file that only you may read. That it
    was opened is journaled before it is shown, and an attempt as an attempt. What was shown in its place meanwhile is
    held against what it says.

    \b
    gestae open yard.case 14 --key ../yard.key --why "for the hearing of 3 May"
    gestae open yard.case "Witness 1" --key ../yard.key --to statement.txt --why "for the hearing of 3 May"
    """
    with Case.open(case, Desk(author)) as opened:
        seq = entry_named(opened.store, entry)
        if to is None:
            handed = open_entry(opened, seq, key, reason)
            _tell_opened(screen, handed.entry, seq)
        else:
            handed = write_opened(opened, seq, key, reason, to)
            what = "the original of entry" if handed.is_original else "entry"
            screen.say(f"{to}: {what} {seq}, in the open; destroy it when it is no longer needed")
    code = tell_departures(screen, handed.departures, case)
    screen.document(
        {
            "format": 1,
            "seq": seq,
            "entry": handed.entry.as_json(),
            "written": None if to is None else str(to),
            "departures": [one.as_json() for one in handed.departures],
        }
    )
    return code


def _tell_opened(screen: Screen, found: Entry, seq: int) -> None:
    body = found.as_json()["body"]
    rows = [(name, str(value)) for name, value in sorted(body.items())] if isinstance(body, dict) else []
    screen.table(f"Entry {seq}: {found.kind}, {found.author}: {found.reason}", ("field", "content"), rows, empty="")
    if found.body.get("sealed_sha256"):
        screen.say("the same command with --to FILE writes the original itself")


COMMANDS: Final = (protect, erase, open_)


def _is_agreed(screen: Screen, case: Case, entries: tuple[int, ...], state: State, **said: Unpack[_Said]) -> bool:
    """Show what is about to be hidden and ask; what could not be done is refused before.

    Raises:
        click.UsageError: the opening is among it and was not named, or nobody is there to answer.
    """
    check_hiding(case, entries, said["ground"], state)
    register, places = Register(case.store), tuple(dict.fromkeys(entries))
    if any(register.kind(seq) == OPENING for seq in places) and not said["even_the_opening"]:
        raise click.UsageError(
            "entry 1 is the opening of the case: with it go the case's title and why it was begun, in everything that "
            "is shown from now on (its zone stays); nothing was hidden. If that is meant, add --even-the-opening"
        )
    shown_in_table(screen, f"To be {state.value}", register, places, zone_of(case.store))
    for sentence in _resting(register, places):
        screen.say(sentence)
    return said["yes"] or agrees(screen, _ASKED[state].format(what=counted(len(places), "entry", "entries")), _LEFT)


def _resting(register: Register, places: tuple[int, ...]) -> list[str]:
    """Say which entries speak of those that are about to be hidden, and what is then placed in time no more."""
    said = []
    for seq in places:
        later = tuple(one for one in register.resting_on(seq) if one not in places and register.kind(one) not in HIDING)
        if later:
            these, speak, they_stay = _MANY if len(later) > 1 else _ONE
            said.append(f"{these} {listed(later)} {speak} of entry {seq} ({register.about(seq)}); {they_stay}")
        if register.kind(seq) in _OF_CLOCKS:
            said.append(f"entry {seq} bounds times: what rests on it is placed in time no more, or less closely")
    return said


def _tell_withheld(screen: Screen, state: State, done: Withheld) -> None:
    what = state.value
    screen.say(
        f"{what} {counted(len(done.entries), 'entry', 'entries')}; recorded as {', '.join(map(str, done.recorded_as))}"
    )
    if done.reports_before:
        screen.warn("pages written before may still hold the words: " + ", ".join(done.reports_before))
    if done.pictures:
        screen.warn("pictures beside the case may still show it or bear the words: " + ", ".join(done.pictures))
    if done.originals:
        names = ", ".join(sha256[:12] for sha256 in done.originals)
        screen.warn(f"the originals stay in the case, bytes and all; only their receipts are {what}: {names}")
    if done.artifacts:
        screen.warn(f"{counted(len(done.artifacts), 'artifact')} made from them or recorded by them stay in the case")
    for place in done.still_in:
        screen.warn(f"its words still stand in {place}; only `gestae add --protected` seals an original")
    if done.repeated_in:
        screen.warn(f"names or numbers of what was {what} stand in other entries too: {listed(done.repeated_in)}")
    if done.authors:
        wrote = "wrote it stays" if len(done.entries) == 1 else "wrote them stays"
        screen.warn(
            f"who {wrote} in the open, with the time and the pseudonym if there is one: {', '.join(done.authors)}"
        )
    screen.document(
        {
            "format": 1,
            what: list(done.entries),
            "recorded_as": list(done.recorded_as),
            "reports_before": list(done.reports_before),
            "originals": list(done.originals),
            "artifacts": list(done.artifacts),
            "repeated_in": list(done.repeated_in),
            "authors": list(done.authors),
            "pictures": list(done.pictures),
            "still_in": list(done.still_in),
        }
    )
