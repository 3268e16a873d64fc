"""How a person and a program are told what a report found wrong: contradictions, and originals that were altered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gestae.cli.options import DONE, FINDING
from gestae.cli.output import Screen, counted
from gestae.workflow.reporting import Report

__all__ = ["conflicts_of", "tell_faults"]


def tell_faults(screen: Screen, report: Report, case: Path) -> int:
    """Say what cannot all be true in a report and what to do, and which originals were altered.

    Returns:
        The exit code that this calls for: 1 where there is any of it, else 0.
    """
    for one in report.conflicts:
        screen.warn(f"contradiction: {one.words}")
    for sentence in report.set_aside:
        screen.warn(f"not everything that is said can be true: {sentence}")
    if report.conflicts:
        screen.say(
            f"{counted(len(report.conflicts), 'contradiction')} in the report; nothing is placed by what contradicts "
            f"itself\nnext    gestae order {case}    gestae log {case}    gestae withdraw {case} ENTRY --why REASON"
        )
    elif report.set_aside:
        # What clashes is not always said of an event: its sightings may lie where nothing of the clash reaches.
        screen.say(f"next    gestae conflicts {case}    gestae withdraw {case} ENTRY --why REASON")
    for name in report.altered:
        screen.warn(f"{name}: its original is no longer what was received; gestae verify {case}")
    return FINDING if report.altered or report.conflicts or report.set_aside else DONE


def conflicts_of(report: Report) -> list[dict[str, Any]]:
    """Give a program what cannot all be true in a report."""
    return [one.document() for one in report.conflicts]
