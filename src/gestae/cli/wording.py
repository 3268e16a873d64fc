"""The verb that shows what is made of words of time, before anything rests on them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from gestae.chronology.phrase import Phrase, UnknownPhraseError
from gestae.cli.options import json_option, verb
from gestae.cli.output import Screen
from gestae.workflow.words import (
    LANGUAGES,
    policy_rows,
    read_words,
    shipped_policy,
    told,
    understood_in,
    words_document,
)

__all__ = ["COMMANDS"]


@click.command("words")
@click.argument("phrase", required=False)
@click.option(
    "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="The language of the words."
)
@click.option(
    "--change",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="A file of rows (TOML) that decide before the policy's own.",
)
@click.option("--list", "listed", is_flag=True, help="Print every row of the policy, and stop.")
@json_option
@verb
def words(screen: Screen, phrase: str | None, lang: str, change: Path | None, listed: bool) -> None:
    """Show what is made of words that say when: every reading with its interval, its reason and the policy's name.

    Words that are not understood are refused, with the nearest that are. Nothing is read or written but the policy.

    \b
    gestae words "a couple of minutes later"
    gestae words "менш ніж за десять секунд" --lang uk --json
    gestae words --list --lang ru
    """
    if listed:
        rows = list(policy_rows(shipped_policy(lang)))
        screen.table(
            f"Policy {shipped_policy(lang).name}", ("about", "words", "least … greatest", "why"), rows, empty="no rows"
        )
        columns = ("about", "words", "bounds", "why")
        document = [dict(zip(columns, row, strict=True)) for row in rows]
        screen.document({"format": 1, "policy": shipped_policy(lang).name, "rows": document})
        return
    if phrase is None:
        raise click.UsageError('give words in quotes, such as "less than ten seconds", or --list')
    try:
        found = read_words(phrase, lang, change)
    except UnknownPhraseError:
        for other in understood_in(phrase, lang):
            screen.warn(f"--lang {other} understands it")
        raise
    _show(screen, found)
    screen.document(words_document(found))


def _show(screen: Screen, found: Phrase) -> None:
    screen.say(f"{found.text}    policy {found.policy}, row: {found.pattern}")
    rows = [(number, told(reading), reading.why) for number, reading in enumerate(found.readings, 1)]
    screen.table("Readings", ("#", "what it limits", "why"), rows, empty="")
    if len(found.readings) > 1:
        both = told(found.hull) if found.hull else "nothing: the readings are about different things"
        screen.say(f"under every reading: {both}")
    if found.leaves:
        screen.say(f"not said by the words: {found.leaves}")


COMMANDS: Final = (words,)
