"""Words of opinion: refused where a person's sighting is written, never where a recorded one is read.

The list may grow. A case holds what was written under the list of its day and has to open under every later one, so
the record itself (`gestae.model.observation`) knows nothing of it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from gestae.base.unseen import spelt_out
from gestae.errors import InputRefused

__all__ = ["OPINION_WORDS", "opinions_in", "refuse_opinions"]

# A person's note says what the picture shows. These words say how somebody felt, meant or guessed, or judge an act,
# which belongs to a statement or an inference, where it can be weighed (English and Ukrainian, the two languages of the
# interface). A picture without sound shows no shot and no death: it shows a flash, a fall, a man who lies still.
# A list refuses what is on it and nothing else.
OPINION_WORDS: Final[tuple[str, ...]] = (
    "aggressively", "allegedly", "angrily", "apparently", "brutal", "brutally", "calmly", "clearly", "cruelly",
    "deliberately", "doubtless", "evidently", "executed", "execution", "guilty", "gunshot", "gunshots", "in cold blood",
    "innocent", "intentionally", "kill", "killed", "killer", "killing", "kills", "likely", "maybe", "murder",
    "murdered", "murderer", "murders", "nervously", "obviously", "perhaps", "possibly", "presumably", "probably",
    "quietly", "seemingly", "shoot", "shooting", "shoots", "shot", "shots", "suspicious", "suspiciously",
    "threateningly", "undoubtedly", "unquestionably", "without reason", "without warning",
    "агресивно", "безсумнівно", "без попередження", "без причини", "вбив", "вбивство", "вбивця", "вбивають", "вбиває",
    "вбила", "вбили", "вбито", "вочевидь", "жорстоко", "застрелив", "застрелили", "ймовірно", "мабуть", "можливо",
    "навмисно", "невинний", "нервово", "очевидно", "підозріло", "постріл", "постріли", "розстріл", "розстріляли",
    "спокійно", "тихо", "холоднокровно",
)  # fmt: skip


# Cyrillic letters that are drawn as Latin ones, small or capital, and a line that joins words.
_TWINS: Final = str.maketrans("авеіјкмнорсѕтух_", "abeijkmhopcstyx ")


def refuse_opinions(words: str, what: str) -> None:
    """Refuse a note that holds a word of opinion; every writer of what a person saw asks this first.

    Args:
        words: what the person wrote.
        what: what holds it, for the refusal, such as the key of a list.

    Raises:
        InputRefused: a word on the list stands there; all that do are named.

    >>> refuse_opinions("He puts the bag down.", "says")
    """
    if found := opinions_in(words):
        raise InputRefused(
            what,
            wrong=f"says {', '.join(repr(word) for word in found)}, which no picture shows",
            right="write what is seen, and put the opinion into a statement or an inference",
        )


def opinions_in(text: str) -> tuple[str, ...]:
    """Find the words of opinion in a note.

    >>> opinions_in("He calmly puts the bag down, probably on purpose.")
    ('calmly', 'probably')
    """
    plain = _as_seen(text)
    return tuple(word for word in OPINION_WORDS if re.search(rf"(?<!\w){re.escape(_as_seen(word))}(?!\w)", plain))


def _as_seen(text: str) -> str:
    r"""Fold what a reader cannot tell apart: forms of one letter, marks, what is unseen, letters of the other script.

    >>> _as_seen("c\u0430l\u00admly") == _as_seen("calmly")
    True
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    shown = "".join(_bare(char) for char in folded).translate(_TWINS)
    return " ".join(spelt_out(shown, lambda char: " " if char.isspace() else "").split())


def _bare(char: str) -> str:
    """Take its marks off a letter that is Latin; in Cyrillic they make another letter."""
    if unicodedata.combining(char):
        return ""
    return char if "\u0400" <= char <= "\u052f" else unicodedata.normalize("NFD", char)[0]
