"""Which words of a text tell of somebody, and when a ground repeats them."""

from __future__ import annotations

import pytest

from gestae.workflow.telling import repeats, telling_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The witness I. Mak came", {"mak"}),
        ("Свідок Петренко, телефон 0441234567", {"петренко", "0441234567"}),
        ("nothing of the kind", set()),
        ("plate АА1234ВВ", {"аа1234вв"}),
        ("2022-03-16T12:00:00.000000000Z and 2022-03-16T14:00:00", set()),
        ("", set()),
    ],
)
def test_words_that_tell(text: str, words: set[str]) -> None:
    assert telling_words(text) == words


@pytest.mark.parametrize(
    ("ground", "hidden", "is_repeated"),
    [
        ("asked for by mak", "I. Mak", True),
        ("asked for by MAK", "I. Mak", True),
        ("a maker of tables", "I. Mak", False),
        ("на прохання петренка", "Свідок Петренко", True),
        ("of verbytskoho", "Verbytskyi", True),
        ("order 7 of the court", "The Court heard I. Mak", False),
        ("witness protection, order 7", "Witness 1", False),
        ("the number 0441234567", "+380441234567", True),
        ("law 1234", "plate АА1234ВВ", False),
        ("as told in words", "told in words", True),
        ("of x", "x", False),
    ],
)
def test_a_ground_repeats_or_not(ground: str, hidden: str, is_repeated: bool) -> None:
    assert repeats(ground, hidden) is is_repeated
