"""Laws of words that say when: numbers come back, digits are never vaguer than words, the hull holds every reading."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.laws.number_words import WRITERS

from gestae.chronology.phrase import Reading, Relation, UnknownPhraseError
from gestae.chronology.policy import Policy
from gestae.chronology.shapes import plain_words
from gestae.chronology.words import read_phrase
from gestae.errors import InputRefused
from gestae.workflow.words import LANGUAGES, shipped_policy

LOADED = [shipped_policy(language) for language in LANGUAGES]  # so that no single example pays for reading it
NUMBERS = st.one_of(st.integers(0, 999_999), st.integers(0, 130))
COUNTS = st.integers(1, 400)
UNITS = {
    "en": ("seconds", "minutes", "months"),
    "uk": ("секунд", "хвилин", "місяців"),
    "ru": ("секунд", "минут", "месяцев"),
}
LATER = {"en": ("{} later", "{} before"), "uk": ("через {}", "за {} до цього"), "ru": ("через {}", "за {} до этого")}
ABOUT = {"en": "about {}", "uk": "приблизно {}", "ru": "примерно {}"}
LIMITS = {
    "en": ("less than {}", "at most {}", "at least {}", "more than {}"),
    "uk": ("менш ніж {}", "щонайбільше {}", "щонайменше {}", "більш ніж {}"),
    "ru": ("менее чем {}", "самое большее {}", "по меньшей мере {}", "более чем {}"),
}


def readings(phrase: str, language: str) -> tuple[Reading, ...]:
    return read_phrase(phrase, shipped_policy(language)).readings


def holds(outer: Reading, inner: Reading) -> bool:
    """Whether everything that one reading allows the other allows too."""
    least = outer.least_ns is None or (inner.least_ns is not None and outer.least_ns <= inner.least_ns)
    most = outer.most_ns is None or (inner.most_ns is not None and outer.most_ns >= inner.most_ns)
    return least and most and outer.relation is inner.relation


def hull(phrase: str, language: str) -> Reading:
    found = read_phrase(phrase, shipped_policy(language)).hull
    assert found is not None
    return found


@pytest.mark.parametrize("writer", WRITERS, ids="-".join)
@given(number=NUMBERS)
@example(number=0)
@example(number=1_000)
@example(number=100_000)
@example(number=999_999)
@example(number=21_012)
def test_a_number_in_words_is_read_back(writer: tuple[str, str], number: int) -> None:
    words = plain_words(WRITERS[writer](number))
    found = shipped_policy(writer[0]).tongue.numerals.read(words)
    assert found is not None, words
    assert found.value == number


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_up_to_a_thousand_is_read_back(language: str) -> None:
    numerals = shipped_policy(language).tongue.numerals
    for (of, _), write in WRITERS.items():
        for number in range(1_001) if of == language else ():
            found = numerals.read(plain_words(write(number)))
            assert found is not None
            assert found.value == number


@pytest.mark.parametrize("writer", WRITERS, ids="-".join)
@given(number=COUNTS, unit=st.integers(0, 2))
def test_digits_are_never_vaguer_than_words(writer: tuple[str, str], number: int, unit: int) -> None:
    language = writer[0]
    spoken = hull(f"{WRITERS[writer](number)} {UNITS[language][unit]}", language)
    written = hull(f"{number} {UNITS[language][unit]}", language)
    assert holds(spoken, written)


@given(language=st.sampled_from(LANGUAGES), number=COUNTS, unit=st.integers(0, 2), direction=st.integers(0, 1))
def test_the_hull_holds_every_reading(language: str, number: int, unit: int, direction: int) -> None:
    phrase = LATER[language][direction].format(f"{number} {UNITS[language][unit]}")
    outer = hull(phrase, language)
    assert all(holds(outer, reading) for reading in readings(phrase, language))


@given(language=st.sampled_from(LANGUAGES), number=COUNTS, unit=st.integers(0, 2))
def test_before_is_after_seen_from_the_other_side(language: str, number: int, unit: int) -> None:
    after, before = (pattern.format(f"{number} {UNITS[language][unit]}") for pattern in LATER[language])
    assert {(one.least_ns, one.most_ns) for one in readings(after, language)} == {
        (-(one.most_ns or 0), -(one.least_ns or 0)) for one in readings(before, language)
    }


@given(language=st.sampled_from(LANGUAGES), number=COUNTS, unit=st.integers(0, 2))
def test_an_estimate_allows_all_that_the_plain_words_allow(language: str, number: int, unit: int) -> None:
    """Rounding to a step takes at most half of the number, and an estimate allows that."""
    duration = f"{number} {UNITS[language][unit]}"
    about, plain = hull(ABOUT[language].format(duration), language), hull(duration, language)
    assert holds(about, plain)


@given(language=st.sampled_from(LANGUAGES), number=COUNTS, unit=st.integers(0, 2))
def test_limits_are_taken_at_their_word_and_meet(language: str, number: int, unit: int) -> None:
    less, at_most, at_least, more = (
        hull(pattern.format(f"{number} {UNITS[language][unit]}"), language) for pattern in LIMITS[language]
    )
    assert (less.least_ns, at_most.least_ns, at_least.most_ns, more.most_ns) == (0, 0, None, None)
    assert less.most_ns == at_most.most_ns
    assert at_least.least_ns == more.least_ns
    assert more.least_ns is not None
    assert less.most_ns is not None
    assert more.least_ns <= less.most_ns
    if unit < 2:
        assert more.least_ns == less.most_ns == number * (1, 60)[unit] * 10**9


@settings(deadline=None)
@given(language=st.sampled_from(LANGUAGES), text=st.text(max_size=40))
def test_any_text_is_read_or_refused(language: str, text: str) -> None:
    try:
        found = read_phrase(text, shipped_policy(language))
    except InputRefused:
        return
    assert found.readings


@settings(deadline=None)  # a refusal compares with every phrase of the table
@given(data=st.data(), language=st.sampled_from(LANGUAGES))
def test_words_in_another_order_are_read_or_refused(data: st.DataObject, language: str) -> None:
    """Words of the table, thrown together: bounds stay whole numbers, and least stays below most."""
    known = sorted(_vocabulary(shipped_policy(language)))
    phrase = " ".join(data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=5)))
    try:
        found = read_phrase(phrase, shipped_policy(language))
    except UnknownPhraseError:
        return
    for reading in found.readings:
        assert reading.least_ns is None or isinstance(reading.least_ns, int)
        assert reading.most_ns is None or isinstance(reading.most_ns, int)
        assert reading.says_something or reading.relation is Relation.OF_DAY


def _vocabulary(policy: Policy) -> set[str]:
    words = {word for shape in policy.spellings() for text in shape.texts for word in text.split()}
    return words | set(policy.tongue.numerals.words) | {form for unit in policy.rows.units for form in unit.forms}


@given(value=st.decimals(min_value=0, max_value=999, places=3, allow_nan=False, allow_infinity=False))
def test_a_decimal_is_exact_to_its_last_place(value: object) -> None:
    found = shipped_policy("en").tongue.numerals.read(str(value))
    assert found is not None
    assert found.value == Fraction(str(value))
    assert found.place == Fraction(1, 1000)
