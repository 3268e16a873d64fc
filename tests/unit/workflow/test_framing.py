"""A picture asked for by second, pts or number is that picture, with the time that a clock reading needs beside it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import av
import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image
from tests.unit.decode.clips import Film, write_film

from gestae.cli.app import app
from gestae.decode.frames import frame_at
from gestae.workflow.documents import schema

# Pictures 40 ms apart from 2 s on, but for three that are missing after the tenth.
TIMES = [2000 + 40 * n for n in range(60) if n not in (10, 11, 12)]


def run(*words: str | Path, code: int = 0) -> Result:
    done = CliRunner().invoke(app, [str(word) for word in words], env={"GESTAE_AUTHOR": "O. Tester"})
    assert done.exit_code == code, done.output
    return done


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("frames")
    (root / "in" / "a").mkdir(parents=True)
    write_film(root / "in" / "a" / "gate.mkv", TIMES)
    write_film(root / "in" / "raw.m4v", range(0, 400, 40), Film(container="m4v"))
    (root / "in" / "paper.txt").write_text("a paper", encoding="utf-8")
    run("init", root / "yard.case", "--title", "Frames", "--zone", "UTC")
    run("add", root / "yard.case", root / "in", "--from", "I. Mak")
    return root / "yard.case"


def taken(case: Path, to: Path, *words: str, code: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("frame", case, *words, "--to", to, "--json", code=code).stdout)
    jsonschema.validate(found, schema("frame"), cls=jsonschema.Draft202012Validator)
    return found


@pytest.mark.parametrize(
    ("words", "n", "pts"),
    [
        (("--at", "0"), 0, 2000),
        (("--at", "0.079"), 1, 2040),
        (("--at", "0.52"), 10, 2520),
        (("--at", "3"), 56, 4360),
        (("--pts", "2520"), 10, 2520),
        (("--n", "10"), 10, 2520),
    ],
)
def test_the_picture_that_is_shown_then(case: Path, tmp_path: Path, words: Sequence[str], n: int, pts: int) -> None:
    to = tmp_path / "one.png"
    found = taken(case, to, "gate.mkv", *words)
    (picture,) = found["pictures"]
    assert (picture["n"], picture["pts"], picture["seconds"]) == (n, pts, (pts - 2000) / 1000)
    assert (found["time_base"], found["written"]) == ("1/1000", str(to))
    sha256 = found["footage"]["sha256"]
    whole = frame_at(case / "originals" / sha256[:2] / sha256, sha256, 0, pts).rgb()
    with Image.open(to) as there:
        assert np.array_equal(np.asarray(there), whole), "the picture is not as it was decoded"
        assert there.info["original sha256"] == sha256


@pytest.mark.parametrize("file", ["gate.mkv", "a/gate.mkv", "1"])
def test_a_footage_is_named_in_any_way(case: Path, tmp_path: Path, file: str) -> None:
    assert taken(case, tmp_path, file, "--n", "0")["footage"]["name"] == "gate.mkv"
    digest = taken(case, tmp_path, file, "--n", "0")["footage"]["sha256"]
    assert taken(case, tmp_path, digest[:10], "--n", "0")["footage"]["exhibit"] == 1


def test_what_is_printed_is_a_clock_reading_of_the_form(case: Path, tmp_path: Path) -> None:
    told = run("frame", case, "gate.mkv", "--at", "0.52", "--to", tmp_path).stdout
    block = told[told.index("[[recorder.file.clock_reading]]") : told.index("wrote")]
    (reading,) = tomllib.loads(block)["recorder"]["file"]["clock_reading"]
    assert reading == {"tick": "", "pts": 2520, "time_base": "1/1000"}


def test_a_strip_has_every_picture_up_to_a_second(case: Path, tmp_path: Path) -> None:
    found = taken(case, tmp_path, "gate.mkv", "--at", "0.3", "--until", "0.6", "--crop", "4,16,40,24")
    assert [one["pts"] for one in found["pictures"]] == [2280, 2320, 2360, 2520, 2560, 2600]
    with Image.open(found["written"]) as strip:
        # Six parts of 40 by 24, enlarged eight times, in one row of five and one of one.
        assert strip.width > 5 * 40 * 8
        assert strip.height > 2 * 24 * 8
    told = run("frame", case, "gate.mkv", "--at", "0.3", "--until", "0.6", "--to", tmp_path / "s.png").stdout
    assert [line.split() for line in told.splitlines() if line.strip().endswith("0.520")] == [["10", "2520", "0.520"]]
    assert "--pts PTS" in told


def test_pictures_without_times_have_numbers_only(case: Path, tmp_path: Path) -> None:
    found = taken(case, tmp_path, "raw.m4v", "--n", "3")
    assert found["time_base"] is None
    assert [(one["n"], one["pts"], one["seconds"]) for one in found["pictures"]] == [(3, None, None)]
    assert "clock_reading" not in run("frame", case, "raw.m4v", "--n", "3", "--to", tmp_path).stdout
    late = taken(case, tmp_path / "late", "raw.m4v", "--n", "99", code=1)
    assert late["written"] is None
    assert "fewer pictures come out" in late["pictures"][0]["not_drawn"]


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (("gate.mkv",), "give one of --at, --pts and --n", 3),
        (("gate.mkv", "--at", "1", "--n", "2"), "give one of --at, --pts and --n", 3),
        (("gate.mkv", "--at", "9"), "the last picture is at 2.360 s", 3),
        (("gate.mkv", "--pts", "2401"), "the nearest are 2360, 2520", 3),
        (("gate.mkv", "--n", "57"), "numbered from 0 to 56", 3),
        (("gate.mkv", "--at", "1", "--until", "0.5"), "before it begins", 3),
        (("raw.m4v", "--at", "0"), "without times", 3),
        (("paper.txt", "--n", "0"), "there is no footage", 3),
        (("gate.mkv", "--at", "1,5"), "such as 44.4", 2),
        (("gate.mkv", "--at", "-1"), "such as 44.4", 2),
        (("gate.mkv", "--n", "0", "--crop", "1,2,3"), "such as 0,0,400,60", 2),
        (("gate.mkv", "--n", "0", "--crop", "0,0,97,64"), "outside of a picture of 96 x 64 pixels", 1),
    ],
)
def test_what_cannot_be_taken_says_what_would_be_right(
    case: Path, tmp_path: Path, words: Sequence[str], said: str, code: int
) -> None:
    told = run("frame", case, *words, "--to", tmp_path / "none", code=code)
    assert said in told.stderr
    assert not (tmp_path / "none").exists()


def test_more_than_fits_a_sheet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write_film(tmp_path / "in" / "long.mkv", range(0, 4040, 40))
    run("init", tmp_path / "a.case", "--title", "Long", "--zone", "UTC")
    run("add", tmp_path / "a.case", tmp_path / "in")
    told = run("frame", tmp_path / "a.case", "long.mkv", "--n", "0", "--until", "9", code=3)
    assert "would have 101 pictures" in told.stderr
    run("frame", tmp_path / "a.case", "long.mkv", "--n", "1", "--until", "9")
    assert list((tmp_path / "a-frames").iterdir())


def test_nothing_in_the_case_changes_and_nothing_else_is_written_over(case: Path, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in case.rglob("*") if path.is_file()}
    to = tmp_path / "mine.png"
    taken(case, to, "gate.mkv", "--n", "4")
    taken(case, to, "gate.mkv", "--n", "4")
    assert "is no picture of this part" in run("frame", case, "gate.mkv", "--n", "5", "--to", to, code=3).stderr
    assert "inside the case" in run("frame", case, "gate.mkv", "--n", "4", "--to", case / "x.png", code=3).stderr
    assert {path: path.stat().st_mtime_ns for path in case.rglob("*") if path.is_file()} == before


def test_an_altered_original_gives_no_picture(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    film = write_film(tmp_path / "in" / "gate.mkv", TIMES)
    run("init", tmp_path / "a.case", "--title", "Altered", "--zone", "UTC")
    run("add", tmp_path / "a.case", film)
    (original,) = (path for path in (tmp_path / "a.case" / "originals").rglob("*") if path.is_file())
    original.chmod(0o644)
    original.write_bytes(original.read_bytes() + b"\0")
    told = run("frame", tmp_path / "a.case", "gate.mkv", "--n", "0", code=1)
    assert "no longer what was received" in told.stderr


def test_a_reading_names_its_stream_where_a_file_has_two(tmp_path: Path) -> None:
    path = tmp_path / "two.mkv"
    with av.open(str(path), "w") as container:
        streams = [container.add_stream("mpeg4", rate=25) for _ in range(2)]
        for stream in streams:
            stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for n in range(5):
            for stream in streams:
                picture = av.VideoFrame.from_ndarray(np.full((48, 64, 3), 40 * n, np.uint8), "rgb24")
                picture.pts = n
                container.mux(stream.encode(picture))
        for stream in streams:
            container.mux(stream.encode(None))
    run("init", tmp_path / "a.case", "--title", "Two", "--zone", "UTC")
    run("add", tmp_path / "a.case", path)
    assert "\nstream = 0\n" in run("frame", tmp_path / "a.case", "two.mkv", "--n", "1", "--to", tmp_path).stdout
