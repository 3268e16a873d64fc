"""What may be one act seen by several cameras: nothing in kind or time forbids it. That it is one, only a person says.

Two sightings may be one act where they are of one kind, by different cameras, and their bounds overlap. That is no
likeness and no finding; it tells a person what to look at side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gestae.model.time import TimeInterval

__all__ = ["Alike", "Seen", "may_be_one"]


@dataclass(frozen=True, slots=True)
class Seen:
    """One sighting: of what kind, by which camera, and between which bounds it began."""

    kind: str
    camera: str
    when: TimeInterval


@dataclass(frozen=True, slots=True)
class Alike:
    """Sightings that may belong together, as their positions in the list that was given.

    `is_simple` where all of them may be one and the same act: no camera comes twice, and one moment lies within the
    bounds of all. Otherwise they may be one act or several, and nothing here says which.
    """

    members: tuple[int, ...]
    is_simple: bool


def may_be_one(seen: Sequence[Seen]) -> tuple[Alike, ...]:
    """Put together what may be one act, each sighting at most once.

    Args:
        seen: sightings in any order.

    Returns:
        Groups of two or more, by their first member; members increase. What stands alone is in none.

    >>> from gestae.model.time import Instant
    >>> span = lambda low, high: TimeInterval(Instant(low), Instant(high))
    >>> seen = [Seen("fall", "gate", span(0, 4)), Seen("fall", "yard", span(3, 6)), Seen("lying", "yard", span(0, 9))]
    >>> may_be_one(seen)
    (Alike(members=(0, 1), is_simple=True),)
    """
    groups = _Groups(len(seen))
    by_kind: dict[str, list[int]] = {}
    for place in sorted(range(len(seen)), key=lambda place: (seen[place].when.earliest, place)):
        going_on = [
            before
            for before in by_kind.get(seen[place].kind, [])
            if seen[before].when.latest >= seen[place].when.earliest
        ]
        for before in going_on:
            if seen[before].camera != seen[place].camera:
                groups.join(before, place)
        by_kind[seen[place].kind] = [*going_on, place]
    return tuple(Alike(members, _is_simple([seen[place] for place in members])) for members in groups.several())


def _is_simple(members: Sequence[Seen]) -> bool:
    cameras = {one.camera for one in members}
    last_start, first_end = max(one.when.earliest for one in members), min(one.when.latest for one in members)
    return len(cameras) == len(members) and last_start <= first_end


class _Groups:
    """Which positions are joined, directly or over others."""

    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def head(self, place: int) -> int:
        while self._parent[place] != place:
            self._parent[place] = self._parent[self._parent[place]]
            place = self._parent[place]
        return place

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.head(one), self.head(other)))
        self._parent[high] = low

    def several(self) -> list[tuple[int, ...]]:
        groups: dict[int, list[int]] = {}
        for place in range(len(self._parent)):
            groups.setdefault(self.head(place), []).append(place)
        return [tuple(members) for members in groups.values() if len(members) > 1]
