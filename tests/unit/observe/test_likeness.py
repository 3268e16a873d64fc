"""Likeness of clothing lies between bounds, is the same both ways for the same parts, and claims no more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gestae.errors import RecordError
from gestae.model.colour import Colour, Part, Worn
from gestae.observe.likeness import MEASURE, Likeness, likeness


def worn(part: Part, **shares: float) -> Worn:
    return Worn("t", part, 4, {Colour(name): share for name, share in shares.items()}, None)


@st.composite
def clothing(draw: st.DrawFn, parts: tuple[Part, ...] = (Part.UPPER, Part.LOWER)) -> list[Worn]:
    found = []
    for part in parts:
        weights = draw(st.dictionaries(st.sampled_from(list(Colour)), st.integers(1, 9), min_size=1, max_size=4))
        named = draw(st.floats(0.3, 1.0))
        found.append(Worn("t", part, 3, {c: named * w / sum(weights.values()) for c, w in weights.items()}, None))
    return found


@given(clothing(), clothing())
def test_it_is_the_same_both_ways_and_within_nought_and_one(one: list[Worn], other: list[Worn]) -> None:
    there, back = likeness(one, other), likeness(other, one)
    assert there is not None
    assert back is not None
    assert there.least == pytest.approx(back.least)
    assert 0 <= there.least == there.most <= 1 + 1e-9


@given(clothing())
def test_nothing_is_more_like_a_thing_than_itself(one: list[Worn]) -> None:
    found = likeness(one, one)
    assert found is not None
    assert found.least == pytest.approx(1)


@given(clothing(), clothing())
def test_what_is_not_seen_lies_within_the_bounds(one: list[Worn], other: list[Worn]) -> None:
    whole, half = likeness(one, other), likeness(one, other[:1])
    assert whole is not None
    assert half is not None
    assert half.least - 1e-9 <= whole.least <= whole.most <= half.most + 1e-9
    assert (half.seen, whole.seen) == (1, 2)
    assert half.shared[other[1].part] is None


def test_without_a_part_in_common_nothing_is_claimed() -> None:
    upper, lower = worn(Part.UPPER, red=1.0), worn(Part.LOWER, red=1.0)
    assert likeness([upper], [lower]) is None
    assert likeness([], [lower]) is None


def test_pixels_without_a_name_make_nothing_alike() -> None:
    found = likeness([worn(Part.UPPER, red=0.5)], [worn(Part.UPPER, red=1.0)])
    assert found is not None
    assert found.least == pytest.approx(0.5)


def test_a_part_that_the_other_shows_alone_counts_for_nothing() -> None:
    one, other = [worn(Part.UPPER, red=1.0)], [worn(Part.UPPER, red=1.0), worn(Part.LOWER, black=1.0)]
    found = likeness(one, other)
    assert found is not None
    assert (found.least, found.most) == (1, 1)


def test_it_says_what_it_is_not() -> None:
    assert "never identity" in MEASURE


@pytest.mark.parametrize(("least", "most"), [(0.6, 0.5), (-0.1, 0.5), (0.5, 1.2)])
def test_bounds_that_contradict_each_other_are_refused(least: float, most: float) -> None:
    with pytest.raises(RecordError):
        Likeness(least, most, {Part.UPPER: 0.5})
