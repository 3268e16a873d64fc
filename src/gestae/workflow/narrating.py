"""[edge] A written account told in sentences and drawn as a figure: what the engine proves, put before the pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from gestae.base.canonical import Json
from gestae.base.units import format_duration
from gestae.casefile.accountfigure import draw_account
from gestae.casefile.accountview import AccountView, Between, Gap, Links, PointView, Side, SourceView
from gestae.casefile.narrative import Claim, Narrative, Says, tell
from gestae.casefile.readings import read_sentences
from gestae.casefile.shortly import Act, ShortTale, surely_lasts, tell_shortly
from gestae.casefile.tongues import TONGUES, Tongue
from gestae.chronology.bounds import Solved, Span, solve
from gestae.chronology.precedence import following, later_by_least
from gestae.chronology.precedes import reduced
from gestae.errors import InputRefused
from gestae.model.clock import RATE
from gestae.model.network import Network
from gestae.model.time import Instant
from gestae.workflow.asked import Asked
from gestae.workflow.asking import MOST_POINTS
from gestae.workflow.premisesbehind import premises_told

__all__ = [
    "account_view",
    "asked_pair",
    "draw",
    "gaps",
    "how_words_were_read",
    "narrate",
    "narrate_shortly",
    "narrative_document",
    "premise_lines",
    "view_of",
    "write_figure",
]

# The order of all pairs takes memory and time by their square.
_MOST_SHORTLY: Final = 5000
_SIDES: Final = {"start": Side.START, "end": Side.END}


def narrate(asked: Asked, lang: str = "en") -> Narrative:
    """Tell an account.

    Args:
        asked: the account, or the case.
        lang: en or uk.

    Raises:
        ContradictoryError: its statements cannot all be true, so nothing follows.
        InputRefused: it has more points than anybody can be told.
    """
    solved = _solved(asked.network, "told")
    view = account_view(asked, solved)
    titles = _titles(asked, TONGUES[lang])
    points = tuple(replace(one, title=titles[one.name][1]) for one in view.points)
    told = tell(replace(view, points=points), gaps(solved), _tongue(asked, lang))
    claims = [claim for one in told.sentences for claim in one.claims]
    names = premises_told(asked, solved, [one.name for one in points], _distances(claims))
    return replace(told, premises=_premises(asked, names, TONGUES[lang]))


def narrate_shortly(asked: Asked, lang: str = "en") -> ShortTale:
    """Tell what happened, one sentence for each event; see `narrate`."""
    solved = _solved(asked.network, "told", _MOST_SHORTLY)
    acts = _acts(solved.spans(), _titles(asked, TONGUES[lang]))
    least_ns = later_by_least(solved, [act.start.name for act in acts])
    np.fill_diagonal(least_ns, -1)
    tale = tell_shortly(asked.title, asked.zone, acts, (least_ns > 0, least_ns >= 0), _tongue(asked, lang))
    names = premises_told(asked, solved, _told_points(acts), _orders(acts, least_ns))
    return replace(tale, premises=_premises(asked, names, TONGUES[lang]))


def premise_lines(premises: Mapping[str, str], lang: str = "en") -> tuple[str, ...]:
    """Say below what is told which premises it takes for granted, a line each."""
    return tuple(TONGUES[lang].assumed.format(what=sentence) for sentence in premises.values())


def _premises(asked: Asked, names: Sequence[str], tongue: Tongue) -> dict[str, str]:
    """Say premises in a language, by name."""
    return {
        name: tongue.no_drift.format(sentence=asked.premises[name], clock=name.removeprefix(RATE), premise=name)
        for name in names
    }


def _distances(claims: Iterable[Claim]) -> Iterator[tuple[str, str]]:
    """Give the greatest distances on which claims of two points rest; that an order is open rests on none."""
    for one in claims:
        if one.second is not None and one.says is not Says.OPEN:
            yield one.second, one.first
            if one.says is not Says.BEFORE and one.says is not Says.NOT_AFTER:
                yield one.first, one.second


def _told_points(acts: Sequence[Act]) -> Iterator[str]:
    """Name the points whose bounds a short tale tells."""
    for act in acts:
        yield act.start.name
        if act.end is not None and surely_lasts(act.start, act.end):
            yield act.end.name


def _orders(acts: Sequence[Act], least_ns: npt.NDArray[np.int64]) -> Iterator[tuple[str, str]]:
    """Give the greatest distances on which the order of events rests that their bounds do not show."""
    later = (least_ns > 0) | ((least_ns >= 0) & ~(least_ns >= 0).T)
    for here, there in np.argwhere(reduced(later)).tolist():
        before, after = acts[there].start, acts[here].start
        if before.latest_ns is None or after.earliest_ns is None or before.latest_ns >= after.earliest_ns:
            yield after.name, before.name


def _titles(asked: Asked, tongue: Tongue) -> dict[str, tuple[str, str]]:
    """Give the titles of points in a language: what people wrote stays as written, what gestae calls is translated.

    Beside a title that several events have stands which of them it is.
    """
    found, names = {}, asked.names
    for point, (event, title) in asked.titles.items():
        kind, camera = asked.untitled.get(event, ("", None))
        seen = kind in tongue.kinds
        shown = tongue.seen_by.format(what=tongue.kinds[kind], camera=camera or tongue.no_camera) if seen else None
        found[point] = (event, names.told(event, title, shown))
    return found


def asked_pair(asked: Asked, tale: ShortTale) -> tuple[str, ...]:
    """Give two events whose order a reader may ask for, as they are written: two that are told together, if any are."""
    points = [name for name in asked.network.points if name == asked.titles[name][0] or not name.endswith(".end")]
    together = [[points[one.place] for one in group.told] for group in tale.groups]
    told = next((group for group in together if len(group) > 1), [one for group in together for one in group])
    return tuple(asked.written(point) for point in told[:2]) if len(told) > 1 else ()


def how_words_were_read(asked: Asked, lang: str = "en") -> tuple[str, ...]:
    """Say of all words of time by which policy they were read, as what, and if they do not count; a sentence each."""
    counts = {one.id for one in asked.network.said} if asked.beside().get("set_aside") else None
    return read_sentences(asked.words, TONGUES[lang], counts)


def draw(asked: Asked) -> str:
    """Draw an account as a picture (SVG) that stands alone.

    Raises:
        ContradictoryError: its statements cannot all be true, so nothing follows.
        InputRefused: it has more points than can be seen.
    """
    return draw_account(account_view(asked, _solved(asked.network, "drawn")))


def write_figure(asked: Asked, path: Path) -> None:
    """Draw an account into a new file.

    Raises:
        ContradictoryError: its statements cannot all be true, so nothing follows.
        InputRefused: the file is there already, or it has more points than can be seen.
    """
    drawing = draw(asked)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(drawing)
    except FileExistsError as error:
        raise InputRefused(str(path), wrong="is there already", right="name a new file") from error


def narrative_document(narrative: Narrative, lang: str) -> dict[str, Any]:
    """Write a narrative for programs: each sentence with its claims, times as everywhere in documents."""
    return {
        "format": 1,
        "lang": lang,
        "title": narrative.title,
        "preface": narrative.preface,
        "premises": [*narrative.premises],
        "assumes": [*narrative.premises.values()],
        "sentences": [
            {
                "number": one.number,
                "point": one.point,
                "text": one.text,
                "claims": [_claim(claim) for claim in one.claims],
            }
            for one in narrative.sentences
        ],
    }


def account_view(asked: Asked, solved: Solved) -> AccountView:
    """Put before the pages what was proved of an account, or a case."""
    sources = tuple(SourceView(one.id, one.kind) for one in asked.sources)
    aside = asked.beside().get("set_aside")
    notes = tuple(map(str, aside)) if isinstance(aside, list) else ()
    return replace(view_of(solved, asked.title, asked.zone, asked.titles, sources), notes=notes)


def view_of(
    solved: Solved,
    title: str,
    zone: tzinfo,
    titles: Mapping[str, tuple[str, str]],
    sources: tuple[SourceView, ...] = (),
) -> AccountView:
    """Put before the pages what was proved of a network.

    Args:
        solved: the network.
        title: of the whole.
        zone: whose clock shows its times.
        titles: for each point the id and the title of its event.
        sources: for the legend.
    """
    points = []
    for name, span in solved.spans().items():
        event, told = titles[name]
        side = _SIDES[name.rpartition(".")[2]] if name != event else Side.WHOLE
        points.append(
            PointView(name, event, told, side, span.earliest_ns, span.latest_ns, span.grade, _rests_on(solved, name))
        )
    followed = following(solved)
    return AccountView(title, zone, tuple(points), Links(followed.before, followed.not_after, followed.same), sources)


def gaps(solved: Solved) -> Between:
    """Ask a network by how much one point comes after another."""

    def between(first: str, second: str) -> Gap:
        least, most = solved.apart(second, first), solved.apart(first, second)
        return Gap(
            None if least is None else -least.most_ns,
            None if least is None else least.grade,
            None if most is None else most.most_ns,
            None if most is None else most.grade,
        )

    return between


def _rests_on(solved: Solved, name: str) -> tuple[str, ...]:
    """Name the sources behind both bounds of a point."""
    said = {one for bound in (solved.earliest(name), solved.latest(name)) if bound is not None for one in bound.said}
    return tuple(sorted({source for one in solved.network.said if one.id in said for source in one.sources}))


def _acts(spans: Mapping[str, Span], titles: Mapping[str, tuple[str, str]]) -> list[Act]:
    """Gather the points of each event."""
    points = {}
    for name, span in spans.items():
        event, title = titles[name]
        side = _SIDES[name.rpartition(".")[2]] if name != event else Side.WHOLE
        points[name] = PointView(name, event, title, side, span.earliest_ns, span.latest_ns, span.grade)
    return [Act(one.title, one, points.get(f"{one.event}.end")) for one in points.values() if one.side is not Side.END]


def _tongue(asked: Asked, lang: str) -> Tongue:
    """Give the words of a language; where not all that is said counts, of what nothing limits they say so."""
    tongue = TONGUES[lang]
    return replace(tongue, unlimited=tongue.unlimited_of_some) if asked.beside().get("set_aside") else tongue


def _solved(network: Network, done: str, most: int = MOST_POINTS) -> Solved:
    if len(network.points) > most:
        raise InputRefused(
            "the order",
            wrong=f"has {len(network.points)} points, and at most {most} can be {done}",
            right="split it",
        )
    return solve(network)


def _claim(claim: Claim) -> dict[str, Json]:
    limits = (claim.least_ns, claim.most_ns)
    if claim.says is Says.LIES:
        earliest, latest = (None if ns is None else str(Instant(ns)) for ns in limits)
        sides: dict[str, Json] = {"earliest": earliest, "latest": latest}
    else:
        least, most = (None if ns is None else format_duration(ns) for ns in limits)
        sides = {"second": claim.second, "least": least, "most": most}
    grade = None if claim.grade is None else claim.grade.word
    return {"says": claim.says.value, "first": claim.first, **sides, "grade": grade}
