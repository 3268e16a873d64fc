"""Laws of the order of a case's events: what frames show follows from its network too, and nothing is dropped."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.unit.workflow.cases import add_clock, add_film, made, record, seen

from gestae.chronology.precedence import Relation, relation
from gestae.model.observation import Kind
from gestae.workflow.case import Case
from gestae.workflow.placing import CaseOrder

KINDS: Final = (Kind.FALL, Kind.VEHICLE_STOPS, Kind.PERSON_ENTERS, Kind.LYING)
FILMS: Final = ("a.mp4", "b.mp4")
LEAP: Final = 90_000
HALF: Final = 40


@dataclass(frozen=True)
class Sight:
    """A sighting of an event; one that is gone says nothing any more."""

    film: str
    kind: Kind
    at: int
    within: int
    is_gone: bool


@dataclass(frozen=True)
class Drawn:
    """A small case: which films have a clock that was read, which leap half way, and what shows each event."""

    clocked: frozenset[str]
    leaping: frozenset[str]
    events: tuple[tuple[Sight, ...], ...]


SIGHTS: Final = st.builds(
    Sight,
    film=st.sampled_from(FILMS),
    kind=st.sampled_from(KINDS),
    at=st.integers(0, 2 * HALF - 1),
    within=st.integers(0, 6),
    is_gone=st.sampled_from((False, False, False, False, True)),
)
CASES: Final = st.builds(
    Drawn,
    clocked=st.frozensets(st.sampled_from(FILMS)),
    leaping=st.frozensets(st.sampled_from(FILMS)),
    events=st.lists(st.lists(SIGHTS, min_size=1, max_size=3).map(tuple), min_size=2, max_size=4).map(tuple),
)

TWO_VIEWS: Final = Drawn(
    frozenset(FILMS),
    frozenset(),
    (
        (Sight("a.mp4", Kind.FALL, 50, 1, is_gone=False),),
        tuple(Sight(film, Kind.PERSON_ENTERS, at, 1, is_gone=False) for film, at in (("a.mp4", 70), ("b.mp4", 10))),
    ),
)
BOTH_SIDES_OF_A_LEAP: Final = Drawn(
    frozenset(),
    frozenset({"a.mp4"}),
    (
        (Sight("a.mp4", Kind.FALL, 10, 1, is_gone=False),),
        (Sight("a.mp4", Kind.FALL, 30, 1, is_gone=False), Sight("a.mp4", Kind.VEHICLE_STOPS, 60, 1, is_gone=False)),
    ),
)


def build(folder: Path, drawn: Drawn) -> CaseOrder:
    """Write the case and read its order; a sighting that is gone is one that the event names and nobody has."""
    with made(folder) as case:
        films = {name: film(case, name, drawn) for name in FILMS}
        for number, sights in enumerate(drawn.events):
            members = [shown(case, films, drawn, one, f"{number}/{place}") for place, one in enumerate(sights)]
            name = f"event{number}"
            case.decide("event-stated", "one event", id=name, title=name, members=sorted(members))
        return CaseOrder.of(case.store)


def film(case: Case, name: str, drawn: Drawn) -> str:
    leap = LEAP if name in drawn.leaping else 0
    times = [*range(HALF), *range(HALF + leap, 2 * HALF + leap)]
    recorder = f"the recorder of {name}"
    digest = add_film(case, name, 2 * HALF, camera=name, recorder=recorder, times=times)
    if name in drawn.clocked:
        add_clock(case, recorder, digest, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
    return digest


def shown(case: Case, films: dict[str, str], drawn: Drawn, one: Sight, text: str) -> str:
    if one.is_gone:
        return text.replace("/", "").ljust(20, "0")
    leap = LEAP if one.film in drawn.leaping and one.at >= HALF else 0
    return record(case, seen(films[one.film], one.at + leap, within=one.within, kind=one.kind, text=text))


def hold_order(drawn: Drawn) -> None:
    """Hold that what the order says of each two follows from the network, and that what follows there is said."""
    with tempfile.TemporaryDirectory() as folder:
        order = build(Path(folder), drawn)
        events = {event.id: event for event in order.events()}
    said = {(one.event, here.id): one for here in events.values() for one in here.after}
    for there, here in permutations(events, 2):
        follows = relation(order.upheld.solved, there, here) is Relation.BEFORE
        one = said.get((there, here))
        if one is None:
            assert not follows, f"{there} is before {here}: that follows, and the order does not say it"
            continue
        assert (here, there) not in said
        assert there not in events[here].open_with
        assert follows, f"the order shows {there} before {here}, and the network does not"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CASES)
@example(TWO_VIEWS)
@example(BOTH_SIDES_OF_A_LEAP)
def test_order_and_network_say_the_same(drawn: Drawn) -> None:
    hold_order(drawn)


@pytest.mark.prove
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CASES)
def test_order_and_network_say_the_same_in_many_cases(drawn: Drawn) -> None:
    hold_order(drawn)
