"""Whether independent clashes are all there are: known answers, and all smallest sets found one by one."""

from __future__ import annotations

import pytest

from gestae.chronology.conflicts import every_conflict, independent_conflicts, repairs
from gestae.chronology.firsts import grounded
from gestae.chronology.overlaps import Overlap, overlap
from gestae.model.network import ORIGIN, Apart, First, Grade, Network, Said


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


def told(name: str, start: str, to: str, least: int | None, most: int | None) -> Said:
    return Said(name, Apart(start, to, least, most), (f"source {name}",))


# a begins with the first of p and q: both come after c, and a does not.
ALL_AFTER = (told("1", "c", "p", 1, None), told("2", "c", "q", 1, None), told("3", "c", "a", None, 0))
# Further statements, the clashes of all together, the smallest ways out, without which another set remains, and others.
FIRSTS: dict[str, tuple[tuple[Said, ...], list[str], list[str], str, bool]] = {
    "one clash over what follows": ((), ["123"], ["1", "2", "3"], "", False),
    "a plain one over one of its statements": ((told("4", "c", "a", 5, None),), ["34"], ["3"], "4", True),
    "a plain one beside it": (
        (told("4", "d", "e", 1, None), told("5", "e", "d", 1, None)), ["45", "123"],
        ["14", "15", "24", "25", "34", "35"], "", False,
    ),
    "a second reason why one part is later": ((told("4", "c", "q", 2, None),), ["134"], ["1", "3"], "4", True),
}  # fmt: skip


@pytest.mark.parametrize(("further", "clashes", "ways", "remains", "others"), FIRSTS.values(), ids=FIRSTS.keys())
def test_what_was_derived_goes_with_what_it_was_derived_from(
    further: tuple[Said, ...], clashes: list[str], ways: list[str], remains: str, others: bool
) -> None:
    axioms = [Apart("a", part, 0, None) for part in "pq"]
    asked = grounded(Network.of("acde", [*ALL_AFTER, *further], axioms, 0, [First("a", ("p", "q"))]))
    found, mended = independent_conflicts(asked), repairs(asked)
    assert ["".join(one.said) for one in found] == clashes
    assert ["".join(one.said) for one in mended] == ways
    assert overlap(asked, found, mended, 100) == Overlap(others, frozenset(remains))


def test_of_ways_that_were_not_all_looked_for_nothing_is_claimed() -> None:
    asked, _, _ = CASES["two clashes apart"]
    assert overlap(asked, independent_conflicts(asked), repairs(asked, 1), 1) == Overlap(None, frozenset())


def test_one_clash_is_known_to_be_alone_however_many_ways_out_there_are() -> None:
    """Two hundred statements in one circle, each of them a way out: a hundred were looked for."""
    size = 200
    said = [told(f"{n:03}", f"p{n:03}", f"p{(n + 1) % size:03}", 1, None) for n in range(size)]
    asked = Network.of([f"p{n:03}" for n in range(size)], said)
    clashes, ways = independent_conflicts(asked), repairs(asked)
    assert [one.said for one in clashes] == [tuple(one.id for one in said)]
    assert [one.said for one in ways] == [(one.id,) for one in said[:100]]
    assert overlap(asked, clashes, ways, 100) == Overlap(False, frozenset())
    assert every_conflict(asked).sets == clashes
