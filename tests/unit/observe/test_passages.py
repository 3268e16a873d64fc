"""Passages: exact words in one place, whatever breaks the lines; and nothing where they stand twice or nowhere."""

from __future__ import annotations

import pytest

from gestae.errors import InputRefused
from gestae.observe.passages import Passage, find_passage, read_text

TEXT = "She said:\r\n  a grey\u00a0van\n\nwent in. A grey van? No: the  van was grey."

FOUND = [
    ("a grey van went in", Passage("a grey van went in", 13, 32, 2)),
    ("A grey van", Passage("A grey van", 34, 44, 4)),
    ("  the\nvan was  ", Passage("the van was", 50, 62, 4)),
    ("She", Passage("She", 0, 3, 1)),
    ("grey.", Passage("grey.", 63, 68, 4)),
]


@pytest.mark.parametrize(("words", "passage"), FOUND)
def test_runs_of_spaces_and_line_breaks_count_as_one_space(words: str, passage: Passage) -> None:
    assert find_passage(TEXT, words, "w1.txt") == passage
    assert " ".join(TEXT[passage.start_chars : passage.end_chars].split()) == passage.words


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("van", r"stands 3 times in it \(line 2, 4, 4\); write more"),
        ("grey van", r"stands 2 times in it \(line 2, 4\)"),
        ("SHE SAID", "does not stand in it; it stands there as 'She said'"),
        ("a gray van", "does not stand in it; write the words exactly as they stand there"),
    ],
)
def test_words_that_mark_no_one_place_are_refused(words: str, says: str) -> None:
    with pytest.raises(InputRefused, match=says):
        find_passage(TEXT, words, "w1.txt")


def test_overlapping_places_are_counted() -> None:
    with pytest.raises(InputRefused, match="stands 2 times"):
        find_passage("bang bang bang", "bang bang", "w1.txt")


def test_letters_made_of_two_signs_are_pointed_out() -> None:
    with pytest.raises(InputRefused, match="it stands there as"):
        find_passage("почалася би\u0438\u0306ка", "би\u0439ка", "w1.txt")


@pytest.mark.parametrize("data", [b"\xef\xbb\xbfabc", b"abc"])
def test_a_byte_order_mark_is_no_part_of_the_text(data: bytes) -> None:
    assert read_text(data, "w1.txt") == "abc"


@pytest.mark.parametrize(
    ("data", "says"), [(b"\xff\xfea\x00", "is UTF-16, not UTF-8"), (b"ab\xe2\x28", r"byte 3 is 0xe2")]
)
def test_other_encodings_are_named(data: bytes, says: str) -> None:
    with pytest.raises(InputRefused, match=says):
        read_text(data, "w1.txt")
