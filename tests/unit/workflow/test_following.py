"""The order that bounds and frames show, joined with whatever else follows: circles say nothing, and only they."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from gestae.workflow.following import Earlier, Following

NEVER = np.iinfo(np.int64).min
NAMES = ("a", "b", "c", "d", "e")


def table(*pairs: tuple[str, str]) -> NDArray[np.bool_]:
    found = np.zeros((len(NAMES), len(NAMES)), np.bool_)
    for there, here in pairs:
        found[NAMES.index(here), NAMES.index(there)] = True
    return found


def least(**pairs: int) -> NDArray[np.int64]:
    """Say by how much a second event comes after a first at least: ab=5."""
    found = np.full((len(NAMES), len(NAMES)), NEVER)
    for pair, by_ns in pairs.items():
        found[NAMES.index(pair[1]), NAMES.index(pair[0])] = by_ns
    return found


def pairs_of(found: NDArray[np.bool_]) -> set[str]:
    return {NAMES[there] + NAMES[here] for here, there in np.argwhere(found).tolist()}


def test_without_a_circle_what_follows_is_joined_to_what_is_shown() -> None:
    shown = Following(table(("a", "b")), {(0, 1): Earlier("a")}, (), table())
    found = shown.joined(NAMES, least(bc=7, ac=9, cd=0))
    assert (pairs_of(found.before), pairs_of(found.no_later)) == ({"ab", "bc", "ac"}, {"cd"})
    assert (found.shown, found.circles) == ({(0, 1): Earlier("a")}, ())
    assert (shown.is_whole, found.is_whole) == (False, True)


def test_what_frames_alone_show_is_followed_to_its_end_with_what_the_network_knows() -> None:
    shown = Following(table(("a", "b")), {(0, 1): Earlier("a")}, (), table())
    found = shown.joined(NAMES, least(bc=7))
    assert pairs_of(found.before) == {"ab", "bc", "ac"}
    assert found.shown == {(0, 1): Earlier("a"), (0, 2): Earlier("a", by_way_of="b")}


@pytest.mark.parametrize("by_ns", [1, 0], ids=["later", "no earlier"])
def test_frames_that_run_against_the_network_are_a_circle_of_which_nothing_is_said(by_ns: int) -> None:
    """Frames show a before b, and by the network a began after b, or not before it: neither is told of the two."""
    shown = Following(table(("a", "b"), ("b", "c")), {(0, 1): Earlier("a"), (1, 2): Earlier("b")}, (), table())
    found = shown.joined(NAMES, least(ba=by_ns, cd=2, de=0))
    assert (pairs_of(found.before), pairs_of(found.no_later)) == ({"bc", "cd", "bd"}, {"de"})
    assert found.circles == ((0, 1),)
    assert found.shown == {(1, 2): Earlier("b"), (1, 3): Earlier("b", by_way_of="c")}


def test_a_circle_takes_only_its_own_pairs_from_the_order() -> None:
    """Of a and b nothing is said; c and d, and what comes after one of the two, stand as they follow."""
    shown = Following(table(), {}, ((0, 1),), table())
    found = shown.joined(NAMES, least(ab=3, cd=5, bc=2, de=0, ea=NEVER))
    assert pairs_of(found.before) == {"cd", "bc", "bd"}
    assert (pairs_of(found.no_later), found.circles) == ({"de"}, ((0, 1),))
    assert found.shown == {(1, 3): Earlier("b", by_way_of="c")}


def test_a_circle_grows_by_what_only_the_network_puts_into_it() -> None:
    """Frames and bounds contradict each other over a and b; the network lays c between the two."""
    shown = Following(table(), {(0, 1): Earlier("a")}, ((0, 1),), table())
    found = shown.joined(NAMES, least(ac=2, cb=2, ab=4, cd=1, ca=0))
    assert (pairs_of(found.before), found.circles) == ({"cd"}, ((0, 1, 2),))
    assert (pairs_of(found.no_later), found.shown) == (set(), {})
