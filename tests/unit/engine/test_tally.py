"""How far a run has come, whatever workers claim."""

from __future__ import annotations

import pytest

from gestae.engine.tally import Tally
from gestae.engine.work import Standing, WorkItem


@pytest.fixture
def seen() -> list[Standing]:
    return []


@pytest.fixture
def tally(seen: list[Standing]) -> Tally:
    return Tally([WorkItem("a", "m:f", {}, 10.0), WorkItem("b", "m:f", {}, 30.0)], seen.append)


@pytest.mark.parametrize("claim", [-1.0, 0.0, 0.25, 1.5, float("nan"), float("inf")])
def test_a_claim_that_is_no_progress_is_not_taken(tally: Tally, seen: list[Standing], claim: float) -> None:
    tally.report(0, 0.5)
    tally.report(0, claim)
    assert seen[-1].reached == 5.0


def test_a_finished_item_counts_whole_whether_or_not_it_failed(tally: Tally, seen: list[Standing]) -> None:
    tally.report(1, 0.9)
    tally.finish(1, failed=True)
    tally.finish(0, failed=False)
    assert seen[-1] == Standing(items=2, finished=2, failed=1, weight=40.0, reached=40.0)


def test_nobody_needs_to_watch() -> None:
    Tally([WorkItem("a", "m:f", {})], None).finish(0, failed=False)
