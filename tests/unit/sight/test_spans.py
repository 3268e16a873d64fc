"""What is looked at closely around moments: whole groups, with some seconds before and after."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gestae.sight.groups import Group
from gestae.sight.spans import PAD_S, looked_spans

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
