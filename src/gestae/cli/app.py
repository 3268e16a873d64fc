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
    ("Look", {"looking": ("analyze", "footage", "observations", "show", "tracks", "coverage"), "clocks": ("clock",)}),
    (
        "Decide and tell",
        {
            "deciding": (
                "accept", "reject", "events", "withdraw", "order", "report", "tag", "untag", "note", "search",
            ),
            "accounts": ("why", "before", "without", "conflicts"),
            "telling": ("tell",),
            "wording": ("words",),
        },
    ),
    ("Keep", {"keeping": ("log", "custody", "verify", "rebuild", "reproduce", "protect", "erase", "open")}),
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
    """A group whose help lists the verbs by the life of the data, not by the alphabet."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs, section by section."""
        for title, modules in _SECTIONS:
            told = [name for names in modules.values() for name in names]
            rows = [(name, self.commands[name].get_short_help_str(120)) for name in told]
            with formatter.section(title):
                formatter.write_dl(rows)


@click.group(
    cls=_Told, commands=_Verbs(), context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(__version__, prog_name="gestae")
def app() -> None:
    """From what recorded one incident to an order of events that a stranger can verify.

    \b
    A first look:     gestae demo
    Your own folder:  gestae investigate FOLDER --case NAME.case
    Any verb:         gestae VERB --help

    Exit codes: 0 done, 1 a finding (does not verify, contradicts), 2 used wrongly, 3 input refused,
    70 a fault of gestae itself.
    """
