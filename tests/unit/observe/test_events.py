"""Accepted observations become events; only a person joins them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from gestae.errors import RecordError
from gestae.model.observation import Kind, Moment, Observation, Status
from gestae.observe.events import events_from


def seen(pts: int, kind: Kind = Kind.VEHICLE_STOPS, text: str | None = None) -> Observation:
    moment = Moment(pts, pts, pts, Fraction(1, 25))
    return Observation(kind, "ab" * 32, 0, None, moment, None, f"{kind}/1", status=Status.ACCEPTED, text=text)


A, B, C = seen(1), seen(2), seen(3, Kind.VEHICLE_LEAVES)


def test_each_observation_is_an_event_of_its_own() -> None:
    events = events_from([A, B, C])
    assert sorted(event.members for event in events) == sorted((one.id,) for one in (A, B, C))
    assert {event.title for event in events} == {"vehicle stops", "vehicle leaves"}


def test_links_join_and_chains_of_links_join_too() -> None:
    (event,) = events_from([A, B, C], [(A.id, B.id), (B.id, C.id)])
    assert event.members == tuple(sorted((A.id, B.id, C.id)))
    assert event.title == "vehicle leaves, vehicle stops"


def test_the_order_of_what_comes_in_changes_nothing() -> None:
    assert events_from([A, B, C], [(A.id, B.id)]) == events_from([C, B, A], [(B.id, A.id)])


def test_a_persons_words_are_the_title() -> None:
    (event,) = events_from([seen(9, text="The van stops beside the booth")])
    assert event.title == "The van stops beside the booth"


def test_what_is_not_accepted_is_no_event_and_a_link_to_nothing_is_refused() -> None:
    with pytest.raises(RecordError, match="not accepted"):
        events_from([replace(A, status=Status.PROPOSED)])
    with pytest.raises(RecordError, match="no accepted observation"):
        events_from([A], [(A.id, "nobody")])
