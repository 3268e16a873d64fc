"""The verb that tells a written account or a case in sentences, none of which claims more than follows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

from gestae.base.canonical import Json
from gestae.chronology.holding import can_hold
from gestae.cli.accounts import opened, tell_aside, tell_left_out
from gestae.cli.options import FINDING, json_option, verb
from gestae.cli.output import Screen
from gestae.workflow.asked import Asked
from gestae.workflow.asking import order_answer
from gestae.workflow.narrating import (
    asked_pair,
    how_words_were_read,
    narrate,
    narrate_shortly,
    narrative_document,
    premise_lines,
)

__all__ = ["COMMANDS"]


@click.command("tell")
@click.argument("asked", metavar="CASE|ACCOUNT", type=click.Path(path_type=Path))
@click.option("--lang", type=click.Choice(("en", "uk")), default="en", show_default=True, help="In which language.")
@click.option("--full", is_flag=True, help="Every moment against every other; so a written account is told anyway.")
@click.option("--short", is_flag=True, help="One sentence an event, in groups by time; so a case is told anyway.")
@json_option
@verb
def tell(screen: Screen, asked: Path, lang: str, *, full: bool, short: bool) -> int:
    """Tell a case or a written account in sentences: "then" only where that order follows.

    A case is told shortly, with one sentence for each event; a written account in full, with what is not established.
    The document of --json is always the full one.

    \b
    gestae tell yard.case
    gestae tell yard.case --full
    gestae tell yard.toml --lang uk
    """
    if full and short:
        raise click.UsageError("choose --full or --short")
    network = opened(asked)
    standing = network.standing()
    if not can_hold(standing.network):
        screen.document(order_answer(standing, order=False))
        screen.say(f"{asked.name} contradicts itself, so nothing follows from it and nothing is told.")
        screen.say(f"next    gestae conflicts {asked}")
        return FINDING
    beside = {**standing.beside()}
    tell_aside(screen, beside)
    if screen.as_json or full or not (short or asked.is_dir()):
        _in_full(screen, standing, lang, beside)
        return tell_left_out(screen, beside)
    tale = narrate_shortly(standing, lang)
    screen.say("\n".join([tale.title, tale.preface, "", *tale.lines]))
    _show_readings(screen, standing, lang)
    _show_premises(screen, tale.premises, lang)
    code = tell_left_out(screen, beside)
    again = f" --lang {lang}" if lang != "en" else ""
    pair = " ".join(asked_pair(standing, tale)) or "A B"
    screen.say(f"\nnext    gestae tell {asked} --full{again}    gestae before {asked} {pair}")
    return code


def _in_full(screen: Screen, network: Asked, lang: str, beside: dict[str, Json]) -> None:
    narrative = narrate(network, lang)
    screen.document(narrative_document(narrative, lang) | beside)
    screen.say("\n".join([narrative.title, narrative.preface, ""]))
    for sentence in narrative.sentences:
        screen.say(f"{sentence.number}. {sentence.text}")
    _show_readings(screen, network, lang)
    _show_premises(screen, narrative.premises, lang)


def _show_readings(screen: Screen, network: Asked, lang: str) -> None:
    said = how_words_were_read(network, lang)
    screen.say("\n".join(["", *said])) if said else None


def _show_premises(screen: Screen, premises: Mapping[str, str], lang: str) -> None:
    said = premise_lines(premises, lang)
    screen.say("\n".join(["", *said])) if said else None


COMMANDS: Final = (tell,)
