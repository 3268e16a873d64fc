"""A real rucksack through the command line: left on a desk and taken again; and nothing where only light changes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.story.test_postures import WEIGHTS, looked_at, told

from gestae.sight.weights import shipped_table

pytestmark = [pytest.mark.story, pytest.mark.prove]

BAG, STILL, CARS = "events/bag_taken_desk.mp4", "cctv/brightness_change.avi", "cctv/car-detection.mp4"
THINGS = ("object_left", "object_taken")


@pytest.fixture
def models(shared_weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "data" / "gestae" / "models"
    folder.mkdir(parents=True)
    for name, file in WEIGHTS.items():
        shutil.copyfile(shared_weights / file, folder / shipped_table().entry(name).sha256)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.mark.usefixtures("models")
def test_a_rucksack_is_left_and_taken_once_each(shared_footage: Path, tmp_path: Path) -> None:
    place = looked_at(tmp_path, shared_footage, (BAG, STILL, CARS), "--workers", "2")
    left, taken = (one for one in told(place, BAG) if one["kind"] in THINGS)
    assert (left["kind"], taken["kind"]) == THINGS
    assert abs(left["start"]["seconds"] - 2.6) <= 0.4
    assert abs(taken["start"]["seconds"] - 12.1) <= 0.3
    assert any("a handbag" in said for said in taken["limits"])
    assert not told(place, STILL)
    assert not [one for one in told(place, CARS) if one["kind"] in THINGS]
    assert place.json("reproduce", place.case)["differences"] == []
