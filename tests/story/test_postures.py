"""Real people through the command line: who falls is told, who bends is not, and the joints come out alike again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from tests.story.incident import Workplace

from gestae.model.skeleton import Joint
from gestae.sight.weights import shipped_table
from gestae.workflow.documents import schema
from gestae.workflow.parquet import read_skeletons, read_tracks, write_skeletons

pytestmark = [pytest.mark.story, pytest.mark.prove]

WEIGHTS = {
    "efficientdet-lite1": "efficientdet-lite1.tflite",
    "movenet-lightning": "movenet_singlepose_lightning.tflite",
}
FALL, BEND, STILL = "events/fall_le2i_a.avi", "events/adl_bend_urfall.mp4", "cctv/brightness_change.avi"
POSTURES = ("hands_up", "fall", "lying", "gets_up")


@pytest.fixture(scope="module")
def models(shared_weights: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A machine that has the default detector and the net for poses, and no other model."""
    data = tmp_path_factory.mktemp("data")
    folder = data / "gestae" / "models"
    folder.mkdir(parents=True)
    for name, file in WEIGHTS.items():
        shutil.copyfile(shared_weights / file, folder / shipped_table().entry(name).sha256)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(data))
        yield folder


def looked_at(root: Path, footage: Path, names: tuple[str, ...], *words: str) -> Workplace:
    place = Workplace(root)
    place.delivery.mkdir(parents=True)
    for name in names:
        shutil.copyfile(footage / name, place.delivery / Path(name).name)
    place.run("init", place.case, "--title", "Falls", "--zone", "Europe/Kyiv")
    place.run("add", place.case, place.delivery)
    place.run("analyze", place.case, *words)
    return place


def looks(place: Workplace) -> dict[str, dict[str, Any]]:
    """Give what the journal says of each look, by footage."""
    entries = place.json("log", place.case)["entries"]
    return {
        one["entry"]["body"]["sha256"]: one["entry"]["body"]
        for one in entries
        if one["entry"]["kind"] == "analysis-done" and one["entry"]["body"]["stage"] == "look"
    }


def told(place: Workplace, name: str) -> list[dict[str, Any]]:
    document = place.json("observations", place.case)
    jsonschema.validate(document, schema("observations"), cls=jsonschema.Draft202012Validator)
    return [one for one in document["observations"] if one["footage"]["name"] == Path(name).name]


@pytest.fixture(scope="module")
def place(models: Path, shared_footage: Path, tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    root = tmp_path_factory.mktemp("falls")
    return looked_at(root, shared_footage, (FALL, BEND, STILL), "--workers", "2")


def test_who_falls_and_lies_is_told_and_who_bends_is_not(place: Workplace) -> None:
    fall, lying = (next(one for one in told(place, FALL) if one["kind"] == kind) for kind in ("fall", "lying"))
    assert abs(fall["start"]["seconds"] - 3.0) <= 0.6
    assert lying["end"] is None
    assert [one["kind"] for one in told(place, FALL) if one["kind"] in POSTURES] == ["fall", "lying"]
    assert not [one for one in told(place, BEND) if one["kind"] in POSTURES]
    assert not told(place, STILL)


def test_the_bytes_are_the_same_with_one_worker(place: Workplace, shared_footage: Path, tmp_path: Path) -> None:
    alone = looked_at(tmp_path, shared_footage, (FALL, BEND, STILL), "--workers", "1")
    before, again = looks(place), looks(alone)
    assert {sha256: one["artifacts"] for sha256, one in before.items()} == {
        sha256: one["artifacts"] for sha256, one in again.items()
    }
    assert all("skeletons" in one["artifacts"] for one in before.values())
    assert all(
        one["model"]["pose"]["name"] == one["parameters"]["pose"] == "movenet-lightning" for one in before.values()
    )


def artifact(place: Workplace, digest: str) -> Path:
    return place.case / "artifacts" / digest[:2] / digest


def test_skeletons_lie_on_the_people_they_are_of(place: Workplace) -> None:
    count = 0
    for one in looks(place).values():
        tracks = {t.id: t for t in read_tracks(artifact(place, one["artifacts"]["tracks"]).read_bytes())}
        for poses in read_skeletons(artifact(place, one["artifacts"]["skeletons"]).read_bytes()):
            track = tracks[poses.track]
            rows = np.searchsorted(track.n, poses.n)
            assert track.n[rows].tolist() == poses.n.tolist()
            assert track.seen[rows].all()
            boxes = track.boxes[rows]
            hips = poses.points[:, [Joint.LEFT_HIP, Joint.RIGHT_HIP]].mean(axis=1)
            sure = poses.scores[:, [Joint.LEFT_HIP, Joint.RIGHT_HIP]].min(axis=1) > 0.5
            inside = ((hips >= boxes[:, :2]) & (hips <= boxes[:, 2:])).all(axis=1)
            assert inside[sure].mean() > 0.95
            count += int(sure.sum())
    assert count > 30


def test_reproducing_finds_nothing_and_then_the_one_joint_that_was_moved(place: Workplace) -> None:
    assert place.json("reproduce", place.case)["differences"] == []
    one = next(look for look in looks(place).values() if "fall" in json.dumps(look) or look["artifacts"])
    path = artifact(place, one["artifacts"]["skeletons"])
    before = path.read_bytes()
    poses = read_skeletons(before)
    points = poses[0].points.copy()
    points[0, Joint.LEFT_WRIST] += 9
    moved = type(poses[0])(poses[0].track, poses[0].n, points, poses[0].scores, poses[0].turns)
    path.chmod(0o600)
    path.write_bytes(write_skeletons((moved, *poses[1:])))
    try:
        told_again = place.json("reproduce", place.case, code=None)["differences"]
    finally:
        path.write_bytes(before)
    assert any("skeletons" in str(difference) for difference in told_again)


def test_without_the_net_that_feature_alone_is_off(models: Path, shared_footage: Path, tmp_path: Path) -> None:
    net = models / shipped_table().entry("movenet-lightning").sha256
    net.rename(net.with_suffix(".away"))
    try:
        place = looked_at(tmp_path, shared_footage, (BEND,))
        document = place.json("analyze", place.case)
    finally:
        net.with_suffix(".away").rename(net)
    assert "raised hands, falls and people who lie are not found" in document["feature_off"]
    (look,) = looks(place).values()
    assert "skeletons" not in look["artifacts"]
    assert {one["kind"] for one in told(place, BEND)} & {"person_present"}
