"""Durations in words and figures: numbers before units, sums, ranges, halves; every reading of each, exact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Final

from gestae.chronology.policy import Policy, RangeRow, Span, Unit

__all__ = ["read_duration"]

# "one day two hours three minutes and four seconds": nobody says more units in one breath.
_MOST_PARTS: Final = 5
_ONE: Final = (Span(Fraction(1), Fraction(1), Fraction(1, 2), Fraction(1, 2)),)


def read_duration(text: str, policy: Policy) -> tuple[Span, ...]:
    """Read a duration, in nanoseconds; empty where the text is none.

    The order of what is tried: a range, one expression of the table, a number before a unit, a sum of such.
    """
    return _range(text, policy) or _simple(text, policy)


def _range(text: str, policy: Policy) -> tuple[Span, ...]:
    for row in policy.rows.ranges:
        for shape, _ in row.shapes:
            for found in shape.fits(text):
                spans = tuple(_between(found["low"], found["high"], policy, row))
                if spans:
                    return spans
    return ()


def _between(low_text: str, high_text: str, policy: Policy, row: RangeRow) -> Iterator[Span]:
    """Join two durations; where one has no unit, it has the other's: "two or three minutes", "a minute or two"."""
    for high in _simple(high_text, policy) or _with_unit_of(high_text, low_text, policy):
        for low in _simple(low_text, policy) or _with_unit_of(low_text, high_text, policy):
            if low.least <= high.least and low.most <= high.most:
                reasons = tuple(dict.fromkeys((row.why, *low.why, *high.why)))
                fine = Fraction(0) if row.limits else max(low.fine, high.fine)
                rough = Fraction(0) if row.limits else max(low.rough, high.rough)
                rough = min(max(fine, _step(low, high)), rough)
                yield Span(low.least, high.most, fine, rough, reasons, min(low.short, high.short))


def _step(low: Span, high: Span) -> Fraction:
    """Give half of how far two numbers lie apart: whoever tells them apart rounds to no more."""
    return abs(high.least - low.least) / 2


def _with_unit_of(count_text: str, duration_text: str, policy: Policy) -> tuple[Span, ...]:
    unit = next((unit for _, unit in _before_unit(duration_text, policy)), None)
    return () if unit is None else tuple(_of_unit(count, unit) for count in _counts(count_text, policy))


def _simple(text: str, policy: Policy) -> tuple[Span, ...]:
    text = text.rstrip(".,")
    return _expression(text, policy) or _single(text, policy) or _and_a_half(text, policy) or _sum(text, policy)


def _expression(text: str, policy: Policy) -> tuple[Span, ...]:
    for row in policy.rows.durations:
        if any(text == shape.texts[0] for shape, _ in row.shapes):
            return row.readings
    return ()


def _single(text: str, policy: Policy) -> tuple[Span, ...]:
    for count_text, unit in _before_unit(text, policy):
        counts = _counts(count_text, policy) if count_text else _ONE if text in unit.single else ()
        if counts:
            return tuple(_of_unit(count, unit) for count in counts)
    return ()


def _before_unit(text: str, policy: Policy) -> Iterator[tuple[str, Unit]]:
    """Give what stands before each unit that a text ends with; figures may stand close: "10s"."""
    for unit in policy.rows.units:
        for form in unit.forms:
            if not text.endswith(form):
                continue
            before = text[: len(text) - len(form)]
            if not before or before.endswith((" ", "-")) or before[-1:].isdigit():
                yield before.rstrip(" -"), unit


def _and_a_half(text: str, policy: Policy) -> tuple[Span, ...]:
    """Read a half behind the unit: "an hour and a half"."""
    for half in policy.tongue.halves:
        for count_text, unit in _before_unit(text.removesuffix(half).rstrip(), policy) if text.endswith(half) else ():
            counts = _counts(count_text, policy) if count_text else _ONE
            whole = [count for count in counts if count.least == count.most]
            if whole:
                return tuple(_of_unit(_half_more(count), unit) for count in whole)
    return ()


def _half_more(count: Span) -> Span:
    half, quarter = Fraction(1, 2), Fraction(1, 4)
    return replace(count, least=count.least + half, most=count.most + half, fine=quarter, rough=quarter)


def _sum(text: str, policy: Policy) -> tuple[Span, ...]:
    return _summed(text.split(" "), policy, None, _MOST_PARTS)


def _summed(words: list[str], policy: Policy, above: Span | None, parts: int) -> tuple[Span, ...]:
    """Read durations in a row, each shorter than the unit before it: "two minutes ten seconds"."""
    for cut in range(1, len(words)):
        head = _single(" ".join(words[:cut]).rstrip(","), policy)
        if not head or parts == 1:
            continue
        rest = words[cut + 1 :] if words[cut] in policy.tongue.joiners else words[cut:]
        tail = _single(" ".join(rest), policy) or _summed(rest, policy, head[0], parts - 1)
        # Fine is half of a unit: a tail of a whole unit above is no tail.
        spans = tuple(_added(one, other) for one in head for other in tail if other.most < 2 * one.fine)
        if spans:
            return spans
    return ()


def _added(head: Span, tail: Span) -> Span:
    return Span(head.least + tail.least, head.most + tail.most, tail.fine, tail.rough, head.why + tail.why, tail.short)


def _counts(text: str, policy: Policy) -> tuple[Span, ...]:
    """Read how many: words of the table, a number, a number and a half."""
    for row in policy.rows.counts:
        if any(text == shape.texts[0] for shape, _ in row.shapes):
            return row.readings
    for half in policy.tongue.halves:
        found = policy.tongue.numerals.read(text.removesuffix(half).rstrip()) if text.endswith(half) else None
        if found is not None and found.place == 1:
            more = found.and_a_half()
            return (Span(more.value, more.value, more.place / 2, more.grain / 2),)
    number = policy.tongue.numerals.read(text)
    return () if number is None else (Span(number.value, number.value, number.place / 2, number.grain / 2),)


def _of_unit(count: Span, unit: Unit) -> Span:
    """Make nanoseconds of a count; what a row of units may lose or gain counts once."""
    least = max(Fraction(0), count.least * unit.least_ns - unit.loses_ns)
    return Span(
        least,
        count.most * unit.most_ns + unit.gains_ns,
        count.fine * unit.most_ns,
        count.rough * unit.most_ns,
        count.why + ((unit.why,) if unit.why else ()),
        Fraction(unit.least_ns, unit.most_ns),
    )
