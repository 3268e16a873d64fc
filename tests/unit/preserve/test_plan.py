"""Deciding before reading."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from gestae.model.evidence import Digest, MemberFacts, Received
from gestae.preserve.plan import Way, plan_intake, receipt_id

COPY, COMPARE = Way.COPY, Way.COMPARE_FIRST


@dataclass(frozen=True)
class File:
    size_bytes: int


PLANS: dict[str, tuple[list[int], set[int], list[Way]]] = {
    "nothing": ([], {1}, []),
    "all new": ([1, 2, 3], set(), [COPY, COPY, COPY]),
    "held": ([1, 2], {2}, [COPY, COMPARE]),
    "twice in one delivery": ([5, 5, 5], set(), [COPY, COMPARE, COMPARE]),
    "empty files": ([0, 0], set(), [COPY, COMPARE]),
}


@pytest.mark.parametrize(("sizes", "held", "ways"), PLANS.values(), ids=PLANS.keys())
def test_what_may_be_held_is_compared_first(sizes: list[int], held: set[int], ways: list[Way]) -> None:
    plan = plan_intake([File(size) for size in sizes], held)
    assert [step.way for step in plan.steps] == ways
    assert [step.item.size_bytes for step in plan.steps] == sizes
    assert plan.total_bytes == sum(sizes)


ONE = Received("usb/a", 3, Digest("a" * 64), 5)
MEMBER = MemberFacts(Digest("b" * 64), "a", 0, 3, 1, "")
OTHERS = {
    "other bytes": replace(ONE, digest=Digest("c" * 64)),
    "other place": replace(ONE, place="usb/b"),
    "other raw name": replace(ONE, raw_name_hex="ff"),
    "in an archive": replace(ONE, member=MEMBER),
    "another member of that name": replace(ONE, member=replace(MEMBER, index=1)),
}


def test_the_same_receipt_has_the_same_id() -> None:
    assert receipt_id(ONE, "d") == receipt_id(replace(ONE), "d")


def test_a_time_on_a_disk_is_no_part_of_the_id() -> None:
    # A delivery may be copied to another disk between two runs; what was received is the same.
    assert receipt_id(ONE, "d") == receipt_id(replace(ONE, modified_ns=None), "d")


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS.keys())
def test_another_receipt_has_another_id(other: Received) -> None:
    assert receipt_id(other, "d") != receipt_id(ONE, "d")


def test_another_delivery_is_another_receipt() -> None:
    assert receipt_id(ONE, "d") != receipt_id(ONE, "e")
