"""Which answer is kept: upright while it is sure, turned where that sees more, none for the small."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gestae.errors import RecordError
from gestae.model.skeleton import JOINTS
from gestae.sight.crops import Square
from gestae.sight.pose import Joints, PoseLimits, best_skeleton

STANDS = np.array([100, 50, 140, 170], np.float32)
CROUCHES = np.array([100, 50, 160, 130], np.float32)
TALL = np.array([100, 50, 160, 140], np.float32)
LIES = np.array([100, 50, 220, 90], np.float32)


def scored(scores: dict[int, float], asked: list[int] | None = None) -> Joints:
    """A net whose score depends on the turn alone, with every joint in the middle of the square."""

    def joints(square: Square) -> tuple[np.ndarray, np.ndarray]:
        if asked is not None:
            asked.append(square.turn)
        return np.full((JOINTS, 2), 0.5, np.float32), np.full(JOINTS, scores[square.turn], np.float32)

    return joints


CASES = {
    "stands, sure": (STANDS, {0: 0.6, 90: 0.9, -90: 0.9}, 0, [0]),
    "stands, weak": (STANDS, {0: 0.3, 90: 0.1, -90: 0.9}, 0, [0]),
    "as tall as may lie, weak": (TALL, {0: 0.3, 90: 0.1, -90: 0.2}, 0, [0, 90, -90]),
    "crouches, sure": (CROUCHES, {0: 0.6, 90: 0.9, -90: 0.9}, 0, [0]),
    "crouches, weak": (CROUCHES, {0: 0.3, 90: 0.1, -90: 0.2}, 0, [0, 90, -90]),
    "crouches, weak, turned better": (CROUCHES, {0: 0.3, 90: 0.1, -90: 0.5}, -90, [0, 90, -90]),
    "wide, upright better": (LIES, {0: 0.7, 90: 0.6, -90: 0.2}, 0, [0, 90, -90]),
    "wide, turned hardly better": (LIES, {0: 0.5, 90: 0.52, -90: 0.2}, 0, [0, 90, -90]),
    "wide, turned better": (LIES, {0: 0.5, 90: 0.7, -90: 0.2}, 90, [0, 90, -90]),
}


@pytest.mark.parametrize(("box", "scores", "kept", "looked"), CASES.values(), ids=CASES.keys())
def test_the_best_answer_is_kept(
    box: np.ndarray,
    scores: dict[int, float],
    kept: int,
    looked: list[int],
) -> None:
    asked: list[int] = []
    found = best_skeleton(box, scored(scores, asked), PoseLimits())
    assert found is not None
    assert (found.turn, asked) == (kept, looked)
    assert found.score == pytest.approx(scores[kept])
    middle = (box[:2] + box[2:]) / 2
    assert np.abs(found.points - middle).max() <= 0.5


def never(square: Square) -> tuple[np.ndarray, np.ndarray]:
    raise AssertionError(f"looked at {square}")


@pytest.mark.parametrize(("side", "is_told"), [(39.0, False), (40.0, True), (200.0, True)])
def test_the_small_are_not_told(side: float, *, is_told: bool) -> None:
    box = np.array([0, 0, side / 3, side], np.float32)
    net: Callable[[Square], tuple[np.ndarray, np.ndarray]] = scored({0: 0.8}) if is_told else never
    assert (best_skeleton(box, net, PoseLimits()) is not None) == is_told


def test_a_score_that_a_net_gives_beyond_one_is_one() -> None:
    found = best_skeleton(STANDS, scored({0: 1.2}), PoseLimits())
    assert found is not None
    assert found.scores.max() == 1


def test_parameters_are_what_a_finding_names() -> None:
    assert dict(PoseLimits().parameters()) == {
        "least_side_px": 40.0, "margin": 1.25, "weak": 0.4, "wide": 1.0, "tall": 1.5, "gain": 0.05,
    }  # fmt: skip


@pytest.mark.parametrize("wrong", [{"least_side_px": 0.0}, {"margin": 0.9}, {"wide": 0.0}, {"weak": 1.5}])
def test_limits_that_cannot_be_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(RecordError, match="write sides above 0"):
        PoseLimits(**wrong)
