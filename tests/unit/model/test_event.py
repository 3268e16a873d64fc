"""Events and placements: what they rest on."""

from __future__ import annotations

import pytest

from gestae.errors import RecordError
from gestae.model.event import Event, Placement, StatedInterval
from gestae.model.time import Instant, TimeInterval

EARLY, LATE = TimeInterval(Instant(0), Instant(10)), TimeInterval(Instant(20), Instant(30))
STATED = StatedInterval(EARLY, LATE, "w1")


def test_an_event_rests_on_observations_or_on_a_stated_interval() -> None:
    assert Event("van stops", ("a", "b")).id == Event("the van stops", ("a", "b")).id
    assert Event("talk", (), STATED).id != Event("talk", (), StatedInterval(EARLY, LATE, "w2")).id
    for members, stated in (((), None), (("a",), STATED)):
        with pytest.raises(RecordError):
            Event("van stops", members, stated)


@pytest.mark.parametrize("members", [("b", "a"), ("a", "a")])
def test_members_are_sorted_each_once(members: tuple[str, ...]) -> None:
    with pytest.raises(RecordError):
        Event("van stops", members)


def test_an_event_has_a_title() -> None:
    with pytest.raises(RecordError):
        Event(" ", ("a",))


def test_an_end_does_not_lie_before_its_start_and_a_source_is_named() -> None:
    for start, end, source in ((LATE, EARLY, "w1"), (EARLY, LATE, "")):
        with pytest.raises(RecordError):
            StatedInterval(start, end, source)


def test_a_placement_names_what_it_rests_on() -> None:
    assert Placement("e", EARLY, LATE, ("c", "o")).rests_on == ("c", "o")
    for start, end, rests_on in ((EARLY, LATE, ()), (EARLY, LATE, ("o", "c")), (LATE, EARLY, ("c",))):
        with pytest.raises(RecordError):
            Placement("e", start, end, rests_on)
