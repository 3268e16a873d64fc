"""Words of opinion: refused where a person's sighting is written, never where a recorded one is read.

The list may grow. A case holds what was written under the list of its day and has to open under every later one, so
the record itself (`gestae.model.observation`) knows nothing of it.
"""

from __future__ import annotations

import re
from typing import Final

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
    plain = " ".join(text.casefold().split())
    return tuple(word for word in OPINION_WORDS if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", plain))
