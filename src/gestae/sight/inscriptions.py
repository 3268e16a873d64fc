"""What was read of one thing in many pictures, joined to texts: like lines are one text, and vote. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gestae.model.text import Inscription, Means, TextLook
from gestae.sight.letters import Glyph, distance
from gestae.sight.lettervote import VoteRules, agreed, alike

__all__ = ["SeenLine", "inscriptions"]


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line in one picture: where it stands, and its letters."""

    n: int
    box: tuple[int, int, int, int]
    glyphs: tuple[Glyph, ...]


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


def inscriptions(track: str, lines: Iterable[SeenLine], rules: VoteRules | None = None) -> tuple[Inscription, ...]:
    """Join the lines of one thing to texts, those that most pictures show first.

    Args:
        track: the thing's id.
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
    found = [one for text in texts if (one := _told(track, text.lines, used)) is not None]
    return tuple(sorted(found, key=lambda one: (-len(one.looks), one.looks[0].n, one.looks[0].box)))


def _told(track: str, lines: Sequence[SeenLine], rules: VoteRules) -> Inscription | None:
    said = agreed([line.glyphs for line in lines], rules)
    if said is None:
        return None
    looks = tuple(TextLook(lines[place].n, lines[place].box) for place in said.looks)
    return Inscription(track, said.wording, Means.READER, looks, said.least_votes)
