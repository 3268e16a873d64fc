"""The report: everything that the case holds, put together as one page beside the case."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from gestae import __version__
from gestae.casefile.grounds import ClockPictureView, GroundsView
from gestae.casefile.material import FactView
from gestae.casefile.report import render_report
from gestae.casefile.view import ReportView
from gestae.workflow.case import Case, Progress, case_zone, no_progress
from gestae.workflow.contradictions import Contradiction
from gestae.workflow.pages import default_report_path, keep_page, refuse_foreign
from gestae.workflow.placing import WORDS_NOT_DRAWN
from gestae.workflow.reportclashes import clashing
from gestae.workflow.reportclocks import clock_pictures, offset_views
from gestae.workflow.reportevents import event_views
from gestae.workflow.reportlosses import withdrawn_views
from gestae.workflow.reportpremises import link_views, words_views
from gestae.workflow.reportproposals import Proposals
from gestae.workflow.reportread import ReadCase
from gestae.workflow.reportsources import listed_views, told_clock_views
from gestae.workflow.stills import Stills, take_stills

__all__ = ["Report", "write_report"]


@dataclass(frozen=True, slots=True)
class Report:
    """A page that was written.

    Attributes:
        altered: names of footage whose original is no longer what was received.
        conflicts: what cannot all be true, of clocks, sightings or their order.
        set_aside: what of the case does not count for it, and why, a sentence each; none where all of it can be true.
    """

    path: Path
    sha256: str
    events: int
    placed: int
    proposals: int
    altered: tuple[str, ...] = ()
    conflicts: tuple[Contradiction, ...] = ()
    set_aside: tuple[str, ...] = ()


def write_report(
    case: Case, to: Path | None = None, *, reason: str = "a report for reading", progress: Progress = no_progress
) -> Report:
    """Journal the digest of the page and give the page its name.

    An original that is no longer what was received gives no still; the page and `Report.altered` say so.

    Raises:
        CaseError: the place lies inside the case, or holds something that no report of this case is.
    """
    path = to or default_report_path(case.store)
    refuse_foreign(case.store, path)
    progress("placing events", 0.1)
    read = ReadCase.of(case)
    progress("taking stills", 0.3)
    stills = take_stills(case.originals.root, read.wanted_stills(), None)
    progress("taking pictures of clocks", 0.7)
    pictures = clock_pictures(read, case.originals.root)
    progress("drawing the page", 0.9)
    page = render_report(_view(case, read, stills, _grounds(read, pictures)))
    digest = hashlib.sha256(page).hexdigest()
    with keep_page(path, page):
        case.decide("report-written", reason, name=path.name, sha256=digest)
    progress("done", 1.0)
    return Report(
        path,
        digest,
        len(read.events),
        placed=sum(event.interval is not None for event in read.events),
        proposals=sum(one.decision == "proposed" for one in read.found),
        altered=read.altered(stills),
        conflicts=read.conflicts,
        set_aside=read.order.upheld.set_aside,
    )


def _view(case: Case, read: ReadCase, stills: Stills, grounds: GroundsView) -> ReportView:
    """Put the whole page together."""
    store, material, proposals = case.store, read.material, Proposals(read)
    head = store.head()
    return ReportView(
        title=str(store.rows("case")[0]["title"]),
        zone=case_zone(store),
        made_at=case.desk.now(),
        made_by=case.desk.author,
        gestae_version=__version__,
        journal_head=head.hex,
        journal_entries=head.seq,
        events=event_views(read, stills),
        counts=proposals.counts(),
        proposals=proposals.views(),
        sources=material.sources(),
        exhibits=material.exhibits(),
        refused=material.refused(),
        unlooked=material.unlooked(),
        recorders=material.recorders(),
        models=material.models(),
        versions=(FactView("gestae", __version__), *(f for f in material.versions() if f.label != "gestae")),
        withheld=material.withheld(),
        conflicts=tuple(one.words for one in read.conflicts),
        events_alike=proposals.events_alike(),
        proposals_alike=proposals.proposals_alike(),
        grounds=grounds,
        not_drawn="" if read.order.is_drawn else WORDS_NOT_DRAWN,
    )


def _grounds(read: ReadCase, pictures: tuple[tuple[ClockPictureView, ...], int]) -> GroundsView:
    """Put together what bounds and order take as given."""
    clash = clashing(read)
    clocks, more = pictures
    return GroundsView(
        words=words_views(read),
        links=link_views(read),
        listed=listed_views(read),
        told_clocks=told_clock_views(read),
        withdrawn=withdrawn_views(read.material.view),
        standing=clash.standing,
        clashes=clash.clashes,
        repairs=clash.repairs,
        more_clashes=clash.more_clashes,
        more_repairs=clash.more_repairs,
        are_all_counted=clash.are_all_counted,
        clock_pictures=clocks,
        more_readings=more,
        offsets=offset_views(read),
    )
