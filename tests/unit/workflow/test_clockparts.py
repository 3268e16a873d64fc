"""Ticks of a clock parted where the file's own time leaps."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from gestae.errors import InputRefused
from gestae.workflow.clockparts import one_part, parts_between_leaps
from gestae.workflow.parquet import PictureTimes

BASE = Fraction(1, 25)


def times(*runs: range) -> PictureTimes:
    each = tuple(np.array(run, np.int64) for run in runs)
    return PictureTimes(0, BASE, np.unique(np.concatenate(each)), each)


def tick(at: int, before: int | None = None) -> dict[str, Any]:
    lies = {"pts": at, "seconds": at / 25}
    return {"text": f"t{at}", "at": lies, "before": {"pts": at - 1 if before is None else before}}


AHEAD = times(range(50), range(1000, 1050))
BACK = times(range(1000, 1050), range(100, 200))
OVERLAP = times(range(1000, 1050), range(1030, 1130))


@pytest.mark.parametrize(
    ("ticks", "streams", "parts"),
    [
        pytest.param([tick(5), tick(30)], times(range(50)), [[5, 30]], id="no leap"),
        pytest.param([tick(5), tick(1005)], AHEAD, [[5], [1005]], id="a leap ahead"),
        pytest.param([tick(105), tick(1005)], BACK, [[1005], [105]], id="a leap back: in the order of the file"),
        pytest.param([tick(5), tick(1000, before=49)], AHEAD, [[5]], id="flipped beyond the leap"),
        pytest.param([tick(1010), tick(1040), tick(1100)], OVERLAP, [[1010], [1100]], id="a time that comes twice"),
        pytest.param([tick(5), tick(60)], AHEAD, [[5]], id="no picture of the file"),
        pytest.param([tick(60)], AHEAD, [], id="nothing is left"),
        pytest.param([], AHEAD, [], id="no ticks"),
    ],
)
def test_ticks_lie_on_one_side_of_every_leap(
    ticks: list[dict[str, Any]], streams: PictureTimes, parts: list[list[int]]
) -> None:
    found = parts_between_leaps(ticks, streams)
    assert [[one["at"]["pts"] for one in part] for part in found] == parts


def test_the_only_part_is_taken_and_none_gives_none() -> None:
    assert one_part([(tick(5),)], None, "the clock") == one_part([(tick(5),)], 1, "the clock") == (tick(5),)
    assert one_part([], None, "the clock") == ()


@pytest.mark.parametrize(
    ("count", "chosen", "says"),
    [
        (
            2,
            None,
            r"the clock: goes on over a leap .*; accept its parts one by one: --part 1 \(1 tick, t0 at 0.00 s\), ",
        ),
        (9, None, r"--part 6 \(1 tick, t5 at 0.20 s\) and 3 more$"),
        (2, 3, r"--part: is 3; write a number from 1 to 2"),
        (2, 0, r"--part: is 0; write a number from 1 to 2"),
        (0, 1, r"--part: is 1; leave it out: it has no tick"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_what_can(count: int, chosen: int | None, says: str) -> None:
    with pytest.raises(InputRefused, match=says):
        one_part([(tick(n),) for n in range(count)], chosen, "the clock")
