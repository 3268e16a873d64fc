"""What was found → a proposal with bounds, or none with the reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from gestae.errors import InputRefused
from gestae.model.offset import OffsetBy
from gestae.sync.agreement import Found, Search, search
from gestae.sync.drift import Drift, drift_of
from gestae.sync.hearing import HOP_NS, Heard, fine_offset_ns, is_silent, sound_signals
from gestae.sync.movement import Moving, common_step_ns, margin_ns, movement_signals
from gestae.sync.rules import LIMITS, Evidence, Verdict, least_score, verdicts

__all__ = [
    "SLOWEST_SOUND_M_PER_S",
    "Proposal",
    "by_movement",
    "by_sound",
    "sound_spread_ns",
]

# At 40 degrees below zero; warmer air carries sound faster, so that what is computed with it holds in the cold too.
SLOWEST_SOUND_M_PER_S: Final = 306
_FINE_WINDOW_NS: Final = 1_500_000_000
_FINE_REACH_NS: Final = 60_000_000
_FINE_WINDOWS: Final = 12
# The phases of two stretches that show one offset do so within this; the sampling and the filters are finer.
_FINE_AGREES_NS: Final = 5_000_000
_FINE_MARGIN_NS: Final = 1_000_000
_LEAST_FINE: Final = 3
_NEAR_SOUND_NS: Final = 2 * HOP_NS
_ASIDE_SOUND_NS: Final = 100_000_000
_ASIDE_MOVEMENT_NS: Final = 300_000_000
_MOST_WINDOWS: Final = 8
_MOVEMENT_WINDOW_NS: Final = 3_000_000_000
_SOUND_WINDOW_NS: Final = 2_000_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """An offset that the evidence bears out, or the reasons why there is none.

    Attributes:
        how: by sound or by movement.
        found: what the search found; None where there was nothing to search.
        rules: what each rule says; empty where there was nothing to search.
        why_none: why there was nothing to search; empty otherwise.
        bounds_ns: least and greatest time of A minus time of B; None where there is no proposal.
        interval_ns: the slower recording's usual distance between pictures; None for sound.
        fine: how many stretches of sound showed the offset by their phases.
        drift: how the clocks run against each other, as far as the parts show; None where there is no proposal.
    """

    how: OffsetBy
    found: Found | None = None
    rules: tuple[Verdict, ...] = ()
    why_none: str = ""
    bounds_ns: tuple[int, int] | None = None
    interval_ns: int | None = None
    fine: int = 0
    drift: Drift | None = None

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why there is no proposal; empty where there is one."""
        if self.why_none:
            return (self.why_none,)
        return tuple(f"{one.found}; asked is {one.asks}: {one.why}" for one in self.rules if not one.holds)


