"""An account told in sentences, none of which claims more than follows.

"Then" and "after" stand only where at least a nanosecond follows; "not earlier than" where the same moment is left;
"at about the same time" where the order is open and the two are proved to lie within a stated span of one another. An
order that does not follow is said not to be established, for every pair: whoever reads sentences one after another
takes their order for the order of events. Beside each sentence stand its claims, which a program can check.

What is printed is rounded *outwards* to the millisecond; a least distance below one is written to the nanosecond.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from gestae.base.units import NS_PER_S
from gestae.casefile.accountview import (
    AccountView,
    Between,
    Closure,
    Gap,
    PointView,
    Stands,
    closure_of,
    telling_order,
)  # fmt: skip
from gestae.casefile.timewords import WrittenTimes, numbers_words, printed_limits, upwards_ms
from gestae.casefile.tongues import Tongue
from gestae.casefile.wording import visible
from gestae.model.network import Grade

__all__ = ["ABOUT_NS", "Claim", "Narrative", "Says", "Sentence", "tell"]

# Moments that are proved to lie no further apart are told as "at about the same time"; the span is always printed.
ABOUT_NS: Final = 60 * NS_PER_S
_NS_PER_MS: Final = 1_000_000


class Says(StrEnum):
    """What a claim says of one point, or of two."""

    LIES = "lies"
    BEFORE = "before"
    NOT_AFTER = "not_after"
    SAME = "same"
    MOST = "most"
    ABOUT = "about"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sentence claims.

    Attributes:
        says: `lies`: `first` lies between the two limits, nanoseconds since 1970. `before`: `second` comes after
            `first`, by at least `least_ns`. `not_after`: after it, or at the same moment. `same`: at the same moment.
            `most`: `second` comes after `first` by at most `most_ns`. `about`: neither comes after the other by more
            than `most_ns`. `open`: nothing that is said orders the two.
        first: a point.
        second: another; None for `lies`.
        least_ns: as it is printed; None where nothing is.
        most_ns: likewise.
        grade: of what it rests on; None where it rests on nothing.
    """

    says: Says
    first: str
    second: str | None = None
    least_ns: int | None = None
    most_ns: int | None = None
    grade: Grade | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One point told: its number, its words, and what they claim."""

    number: int
    point: str
    text: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Narrative:
    """A whole account told.

    Attributes:
        title: of the account.
        preface: how the sentences are to be read.
        sentences: in the order in which they are told.
        premises: what nobody stated and they take for granted, by name, each in a sentence.
    """

    title: str
    preface: str
    sentences: tuple[Sentence, ...]
    premises: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of a sentence with what it claims."""

    words: str
    claims: tuple[Claim, ...]

    @property
    def grade(self) -> Grade | None:
        """Give the weakest grade among its claims."""
        return max((claim.grade for claim in self.claims if claim.grade is not None), default=None)


def tell(view: AccountView, between: Between, tongue: Tongue, *, about_ns: int = ABOUT_NS) -> Narrative:
    """Tell an account.

    Args:
        view: the account, solved.
        between: by how much the second of two points comes after the first.
        tongue: the words.
        about_ns: the widest span that is called "at about the same time".
    """
    told = telling_order(view)
    clock = WrittenTimes.over(told, view.zone, tongue)
    if not told:
        return Narrative(visible(view.title), tongue.nothing, ())
    teller = _Teller(told, closure_of(tuple(point.name for point in told), view.links), view, between, clock, about_ns)
    sentences = tuple(teller.sentence(index) for index in range(len(told)))
    return Narrative(visible(view.title), f"{clock.preface} {tongue.meaning}", sentences)


