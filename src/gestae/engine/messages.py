"""What a worker and its engine say to each other: one letter, then JSON or bytes. Pure.

No pickles: a worker that a hostile file has taken over must not be able to make the engine run code, and what
it sends is read as strictly as any other input.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from gestae.base.canonical import Json, canonical_bytes, parse_json
from gestae.engine.work import Failure, FailureKind, Outcome, WorkItem
from gestae.errors import EngineError, GestaeError, InputRefused

__all__ = ["Answered", "Progress", "pack_order", "pack_outcome", "pack_progress", "unpack_order", "unpack_word"]

_PROGRESS: Final = b"P"
_JSON: Final = b"J"
_BYTES: Final = b"B"
_FAILURE: Final = b"F"


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of the item is done, 0 to 1."""

    fraction: float


@dataclass(frozen=True, slots=True)
class Answered:
    """The item has its outcome."""

    outcome: Outcome


Word: TypeAlias = Progress | Answered


def pack_order(item: WorkItem) -> bytes:
    """Write an item for a worker.

    Raises:
        InputRefused: its arguments are not JSON.
    """
    return canonical_bytes({"key": item.key, "function": item.function, "arguments": item.arguments})


def unpack_order(message: bytes) -> WorkItem:
    """Read an item as a worker gets it."""
    order = _mapping(parse_json(message, "an order"))
    arguments = order["arguments"]
    return WorkItem(str(order["key"]), str(order["function"]), _mapping(arguments))


def pack_progress(fraction: float) -> bytes:
    """Write how much is done.

    >>> unpack_word(pack_progress(0.5), WorkItem("k", "a:b", {}))
    Progress(fraction=0.5)
    """
    return _PROGRESS + canonical_bytes(fraction)


def pack_outcome(outcome: Outcome) -> bytes:
    """Write an outcome for the engine; an answer that is neither JSON nor bytes becomes a failure."""
    if outcome.failure is not None:
        return _FAILURE + canonical_bytes({"kind": outcome.failure.kind.value, "detail": outcome.failure.detail})
    if isinstance(outcome.answer, bytes):
        return _BYTES + outcome.answer
    try:
        return _JSON + canonical_bytes(outcome.answer)
    except (GestaeError, TypeError, RecursionError) as error:
        failure = Failure(FailureKind.ERROR, f"the answer cannot be sent: {error}")
        return pack_outcome(Outcome(outcome.item, failure=failure))


def unpack_word(message: bytes, item: WorkItem) -> Word:
    """Read what a worker says about its item.

    Raises:
        EngineError: it is nothing that a worker says.
    """
    letter, rest = message[:1], message[1:]
    try:
        if letter == _PROGRESS:
            return Progress(_number(parse_json(rest, "a worker's progress")))
        if letter == _JSON:
            return Answered(Outcome(item, parse_json(rest, "a worker's answer")))
        if letter == _BYTES:
            return Answered(Outcome(item, rest))
        if letter == _FAILURE:
            said = _mapping(parse_json(rest, "a worker's failure"))
            failure = Failure(FailureKind(str(said["kind"])), str(said["detail"]))
            return Answered(Outcome(item, failure=failure))
    except (InputRefused, KeyError, ValueError, RecursionError) as error:
        raise EngineError(f"a worker's message cannot be read: {error}") from error
    raise EngineError(f"a worker's message begins with {letter!r}; it must be one of P, J, B, F")


def _mapping(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise ValueError("an object was expected")
    return value


def _number(value: Json) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ValueError("a number was expected")
    return float(value)
