"""Texts that were read: what contradicts itself is none."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gestae.errors import RecordError
from gestae.model.text import Bearer, Inscription, Means, Script, TextLook, Wording

WORDS = Wording("AB·1", Script.UNDECIDED, ("0/O",))


@pytest.mark.parametrize(
    ("reads", "alternatives"),
    [
        pytest.param("", (), id="nothing"),
        pytest.param("  ", (), id="gaps alone"),
        pytest.param("A·", (), id="an unread letter without a word on it"),
        pytest.param("AB", ("8",), id="a word on a letter that was read"),
    ],
)
def test_a_text_says_of_each_unread_letter_what_it_may_be(reads: str, alternatives: tuple[str, ...]) -> None:
    with pytest.raises(RecordError):
        Wording(reads, Script.UNDECIDED, alternatives)


def test_an_unread_letter_may_be_unknown_altogether() -> None:
    assert Wording("A·B·", Script.LATIN, ("", "B/8")).unread == 2


@pytest.mark.parametrize(
    ("ordinals", "votes"),
    [
        pytest.param([], 1, id="no picture"),
        pytest.param([3, 2], 1, id="out of order"),
        pytest.param([3, 3], 1, id="one twice"),
        pytest.param([3], 2, id="more votes than pictures"),
        pytest.param([3], 0, id="no vote"),
    ],
)
def test_an_inscription_stands_in_pictures_in_order(ordinals: Sequence[int], votes: int) -> None:
    with pytest.raises(RecordError):
        Inscription("t", Bearer.VEHICLE, WORDS, Means.READER, tuple(TextLook(n, (0, 0, 9, 9)) for n in ordinals), votes)


@pytest.mark.parametrize(("track", "on"), [(None, Bearer.VEHICLE), (None, Bearer.CLOTHING), ("t", Bearer.STILL)])
def test_what_stands_still_alone_is_on_no_track(track: str | None, on: Bearer) -> None:
    with pytest.raises(RecordError, match="stands still"):
        Inscription(track, on, WORDS, Means.READER, (TextLook(0, (0, 0, 9, 9)),), 1)


@pytest.mark.parametrize("box", [(5, 5, 5, 9), (5, 5, 9, 5)])
def test_a_look_has_an_area(box: tuple[int, int, int, int]) -> None:
    with pytest.raises(RecordError):
        TextLook(0, box)
