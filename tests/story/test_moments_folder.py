"""A folder of moments is whole or not there, checks with sha256sum, and says of each picture which it is."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from PIL import Image
from tests.story.incident import FORM, Workplace, write_film

from gestae.decode.container import read_packets
from gestae.decode.frames import frame_at
from gestae.workflow.documents import schema

DIGEST = "ab" * 32


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    place = Workplace(tmp_path_factory.mktemp("folder"))
    place.delivery.mkdir()
    write_film(place.delivery / "gate.mp4", seconds=12, speed_px=2)
    write_film(place.delivery / "porch.avi", seconds=2, speed_px=2, codec="mjpeg")
    write_film(place.root / "secret.mp4", seconds=2, speed_px=5)
    (place.root / "form.toml").write_text(FORM, encoding="utf-8")
    place.run("init", place.case, "--title", "<b>The wall</b>", "--zone", "Europe/Kyiv")
    place.run("add", place.case, place.delivery, "--acquisition", place.root / "form.toml")
    key = ("--protected", "--key", place.root / "wall.key", "--pseudonym", "Film of W.")
    place.run("add", place.case, place.root / "secret.mp4", *key, "--from", "I. Mak")
    place.run("mark", place.case, "gate.mp4", "signals", "--from", "1.2", "--to", "2", "--region", "10,120,70,180")
    place.run("mark", place.case, "gate.mp4", "smokes", "--from", "8")
    place.run("mark", place.case, "porch.avi", "searches", "--from", "1")
    return place


@pytest.fixture(scope="module")
def written(place: Workplace) -> Path:
    to = place.root / "moments"
    place.run("moments", place.case, "--to", to)
    return to


def sides(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("moment-*.json"))]


def test_films_that_are_not_searched_have_moments_too(place: Workplace) -> None:
    document = place.json("moments", place.case)
    jsonschema.validate(document, schema("moments"), cls=jsonschema.Draft202012Validator)
    found = {one["name"]: [(m["start"]["seconds"], m["end"]["seconds"]) for m in one["moments"]]
             for one in document["footage"]}  # fmt: skip
    assert found == {"gate.mp4": [(1.2, 2.0), (8.0, 8.0)], "porch.avi": [(1.0, 1.0)]}
    assert document["written"] is None


def test_every_file_is_as_its_digest_says(written: Path) -> None:
    lines = (written / "SHA256SUMS").read_text("ascii").splitlines()
    named = {name: digest for digest, name in (line.split("  ") for line in lines)}
    assert set(named) == {path.name for path in written.iterdir()} - {"SHA256SUMS"}
    for name, digest in named.items():
        assert hashlib.sha256((written / name).read_bytes()).hexdigest() == digest
    assert len(list(written.glob("*.jpg"))) == 3
    assert not list(written.parent.glob("*.part"))


def test_what_stands_beside_a_clip_leads_from_its_pictures_to_the_originals(place: Workplace, written: Path) -> None:
    one, *_ = sides(written)
    jsonschema.validate(one, schema("moment"), cls=jsonschema.Draft202012Validator)
    clip, original = written / one["clip"]["file"], place.delivery / "gate.mp4"
    own = {pair["pts"]: pair["clip_pts"] for pair in one["clip"]["pictures"]}
    assert one["start"]["pts"] in own
    assert one["end"]["pts"] in own
    pts = one["start"]["pts"]
    assert (frame_at(original, DIGEST, 0, pts).luma == frame_at(clip, DIGEST, 0, own[pts]).luma).all()
    assert hashlib.sha256(original.read_bytes()).hexdigest() == one["footage"]["sha256"]
    assert len(read_packets(clip)) == len(own)


def test_times_are_those_of_the_case_and_not_known_without_a_clock(written: Path) -> None:
    gate, _, porch = sides(written)
    assert gate["start"]["earliest"].startswith("2022-03-16T12:0")
    assert porch["start"]["earliest"] is None
    page = (written / "index.html").read_text("utf-8")
    assert "16 March 2022, 14:0" in page
    assert "no clock and no offset leads to it" in page


def test_the_page_lists_all_runs_nothing_and_fetches_nothing(written: Path) -> None:
    page = (written / "index.html").read_text("utf-8")
    assert "&lt;b&gt;The wall&lt;/b&gt;" in page
    assert not re.search(r"<script|(?:href|src)=.https?:|javascript:|onload", page)
    linked = set(re.findall(r'(?:href|src)="([^"#]+)"', page))
    assert linked == {path.name for path in written.glob("moment-*")}


def test_a_contact_sheet_is_a_picture_that_names_its_original(written: Path) -> None:
    one, *_ = sides(written)
    with Image.open(written / one["sheet"]["file"]) as sheet:
        assert sheet.width == 1280
        assert sheet.info["comment"].decode() == one["footage"]["sha256"]
    assert [picture["part"] for picture in one["pictures"]].count("differs most") <= 1
    assert {"before", "first", "last"} <= {picture["part"] for picture in one["pictures"]}


def test_protected_footage_is_in_none_of_it(place: Workplace, written: Path) -> None:
    digest = hashlib.sha256((place.root / "secret.mp4").read_bytes()).hexdigest()
    for path in written.glob("*.*"):
        data = path.read_bytes()
        assert b"secret" not in data
        assert digest.encode() not in data
        assert b"Film of W." not in data
    assert len(sides(written)) == 3


def test_a_second_run_gives_the_same_bytes(place: Workplace, written: Path) -> None:
    again = place.root / "again"
    place.run("moments", place.case, "--to", again, "--workers", "1")
    assert (again / "SHA256SUMS").read_bytes() == (written / "SHA256SUMS").read_bytes()


def test_nothing_is_written_over_nor_into_the_case(place: Workplace, written: Path) -> None:
    before = (written / "SHA256SUMS").read_bytes()
    told = place.run("moments", place.case, "--to", written, code=3).stderr
    assert "is there already" in told
    assert (written / "SHA256SUMS").read_bytes() == before
    assert "inside the case" in place.run("moments", place.case, "--to", place.case / "out", code=3).stderr


def test_an_altered_original_is_not_shown(place: Workplace) -> None:
    other = Workplace(place.root / "altered")
    shutil.copytree(place.case, other.case)
    digest = hashlib.sha256((place.delivery / "porch.avi").read_bytes()).hexdigest()
    kept = other.case / "originals" / digest[:2] / digest
    kept.chmod(0o644)
    kept.write_bytes(kept.read_bytes() + b"x")
    told = other.run("moments", other.case, "--camera", "porch.avi", "--to", other.root / "out", code=1).stderr
    assert "no longer what was received" in told
    (one,) = sides(other.root / "out")
    assert one["clip"] is None
    assert all("no longer" in picture["not_drawn"] for picture in one["pictures"])


def test_without_any_observation_there_are_none(place: Workplace) -> None:
    for name in ("gate.mp4", "porch.avi"):
        assert place.json("moments", place.case, "--camera", name)["footage"][0]["looked_at_everywhere"]
    empty = Workplace(place.root / "empty")
    empty.delivery.mkdir(parents=True)
    write_film(empty.delivery / "wall.mp4", seconds=1, speed_px=2)
    empty.run("init", empty.case, "--title", "Wall", "--zone", "UTC")
    empty.run("add", empty.case, empty.delivery, "--from", "I. Mak")
    empty.run("moments", empty.case, "--to", empty.root / "out")
    assert "It was not looked at yet" in (empty.root / "out" / "index.html").read_text("utf-8")


def test_the_activity_is_drawn_once_and_bears_the_numbers_of_the_moments(place: Workplace, written: Path) -> None:
    drawing = place.root / "activity.svg"
    place.run("moments", place.case, "--svg", drawing)
    text = drawing.read_text("utf-8")
    assert "gate.mp4" in text
    assert "when these were taken is not known" in text, "the porch has no clock"
    assert text.count(">signals<") == 1
    assert text in (written / "index.html").read_text("utf-8")
    assert "is there already" in place.run("moments", place.case, "--svg", drawing, code=3).stderr
