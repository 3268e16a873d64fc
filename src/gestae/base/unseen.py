"""Which characters of a text cannot be seen for what they are, by one rule for terminals, pages and drawings.

Control and format characters (zero width, direction, soft hyphen, tags), private, unassigned and surrogate code points,
line, paragraph and odd spaces go by their general category (Unicode Standard, 4.5). Others show nothing though their
category says letter, mark or symbol (Default_Ignorable_Code_Point of the Unicode Character Database, and the blank
pattern of Braille). A joiner between two letters of a script that is written with joiners shapes the word and stays;
anywhere else it is unseen. A variation selector is always unseen: it shows nothing of its own, beside an emoji neither.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Final

__all__ = ["spelt_out"]

# What shows nothing and is of another category. Source: DerivedCoreProperties.txt, Default_Ignorable_Code_Point.
_BLANK: Final = frozenset(
    map(
        chr,
        [
            0x034F,  # combining grapheme joiner
            *range(0x115F, 0x1161),  # Hangul fillers
            *range(0x17B4, 0x17B6),  # Khmer vowels that are not written
            *range(0x180B, 0x1810),  # Mongolian variation selectors
            0x2800,  # a Braille pattern of no dots
            0x3164,  # Hangul filler
            *range(0xFE00, 0xFE10),  # variation selectors
            0xFFA0,  # Hangul filler of half width
            *range(0xE0100, 0xE01F0),  # variation selectors
        ],
    )
)
_JOINERS: Final = frozenset("\u200c\u200d")
# Scripts whose words are written with joiners, as Unicode's names of their characters begin. Source: the Unicode
# Standard, 9.2 (Arabic), 9.3 (Syriac), 12 (scripts of India), 13.2 (Sinhala), 13.4 (Mongolian), 16 (Khmer, Myanmar).
_JOINED: Final = frozenset(
    {
        "ARABIC", "SYRIAC", "MONGOLIAN", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI", "ORIYA", "TAMIL", "TELUGU",
        "KANNADA", "MALAYALAM", "SINHALA", "KHMER", "MYANMAR",
    }
)  # fmt: skip


def spelt_out(text: str, write: Callable[[str], str]) -> str:
    r"""Write out, as `write` does, each character of a text that cannot be seen for what it is.

    >>> spelt_out("a\u200bb\u3164 c", lambda char: f"<{ord(char):X}>")
    'a<200B>b<3164> c'
    >>> spelt_out("می\u200cخواهم, a\u200cb", lambda char: "!").count("!")
    1
    """
    if text.isprintable() and _BLANK.isdisjoint(text):
        return text
    return "".join(write(char) if _is_unseen(text, place) else char for place, char in enumerate(text))


def _is_unseen(text: str, place: int) -> bool:
    char = text[place]
    if char in _JOINERS:
        return not (_is_joined(text[max(0, place - 1) : place]) and _is_joined(text[place + 1 : place + 2]))
    # Python calls all of those categories, and an ASCII space alone not, unprintable (str.isprintable).
    return char in _BLANK or not char.isprintable()


def _is_joined(char: str) -> bool:
    """Say whether a character is a letter, or a mark of a letter, of a script that is written with joiners."""
    if not char or unicodedata.category(char)[0] not in "LM":
        return False
    return unicodedata.name(char, "").partition(" ")[0] in _JOINED
