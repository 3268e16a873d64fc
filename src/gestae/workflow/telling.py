"""What in a text tells of somebody: names, plates, telephones; so that a ground does not repeat what it hides."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["repeats", "telling_words"]

# What a text tells of somebody lies in words with a capital letter and in numbers.
_TELLING: Final = re.compile(r"\b(?=\w*[^\W\d_])(?=\w*(?:\d|[A-ZÀ-ÖØ-ÞА-ЯЁЄІЇҐ]))\w{3,}|\d{5,}")
# A time as gestae writes it: its digits and letters are no name, and many entries share them.
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?")
_WORD: Final = re.compile(r"\w{3,}")
# A whole text this short (an "of", an "x") says nothing by standing in another.
_WHOLE_CHARS: Final = 4
# Names are inflected at their ends: Verbytskyi, of Verbytskoho. So many letters in common are the same name.
_STEM_CHARS: Final = 5
_ENDING_CHARS: Final = 3
_LONG_NUMBER: Final = 5

# Words that begin sentences and stand in grounds, and tell of nobody.
_ORDINARY: Final = frozenset(
    """
    the and for was were has had not but his her its she they them who whom what when where which this that these
    those there here with from into after before then than one two all any each our your you are
    witness witnesses court order request police officer guard prosecutor judge law article protection case entry
    person man woman risk safety hearing
    він вона вони воно що хто коли де цей ця для або але при під час свідок свідка суд суду ухвала поліція захист
    прокурор слідчий стаття закон
    она они оно что кто когда где этот эта для или как при был была свидетель свидетеля суда решение полиция защита
    следователь статья
    """.split()  # noqa: SIM905 - a list of so many words is read more easily as text
)


def telling_words(text: str) -> frozenset[str]:
    """Give the words of a text that may tell of somebody, in small letters.

    >>> sorted(telling_words("The witness I. Mak came in АА1234ВВ"))
    ['mak', 'аа1234вв']
    """
    return frozenset(word.casefold() for word in _TELLING.findall(_TIME.sub(" ", text))) - _ORDINARY


def repeats(ground: str, hidden: str) -> bool:
    """Say whether a ground repeats a hidden text: the whole of it, or a telling word in any case or ending.

    >>> repeats("asked for by mak", "I. Mak"), repeats("order 7 of the court", "The court heard I. Mak")
    (True, False)
    """
    if len(hidden) >= _WHOLE_CHARS and hidden.casefold() in ground.casefold():
        return True
    words = {word.casefold() for word in _WORD.findall(ground)} - _ORDINARY
    return any(_is_same(word, told) for told in telling_words(hidden) for word in words)


def _is_same(word: str, told: str) -> bool:
    if word == told:
        return True
    if any(letter.isdigit() for letter in told):
        number = "".join(filter(str.isdigit, word))
        return len(number) >= _LONG_NUMBER and number in told
    common = 0
    while common < min(len(word), len(told)) and word[common] == told[common]:
        common += 1
    return common >= max(_STEM_CHARS, len(told) - _ENDING_CHARS)
