"""Laws of offsets: what a shift, an exchange, noise and repetition do to a proposal."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.sync.scenes import NS, heard, noise_bursts, repeating, seen, wandering

from gestae.sync.hearing import Heard
from gestae.sync.movement import Moving
from gestae.sync.proposal import by_movement, by_sound
from gestae.sync.signals import Signal, likeness

FEW = settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SEEDS = st.integers(0, 10_000)
AT_S = np.arange(0, 12, 0.125)


def pair(seed: int, cut: int, grain: float = 1.0) -> tuple[Moving, Moving]:
    path = wandering(seed)
    return seen(path, AT_S, camera=1, grain=grain), seen(path, AT_S[cut:], camera=2, grain=grain)


@FEW
@given(SEEDS, st.integers(0, 30))
def test_bounds_hold_the_truth_of_every_scene_that_is_placed(seed: int, cut: int) -> None:
    bounds = by_movement(*pair(seed, cut)).bounds_ns
    assert bounds is None or bounds[0] <= 0 <= bounds[1]


@FEW
@given(SEEDS, st.integers(-(10**12), 10**12))
def test_a_file_whose_times_are_shifted_is_offset_by_the_shift(seed: int, shift_ns: int) -> None:
    a, b = pair(seed, 12)
    before, after = by_movement(a, b), by_movement(Moving(a.times_ns + shift_ns, a.cells), b)
    assert (before.bounds_ns is None) == (after.bounds_ns is None)
    if before.bounds_ns is not None and after.bounds_ns is not None:
        assert [after.bounds_ns[side] - before.bounds_ns[side] for side in (0, 1)] == [shift_ns, shift_ns]


@FEW
@given(SEEDS)
def test_exchanging_the_two_turns_the_sign(seed: int) -> None:
    a, b = pair(seed, 16)
    there, back = by_movement(a, b).bounds_ns, by_movement(b, a).bounds_ns
    if there is not None and back is not None:
        # Half steps lie on the other file's grid, so bounds may differ by less than one step.
        assert abs(there[0] + back[1]) < NS // 8
        assert abs(there[1] + back[0]) < NS // 8


@given(st.integers(0, 2**32 - 1), st.integers(5, 60))
@settings(max_examples=30, deadline=None)
def test_exchanging_two_signals_turns_their_curve(seed: int, cut: int) -> None:
    values = np.random.default_rng(seed).normal(0, 1, (120, 2))
    a = Signal(7, 10, values, np.ones(values.shape, np.bool_))
    b = Signal(90, 10, values[cut:], np.ones(values[cut:].shape, np.bool_))
    there, back = likeness(a, b, least_ns=200), likeness(b, a, least_ns=200)
    assert (there.offsets_ns == -back.offsets_ns[::-1]).all()
    np.testing.assert_allclose(there.values, back.values[::-1], atol=1e-9)


@FEW
@given(SEEDS)
def test_noise_never_narrows_what_is_said_below_two_pictures(seed: int) -> None:
    for grain in (0.5, 12.0):
        bounds = by_movement(*pair(seed, 10, grain)).bounds_ns
        assert bounds is None or bounds[1] - bounds[0] >= 2 * NS // 8


@FEW
@given(st.floats(0.4, 2.5), st.integers(0, 20))
def test_a_scene_that_repeats_itself_is_never_placed_wrongly(period_s: float, cut: int) -> None:
    path = repeating(period_s)
    a, b = seen(path, AT_S, camera=1), seen(path, AT_S[cut:], camera=2, start_s=float(AT_S[cut]))
    assert by_movement(a, b).bounds_ns is None


@FEW
@given(SEEDS, SEEDS)
def test_unlike_scenes_are_never_placed(seed: int, other: int) -> None:
    a, b = seen(wandering(seed), AT_S, camera=1), seen(wandering(other + 20_000), AT_S, camera=2)
    assert by_movement(a, b).bounds_ns is None


@FEW
@given(SEEDS, st.integers(0, 4000), st.floats(0.05, 5))
def test_sound_bounds_hold_the_truth_whatever_delay_and_gain(seed: int, cut_ms: int, gain: float) -> None:
    sound = noise_bursts(seed, 16)
    a = heard(sound, from_s=0, seconds=11, seed=1)
    b = heard(sound, from_s=cut_ms / 1000, seconds=11, gain=gain, seed=2)
    bounds = by_sound(a, b, within_m=3).bounds_ns
    assert bounds is None or bounds[0] <= cut_ms * 1_000_000 <= bounds[1]


@FEW
@given(SEEDS, st.integers(0, 2000))
def test_a_farther_source_never_narrows(seed: int, within_m: int) -> None:
    sound = noise_bursts(seed, 14)
    a, b = heard(sound, from_s=0, seconds=11, seed=1), heard(sound, from_s=1, seconds=11, seed=2)
    near, far = by_sound(a, b, within_m=within_m).bounds_ns, by_sound(a, b, within_m=within_m + 1).bounds_ns
    if near is not None and far is not None:
        assert far[0] <= near[0]
        assert near[1] <= far[1]


@FEW
@given(SEEDS, st.integers(-(10**12), 10**12))
def test_sound_whose_times_are_shifted_is_offset_by_the_shift(seed: int, shift_ns: int) -> None:
    sound = noise_bursts(seed, 14)
    a, b = heard(sound, from_s=0, seconds=11, seed=1), heard(sound, from_s=1, seconds=11, seed=2)
    moved: Heard = replace(a, start_ns=a.start_ns + shift_ns)
    before, after = by_sound(a, b, within_m=0).bounds_ns, by_sound(moved, b, within_m=0).bounds_ns
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        # Stretches begin at whole samples of the file's own time.
        assert all(abs(after[side] - before[side] - shift_ns) <= 1_000_000 for side in (0, 1))
