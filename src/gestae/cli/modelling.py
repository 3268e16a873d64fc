"""Verbs that set gestae up: model files, schemas, completion."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import click
from click.shell_completion import get_completion_class

from gestae.cli.options import FINDING, json_option, verb
from gestae.cli.output import Screen
from gestae.errors import WeightsError
from gestae.sight.fetch import Step
from gestae.workflow.documents import SCHEMAS, schema
from gestae.workflow.models import add_models, default_names, fetch_model, known_names, list_models

__all__ = ["COMMANDS"]


@click.group("models")
def models() -> None:
    """The model files that look: which there are, which are here, and where to take them from."""


@models.command("list")
@json_option
@verb
def list_(screen: Screen) -> None:
    """List every model of the table, and whether its file is on this machine.

    \b
    gestae models list
    """
    found = list_models()
    rows = [(one.name, one.role, "here" if one.is_here else "not here", one.licence, one.says) for one in found]
    screen.table("Models", ("name", "role", "file", "licence", "for what"), rows, empty="the table is empty")
    screen.say("next    gestae models fetch --defaults")
    screen.document({"format": 1, "models": [one.document() for one in found]})


@models.command("fetch")
@click.argument("names", nargs=-1)
@click.option("--defaults", is_flag=True, help="The first model of each role that can be had.")
@click.option(
    "--from", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Take it from here."
)
@json_option
@verb
def fetch(screen: Screen, names: tuple[str, ...], defaults: bool, folder: Path | None) -> int:
    """Fetch model files by name; each is checked by its digest, and no code in its archive runs.

    \b
    gestae models fetch efficientdet-lite1
    gestae models fetch efficientdet-lite1 --from /media/usb
    """
    if not names and not defaults:
        raise click.UsageError("name models, or give --defaults; `gestae models list` shows the names")
    choices = [(name,) for name in known_names(names)] + (default_names() if defaults else [])
    got: list[Path] = []
    failures: list[str] = []
    for choice in choices:
        path = _first(screen, choice, folder, failures)
        if path is not None:
            got.append(path)
    for path in got:
        screen.say(f"here    {path}")
    for failure in failures:
        screen.warn(failure)
    missing = len(choices) - len(got)
    screen.document({"format": 1, "fetched": [str(path) for path in got], "missing": missing, "failures": failures})
    return FINDING if missing else 0


@models.command("add")
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@verb
def add(screen: Screen, table: Path) -> None:
    """Add models of your own by a table (TOML); docs/how-to/add-a-detector.md has the form.

    \b
    gestae models add yolox.toml
    """
    names = add_models(table)
    screen.say(f"added {', '.join(names)}")
    screen.say(f"next    gestae models fetch {names[0]} --from FOLDER")
    screen.document({"format": 1, "added": list(names)})


@click.command("schema")
@click.argument("name", type=click.Choice(SCHEMAS))
def schema_(name: str) -> None:
    """Print the JSON Schema of a verb's document.

    \b
    gestae schema footage > footage.schema.json
    """
    click.echo(json.dumps(schema(name), indent=1))


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what makes a shell complete gestae's verbs.

    \b
    gestae completion bash >> ~/.bashrc
    """
    made = get_completion_class(shell)
    if made is None or ctx.parent is None:
        raise click.UsageError(f"no completion for {shell}")
    click.echo(made(ctx.parent.command, {}, "gestae", "_GESTAE_COMPLETE").source())


COMMANDS: Final = (models, schema_, completion)


def _first(screen: Screen, names: tuple[str, ...], folder: Path | None, failures: list[str]) -> Path | None:
    """Fetch the first of several models that can be had."""
    for name in names:
        try:
            with screen.progress(f"fetching {name}") as line:

                def tell(step: Step) -> None:
                    line(f"{step.model}: {step.doing}", step.done_bytes / step.total_bytes if step.total_bytes else 0.0)

                return fetch_model(name, folder, tell)
        except WeightsError as error:
            failures.append(str(error))
    return None
