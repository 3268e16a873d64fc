"""What began before what: bounds and recordings drawn together, followed to the end, circles named and not guessed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.laws.plain_order import drawn

from gestae.chronology.follows import Began, Shot, in_recording, told_in_order
from gestae.model.observation import Moment
from gestae.model.time import Instant, TimeInterval

BASE = Fraction(1, 25)


def span(low: int, high: int) -> TimeInterval:
    return TimeInterval(Instant(low), Instant(high))


def shot(recording: str, at: int, *, kind: str = "fall", within: int = 0, base: Fraction = BASE) -> Shot:
    return Shot(recording, kind, Moment(at, at - within, at + within, base))


def began(*shots: Shot, when: TimeInterval | None = None) -> Began:
    return Began(when, shots)


SHOWN: dict[str, tuple[Began, Began, bool]] = {
    "one frame before another": (began(shot("f", 120)), began(shot("f", 180)), True),
    "the other way round": (began(shot("f", 180)), began(shot("f", 120)), False),
    "the same frame": (began(shot("f", 120)), began(shot("f", 120)), False),
    "bounds that touch": (began(shot("f", 120, within=30)), began(shot("f", 180, within=30)), False),
    "bounds apart by a tick": (began(shot("f", 120, within=30)), began(shot("f", 181, within=30)), True),
    "two recordings": (began(shot("f", 120)), began(shot("g", 180)), False),
    "a recording that keeps no order": (began(shot("", 120)), began(shot("", 180)), False),
    "ticks of other lengths": (began(shot("f", 120)), began(shot("f", 180, base=Fraction(1, 90000))), False),
    "no recording": (began(), began(shot("f", 180)), False),
    "then also elsewhere": (began(shot("f", 120)), began(shot("f", 180), shot("g", 7)), True),
    "then of a kind that is only elsewhere": (
        began(shot("f", 120)), began(shot("f", 180), shot("g", 7, kind="hands_up")), False,
    ),
    "first of a kind that is only elsewhere": (
        began(shot("f", 120), shot("g", 7, kind="hands_up")), began(shot("f", 180)), True,
    ),
    "then of two kinds, one of them earlier": (
        began(shot("f", 120)), began(shot("f", 180), shot("f", 110, kind="hands_up")), False,
    ),
    "then seen twice, once surely later": (
        began(shot("f", 120)), began(shot("f", 110, within=50), shot("f", 180)), True,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SHOWN)
def test_a_recording_shows_an_order_only_where_its_frames_leave_no_doubt(case: str) -> None:
    first, then, is_shown = SHOWN[case]
    found = in_recording(first, then)
    assert (found is not None) == is_shown
    if found:
        assert found.recording == "f"
        assert found.first.latest_pts < found.then.earliest_pts


def test_bounds_need_no_recording_and_are_named_by_none() -> None:
    found = drawn([began(when=span(0, 4)), began(when=span(5, 9)), began(when=span(4, 7))])
    assert found.after == ((), (0,), ())
    assert (found.by_recording, found.by_way_of, found.circles) == ({}, {}, ())


def test_what_the_bounds_show_no_recording_is_named_for() -> None:
    found = drawn([began(shot("f", 10), when=span(0, 4)), began(shot("f", 20), when=span(5, 9))])
    assert found.after == ((), (0,))
    assert found.by_recording == {}


def test_what_both_show_is_followed_to_its_end() -> None:
    day = span(0, 99)
    found = drawn([
        began(shot("f", 10), when=day),
        began(shot("f", 20), shot("g", 20), when=span(0, 40)),
        began(when=span(41, 99)),
        began(shot("g", 30), when=day),
    ])  # fmt: skip
    assert found.after == ((), (0,), (0, 1), (0, 1))
    assert set(found.by_recording) == {(0, 1), (1, 3)}
    assert found.by_way_of == {(0, 2): 1, (0, 3): 1}


def test_of_a_circle_nothing_is_said_and_of_the_others_all_the_same() -> None:
    found = drawn([
        began(shot("f", 10), when=span(50, 60)),  # by frames before the next, by clocks after it
        began(shot("f", 20), when=span(20, 30)),
        began(when=span(0, 5)),
        began(when=span(70, 80)),
    ])  # fmt: skip
    assert found.circles == ((0, 1),)
    assert found.after == ((2,), (2,), (), (0, 1, 2))
    assert found.by_recording == {}


@pytest.mark.parametrize(
    ("after", "wanted", "told"),
    [
        ([(), (), ()], [2, 0, 1], (2, 0, 1)),
        ([(1,), (), ()], [0, 1, 2], (1, 0, 2)),
        ([(1, 2), (2,), ()], [0, 1, 2], (2, 1, 0)),
        ([(1,), (), ()], [0, 2], (0, 2)),
        ([], [], ()),
    ],
)
def test_nothing_is_told_before_what_came_earlier(
    after: list[tuple[int, ...]], wanted: list[int], told: tuple[int, ...]
) -> None:
    assert told_in_order(after, wanted) == told


def test_of_sightings_that_say_the_same_the_first_is_named() -> None:
    wide, narrow = (Shot("f", "fall", Moment(120, early, 150, BASE)) for early in (100, 110))
    found = in_recording(began(wide, narrow), began(shot("f", 180, within=5)))
    assert found is not None
    assert found.first == wide.at
    early, late = (Shot("f", "fall", Moment(180, 175, end, BASE)) for end in (190, 200))
    found = in_recording(began(wide), began(early, late))
    assert found is not None
    assert found.then == early.at


def test_what_is_known_to_have_begun_by_a_moment_comes_before_what_lies_wholly_after_it() -> None:
    by = Began(None, (), Instant(5))
    found = drawn([by, began(when=span(6, 9)), began(when=span(5, 9)), Began(None), began(when=span(0, 4))])
    assert found.after == ((), (0, 4), (4,), (), ())


def test_a_step_between_is_the_first_that_shows_it() -> None:
    first, last = began(shot("f", 100)), began(shot("g", 200))
    middles = [began(shot("f", 150), shot("g", 150)) for _ in range(2)]
    found = drawn([first, *middles, last])
    assert found.after == ((), (0,), (0,), (0, 1, 2))
    assert found.by_way_of == {(0, 3): 1}
    assert sorted(found.by_recording) == [(0, 1), (0, 2), (1, 3), (2, 3)]
    assert found.circles == ()


def test_a_step_between_is_none_of_those_that_only_come_earlier() -> None:
    other = began(shot("h", 100))
    middle, last = began(shot("f", 150), shot("g", 150)), began(shot("g", 200), shot("h", 200))
    found = drawn([other, began(shot("f", 100)), middle, last])
    assert found.after == ((), (), (1,), (0, 1, 2))
    assert found.by_way_of == {(1, 3): 2}


def test_two_circles_are_named_each_and_nothing_within_them() -> None:
    def ring(recordings: str) -> list[Began]:
        return [
            began(shot(a, 100), shot(b, 200)) for a, b in zip(recordings, recordings[1:] + recordings[0], strict=True)
        ]

    found = drawn([*ring("abc"), *ring("de"), began(shot("a", 300))])
    assert found.circles == ((0, 1, 2), (3, 4))
    assert found.after == ((), (), (), (), (), (0, 2))
