"""Conditions of a question, each answered yes, no or "not known, because …" for one thing that may be meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from functools import partial
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

from gestae.base.units import NS_PER_S
from gestae.errors import InputRefused
from gestae.model.colour import Colour, Part, Worn
from gestae.model.time import Instant
from gestae.observe.query import Query, When
from gestae.observe.spelling import stands_in
from gestae.observe.ways import ways
from gestae.workflow.casetimes import Taken
from gestae.workflow.findings import Finding
from gestae.workflow.trackfacts import TrackFacts

__all__ = ["Answer", "Candidate", "Why", "answers"]


@dataclass(frozen=True, slots=True)
class Why:
    """Not known, and why: in words that many things can share."""

    words: str


Answer: TypeAlias = "bool | Why"
_NO_TRACK: Final = Why("a person wrote it down, and no track of it says so")
_NO_END: Final = Why("its end is not known")
_NO_TIME: Final = Why("its footage has no place in the world's time (gestae order says why)")
_NEAR: Final = Why("its place in the world's time is not known that closely")
_NO_COLOURS: Final = Why("no colour of it is told: too small, hidden, grey or dark, or looked at before colours were")
_UNSURE: Final = Why("its colours are unsure, and this may be one of them")
_FEW: Final = Why("it was seen too few times, or only cut off, to say which way it went")
_UNFIT: Final = Why(
    "the camera moved in its footage, or the picture has another size, and no such zone is drawn for that view"
)
_NOT_TOLD: Final = Why("letters of what was read could not be told, and it may be this")
_NO_REGION: Final = Why("where in the picture it is, is not said")
# A colour of which so much was seen may be the one that is meant.
_MAY_BE: Final = 0.2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A tracked thing, or an observation with the tracks that it rests on.

    Attributes:
        row: its footage.
        stream, time_base, first_pts: of its footage; `first_pts` is the stream's first.
        since: the time at which it is first seen; `until` the last, None where that is not known.
        tracks: what is known of the tracks.
        worn: their colours.
        finding: the observation; None for a tracked thing by itself.
        decision: what became of it, of a tracked thing of the presence that rests on it; empty where nothing did.
        began, ended: between which moments these were taken.
        stood: for each zone of its footage, when it was first and last seen there.
        unfit: names of zones of which it is not known whether it stood there: the camera moved, or its picture has
            another size.
        has_place: whether it is said where in the picture it is.
    """

    row: Mapping[str, Any]
    stream: int
    time_base: Fraction
    first_pts: int
    since: int
    until: int | None
    tracks: tuple[TrackFacts, ...]
    worn: tuple[Worn, ...]
    finding: Finding | None
    decision: str
    began: Taken
    ended: Taken
    stood: Mapping[str, tuple[int, int]]
    unfit: frozenset[str]
    has_place: bool

    @property
    def lasts_s(self) -> Fraction | None:
        """How long it was seen; None where its end is not known."""
        return None if self.until is None else (self.until - self.since) * self.time_base

    def seconds(self, pts: int) -> Fraction:
        """Seconds from its stream's first picture."""
        return (pts - self.first_pts) * self.time_base


def answers(
    query: Query, cameras: frozenset[str] | None, zone: ZoneInfo | None
) -> Callable[[Candidate], Iterator[Answer]]:
    """Give what answers each condition that a question has, the cheapest first.

    Args:
        query: the question.
        cameras: digests of the footage that is meant; None: all.
        zone: the case's, in which times of day and dates are meant; None where it is withheld.

    Raises:
        InputRefused: a time is asked for that the zone does not allow.
    """
    asked: list[Callable[[Candidate], Answer]] = [lambda one: _decided(query, one)]
    if cameras is not None:
        asked.append(lambda one: str(one.row["sha256"]) in cameras)
    asked += [partial(condition, query) for field, condition in _CONDITIONS if getattr(query, field)]
    asked += [partial(_coloured, wanted) for wanted in _colours(query)]
    asked += [
        _Mark(when, zone, is_late=late).holds for when, late in ((query.after, True), (query.before, False)) if when
    ]
    return lambda one: (ask(one) for ask in asked)


def _decided(query: Query, one: Candidate) -> Answer:
    if query.decisions:
        return one.decision in query.decisions
    return one.decision != "rejected"


def _written(query: Query, one: Candidate) -> Answer:
    if one.finding is None:
        return False
    seen = one.finding.observation
    said = " ".join(filter(None, (seen.reads, seen.text))).casefold()
    if any(text.casefold() in said for text in query.texts):
        return True
    read = [stands_in(text, seen.reads, seen.alternatives) for text in query.texts] if seen.reads else []
    return True if True in read else _NOT_TOLD if None in read else False


