"""From two recordings to bounds that hold the truth, or to the reason why there are none."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.sync.scenes import NS, Path3, heard, noise_bursts, repeating, seen, wandering

from gestae.errors import InputRefused
from gestae.sync.hearing import Heard
from gestae.sync.movement import Moving
from gestae.sync.proposal import Proposal, by_movement, by_sound, sound_spread_ns

SOUND = noise_bursts(21, 20)


def films(path: Path3, *, cut_s: float = 2.3, rates: tuple[float, float] = (10, 10)) -> tuple[Moving, Moving]:
    """Film 16 s with one camera, and from `cut_s` on with another whose file begins at nought."""
    a = seen(path, np.arange(0, 16, 1 / rates[0]), camera=1)
    b = seen(path, np.arange(cut_s, 16, 1 / rates[1]), camera=2, start_s=cut_s, light=0.6)
    return a, b


def holds(proposal: Proposal, truth_s: float) -> bool:
    assert proposal.bounds_ns is not None, proposal.reasons
    return proposal.bounds_ns[0] <= truth_s * NS <= proposal.bounds_ns[1]


@pytest.mark.parametrize("rates", [(10, 10), (10, 7), (25, 12)])
def test_movement_bounds_hold_the_truth_within_two_pictures(rates: tuple[float, float]) -> None:
    proposal = by_movement(*films(wandering(7), rates=rates))
    assert holds(proposal, 2.3)
    least, most = proposal.bounds_ns or (0, 0)
    assert most - least <= 2.5 * NS / min(rates)
    assert proposal.reasons == ()
    assert proposal.drift is not None
    assert not proposal.drift.shows


def test_dropped_pictures_do_no_harm() -> None:
    a, b = films(wandering(7))
    kept = np.random.default_rng(1).random(len(b.times_ns)) > 0.2
    kept[70:85] = False
    assert holds(by_movement(a, Moving(b.times_ns[kept], b.cells[kept])), 2.3)


def test_what_repeats_itself_is_not_placed() -> None:
    proposal = by_movement(*films(repeating(1.7)))
    assert proposal.bounds_ns is None
    assert any("repeats itself" in reason for reason in proposal.reasons)


def test_unrelated_scenes_are_not_placed() -> None:
    for seed in range(4):
        a, _ = films(wandering(30 + seed))
        _, b = films(wandering(60 + seed))
        assert by_movement(a, b).bounds_ns is None


def test_short_and_still_films_say_why_they_are_not_placed() -> None:
    a, b = films(wandering(7), cut_s=13)
    assert "lasts 2.9 s; asked are 6 s or more" in by_movement(a, b).reasons[0]
    still = Moving(a.times_ns, np.full_like(a.cells, 9))
    assert "nothing moves" in by_movement(a, still).reasons[0]


@pytest.mark.parametrize("cut_s", [0.0, 3.21])
def test_sound_bounds_hold_the_truth_and_are_as_wide_as_sound_is_slow(cut_s: float) -> None:
    a = heard(SOUND, from_s=0, seconds=14, seed=1)
    b = heard(SOUND, from_s=cut_s, seconds=14, seed=2, start_s=50)
    near, far = by_sound(a, b, within_m=0), by_sound(a, b, within_m=30)
    assert holds(near, cut_s - 50)
    assert near.fine >= 3
    (low, high), (least, most) = near.bounds_ns or (0, 0), far.bounds_ns or (0, 0)
    assert high - low <= 20_000_000
    assert (low - least, most - high) == (sound_spread_ns(30), sound_spread_ns(30))


def test_a_hole_in_the_sound_shifts_nothing() -> None:
    a, b = heard(SOUND, from_s=0, seconds=16, seed=1), heard(SOUND, from_s=1.5, seconds=16, seed=2)
    known = b.known.copy()
    known[40_000:64_000] = False
    assert holds(by_sound(a, Heard(0, np.where(known, b.samples, 0), known), within_m=0), 1.5)


def test_unlike_sounds_and_silence_are_not_placed() -> None:
    a = heard(SOUND, from_s=0, seconds=14)
    for seed in range(4):
        other = heard(noise_bursts(90 + seed, 16), from_s=0, seconds=12, seed=3 + seed)
        assert by_sound(a, other, within_m=9).bounds_ns is None
    silent = Heard(0, np.zeros(90_000, np.float32), np.ones(90_000, np.bool_))
    assert by_sound(a, silent, within_m=9).reasons == ("the sound of B is silent",)
    short = heard(SOUND, from_s=0, seconds=2)
    assert "lasts 2.0 s" in by_sound(short, a, within_m=9).reasons[0]


def test_a_beat_is_not_placed() -> None:
    bar = np.tile(noise_bursts(5, 0.8), 20)
    proposal = by_sound(
        heard(bar, from_s=0, seconds=12, seed=1), heard(bar, from_s=0.3, seconds=12, seed=2), within_m=0
    )
    assert proposal.bounds_ns is None


def test_distance_is_a_person_s_word_and_no_less_than_nothing() -> None:
    assert sound_spread_ns(0) == 0
    assert sound_spread_ns(306) == NS
    with pytest.raises(InputRefused, match="is -1 m"):
        sound_spread_ns(-1)
