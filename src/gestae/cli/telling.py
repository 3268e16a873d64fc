"""The verb that tells a written account or a case in sentences, none of which claims more than follows."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from gestae.cli.accounts import opened, tell_aside, tell_left_out
from gestae.cli.options import FINDING, json_option, verb
from gestae.cli.output import Screen
from gestae.workflow.asking import order_answer
from gestae.workflow.narrating import narrate, narrative_document

__all__ = ["COMMANDS"]


@click.command("tell")
@click.argument("asked", metavar="CASE|ACCOUNT", type=click.Path(path_type=Path))
@click.option("--lang", type=click.Choice(("en", "uk")), default="en", show_default=True, help="In which language.")
@json_option
@verb
def tell(screen: Screen, asked: Path, lang: str) -> int:
    """Tell a case or a written account in sentences: "then" only where that order follows, and what is not established.

    \b
    gestae tell yard.toml
    gestae tell yard.toml --lang uk
    """
    network = opened(asked)
    standing = network.standing()
    answer = order_answer(standing, order=False)
    if not answer["consistent"]:
        screen.document(answer)
        screen.say(f"{asked.name} contradicts itself, so nothing follows from it and nothing is told.")
        screen.say(f"next    gestae conflicts {asked}")
        return FINDING
    narrative = narrate(standing, lang)
    document = narrative_document(narrative, lang) | {**standing.beside()}
    screen.document(document)
    tell_aside(screen, document)
    screen.say("\n".join([narrative.title, narrative.preface, ""]))
    for sentence in narrative.sentences:
        screen.say(f"{sentence.number}. {sentence.text}")
    return tell_left_out(screen, document)


COMMANDS: Final = (tell,)
