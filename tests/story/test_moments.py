"""Long films are searched for moments: what is found, by how many workers, after a kill, and computed again."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from typing import Any

import jsonschema
import pytest
from tests.story.incident import Workplace
from tests.story.long_films import write_long_film

from gestae.store.case import CaseView
from gestae.workflow.analyze import Looks, analyze, read_new_facts
from gestae.workflow.case import Case, Desk, read_case
from gestae.workflow.documents import schema
from gestae.workflow.films import Film, Pass, films, windows_of
from gestae.workflow.footage import LOOK_PART
from gestae.workflow.moments import moments_document
from gestae.workflow.reproducing import reproduce
from gestae.workflow.surveys import search
from gestae.workflow.windowing import Window

# Two windows. The second crossing lies between two key frames, which come every two seconds.
CROSSINGS = ((50.0, 62.0), (300.5, 302.0), (700.0, 705.0))
LIGHTER_S = 900.0
AUTHOR = Desk("O. Tester")
# Nobody is in these films.
LOOKS_PER_S = 0.1


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    place = Workplace(tmp_path_factory.mktemp("long"))
    place.delivery.mkdir()
    write_long_film(place.delivery / "gate.mp4", seconds=1060, crossings_s=CROSSINGS, lighter_from_s=LIGHTER_S)
    write_long_film(place.delivery / "short.mp4", seconds=40, crossings_s=((10.0, 20.0),))
    write_long_film(place.delivery / "smart.mp4", seconds=320, crossings_s=((10.0, 20.0),), keys_every=50)
    place.run("init", place.case, "--title", "The wall", "--zone", "Europe/Kyiv")
    place.run("add", place.case, place.delivery, "--from", "I. Mak")
    return place


@pytest.fixture(scope="module")
def searched(place: Workplace) -> Workplace:
    other = _copy(place, "searched")
    other.run("analyze", other.case, "--workers", "2", "--looks", str(LOOKS_PER_S))
    return other


def _copy(place: Workplace, name: str) -> Workplace:
    other = Workplace(place.root / name)
    shutil.copytree(place.case, other.case)
    return other


def found(document: Mapping[str, Any], name: str = "gate.mp4") -> list[tuple[float, float]]:
    (one,) = (one for one in document["footage"] if one["name"].endswith(name))
    # What the search found; what was observed apart from it has no score.
    return [
        (moment["start"]["seconds"], moment["end"]["seconds"])
        for moment in one["moments"]
        if moment["score"] is not None
    ]


def test_every_crossing_is_found_and_nothing_else(searched: Workplace) -> None:
    document = searched.json("moments", searched.case)
    jsonschema.validate(document, schema("moments"), cls=jsonschema.Draft202012Validator)
    # The light's own step makes a moment of its own at most for the picture in which it steps.
    moments = [span for span in found(document) if not LIGHTER_S - 1 <= span[0] <= LIGHTER_S + 1]
    assert len(moments) == len(CROSSINGS)
    for (start, end), (first, last) in zip(moments, CROSSINGS, strict=True):
        assert start == pytest.approx(first, abs=0.6)
        assert last - 0.6 <= end <= last + 2.0, "a codec may leave a trace until the next key frame"


def test_what_is_short_or_has_few_key_frames_is_looked_at_everywhere(searched: Workplace) -> None:
    reasons = {one["name"]: one["looked_at_everywhere"] for one in searched.json("moments", searched.case)["footage"]}
    assert reasons["gate.mp4"] is None
    assert "shorter than 5 minutes" in reasons["short.mp4"]
    assert "key frames lie too far apart" in reasons["smart.mp4"]
    coverage = searched.json("coverage", searched.case)
    assert {one["name"]: one["searched"] for one in coverage["footage"]} == {
        "gate.mp4": True, "short.mp4": False, "smart.mp4": False,
    }  # fmt: skip
    for one in coverage["footage"]:
        assert {span["how"] for span in one["coverage"]} <= {"complete", "every n-th"}


def test_a_step_of_the_light_is_seen_though_nothing_stands_out(searched: Workplace) -> None:
    observed = searched.json("observations", searched.case, "--kind", "light_changed")["observations"]
    assert [round(one["start"]["seconds"]) for one in observed if one["footage"]["name"] == "gate.mp4"] == [LIGHTER_S]
    (gate,) = searched.json("moments", searched.case, "--camera", "gate.mp4")["footage"]
    told = {seen["what"] for moment in gate["moments"] for seen in moment["observations"]}
    assert "light_changed" in told, "no act is left without a moment"


def test_the_terminal_says_what_to_do_next(searched: Workplace) -> None:
    told = searched.run("moments", searched.case, "--camera", "gate.mp4").stdout
    assert "50." in told
    assert "gestae frame" in told
    assert "short.mp4" not in told


def artifacts(view: CaseView) -> dict[tuple[str, str, str], object]:
    rows = [row for row in view.rows("analyses") if row["status"] == "done"]
    return {(str(row["sha256"]), str(row["stage"]), str(row["parameters"])): row["artifacts"] for row in rows}


def test_one_worker_gives_the_same_bytes_as_two(place: Workplace, searched: Workplace) -> None:
    other = _copy(place, "alone")
    with Case.open(other.case, AUTHOR) as case:
        analyze(case, Looks(looks_per_s=LOOKS_PER_S), workers=1)
        alone = artifacts(case.store)
    with read_case(searched.case) as view:
        assert artifacts(view) == alone


def test_a_search_that_was_stopped_goes_on_where_it_stopped(place: Workplace, searched: Workplace) -> None:
    other = _copy(place, "stopped")
    seen: list[tuple[Pass, int]] = []

    def stop(_film: Film, which: Pass, window: Window) -> None:
        seen.append((which, window.number))
        if len(seen) in (1, 3):
            raise KeyboardInterrupt

    with Case.open(other.case, AUTHOR) as case:
        read_new_facts(case)
        for _ in range(2):
            with pytest.raises(KeyboardInterrupt):
                search(case, films(case.store)[0], workers=1, found=stop)
        search(case, films(case.store)[0], workers=1, found=stop)
    # Each window once in each pass: what was journaled is not done again.
    assert seen == [(Pass.KEYS, 0), (Pass.KEYS, 1), (Pass.WHOLE, 0), (Pass.WHOLE, 1)]
    with read_case(other.case) as view, read_case(searched.case) as whole:
        assert found(moments_document(view)) == found(moments_document(whole))


def test_the_first_pass_alone_says_that_key_frames_were_looked_at(place: Workplace) -> None:
    other = _copy(place, "first")
    other.run("analyze", other.case, "--first-pass-only", "--looks", str(LOOKS_PER_S))
    moments = found(other.json("moments", other.case))
    assert any(start < 62 and end > 50 for start, end in moments)
    assert not any(start < 301.9 and end > 300.1 for start, end in moments), "it lies between two key frames"
    (gate,) = (one for one in other.json("coverage", other.case)["footage"] if one["name"] == "gate.mp4")
    hidden = [span for span in gate["coverage"] if span["from"]["seconds"] <= 300.5 < span["to"]["seconds"]]
    assert [span["how"] for span in hidden] == ["key frames only"]


def test_nothing_is_journaled_of_a_copy_that_is_no_longer_the_original(place: Workplace) -> None:
    other = _copy(place, "altered")
    with Case.open(other.case, AUTHOR) as case:
        (film,) = films(case.store)[0]
        path = other.case / "originals" / film.sha256[:2] / film.sha256
        path.chmod(0o644)
        path.write_bytes(path.read_bytes()[:-1] + b"x")
        search(case, [film], workers=2)
        rows = [
            row for row in case.store.rows("analyses", sha256=film.sha256) if str(row["stage"]).startswith("moments")
        ]
    assert [row["status"] for row in rows] == ["failed"]
    assert "no longer what was received" in str(rows[0]["wrong"])


def test_where_nothing_runs_there_is_nothing_to_follow(searched: Workplace) -> None:
    assert "no analysis of" in searched.run("observations", searched.case, "--follow").stdout
    told = searched.run("observations", searched.case, "--follow", "--json", code=2)
    assert "leave --json out" in told.stderr


def test_passes_exclude_each_other(place: Workplace) -> None:
    told = place.run("analyze", place.case, "--first-pass-only", "--everywhere", code=2)
    assert "write one of them" in told.stderr


def test_computed_again_nothing_differs_and_one_altered_moment_is_named(searched: Workplace) -> None:
    other = _copy(searched, "again")
    with Case.open(other.case, AUTHOR) as case:
        assert reproduce(case) == ()
        with read_case(other.case) as view:
            (film,) = films(view)[0]
            digest = windows_of(view, film, Pass.WHOLE)[0][1]["moments"]
            parts: list[Any] = [row["artifacts"] for row in view.rows("analyses", stage=LOOK_PART)]
        for name in (digest, parts[1]["noted"]):
            path = other.case / "artifacts" / name[:2] / name
            data = path.read_bytes()
            path.chmod(0o644)
            path.write_bytes(data[:-1] + b"x")
        differences = reproduce(case)
    for what in ("every picture, window 0, moments", "look at part 1"):
        (difference,) = (one for one in differences if what in one.what)
        assert "cannot be read" in difference.found
