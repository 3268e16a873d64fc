"""The command line: one group, the verbs by the life of the data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from importlib import import_module
from typing import Final

import click

from gestae import __version__

__all__ = ["app"]

# The verbs of a section lie in one module or two, each of which is loaded when one of its verbs is named.
_SECTIONS: Final[tuple[tuple[str, Mapping[str, tuple[str, ...]]], ...]] = (
    ("Begin", {"coming_in": ("demo", "investigate", "init", "add"), "naming": ("name",)}),
    (
        "Look",
        {
            "looking": ("analyze", "footage", "observations", "show"),
            "covering": ("tracks", "coverage"),
            "moments": ("moments",),
            "framing": ("frame",),
            "finding": ("find",),
            "marking": ("mark", "zone"),
            "clocks": ("clock",),
            "syncing": ("sync",),
        },
    ),
    (
        "Decide and tell",
        {
            "deciding": ("accept", "reject", "events", "withdraw", "report"),
            "ordering": ("order",),
            "accounts": ("why", "before", "without", "conflicts"),
            "telling": ("tell",),
            "wording": ("words",),
            "words": ("tag", "untag", "note", "search"),
        },
    ),
    (
        "Keep",
        {
            "journal": ("log",),
            "keeping": ("custody", "verify", "rebuild", "reproduce"),
            "withholding": ("protect", "erase", "open"),
        },
    ),
    ("Set up", {"modelling": ("models", "schema", "completion")}),
)  # fmt: skip


class _Verbs(MutableMapping[str, click.Command]):
    """Verbs by name; a verb's module is loaded when it is asked for: none waits for the others' libraries."""

    def __init__(self) -> None:
        self._module_of = {
            name: module for _, modules in _SECTIONS for module, names in modules.items() for name in names
        }
        self._loaded: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._loaded:
            module = import_module(f"gestae.cli.{self._module_of[name]}")
            self._loaded |= {str(command.name): command for command in module.COMMANDS}
        return self._loaded[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._module_of[name], self._loaded[name] = "", command

    def __delitem__(self, name: str) -> None:
        del self._module_of[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._module_of)

    def __len__(self) -> int:
        return len(self._module_of)


class _Told(click.Group):
    """A group whose help lists the verbs by the life of the data, and that names all that a command lacks at once."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a verb."""
        try:
            return super().invoke(ctx)
        except click.MissingParameter as error:
            raise _all_missing(error) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs, section by section."""
        for title, modules in _SECTIONS:
            told = [name for names in modules.values() for name in names]
            rows = [(name, self.commands[name].get_short_help_str(120)) for name in told]
            with formatter.section(title):
                formatter.write_dl(rows)


def _all_missing(error: click.MissingParameter) -> click.UsageError:
    """Name everything that a command lacks: nobody wants to be told one word at a time."""
    inner = error.ctx
    if inner is None:
        return error
    # What is given is read first, and lies in the context by then; what is not given comes after the one named.
    missing = [one for one in inner.command.params if one.required and one.name not in inner.params]
    if len(missing) < 2:
        return error
    return click.UsageError("missing: " + "; ".join(_worded(one) for one in missing), inner)


def _worded(one: click.Parameter) -> str:
    told = " ".join((*one.opts, one.make_metavar(click.get_current_context()))) if isinstance(one, click.Option) else ""
    return f"{told} ({one.help.rstrip('.')})" if isinstance(one, click.Option) and one.help else one.human_readable_name


@click.group(
    invoke_without_command=True,
    cls=_Told,
    commands=_Verbs(),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(__version__, prog_name="gestae")
@click.pass_context
def app(ctx: click.Context) -> None:
    """From what recorded one incident to an order of events that a stranger can verify.

    \b
    A first look:     gestae demo
    Your own folder:  gestae investigate FOLDER --case NAME.case
    Any verb:         gestae VERB --help

    Exit codes: 0 done, 1 a finding (does not verify, contradicts), 2 used wrongly, 3 input refused,
    70 a fault of gestae itself.
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
