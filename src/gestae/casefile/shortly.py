"""What happened, told shortly: one sentence for each event, in groups that certainly began one after another.

A group ends where everything that is told of later began after everything before it. Only there stands "then". Within
a group order follows where the printed times leave no doubt, and else where "after" says so; the reduced order is told
whole, so what follows from the sentences is what follows from the network. An event whose order against most of a
group is open holds that group together: such are told apart, at the end. Last come those of which no time is known, in
the order that follows among them. `gestae.casefile.narrative` tells every point against every other.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.casefile.accountview import PointView, Side, rank_of
from gestae.casefile.timewords import WrittenTimes, numbers_words, printed_limits
from gestae.casefile.tongues import Tongue
from gestae.casefile.wording import visible
from gestae.model.network import Grade

__all__ = ["Act", "Group", "ShortTale", "Told", "surely_lasts", "tell_shortly"]

_Table: TypeAlias = npt.NDArray[np.bool_]
_Places: TypeAlias = npt.NDArray[np.int64]
_Flags: TypeAlias = npt.NDArray[np.bool_]
# Of a group of fewer events none is told apart: the reader sees them all at once.
_FEW: Final = 8
# Nor where more than one in so many would be: then it is the group that is wide.
_RARE: Final = 4


@dataclass(frozen=True, slots=True)
class Act:
    """An event: when it begins, and when it ends where it lasts."""

    title: str
    start: PointView
    end: PointView | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One event told: its number, the place that it has in the list that was given, and its sentence."""

    number: int
    place: int
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """Events told together.

    Attributes:
        text: what is said of them as a whole; empty for a single event.
        is_then: whether all of them, and all that is told later, began after all that was told before; events that
            are told apart count for none of it.
        is_apart: whether these are told apart from the rest, at the end.
        told: the events.
        is_chain: whether each of them began after the one before it.
    """

    text: str
    is_then: bool
    is_apart: bool
    told: tuple[Told, ...]
    is_chain: bool = False


@dataclass(frozen=True, slots=True)
class ShortTale:
    """A whole account told shortly; `premises` as in `gestae.casefile.narrative.Narrative`."""

    title: str
    preface: str
    groups: tuple[Group, ...]
    premises: Mapping[str, str] = field(default_factory=dict)

    @property
    def lines(self) -> Iterator[str]:
        """Give the lines that a person reads: a group's own, and one for each event, set in where it stands in one."""
        for group in self.groups:
            yield from (group.text,) if group.text else ()
            yield from (f"{'   ' if group.text else ''}{one.number}. {one.text}" for one in group.told)


@dataclass(frozen=True, slots=True)
class _Sorted:
    """Acts in the order of telling; tables: row here, column there.

    `strict`: there began before here. `weak`: no later than here.
    """

    acts: tuple[Act, ...]
    strict: _Table
    weak: _Table

    @classmethod
    def of(cls, acts: Sequence[Act], strict: _Table, weak: _Table, order: Sequence[int]) -> _Sorted:
        ix = np.ix_(order, order)
        return cls(tuple(acts[place] for place in order), strict[ix], weak[ix])


def tell_shortly(
    title: str, zone: tzinfo, acts: Sequence[Act], tables: tuple[_Table, _Table], tongue: Tongue
) -> ShortTale:
    """Tell what happened.

    Args:
        title: of the whole.
        zone: whose clock shows its times.
        acts: the events, in any order.
        tables: of their beginnings, row here, column there, both without anything missing that follows: there before
            here; there no later than here.
        tongue: the words.
    """
    if not acts:
        return ShortTale(visible(title), tongue.nothing, ())
    strict, weak = tables[0], tables[1] | tables[0]
    order, main, timed = _telling(acts, strict, weak)
    found = _Sorted.of(acts, strict, weak, order)
    points = [point for act in found.acts for point in (act.start, act.end) if point is not None]
    teller = _Teller(found, order, WrittenTimes.over(points, zone, tongue))
    groups = [teller.group(span) for span in _groups(found.strict[:main, :main])]
    groups += [teller.apart(range(main, timed))] if main < timed else []
    groups += [teller.timeless(range(timed, len(order)))] if timed < len(order) else []
    return ShortTale(visible(title), f"{teller.times.preface} {tongue.meaning_short}", tuple(groups))


