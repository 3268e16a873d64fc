"""One text out of many looks at it: each votes on each letter, and a letter without agreement is not told. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from string import digits
from typing import Final, TypeAlias

from gestae.model.text import UNREAD, Script, Wording
from gestae.sight.letters import Glyph, distance

__all__ = ["Agreed", "VoteRules", "agreed", "alike"]

_Line: TypeAlias = Sequence[Glyph]
_ROUND: Final = ("O", "0")
# So many doubtful readings of one letter are told; more would say that nothing is known.
_MOST_TOLD: Final = 3


@dataclass(frozen=True, slots=True)
class VoteRules:
    """When looks agree on a text.

    Attributes:
        version: goes up whenever the same footage may give another text.
        looks: fewer looks at a text tell nothing.
        votes: looks that must say a letter; `share`: part of those that say anything of it.
        length_share: part of the looks that must see as many letters.
        told: letters that must be told; `told_share`: part of all.
        alike: part of its letters by which one look's text may differ from another's and be the same text.
    """

    version: int = 1
    looks: int = 3
    votes: int = 3
    share: float = 0.75
    length_share: float = 0.5
    told: int = 3
    told_share: float = 0.6
    alike: float = 0.5


@dataclass(frozen=True, slots=True)
class Agreed:
    """A text that looks agree on.

    Attributes:
        wording: what they agree on.
        looks: places of those that took part, in the order given.
        least_votes: how many say the letter that the fewest say, of those that are told.
    """

    wording: Wording
    looks: tuple[int, ...]
    least_votes: int


def alike(first: _Line, second: _Line, rules: VoteRules) -> bool:
    """Say whether two lines may be one text, read twice."""
    longer = max(len(first), len(second))
    return longer > 0 and distance(first, second) <= rules.alike * longer


def agreed(lines: Sequence[_Line], rules: VoteRules | None = None) -> Agreed | None:
    """Count the votes of looks at one text.

    Looks that see another number of letters take no part: which letter is missing or doubled is not told by them.

    Returns:
        None where too few looks agree on too little.

    >>> line = [Glyph((letter,)) for letter in "AB1"]
    >>> agreed([line, line, line, [*line[:2], Glyph(("7",))]]).wording.reads
    'AB1'
    """
    used = rules or VoteRules()
    lengths = Counter(len(line) for line in lines if line)
    if not lengths:
        return None
    length, most = min(lengths.items(), key=lambda one: (-one[1], one[0]))
    if most < used.looks or most < used.length_share * lengths.total():
        return None
    places = tuple(place for place, line in enumerate(lines) if len(line) == length)
    taken = [lines[place] for place in places]
    columns = [_Column(tuple(line[at] for line in taken)) for at in range(length)]
    told = without_guesses([column.letter(used) for column in columns], [column.gap() for column in columns])
    sure = [letter for letter in told if letter is not None]
    if len(sure) < used.told or len(sure) < used.told_share * length or not any(map(str.isalnum, sure)):
        return None
    votes = [column.votes[letter] for column, letter in zip(columns, told, strict=True) if letter is not None]
    return Agreed(_wording(columns, told, used), places, min(votes))


def without_guesses(told: Sequence[str | None], gaps: Sequence[bool]) -> list[str | None]:
    """Take back each O and 0 that only a reader's habit tells apart.

    Their shapes are alike, and a reader goes by what stands beside them. They are told where all that stands with them
    between two gaps, or the nearest on both sides, are letters or are digits.

    Args:
        told: the letters, None where not told.
        gaps: whether a gap stands before each.

    >>> without_guesses(list("AA0112"), [False] * 6)[2] is None
    True
    >>> "".join(without_guesses(list("AA0112"), [False, False, True, False, False, False]))
    'AA0112'
    """
    groups = [sum(gaps[1 : at + 1]) for at in range(len(told))]
    return [_sure(told, groups, at) if letter in _ROUND else letter for at, letter in enumerate(told)]


def _sure(told: Sequence[str | None], groups: Sequence[int], at: int) -> str | None:
    """Give a round letter, None where what stands beside it does not decide."""
    sides = told[:at][::-1], told[at + 1 :]
    near = {_sort(next((one for one in side if one not in _ROUND), None)) for side in sides}
    group = {_sort(one) for place, one in enumerate(told) if groups[place] == groups[at] and one not in _ROUND}
    beside = group if groups[-1] and len(group) == 1 else near
    return told[at] if beside == {_sort(told[at])} else None


def _sort(letter: str | None) -> str:
    if letter is None:
        return "not told"
    return "digit" if letter in digits else "letter"


@dataclass(frozen=True, slots=True)
class _Column:
    """What the looks say of one letter."""

    glyphs: tuple[Glyph, ...]

    @property
    def votes(self) -> Counter[str]:
        """Count the looks that tell it."""
        return Counter(one.told for one in self.glyphs if one.told is not None)

    def letter(self, rules: VoteRules) -> str | None:
        """Give the letter that they agree on; who is in doubt speaks against it only if it is none of the doubt's."""
        if not self.votes:
            return None
        letter, count = min(self.votes.items(), key=lambda one: (-one[1], one[0]))
        against = sum(bool(one.may_be) and letter not in one.may_be for one in self.glyphs)
        return letter if count >= rules.votes and count >= rules.share * (count + against) else None

    def alternatives(self) -> str:
        """Write what it may be, what most looks say first."""
        said = Counter(letter for one in self.glyphs for letter in one.may_be)
        if set(said) & set(_ROUND):
            said.update(_ROUND)
        ranked = sorted(said.items(), key=lambda one: (-one[1], one[0]))
        return "/".join(letter for letter, _ in ranked) if 1 < len(ranked) <= _MOST_TOLD else ""

    def gap(self) -> bool:
        """Say whether most looks see a gap before it."""
        return 2 * sum(one.after_gap for one in self.glyphs) > len(self.glyphs)

    def is_latin(self, rules: VoteRules) -> bool:
        """Say whether enough looks see it written as no Cyrillic letter is read."""
        return sum(one.is_latin for one in self.glyphs) >= rules.votes


def _wording(columns: Sequence[_Column], told: Sequence[str | None], rules: VoteRules) -> Wording:
    both = list(zip(columns, told, strict=True))
    written = "".join((" " if at and one.gap() else "") + (letter or UNREAD) for at, (one, letter) in enumerate(both))
    is_latin = any(letter is not None and one.is_latin(rules) for one, letter in both)
    doubtful = tuple(one.alternatives() for one, letter in both if letter is None)
    return Wording(written, Script.LATIN if is_latin else Script.UNDECIDED, doubtful)
