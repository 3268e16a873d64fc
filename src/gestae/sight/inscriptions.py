"""What was read of one thing in many pictures, joined to texts: like lines are one text, and vote. Pure.

A letter told by its shape is a text by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gestae.model.text import Bearer, Inscription, Means, Script, TextLook, Wording
from gestae.sight.letters import ONLY_LATIN, Glyph, distance
from gestae.sight.lettervote import VoteRules, agreed, alike

__all__ = ["SeenLine", "SeenShape", "ShapeVotes", "inscriptions", "letter_of_shapes"]


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line in one picture: where it stands, and its letters."""

    n: int
    box: tuple[int, int, int, int]
    glyphs: tuple[Glyph, ...]


@dataclass(frozen=True, slots=True)
class SeenShape:
    """A large letter in one picture, told by its shape."""

    n: int
    box: tuple[int, int, int, int]
    letter: str


@dataclass(frozen=True, slots=True)
class ShapeVotes:
    """When shapes agree on a letter.

    Attributes:
        looks: so many pictures must show it.
        share: part of the pictures that show any letter by its shape.
    """

    looks: int = 4
    share: float = 0.75


@dataclass(slots=True)
class _Text:
    """Lines of several pictures that may be one text."""

    lines: list[SeenLine] = field(default_factory=list)

    def apart(self, line: SeenLine) -> int:
        """Say how unlike it is to the likest of them."""
        return min(distance(one.glyphs, line.glyphs) for one in self.lines)

    def fits(self, line: SeenLine, rules: VoteRules) -> bool:
        """Say whether it may be the same text: one picture shows it once."""
        is_new = all(one.n != line.n for one in self.lines)
        return is_new and any(alike(one.glyphs, line.glyphs, rules) for one in self.lines)


def inscriptions(
    track: str | None, on: Bearer, lines: Iterable[SeenLine], rules: VoteRules | None = None
) -> tuple[Inscription, ...]:
    """Join the lines of one thing to texts, those that most pictures show first.

    Args:
        track: the thing's id; None for what stands still in the picture.
        on: what they stand on.
        lines: what was read of it.
        rules: when lines are alike, and when they agree.
    """
    used = rules or VoteRules()
    texts: list[_Text] = []
    for line in sorted(lines, key=lambda one: (one.n, one.box)):
        if not any(glyph.may_be for glyph in line.glyphs):
            continue
        fitting = [text for text in texts if text.fits(line, used)]
        if fitting:
            min(fitting, key=lambda text: text.apart(line)).lines.append(line)
        else:
            texts.append(_Text([line]))
    found = [one for text in texts if (one := _told((track, on), text.lines, used)) is not None]
    return tuple(sorted(found, key=lambda one: (-len(one.looks), one.looks[0].n, one.looks[0].box)))


def _told(where: tuple[str | None, Bearer], lines: Sequence[SeenLine], rules: VoteRules) -> Inscription | None:
    said = agreed([line.glyphs for line in lines], rules)
    if said is None:
        return None
    looks = tuple(TextLook(lines[place].n, lines[place].box) for place in said.looks)
    return Inscription(*where, said.wording, Means.READER, looks, said.least_votes)


def letter_of_shapes(track: str, shapes: Iterable[SeenShape], rules: ShapeVotes | None = None) -> Inscription | None:
    """Tell the large letter on one vehicle; None where too few pictures show the same.

    >>> seen = [SeenShape(n, (0, 0, 30, 40), "V") for n in range(4)]
    >>> letter_of_shapes("van", seen).wording.script, letter_of_shapes("van", seen[1:])
    (<Script.LATIN: 'latin'>, None)
    """
    used, seen = rules or ShapeVotes(), sorted(shapes, key=lambda one: one.n)
    votes = Counter(one.letter for one in seen)
    if not votes:
        return None
    letter, count = min(votes.items(), key=lambda one: (-one[1], one[0]))
    if count < used.looks or count < used.share * votes.total():
        return None
    wording = Wording(letter, Script.LATIN if letter in ONLY_LATIN else Script.UNDECIDED)
    looks = tuple(TextLook(one.n, one.box) for one in seen if one.letter == letter)
    return Inscription(track, Bearer.VEHICLE, wording, Means.SHAPE, looks, count)
