"""Real people among people, by the command line: who stops in a shop is told, and nobody aims, runs or is ringed."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.story.test_postures import looked_at, models

__all__ = ["models"]

pytestmark = [pytest.mark.story, pytest.mark.prove]

SHOP, STREET, FIGHT = "events/store_aisle_cctv.mp4", "cctv/pedestrians_side.mp4", "fights/fi005.mp4"
NEVER = ("person_runs", "person_surrounded", "turns_away", "faces_away", "arm_aimed", "weapon_raised", "people_meet")


@pytest.mark.usefixtures("models")
def test_who_stops_in_a_shop_is_told_and_nothing_that_is_not_there(shared_footage: Path, tmp_path: Path) -> None:
    place = looked_at(tmp_path, shared_footage, (SHOP, STREET, FIGHT))
    found = place.json("observations", place.case)["observations"]
    assert [one["kind"] for one in found if one["kind"] in NEVER] == []
    (stop,) = [one for one in found if one["kind"] == "person_stops"]
    assert stop["footage"]["name"] == Path(SHOP).name
    # Read by eye: 22.0 to 25.0 s, each within 0.7 s.
    assert stop["start"]["seconds"] == pytest.approx(22.0, abs=0.7)
    assert stop["end"]["seconds"] == pytest.approx(25.0, abs=0.7)
    assert "Lengths are body heights in the picture; the ground was not measured." in stop["limits"]
