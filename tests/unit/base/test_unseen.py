"""What cannot be seen is written out, and words of scripts that are written with joiners stay as they are."""

from __future__ import annotations

import pytest

from gestae.base.unseen import spelt_out


def marked(text: str) -> str:
    return spelt_out(text, lambda char: f"<{ord(char):X}>")


UNSEEN = {
    "zero width space": "a\u200bb",
    "word joiner": "a\u2060b",
    "byte order mark": "\ufeffa",
    "soft hyphen": "a\u00adb",
    "tags": "a\U000e0041\U000e007f",
    "Hangul fillers": "\u115f\u1160\u3164\uffa0",
    "variation selectors": "a\ufe00\ufe0f\U000e0100\U000e01ef",
    "grapheme joiner": "a\u034fb",
    "Braille blank": "a\u2800b",
    "Mongolian selectors": "\u180b\u180e\u180f",
    "Khmer vowels": "\u17b4\u17b5",
    "directions": "\u202e\u2066\u200f\u061c",
    "lines": "a\nb\u2028\x85",
    "odd spaces": "a\u00a0b\u202f\u3000",
    "private and unassigned": "\ue000\U0010ffff",
    "a surrogate": "a\udcff",
    "a joiner at the edge of a word": "\u200cمی\u200c",
    "a joiner of Latin letters": "a\u200cb\u200dc",
    "two joiners": "م\u200c\u200cی",
}


@pytest.mark.parametrize("name", UNSEEN)
def test_what_shows_nothing_is_written_out(name: str) -> None:
    text = UNSEEN[name]
    left = [char for char in text if char in "abcمی"]
    assert [char for char in text if f"<{ord(char):X}>" not in marked(text)] == left
    assert len(marked(text)) > len(text)


@pytest.mark.parametrize(
    "text",
    [
        "plain name.mp4",
        "Їжак на складі",
        "می\u200cخواهم",
        "क्\u200dष",
        "ശ്രീ\u200dമ",
        "한글",
        "é e\u0301",
        "⠁",
        "👍🏽",
        "日本語",
    ],
)
def test_what_can_be_seen_stays(text: str) -> None:
    assert marked(text) == text
