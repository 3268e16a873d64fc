"""What changes between two answers: of the whole, and of what is left of it; as a document."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from gestae.base.canonical import Json
from gestae.chronology.bounds import Solved, Span
from gestae.chronology.precedence import following
from gestae.model.time import Instant

__all__ = ["Change", "difference", "span_document"]


class Change(StrEnum):
    """What became of the bounds of one point.

    Leaving something out narrows a bound only where it made another one wider (a drift), or contradicted the rest.
    """

    UNCHANGED = "unchanged"
    WIDENED = "widened"
    LOST = "lost"
    GAINED = "gained"
    NARROWED = "narrowed"
    MOVED = "moved"


def difference(whole: Solved | None, left: Solved, *, order: bool) -> dict[str, Json]:
    """Set two answers side by side.

    Args:
        whole: None where it contradicts itself and bounds nothing.
        left: what is left; it has the same points.
        order: also compare which order follows; that asks for the ways from every point.
    """
    after = left.spans()
    before = whole.spans() if whole else dict.fromkeys(after, Span(None, None, None))
    lost = _lost_order(whole, left) if whole and order else ()
    return {
        "points": {
            name: {
                "change": _change(before[name], after[name]).value,
                "whole": span_document(before[name]),
                "left": span_document(after[name]),
            }
            for name in sorted(after)
        },
        "lost_order": [{"first": a, "second": b, "was": was} for a, b, was in sorted(lost)],
    }


def span_document(span: Span) -> dict[str, Json]:
    """Write the bounds of a point and their grade."""
    sides = (None if side is None else str(Instant(side)) for side in (span.earliest_ns, span.latest_ns))
    earliest, latest = sides
    return {"earliest": earliest, "latest": latest, "grade": None if span.grade is None else span.grade.word}


def _change(whole: Span, left: Span) -> Change:
    """Name the change; a bound that is lost says more than one that moves.

    >>> from gestae.model.network import Grade
    >>> one = Span(0, 9, Grade.INSTRUMENT)
    >>> [_change(one, Span(*sides, Grade.INSTRUMENT)).value for sides in ((0, 9), (-1, 9), (1, 8), (1, 10), (0, None))]
    ['unchanged', 'widened', 'narrowed', 'moved', 'lost']
    """
    sides = ((whole.earliest_ns, left.earliest_ns, 1), (whole.latest_ns, left.latest_ns, -1))
    if any(was is not None and now is None for was, now, _ in sides):
        return Change.LOST
    if any(was is None and now is not None for was, now, _ in sides):
        return Change.GAINED
    moved = {(now - was) * inwards > 0
             for was, now, inwards in sides if was is not None and now is not None and was != now}  # fmt: skip
    if not moved:
        return Change.UNCHANGED
    return Change.MOVED if len(moved) == 2 else Change.NARROWED if moved == {True} else Change.WIDENED


def _lost_order(whole: Solved, left: Solved) -> Iterator[tuple[str, str, str]]:
    """Give the listed pairs of the whole order that no longer follow."""
    listed = following(whole)
    pairs = [(a, b, True) for a, b in listed.before] + [(a, b, False) for a, b in listed.not_after]
    pairs += [(group[0], other, False) for group in listed.same for other in group[1:]]
    for a, b, strict in pairs:
        back = left.apart(b, a)
        if back is None or (back.most_ns >= 0 if strict else back.most_ns > 0):
            yield a, b, "before" if strict else "not_after"
