"""The demo's reviewer stands by what the truth bears out closely, and by nothing else."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gestae.model.observation import Kind, Moment, Observation
from gestae.sample import Act, FileTruth, Sight, Truth
from gestae.workflow.demolooks import borne_out
from gestae.workflow.findings import Finding

BASE = Fraction(1, 25)


def truth() -> Truth:
    pts = tuple(range(500))
    files = tuple(FileTruth("r", camera, f"{camera}.mp4", (64, 48), "1/25", 0, 0, 0, 0, "1/25", pts)
                  for camera in ("gate", "yard"))  # fmt: skip
    fall = Act("fall", ("guard",), 0, None, (Sight("gate", 100, 100), Sight("yard", None, None)))
    return Truth(1, files, (fall,), 0, 1)


def proposal(kind: Kind, camera: str | None, earliest: int, latest: int) -> Finding:
    start = Moment(latest, earliest, latest, BASE)
    return Finding(Observation(kind, "ab" * 32, 0, camera, start, None, "rule/1"), "proposed", "", "", None, {})


@pytest.mark.parametrize(
    ("found", "is_chosen"),
    [
        (proposal(Kind.FALL, "gate", 99, 101), True),
        (proposal(Kind.FALL, "gate", 100, 100), True),
        (proposal(Kind.FALL, "gate", 101, 120), False),
        (proposal(Kind.FALL, "gate", 80, 99), False),
        (proposal(Kind.FALL, "gate", 40, 116), False),
        (proposal(Kind.FALL, "gate", 41, 116), True),
        (proposal(Kind.FALL, "yard", 99, 101), False),
        (proposal(Kind.FALL, None, 99, 101), False),
        (proposal(Kind.LYING, "gate", 99, 101), False),
    ],
)
def test_bounds_must_hold_the_true_beginning_within_three_seconds(found: Finding, is_chosen: bool) -> None:
    assert borne_out(truth(), [found]) == ((found.observation.id,) if is_chosen else ())


def test_who_is_merely_there_is_left_undecided() -> None:
    there = Act("person_present", ("guard",), 0, None, (Sight("gate", 100, 100),))
    known = truth()
    with_guard = Truth(1, known.files, (*known.acts, there), 0, 1)
    assert borne_out(with_guard, [proposal(Kind.PERSON_PRESENT, "gate", 99, 101)]) == ()
