"""All of it in one go: a case made or gone on with, files taken in, looked at, clocks read, a report written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from gestae.store.case import DATABASE
from gestae.workflow.about import zone_of
from gestae.workflow.analyze import Analysis, Looks, analyze
from gestae.workflow.burntin import FEW_WINDOWS, ClocksRead, read_clocks
from gestae.workflow.case import Case, Desk, Progress, create_case, no_progress
from gestae.workflow.intake import Delivery, Intake, add
from gestae.workflow.reporting import Report, write_report

__all__ = ["Investigation", "investigate", "share"]


@dataclass(frozen=True, slots=True)
class Investigation:
    """What came of each stage."""

    intake: Intake
    analysis: Analysis
    clocks: ClocksRead
    report: Report
    zone: ZoneInfo


def investigate(  # noqa: PLR0913 - the parts of one command
    folder: Path,
    desk: Desk,
    delivery: Delivery,
    *,
    title: str,
    zone: str,
    looks: Looks | None = None,
    workers: int | None = None,
    progress: Progress = no_progress,
) -> Investigation:
    """Make the case if there is none, then take in, read facts, look, read clocks, and write the report.

    Killed and started again, each stage goes on where it stopped. Nothing is accepted: the report tells of proposals.
    """
    is_there = (folder / DATABASE).is_file()
    with Case.open(folder, desk) if is_there else create_case(folder, desk, title=title, zone=zone) as case:
        intake = add(case, delivery, progress=share(progress, 0.0, 0.1))
        analysis = analyze(case, looks, workers=workers, progress=share(progress, 0.1, 0.75))
        clocks = read_clocks(case, windows=FEW_WINDOWS, workers=workers, progress=share(progress, 0.75, 0.95))
        report = write_report(case, progress=share(progress, 0.95, 1.0))
        zone_shown = zone_of(case.store)
    return Investigation(intake, analysis, clocks, report, zone_shown)


def share(progress: Progress, start: float, end: float) -> Progress:
    """Give a stage its part of a whole bar."""
    return lambda what, fraction: progress(what, start + (end - start) * fraction)
