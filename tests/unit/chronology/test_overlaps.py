"""Whether independent clashes are all there are: known answers, and all smallest sets found one by one."""

from __future__ import annotations

import pytest

from gestae.chronology.conflicts import every_conflict, independent_conflicts, repairs
from gestae.chronology.overlaps import Overlap, overlap
from gestae.model.network import ORIGIN, Apart, Grade, Network, Said


def network(**limits: tuple[str, int | None, int | None]) -> Network:
    said = [
        Said(name, Apart(ORIGIN, point, least, most), (name,), (), Grade.TESTIMONY)
        for name, (point, least, most) in limits.items()
    ]
    return Network.of(sorted({point for point, _, _ in limits.values()}), said, [], 0)


# A network, whether other sets overlap its clashes, and of how many statements another set remains without each.
CASES: dict[str, tuple[Network, bool, int]] = {
    "one clash alone": (network(a=("x", 5, None), b=("x", None, 1)), False, 0),
    "a second over one of its statements": (network(a=("x", 5, None), b=("x", None, 1), c=("x", None, 2)), True, 1),
    "others that need statements of both": (
        network(a=("x", 5, None), b=("x", None, 1), c=("x", None, 2), d=("x", 6, None)), True, 0
    ),
    "two clashes apart": (
        network(a=("x", 5, None), b=("x", None, 1), c=("y", 5, None), d=("y", None, 1)), False, 0
    ),
}  # fmt: skip


@pytest.mark.parametrize(("asked", "others", "remains"), CASES.values(), ids=CASES.keys())
def test_other_sets_are_found_where_there_are_any(asked: Network, others: bool, remains: int) -> None:
    clashes = independent_conflicts(asked)
    found = overlap(asked, clashes, repairs(asked), 100)
    every = every_conflict(asked)
    assert every.complete
    assert found.others is others is (len(every.sets) > len(clashes))
    assert len(found.remains) == remains


def test_of_ways_that_were_not_all_looked_for_nothing_is_claimed() -> None:
    asked = network(a=("x", 5, None), b=("x", None, 1))
    assert overlap(asked, independent_conflicts(asked), repairs(asked, 1), 1) == Overlap(None, frozenset())