def _lasting(query: Query, one: Candidate) -> Answer:
    if query.lasting is None or one.lasts_s is None:
        return _NO_END
    return query.lasting.hold(one.lasts_s)


def _high(query: Query, one: Candidate) -> Answer:
    if query.height is None:
        return True
    region = one.finding.observation.region if one.finding else None
    heights = [Fraction(track.height_px) for track in one.tracks]
    heights = heights or ([Fraction(region.y2 - region.y1)] if region else [])
    return any(query.height.hold(height) for height in heights) if heights else _NO_TRACK


def _colours(query: Query) -> Iterator[tuple[tuple[Part | None, Colour], ...]]:
    upper = tuple((Part.UPPER, colour) for colour in query.upper)
    lower = tuple((Part.LOWER, colour) for colour in query.lower)
    yield from (wanted for wanted in (query.colours, upper, lower) if wanted)


def _coloured(wanted: Iterable[tuple[Part | None, Colour]], one: Candidate) -> Answer:
    told = [(worn, colour) for part, colour in wanted for worn in one.worn if part in (None, worn.part)]
    if not told:
        return _NO_TRACK if one.finding is not None and not one.tracks else _NO_COLOURS
    if any(worn.named is colour for worn, colour in told):
        return True
    may_be = any(worn.named is None and worn.shares.get(colour, 0.0) >= _MAY_BE for worn, colour in told)
    return _UNSURE if may_be else False


def _went(query: Query, one: Candidate) -> Answer:
    if not one.tracks:
        return _NO_TRACK
    went = [ways(track.first, track.last, track.height_px, track.looks) for track in one.tracks]
    found = [way[direction] for way in went for direction in query.directions]
    if any(found):
        return True
    return _FEW if any(is_so is None for is_so in found) else False


def _in_zone(query: Query, one: Candidate) -> Answer:
    if not one.has_place:
        return _NO_REGION
    if any(name in one.stood and name not in one.unfit for name in query.zones):
        return True
    return _UNFIT if one.unfit.intersection(query.zones) else False


_CONDITIONS: Final = (
    ("texts", _written),
    ("lasting", _lasting),
    ("height", _high),
    ("directions", _went),
    ("zones", _in_zone),
)


class _Mark:
    """A moment that is asked for, as it lies beside the moments of a case."""

    def __init__(self, when: When, zone: ZoneInfo | None, *, is_late: bool) -> None:
        self._when, self._zone, self._is_late = when, zone, is_late
        if when.of_day_ns is not None and zone is None:
            raise InputRefused(
                "the question",
                wrong="asks for a time of the case's zone, which is withheld",
                right="ask for seconds of footage, such as after 90s, or for a date and time with its offset",
            )
        self._at = None if when.written is None else Instant.parse(when.written, "the question", zone)

    def holds(self, one: Candidate) -> Answer:
        """Say whether it was still seen at the moment, or later; or, asked the other way, at it or earlier."""
        late = self._is_late
        if self._when.footage_ns is not None:
            asked_s = Fraction(self._when.footage_ns, NS_PER_S)
            seen_s = one.seconds(one.since if not late or one.until is None else one.until)
            return seen_s >= asked_s if late else seen_s <= asked_s
        taken = one.ended if late else one.began
        mark_ns = self._at.ns if self._at is not None else self._of_its_day(taken)
        if not taken.is_known or mark_ns is None:
            return _NEAR if taken.is_known else _NO_TIME
        low, high = taken.earliest_ns, taken.latest_ns
        is_sure, is_out = (
            (low is not None and low >= mark_ns, high is not None and high < mark_ns)
            if late
            else (high is not None and high <= mark_ns, low is not None and low > mark_ns)
        )
        return True if is_sure else False if is_out else _NEAR

    def _of_its_day(self, taken: Taken) -> int | None:
        """Give the time of day on the day of a picture; None where its bounds do not lie on one day."""
        if taken.earliest_ns is None or taken.latest_ns is None or self._zone is None:
            return None
        days = {
            datetime.fromtimestamp(ns // NS_PER_S, UTC).astimezone(self._zone).date()
            for ns in (taken.earliest_ns, taken.latest_ns)
        }
        if len(days) != 1:
            return None
        seconds, rest_ns = divmod(self._when.of_day_ns or 0, NS_PER_S)
        clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest_ns:09}"
        return Instant.parse(f"{days.pop().isoformat()}T{clock}", "the question", self._zone).ns
