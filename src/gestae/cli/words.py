"""Verbs that put words to things, take them off, and find them again."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from gestae.cli.options import FINDING, author_option, case_argument, json_option, reason_option, verb
from gestae.cli.output import Screen, counted
from gestae.workflow.case import Case, Desk, read_case
from gestae.workflow.notes import note, search, tag, untag

__all__ = ["COMMANDS"]


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
        done = tag(opened, target, word, reason)
    if done.before:
        screen.say(f"{target} has the tag {word!r} already, put by {done.before}; nothing was journaled")
    else:
        screen.say(f"tagged {target} ({done.target[:12]}): {word}")
    screen.document({"format": 1, "target": done.target, "tag": word, "new": not done.before})


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
        done = untag(opened, target, word, reason)
    screen.say(f"untagged {target} ({done.target[:12]}): {word}, put by {done.before}")
    screen.document({"format": 1, "target": done.target, "tag": word})


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

    What was taken off or withdrawn is found, and marked. What is protected or erased is not: its words are not there.

    \b
    gestae search yard.case "letter V"
    """
    with read_case(case) as view:
        hits = search(view, words)
    rows = [(f"{hit.where}, {hit.gone}" if hit.gone else hit.where, hit.about, hit.field, hit.text) for hit in hits]
    empty = f"{words!r} stands nowhere in the open"
    screen.table(counted(len(hits), "place"), ("where", "about", "in", "text"), rows, empty=empty)
    told = [
        {"where": hit.where, "about": hit.about, "field": hit.field, "text": hit.text, "gone": hit.gone or None}
        for hit in hits
    ]
    screen.document({"format": 1, "hits": told})
    return 0 if hits else FINDING


COMMANDS: Final = (tag_, untag_, note_, search_)
