"""The ticks of a burnt-in clock, parted where the file's own time leaps: what passed there is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from gestae.errors import InputRefused
from gestae.workflow.parquet import PictureTimes

__all__ = ["one_part", "parts_between_leaps"]

_MOST_NAMED: Final = 6


def parts_between_leaps(
    ticks: Sequence[Mapping[str, Any]], times: PictureTimes
) -> tuple[tuple[Mapping[str, Any], ...], ...]:
    """Part ticks by the stretch of the file, between two leaps of its time, in which they lie.

    A tick whose picture is not known by its time alone (the time comes twice, or lies where two stretches overlap)
    names no moment, and one whose picture before lies beyond a leap is none that anybody saw: both are left out.

    Args:
        ticks: as the document of the reading has them.
        times: of the pictures of the stream.

    Returns:
        In the order of the file; no part is empty.
    """
    parts: dict[int, list[Mapping[str, Any]]] = {}
    for tick in ticks:
        at, before = int(tick["at"]["pts"]), int(tick["before"]["pts"])
        sides = times.sides(Fraction(at))
        if len(sides) == 1 and sides <= times.sides(Fraction(before)):
            (side,) = sides
            if at in times.runs[side]:
                parts.setdefault(side, []).append(tick)
    return tuple(tuple(parts[side]) for side in sorted(parts))


def one_part(
    parts: Sequence[Sequence[Mapping[str, Any]]], chosen: int | None, what: str
) -> tuple[Mapping[str, Any], ...]:
    """Give the part that a person chose, or the only one; none where there is no tick at all.

    Args:
        parts: what `parts_between_leaps` gave.
        chosen: its number, from 1; None where the person named none.
        what: whose ticks they are, for the refusal.

    Raises:
        InputRefused: there are several and none was chosen, or the number is none of theirs.

    >>> tick = {"text": "14:05:01", "at": {"pts": 25, "seconds": 1.0}, "before": {"pts": 24, "seconds": 0.96}}
    >>> len(one_part([[tick]], None, "the clock"))
    1
    """
    if chosen is None and len(parts) > 1:
        raise InputRefused(
            what,
            wrong="goes on over a leap of the file's own time, and what passed there is not known",
            right=f"accept its parts one by one: {_named(parts)}",
        )
    number = 1 if chosen is None else chosen
    if chosen is not None and not 1 <= number <= len(parts):
        right = f"write a number from 1 to {len(parts)}: {_named(parts)}" if parts else "leave it out: it has no tick"
        raise InputRefused("--part", wrong=f"is {number}", right=right)
    return tuple(parts[number - 1]) if parts else ()


def _named(parts: Sequence[Sequence[Mapping[str, Any]]]) -> str:
    named = [f"--part {number} ({_span(part)})" for number, part in enumerate(parts[:_MOST_NAMED], 1)]
    more = len(parts) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")


def _span(part: Sequence[Mapping[str, Any]]) -> str:
    if len(part) == 1:
        return f"1 tick, {_moment(part[0])}"
    return f"{len(part)} ticks, {_moment(part[0])} to {_moment(part[-1])}"


def _moment(tick: Mapping[str, Any]) -> str:
    return f"{tick['text']} at {float(tick['at']['seconds']):.2f} s"
