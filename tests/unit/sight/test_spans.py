"""What is looked at closely around moments: whole groups, with some seconds before and after."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gestae.sight.groups import Group, Stretch
from gestae.sight.spans import PAD_S, Span, in_parts, looked_spans, near, near_spans

BASE = Fraction(1, 25)
GROUPS = tuple(Group(at, at + 50 if at < 950 else None, 50) for at in range(0, 1000, 50))
PAD = int(PAD_S / BASE)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ((), ()),
        (((500, 500),), ((400, 600),)),
        (((0, 3),), ((0, 100),)),
        (((990, 999),), ((900, None),)),
        (((500, 510), (590, 700)), ((400, 800),)),  # what touches is one
        (((590, 700), (500, 510)), ((400, 800),)),
        (((100, 110), (500, 510)), ((0, 200), (400, 600))),
        (((-40, -30),), ((0, 50),)),  # pictures before the first key frame's time belong to the first group
    ],
)
def test_moments_become_whole_groups(
    found: tuple[tuple[int, int], ...], wanted: tuple[tuple[int, int | None], ...]
) -> None:
    assert looked_spans(found, GROUPS, BASE) == wanted


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 200)), max_size=8))
def test_every_moment_lies_inside_with_its_margin(drawn: list[tuple[int, int]]) -> None:
    found = [(first, min(999, first + length)) for first, length in drawn]
    spans = looked_spans(found, GROUPS, BASE)
    ends = [(start, 1000 if end is None else end) for start, end in spans]
    for first, last in found:
        assert any(start <= max(0, first - PAD) and min(999, last + PAD) < end for start, end in ends)
    assert all(a[1] < b[0] for a, b in pairwise(ends))
    starts = {group.start_pts for group in GROUPS}
    assert all(start in starts for start, _ in spans)


STRETCHES = tuple(Stretch(GROUPS[at : at + 4]) for at in range(0, 20, 4))


@pytest.mark.parametrize(
    ("spans", "wanted"),
    [
        ((), ()),
        (((50, 100), (150, 250), (300, 350)), (((50, 100), (150, 250)), ((300, 350),))),
        (((150, 650),), (((150, 200),), ((200, 400),), ((400, 650),))),  # cut where a whole stretch lies behind
        (((150, 450),), (((150, 200),), ((200, 450),))),
        (((0, None),), (((0, 200),), ((200, 400),), ((400, 600),), ((600, None),))),
        (((900, None),), (((900, None),),)),
    ],
)
def test_parts_begin_in_one_stretch_each(spans: tuple[Span, ...], wanted: tuple[tuple[Span, ...], ...]) -> None:
    assert in_parts(spans, STRETCHES) == wanted


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 400)), max_size=6))
def test_parts_leave_nothing_out_and_nothing_is_in_two(drawn: list[tuple[int, int]]) -> None:
    spans = looked_spans([(first, min(999, first + length)) for first, length in drawn], GROUPS, BASE)
    parts = in_parts(spans, STRETCHES)
    pictures = [n for part in parts for first, end in part for n in range(first, 1000 if end is None else end)]
    wanted = [n for first, end in spans for n in range(first, 1000 if end is None else end)]
    assert pictures == wanted
    starts = {group.start_pts for group in GROUPS}
    assert {first for part in parts for first, _ in part} <= starts


@given(
    st.lists(st.tuples(st.integers(0, 999), st.integers(0, 60)), max_size=8),
    st.lists(st.tuples(st.integers(0, 999), st.integers(1, 300)), max_size=3),
)
def test_what_is_near_a_part_follows_from_the_moments_near_it(
    drawn: list[tuple[int, int]], spans: list[tuple[int, int]]
) -> None:
    found = [(first, first + length) for first, length in drawn]
    places = [(first, first + length) for first, length in spans]
    whole, own = near(found, BASE), near(near_spans(found, places, BASE), BASE)
    for pts in (n for first, end in places for n in range(first, end)):
        assert any(a <= pts <= b for a, b in whole) == any(a <= pts <= b for a, b in own)
