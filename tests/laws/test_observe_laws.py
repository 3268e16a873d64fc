"""Laws of observing: bounds hold whatever the film, and events do not depend on order."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.observe.drawn import texture

from gestae.observe.facts import StreamFacts
from gestae.observe.onset import OnsetLimits, find_onset
from gestae.observe.standstill import find_rest

GROUND = texture(5, 24, 48, 110.0, 30.0)


@settings(max_examples=25, deadline=None)
@given(
    comes=st.floats(25, 40), speed=st.floats(0.8, 9.0), body=st.sampled_from([15.0, 40.0, 170.0, 220.0]),
    noise=st.floats(0.5, 3.0), seed=st.integers(0, 99),
)  # fmt: skip
def test_the_true_onset_lies_within_the_bounds(
    comes: float, speed: float, body: float, noise: float, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    frames = np.repeat(GROUND[None], 70, axis=0)
    for n in range(70):
        depth = max(0.0, (n - comes) * speed)
        cover = np.clip(depth - np.arange(24), 0, 1)[:, None]
        frames[n, :, 14:34] = frames[n, :, 14:34] * (1 - cover) + body * cover
    strips = np.clip(frames + rng.normal(0, noise, frames.shape), 0, 255).astype(np.uint8)
    found = find_onset(strips, np.ones(70, np.float32), 60, speed, OnsetLimits())
    assert found is not None
    assert found.earliest <= comes <= found.first


@given(brake=st.floats(0.1, 3.0), length=st.floats(60, 300), seed=st.integers(0, 99))
def test_the_true_rest_lies_within_the_bounds(brake: float, length: float, seed: int) -> None:
    left = 0.5 * brake * np.maximum(60 - np.arange(140), 0.0) ** 2
    places = np.stack([-left + np.random.default_rng(seed).normal(0, 0.05, 140), np.zeros(140)], axis=1)
    truth = 60 - np.sqrt(2 * 0.05 * length / brake)
    rest = find_rest(places, (0.92 * length, 1.02 * length), 0.05, 50, 0.3)
    if truth > 1 and rest is not None:
        assert rest.earliest - 0.01 <= truth <= rest.latest + 0.01


@given(
    steps=st.lists(st.integers(1, 4000), min_size=2, max_size=30), n=st.integers(0, 29),
    back=st.floats(0, 5), ahead=st.floats(0, 5),
)  # fmt: skip
def test_wider_ordinals_never_give_narrower_moments(steps: list[int], n: int, back: float, ahead: float) -> None:
    facts = StreamFacts("ab" * 32, 0, None, Fraction(1, 12800), 64, 36, np.cumsum(steps))
    n = min(n, facts.frames - 1)
    narrow = facts.moment(n, earliest_n=n - back / 2, latest_n=n + ahead / 2)
    wide = facts.moment(n, earliest_n=n - back, latest_n=n + ahead)
    assert wide.earliest_pts <= narrow.earliest_pts <= narrow.pts <= narrow.latest_pts <= wide.latest_pts
