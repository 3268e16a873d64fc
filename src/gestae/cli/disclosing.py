"""How a person is told that what was shown for a hidden entry is not what the entry says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gestae.cli.options import DONE, FINDING
from gestae.cli.output import Screen
from gestae.journal.disclosed import Departure

__all__ = ["tell_departures"]


def tell_departures(screen: Screen, departures: Sequence[Departure], case: Path) -> int:
    """Say each departure with what was shown and what is true, and where to read who hid the entry and why.

    Returns:
        The exit code that this calls for: 1 where there is any, else 0.
    """
    for one in departures:
        screen.warn(f"false stand-in: {one.as_fault()}")
    for by in sorted({one.by for one in departures}):
        screen.say(f"who hid it, when and on what ground: gestae log {case} {by}")
    return FINDING if departures else DONE
