"""The drawn folder: short films of a few pictures, their truth and their papers."""

import hashlib
import json
import tomllib
from pathlib import Path

import av
import numpy as np
import pyarrow.parquet as pq
import pytest

from gestae.errors import InputRefused
from gestae.sample import acts_for_check, draw_yard, load_truth, yard
from gestae.sample.draw import Painter
from gestae.sample.script import write_scene
from gestae.sample.truth import truth_bytes
from gestae.sample.yard import camera_pairs, draw_part

FILES = ("recorder-a/gate.mp4", "recorder-b/yard.ts", "recorder-c/booth.avi")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("yard")
    draw_part(folder, seed=4, workers=1, progress=None, most=3)
    return folder


def pictures(path: Path) -> list[str]:
    with av.open(str(path)) as container:
        return [hashlib.sha256(f.to_ndarray().tobytes()).hexdigest() for f in container.decode(video=0)]


def test_the_same_seed_gives_the_same_files_however_many_draw(drawn: Path, tmp_path: Path) -> None:
    draw_part(tmp_path, seed=4, workers=2, progress=None, most=3)
    for name in FILES:
        assert pictures(drawn / name) == pictures(tmp_path / name)
        assert (drawn / name).read_bytes() == (tmp_path / name).read_bytes()
    for name in ("truth/truth.json", "handover.toml", "statements/guard.txt"):
        assert (drawn / name).read_bytes() == (tmp_path / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "codec", "rate", "size"),
    [
        ("recorder-a/gate.mp4", "h264", 25.0, (640, 360)),
        ("recorder-b/yard.ts", "mpeg2video", 25.0, (704, 400)),
        ("recorder-c/booth.avi", "mjpeg", 12.5, (640, 480)),
    ],
)
def test_every_recorder_writes_its_own_form(
    drawn: Path, name: str, codec: str, rate: float, size: tuple[int, int]
) -> None:
    with av.open(str(drawn / name)) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == codec
        assert float(stream.average_rate or 0) == pytest.approx(rate)
        assert (stream.codec_context.width, stream.codec_context.height) == size
        assert not container.streams.audio


def test_the_truth_is_read_back_as_it_was_told(drawn: Path) -> None:
    truth = load_truth(drawn)
    assert truth_bytes(truth) == (drawn / "truth/truth.json").read_bytes()
    assert [len(file.pts) for file in truth.files] == [3, 3, 3]


def test_the_truth_names_the_pts_that_the_files_hold(drawn: Path) -> None:
    for name, file in zip(FILES, load_truth(drawn).files, strict=True):
        with av.open(str(drawn / name)) as container:
            assert tuple(frame.pts for frame in container.decode(video=0)) == file.pts


def test_the_bicycle_is_boxed_inside_the_pictures(drawn: Path) -> None:
    rows = pq.read_table(drawn / "truth/boxes.parquet").to_pylist()
    sizes = {file.camera: file.size_px for file in load_truth(drawn).files}
    assert {row["subject"] for row in rows} == {"bicycle"}
    for row in rows:
        w, h = sizes[row["camera"]]
        assert 0 <= row["x1"] < row["x2"] <= w
        assert 0 <= row["y1"] < row["y2"] <= h
        assert 0 < row["visible_px"] <= row["whole_px"]


def test_the_papers_are_there_and_the_note_is_toml(drawn: Path) -> None:
    note = tomllib.loads((drawn / "handover.toml").read_text())
    assert note["acquisition"]["format"] == 1
    assert [r["id"] for r in note["recorder"]] == ["recorder-a", "recorder-b", "recorder-c"]
    assert "hands up" in (drawn / "statements/guard.txt").read_text()
    assert (drawn / "statements/neighbour.txt").read_text()
    assert (drawn / "calls.csv").read_text().startswith("record,caller,called")


def test_a_folder_without_truth_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="holds no truth"):
        load_truth(tmp_path)


def test_a_truth_of_another_format_is_refused(tmp_path: Path) -> None:
    (tmp_path / "truth").mkdir()
    (tmp_path / "truth/truth.json").write_text(json.dumps({"format": 99}))
    with pytest.raises(InputRefused, match="another format"):
        load_truth(tmp_path)


