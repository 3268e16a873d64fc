"""Who comes to stand with others, who leaves them, and who is surrounded: from the times in which people stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.model.sighting import Track
from gestae.observe.acts import Draft, Limits
from gestae.observe.bounds import begins, ends, shown
from gestae.observe.going import Going
from gestae.observe.pace import Stood, stood
from gestae.observe.ring import CompanyLimits, apart, inside_by
from gestae.observe.scene import Scene
from gestae.observe.spells import lasts, runs

__all__ = ["meets", "parts", "surrounded"]

_Flags: TypeAlias = npt.NDArray[np.bool_]

# Others pass before those who stand around; for so long a ring is taken to stand.
_RING_GAP_S: Final = 1.5


def meets(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """When a person who was far from others comes to stand near to them."""
    everybody = stood(scene, limits)
    for place, one in enumerate(everybody):
        at_s, look = _span_s(one)[0], one.stand.first
        before = slice(_first_after(one, at_s - limits.company.from_s, everybody), look)
        met = [
            other.going.track
            for its_place, other in enumerate(everybody)
            if _stands_at(other, at_s)
            and (_span_s(other)[0], its_place) < (at_s, place)
            and _from_far(one.going, look, other.going, before, limits.company)
        ]
        if one.stand.came and met:
            start, said = one.found()
            yield Draft(start, lasts_s=limits.after_s, track=one.going.track, also=_once(met), limits=said)


def parts(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """From a person's leaving the place near to others until the person is far from them."""
    everybody = stood(scene, limits)
    for place, one in enumerate(everybody):
        going, at_s, look = one.going, _span_s(one)[1], one.stand.last
        after = slice(look + 1, _last_before(one, at_s + limits.company.from_s, everybody))
        left = [
            other.going
            for its_place, other in enumerate(everybody)
            if _stands_at(other, at_s)
            and (_span_s(other)[1], its_place) > (at_s, place)
            and _from_far(going, look, other.going, after, limits.company)
        ]
        if one.stand.went and left and look + 1 < len(going):
            far = min(_first_far(going, after, other, limits.company) for other in left)
            tracks = _once([other.track for other in left])
            yield Draft(shown(going.n, look + 1), shown(going.n, far), track=going.track, also=tracks)


def surrounded(scene: Scene, limits: Limits) -> Iterator[Draft]:
    """From the first look in which a person stands within a ring of others until the last."""
    everybody = stood(scene, limits)
    for one in everybody:
        going, there = one.going, range(one.stand.first, one.stand.last + 1)
        begins_s, ends_s = _span_s(one)
        others = [other for other in everybody if _span_s(other)[0] <= ends_s and _span_s(other)[1] >= begins_s]
        rings = {look: _ring(one, look, others, limits.company) for look in there}
        within = np.array([bool(rings.get(look)) for look in range(len(going))])
        for first, last in runs(going.t_s, within, np.zeros(len(going), bool), _RING_GAP_S):
            often = within[first : last + 1].mean() >= limits.company.ring_part
            if often and lasts(going.t_s, (first, last), limits.company.ring_s):
                start, said = begins(going.n, first, ~within)
                end, more = ends(going.n, last, ~within, scene)
                around = _once([track for look in range(first, last + 1) for track in rings.get(look, ())])
                yield Draft(start, end, track=going.track, also=around, limits=(*said, *more))


def _ring(one: Stood, look: int, everybody: Sequence[Stood], limits: CompanyLimits) -> list[Track]:
    """Give who stands around a person in a look, in the order of the tracks; nobody where they are no ring."""
    going, at_s = one.going, float(one.going.t_s[look])
    around = []
    for other in everybody:
        its = other.going.at(at_s) if _stands_at(other, at_s) else None
        if its is None or other.going is going:
            continue
        if apart(going, look, other.going, its, limits) <= limits.around:
            around.append((other.going, its))
    least = limits.inside * float(going.size_px[look])
    is_inside = inside_by(going.feet[look], [other.feet[its] for other, its in around]) >= least
    return [other.track for other, _ in around] if len(around) >= limits.ring and is_inside else []


def _from_far(one: Going, look: int, other: Going, looks: slice, limits: CompanyLimits) -> bool:
    """Say whether two people are near in a look and far from one another in some of the others."""
    its = other.at(float(one.t_s[look]))
    is_near = one is not other and its is not None and apart(one, look, other, its, limits) <= limits.near
    return is_near and _first_far(one, looks, other, limits) < looks.stop


def _first_far(one: Going, looks: slice, other: Going, limits: CompanyLimits) -> int:
    """Give the first of some looks in which two people are far from one another; the end of the looks where none is."""
    for look in range(looks.start, min(looks.stop, len(one))):
        its = other.at(float(one.t_s[look]))
        if its is not None and limits.far <= apart(one, look, other, its, limits) < float("inf"):
            return look
    return int(looks.stop)


def _first_after(one: Stood, at_s: float, everybody: tuple[Stood, ...]) -> int:
    """Give the first look after a time and after the person stood elsewhere before."""
    stands = [other.stand.last + 1 for other in everybody if other.going is one.going]
    earlier = [look for look in stands if look <= one.stand.first]
    return max([int(np.searchsorted(one.going.t_s, at_s)), *earlier])


def _last_before(one: Stood, at_s: float, everybody: tuple[Stood, ...]) -> int:
    """Give the end of the looks before a time and before the person stands elsewhere afterwards."""
    stands = [other.stand.first for other in everybody if other.going is one.going]
    later = [look for look in stands if look > one.stand.last]
    return min([int(np.searchsorted(one.going.t_s, at_s, side="right")), *later])


def _span_s(one: Stood) -> tuple[float, float]:
    return float(one.going.t_s[one.stand.first]), float(one.going.t_s[one.stand.last])


def _stands_at(one: Stood, at_s: float) -> bool:
    begins_s, ends_s = _span_s(one)
    return begins_s <= at_s <= ends_s


def _once(tracks: list[Track]) -> tuple[Track, ...]:
    """Name each track once, in the order of their beginnings."""
    known = {track.id: track for track in tracks}
    return tuple(sorted(known.values(), key=lambda track: (int(track.n[0]), track.number, track.id)))