def sound_spread_ns(within_m: int) -> int:
    """Say how far apart two cameras hear one event at most, where its source is so much nearer to one of them.

    Args:
        within_m: metres by which the source may be farther from one camera than from the other.

    Raises:
        InputRefused: less than nothing.

    >>> sound_spread_ns(50)
    163398693
    """
    if within_m < 0:
        raise InputRefused("a distance", wrong=f"is {within_m} m", right="write metres, nought or more")
    return -(-within_m * 1_000_000_000 // SLOWEST_SOUND_M_PER_S)


def by_movement(a: Moving, b: Moving) -> Proposal:
    """Propose an offset by what moves in two views.

    Args:
        a: pictures of A as cells.
        b: pictures of B.
    """
    how, limits = OffsetBy.MOVEMENT, LIMITS[OffsetBy.MOVEMENT]
    step = common_step_ns(a, b)
    shortest = min(int(one.times_ns[-1] - one.times_ns[0]) for one in (a, b))
    if shortest < limits.overlap_ns:
        return Proposal(how, why_none=_too_short(shortest, limits.overlap_ns))
    plan = Search(limits.overlap_ns, max(2 * step, _ASIDE_MOVEMENT_NS), step, _MOST_WINDOWS, _MOVEMENT_WINDOW_NS)
    phases = [movement_signals(b, step), movement_signals(b, step, phase_ns=step // 2)]
    found = search(movement_signals(a, step), phases, plan)
    if found is None:
        return Proposal(how, why_none="nothing moves in one of the views that another moment does not show as well")
    rules = verdicts(_evidence(how, found, plan))
    margin = margin_ns(a, b)
    near = [one for one in _estimates(found) if abs(one - found.peak.at_ns) <= step]
    least = min(found.peak.at_ns - margin, min(near, default=found.peak.at_ns) - margin // 2)
    most = max(found.peak.at_ns + margin, max(near, default=found.peak.at_ns) + margin // 2)
    bounds = (least, most) if all(one.holds for one in rules) else None
    return Proposal(how, found, rules, "", bounds, step, drift=_drift(found, margin) if bounds else None)


def by_sound(a: Heard, b: Heard, *, within_m: int) -> Proposal:
    """Propose an offset by what is heard in both recordings.

    Args:
        a: the sound of A.
        b: the sound of B.
        within_m: metres by which a source may be farther from one camera than from the other.

    Raises:
        InputRefused: a distance below nothing.
    """
    how, limits = OffsetBy.SOUND, LIMITS[OffsetBy.SOUND]
    spread = sound_spread_ns(within_m)
    for name, one in (("A", a), ("B", b)):
        if is_silent(one):
            return Proposal(how, why_none=f"the sound of {name} is silent")
    shortest = min(one.duration_ns for one in (a, b))
    if shortest < limits.overlap_ns:
        return Proposal(how, why_none=_too_short(shortest, limits.overlap_ns))
    plan = Search(limits.overlap_ns, _ASIDE_SOUND_NS, _NEAR_SOUND_NS, _MOST_WINDOWS, _SOUND_WINDOW_NS)
    found = search(sound_signals(a), [sound_signals(b)], plan)
    if found is None:
        return Proposal(how, why_none="nothing is heard in one of the recordings that sets in at some moment")
    rules = verdicts(_evidence(how, found, plan))
    if not all(one.holds for one in rules):
        return Proposal(how, found, rules)
    fine = _fine(a, b, found)
    near = [one for one in _estimates(found) if abs(one - found.peak.at_ns) <= _NEAR_SOUND_NS]
    low, high, margin = (min(fine), max(fine), _FINE_MARGIN_NS) if fine else (min(near), max(near), HOP_NS)
    bounds = (low - margin - spread, high + margin + spread)
    return Proposal(how, found, rules, "", bounds, fine=len(fine), drift=_drift(found, HOP_NS + spread))


def _too_short(has_ns: int, asked_ns: int) -> str:
    return (
        f"the shorter recording lasts {has_ns / 1e9:.1f} s; asked are {asked_ns / 1e9:.0f} s or more: in a short while "
        "too little happens to tell one offset from another"
    )


def _evidence(how: OffsetBy, found: Found, plan: Search) -> Evidence:
    tried = (int(found.curve.offsets_ns[-1]) - int(found.curve.offsets_ns[0])) / plan.aside_ns
    without = [one.without_ns for one in found.windows]
    known = [abs(one - found.peak.at_ns) for one in without if one is not None]
    return Evidence(
        how,
        found.overlap_ns[1] - found.overlap_ns[0],
        found.peak.score,
        least_score(how, tried),
        found.peak.ratio,
        len(found.own_ns),
        found.agreeing(plan.near_ns),
        tuple(one.score for one in found.windows),
        max(known) if known and len(known) == len(without) else None,
        plan.near_ns,
    )


def _estimates(found: Found) -> Iterable[int]:
    """Give every offset that anything said: the whole, each signal, all parts but one."""
    yield found.peak.at_ns
    yield from (one for one in found.own_ns if one is not None)
    yield from (one.without_ns for one in found.windows if one.without_ns is not None)


def _fine(a: Heard, b: Heard, found: Found) -> list[int]:
    """Take the offset from the phases of stretches all over the overlap; nothing where too few of them agree."""
    first, last = found.overlap_ns
    room = max(0, last - first - _FINE_WINDOW_NS)
    count = min(_FINE_WINDOWS, max(1, room // (_FINE_WINDOW_NS // 2)))
    starts = [first + room * place // max(1, count - 1) for place in range(count)]
    said = [
        fine_offset_ns(
            a, b, around_ns=found.peak.at_ns, window_ns=(start, start + _FINE_WINDOW_NS), reach_ns=_FINE_REACH_NS
        )
        for start in starts
    ]
    known = sorted(one for one in said if one is not None)
    if len(known) < _LEAST_FINE:
        return []
    middle = known[len(known) // 2]
    agreeing = [one for one in known if abs(one - middle) <= _FINE_AGREES_NS]
    return agreeing if len(agreeing) >= max(_LEAST_FINE, 2 * len(known) // 3 + 1) else []


def _drift(found: Found, margin_ns: int) -> Drift:
    parts = [
        ((one.first_ns + one.last_ns) // 2, one.own_ns - margin_ns, one.own_ns + margin_ns)
        for one in found.windows
        if one.own_ns is not None and abs(one.own_ns - found.peak.at_ns) <= 2 * margin_ns
    ]
    return drift_of(parts)
