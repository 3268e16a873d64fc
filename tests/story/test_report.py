"""What a report may stand for: unaltered originals, a place of its own, words that promise no more than there is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from tests.story.incident import Workplace, begin

from gestae.model.evidence import Digest

pytestmark = pytest.mark.story

MORE = """
[list]
format = 1
[[event]]
title = "The box is carried on"
[[event.seen]]
footage = "gate.mp4"
kind = "object_carried"
start = "1.2"
end = "3"
within = "80 ms"
says = "a light box is on its way"
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A case with an event that lasted; tests that change it take a copy."""
    place = begin(tmp_path_factory.mktemp("story"))
    (place.root / "more.toml").write_text(MORE, encoding="utf-8")
    place.run("events", place.case, place.root / "more.toml")
    return place


@pytest.fixture
def copied(made: Workplace, tmp_path: Path) -> Workplace:
    """A copy of the case to change."""
    shutil.copytree(made.root, tmp_path / "copy", symlinks=True)
    return Workplace(tmp_path / "copy")


def page_of(place: Workplace, code: int = 0) -> str:
    return Path(place.json("report", place.case, code=code)["report"]).read_text("utf-8")


def test_what_lasted_is_shown_twice_and_told_with_its_recorder(copied: Workplace) -> None:
    page = page_of(copied)
    # The film has 25 pictures a second of 512 ticks each: picture 30, and a second on, picture 55.
    assert "Frame at pts 15360," in page
    assert "Later, to show what had begun: Frame at pts 28160," in page
    assert page.count("Later, to show") == 1, "the other sighting ended within a second"
    assert "observed on 1 camera of 1 recorder (gate on recorder-a), by decision of O. Tester" in page
    assert "recorded by O. Tester: as the case’s own list says" in page.replace("&#39;", "’")
    assert "<dt>Recorded by</dt><dd>a person" in page
    assert "<dt>Proposed by</dt>" not in page


def test_the_clock_that_bounds_are_read_off_is_shown_as_a_picture(copied: Workplace) -> None:
    page = page_of(copied)
    # The form names the tick; where in the picture the clock stands nobody said, so all of it is shown.
    assert re.search(
        r'<img src="data:image/jpeg;base64,[^"]+" alt="The clock burnt into exhibit \d at pts 12800."', page
    )
    assert "read as <b>16 March 2022, 14:05:01</b>" in page
    assert "recordings" in page
    assert "1 acquisition form" in page


def test_the_list_of_observations_says_what_recorded_means(copied: Workplace) -> None:
    told = copied.run("observations", copied.case, "--status", "recorded").stdout
    assert told.count("object_carried") == 2
    assert "'recorded': a person saw it and wrote it down; no machine proposed it" in told
    assert "next" not in told, "there is nothing to decide"


def test_an_altered_original_gives_no_still_and_the_verb_says_so(copied: Workplace) -> None:
    name = next(one["sha256"] for one in copied.json("footage", copied.case)["footage"] if one["name"] == "gate.mp4")
    original = copied.case / "originals" / name[:2] / name
    original.chmod(0o644)
    with original.open("ab") as stream:
        stream.write(b"\0")  # after all that a decoder reads
    told = copied.run("report", copied.case, code=1)
    assert "gate.mp4: its original is no longer what was received" in told.stderr.replace("\n", " ")
    page = page_of(copied, code=1)
    assert "data:image/jpeg" not in page
    assert "none: its original is no longer what was received" in page
    (copied.root / "more").mkdir()
    (copied.root / "more" / "note.txt").write_text("words", encoding="utf-8")
    told = copied.run("investigate", copied.root / "more", "--case", copied.case, "--zone", "Europe/Kyiv", code=1)
    assert "gate.mp4: its original is no longer what was received" in told.stderr.replace("\n", " ")


def test_a_report_replaces_its_own_and_nothing_else(copied: Workplace) -> None:
    film = copied.delivery / "gate.mp4"
    before = Digest.of(film.read_bytes())
    refused = copied.run("report", copied.case, "--to", film, code=3)
    assert "is no report that this case wrote" in refused.stderr.replace("\n", " ")
    assert Digest.of(film.read_bytes()) == before
    first = copied.json("report", copied.case)
    again = copied.json("report", copied.case)
    assert first["report"] == again["report"]
    Path(first["report"]).write_text("remarks of somebody", encoding="utf-8")
    numbered = copied.json("report", copied.case)
    assert Path(numbered["report"]).name == "yard-report-2.html"
    assert Path(first["report"]).read_text("utf-8") == "remarks of somebody"
    named = [
        one["entry"]["body"]["sha256"]
        for one in copied.json("log", copied.case)["entries"]
        if one["entry"]["kind"] == "report-written"
    ]
    assert named == [one["sha256"] for one in (first, again, numbered)]


def test_footage_whose_facts_are_withheld_is_told_as_such(copied: Workplace) -> None:
    name = next(one["sha256"] for one in copied.json("footage", copied.case)["footage"] if one["name"] == "gate.mp4")
    entries = copied.json("log", copied.case)["entries"]
    seqs = [
        one["seq"] for one in entries if one["entry"]["kind"] == "facts-read" and one["entry"]["body"]["sha256"] == name
    ]
    copied.run("erase", copied.case, *map(str, seqs), "--ground", "order 7 of the court", stdin="y\n")
    (listed,) = [one for one in copied.json("footage", copied.case)["footage"] if one["sha256"] == name]
    assert listed["refused"] == "its facts are withheld"
    assert copied.run("footage", copied.case).stdout
    assert "its facts are withheld" in page_of(copied)
    for verb in ("coverage", "observations", "tracks", "order"):
        copied.json(verb, copied.case)
    refused = copied.run("events", copied.case, copied.root / "more.toml", code=3)
    assert "the facts of 'gate.mp4' are withheld" in refused.stderr.replace("\n", " ")
