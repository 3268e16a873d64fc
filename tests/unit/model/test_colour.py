"""Colours of a track: what was seen, and the one that is named."""

from __future__ import annotations

from typing import Any

import pytest

from gestae.errors import RecordError
from gestae.model.colour import Colour, Part, Worn, parts_of
from gestae.model.sighting import Label

FAULTS: dict[str, dict[str, Any]] = {
    "no picture": {"pictures": 0},
    "no colour": {"shares": {}},
    "a share beyond one": {"shares": {Colour.RED: 1.5}},
    "a sum beyond one": {"shares": {Colour.RED: 0.8, Colour.BLUE: 0.5}},
    "named unseen": {"named": Colour.BLUE},
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
def test_what_contradicts_itself_is_refused(fault: dict[str, Any]) -> None:
    whole: dict[str, Any] = {
        "track": "a1",
        "part": Part.UPPER,
        "pictures": 3,
        "shares": {Colour.RED: 0.9},
        "named": None,
    }
    assert Worn(**whole).named is None
    with pytest.raises(RecordError):
        Worn(**(whole | fault))


def test_parts_of_one_colour() -> None:
    told = {label: parts_of(label) for label in Label}
    assert told[Label.PERSON] == (Part.UPPER, Part.LOWER)
    assert {label for label, parts in told.items() if parts == (Part.BODY,)} == {
        Label.CAR, Label.BUS, Label.TRAIN, Label.TRUCK, Label.BOAT,
    }  # fmt: skip
    assert told[Label.BICYCLE] == told[Label.MOTORCYCLE] == told[Label.BACKPACK] == ()
