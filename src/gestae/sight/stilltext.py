"""Text that stands still in the picture: a sign, or what is burnt in; found again at its place, and voted on. Pure.

Pictures of what stands still are all alike, so a misread letter would be misread in each of them, and votes alone would
not protect. Every picture is therefore read in several proportions, and a letter counts that all of them say: widened,
narrowed by a fifth, and by a third.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from functools import reduce
from statistics import median
from typing import Final

from gestae.model.text import UNREAD, Bearer, Inscription
from gestae.sight.clockforms import Form
from gestae.sight.clocktext import holds_date
from gestae.sight.inscriptions import SeenLine, inscriptions
from gestae.sight.letters import Glyph, in_both
from gestae.sight.lettervote import VoteRules
from gestae.sight.textlines import SlopedLine

__all__ = [
    "FORMS",
    "StillRules",
    "candidates",
    "found_again",
    "in_all_forms",
    "is_clock",
    "is_readable",
    "not_still",
    "on_a_thing",
    "parameters",
    "still_text",
    "told",
]

_Corners = tuple[float, float, float, float]

FORMS: Final = (
    Form(2, enlarged=True, width=1.25), Form(1, enlarged=True, width=0.8), Form(2, enlarged=True, width=0.65),
)  # fmt: skip
# A time of day, and a date of which a digit is unread, so that whether there is such a date cannot be asked.
_TIME: Final = re.compile(r"\d\d?:[\d·]{2}")
_DATE: Final = re.compile(r"(?<![\d·])[\d·]{1,4}[-/.][\d·]{1,2}[-/.][\d·]{2,4}(?![\d·])")
# Of the smaller of two texts, from which they lie at one place.
_WITHIN: Final = 0.3


@dataclass(frozen=True, slots=True)
class StillRules:
    """What counts as a text that stands still.

    Attributes:
        pictures: spread over the film, that are read; in the first, the middle and the last lines are looked for.
        found: pictures of these three in which a line must be found at its place.
        overlap: of two boxes over what both cover, from which they are one place.
        least_line_px: a line that is lower, with what stands above and below its letters, is not read.
        most_line: a line that is higher, as part of the picture's height, is none.
        wide: so many times wider than high at least: three letters are.
        most_lines: so many are read, the largest first.
        readable: pictures of the three in which it must read as a text before the others are read.
        vote: when pictures agree; what one picture in ten says otherwise leaves a letter open.
    """

    pictures: int = 5
    found: int = 2
    overlap: float = 0.5
    least_line_px: float = 12.0
    most_line: float = 0.25
    wide: float = 1.3
    most_lines: int = 6
    readable: int = 2
    vote: VoteRules = field(default_factory=lambda: VoteRules(share=0.9))


def candidates(lines: Iterable[SlopedLine], height_px: int, rules: StillRules) -> tuple[SlopedLine, ...]:
    """Leave out what is too low, too high or too narrow to be a text in a picture of some height."""
    return tuple(
        one
        for one in lines
        if rules.least_line_px <= one.height_px <= rules.most_line * height_px
        and one.box[2] - one.box[0] >= rules.wide * one.height_px
    )


def found_again(found: Sequence[Sequence[SlopedLine]], rules: StillRules) -> tuple[SlopedLine, ...]:
    """Take the lines that several pictures show at one place, the largest first.

    Args:
        found: candidates of each picture.
        rules: in how many, and what one place is.

    >>> line = SlopedLine((10.0, 10.0, 90.0, 30.0), 0.0, 0.9)
    >>> len(found_again([[line], [], [line]], StillRules())), found_again([[line], [], []], StillRules())
    (1, ())
    """
    taken: list[SlopedLine] = []
    for line in (one for lines in found for one in lines):
        shown = sum(any(_shared(line.around, one.around) >= rules.overlap for one in lines) for lines in found)
        is_new = all(_shared(line.around, one.around) < rules.overlap / 2 for one in taken)
        if shown >= rules.found and is_new:
            taken.append(line)
    largest = sorted(taken, key=lambda one: (-(one.box[2] - one.box[0]) * one.height_px, one.box))
    return tuple(largest[: rules.most_lines])


def in_all_forms(forms: Sequence[Sequence[Glyph]]) -> tuple[Glyph, ...]:
    """Keep what all forms of one line say; where they differ, what it may be.

    >>> [one.may_be for one in in_all_forms([[Glyph(("M",))], [Glyph(("N",))], [Glyph(("N",))]])]
    [('M', 'N')]
    """
    return reduce(in_both, forms[1:], tuple(forms[0]))


def is_readable(glyphs: Sequence[Glyph], rules: VoteRules) -> bool:
    """Say whether one picture of a line tells enough of its letters for a text."""
    told = sum(one.told is not None and one.told.isalnum() for one in glyphs)
    return told >= rules.told and told >= rules.told_share * len(glyphs)


def still_text(lines: Sequence[SeenLine], rules: StillRules) -> Inscription | None:
    """Say what a line that stands still says; None where its pictures do not agree, or where it is a date or a time.

    >>> glyphs = tuple(Glyph((letter,)) for letter in "CAMERA")
    >>> still_text([SeenLine(n, (0, 0, 9, 9), glyphs) for n in range(3)], StillRules()).wording.reads
    'CAMERA'
    """
    found = inscriptions(None, Bearer.STILL, lines, rules.vote)
    if not found or any(is_clock(one.wording.reads) for one in found):
        return None
    return found[0]


def is_clock(reads: str) -> bool:
    """Say whether a text holds a date or a time of day, also where a digit of it is unread.

    >>> is_clock("16:06:·2"), is_clock("2·/01/2015"), is_clock("044 55-12-34"), is_clock("A12 KM. 32.2")
    (True, True, False, False)
    """
    doubtful = _DATE.search(reads)
    return holds_date(reads) or _TIME.search(reads) is not None or (doubtful is not None and UNREAD in doubtful[0])


def told(glyphs: Sequence[Glyph]) -> str:
    """Write what one picture tells of a line.

    >>> told([Glyph(("A",)), Glyph(()), Glyph(("1",), after_gap=True)])
    'A· 1'
    """
    return "".join(" " * one.after_gap + (one.told or UNREAD) for one in glyphs)


def not_still(texts: Iterable[Inscription], still: Sequence[Inscription]) -> tuple[Inscription, ...]:
    """Leave out texts on things that lie where a text stands still: the thing passes behind or before it."""
    return tuple(one for one in texts if not any(_lies_in(_middle(one), _middle(other)) for other in still))


def on_a_thing(line: SlopedLine, boxes: Sequence[_Corners]) -> bool:
    """Say whether the middle of a line lies within one of the boxes of things that are followed."""
    x1, y1, x2, y2 = line.box
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    return any(left <= x < right and top <= y < low for left, top, right, low in boxes)


def parameters() -> dict[str, float]:
    """Write all parameters flat, by name.

    >>> parameters()["still.pictures"], parameters()["still_vote.share"]
    (5.0, 0.9)
    """
    rules = StillRules()
    own = {f"still.{one.name}": float(getattr(rules, one.name)) for one in fields(rules) if one.name != "vote"}
    votes = {f"still_vote.{one.name}": float(getattr(rules.vote, one.name)) for one in fields(rules.vote)}
    widths = {f"still_form_{at}.width": form.width for at, form in enumerate(FORMS)}
    return {**own, **votes, **widths}


def _middle(one: Inscription) -> _Corners:
    x1, y1, x2, y2 = (median(sides) for sides in zip(*(look.box for look in one.looks), strict=True))
    return x1, y1, x2, y2


def _lies_in(a: _Corners, b: _Corners) -> bool:
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    least = min((one[2] - one[0]) * (one[3] - one[1]) for one in (a, b))
    return wide > 0 and high > 0 and wide * high >= _WITHIN * least


def _shared(a: _Corners, b: _Corners) -> float:
    """Give what two boxes share, as part of what both cover."""
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if wide <= 0 or high <= 0:
        return 0.0
    both = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
    return wide * high / (both - wide * high)
