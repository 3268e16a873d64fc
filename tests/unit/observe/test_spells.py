"""Spells of looks: what is held and for how long, and what breaks it."""

from __future__ import annotations

import numpy as np
import pytest

from gestae.observe.spells import first_of, held, last_of, runs

# One letter a look, five a second: up, down, not known.
HELD: dict[str, list[tuple[int, int]]] = {
    "dddddddddd": [],
    "dduuddduudd": [],
    "dduuudddd": [],
    "dduuuudddd": [(2, 5)],
    "dduu?udddd": [(2, 5)],
    "dduu??uuddd": [],
    "uuuuuuuu": [(0, 7)],
    "uuuudduuuudddd": [(0, 9)],
    "uuuudddduuuu": [(0, 3), (8, 11)],
    "uuuuddd?uuuu": [(0, 11)],
    "uuuudddd????": [(0, 3)],
    "?????": [],
    "": [],
}


@pytest.mark.parametrize(("looks", "spells"), HELD.items())
def test_what_is_up_for_half_a_second_until_it_is_down_for_as_long(looks: str, spells: list[tuple[int, int]]) -> None:
    up, down = (np.array([look == letter for look in looks], bool) for letter in "ud")
    assert held(np.arange(len(looks)) / 5, up, down, 0.5) == spells


def test_a_run_ends_at_a_break_and_at_a_long_gap() -> None:
    flags = np.array([1, 1, 0, 1, 0, 0, 0, 1], bool)
    never = np.zeros(8, bool)
    assert runs(np.arange(8.0), flags, never, 2.0) == [(0, 3), (7, 7)]
    assert runs(np.arange(8.0), flags, ~flags, 9.0) == [(0, 1), (3, 3), (7, 7)]


def test_neighbours_that_are_not_there() -> None:
    flags = np.array([False, True])
    assert (first_of(flags, after=1), last_of(flags, before=1)) == (None, None)
    assert (first_of(flags, after=-1), last_of(flags, before=2)) == (1, 1)
