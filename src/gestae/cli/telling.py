"""The verb that tells a written account in sentences, none of which claims more than follows."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from gestae.cli.options import DONE, FINDING, json_option, verb
from gestae.cli.output import Screen
from gestae.workflow.accounts import OpenedAccount, order_answer
from gestae.workflow.narrating import narrate, narrative_document
from gestae.workflow.phrases import phrase_reader

__all__ = ["COMMANDS"]


@click.command("tell")
@click.argument("account", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--lang", type=click.Choice(("en", "uk")), default="en", show_default=True, help="In which language.")
@json_option
@verb
def tell(screen: Screen, account: Path, lang: str) -> int:
    """Tell a written account in sentences: "then" only where that order follows, and what is not established.

    \b
    gestae tell yard.toml
    gestae tell yard.toml --lang uk
    """
    opened = OpenedAccount.read(account, phrase_reader())
    answer = order_answer(opened, order=False)
    if not answer["consistent"]:
        screen.document(answer)
        screen.say(f"{account.name} contradicts itself, so nothing follows from it and nothing is told.")
        screen.say(f"next    gestae conflicts {account}")
        return FINDING
    narrative = narrate(opened, lang)
    screen.document(narrative_document(narrative, lang))
    screen.say("\n".join([narrative.title, narrative.preface, ""]))
    for sentence in narrative.sentences:
        screen.say(f"{sentence.number}. {sentence.text}")
    return DONE


COMMANDS: Final = (tell,)
