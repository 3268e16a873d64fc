"""What a page may say of a written account: its points with their bounds, the order that follows, its sources."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum
from typing import TypeAlias

from gestae.errors import RecordError
from gestae.model.account import SourceKind
from gestae.model.network import Grade

__all__ = [
    "AccountView",
    "Between",
    "Closure",
    "Gap",
    "Links",
    "PointView",
    "Side",
    "SourceView",
    "Stands",
    "closure_of",
    "rank_of",
    "telling_order",
]


class Side(StrEnum):
    """Which moment of its event a point is."""

    WHOLE = "whole"
    START = "start"
    END = "end"


class Stands(StrEnum):
    """How an earlier told point stands to a later told one."""

    BEFORE = "before"
    NOT_AFTER = "not_after"
    SAME = "same"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class PointView:
    """One time point with what is known of it.

    Attributes:
        name: as answers call it, such as "talk.end".
        event: the id of its event.
        title: of its event.
        side: which moment of the event it is.
        earliest_ns: since 1970-01-01T00:00Z; None where nothing limits that side.
        latest_ns: likewise.
        grade: of its bounds; None where there are none.
        sources: on which its bounds rest, in alphabetical order.
    """

    name: str
    event: str
    title: str
    side: Side
    earliest_ns: int | None
    latest_ns: int | None
    grade: Grade | None
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        sides = (self.earliest_ns, self.latest_ns)
        if (self.grade is None) != (sides == (None, None)):
            raise RecordError(f"{self.name}: bounds have a grade, and no bounds have none")
        if None not in sides and self.earliest_ns > self.latest_ns:  # type: ignore[operator]  # neither is None here
            raise RecordError(f"{self.name}: its earliest moment lies after its latest")


@dataclass(frozen=True, slots=True)
class Links:
    """The order that follows, reduced, as `chronology` gives it."""

    before: tuple[tuple[str, str], ...]
    not_after: tuple[tuple[str, str], ...]
    same: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """By how much the second of two points comes after the first; None where nothing limits that side.

    Each side has the grade of its own derivation.
    """

    least_ns: int | None
    least_grade: Grade | None
    most_ns: int | None
    most_grade: Grade | None


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source, for the legend."""

    id: str
    kind: SourceKind


Between: TypeAlias = Callable[[str, str], Gap]


@dataclass(frozen=True, slots=True)
class AccountView:
    """One account, solved, or what stands of one.

    Attributes:
        title: of the account.
        zone: whose clock shows its times.
        points: all of them, in any order.
        links: the order that follows.
        sources: in file order.
        notes: what does not count for any of it because not all that was said can be true, a sentence each.
    """

    title: str
    zone: tzinfo
    points: tuple[PointView, ...]
    links: Links
    sources: tuple[SourceView, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def unlimited(self) -> str:
        """Say of a point that it has no bounds: what does not count may limit it."""
        return "nothing that counts limits it" if self.notes else "nothing limits it"


@dataclass(frozen=True, slots=True)
class Closure:
    """What follows from the listed pairs: for each point, as bits, the points that come after it.

    Attributes:
        place: the bit of each point.
        first: the name under which a point's group of simultaneous points stands.
        weak: points not before it; strict: points after it.
    """

    place: dict[str, int]
    first: dict[str, str]
    weak: dict[str, int]
    strict: dict[str, int]

    def stands(self, a: str, b: str) -> Stands:
        """Say how a stands to b, where b was not told before a.

        >>> links = Links((("a", "b"),), (("b", "c"),), ())
        >>> str(closure_of(("a", "b", "c"), links).stands("a", "c"))
        'before'
        """
        a, b = self.first[a], self.first[b]
        if a == b:
            return Stands.SAME
        bit = 1 << self.place[b]
        if self.strict[a] & bit:
            return Stands.BEFORE
        return Stands.NOT_AFTER if self.weak[a] & bit else Stands.OPEN


def closure_of(names: tuple[str, ...], links: Links) -> Closure:
    """Draw the consequences of a reduced order.

    Raises:
        RecordError: its pairs run in a circle.
    """
    first = {name: name for name in names} | {name: group[0] for group in links.same for name in group}
    place = {name: index for index, name in enumerate(names)}
    after: dict[str, list[tuple[str, bool]]] = {name: [] for name in names}
    for pairs, is_strict in ((links.before, True), (links.not_after, False)):
        for a, b in pairs:
            after[a].append((b, is_strict))
    closure = Closure(place, first, dict.fromkeys(names, 0), dict.fromkeys(names, 0))
    for name in reversed(_sorted(names, links, place)):
        for other, is_strict in after[name]:
            below = closure.weak[other] | 1 << place[other]
            closure.weak[name] |= below
            closure.strict[name] |= below if is_strict else closure.strict[other]
    return closure


def telling_order(view: AccountView) -> tuple[PointView, ...]:
    """Put points in the order in which they are told: none before one that it follows, else by their bounds.

    Points that are proved simultaneous stand together.
    """
    by_name = {point.name: point for point in view.points}
    ranked = sorted(view.points, key=rank_of)
    rank = {point.name: index for index, point in enumerate(ranked)}
    group = {members[0]: members for members in view.links.same}
    inner = {name for members in view.links.same for name in members[1:]}
    heads = tuple(name for name in by_name if name not in inner)
    told = _sorted(heads, view.links, rank)
    return tuple(by_name[name] for head in told for name in group.get(head, (head,)))


def rank_of(point: PointView) -> tuple[bool, int, bool, int, str]:
    """Rank points by where they may begin, then by where they must have been; those without a bound come last."""
    known = [side for side in (point.earliest_ns, point.latest_ns) if side is not None]
    return (not known, min(known, default=0), point.latest_ns is None, max(known, default=0), point.name)


def _sorted(names: tuple[str, ...], links: Links, rank: dict[str, int]) -> list[str]:
    """Sort so that every pair reads forward; of what is free the lowest rank comes first."""
    pairs = [*links.before, *links.not_after]
    waiting = dict.fromkeys(names, 0)
    after: dict[str, list[str]] = {name: [] for name in names}
    for a, b in pairs:
        waiting[b] += 1
        after[a].append(b)
    free = sorted((name for name in names if not waiting[name]), key=rank.__getitem__)
    found = []
    while free:
        name = free.pop(0)
        found.append(name)
        for other in after[name]:
            waiting[other] -= 1
            if not waiting[other]:
                free.append(other)
        free.sort(key=rank.__getitem__)
    if len(found) < len(names):
        raise RecordError("the order runs in a circle; give the pairs of a consistent account")
    return found
