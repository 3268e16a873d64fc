"""Times of the day, durations and phrases under a small policy: each reading, to the nanosecond."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.unit.chronology.small_policy import MIN, POLICY, TEXT, H, S

from gestae.chronology.clockwords import Shown, read_shown
from gestae.chronology.durations import read_duration
from gestae.chronology.nearness import nearest
from gestae.chronology.policy import Policy
from gestae.chronology.policyform import read_policy
from gestae.chronology.words import read_phrase

HALF = Fraction(1, 2)

CLOCKS: dict[str, list[tuple[int, int, Fraction]]] = {
    "noon": [(12 * H, MIN, 15 * MIN * Fraction(1))],
    "midnight": [(0, MIN, 15 * MIN * Fraction(1)), (24 * H, MIN, 15 * MIN * Fraction(1))],
    "14:30": [(14 * H + 30 * MIN, MIN, Fraction(15 * MIN))],
    "14.35": [(14 * H + 35 * MIN, MIN, Fraction(5 * MIN, 2))],
    "14:31": [(14 * H + 31 * MIN, MIN, Fraction(MIN, 2))],
    "14:59:59": [(14 * H + 59 * MIN + 59 * S, S, Fraction(S, 2))],
    "14:30:00": [(14 * H + 30 * MIN, S, Fraction(S, 2))],
    "3:15": [(3 * H + 15 * MIN, MIN, Fraction(5 * MIN, 2))],
    "0:00": [(0, MIN, Fraction(15 * MIN))],
    "23:00": [(23 * H, MIN, Fraction(15 * MIN))],
    "24:00": [],
    "14:60": [],
    "14:59:60": [],
    "3:15 pm": [(15 * H + 15 * MIN, MIN, Fraction(5 * MIN, 2))],
    "12:05 pm": [(12 * H + 5 * MIN, MIN, Fraction(5 * MIN, 2))],
    "13:05 pm": [(13 * H + 5 * MIN, MIN, Fraction(5 * MIN, 2))],
    "10:05 p.m": [(22 * H + 5 * MIN, MIN, Fraction(5 * MIN, 2))],
    "sixish": [(6 * H, MIN, Fraction(15 * MIN)), (18 * H, MIN, Fraction(15 * MIN))],
    "sixish pm": [(18 * H, MIN, Fraction(15 * MIN))],
    "ten o'clock": [(10 * H, MIN, Fraction(15 * MIN)), (22 * H, MIN, Fraction(15 * MIN))],
    "12 o'clock": [(0, MIN, Fraction(15 * MIN)), (12 * H, MIN, Fraction(15 * MIN))],
    "13 o'clock": [(13 * H, MIN, Fraction(15 * MIN))],
    "1.5 o'clock": [],
    "ten": [],
    "ten pm": [(22 * H, MIN, Fraction(15 * MIN))],
    "two pm": [(14 * H, MIN, Fraction(15 * MIN))],
}  # fmt: skip


@pytest.mark.parametrize("text", CLOCKS)
def test_a_time_of_the_day_is_read(text: str) -> None:
    found = read_shown(text, POLICY)
    assert [(one.clock_ns, one.tick_ns, one.values["rough"]) for one in found] == CLOCKS[text]
    assert all(one.values["clock"] == one.clock_ns and one.values["tick"] == one.tick_ns for one in found)
    assert Shown(5).tick_ns == MIN


def test_where_hours_are_said_twice_a_figure_may_lie_in_either_half() -> None:
    twelve = read_policy(TEXT.replace("clock_hours = 24", "clock_hours = 12"), "test.toml")
    hours = {
        text: [one.clock_ns // H for one in read_shown(text, twelve)] for text in ("3:00", "03:00", "13:00", "12:00")
    }
    assert hours == {"3:00": [3, 15], "03:00": [3], "13:00": [13], "12:00": [0, 12]}


def spans(text: str, policy: Policy = POLICY) -> list[tuple[Fraction, Fraction, Fraction, Fraction, Fraction]]:
    """Give seconds: least, most, fine, rough; and the share of the shortest unit."""
    return [
        (one.least / S, one.most / S, one.fine / S, one.rough / S, one.short) for one in read_duration(text, policy)
    ]


DURATIONS: dict[str, list[tuple[float | Fraction, ...]]] = {
    "ten seconds": [(10, 10, HALF, 5, 1)],
    "10s": [(10, 10, HALF, 5, 1)],
    "2s": [(2, 2, HALF, HALF, 1)],
    "1.5s": [(1.5, 1.5, Fraction(1, 20), Fraction(1, 20), 1)],
    "minute ten seconds": [(70, 70, HALF, 5, 1)],
    "10-s": [(10, 10, HALF, 5, 1)],
    "10xs": [],
    "minute": [(60, 60, 30, 30, 1)],
    "second": [],
    "nought days": [(0, 2 * 3600, 12.5 * 3600, 12.5 * 3600, Fraction(4, 5))],
    "two days": [(39 * 3600, 52 * 3600, 12.5 * 3600, 12.5 * 3600, Fraction(4, 5))],
    "few seconds": [(2, 3, 1, 1, 1), (4, 4, HALF, HALF, 1), (5, 5, 0, 0, 1)],
    "a blink": [(1, 2, HALF, HALF, 1)],
    "two minutes and a half": [(150, 150, 15, 15, 1)],
    "few minutes and a half": [(270, 270, 15, 15, 1), (330, 330, 15, 15, 1)],
    "minute and a half": [(90, 90, 15, 15, 1)],
    "two and a half minutes": [(150, 150, 15, 15, 1)],
    "2.5 and a half minutes": [],
    "two minutes ten seconds": [(130, 130, HALF, 5, 1)],
    "two minutes and ten seconds": [(130, 130, HALF, 5, 1)],
    "two minutes, 59 seconds": [(179, 179, HALF, HALF, 1)],
    "two minutes 60 seconds": [],
    "ten seconds two minutes": [],
    "two days two minutes ten seconds": [(39 * 3600 + 130, 52 * 3600 + 130, HALF, 5, 1)],
    "two to ten seconds": [(2, 10, HALF, 4, 1)],
    "two seconds to ten": [(2, 10, HALF, 4, 1)],
    "ten to two seconds": [],
    "ten to ten seconds": [(10, 10, HALF, HALF, 1)],
    "10 to 11 seconds": [(10, 11, HALF, HALF, 1)],
    "between two and ten seconds": [(2, 10, 0, 0, 1)],
    "ten seconds to two minutes": [(10, 120, 30, 30, 1)],
    "two minutes to two days": [(120, 52 * 3600, 12.5 * 3600, 12.5 * 3600, Fraction(4, 5))],
    "few to 3 seconds": [(2, 3, 1, 1, 1)],
    "a blink to 1.5 seconds": [],
    "1.5 seconds to a blink": [],
    "seconds": [],
    "pm": [],
}  # fmt: skip


@pytest.mark.parametrize("text", DURATIONS)
def test_a_duration_is_read(text: str) -> None:
    assert spans(text) == [tuple(Fraction(side) for side in row) for row in DURATIONS[text]]


READINGS: dict[str, tuple[list[tuple[int | None, int | None]], str | None]] = {
    "ten seconds": ([(9_500_000_000, 10_500_000_000)], None),
    "about ten seconds": ([(0, 15 * S)], None),
    "about 0.0 ns": ([(0, 1)], None),
    "about 0.4 ns": ([(0, 1)], None),
    "about ten ns": ([(0, 15)], None),
    "ten seconds later": ([(9_500_000_000, 10_500_000_000)], "from what"),
    "about ten seconds later": ([(0, 15 * S)], "from what"),
    "at 14:31": (
        [(14 * H + 31 * MIN, 14 * H + 32 * MIN - 1), (14 * H + 31 * MIN - MIN // 2, 14 * H + 31 * MIN + MIN // 2)],
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", READINGS)
def test_a_phrase_is_read_outwards(text: str) -> None:
    readings, leaves = READINGS[text]
    found = read_phrase(text, POLICY)
    assert [(one.least_ns, one.most_ns) for one in found.readings] == readings
    assert found.leaves == leaves
    assert found.policy == "test/3"


def test_parts_of_a_nanosecond_are_rounded_outwards() -> None:
    found = read_phrase("1.000000001 seconds", POLICY).readings[0]
    assert (found.least_ns, found.most_ns) == (S, S + 2)  # 1 s and 1 ns, give or take half a nanosecond


MISSPELT: dict[str, tuple[str, str | None]] = {
    "one": ("tten seconds later", "ten seconds later"),
    "four": ("abuot tten secnods latre", "about ten seconds later"),
    "five": ("abuot tten minuets tten secnods", None),
    "none": ("later ten seconds", None),
    "figures are no words": ("10 secnods latre", "10 seconds later"),
}


@pytest.mark.parametrize("case", MISSPELT)
def test_up_to_four_misspelt_words_are_mended(case: str) -> None:
    phrase, mended = MISSPELT[case]
    asked: list[str] = []

    def is_understood(other: str) -> bool:
        asked.append(other)
        return other == mended

    found = nearest(phrase, POLICY, is_understood)
    assert bool(asked) is (mended is not None)
    assert (found[:1] == (mended,)) is (mended is not None)


def test_no_more_than_three_phrases_are_given_the_mended_first() -> None:
    found = nearest("tten minuets later", POLICY, lambda _: True)
    assert 1 <= len(found) == len(set(found)) <= 3
    assert found[0] == "ten minutes later"
    assert nearest("xyzzy", POLICY, lambda _: True) == ()


def test_phrases_that_share_little_but_letters_are_not_given_and_the_nearest_are_spelt_as_the_table_does() -> None:
    assert nearest("the door was open", POLICY, lambda _: False) == ()
    assert nearest("ten minutes latr", POLICY, lambda _: False) == ("ten minutes later", "ten minutes")
    assert nearest("tin foil later", POLICY, lambda _: False) == ()


def mended(phrase: str, policy: Policy = POLICY) -> list[str]:
    """Give all mended phrases that are asked for."""
    asked: list[str] = []

    def is_understood(other: str) -> bool:
        asked.append(other)
        return False

    nearest(phrase, policy, is_understood)
    return asked


@pytest.mark.parametrize(
    ("phrase", "asked"),
    [
        ("xen minutes later", []),
        ("secnds later", ["seconds later", "second later"]),
        ("a blnk later", ["a blink later"]),
        ("a feww later", ["a few later"]),
        ("at mdnight", ["at midnight"]),
    ],
)
def test_a_word_is_mended_by_those_of_the_table_that_look_like_it(phrase: str, asked: list[str]) -> None:
    assert mended(phrase) == asked


def test_of_three_words_that_look_like_one_the_nearest_two_mend_it() -> None:
    three = read_policy(TEXT.replace('"second[s]", "s"', '"second[s]", "secon"'), "test.toml")
    assert mended("secnds later", three) == ["seconds later", "second later"]
