"""The table of kinds: its own consistency, and that every field of it is really checked."""

from __future__ import annotations

import pytest
from tests.laws.journal_samples import BODIES

from gestae.journal.kinds import HIDING, KINDS, OPENING, body_faults

REQUIRED = [(kind, name) for kind in sorted(KINDS) for name in sorted(KINDS[kind].required)]
FIELDS = [(kind, name) for kind in sorted(KINDS) for name in sorted({**KINDS[kind].required, **KINDS[kind].optional})]


@pytest.mark.parametrize(("kind", "name"), REQUIRED)
def test_a_missing_field_is_named(kind: str, name: str) -> None:
    body = {field: value for field, value in BODIES[kind].items() if field != name}
    (fault,) = body_faults(kind, body)
    assert fault.what == f"{kind}.{name}"
    assert fault.wrong == "is missing"


@pytest.mark.parametrize(("kind", "name"), FIELDS)
def test_a_field_of_another_form_is_named(kind: str, name: str) -> None:
    # A list of lists has the form of no field of the table.
    faults = body_faults(kind, {**BODIES[kind], name: [[1]]})
    assert [fault.what for fault in faults] == [f"{kind}.{name}"]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_valid_body_has_no_fault_and_an_unknown_field_is_one(kind: str) -> None:
    assert body_faults(kind, BODIES[kind]) == ()
    (fault,) = body_faults(kind, {**BODIES[kind], "colour": "red"})
    assert "is no field" in fault.wrong


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_kind_says_what_it_is_in_a_sentence_and_no_field_is_both(kind: str) -> None:
    assert KINDS[kind].says.endswith(".")
    assert not KINDS[kind].required.keys() & KINDS[kind].optional.keys()
    assert all(
        name in {**KINDS[kind].required, **KINDS[kind].optional} for group in KINDS[kind].any_of for name in group
    )


def test_an_event_needs_observations_or_an_interval() -> None:
    (fault,) = body_faults("event-stated", {"id": "e", "title": "t"})
    assert "members" in fault.right
    assert body_faults("event-stated", {"id": "e", "title": "t", "start_latest": "2022-03-16T12:00:00Z"}) == ()


def test_long_values_are_not_repeated_whole() -> None:
    (fault,) = body_faults("item-moved", {**BODIES["item-moved"], "place": ["x" * 500]})
    assert len(fault.wrong) < 80


def test_the_special_kinds_are_in_the_table() -> None:
    assert {OPENING, *HIDING} <= KINDS.keys()
