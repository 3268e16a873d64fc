"""Questions to a network, of a written account or of a case: bounds, order, conflicts, derivations, as documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any, Final

from gestae.base.canonical import Json
from gestae.base.units import format_duration
from gestae.chronology.bounds import Bound, ContradictoryError, Solved, Span, Step, solve
from gestae.chronology.exclusion import Difference, compare
from gestae.chronology.holding import can_hold
from gestae.chronology.precedence import Followed, Relation, following, relation, timelines
from gestae.errors import InputRefused
from gestae.model.network import ORIGIN, Network
from gestae.model.time import Instant
from gestae.workflow.anchors import missing_anchors
from gestae.workflow.asked import Asked
from gestae.workflow.firmly import firm_document
from gestae.workflow.premisesbehind import with_premises

# Conflicts and repairs load a solver: they are imported where they are asked for, so that bounds and
# derivations come without it.
if TYPE_CHECKING:
    from gestae.chronology.conflicts import StatementSet

__all__ = [
    "MOST_CONFLICTS",
    "MOST_POINTS",
    "Document",
    "answer",
    "before_document",
    "conflicts_document",
    "order_answer",
    "why_document",
    "without_document",
]

# The order asks for the ways from every point: above so many it is drawn only when it is asked for.
MOST_POINTS: Final = 1000
MOST_CONFLICTS: Final = 100

Document = dict[str, Any]


def order_answer(asked: Asked, *, order: bool | None = None, every: bool = False, most: int = 100) -> Document:
    """Answer as the account's format says: points and their order or, where it is contradictory, the conflicts.

    Args:
        asked: the account, or the case.
        order: draw the order however many points there are; None: up to `MOST_POINTS`.
        every: every minimal conflict instead of one for each independent clash.
        most: at most so many conflicts, and repairs.
    """
    found = answer(asked.network, asked.words, order=order, every=every, most=most)
    return found if found["consistent"] else with_premises(asked, found)


def answer(
    network: Network, words: Sequence[Mapping[str, Json]], *, order: bool | None = None, every: bool = False,
    most: int = MOST_CONFLICTS,
) -> Document:  # fmt: skip
    """Answer a network; see `order_answer`."""
    if not can_hold(network):
        return conflicts_document(network, every=every, most=most)
    solved = solve(network)
    drawn = order if order is not None else len(network.points) <= MOST_POINTS
    return {
        "format": 1,
        "consistent": True,
        "points": {name: _span(span) for name, span in solved.spans().items()},
        "order": _followed(following(solved)) if drawn else None,
        "words": [dict(one) for one in words],
    }


def conflicts_document(network: Network, *, every: bool = False, most: int = MOST_CONFLICTS) -> Document:
    """Say which statements cannot all be true, and the fewest without which the rest can."""
    if can_hold(network):
        return {"format": 1, "consistent": True, "conflicts": [], "repairs": []}
    from gestae.chronology.conflicts import Conflicts, every_conflict, independent_conflicts, repairs
    from gestae.chronology.overlaps import overlap

    found = every_conflict(network, most) if every else Conflicts(independent_conflicts(network), complete=True)
    ways = repairs(network, most)
    document: Document = {
        "format": 1,
        "consistent": False,
        "conflicts": [_set(one) for one in found.sets],
        "repairs": [_set(one) for one in ways],
    }
    if every:
        return document | {"complete": found.complete}
    beside = overlap(network, found.sets, ways, most)
    for one in document["conflicts"]:
        one |= {"remains_without": kept} if (kept := [x for x in one["constraints"] if x in beside.remains]) else {}
    return document | {"others": beside.others}


def why_document(asked: Asked, point: str) -> Document:
    """Derive both bounds of a point; where nothing stands of what contradicts itself, give its conflicts instead."""
    asked = asked.standing()
    name = asked.point(point)
    if (solved := _solved(asked.network)) is None:
        return conflicts_document(asked.network) | {"point": name}
    bounds = (solved.earliest(name), solved.latest(name))
    return {
        "format": 1,
        "point": name,
        **_span(solved.spans()[name]),
        "earliest_rests_on": _derivation(asked, bounds[0], latest=False),
        "latest_rests_on": _derivation(asked, bounds[1]),
        **({"unanchored": missing} if (missing := missing_anchors(asked, name)) else {}),
        **asked.beside(_said(bounds)),
    }


def before_document(asked: Asked, first: str, second: str) -> Document:
    """Say how one point stands to another: whether an order follows, from what, how firmly; if open, two timelines.

    Where nothing stands of what contradicts itself, the conflicts of that instead.
    """
    asked = asked.standing()
    a, b = asked.point(first), asked.point(second)
    if a == b:
        raise InputRefused(a, wrong="is held against itself", right="name two points")
    if (solved := _solved(asked.network)) is None:
        return conflicts_document(asked.network) | {"first": a, "second": b}
    how = relation(solved, a, b)
    least, most = solved.apart(b, a), solved.apart(a, b)
    document: Document = {
        "format": 1,
        "first": a,
        "second": b,
        "relation": how.value,
        "least": None if least is None else format_duration(-least.most_ns),
        "most": None if most is None else format_duration(most.most_ns),
        "least_rests_on": _derivation(asked, least, latest=False),
        "most_rests_on": _derivation(asked, most),
        **asked.beside(_said((least, most))),
    }
    if how is Relation.OPEN:
        return document | {"timelines": [_timeline(times) for times in timelines(solved, a, b)]}
    return document | firm_document(asked, a, b, how)


def without_document(
    asked: Asked, sources: Iterable[str], links: Iterable[str], *, order: bool | None = None
) -> Document:
    """Answer without some sources or links, as a difference; where what is left contradicts itself, its conflicts.

    Raises:
        InputRefused: the account names no such source or link.
    """
    known_links = {link for one in asked.network.said for link in one.links} | asked.premises.keys()
    chosen = sorted({one for name in sources for one in asked.meant(name)})
    unlinked = sorted({_link(name, known_links) for name in links})
    _known(unlinked, known_links, "link")
    drawn = order if order is not None else len(asked.network.points) <= MOST_POINTS
    whole, bare = asked.standing(), asked.left(chosen, unlinked)
    left = bare.standing()
    before, after = _solved(whole.network), _solved(left.network)
    # Of a whole that cannot be true, not all that is left out counted; it is what may have contradicted the rest.
    kept, counted = ({one.id for one in part.network.said} for part in (bare, whole))
    dropped = [one.id for one in asked.network.said if one.id not in kept and not one.rests]
    out: Document = {"format": 1, "without": {"sources": chosen, "links": unlinked}, "dropped": dropped}
    if after is None:
        return conflicts_document(left.network) | out
    return {
        **out,
        "dropped_uncounted": [name for name in dropped if before and name not in counted],
        "ends_contradiction": left is bare and (whole is not asked or before is None),
        "compared": before is not None,
        **_difference(compare(before, after, order=drawn)),
        "order": _followed(following(after)) if drawn else None,
        **{f"whole_{name}": said for name, said in whole.beside().items() if name == "set_aside"},
        **left.beside(),
    }


def _solved(network: Network) -> Solved | None:
    """Solve a network; None where not all of it can be true, so that nothing follows from it."""
    try:
        return solve(network)
    except ContradictoryError:
        return None


def _link(name: str, known: Set[str]) -> str:
    """Find the one link that a word begins; the word itself where there is none, or more than one."""
    found = [one for one in known if one.startswith(name)]
    return found[0] if len(found) == 1 and name not in known else name


def _known(names: Iterable[str], known: set[str], what: str) -> None:
    for name in names:
        if name not in known:
            right = f"say one of {', '.join(sorted(known))}" if known else f"nothing here rests on a {what}"
            raise InputRefused(name, wrong=f"is no {what} here", right=right)


def _said(bounds: Iterable[Bound | None]) -> frozenset[str]:
    return frozenset(name for bound in bounds if bound is not None for name in bound.said)


def _followed(followed: Followed) -> dict[str, Json]:
    return {
        "before": [list(pair) for pair in followed.before],
        "not_after": [list(pair) for pair in followed.not_after],
        "same": [list(group) for group in followed.same],
    }


def _difference(found: Difference) -> dict[str, Json]:
    return {
        "points": {
            one.point: {"change": one.change.value, "whole": _span(one.whole), "left": _span(one.left)}
            for one in found.points
        },
        "lost_order": [
            {"first": a, "second": b, "was": "before" if strict else "not_after"} for a, b, strict in found.lost_order
        ],
        "orders_compared": found.orders,
    }


def _span(span: Span) -> dict[str, Json]:
    """Write the bounds of a point and their grade."""
    earliest, latest = (None if side is None else str(Instant(side)) for side in (span.earliest_ns, span.latest_ns))
    return {"earliest": earliest, "latest": latest, "grade": None if span.grade is None else span.grade.word}


def _set(one: StatementSet) -> dict[str, Json]:
    links: dict[str, Json] = {"links": list(one.links)} if one.links else {}
    return {"constraints": list(one.said), "sources": list(one.sources), **links}


def _derivation(asked: Asked, bound: Bound | None, *, latest: bool = True) -> dict[str, Json] | None:
    """Write a derivation from its firm end on: from the origin, or from the point that is counted from.

    A least distance is derived as a greatest one the other way round, so its steps are turned to read forward.
    """
    if bound is None:
        return None
    steps = _merged(asked.network, bound.steps if latest else tuple(reversed(bound.steps)))
    from_origin = bool(steps) and (steps[0].start if latest else steps[0].to) == ORIGIN
    so_far, written = 0, []
    for step in steps:
        so_far += step.most_ns
        at = asked.network.epoch_ns + (so_far if latest else -so_far) if from_origin else None
        written.append(_step(asked, step, so_far, latest=latest) | _reached(at))
    return {"grade": bound.grade.word, "constraints": list(bound.said), "steps": written}


def _merged(network: Network, steps: Sequence[Step]) -> list[Step]:
    """Join steps along one chain, of pictures or of a clock's readings, into one: nobody said what lies between."""
    points = {ORIGIN, *network.points}
    found: list[Step] = []
    for step in steps:
        last = found[-1] if found else None
        if last is not None and all(_is_link(one, points) for one in (last, step)):
            joined = (last.start, step.to) if last.to == step.start else (step.start, last.to)
            found[-1] = Step(*joined, last.most_ns + step.most_ns, None)
        else:
            found.append(step)
    return found


def _is_link(step: Step, points: Set[str]) -> bool:
    """Say whether a step leads from one reading of a clock, or picture of a recording, to another."""
    return step.said is None and step.start not in points and step.to not in points and " by " not in step.start


def _step(asked: Asked, step: Step, so_far_ns: int, *, latest: bool) -> dict[str, Json]:
    start, to = (step.start, step.to) if latest else (step.to, step.start)
    length_ns = step.most_ns if latest else -step.most_ns
    return {
        "from": asked.node(start),
        "to": asked.node(to),
        "at_most" if latest else "at_least": format_duration(length_ns),
        "so_far": format_duration(so_far_ns if latest else -so_far_ns),
        "constraint": step.said,
        "says": asked.says(step),
    }


def _reached(at_ns: int | None) -> dict[str, Json]:
    """Give the moment that a derivation from the origin has reached, where a calendar has a name for it."""
    if at_ns is None:
        return {}
    try:
        return {"at": str(Instant(at_ns))}
    except OverflowError:
        return {}


def _timeline(times: Mapping[str, int]) -> dict[str, Json]:
    return {name: str(Instant(ns)) for name, ns in sorted(times.items())}
