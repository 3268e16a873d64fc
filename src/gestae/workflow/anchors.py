"""Which anchor is missing where nothing ties a point to a time: clocks that were compared with nothing.

What was said and does not count is not missing: where it would tie the point, the reason is given why it does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from gestae.model.account import Source, SourceKind
from gestae.model.network import ORIGIN, Network, Said

__all__ = ["Lacking", "anchor_lines", "missing_anchors"]

_NOTHING: Final = "nothing that counts dates it, or anything that it hangs together with"
_MOST_NAMES: Final = 5
_OF_ACCOUNT: Final = "clock {clock} was never compared with anything: add `compared` to [clocks.{clock}]"
_OF_LIST: Final = (
    "clock {clock} was never compared with anything: add `compared` to its [[clock]] in the list and take that in "
    "(gestae events)"
)
_OF_RECORDER: Final = (
    "the clock of {clock} was never compared with anything: write a time check into its acquisition form, or compare "
    "its footage with that of another recorder (gestae sync)"
)
_OF_FOOTAGE: Final = (
    "nothing is known of the clock behind {clock}: take the clock in its picture (gestae clock) and a time check "
    "(acquisition form), or compare it with other footage (gestae sync)"
)


@dataclass(frozen=True, slots=True, eq=False)
class Lacking:
    """Why what a case holds of clocks places nothing; a written account has nothing of the kind.

    Attributes:
        recorders: why the clock of a recorder says nothing, though it was compared, or was once.
        footage: why the clock in a footage's picture says nothing, by digest, where its recorder is known.
        whole: all that is said, where only a part of it counts.
        reasons: for each statement that does not count, why.
    """

    recorders: Mapping[str, str] = field(default_factory=dict)
    footage: Mapping[str, str] = field(default_factory=dict)
    whole: Network | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)

    @property
    def compared(self) -> frozenset[str]:
        """Name the clocks whose comparisons do not count."""
        said = self.whole.said if self.whole else ()
        clocks = (one.clock for one in said if one.id in self.reasons and one.id.startswith("compared:"))
        return frozenset(clock for clock in clocks if clock is not None)


class _Asked(Protocol):
    """What of an account or a case is needed here; see `gestae.workflow.asked.Asked`."""

    @property
    def network(self) -> Network: ...
    @property
    def sources(self) -> tuple[Source, ...]: ...
    @property
    def listed_clocks(self) -> frozenset[str] | None: ...
    @property
    def lacking(self) -> Lacking: ...
    def called(self, source: str) -> str: ...
    def short(self, point: str) -> str: ...


def missing_anchors(asked: _Asked, point: str) -> list[str]:
    """Say what is missing where nothing ties a point to a time, a sentence each; nothing where something does."""
    return _Missing.of(asked).of_point(point)


def anchor_lines(asked: _Asked, points: Mapping[str, Mapping[str, object]], *, clocks_alone: bool = False) -> list[str]:
    """Say of all points without bounds which anchors are missing, each once, with the points that wait for it.

    Args:
        asked: the account, or the case.
        points: each with its bounds.
        clocks_alone: leave out the points that hang on no clock at all, and what stands above an answer of a case.
    """
    missing, waiting = _Missing.of(asked), dict[str, list[str]]()
    for point, span in points.items():
        if span["earliest"] is None and span["latest"] is None:
            for sentence in missing.of_point(point):
                waiting.setdefault(sentence, []).append(asked.short(point))
    for sentence in (_NOTHING, *missing.lacking.reasons.values()) if clocks_alone else ():
        waiting.pop(sentence, None)
    return [f"no time of {_names(names)}: {sentence}" for sentence, names in waiting.items()]


@dataclass(frozen=True, slots=True)
class _Ties:
    """Which nodes of a network are held against which, and by which statements."""

    beside: Mapping[str, set[str]]
    said: Mapping[str, list[Said]]

    @classmethod
    def of(cls, network: Network) -> _Ties:
        beside: dict[str, set[str]] = {}
        said: dict[str, list[Said]] = {}
        for apart in (*(side for one in network.said for side in one.distances), *network.axioms):
            beside.setdefault(apart.start, set()).add(apart.to)
            beside.setdefault(apart.to, set()).add(apart.start)
        for one in network.said:
            for node in {node for side in one.distances for node in (side.start, side.to)}:
                said.setdefault(node, []).append(one)
        return cls(beside, said)

    def together(self, point: str) -> tuple[list[Said], bool]:
        """Gather the statements that a point hangs together with, and say whether one of them reaches the origin."""
        reached, waits, is_dated = {point}, [point], False
        while waits:
            new = self.beside.get(waits.pop(), set()) - reached
            is_dated |= ORIGIN in new
            new -= {ORIGIN}
            reached |= new
            waits += new
        found = {one.id: one for name in sorted(reached) for one in self.said.get(name, ())}
        return list(found.values()), is_dated


@dataclass(frozen=True, slots=True)
class _Missing:
    """What is missing of an account or a case, looked through once."""

    asked: _Asked
    lacking: Lacking
    counts: _Ties
    whole: _Ties | None

    @classmethod
    def of(cls, asked: _Asked) -> _Missing:
        lacking = asked.lacking
        whole = None if lacking.whole is None else _Ties.of(lacking.whole)
        return cls(asked, lacking, _Ties.of(asked.network), whole)

    def of_point(self, point: str) -> list[str]:
        """Say what is missing for a point, a sentence each; nothing where something ties it to a time."""
        found, is_dated = self.counts.together(point)
        if is_dated:
            return []
        clocks = sorted({one.clock for one in found if one.clock is not None} - self.lacking.compared)
        listed = self.asked.listed_clocks
        said = self._aside(point)
        if listed is None:
            said += [_OF_ACCOUNT.format(clock=clock) for clock in clocks]
        else:
            said += [self._of_clock(clock, is_listed=clock in listed) for clock in clocks]
            said += [self._of_footage(one) for one in _bare_footage(self.asked, found)]
        return list(dict.fromkeys(said)) or [_NOTHING]

    def _aside(self, point: str) -> list[str]:
        """Say why what a point hangs together with does not count."""
        about = self.whole.together(point)[0] if self.whole else ()
        return list(dict.fromkeys(self.lacking.reasons[one.id] for one in about if one.id in self.lacking.reasons))

    def _of_clock(self, clock: str, *, is_listed: bool) -> str:
        if not is_listed and clock in self.lacking.recorders:
            return self.lacking.recorders[clock]
        return (_OF_LIST if is_listed else _OF_RECORDER).format(clock=clock)

    def _of_footage(self, sha256: str) -> str:
        return self.lacking.footage.get(sha256) or _OF_FOOTAGE.format(clock=self.asked.called(sha256))


def _bare_footage(asked: _Asked, found: Sequence[Said]) -> list[str]:
    """Give the footage that no reading of a clock ties to one, by name."""
    clocked = {source for one in found if one.clock is not None for source in one.sources}
    footage = {one.id for one in asked.sources if one.kind is SourceKind.FOOTAGE}
    shown = {source for one in found for source in one.sources}
    return sorted(shown & footage - clocked, key=lambda one: (asked.called(one), one))


def _names(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
