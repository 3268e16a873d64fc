"""Which proposals the demo's reviewer stands by beside those of plain kinds: what its truth bears out closely."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from gestae.sample import Sight, Truth
from gestae.workflow.findings import Finding
from gestae.workflow.momentspans import PRESENCE

__all__ = ["borne_out"]

# Wider bounds say hardly more than that it happened; a list that holds them orders less.
_WIDEST_S: Final = Fraction(3)


def borne_out(truth: Truth, found: Iterable[Finding]) -> tuple[str, ...]:
    """Choose the proposals whose bounds hold a true beginning of such an act on that camera, within three seconds.

    That somebody is merely there orders nothing, and is left undecided.

    Args:
        truth: of the drawn films.
        found: proposals; of what the truth has no act, none is chosen.

    Returns:
        Their ids, in the order given.
    """
    sights: dict[tuple[str, str], list[Sight]] = {}
    for act in truth.acts:
        for sight in act.sights:
            sights.setdefault((act.kind, sight.camera), []).append(sight)
    chosen = []
    for one in found:
        seen = one.observation
        true = sights.get((seen.kind.value, seen.camera or ""), ())
        if seen.kind in PRESENCE:
            continue
        if seen.start.width_s <= _WIDEST_S and any(_holds(truth, sight, one) for sight in true):
            chosen.append(seen.id)
    return tuple(chosen)


def _holds(truth: Truth, sight: Sight, one: Finding) -> bool:
    """Say whether the first picture that shows an act lies within a proposal's bounds."""
    if sight.pts is None:
        return False
    start, base = one.observation.start, Fraction(truth.file(sight.camera).time_base)
    earliest, latest = (pts * start.time_base for pts in (start.earliest_pts, start.latest_pts))
    return earliest <= sight.pts * base <= latest