def _telling(acts: Sequence[Act], strict: _Table, weak: _Table) -> tuple[list[int], int, int]:
    """Put acts in the order of telling: none before one that it follows, else by bounds; those told apart come last.

    Returns:
        Their places, how many of them are not told apart, and how many are not told as having no time.
    """
    told = _by_rank(acts, strict | (weak & ~weak.T))
    is_open = ~(weak | weak.T)
    np.fill_diagonal(is_open, val=False)
    unbounded = {place for place in told if acts[place].start.grade is None}
    timeless = [place for place in told if place in unbounded] if len(unbounded) < len(told) else []
    timed = [place for place in told if place not in set(timeless)]
    apart: set[int] = set()
    while wide := _wide([place for place in timed if place not in apart], strict, is_open):
        apart |= wide
    main = [place for place in timed if place not in apart]
    return [*main, *(place for place in timed if place in apart), *timeless], len(main), len(timed)


def _wide(told: Sequence[int], strict: _Table, is_open: _Table) -> set[int]:
    """Find acts that hold a group together: each open against most of it, and few beside so many others."""
    found: set[int] = set()
    for span in _groups(strict[np.ix_(told, told)]):
        group = np.array(told[span.start : span.stop], np.int64)
        opened = is_open[np.ix_(group, group)].sum(axis=1)
        wide = group[2 * opened > len(group)]
        if len(group) >= _FEW and len(wide) * _RARE <= len(group):
            found |= set(wide.tolist())
    return found


def _by_rank(acts: Sequence[Act], comes: _Table) -> list[int]:
    waits = comes.sum(axis=1)
    ranks = [rank_of(act.start) for act in acts]
    free = [(ranks[place], place) for place in np.flatnonzero(waits == 0).tolist()]
    heapq.heapify(free)
    told = []
    while free:
        _, place = heapq.heappop(free)
        told.append(place)
        later = np.flatnonzero(comes[:, place])
        waits[later] -= 1
        for one in later[waits[later] == 0].tolist():
            heapq.heappush(free, (ranks[one], one))
    return told


def _groups(strict: _Table) -> Iterator[range]:
    """Cut acts where everything before certainly began before everything after."""
    count = len(strict)
    # The first of those told earlier that an act does not certainly follow; its own place where it follows all.
    first = [int(np.argmin(np.append(strict[here, :here], False))) for here in range(count)]
    begins = count
    cuts = [count]
    for here in reversed(range(count)):
        begins = min(begins, first[here])
        if begins == here:
            cuts.append(here)
    for low, high in zip(reversed(cuts), list(reversed(cuts))[1:], strict=False):
        yield range(low, high)


