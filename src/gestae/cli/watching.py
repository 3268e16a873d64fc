"""Lines about what an analysis in another process finds, as it finds it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import click

from gestae.cli.output import Screen, counted
from gestae.store.case import CaseView
from gestae.workflow.findings import Filter, Finding
from gestae.workflow.running import LookedAt, Told, is_at_work, watch

__all__ = ["follow_analysis"]


def follow_analysis(screen: Screen, case: Path, wanted: Callable[[CaseView], Filter]) -> None:
    """Print moments and proposals as they are journaled; ends with the analysis, or by Ctrl-C.

    Raises:
        UsageError: a document is asked for, which has an end.
    """
    if screen.as_json:
        raise click.UsageError("--follow prints lines for people; leave --json out, or --follow when it has ended")
    if not is_at_work(case):
        screen.say(f"no analysis of {case} is running on this machine; gestae analyze {case} begins one")
        return
    try:
        for told in watch(case, wanted, time.sleep):
            for line in _lines(told):
                screen.say(line)
    except KeyboardInterrupt:
        screen.say("not followed any more; the analysis goes on")
    else:
        screen.say("the analysis has ended")
    screen.say(f"next    gestae observations {case}    gestae moments {case}")


def _lines(told: Told) -> list[str]:
    if not isinstance(told, LookedAt):
        how = told.moment.looked.value
        return [f"moment  {told.camera}  {told.start_s:.2f} to {told.end_s:.2f} s  ({how}, {told.moment.score:.1f})"]
    if told.wrong is not None:
        return [f"failed  {told.camera}  {told.wrong}"]
    return [*(_line(one, told.camera) for one in told.proposed), f"looked  {told.camera}  {_count(told.proposed)}"]


def _line(one: Finding, camera: str) -> str:
    start, end = (one.document[name] for name in ("start", "end"))
    first = f"{start['seconds']:.2f}" if isinstance(start, dict) else "–"
    last = f" to {end['seconds']:.2f}" if isinstance(end, dict) else ""
    return f"found   {camera}  {first}{last} s  {one.document['kind']}  {one.observation.id[:12]}"


def _count(proposed: tuple[Finding, ...]) -> str:
    return counted(len(proposed), "new proposal") if proposed else "nothing new"
