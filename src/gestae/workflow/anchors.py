"""Which anchor is missing where nothing ties a point to a time: clocks that were compared with nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from gestae.model.account import Source, SourceKind
from gestae.model.network import ORIGIN, Network, Said

__all__ = ["anchor_lines", "missing_anchors"]

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


class _Asked(Protocol):
    """What of an account or a case is needed here; see `gestae.workflow.asked.Asked`."""

    @property
    def network(self) -> Network: ...
    @property
    def sources(self) -> tuple[Source, ...]: ...
    @property
    def listed_clocks(self) -> frozenset[str] | None: ...
    def called(self, source: str) -> str: ...
    def short(self, point: str) -> str: ...


def missing_anchors(asked: _Asked, point: str) -> list[str]:
    """Say what is missing where nothing ties a point to a time, a sentence each; nothing where something does."""
    return _missing(asked, _Ties.of(asked.network), point)


def anchor_lines(asked: _Asked, points: Mapping[str, Mapping[str, object]], *, clocks_alone: bool = False) -> list[str]:
    """Say of all points without bounds which anchors are missing, each once, with the points that wait for it.

    Args:
        asked: the account, or the case.
        points: each with its bounds.
        clocks_alone: leave out the points that hang on no clock at all.
    """
    ties, waiting = _Ties.of(asked.network), dict[str, list[str]]()
    for point, span in points.items():
        if span["earliest"] is None and span["latest"] is None:
            for sentence in _missing(asked, ties, point):
                waiting.setdefault(sentence, []).append(asked.short(point))
    if clocks_alone:
        waiting.pop(_NOTHING, None)
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
        for apart in (*(one.apart for one in network.said), *network.axioms):
            beside.setdefault(apart.start, set()).add(apart.to)
            beside.setdefault(apart.to, set()).add(apart.start)
        for one in network.said:
            said.setdefault(one.apart.start, []).append(one)
        return cls(beside, said)

    def together(self, point: str) -> list[Said] | None:
        """Gather the statements that a point hangs together with; None where one of them reaches the origin."""
        reached, waits = {point}, [point]
        while waits:
            new = self.beside.get(waits.pop(), set()) - reached
            if ORIGIN in new:
                return None
            reached |= new
            waits += new
        return [one for name in reached for one in self.said.get(name, ())]


def _missing(asked: _Asked, ties: _Ties, point: str) -> list[str]:
    found = ties.together(point)
    if found is None:
        return []
    clocks = sorted({one.clock for one in found if one.clock is not None})
    listed = asked.listed_clocks
    if listed is None:
        said = [_OF_ACCOUNT.format(clock=clock) for clock in clocks]
    else:
        said = [(_OF_LIST if clock in listed else _OF_RECORDER).format(clock=clock) for clock in clocks]
        said += [_OF_FOOTAGE.format(clock=name) for name in _bare_footage(asked, found)]
    return said or [_NOTHING]


def _bare_footage(asked: _Asked, found: Sequence[Said]) -> list[str]:
    """Name the footage that no reading of a clock ties to one."""
    clocked = {source for one in found if one.clock is not None for source in one.sources}
    footage = {one.id for one in asked.sources if one.kind is SourceKind.FOOTAGE}
    shown = {source for one in found for source in one.sources}
    return sorted(asked.called(one) for one in shown & footage - clocked)


def _names(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
