"""What to do with a delivery, decided before anything is read: which items to copy, which to compare first.

Bytes can only be held already where something of their size is held, or stands earlier in the same delivery. Those
items are read and compared first, and written only if they are new; all others are copied at once, in one read. So a
run that was killed does not write again what it has, and the same file twice is one original, received twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from gestae.base.canonical import content_id
from gestae.model.evidence import Received

__all__ = ["Plan", "Sized", "Step", "Way", "plan_intake", "receipt_id"]


class Sized(Protocol):
    """Whatever has a size; an item of a listing."""

    @property
    def size_bytes(self) -> int:
        """How many bytes it has, as far as its folder says."""
        ...


S = TypeVar("S", bound=Sized)


class Way(StrEnum):
    """How an item is taken in."""

    COPY = "copy"
    COMPARE_FIRST = "compare_first"


@dataclass(frozen=True, slots=True)
class Step(Generic[S]):
    """One item, and how it is taken in."""

    item: S
    way: Way


@dataclass(frozen=True, slots=True)
class Plan(Generic[S]):
    """What will be done, in order, and how many bytes will be read at least."""

    steps: tuple[Step[S], ...]
    total_bytes: int


def plan_intake(items: Iterable[S], held_sizes: Collection[int]) -> Plan[S]:
    """Choose how each item is taken in; touch no disk.

    Args:
        items: a delivery, in its order.
        held_sizes: the sizes in bytes of all that the vault holds.

    >>> from types import SimpleNamespace as File
    >>> plan = plan_intake([File(size_bytes=n) for n in (3, 4, 3, 9)], held_sizes={9})
    >>> [step.way.value for step in plan.steps], plan.total_bytes
    (['copy', 'copy', 'compare_first', 'compare_first'], 19)
    """
    seen = set(held_sizes)
    steps = []
    for item in items:
        steps.append(Step(item, Way.COMPARE_FIRST if item.size_bytes in seen else Way.COPY))
        seen.add(item.size_bytes)
    return Plan(tuple(steps), sum(step.item.size_bytes for step in steps))


def receipt_id(received: Received, delivery: str) -> str:
    """Name one receipt by what it says, so that a run that was killed and started again names it alike.

    Args:
        received: what was received, where in the delivery it lay.
        delivery: the delivery's own id; handing the same thing over again is another delivery.
    """
    member = received.member
    return content_id(
        {
            "digest": received.digest.hex,
            "place": received.place,
            "raw_name": received.raw_name_hex,
            "member": None if member is None else [member.archive.hex, member.index],
            "delivery": delivery,
        }
    )