@pytest.mark.parametrize(("seed", "workers"), [(-1, 1), (1, 0)])
def test_a_seed_below_zero_or_no_worker_is_refused(tmp_path: Path, seed: int, workers: int) -> None:
    with pytest.raises(InputRefused):
        draw_yard(tmp_path, seed=seed, workers=workers)


def test_progress_is_told_within_the_films_and_never_falls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yard, "_TELL_EVERY_S", 0.01)
    told: list[float] = []
    draw_part(tmp_path, seed=4, workers=1, progress=lambda _what, share: told.append(share), most=6)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len({share for share in told if 0.0 < share < 0.95}) >= 5


def test_a_film_that_cannot_be_written_ends_the_drawing(tmp_path: Path) -> None:
    (tmp_path / "recorder-b").write_text("in the way")
    with pytest.raises(FileExistsError):
        draw_part(tmp_path, seed=4, workers=2, progress=None, most=2)


@pytest.mark.parametrize("after_s", [9.0, 14.0, 30.0])
def test_a_picture_does_not_depend_on_which_were_painted_before_it(after_s: float) -> None:
    scene = write_scene(4)
    pair = camera_pairs(4, scene)[0]
    at_s = scene.van.stop_s + after_s
    fresh = Painter(scene, pair, 4).paint(at_s, 9, full_range=False)
    painter = Painter(scene, pair, 4)
    for k in range(12):
        painter.paint(at_s - 0.04 * (12 - k), k, full_range=False)
    planes, seen = painter.paint(at_s, 9, full_range=False)
    assert seen == fresh[1]
    assert all(np.array_equal(a, b) for a, b in zip(planes, fresh[0], strict=True))


def test_figures_stand_out_from_the_yard_and_are_boxed_where_they_are_painted() -> None:
    scene = write_scene(4)
    pair = camera_pairs(4, scene)[0]
    painter = Painter(scene, (pair[0], pair[0]), 4)
    empty, _ = painter.paint(0.5, 0, full_range=True)
    later = scene.van.stop_s + 14.0
    full, seen = painter.paint(later, 1, full_range=True)
    people = [s for s in seen if s.subject.startswith(("guard", "man"))]
    assert len(people) == 6
    for person in people:
        x1, y1, x2, y2 = (int(v) for v in person.box)
        change = np.abs(full[0][y1:y2, x1:x2].astype(int) - empty[0][y1:y2, x1:x2].astype(int))
        assert y2 - y1 >= 70
        assert (change > 12).mean() > 0.25


def test_the_light_steps_within_one_picture() -> None:
    scene = write_scene(4)
    pair = camera_pairs(4, scene)[0]
    painter = Painter(scene, (pair[0], pair[0]), 4)
    means = [painter.paint(scene.light_s + d, 7, full_range=True)[0][0].mean() for d in (-0.08, -0.04, 0.0, 0.04)]
    steps = np.abs(np.diff(means))
    assert steps[1] > 8.0
    assert steps[0] < 1.0 > steps[2]


@pytest.mark.prove
def test_a_whole_film_tells_every_act_that_is_to_be_found(tmp_path: Path) -> None:
    truth = draw_yard(tmp_path, seed=5)
    kinds = {act.kind for act in acts_for_check(truth)}
    assert kinds == {
        "person_enters", "person_leaves", "person_present", "vehicle_present", "vehicle_arrives", "vehicle_stops",
        "vehicle_leaves", "light_changed", "camera_moved",
    }  # fmt: skip
    boxes = {(r["camera"], r["n"], r["subject"]) for r in pq.read_table(tmp_path / "truth/boxes.parquet").to_pylist()}
    for act in acts_for_check(truth):
        if act.kind in ("person_enters", "vehicle_arrives"):
            sight = act.sights[0]
            assert sight.n is not None
            assert any((sight.camera, sight.n + k, act.subjects[0]) in boxes for k in range(4))
