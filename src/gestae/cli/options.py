"""What every command shares: who acts and why, where the case is, how refusals become exit codes."""

from __future__ import annotations

import functools
import getpass
import os
import sys
import traceback
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, TypeVar

import click
from click.core import ParameterSource

from gestae.cli.output import Screen
from gestae.errors import GestaeError
from gestae.model.observation import Kind

__all__ = [
    "BROKEN",
    "DONE",
    "FINDING",
    "INTERRUPTED",
    "REFUSED",
    "agrees",
    "author_option",
    "case_argument",
    "json_option",
    "kind_option",
    "reason_option",
    "say_who_acts",
    "verb",
    "workers_option",
]

# The four exit codes: done; a finding (does not verify, contradicts); used wrongly (click's own 2); input refused.
DONE: Final = 0
FINDING: Final = 1
REFUSED: Final = 3
# A fault of the program itself, which no script may read as a finding: EX_SOFTWARE of sysexits.h.
BROKEN: Final = 70
# What a shell expects of a program that was stopped by Ctrl-C (128 + SIGINT).
INTERRUPTED: Final = 130

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
        default=_login_name,
        callback=_named,
        show_default="$GESTAE_AUTHOR, else your login name",
        help="Who acts: the name that stands in the journal.",
    )(command)


def say_who_acts(screen: Screen, author: str) -> None:
    """Say in whose name the journal is written, where nobody named themselves: a login name is easily overlooked."""
    if click.get_current_context().get_parameter_source("author") is ParameterSource.DEFAULT:
        screen.warn(
            f"the journal names {author!r}, your login name, as who acts: nobody else was named. "
            'For another name write --by "NAME", or once: export GESTAE_AUTHOR="NAME"'
        )


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may run under a number that no name belongs to
        return ""


def _named(_ctx: click.Context, _parameter: click.Parameter, value: str) -> str:
    """Refuse to act for nobody: every entry of a journal stands in a person's name."""
    if not value.strip():
        raise click.BadParameter("nobody is named; write --by NAME or set GESTAE_AUTHOR")
    return value.strip()


def kind_option(name: str, told: str) -> Callable[[F], F]:
    """Take a word of the vocabulary."""
    return click.option(name, metavar="KIND", default=None, callback=_known_kind, help=told)


def _known_kind(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Answer a slip with the words that lie near it, not with all forty."""
    known = [kind.value for kind in Kind]
    word = value.strip().lower().replace("-", "_") if value is not None else None
    if word is None or word in known:
        return word
    near = get_close_matches(word, known, 3, 0.6)
    meant = f"did you mean {' or '.join(near)}? " if near else ""
    wrong = f"there is no kind {value!r}; {meant}all of them: gestae observations --kinds"
    raise click.BadParameter(wrong, ctx=ctx, param=parameter)


def workers_option(command: F) -> F:
    """Say how many processes may work at once."""
    kind = click.IntRange(min=1)
    return click.option("--workers", type=kind, default=None, help="Processes; default: one for each core.")(command)


def reason_option(default: str | None = None) -> Callable[[F], F]:
    """Say why; asked for where no plain reason lies at hand."""
    if default is None:
        return click.option("--why", "reason", required=True, help="The reason, as it will stand in the journal.")
    return click.option("--why", "reason", default=default, show_default=True, help="The reason, for the journal.")


def agrees(screen: Screen, question: str, left: str) -> bool:
    """Ask a person; nobody is asked for a program.

    Args:
        screen: where the verb tells its result.
        question: what is asked.
        left: what is so as long as nobody says yes, such as "nothing was hidden".

    Raises:
        click.UsageError: nobody is there to answer.
    """
    if screen.as_json:
        raise click.UsageError(f"with --json nobody is asked; {left}. Add --yes")
    try:
        agreed = click.confirm(question, err=True)
    except click.Abort as abort:
        raise click.UsageError(f"nobody answered, and {left}; answer y, or add --yes") from abort
    if not agreed:
        screen.warn(left)
    return agreed


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
        except BrokenPipeError:
            _leave_the_pipe()
            code = DONE
        except OSError as error:
            screen.warn(f"refused: {_told(error)}")
            code = REFUSED
        except KeyboardInterrupt:
            screen.warn("stopped; what was recorded stays, and the same command again goes on from there")
            code = INTERRUPTED
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:  # noqa: BLE001 - the outermost place, where a fault must not look like a finding
            screen.warn(_apology(error))
            code = BROKEN
        raise SystemExit(code or DONE)

    return run


def _leave_the_pipe() -> None:
    """Write no more to whoever closed the other end, such as `head`: they have what they wanted."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _apology(error: Exception) -> str:
    """Say that the program itself is at fault, with where: nobody foresaw it, so nobody wrote what would be right."""
    where = "".join(traceback.format_exception(error))
    return (
        f"{where}a fault of gestae itself, not of your input: {type(error).__name__}: {error}; "
        "what was recorded stays; `gestae verify` checks the case, and the lines above help whoever mends this"
    )


def _told(error: OSError) -> str:
    """Say which file the system refused, and why, in one line."""
    what = error.filename if error.filename is not None else "a file"
    return f"{what}: {error.strerror or error}; check the path, its rights and the room on its disk"
