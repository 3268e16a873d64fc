"""Whether words that are asked for stand in a text that was read, whose letters look alike or are not told. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gestae.model.text import TWINS, UNREAD

__all__ = ["stands_in"]

# A reader of Latin letters cannot tell twins apart, and who asks writes either.
_TWINS: Final = str.maketrans(dict(TWINS))
_LEFT_OUT: Final = str.maketrans("", "", " -.")
# One shape, as far as a camera shows it: what was told between them was told by what stands beside it.
_ALIKE: Final = ({"0", "O"}, {"1", "I"})


def stands_in(asked: str, reads: str, alternatives: Sequence[str] = ()) -> bool | None:
    """Say whether a text holds what is asked for; gaps, dashes and points count on neither side.

    Args:
        asked: as a person writes it.
        reads: what was read, `UNREAD` for each letter that was not.
        alternatives: for each of those, in order, what it may be, parted by "/"; empty: anything.

    Returns:
        None where it may: letters are unread there, or an O stands for a nought. At least half of what is asked for
        must then stand there surely.

    >>> stands_in("AC-8029", "AC 8029 EM"), stands_in("8029", "AC 80·9", ["2/Z"]), stands_in("8079", "AC 80·9", ["2/Z"])
    (True, None, False)
    """
    want = _folded(asked)
    doubts = iter(alternatives)
    have = [
        set(_folded(next(doubts, "")).split("/")) - {""} if letter == UNREAD else {letter} for letter in _folded(reads)
    ]
    told = [letter != UNREAD for letter in _folded(reads)]
    found = [
        _beside(want, have[at : at + len(want)], told[at : at + len(want)]) for at in range(len(have) - len(want) + 1)
    ]
    if not want or not found:
        return False
    return True if True in found else None if None in found else False


def _beside(want: str, have: Sequence[set[str]], told: Sequence[bool]) -> bool | None:
    """Compare letter by letter: all the same, or, for some of them, possibly."""
    sure = 0
    for letter, there, is_told in zip(want, have, told, strict=True):
        if is_told and letter in there:
            sure += 1
        elif not (_may_be(letter, there) if is_told else (not there or _may_be(letter, there))):
            return False
    if sure == len(want):
        return True
    return None if 2 * sure >= len(want) else False


def _may_be(letter: str, there: set[str]) -> bool:
    return letter in there or any(letter in pair and there & pair for pair in _ALIKE)


def _folded(text: str) -> str:
    return text.upper().translate(_TWINS).translate(_LEFT_OUT)
