"""For which stretch of which footage a zone holds: around the picture it was drawn on, up to where the camera moved."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gestae.model.observation import Kind
from gestae.store.case import CaseView
from gestae.workflow.findings import Filter, Finding, findings
from gestae.workflow.zones import Drawn, size_of, zones_drawn

__all__ = ["Fit", "Moves", "moves_of"]

# By footage: when its view began to move and when it was still again, in its own ticks, in order of time.
Moves = Mapping[str, Sequence[tuple[int, int]]]


def moves_of(found: Iterable[Finding]) -> Moves:
    """Gather where cameras moved, as a rule proposed or a person said and nobody rejected."""
    moves: dict[str, list[tuple[int, int]]] = {}
    for one in found:
        seen = one.observation
        if seen.kind is Kind.CAMERA_MOVED and one.decision != "rejected":
            end = seen.end or seen.start
            moves.setdefault(seen.sha256, []).append((seen.start.earliest_pts, end.latest_pts))
    return {sha256: sorted(spans) for sha256, spans in moves.items()}


@dataclass(frozen=True, slots=True)
class Fit:
    """Which zones hold for one footage, and when.

    Attributes:
        sha256: the footage.
        moves: where cameras moved.
        zones: those that may hold, whose picture has the footage's size.
        misfits: names of those that would hold, but for the size of the picture.
    """

    sha256: str
    moves: Moves
    zones: tuple[Drawn, ...]
    misfits: frozenset[str]

    @classmethod
    def of_row(cls, view: CaseView, row: Mapping[str, Any]) -> Fit:
        """Choose the zones of one footage of a case, by its row."""
        moves = moves_of(findings(view, Filter(kind=Kind.CAMERA_MOVED.value)))
        return cls.of(str(row["sha256"]), row["camera"], size_of(row), zones_drawn(view), moves)

    @classmethod
    def of(
        cls, sha256: str, camera: str | None, size_px: tuple[int, int] | None, drawn: Iterable[Drawn], moves: Moves
    ) -> Fit:
        """Choose the zones of a footage: those drawn on it, and on other footage of its camera."""
        own = [one for one in drawn if one.sha256 == sha256 or (camera is not None and one.camera == camera)]
        zones = tuple(one for one in own if one.zone.size_px == size_px)
        return cls(sha256, moves, zones, frozenset(one.zone.name for one in own if one not in zones))

    def unsure(self, since: int, until: int, stays: Sequence[tuple[int, int] | None]) -> frozenset[str]:
        """Name the zones of which it is not known whether a thing stood in them.

        Args:
            since: when it was first seen.
            until: when it was last seen.
            stays: for each of `zones`, when it was first and last seen within its corners; None: never.
        """
        life = range(self._stretch(since), self._stretch(until) + 1)
        held: dict[str, set[int]] = {}
        stood: set[str] = set()
        for one, stay in zip(self.zones, stays, strict=True):
            stretch = self._holds_in(one)
            held.setdefault(one.zone.name, set()).update(() if stretch is None else (stretch,))
            if stay is not None and stretch is not None and stretch in map(self._stretch, stay):
                stood.add(one.zone.name)
        names = held.keys() | self.misfits
        return frozenset(name for name in names - stood if not set(life) <= held.get(name, set()))

    def at(self, pts: int) -> tuple[Drawn, ...]:
        """Give the zones that hold for a picture of the footage."""
        return tuple(one for one in self.zones if self._holds_in(one) == self._stretch(pts))

    def _holds_in(self, one: Drawn) -> int | None:
        """Give the stretch of this footage for which a zone was drawn; None where nobody can tell."""
        if one.sha256 == self.sha256:
            return self._stretch(one.pts)
        return None if self.moves.get(self.sha256) or self.moves.get(one.sha256) else 0

    def _stretch(self, pts: int) -> int:
        """Count the moves that began before a moment."""
        return bisect_right([start for start, _ in self.moves.get(self.sha256, ())], pts)