@dataclass(frozen=True, slots=True)
class _Teller:
    found: _Sorted
    order: Sequence[int]
    times: WrittenTimes

    @property
    def tongue(self) -> Tongue:
        return self.times.tongue

    def group(self, span: range) -> Group:
        """Tell acts that stand together."""
        is_then = span.start > 0
        lead = f"{self.tongue.then}: " if is_then else ""
        if len(span) == 1:
            return Group("", is_then, is_apart=False, told=(self._told(span.start, _capital(lead), ()),))
        strict, weak = (table[span.start : span.stop, span.start : span.stop] for table in
                        (self.found.strict, self.found.weak))  # fmt: skip
        key = "ordered" if (weak & ~np.eye(len(span), dtype=bool)).any() else "unordered"
        then = f"{self.tongue.then}, " if is_then else ""
        text = f"{then}{self._within(span)}, {getattr(self.tongue, key)}:"
        listed = self._listed(span, strict, weak, range(len(span)))
        told = tuple(self._told(here, "", listed[here]) for here in span)
        return Group(_capital(text), is_then, is_apart=False, told=told)

    def apart(self, span: range) -> Group:
        """Tell the acts whose order against most others is open, with all that follows of them."""
        listed = self._listed(range(len(self.order)), self.found.strict, self.found.weak, span)
        told = tuple(self._told(here, "", listed[here]) for here in span)
        return Group(self.tongue.apart, is_then=False, is_apart=True, told=told)

    def timeless(self, span: range) -> Group:
        """Tell the acts of which no time is known, in their order where it follows among all of them."""
        inside = self.found.strict[span.start : span.stop, span.start : span.stop]
        is_chain = len(span) > 1 and bool(np.diagonal(inside, -1).all())
        listed = self._listed(
            range(len(self.order)), self.found.strict, self.found.weak, span, told=span if is_chain else range(0)
        )
        told = tuple(self._told(here, "", listed[here]) for here in span)
        text = self.tongue.timeless_chain if is_chain else self.tongue.timeless
        return Group(text, is_then=False, is_apart=True, told=told, is_chain=is_chain)

    def _within(self, span: range) -> str:
        limits = [printed_limits(self.found.acts[here].start) for here in span]
        earliest = [low for low, _ in limits if low is not None]
        latest = [high for _, high in limits if high is not None]
        known = len(earliest) == len(latest) == len(span)
        return self.times.when(min(earliest), max(latest)) if known else self.tongue.some_time

    def _told(self, here: int, lead: str, said: Sequence[str]) -> Told:
        act = self.found.acts[here]
        body = f"{self._titled(act, Side.WHOLE)}, {self._when(act.start)}"
        if act.end is not None and surely_lasts(act.start, act.end):
            begins = f"{self._titled(act, Side.START)} {self._when(act.start)}"
            body = f"{begins}, {self.tongue.ends} {self._when(act.end)}"
        return Told(here + 1, self.order[here], f"{lead}{'; '.join([body, *said])}.")

    def _titled(self, act: Act, side: Side) -> str:
        return self.tongue.titles[side].format(title=visible(act.title))

    def _when(self, point: PointView) -> str:
        graded = point.grade is not None and point.grade is not Grade.INSTRUMENT
        mark = f" ({self.tongue.grades[point.grade]})" if graded and point.grade is not None else ""
        return f"{self.times.when(*printed_limits(point))}{mark}"

    def _listed(
        self, span: range, strict: _Table, weak: _Table, wanted: range, *, told: range = range(0)
    ) -> dict[int, list[str]]:
        """Say of some acts which order follows that neither the printed times nor a chain of others shows.

        Args:
            span: the acts that the tables are of.
            strict: of them.
            weak: of them.
            wanted: places among them; where they are not all of them, which others come after them is said as well.
            told: places whose order among each other is told already.
        """
        lead = _leads(weak)
        heads = np.flatnonzero(lead == np.arange(len(lead)))
        before, not_after = _reduced(strict[np.ix_(heads, heads)], weak[np.ix_(heads, heads)])
        shown = self._evident([span[head] for head in heads.tolist()])
        is_told = (heads >= told.start) & (heads < told.stop)
        before &= ~shown & ~np.outer(is_told, is_told)
        place = {head: row for row, head in enumerate(heads.tolist())}
        others = (heads < wanted.start) | (heads >= wanted.stop)
        return {
            span[here]: list(
                self._said(here, int(lead[here]), place, (heads + span.start, others, (before, not_after)))
            )
            for here in wanted
        }

    def _said(
        self, here: int, lead: int, place: dict[int, int], of: tuple[_Places, _Flags, tuple[_Table, _Table]]
    ) -> Iterator[str]:
        names, others, (before, not_after) = of
        if lead != here:
            yield self._words("same_as", [int(names[place[lead]])])
            return
        row = place[here]
        kinds = [("after", before[row]), ("not_earlier_than", not_after[row])]
        kinds += [("before", before[:, row] & others), ("not_later_than", not_after[:, row] & others)]
        for key, chosen in kinds:
            if chosen.any():
                yield self._words(key, names[chosen].tolist())

    def _words(self, key: str, places: Sequence[int]) -> str:
        words: str = getattr(self.tongue, key)
        return words.format(n=numbers_words(places, self.tongue))

    def _evident(self, places: Sequence[int]) -> _Table:
        """Say of which pairs the printed times show that the one began before the other."""
        limits = [printed_limits(self.found.acts[here].start) for here in places]
        rank = {
            ns: number for number, ns in enumerate(sorted({ns for pair in limits for ns in pair if ns is not None}))
        }
        starts = np.array([-1 if low is None else rank[low] for low, _ in limits], np.int64)
        ends = np.array([len(rank) if high is None else rank[high] for _, high in limits], np.int64)
        return np.asarray(ends[None, :] < starts[:, None])


def surely_lasts(start: PointView, end: PointView) -> bool:
    """Say whether there is a moment at which it was going on; else its end tells a reader nothing."""
    latest_start, earliest_end = printed_limits(start)[1], printed_limits(end)[0]
    return latest_start is not None and earliest_end is not None and latest_start < earliest_end


def _leads(weak: _Table) -> npt.NDArray[np.int64]:
    """Give for each act the first of those that began at the same moment; itself where there is none."""
    same = (weak & weak.T) | np.eye(len(weak), dtype=bool)
    return np.asarray(np.argmax(same, axis=1), np.int64)


def _reduced(strict: _Table, weak: _Table) -> tuple[_Table, _Table]:
    """Leave out what follows over a third act; a chain says "before" if one of its pairs does."""
    weak = weak & ~np.eye(len(weak), dtype=bool)
    w, s = weak.astype(np.float32), strict.astype(np.float32)  # counts of third acts, exact below 2**24
    chain, strict_chain = w @ w > 0, (s @ w + w @ s) > 0
    return strict & ~strict_chain, weak & ~strict & ~chain


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
