"""The report of a case as one page: what was received, what was seen in it, in which order, and on what that rests.

`render_report` takes frozen records and returns bytes; the same records give the same bytes. The page carries its
style and its pictures in itself, runs no script and fetches nothing: its own content policy forbids both. Every text
passes `visible` and then HTML escaping, for names of files and reasons come from strangers.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import Final

from jinja2 import Environment
from markupsafe import Markup, escape

from gestae.base.units import NS_PER_S
from gestae.casefile import wording
from gestae.casefile.figure import Panel, camera_letters, draw_order
from gestae.casefile.grounds import ClockPictureView, OffsetView
from gestae.casefile.material import SourceView
from gestae.casefile.pages import page_environment
from gestae.casefile.strip import HOW_WORDS, coverage_totals, draw_strip, filled_coverage
from gestae.casefile.view import EventView, ProposalView, ReportView, StillView
from gestae.model.observation import Status

__all__ = ["render_report"]

# How the order against the event listed before is worded; "then" is said only where the bounds leave no doubt.
_RELATIONS: Final = {
    "first": "",
    "then": "Then. Certainly began after event {0}.",
    "no_earlier": "Did not begin before event {0}; that both began at the same moment is possible.",
    "open": "Order not established: may have begun before, with or after event {0}.",
    "silent": "No order against event {0} is stated.",
}
_STATUS_WORDS: Final = {Status.PROPOSED: "proposed, not decided", Status.REJECTED: "rejected"}
_SHORT_NAME: Final = 90
# What a source is, and how many of it are counted; an item that nobody described is called by what its bytes are.
_SOURCES_COUNTED: Final[Mapping[str, tuple[str, str]]] = {
    "footage": ("recording", "recordings"),
    "statement": ("statement", "statements"),
    "calls": ("list of calls or other records", "lists of calls or other records"),
    "document": ("document", "documents"),
    "photograph": ("photograph", "photographs"),
    "other": ("other source", "other sources"),
    "form": ("acquisition form", "acquisition forms"),
    "entry": ("entry of the journal", "entries of the journal"),
}
# A premise may carry hundreds of statements; `gestae without` shows what each of them does.
_MOST_LISTED: Final = 8


@dataclass(frozen=True, slots=True)
class _Told:
    """An event with its place in the telling: how it stands to the one before, and to all others."""

    event: EventView
    relation: str
    words: str


@dataclass(frozen=True, slots=True)
class _Offered:
    """One proposal, or several that may be one act, with the words that say so."""

    words: str
    proposals: tuple[ProposalView, ...]


@dataclass(frozen=True, slots=True)
class _Strip:
    """A source with its drawing and what its coverage adds up to."""

    source: SourceView
    drawing: Markup
    totals: tuple[tuple[str, Fraction, Fraction], ...]


def render_report(view: ReportView) -> bytes:
    """Draw the page.

    Args:
        view: everything that the page shows.

    Returns:
        One HTML document in UTF-8, complete in itself.
    """
    placed = [event for event in view.events if event.is_bounded]
    panels = _panels(view, placed)
    page = (
        _environment()
        .get_template("report.html")
        .render(
            view=view,
            told=_told(placed),
            unplaced=[event for event in view.events if not event.is_bounded],
            half_placed=sum(event.began_by is not None for event in placed),
            panels=panels,
            signs={sign for panel in panels for sign in panel.signs},
            offered=_offered(view),
            letters=camera_letters(placed),
            strips=_strips(view.sources),
            refused=[item for item in view.refused if not item.was_taken],
            unopened=[item for item in view.refused if item.was_taken],
            exhibit_by_sha256={exhibit.sha256: exhibit.number for exhibit in view.exhibits},
            checkable=next((exhibit for exhibit in view.exhibits if not exhibit.is_protected), None),
            waiting=sum(count.proposed for count in view.counts),
            rejected=sum(count.rejected for count in view.counts),
            zone=view.zone,
            source_counts=_source_counts(view),
        )
    )
    return page.encode("utf-8")


@cache
def _environment() -> Environment:
    environment = page_environment(
        {
            "interval": wording.interval_words,
            "instant": wording.instant_words,
            "latest": wording.latest_words,
            "precise": wording.exact_words,
            "shown": wording.shown_words,
            "display": wording.display_words,
            "duration": wording.duration_words,
            "position": wording.position_words,
            "size": wording.size_words,
            "counted": wording.count_words,
            "numbers": wording.numbers_words,
            "short": _short,
            "prose": _prose,
            "data_uri": _data_uri,
            "embedded": _embedded,
            "moment": wording.moment_words,
            "seconds_of_ns": lambda ns: wording.duration_words(Fraction(ns, NS_PER_S)),
            "percent": _percent,
        }
    )
    environment.globals |= {"how_words": HOW_WORDS, "status_words": _STATUS_WORDS, "filled_coverage": filled_coverage}
    environment.globals |= {
        "source_words": {kind: one for kind, (one, _) in _SOURCES_COUNTED.items()},
        "most_listed": _MOST_LISTED,
    }
    return environment


def _short(text: str) -> str:
    return wording.shortened(text, _SHORT_NAME)


def _prose(text: str) -> Markup:
    """Keep the lines of a text that people wrote; make everything else in it visible."""
    return Markup("<br>").join(escape(wording.visible(line)) for line in text.splitlines())


def _data_uri(still: StillView) -> str:
    return f"data:{still.media_type};base64,{base64.b64encode(still.picture).decode('ascii')}"


def _embedded(item: ClockPictureView | OffsetView) -> str:
    """Embed a picture that may be a drawing; as the source of an `img` nothing in it runs."""
    return f"data:{item.media_type};base64,{base64.b64encode(item.picture or b'').decode('ascii')}"


def _source_counts(view: ReportView) -> dict[str, object]:
    """Count the sources on the list by what they are; what is footage alone where there is no list."""
    kinds = Counter(one.kind for one in view.grounds.listed)
    words = [wording.count_words(kinds[kind], *_SOURCES_COUNTED[kind]) for kind in _SOURCES_COUNTED if kinds[kind]]
    return {"total": len(view.grounds.listed) or len(view.sources), "words": ", ".join(words)}


def _percent(share: Fraction) -> str:
    """Write a share; never 100 for less than all, never 0 for more than none."""
    if share in {0, 1}:
        return f"{int(share) * 100} %"
    return f"{min(max(float(share) * 100, 0.1), 99.9):.1f} %"


def _told(placed: Sequence[EventView]) -> list[_Told]:
    told = []
    for index, event in enumerate(placed):
        relation, words = "first", ""
        if index:
            before = placed[index - 1].number
            relation = _relation(event, before)
            words = _RELATIONS[relation].format(before)
        told.append(_Told(event, relation, words))
    return told


def _offered(view: ReportView) -> list[_Offered]:
    """Put proposals that may be one act beneath each other; the others stand alone, all in the order given."""
    group_of = {place: group for group in view.proposals_alike for place in group.members}
    offered = []
    for place, proposal in enumerate(view.proposals):
        group = group_of.get(place)
        if group is None:
            offered.append(_Offered("", (proposal,)))
        elif place == group.members[0]:
            offered.append(_Offered(group.words, tuple(view.proposals[member] for member in group.members)))
    return offered


def _panels(view: ReportView, placed: Sequence[EventView]) -> list[Panel]:
    return [
        replace(panel, drawing=Markup(panel.drawing))  # noqa: S704 - drawn by us, every text in it escaped
        for panel in draw_order(placed, view.zone, view.events_alike)
    ]


def _strips(sources: Sequence[SourceView]) -> list[_Strip]:
    return [
        _Strip(source, Markup(draw_strip(source, f"strip-{index + 1}")), coverage_totals(source))  # noqa: S704 - as above
        for index, source in enumerate(sources)
    ]


def _relation(event: EventView, before: int) -> str:
    """Name how an event stands to the one that is told before it."""
    if before in event.after:
        return "then"
    if before in event.no_earlier:
        return "no_earlier"
    return "open" if before in event.open_with else "silent"
