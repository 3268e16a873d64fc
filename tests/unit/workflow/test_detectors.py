"""Which detector looks is said before anything is looked at; without one, the feature is off in so many words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gestae.errors import FixityError, WeightsError
from gestae.sight.table import Role
from gestae.sight.weights import AbsentWeightsError, shipped_table
from gestae.workflow.detectors import (
    choose_cyrillic,
    choose_detector,
    choose_pose,
    choose_text,
    open_cyrillic,
    open_detector,
    open_pose,
    open_text,
)
from gestae.workflow.models import default_names, list_models


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without model files; returns the folder where they would lie."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "data" / "gestae" / "models"


def test_without_a_file_the_feature_is_off_and_says_how_to_turn_it_on(bare: Path) -> None:
    chosen = choose_detector(None)
    assert chosen.name is None
    assert "gestae models fetch --defaults" in chosen.feature_off
    assert not any(one.is_here for one in list_models())


def test_without_a_net_for_poses_that_feature_alone_is_off(bare: Path, shared_weights: Path) -> None:
    assert "raised hands, falls and people who lie are not found" in choose_pose().feature_off
    entry = shipped_table().of_role(Role.POSE)[0]
    with pytest.raises(AbsentWeightsError, match=f"gestae models fetch {entry.name}"):
        open_pose(entry.name)
    bare.mkdir(parents=True)
    shutil.copyfile(shared_weights / "movenet_singlepose_lightning.tflite", bare / entry.sha256)
    chosen = choose_pose()
    assert (chosen.name, chosen.feature_off) == (entry.name, "")
    assert open_pose(entry.name).identity.sha256 == entry.sha256
    assert choose_detector(None).name is None


def test_without_a_finder_and_a_reader_no_text_is_read(bare: Path) -> None:
    finder, reader = choose_text()
    assert (finder.name, reader.name) == (None, None)
    assert "text on vehicles and clothing is not read" in finder.feature_off
    entry = shipped_table().of_role(Role.TEXT_FINDER)[0]
    bare.mkdir(parents=True)
    with (bare / entry.sha256).open("wb") as file:
        file.truncate(entry.size_bytes)
    assert choose_text() == (finder, reader)  # one of the two alone reads nothing


def test_a_model_of_another_role_is_refused(bare: Path) -> None:
    detector, pose = (shipped_table().of_role(role)[0].name for role in (Role.DETECTOR, Role.POSE))
    with pytest.raises(WeightsError, match="is no detector"):
        open_detector(pose, "quick")
    with pytest.raises(WeightsError, match="reads no poses"):
        open_pose(detector)
    with pytest.raises(WeightsError, match="is no text-finder"):
        open_text(detector, pose)


def test_one_that_was_asked_for_and_is_absent_is_refused(bare: Path) -> None:
    name = shipped_table().of_role(Role.DETECTOR)[0].name
    with pytest.raises(AbsentWeightsError, match=f"gestae models fetch {name}"):
        choose_detector(name)
    with pytest.raises(AbsentWeightsError):
        open_detector(name, "quick")


def test_an_unknown_name_is_refused(bare: Path) -> None:
    with pytest.raises(WeightsError, match="nothing-of-the-kind"):
        choose_detector("nothing-of-the-kind")


def test_a_file_of_the_right_length_and_other_bytes_is_never_used(bare: Path) -> None:
    entry = min(shipped_table().of_role(Role.DETECTOR), key=lambda one: one.size_bytes)
    bare.mkdir(parents=True)
    with (bare / entry.sha256).open("wb") as file:
        file.truncate(entry.size_bytes)
    assert choose_detector(None).name == entry.name  # by its length: only reading all of it would tell
    with pytest.raises(FixityError):
        choose_detector(entry.name)
    with pytest.raises(FixityError):
        open_detector(entry.name, "quick")


def test_every_role_that_has_models_has_names_to_try(bare: Path) -> None:
    named = default_names()
    assert {name for names in named for name in names} == {one.name for one in list_models()}


def test_cyrillic_letters_are_off_where_their_reader_is_absent_and_another_one_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here, _ = choose_cyrillic()
    if here is not None:
        assert open_cyrillic(here).identity.as_json() == here
        with pytest.raises(WeightsError, match="its data differ"):
            open_cyrillic({**here, "sha256": "00" * 32})
    monkeypatch.setenv("PATH", str(tmp_path))
    assert choose_cyrillic() == (None, "Cyrillic letters are not read; install tesseract with its data for ukr and rus")
    with pytest.raises(WeightsError, match="none is here"):
        open_cyrillic(here or {"name": "tesseract 5.3.0"})
