"""Which way a thing went: in heights of its own, and not told where it was seen too seldom or cut off."""

from __future__ import annotations

import pytest

from gestae.observe.query import Direction
from gestae.observe.ways import LEAST_LOOKS, Stand, ways

HERE = Stand(100, 200, 80)

WENT = {
    "right": (Stand(141, 200, 80), ["right"]),
    "left": (Stand(59, 200, 80), ["left"]),
    "not far enough": (Stand(139, 219, 80), []),
    "down": (Stand(100, 221, 80), ["down"]),
    "up": (Stand(100, 179, 80), ["up"]),
    "towards": (Stand(100, 200, 101), ["towards"]),
    "away": (Stand(100, 200, 63), ["away"]),
    "nearer and to the left": (Stand(0, 260, 160), ["left", "down", "towards"]),
}


@pytest.mark.parametrize(("last", "told"), WENT.values(), ids=list(WENT))
def test_ways(last: Stand, told: list[str]) -> None:
    went = ways(HERE, last, 80, 12)
    assert [way.value for way, is_so in went.items() if is_so] == told
    assert None not in went.values()


def test_a_thing_seen_seldom_went_nowhere_that_is_known() -> None:
    assert set(ways(HERE, Stand(900, 200, 80), 80, LEAST_LOOKS - 1).values()) == {None}


@pytest.mark.parametrize("last", [Stand(300, 200, None), Stand(300, 200, 80)])
def test_what_is_cut_off_says_nothing_of_near_and_far(last: Stand) -> None:
    went = ways(Stand(100, 200, None), last, 80, 12)
    assert (went[Direction.RIGHT], went[Direction.TOWARDS], went[Direction.AWAY]) == (True, None, None)
