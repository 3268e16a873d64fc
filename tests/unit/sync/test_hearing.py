"""Onsets of sound, its phases, silence and holes."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.sync.scenes import NS, heard, noise_bursts

from gestae.errors import RecordError
from gestae.sync.hearing import HOP_NS, RATE_HZ, Heard, fine_offset_ns, is_silent, sound_signals
from gestae.sync.signals import likeness

SOUND = noise_bursts(8, 16)


@pytest.mark.parametrize("gain", [1.0, 0.05, 4.0])
def test_every_group_of_bands_finds_the_offset_whatever_the_gain(gain: float) -> None:
    a = heard(SOUND, from_s=0, seconds=12, seed=1)
    b = heard(SOUND, from_s=2.5, seconds=12, gain=gain, seed=2)
    for one, other in zip(sound_signals(a), sound_signals(b), strict=True):
        curve = likeness(one, other, least_ns=4 * NS)
        assert abs(int(curve.offsets_ns[np.argmax(curve.values)]) - 2.5 * NS) <= HOP_NS


def test_the_phases_say_it_to_the_sample() -> None:
    a = heard(SOUND, from_s=0, seconds=12, seed=1)
    b = heard(SOUND, from_s=2.5, seconds=9, start_s=100.0, seed=2)
    said = [
        fine_offset_ns(a, b, around_ns=-97_480_000_000, window_ns=(at * NS, (at + 2) * NS), reach_ns=60_000_000)
        for at in (3, 5, 7)
    ]
    known = [one for one in said if one is not None]
    assert known
    assert all(abs(one + 97_500_000_000) <= 2 * NS // RATE_HZ for one in known)


def test_phases_of_unlike_sounds_say_nothing() -> None:
    a, b = heard(SOUND, from_s=0, seconds=9, seed=1), heard(noise_bursts(9, 16), from_s=0, seconds=9, seed=2)
    said = [
        fine_offset_ns(a, b, around_ns=0, window_ns=(at * NS, (at + 2) * NS), reach_ns=60_000_000) for at in range(1, 7)
    ]
    assert said.count(None) >= 5


def test_a_stretch_beyond_the_sound_or_in_a_hole_says_nothing() -> None:
    a = heard(SOUND, from_s=0, seconds=6)
    assert fine_offset_ns(a, a, around_ns=0, window_ns=(5 * NS, 7 * NS), reach_ns=NS // 50) is None
    known = a.known.copy()
    known[3 * RATE_HZ] = False
    holed = Heard(a.start_ns, a.samples, known)
    assert fine_offset_ns(a, holed, around_ns=0, window_ns=(2 * NS, 4 * NS), reach_ns=NS // 50) is None


@pytest.mark.parametrize(
    ("samples", "silent"),
    [(np.zeros(9), True), (np.zeros(0), True), (np.full(9, 1e-7), True), (np.full(9, 1e-3), False)],
)
def test_silence_is_the_absence_of_any_level(samples: np.ndarray, *, silent: bool) -> None:
    assert is_silent(Heard(0, samples.astype(np.float32), np.ones(len(samples), np.bool_))) is silent


def test_what_is_not_known_is_no_silence_to_hear() -> None:
    loud = Heard(0, np.full(99, 0.5, np.float32), np.zeros(99, np.bool_))
    assert is_silent(loud)


def test_a_hole_is_not_known_in_any_frame_that_touches_it() -> None:
    a = heard(SOUND, from_s=0, seconds=6)
    known = a.known.copy()
    known[3 * RATE_HZ : 4 * RATE_HZ] = False
    signal = sound_signals(Heard(0, np.where(known, a.samples, 0), known))[0]
    times = signal.start_ns + np.arange(len(signal)) * HOP_NS
    assert not signal.known[(times > 3 * NS - 20_000_000) & (times < 4 * NS + 20_000_000)].any()
    assert signal.known[(times > NS // 10) & (times < 3 * NS - 50_000_000)].all()
    assert len(a.samples) * NS // RATE_HZ == a.duration_ns


def test_too_little_sound_is_refused() -> None:
    with pytest.raises(RecordError, match="give 256 or more"):
        sound_signals(Heard(0, np.zeros(100, np.float32), np.ones(100, np.bool_)))
    with pytest.raises(RecordError, match="one channel"):
        Heard(0, np.zeros((2, 9), np.float32), np.ones((2, 9), np.bool_))
