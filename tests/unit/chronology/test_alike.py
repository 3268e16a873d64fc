"""What may be one act: same kind, other camera, bounds that overlap. Chains and doubles may be one act or several."""

from __future__ import annotations

import pytest

from gestae.chronology.alike import Alike, Seen, may_be_one
from gestae.model.time import Instant, TimeInterval


def seen(kind: str, camera: str, low: int, high: int) -> Seen:
    return Seen(kind, camera, TimeInterval(Instant(low), Instant(high)))


CASES: dict[str, tuple[list[Seen], list[tuple[tuple[int, ...], bool]]]] = {
    "nothing": ([], []),
    "one": ([seen("fall", "a", 0, 4)], []),
    "two cameras": ([seen("fall", "a", 0, 4), seen("fall", "b", 3, 6)], [((0, 1), True)]),
    "bounds that touch": ([seen("fall", "a", 0, 4), seen("fall", "b", 4, 6)], [((0, 1), True)]),
    "a gap between": ([seen("fall", "a", 0, 4), seen("fall", "b", 5, 6)], []),
    "one camera twice": ([seen("fall", "a", 0, 4), seen("fall", "a", 3, 6)], []),
    "another kind": ([seen("fall", "a", 0, 4), seen("lying", "b", 3, 6)], []),
    "three cameras": ([seen("fall", c, low, 9) for c, low in (("a", 0), ("b", 3), ("c", 5))], [((0, 1, 2), True)]),
    "a chain": (
        [seen("fall", "a", 0, 4), seen("fall", "b", 3, 8), seen("fall", "c", 7, 9)],
        [((0, 1, 2), False)],
    ),
    "two acts on one camera": (
        [seen("fall", "a", 0, 4), seen("fall", "a", 1, 5), seen("fall", "b", 2, 6)],
        [((0, 1, 2), False)],
    ),
    "within another": (
        [seen("fall", "a", 0, 99), seen("fall", "b", 3, 4), seen("fall", "c", 80, 81)],
        [((0, 1, 2), False)],
    ),
    "two pairs, mixed": (
        [seen("fall", "a", 50, 54), seen("fall", "a", 0, 4), seen("fall", "b", 53, 56), seen("fall", "b", 3, 6)],
        [((0, 2), True), ((1, 3), True)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_may_be_one_act(case: str) -> None:
    given, groups = CASES[case]
    assert may_be_one(given) == tuple(Alike(members, simple) for members, simple in groups)
