"""Phrases between two points of an account: a distance, or a refusal that says what to write instead."""

from __future__ import annotations

import pytest

from gestae.chronology.phrase import UnknownPhraseError
from gestae.errors import InputRefused
from gestae.workflow.words import read_distance, shipped_policy, understood_in


@pytest.mark.parametrize(
    ("phrase", "language", "readings"),
    [
        ("less than ten seconds", "en", ((0, 10_000_000_000),)),
        ("shortly after", "en", ((1, 900_000_000_000), (1, None))),
        ("менш ніж за десять секунд", "uk", ((0, 10_000_000_000),)),
        ("около трёх часов", "ru", ((5_400_000_000_000, 16_200_000_000_000),)),
    ],
)
def test_a_distance_in_every_reading(
    phrase: str, language: str, readings: tuple[tuple[int | None, int | None], ...]
) -> None:
    assert read_distance(phrase, language, "phrase") == (f"{language}/1", readings)


@pytest.mark.parametrize(
    ("phrase", "wrong", "right"),
    [
        ("during", "limits two pairs of points", "write two constraints: from the start of one to the start"),
        ("while", "limits two pairs of points", "from the start of one to the end of the other"),
        ("at noon", "names a time of the day", "give after and before"),
    ],
)
def test_words_that_are_no_distance_are_refused_with_what_to_write(phrase: str, wrong: str, right: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_distance(phrase, "en", "yard.toml, line 9")
    assert wrong in refused.value.wrong
    assert right in refused.value.right
    assert refused.value.what == "yard.toml, line 9"


def test_a_language_without_a_policy_is_refused() -> None:
    with pytest.raises(InputRefused, match="'de'"):
        shipped_policy("de")


def test_what_no_row_knows_is_refused() -> None:
    with pytest.raises(UnknownPhraseError):
        read_distance("wibble", "en", "phrase")


def test_the_languages_that_understand_a_phrase() -> None:
    assert understood_in("пару минут спустя", "en") == ("ru",)
    assert understood_in("wibble", "en") == ()
