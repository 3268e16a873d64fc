"""Where a track comes from: the strip that is looked at lies where the thing crosses."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from gestae.model.sighting import Label, Track
from gestae.observe.facts import StreamFacts
from gestae.observe.paths import crossing
from gestae.observe.strip import Side

FACTS = StreamFacts("ab" * 32, 0, "gate", Fraction(1, 25), 640, 480, np.arange(100, dtype=np.int64))


def entering(left: float, right_px: float, down_px: float) -> Track:
    """Boxes of 80 by 200 pixels whose right side goes in and whose top goes down by so much a frame."""
    n = np.arange(20, 36, dtype=np.int64)
    gone = (n - n[0]).astype(np.float64)
    ends = 82 + right_px * gone
    boxes = np.stack([np.full(16, left), 180 + down_px * gone, ends, 390 + down_px * gone], axis=1)
    return Track("t", 1, Label.PERSON, n, n, boxes.astype(np.float32), np.full(16, 0.7, np.float32))


def test_what_lingers_at_the_edge_crosses_it_where_it_is() -> None:
    """Its front crossed a hundred frames ago by the line; the line's height then says nothing of where it is now."""
    crossed = crossing(entering(0.0, 0.6, 0.9), FACTS)
    assert crossed is not None
    assert crossed.touches
    assert crossed.strip.side is Side.LEFT
    assert (crossed.strip.low_px, crossed.strip.high_px) == (159, 411)


def test_what_was_seen_farther_in_is_looked_for_where_its_line_leads_back_to() -> None:
    track = entering(0.0, 4.0, 2.0)
    inner = Track(
        track.id, 1, track.label, track.n, track.pts,
        track.boxes + np.outer(np.arange(16) * 4.0 + 40, [1, 0, 1, 0]).astype(np.float32), track.scores,
    )  # fmt: skip
    crossed = crossing(inner, FACTS)
    assert crossed is not None
    assert not crossed.touches
    assert crossed.strip.low_px < 159
