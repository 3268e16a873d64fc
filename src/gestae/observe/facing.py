"""Who turns away from whom, and shows the back afterwards: from shoulders, heads and places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.model.sighting import Track
from gestae.observe.acts import Draft, Limits
from gestae.observe.bounds import ends
from gestae.observe.going import Going
from gestae.observe.pace import beside, stood
from gestae.observe.ring import apart
from gestae.observe.scene import Found, Scene
from gestae.observe.spells import lasts, runs
from gestae.observe.yaw import Facing, FacingLimits, facing_of, off_deg

__all__ = ["faces_away", "turns_away"]

_Flags: TypeAlias = npt.NDArray[np.bool_]
_Floats: TypeAlias = npt.NDArray[np.float64]

_HIDDEN: Final = "The other person is hidden at that time; where that person stood before counts."
# A look that does not tell may lie between two that do.
_GAP_S: Final = 0.65
# On the ground a way up or down in the picture is longer; see `ring`.
_ASLANT: Final = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class _Turn:
    """A turn: the last look that faces the others, the first that is turned away, and what follows."""

    going: Going
    begun: int
    done: int
    others: tuple[Track, ...]
    away: _Flags
    toward: _Flags
    hidden: bool


def turns_away(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """From facing others until turned away from them."""
    for turn in _turns(scene, limits):
        yield _draft(turn, _between(turn, turn.begun + 1), _between(turn, turn.done), ())


def faces_away(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """From being turned away from others until it is no longer seen so."""
    for turn in _turns(scene, limits):
        n, t_s = turn.going.n, turn.going.t_s
        spells = runs(t_s, turn.away, turn.toward, limits.facing.lost_s)
        last = next((last for first, last in spells if first <= turn.done <= last), turn.done)
        end, said = ends(n, last, turn.toward, scene)
        yield _draft(turn, _between(turn, turn.done), end, said)


def _draft(turn: _Turn, start: Found, end: Found | None, said: tuple[str, ...]) -> Draft:
    said = (*said, _HIDDEN) if turn.hidden else said
    return Draft(start, end, track=turn.going.track, also=turn.others, limits=said)


def _between(turn: _Turn, look: int) -> Found:
    """Bound a moment of a turn: it lies between the look that still faces the others and that which is turned away."""
    n = turn.going.n
    return Found(int(n[look]), float(n[turn.begun]), float(n[turn.done]))


def _turns(scene: Scene, limits: Limits) -> tuple[_Turn, ...]:
    def make() -> tuple[_Turn, ...]:
        stands = frozenset((one.going.track.id, one.stand.last) for one in stood(scene, limits))
        company = beside(scene, limits, lost_s=limits.facing.lost_s)
        return tuple(turn for going, others in company for turn in _turns_of(going, others, stands, scene, limits))

    return scene.shared("turns", make)


def _turns_of(
    going: Going, others: tuple[Going, ...], stands: frozenset[tuple[str, int]], scene: Scene, limits: Limits
) -> list[_Turn]:
    """Give the turns of one person; one that turns away from several is one turn."""
    poses = scene.poses.get(going.track.id)
    if poses is None or not others:
        return []
    body, found = facing_of(going, poses, limits.facing), list[_Turn]()
    for other in others:
        way, hidden = _way_to(going, other, limits, stays=(other.track.id, len(other) - 1) in stands)
        off = off_deg(body.way, way)
        for begun, done in _changes(body, off, limits.facing):
            with np.errstate(invalid="ignore"):
                away, toward = off >= limits.facing.away_deg, off < limits.facing.away_deg
            found.append(_Turn(going, begun, done, (other.track,), away, toward, bool(hidden[done])))
    return _joined(found)


def _way_to(going: Going, other: Going, limits: Limits, *, stays: bool) -> tuple[_Floats, _Flags]:
    """Give (m, 2) the way on the ground to somebody near, nan where nobody is, and where that person is hidden."""
    way, hidden = np.full((len(going), 2), np.nan), np.zeros(len(going), bool)
    for look, at_s in enumerate(going.t_s.tolist()):
        its = other.at(at_s)
        if its is None and stays and 0 < at_s - other.t_s[-1] <= limits.facing.lost_s:
            its, hidden[look] = len(other) - 1, True
        if its is None or apart(going, look, other, its, limits.company) > limits.company.around:
            continue
        feet = other.feet[its] - going.feet[look]
        way[look] = feet[0], _ASLANT * feet[1]
    return way, hidden


def _changes(body: Facing, off: _Floats, limits: FacingLimits) -> Iterator[tuple[int, int]]:
    """Give the last look before and the first after each turn of a body away from somebody."""
    with np.errstate(invalid="ignore"):
        toward, away = off <= limits.facing_deg, off >= limits.away_deg
    t_s = body.going.t_s
    spells = [run for run in runs(t_s, toward, away, _GAP_S) if lasts(t_s, run, limits.hold_s)]
    for after in runs(t_s, away, toward, _GAP_S):
        before = next((run for run in reversed(spells) if run[1] < after[0]), None)
        if before is None or not lasts(t_s, after, limits.hold_s):
            continue
        if t_s[after[0]] - t_s[before[1]] <= limits.turn_s and body.turns(before, after, limits):
            yield before[1], after[0]


def _joined(turns: list[_Turn]) -> list[_Turn]:
    """Make one of the turns of a body that overlap: it is one movement, away from several."""
    joined = list[_Turn]()
    for turn in sorted(turns, key=lambda one: (one.begun, one.done)):
        if joined and turn.begun < joined[-1].done:
            before = joined[-1]
            joined[-1] = replace(
                before,
                done=max(before.done, turn.done),
                others=tuple(dict.fromkeys((*before.others, *turn.others))),
                hidden=before.hidden or turn.hidden,
            )
        else:
            joined.append(turn)
    return joined
