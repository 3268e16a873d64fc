"""Which sets of statements can hold: what was derived stays only with what it was derived from."""

from __future__ import annotations

import pytest

from gestae.chronology.firsts import grounded
from gestae.chronology.subsets import Subsets
from gestae.model.network import Apart, First, Network, Said


def told(name: str, start: str, to: str, least: int | None, most: int | None) -> Said:
    return Said(name, Apart(start, to, least, most), (f"source {name}",))


def knot(*, with_c_after_a: bool = True) -> Network:
    """Both parts of a come after c, and a does not; beside that, d and e come after each other."""
    said = [told("1", "c", "p", 1, None), told("2", "c", "q", 1, None), *(
        [told("3", "c", "a", None, 0)] if with_c_after_a else []),
        told("4", "d", "e", 1, None), told("5", "e", "d", 1, None),
    ]  # fmt: skip
    return grounded(Network.of("acde", said, [Apart("a", part, 0, None) for part in "pq"], 0, [First("a", ("p", "q"))]))


@pytest.mark.parametrize(
    ("places", "clash"),
    [
        ({0, 1, 2, 3, 4}, (3, 4)), ({0, 1, 2, 3}, (0, 1, 2)), ({0, 1, 2, 4}, (0, 1, 2)), ({0, 1, 3}, ()), ({1, 2}, ()),
        ({3, 4}, (3, 4)), (set(), ()),
    ],
)  # fmt: skip
def test_a_set_clashes_plainly_or_over_what_follows_or_can_hold(places: set[int], clash: tuple[int, ...]) -> None:
    sets = Subsets(knot())
    assert sets.whole == {0, 1, 2, 3, 4}
    assert sets.clash(places) == clash
    assert sets.can_hold(places) is (not clash)


def test_what_was_derived_is_no_member_of_any_set() -> None:
    network = knot(with_c_after_a=False).only([0, 1, 2, 3])
    assert [one.id for one in network.said] == ["1", "2", "4", "5"]
    held = grounded(network.only([0, 1, 2]))
    assert [one.id for one in held.said] == ["1", "2", "4", "first:a:1"]
    assert [one.id for one in Subsets(held).network.said] == ["1", "2", "4"]
