"""What an event rests on, in words that do not promise more than there is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.workflow.cases import seen

from gestae.workflow.basis import basis
from gestae.workflow.caseevents import Decided
from gestae.workflow.placing import OrderedEvent
from gestae.workflow.sightings import Sighting

RECORDERS = {"a": "recorder-a", "b": "recorder-a", "c": "recorder-b"}


def sighting(sha: str, camera: str | None, author: str = "O. Tester") -> Sighting:
    one = replace(seen(sha * 64, 10), camera=camera)
    return Sighting(Decided(one, "recorded", author, "seen", 7), None, None, "no clock")


def words(*sightings: Sighting) -> str:
    event = OrderedEvent("e", "A man falls", sightings, None, "no clock", stated_by="O. Tester", reason="as told")
    return basis(event, lambda sha256: RECORDERS.get(sha256[0]))


@pytest.mark.parametrize(
    ("sightings", "said"),
    [
        ([("a", "gate")], "1 camera of 1 recorder (gate on recorder-a)"),
        ([("a", "gate"), ("a", "gate")], "1 camera of 1 recorder (gate on recorder-a)"),
        ([("a", "gate"), ("b", "yard")], "2 cameras of 1 recorder (gate, yard on recorder-a)"),
        ([("a", "gate"), ("c", "booth")], "2 cameras of 2 recorders (gate on recorder-a; booth on recorder-b)"),
        ([("a", "1"), ("c", "1")], "2 cameras of 2 recorders (1 on recorder-a; 1 on recorder-b)"),
        ([("d", "gate")], "1 camera of recorders that are not known (gate: recorder not known)"),
        (
            [("a", "gate"), ("d", "yard")],
            "2 cameras of 1 recorder and of recorders that are not known "
            "(gate on recorder-a; yard: recorder not known)",
        ),
        (
            [("a", None), ("b", None)],
            f"2 cameras of 1 recorder (an unnamed camera of footage {'a' * 12}, "
            f"an unnamed camera of footage {'b' * 12} on recorder-a)",
        ),
    ],
)
def test_cameras_are_counted_with_the_recorders_on_which_they_hang(
    sightings: list[tuple[str, str | None]], said: str
) -> None:
    assert words(*(sighting(*one) for one in sightings)) == f"observed on {said}, by decision of O. Tester"


def test_everybody_who_decided_is_named_once() -> None:
    found = words(
        sighting("a", "gate", "B. Tester"), sighting("b", "yard", "A. Tester"), sighting("c", "x", "A. Tester")
    )
    assert found.endswith("by decision of A. Tester, B. Tester")


def test_an_event_that_nobody_saw_is_stated() -> None:
    assert words() == "stated by O. Tester: as told"
