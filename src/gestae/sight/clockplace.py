"""Where in the picture the clock stands: the line that reads as a time in pictures spread over the file. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from gestae.sight.clocktext import holds_date, parse_shown

__all__ = ["ClockPlace", "FoundLine", "locate"]

Box: TypeAlias = tuple[float, float, float, float]

# Two lines of two pictures are one place if they share at least so much of both.
_SAME_PLACE: Final = 0.3
# A place is a clock's if it reads as a time in at least one of three pictures that were looked at.
_LEAST_PART: Final = 3


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line of text in one picture."""

    box: Box
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class ClockPlace:
    """Where the clock stands, in pixels; its date, where that is a line of its own.

    Attributes:
        time: the line with the time of day.
        date: the line with the date alone, or None.
        others: how many further places read as a time of day, and were not followed.
    """

    time: Box
    date: Box | None = None
    others: int = 0


def locate(pictures: Sequence[Iterable[FoundLine]]) -> ClockPlace | None:
    """Find the clock among the lines of several pictures.

    Returns:
        None where no place reads as a time of day often enough.

    >>> line = FoundLine((8, 8, 200, 24), "2022-03-16 14:03:00", 0.9)
    >>> locate([[line], [FoundLine((9, 8, 201, 24), "2022-03-16 14:03:30", 0.9)]]).time
    (8, 8, 201, 24)
    """
    times, dates = _Places(), _Places()
    for lines in pictures:
        for line in lines:
            shown = parse_shown(line.text)
            if shown is not None:
                times.add(line, dated=shown.numbers is not None)
            elif holds_date(line.text):
                dates.add(line, dated=True)
    enough = max(1, -(-len(pictures) // _LEAST_PART))
    found = [place for place in times.best_first() if place.seen >= enough]
    if not found:
        return None
    clock = found[0]
    alone = [] if 2 * clock.dated > clock.seen else [one for one in dates.best_first() if one.seen >= enough]
    return ClockPlace(clock.box, alone[0].box if alone else None, len(found) - 1)


@dataclass(slots=True)
class _Place:
    boxes: list[Box]
    dated: int = 0
    score: float = 0.0

    @property
    def seen(self) -> int:
        return len(self.boxes)

    @property
    def box(self) -> Box:
        """Where it mostly stands: a moving thing beside it may lengthen a line in one picture."""
        x1, y1, x2, y2 = (sorted(sides) for sides in zip(*self.boxes, strict=True))
        low, high = (len(self.boxes) - 1) // 2, len(self.boxes) // 2
        return x1[low], y1[low], x2[high], y2[high]


@dataclass(slots=True)
class _Places:
    """Lines of several pictures, joined where they stand in one place."""

    found: list[_Place] = field(default_factory=list)

    def add(self, line: FoundLine, *, dated: bool) -> None:
        """Put a line to the place where it stands."""
        place = next((one for one in self.found if _shared(one.box, line.box) >= _SAME_PLACE), None)
        if place is None:
            place = _Place([])
            self.found.append(place)
        place.boxes.append(line.box)
        place.dated, place.score = place.dated + dated, place.score + line.score

    def best_first(self) -> list[_Place]:
        """Order the places: those seen most often, then those read most surely, first."""
        return sorted(self.found, key=lambda one: (-one.seen, -one.score, one.box))


def _shared(a: Box, b: Box) -> float:
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if wide <= 0 or high <= 0:
        return 0.0
    both = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
    return wide * high / (both - wide * high)
