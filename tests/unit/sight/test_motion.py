"""The filter follows what moves evenly and says how sure it is."""

from __future__ import annotations

import numpy as np
import pytest

from gestae.errors import RecordError
from gestae.sight.motion import MotionRules, correct, predict, start, to_boxes

RULES = MotionRules()
WALKER = np.array([100.0, 50, 140, 150], np.float32)


def walked(looks: int, gap_s: float, speed_px_s: float) -> float:
    """Follow an even walker for some looks; give the error of the next prediction in pixels."""
    motion = start(WALKER, RULES)
    shift = np.array([speed_px_s * gap_s, 0] * 2, np.float32)
    for look in range(1, looks):
        motion = correct(predict(motion, gap_s, RULES), WALKER + look * shift, RULES)
    return abs(float(predict(motion, gap_s, RULES).value[0]) - float(120 + looks * shift[0]))


@pytest.mark.parametrize("gap_s", [0.04, 0.2, 0.5])
def test_an_even_walker_is_foreseen_at_any_rate(gap_s: float) -> None:
    assert walked(max(6, round(2 / gap_s)), gap_s, 80) < 4.0


def test_two_short_steps_are_one_long_step() -> None:
    motion = correct(predict(start(WALKER, RULES), 0.2, RULES), WALKER + 5, RULES)
    once = predict(motion, 0.4, RULES)
    twice = predict(predict(motion, 0.1, RULES), 0.3, RULES)
    np.testing.assert_allclose(once.value, twice.value)
    np.testing.assert_allclose(once.spread, twice.spread)


def test_waiting_makes_less_sure_and_looking_makes_surer() -> None:
    motion = start(WALKER, RULES)
    later = predict(motion, 1.0, RULES)
    assert (later.spread[0] > motion.spread[0]).all()
    assert (correct(later, WALKER, RULES).spread[0] < later.spread[0]).all()


def test_a_weak_detection_moves_it_less() -> None:
    later = predict(start(WALKER, RULES), 0.2, RULES)
    strong, weak = (correct(later, WALKER + 20, RULES, trust=trust).value[0] for trust in (0.9, 0.2))
    assert 120 < weak < strong < 140


def test_a_rate_fades_while_unseen() -> None:
    motion = correct(predict(start(WALKER, RULES), 0.2, RULES), WALKER + 20, RULES)
    assert abs(predict(motion, 2.0, RULES, fading=True).rate[0]) == pytest.approx(abs(motion.rate[0]) / 2)


def test_a_shrinking_box_keeps_a_size() -> None:
    motion = correct(predict(start(WALKER, RULES), 0.2, RULES), np.array([118, 95, 122, 105], np.float32), RULES)
    assert (predict(motion, 5.0, RULES).value[2:] > 0).all()


def test_no_tracks_are_no_boxes() -> None:
    assert to_boxes([]).shape == (0, 4)


def test_time_does_not_run_backwards() -> None:
    with pytest.raises(RecordError, match="order of their times"):
        predict(start(WALKER, RULES), -0.1, RULES)


def test_rules_are_positive() -> None:
    with pytest.raises(RecordError, match="above 0"):
        MotionRules(measured=0.0)
