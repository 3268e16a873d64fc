"""The rules of a proposal: each can fail by itself, and then says what was found, what is asked and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gestae.model.offset import OffsetBy
from gestae.sync.rules import LIMITS, RULES, Evidence, least_score, verdicts

GOOD = Evidence(
    OffsetBy.MOVEMENT,
    overlap_ns=9_000_000_000,
    score=4.5,
    least_score=3.3,
    ratio=2.0,
    signals=5,
    agreeing=5,
    windows=(1.5, 2.0, 0.9),
    moved_ns=40_000_000,
    near_ns=160_000_000,
)


def failing(evidence: Evidence) -> list[str]:
    return [one.rule for one in verdicts(evidence) if not one.holds]


def test_good_evidence_passes_every_rule() -> None:
    assert failing(GOOD) == []
    assert len(verdicts(GOOD)) == len(RULES)


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"overlap_ns": 3_900_000_000}, "overlap"),
        ({"score": 3.2}, "stands out"),
        ({"least_score": 4.6}, "stands out"),
        ({"ratio": 1.89}, "unique"),
        ({"agreeing": 3}, "signals agree"),
        ({"windows": (3.0, 0.1, None)}, "parts agree"),
        ({"windows": (3.0, 0.1, 0.7)}, "parts agree"),
        ({"moved_ns": 200_000_000}, "rests on no one part"),
        ({"moved_ns": None}, "rests on no one part"),
    ],
)
def test_each_rule_fails_by_itself(changed: dict[str, object], rule: str) -> None:
    poor = replace(GOOD, **changed)  # type: ignore[arg-type]
    assert failing(poor) == [rule]
    (said,) = [one for one in verdicts(poor) if not one.holds]
    assert said.found
    assert said.asks
    assert said.why


def test_two_of_three_parts_are_enough_and_six_of_eight() -> None:
    assert replace(GOOD, windows=(1.0,) * 3).windows_wanted == 2
    assert replace(GOOD, windows=(1.0,) * 8).windows_wanted == 6
    assert replace(GOOD, windows=(1.0, None, 0.2, 5.0)).windows_for == 2


@pytest.mark.parametrize("how", list(OffsetBy))
def test_more_offsets_ask_for_a_higher_peak(how: OffsetBy) -> None:
    few, many = least_score(how, 3), least_score(how, 100_000)
    assert few == LIMITS[how].score
    assert few < many < 2 * few
    assert least_score(how, 0) == few
