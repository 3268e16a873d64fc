"""Interrupted, run twice at once, with parts of the case missing: a plain word, never a traceback, nothing lost."""

from __future__ import annotations

import shutil
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.story.incident import Workplace, write_film
from tests.story.processes import PATIENCE_S, no_worker_left, start, workers_of

pytestmark = pytest.mark.story


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A case with one short film that was looked at."""
    place = begun(tmp_path_factory.mktemp("trouble"))
    place.run("add", place.case, place.delivery)
    place.run("analyze", place.case)
    return place


def begun(root: Path) -> Workplace:
    place = Workplace(root)
    place.delivery.mkdir(parents=True)
    write_film(place.delivery / "gate.mp4", seconds=1, speed_px=8, start_n=3)
    for number in range(12):
        (place.delivery / f"page {number}.txt").write_text(f"page {number}\n" * 20_000, encoding="utf-8")
    place.run("init", place.case, "--title", "Trouble", "--zone", "UTC")
    return place


def copy_of(place: Workplace, to: Path) -> Workplace:
    shutil.copytree(place.root, to)
    return Workplace(to)


def entries(place: Workplace, kind: str) -> list[dict[str, Any]]:
    log = place.json("log", place.case)["entries"]
    return [one["entry"]["body"] for one in log if one["entry"]["kind"] == kind]


def artifact(place: Workplace, name: str) -> Path:
    (look,) = entries(place, "analysis-done")
    digest = str(look["artifacts"][name])
    return place.case / "artifacts" / digest[:2] / digest


def test_ctrl_c_ends_an_analysis_plainly_and_it_goes_on(tmp_path: Path) -> None:
    place = begun(tmp_path)
    place.run("add", place.case, place.delivery)
    with start("analyze", place.case) as process:
        began_s = time.monotonic()
        while not workers_of(process.pid) and time.monotonic() - began_s < PATIENCE_S:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130, said
    assert "Traceback" not in said
    assert "goes on from there" in said
    no_worker_left(process.pid)
    assert place.json("analyze", place.case)["looked_at"] == 1
    assert place.json("verify", place.case)["whole"]


def test_two_intakes_of_one_delivery_at_once_record_each_item_once(tmp_path: Path) -> None:
    place = begun(tmp_path)
    running = [start("add", place.case, place.delivery, "--from", "I. Mak") for _ in range(2)]
    for process in running:
        _, said = process.communicate(timeout=PATIENCE_S)
        assert (process.returncode, "Traceback" in said) == (0, False), said
    receipts = Counter(body["receipt"] for body in entries(place, "item-received"))
    assert len(receipts) == 13
    assert set(receipts.values()) == {1}
    assert place.json("verify", place.case)["whole"]
    assert place.json("rebuild", place.case)["equal"]


@pytest.mark.parametrize(
    ("name", "verb"),
    [
        ("observations", "observations"),
        ("observations", "report"),
        ("tracks", "tracks"),
        ("coverage", "coverage"),
        ("coverage", "report"),
    ],
)
def test_a_missing_artifact_is_refused_by_the_verb_that_needs_it(
    looked: Workplace, tmp_path: Path, name: str, verb: str
) -> None:
    place = copy_of(looked, tmp_path / "copy")
    artifact(place, name).unlink()
    refused = place.run(verb, place.case, code=3)
    assert "not found; do not rely on this copy" in refused.stderr
    assert refused.stdout == ""
    (fault,) = place.json("verify", place.case, code=1)["faults"]
    assert fault["what"] == "is missing"


def test_a_missing_original_is_told_and_tried_again_when_it_is_back(tmp_path: Path) -> None:
    place = begun(tmp_path)
    place.run("add", place.case, place.delivery)
    film = next(one for one in entries(place, "item-received") if one["name"] == "gate.mp4")["sha256"]
    original = place.case / "originals" / film[:2] / film
    kept = original.rename(tmp_path / "kept")
    told = place.json("analyze", place.case, code=1)
    (missed,) = told["not_looked_at"]
    assert missed["name"] == "gate.mp4"
    assert missed["reason"] == "its original cannot be read (No such file or directory)"
    assert "bring the original back" in missed["right"]
    flipped = bytearray(kept.read_bytes())
    flipped[len(flipped) // 2] ^= 1
    original.write_bytes(bytes(flipped))
    (other,) = place.json("analyze", place.case, code=1)["not_looked_at"]
    assert "is no longer what was received" in other["reason"]
    original.unlink()
    kept.rename(original)
    original.chmod(0o444)
    assert place.json("analyze", place.case)["looked_at"] == 1
    page = Path(place.json("report", place.case)["report"]).read_text("utf-8")
    assert "is no longer what was received" not in page
    assert place.json("verify", place.case)["whole"]


def test_papers_are_no_refused_footage(looked: Workplace, tmp_path: Path) -> None:
    place = copy_of(looked, tmp_path / "copy")
    assert entries(place, "analysis-failed") == []
    listed = {one["name"]: one for one in place.json("footage", place.case)["footage"]}
    assert listed["page 1.txt"]["refused"] == "is text, not footage; it is preserved as it is"


def test_without_a_detector_the_feature_is_off_and_the_rest_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "nothing here"))
    place = begun(tmp_path / "a")
    place.run("add", place.case, place.delivery)
    told = place.json("analyze", place.case)
    assert (told["looked_at"], told["detector"]) == (1, None)
    assert "gestae models fetch --defaults" in told["feature_off"]
    (covered,) = place.json("coverage", place.case)["footage"]
    assert {span["how"] for span in covered["coverage"]} == {"complete"}
    assert place.json("tracks", place.case)["footage"][0]["tracks"] == []


def test_a_camera_named_after_the_look_changes_nothing_that_was_computed(looked: Workplace, tmp_path: Path) -> None:
    place = copy_of(looked, tmp_path / "copy")
    (tmp_path / "form.toml").write_text(
        '[acquisition]\nformat = 1\nreceived_from = "I. Mak"\nreceived_by = "L. Dzvin"\n'
        'received_at = "2022-03-17T09:30:00+02:00"\n[[recorder]]\nid = "r1"\n'
        '[[recorder.file]]\nname = "gate.mp4"\ncamera = "north gate"\n',
        encoding="utf-8",
    )
    place.run("add", place.case, place.delivery, "--acquisition", tmp_path / "form.toml")
    listed = {one["name"]: one for one in place.json("footage", place.case)["footage"]}
    assert listed["gate.mp4"]["camera"] == "north gate"
    assert place.json("analyze", place.case)["looked_at"] == 0
    assert place.json("reproduce", place.case)["equal"]
    found = place.json("observations", place.case)["observations"]
    assert {one["camera"] for one in found} <= {"north gate"}
