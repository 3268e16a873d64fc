"""What is to be done and what came of it: the nouns that every engine takes and gives. Pure.

A work item names a function by its dotted path, because the engine knows no room: who joins rooms gives the
name. Its key says what the answer depends on (file digest, range, model digest, parameters), so that a result
that is recorded under it need not be computed again.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol, TypeAlias, cast

from gestae.base.canonical import Json, content_id
from gestae.errors import EngineError, GestaeError, RecordError

__all__ = [
    "Agenda",
    "Answer",
    "Engine",
    "Failure",
    "FailureKind",
    "Outcome",
    "Report",
    "Standing",
    "Watch",
    "Work",
    "WorkItem",
    "agenda_of",
    "find_function",
    "pending",
    "perform",
]

Answer: TypeAlias = "Json | bytes"
Report: TypeAlias = Callable[[float], None]
Work: TypeAlias = "Callable[[Mapping[str, Json], Report], Answer]"

_DETAIL_CHARACTERS: Final = 2000


class FailureKind(StrEnum):
    """Why an item has no answer."""

    REFUSED = "refused"  # the function itself said why not
    ERROR = "error"  # the function broke
    MEMORY = "memory limit"
    TIME = "time limit"
    DIED = "worker died"


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One thing to do.

    `function` is "package.module:name" of a `Work`: it takes the arguments and a function to report its
    progress to (0 to 1), and returns JSON or bytes. `weight` says how much work it is, in a unit of the
    caller's (seconds of footage, say), for the rate and the time left.

    >>> WorkItem.of("gestae.sight.stages:look", {"sha256": "9f"}).key == WorkItem.of(
    ...     "gestae.sight.stages:look", {"sha256": "9f"}
    ... ).key
    True
    """

    key: str
    function: str
    arguments: Mapping[str, Json]
    weight: float = 1.0

    def __post_init__(self) -> None:
        if not self.key or self.function.count(":") != 1:
            raise RecordError(f"work {self.key!r} by {self.function!r}: give a key and 'package.module:name'")
        if not self.weight > 0:
            raise RecordError(f"work {self.key}: a weight of {self.weight}; it must be positive")

    @classmethod
    def of(cls, function: str, arguments: Mapping[str, Json], *, weight: float = 1.0) -> WorkItem:
        """Make an item whose key is all that it says; right where the arguments hold no paths or other accidents."""
        return cls(content_id({"function": function, "arguments": arguments}), function, arguments, weight)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an item has no answer, for a person to read."""

    kind: FailureKind
    detail: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an item: an answer, or a failure."""

    item: WorkItem
    answer: Answer = None
    failure: Failure | None = None

    @property
    def done(self) -> bool:
        """Whether there is an answer; an answer may itself be None."""
        return self.failure is None


@dataclass(slots=True)
class Agenda:
    """Items of which more come up while the first are done; a run of them ends when none is left.

    Whoever takes the outcomes adds to it what follows from them. Meanwhile no worker is let go, and one that has
    nothing else to do begins with what was added at once.

    >>> agenda = Agenda([WorkItem("a", "m:f", {})])
    >>> agenda.add(WorkItem("b", "m:f", {}))
    >>> [item.key for item in agenda.items]
    ['a', 'b']
    """

    items: list[WorkItem] = field(default_factory=list)

    def add(self, *items: WorkItem) -> None:
        """Put items at the end."""
        self.items.extend(items)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a run has come. Weights are in the caller's unit; `reached` counts begun items in part."""

    items: int
    finished: int
    failed: int
    weight: float
    reached: float


Watch: TypeAlias = Callable[[Standing], None]


class Engine(Protocol):
    """Runs work items. The answers do not depend on which engine, nor on how many workers it has."""

    def run(self, items: Iterable[WorkItem] | Agenda, *, watch: Watch | None = None) -> Iterator[Outcome]:
        """Give one outcome for each item, in the order of the items.

        An item that fails, by whatever cause, is an outcome with a failure; the others go on. Leaving the
        iteration early stops all work at once.

        Args:
            items: what to do; an agenda may grow between one outcome and the next.
            watch: is told how far the run has come, whenever that changes.
        """
        ...


def agenda_of(items: Iterable[WorkItem] | Agenda) -> Agenda:
    """Give what an engine was handed as an agenda: that very one, or one of its own.

    >>> agenda = Agenda()
    >>> agenda_of(agenda) is agenda, agenda_of([]) is agenda
    (True, False)
    """
    return items if isinstance(items, Agenda) else Agenda(list(items))


def pending(items: Iterable[WorkItem], recorded: Collection[str]) -> tuple[WorkItem, ...]:
    """Leave out the items whose answers are recorded already, and those that come twice.

    >>> item = WorkItem("k1", "a:b", {})
    >>> pending([item, item, WorkItem("k2", "a:b", {})], recorded={"k2"}) == (item,)
    True
    """
    first: dict[str, WorkItem] = {}
    for item in items:
        first.setdefault(item.key, item)
    return tuple(item for item in first.values() if item.key not in recorded)


def find_function(dotted: str) -> Work:
    """Import the function that a dotted path names.

    Raises:
        EngineError: there is none.

    >>> find_function("gestae.nowhere:f")
    Traceback (most recent call last):
    gestae.errors.EngineError: no function at 'gestae.nowhere:f' (No module named 'gestae.nowhere'); ...
    """
    module, _, name = dotted.partition(":")
    try:
        function = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise EngineError(f"no function at {dotted!r} ({error}); name one as 'package.module:name'") from error
    if not callable(function):
        raise EngineError(f"{dotted!r} is no function; name one as 'package.module:name'")
    return cast("Work", function)


def perform(item: WorkItem, report: Report) -> Outcome:
    """Do an item here and now, and turn whatever it raises into its outcome."""
    try:
        return Outcome(item, find_function(item.function)(item.arguments, report))
    except GestaeError as error:
        return Outcome(item, failure=Failure(FailureKind.REFUSED, str(error)))
    except MemoryError as error:
        return Outcome(item, failure=Failure(FailureKind.MEMORY, str(error) or "no more memory could be had"))
    except Exception as error:  # noqa: BLE001 - the boundary of a work item: what breaks it must not break the run
        return Outcome(item, failure=Failure(FailureKind.ERROR, _tell(error)))


def _tell(error: BaseException) -> str:
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = "" if place is None else f" ({place.tb_frame.f_code.co_qualname}, line {place.tb_lineno})"
    return f"{type(error).__name__}: {error}{where}"[:_DETAIL_CHARACTERS]
