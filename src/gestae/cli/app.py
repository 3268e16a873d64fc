"""The command line: one group, the verbs by the life of the data."""

from __future__ import annotations

from typing import Final

import click

from gestae import __version__
from gestae.cli import coming_in, deciding, keeping, looking, modelling

__all__ = ["app"]

_SECTIONS: Final = (
    ("Begin", ("demo", "investigate", "init", "add")),
    ("Look", ("analyze", "footage", "observations", "tracks", "coverage")),
    ("Decide and tell", ("accept", "reject", "events", "order", "report", "tag", "untag", "note", "search")),
    ("Keep", ("log", "custody", "verify", "rebuild", "reproduce", "protect", "erase", "open")),
    ("Set up", ("models", "schema", "completion")),
)


class _Told(click.Group):
    """A group whose help lists the verbs by the life of the data, not by the alphabet."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the verbs, section by section."""
        for title, names in _SECTIONS:
            rows = [(name, self.commands[name].get_short_help_str(120)) for name in names if name in self.commands]
            with formatter.section(title):
                formatter.write_dl(rows)


@click.group(cls=_Told, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="gestae")
def app() -> None:
    """From what recorded one incident to an order of events that a stranger can verify.

    \b
    A first look:     gestae demo
    Your own folder:  gestae investigate FOLDER --case NAME.case
    Any verb:         gestae VERB --help

    Exit codes: 0 done, 1 a finding (does not verify, contradicts), 2 used wrongly, 3 input refused.
    """


for module in (coming_in, looking, deciding, keeping, modelling):
    for command in module.COMMANDS:
        app.add_command(command)
