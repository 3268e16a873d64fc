"""Correlation with masks: where two signals fit, what holes do to it, what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from gestae.errors import RecordError
from gestae.sync.signals import Curve, Signal, likeness, woven

RNG = np.random.default_rng(5)


def signal(values: np.ndarray, *, start_ns: int = 0, step_ns: int = 10) -> Signal:
    shaped = values.reshape(len(values), -1).astype(float)
    return Signal(start_ns, step_ns, shaped, np.ones(shaped.shape, np.bool_))


def best_ns(curve: Curve) -> int:
    return int(curve.offsets_ns[np.argmax(curve.values)])


@pytest.mark.parametrize(("cut", "starts"), [(0, (0, 0)), (30, (0, 0)), (30, (700, -50)), (75, (5, 1005))])
def test_the_best_offset_is_the_one_by_which_it_was_cut(cut: int, starts: tuple[int, int]) -> None:
    noise = RNG.normal(0, 1, (200, 3))
    a, b = signal(noise, start_ns=starts[0]), signal(noise[cut:], start_ns=starts[1])
    assert best_ns(likeness(a, b, least_ns=500)) == starts[0] - starts[1] + cut * 10


def test_equal_signals_correlate_by_one_and_unequal_brightness_does_not_matter() -> None:
    noise = RNG.normal(0, 1, (90, 2))
    curve = likeness(signal(noise), signal(noise * 7 - 40), least_ns=300)
    assert best_ns(curve) == 0
    assert curve.values.max() == pytest.approx(1.0)


def test_every_offset_with_the_least_overlap_is_tried() -> None:
    curve = likeness(signal(RNG.normal(0, 1, 50)), signal(RNG.normal(0, 1, 40)), least_ns=100)
    assert (curve.offsets_ns[0], curve.offsets_ns[-1]) == (-300, 400)
    assert len(likeness(signal(np.ones(5)), signal(np.ones(5)), least_ns=60)) == 0


def test_a_hole_is_no_nought() -> None:
    noise = RNG.normal(5, 1, (160, 1))
    whole = signal(noise)
    mask = np.ones(160, np.bool_)
    mask[50:80] = False
    holed = whole.only(mask)
    assert best_ns(likeness(holed, signal(noise[20:]), least_ns=600)) == 200
    # What is not known may hold anything.
    spoilt = Signal(0, 10, np.where(mask[:, None], noise, 1e6), np.repeat(mask[:, None], 1, axis=1))
    np.testing.assert_allclose(
        likeness(spoilt, whole, least_ns=600).values, likeness(holed, whole, least_ns=600).values, atol=1e-6
    )


def test_what_is_flat_is_like_nothing() -> None:
    assert not likeness(signal(np.ones(80)), signal(RNG.normal(0, 1, 80)), least_ns=200).values.any()


def test_phases_are_woven_in_order() -> None:
    curves = [Curve(np.array(at), np.array(at, float)) for at in ([0, 10, 20], [5, 15, 25])]
    assert woven(curves).offsets_ns.tolist() == [0, 5, 10, 15, 20, 25]
    assert woven(curves).values.tolist() == [0, 5, 10, 15, 20, 25]


def test_signals_of_two_kinds_are_refused() -> None:
    with pytest.raises(RecordError, match="different steps or channels"):
        likeness(signal(np.ones(9)), signal(np.ones(9), step_ns=11), least_ns=10)
    with pytest.raises(RecordError, match="different steps or channels"):
        likeness(signal(np.ones(9)), signal(np.ones((9, 2))), least_ns=10)
    with pytest.raises(RecordError, match="equal shapes"):
        Signal(0, 10, np.ones((3, 1)), np.ones((4, 1), np.bool_))
    with pytest.raises(RecordError, match="time goes on"):
        Signal(0, 0, np.ones((3, 1)), np.ones((3, 1), np.bool_))