@dataclass(frozen=True, slots=True)
class _Teller:
    """Builds the sentence of each point from what was told before it."""

    told: tuple[PointView, ...]
    closure: Closure
    view: AccountView
    between: Between
    clock: WrittenTimes
    about_ns: int

    def sentence(self, index: int) -> Sentence:
        """Tell one point."""
        point = self.told[index]
        tongue = self.clock.tongue
        leads = self._leads(index)
        when = self._when(point)
        grades = {part.grade for part in (*leads, when) if part.grade is not None}
        each = len(grades) > 1
        lead = "; ".join(self._graded(part, each=each) for part in leads)
        title = tongue.titles[point.side].format(title=visible(point.title))
        body = f"{title}, {self._graded(when, each=each)}"
        if len(grades) == 1:
            body += f", {tongue.grades[max(grades)]}"
        opened = self._opened(index)
        tail = f" {tongue.opened.format(n=numbers_words(opened, tongue))}" if opened else ""
        text = f"{_capital(lead)}: {body}.{tail}" if lead else f"{body}.{tail}"
        claims = [claim for part in (*leads, when) for claim in part.claims]
        claims += [Claim(Says.OPEN, self.told[earlier].name, point.name) for earlier in opened]
        return Sentence(index + 1, point.name, text, tuple(claims))

    def _graded(self, part: _Part, *, each: bool) -> str:
        grade = part.grade
        return f"{part.words} ({self.clock.tongue.grades[grade]})" if each and grade is not None else part.words

    def _stands(self, earlier: int, index: int) -> Stands:
        return self.closure.stands(self.told[earlier].name, self.told[index].name)

    def _leads(self, index: int) -> list[_Part]:
        parts = [part for earlier in self._anchors(index) for part in self._anchored(earlier, index)]
        if index and self._stands(index - 1, index) is Stands.OPEN:
            parts += self._about(index - 1, index)
        return parts

    def _anchors(self, index: int) -> list[int]:
        """Name the told sentences to which this one is bound by a listed pair, the latest first."""
        first = self.closure.first[self.told[index].name]
        same = [earlier for earlier in range(index) if self._stands(earlier, index) is Stands.SAME]
        if same:
            return same[-1:]
        listed = {a for a, b in (*self.view.links.before, *self.view.links.not_after) if b == first}
        return [earlier for earlier in reversed(range(index)) if self.told[earlier].name in listed]

    def _anchored(self, earlier: int, index: int) -> list[_Part]:
        first, second = self.told[earlier].name, self.told[index].name
        gap, stands = self.between(first, second), self._stands(earlier, index)
        near = earlier == index - 1
        if stands is Stands.SAME:
            words = self._words("same" if near else "same_as", earlier)
            return [_Part(words, (Claim(Says.SAME, first, second, 0, 0, _weakest(gap)),))]
        says = Says.BEFORE if stands is Stands.BEFORE else Says.NOT_AFTER
        least_ns = _least(gap.least_ns) if says is Says.BEFORE else None
        order = Claim(says, first, second, least_ns, None, gap.least_grade)
        if gap.most_ns is None:
            return [_Part(self._order_words(order, earlier, near=near), (order,))]
        most_ns = upwards_ms(gap.most_ns)
        most = Claim(Says.MOST, first, second, None, most_ns, gap.most_grade)
        ordered = self._order_words(order, earlier, near=near)
        if gap.most_grade != gap.least_grade:
            words = self._words("later_most" if near else "past_most", earlier, most=self.clock.length(most_ns))
            return [_Part(ordered, (order,)), _Part(words, (most,))]
        if least_ns is None:
            words = self._words("later_most" if near else "past_it", earlier, most=self.clock.length(most_ns))
            return [_Part(f"{ordered}, {words}", (order, most))]
        key = "later" if near else "past"
        words = self._words(key, earlier, least=self.clock.length(least_ns), most=self.clock.length(most_ns))
        return [_Part(f"{self.clock.tongue.then}, {words}" if near else words, (order, most))]

    def _order_words(self, order: Claim, earlier: int, *, near: bool) -> str:
        """Say an order, with its least distance where that is more than the order itself says."""
        tongue = self.clock.tongue
        if order.says is Says.NOT_AFTER:
            return tongue.not_earlier if near else self._words("not_earlier_than", earlier)
        if order.least_ns is None:
            return tongue.then if near else self._words("after", earlier)
        least = self.clock.length(order.least_ns)
        if near:
            return f"{tongue.then}, {tongue.later_least.format(least=least)}"
        return self._words("past_least", earlier, least=least)

    def _about(self, earlier: int, index: int) -> list[_Part]:
        first, second = self.told[earlier].name, self.told[index].name
        gap = self.between(first, second)
        if gap.least_ns is None or gap.most_ns is None:
            return []
        most_ns = upwards_ms(max(-gap.least_ns, gap.most_ns))
        if most_ns > self.about_ns:
            return []
        claim = Claim(Says.ABOUT, first, second, None, most_ns, _weakest(gap))
        return [_Part(self._words("about", earlier, most=self.clock.length(most_ns)), (claim,))]

    def _when(self, point: PointView) -> _Part:
        earliest_ns, latest_ns = printed_limits(point)
        claim = Claim(Says.LIES, point.name, None, earliest_ns, latest_ns, point.grade)
        return _Part(self.clock.when(earliest_ns, latest_ns), (claim,))

    def _opened(self, index: int) -> list[int]:
        return [earlier for earlier in range(index) if self._stands(earlier, index) is Stands.OPEN]

    def _words(self, key: str, earlier: int, **filled: str) -> str:
        words: str = getattr(self.clock.tongue, key)
        return words.format(n=f"({earlier + 1})", **filled)


def _least(ns: int | None) -> int | None:
    """Give a least distance as it is printed; None where it says no more than the order does.

    >>> _least(1), _least(2), _least(1_500_000)
    (None, 2, 1000000)
    """
    if ns is None or ns <= 1:
        return None
    return ns // _NS_PER_MS * _NS_PER_MS or ns


def _weakest(gap: Gap) -> Grade | None:
    return max((grade for grade in (gap.least_grade, gap.most_grade) if grade is not None), default=None)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
