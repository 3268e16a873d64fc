"""What every command shares: who acts and why, where the case is, how refusals become exit codes."""

from __future__ import annotations

import functools
import getpass
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from gestae.cli.output import Screen
from gestae.errors import GestaeError

__all__ = ["DONE", "FINDING", "REFUSED", "author_option", "case_argument", "json_option", "reason_option", "verb"]

# The four exit codes: done; a finding (does not verify, contradicts); used wrongly (click's own 2); input refused.
DONE: Final = 0
FINDING: Final = 1
REFUSED: Final = 3

F = TypeVar("F", bound=Callable[..., Any])


def case_argument(command: F) -> F:
    """Take the case folder as first argument."""
    return click.argument("case", type=click.Path(path_type=Path))(command)


def json_option(command: F) -> F:
    """Print one JSON document instead of tables."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document for programs.")(command)


def author_option(command: F) -> F:
    """Name the person in whose name the journal is written."""
    return click.option(
        "--by",
        "author",
        envvar="GESTAE_AUTHOR",
        default=getpass.getuser,
        show_default="$GESTAE_AUTHOR, else your login name",
        help="Who acts: the name that stands in the journal.",
    )(command)


def reason_option(default: str | None = None) -> Callable[[F], F]:
    """Say why; asked for where no plain reason lies at hand."""
    if default is None:
        return click.option("--why", "reason", required=True, help="The reason, as it will stand in the journal.")
    return click.option("--why", "reason", default=default, show_default=True, help="The reason, for the journal.")


def verb(command: Callable[..., int | None]) -> Callable[..., None]:
    """Turn a verb's result and gestae's refusals into exit codes, and give the verb its screen."""

    @functools.wraps(command)
    def run(*args: Any, as_json: bool = False, **kwargs: Any) -> None:  # noqa: ANN401 - click passes what was declared
        screen = Screen(as_json=as_json)
        try:
            code = command(screen, *args, **kwargs)
        except GestaeError as refusal:
            screen.warn(f"refused: {refusal}")
            code = REFUSED
        raise SystemExit(code or DONE)

    return run
