"""Events: what happened, resting on observations or on a stated interval, and placed in the world as intervals."""

from __future__ import annotations

from dataclasses import dataclass

from gestae.base.canonical import Json, content_id
from gestae.errors import RecordError
from gestae.model.time import TimeInterval

__all__ = ["Event", "Placement", "StatedInterval"]


@dataclass(frozen=True, slots=True)
class StatedInterval:
    """When something happened according to a source that is not footage.

    Attributes:
        start: when it started, in the world.
        end: when it ended; None for an instant or where it is not known.
        source: id of the statement, record or document that says so.
    """

    start: TimeInterval
    end: TimeInterval | None
    source: str

    def __post_init__(self) -> None:
        _check_span(self.start, self.end)
        if not self.source:
            raise RecordError("a stated interval without its source; name the statement, record or document")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    Attributes:
        title: what it was, in words.
        members: ids of the observations that show it, sorted, each once.
        stated: the interval that a source states, where no observation shows it.

    >>> Event("vehicle stops", members=("b", "a"), stated=None)
    Traceback (most recent call last):
    gestae.errors.RecordError: the event 'vehicle stops' names its observations in the order b, a; sort them, each once
    """

    title: str
    members: tuple[str, ...]
    stated: StatedInterval | None = None

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise RecordError("an event without a title; say what happened")
        if bool(self.members) == (self.stated is not None):
            raise RecordError(
                f"the event {self.title!r} rests on observations or on a stated interval, on one of the two"
            )
        if list(self.members) != sorted(set(self.members)):
            raise RecordError(
                f"the event {self.title!r} names its observations in the order {', '.join(self.members)}; "
                "sort them, each once"
            )

    @property
    def id(self) -> str:
        """Name it by what it rests on; another title is no other event."""
        if self.stated is None:
            return content_id({"members": list(self.members)})
        return content_id({"stated": _span(self.stated), "source": self.stated.source, "title": self.title})


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an event lies in the world's time, and what that rests on.

    Attributes:
        event: the event's id.
        start: when it started.
        end: when it ended; None where it is an instant or not known.
        rests_on: ids of the observations, time checks and sources that gave the bounds, sorted, each once.
    """

    event: str
    start: TimeInterval
    end: TimeInterval | None
    rests_on: tuple[str, ...]

    def __post_init__(self) -> None:
        _check_span(self.start, self.end)
        if not self.rests_on or list(self.rests_on) != sorted(set(self.rests_on)):
            raise RecordError(
                f"the placement of {self.event} names what it rests on: at least one id, sorted, each once"
            )


def _check_span(start: TimeInterval, end: TimeInterval | None) -> None:
    if end is not None and end.latest < start.earliest:
        raise RecordError(f"an end by {end.latest}, before the earliest start at {start.earliest}")


def _span(stated: StatedInterval) -> Json:
    ends = (stated.start, stated.end) if stated.end is not None else (stated.start,)
    return [[str(interval.earliest), str(interval.latest)] for interval in ends]
