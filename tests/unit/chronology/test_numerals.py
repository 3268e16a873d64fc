"""Numbers in figures and words: what is one, what is none, and what each is good to."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gestae.chronology.numerals import Number, NumberWord
from gestae.workflow.words import shipped_policy

READ = [
    ("en", "0", 0),
    ("en", "zero", 0),
    ("en", "a hundred", 100),
    ("en", "a thousand", 1_000),
    ("en", "one thousand and one", 1_001),
    ("en", "two hundred two", 202),
    ("en", "two hundred and two", 202),
    ("en", "nine hundred and ninety-nine thousand nine hundred and ninety-nine", 999_999),
    ("en", "12,345", 12_345),
    ("en", "0.25", Fraction(1, 4)),
    ("uk", "тисяча", 1_000),
    ("uk", "дві тисячі двадцять два", 2_022),
    ("uk", "п'ятьма", 5),
    ("uk", "двадцятьома п'ятьма", 25),
    ("uk", "1,5", Fraction(3, 2)),
    ("uk", "1.5", Fraction(3, 2)),
    ("uk", "12 345", 12_345),
    ("ru", "тысяча двести", 1_200),
    ("ru", "двадцатью двумя", 22),
    ("ru", "двое", 2),
    ("ru", "0,5", Fraction(1, 2)),
]
NONE = [
    ("en", ""),
    ("en", "hundred"),
    ("en", "thousand"),
    ("en", "and two"),
    ("en", "two and"),
    ("en", "two hundred and"),
    ("en", "twenty and two"),
    ("en", "twenty a"),
    ("en", "twenty twelve"),
    ("en", "two three"),
    ("en", "zero hundred"),
    ("en", "one thousand zero"),
    ("en", "ten hundred"),
    ("en", "thousand thousand"),
    ("en", "one thousand two thousand"),
    ("en", "1,5"),
    ("en", "1,2345"),
    ("en", "1234567"),
    ("en", "1.5.5"),
    ("en", "٣"),
    ("en", "-3"),
    ("uk", "п'ять двадцять"),
    ("uk", "сто сто"),
    ("en", "thousand two"),
    ("en", "two thousand three thousand"),
    ("en", "nought thousand"),
    ("en", "zero thousand"),
    ("en", "two thousand zero"),
    ("en", "two thousand and"),
    ("en", "twenty ten"),
    ("en", "twenty zero"),
    ("en", "nineteen one"),
    ("en", "two xyz"),
    ("en", "two hundred xyz"),
    ("en", "two hundred zero"),
    ("en", "1,23"),
    ("en", "1.2345678901"),
    ("en", "12,3456"),
    ("uk", "двадцять десять"),
    ("ru", "пять сто"),
]


@pytest.mark.parametrize(("language", "text", "value"), READ, ids=[f"{row[0]} {row[1]}" for row in READ])
def test_a_number_is_read(language: str, text: str, value: int | Fraction) -> None:
    found = shipped_policy(language).tongue.numerals.read(text)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize(("language", "text"), NONE, ids=[f"{row[0]} {row[1] or 'nothing'}" for row in NONE])
def test_what_is_no_number_is_none(language: str, text: str) -> None:
    assert shipped_policy(language).tongue.numerals.read(text) is None


@pytest.mark.parametrize(
    ("value", "grain"),
    [
        (0, 1),
        (1, 1),
        (7, 1),
        (12, 1),
        (15, 5),
        (20, 10),
        (45, 5),
        (100, 100),
        (120, 10),
        (1_500, 100),
        (20_000, 10_000),
        (5, 5),
        (10, 10),
        (500, 100),
        (13_000, 1_000),
        (110_000, 10_000),
        (100_000, 100_000),
        (300_000, 100_000),
    ],
)
def test_the_step_that_a_number_may_have_been_rounded_to(value: int, grain: int) -> None:
    assert Number.whole(value).grain == grain


def test_a_half_is_good_to_a_half_and_figures_to_their_last_place() -> None:
    assert Number.whole(2).and_a_half() == Number(Fraction(5, 2), Fraction(1, 2), Fraction(1, 2))
    found = shipped_policy("en").tongue.numerals.read("2.50")
    assert found == Number(Fraction(5, 2), Fraction(1, 100), Fraction(1, 100))


def test_a_word_for_a_number_multiplies_nothing_and_adds_to_others_unless_that_is_said() -> None:
    assert NumberWord(2) == NumberWord(2, times=False, alone=False)
