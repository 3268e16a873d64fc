"""Real footage, odd and ordinary, through one command: every file with facts or a reason, and never a traceback."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from tests.story.incident import Workplace

from gestae.decode.container import read_packets
from gestae.decode.frames import frames
from gestae.model.evidence import Digest
from gestae.workflow.documents import schema

pytestmark = pytest.mark.story

VERBS = ("footage", "observations", "tracks", "coverage", "order", "log", "verify")


def investigated(place: Workplace, folder: Path) -> tuple[int, str]:
    """Investigate a folder in a process of its own; returns its exit code and what it said on standard error."""
    command = [sys.executable, "-c", "from gestae.cli import main; main()", "investigate", str(folder)]
    done = subprocess.run(
        [*command, "--case", str(place.case), "--json"],
        env={**os.environ, "GESTAE_AUTHOR": "O. Tester"},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    return done.returncode, done.stderr


def check_documents(place: Workplace) -> None:
    """Hold every document against its shipped schema, and every footage's coverage against gaps."""
    for verb in VERBS:
        jsonschema.validate(place.json(verb, place.case), schema(verb), cls=jsonschema.Draft202012Validator)
    for one in place.json("coverage", place.case)["footage"]:
        assert all(before["to"] == after["from"] for before, after in itertools.pairwise(one["coverage"]))


def copied(names: tuple[str, ...], source: Path, to: Path) -> Path:
    """Copy files of a folder; all of them where none is named."""
    to.mkdir()
    for path in sorted(source.iterdir()):
        if path.is_file() and (not names or path.name in names):
            shutil.copyfile(path, to / path.name)
    return to


@pytest.mark.prove
def test_every_odd_file_has_facts_or_a_reason(shared_footage: Path, tmp_path: Path) -> None:
    folder = copied((), shared_footage / "odd", tmp_path / "odd")
    place = Workplace(tmp_path)
    code, said = investigated(place, folder)
    assert code == 3, said
    listed = place.json("footage", place.case)["footage"]
    assert {one["name"] for one in listed} == {path.name for path in folder.iterdir()}
    for one in listed:
        assert one["refused"] or one["streams"], one["name"]
    assert sum(not one["refused"] for one in listed) >= 20
    check_documents(place)
    # What could not be looked at says why: nothing was silently passed over.
    failed = {e["entry"]["body"]["sha256"] for e in log(place) if e["entry"]["kind"] == "analysis-failed"}
    looked = {e["entry"]["body"]["sha256"] for e in log(place) if e["entry"]["kind"] == "analysis-done"}
    assert {one["sha256"] for one in listed if not one["refused"]} <= failed | looked


def log(place: Workplace) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = place.json("log", place.case)["entries"]
    return found


def test_a_few_odd_files_quickly(shared_footage: Path, tmp_path: Path) -> None:
    names = ("Static.264", "tsduck_test-041.ts", "gsm_ms_ciao.wav")
    place = Workplace(tmp_path)
    code, said = investigated(place, copied(names, shared_footage / "odd", tmp_path / "odd"))
    assert code == 3, said
    listed = {one["name"]: one for one in place.json("footage", place.case)["footage"]}
    assert set(listed) == set(names)
    assert all(one["refused"] or one["streams"] for one in listed.values())
    check_documents(place)
    covered = {one["name"]: one for one in place.json("coverage", place.case)["footage"]}
    assert set(covered) == set(names)
    assert {name: [span["how"] for span in one["coverage"]] for name, one in covered.items()} == {
        "Static.264": ["not looked at"],
        "tsduck_test-041.ts": ["unreadable"],
        "gsm_ms_ciao.wav": ["not looked at"],
    }


@pytest.mark.prove
@pytest.mark.parametrize("name", ["brightness_change.avi", "vehicles_street.mp4", "pedestrians_side.mp4"])
def test_ordinary_footage_is_looked_at(shared_footage: Path, tmp_path: Path, name: str) -> None:
    place = Workplace(tmp_path)
    code, said = investigated(place, copied((name,), shared_footage / "cctv", tmp_path / "in"))
    assert code == 0, said
    (one,) = place.json("footage", place.case)["footage"]
    assert one["refused"] is None
    (covered,) = place.json("coverage", place.case)["footage"]
    assert {span["how"] for span in covered["coverage"]} <= {"complete", "every n-th", "unreadable"}
    done = [e["entry"]["body"]["stage"] for e in log(place) if e["entry"]["kind"] == "analysis-done"]
    assert done.count("look") == 1
    check_documents(place)


def test_packed_pictures_have_addresses_from_any_beginning(shared_footage: Path) -> None:
    """MPEG-4 packed into AVI ends with a picture without a time; begun in mid-stream, it has no ordinal either."""
    path = shared_footage / "cctv" / "brightness_change.avi"
    sha256 = Digest.of(path.read_bytes()).hex
    index = read_packets(path)
    times = np.unique(index.times)
    with frames(path, sha256, start_pts=int(times[-12]), index=index) as late:
        got = [(one.ref.n, one.ref.pts) for one in late]
    assert [pts for _, pts in got] == [int(pts) for pts in times if pts in {pts for _, pts in got}]
    assert len(got) >= 10
    assert all(pts is not None for _, pts in got)
