"""Laws of following a display: a digit misread here and there never makes a tick, and the order of entry nothing."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.sight.clock_readings import BASE, readings_of, reread

from gestae.sight.clockrun import Reading, follow

WHOLE = readings_of(12)
TRUE = {tick.reading.pts: tick.reading.text for tick in follow(WHOLE, BASE).stretches[0].ticks}


@st.composite
def corrupted(draw: st.DrawFn) -> list[tuple[int, str]]:
    """Up to five readings, of which no two stand side by side, with one digit each read as another."""
    places = draw(st.lists(st.integers(0, len(WHOLE) // 3 - 1), max_size=5, unique=True))
    changed = []
    for place in places:
        text = WHOLE[3 * place].text
        digits = [at for at, letter in enumerate(text) if letter.isdigit()]
        at, digit = draw(st.sampled_from(digits)), draw(st.sampled_from("0123456789"))
        changed.append((3 * place, text[:at] + digit + text[at + 1 :]))
    return changed


@settings(max_examples=60, deadline=None)
@given(corrupted())
def test_a_misread_digit_never_gives_a_wrong_tick(changes: list[tuple[int, str]]) -> None:
    readings = list(WHOLE)
    for place, text in changes:
        readings[place] = reread(readings[place], text)
    run = follow(readings, BASE)
    found = {tick.reading.pts: tick.reading.text for stretch in run.stretches for tick in stretch.ticks}
    assert found.items() <= TRUE.items()
    true = {one.pts: one.shown for one in WHOLE}
    for kept in (one for stretch in run.stretches for one in stretch.readings):
        said, was = kept.shown, true[kept.pts]
        assert said is not None
        assert was is not None
        # The last picture of a second cannot be told from the first of the next by its neighbours alone.
        assert abs(said.second_of_day - was.second_of_day) <= 1


@settings(max_examples=20, deadline=None)
@given(st.permutations(WHOLE))
def test_the_order_in_which_readings_come_changes_nothing(readings: list[Reading]) -> None:
    assert follow(readings, BASE) == follow(WHOLE, BASE)
