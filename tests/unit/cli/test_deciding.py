"""Verbs by which people decide: a contradiction of clocks is a finding, and can be withdrawn; assumptions are told."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.unit.workflow.cases import add_clock, add_film, made, propose, record, seen

from gestae.cli.app import app
from gestae.model.observation import Kind


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env={"GESTAE_AUTHOR": "O. Tester"})


@pytest.fixture
def torn(tmp_path: Path) -> Path:
    """A case with two checks of one clock that cannot both be true, and one thing seen."""
    with made(tmp_path) as case:
        film = add_film(case, "a.mp4", camera="a", recorder="r1")
        for fast_s in (100, 160):
            add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=fast_s)
        record(case, seen(film, 50, text="a man falls"))
        return case.folder


def test_clocks_that_contradict_each_other_are_a_finding_until_one_is_withdrawn(torn: Path) -> None:
    done = run("order", torn, "--json")
    assert done.exit_code == 1
    (event,) = json.loads(done.stdout)["events"]
    assert event["earliest"] is None
    assert "cannot both be true" in event["conflicts"][0]
    checks = [entry["seq"] for entry in _log(torn) if entry["entry"]["kind"] == "time-check-made"]
    withdrawn = run("withdraw", torn, str(checks[1]), "--why", "misread", "--json")
    assert json.loads(withdrawn.stdout)["withdrawn"] == [{"seq": checks[1], "kind": "time-check-made"}]
    after = run("order", torn, "--json")
    assert after.exit_code == 0
    assert json.loads(after.stdout)["events"][0]["conflicts"] == []


def test_the_page_counts_the_contradiction(torn: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    done = run("report", torn, "--to", page)
    assert done.exit_code == 1, "as with the order: a contradiction is a finding"
    assert "contradiction: " in done.stderr
    assert "“a man falls”, seen in a.mp4" in done.stderr.replace("\n", " ")
    assert f"gestae withdraw {torn} ENTRY" in done.stdout.replace("\n", "")
    (told,) = json.loads(run("report", torn, "--to", page, "--json").stdout)["conflicts"]
    assert [one["title"] for one in told["events"]] == ["a man falls"]
    assert "cannot both be true" in done.stderr
    text = page.read_text(encoding="utf-8")
    assert "cannot both be true" in text
    assert "0 contradictions" not in text


def test_what_cannot_be_withdrawn_is_refused(torn: Path) -> None:
    done = run("withdraw", torn, "1", "--why", "misread")
    assert done.exit_code == 3
    assert "is no time check, clock reading" in done.stderr


def test_assumptions_stand_beside_the_row_that_rests_on_them(torn: Path) -> None:
    checks = [entry["seq"] for entry in _log(torn) if entry["entry"]["kind"] == "time-check-made"]
    run("withdraw", torn, str(checks[1]), "--why", "misread")
    shown = run("order", torn).output
    assert "assumed (1, 2)" in shown
    assert "assumed (1): no drift of r1 is stated" in " ".join(shown.split())


def test_accepting_what_a_person_recorded_says_so_and_decides_nothing(torn: Path) -> None:
    (one,) = json.loads(run("observations", torn, "--json").stdout)["observations"]
    before = _log(torn)
    done = run("accept", torn, one["id"][:8], "--why", "plain to see")
    assert done.exit_code == 0
    told = " ".join(done.output.split())
    assert "recorded by O. Tester, so it is no proposal and stands without being accepted" in told
    assert "accepted 0 observations" in told
    assert _log(torn) == before
    said = json.loads(run("accept", torn, one["id"], "--why", "again", "--json").stdout)
    assert said["accepted"] == []
    assert said["stood_before"] == [{"id": one["id"], "decision": "recorded", "by": "O. Tester"}]


def test_accepting_again_says_who_did_before(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        film = add_film(case, "a.mp4", camera="a")
        propose(case, film, seen(film, 10))
    name = seen(film, 10).id
    assert "accepted 1 observation" in run("accept", case.folder, name, "--why", "seen").output
    done = run("accept", case.folder, name, "--why", "seen")
    assert "accepted before by O. Tester" in done.output
    assert "accepted 0 observations" in done.output


@pytest.mark.parametrize("clocked", [True, False], ids=["with a clock", "without"])
def test_the_order_of_frames_stands_beside_the_row_that_it_puts_after_another(tmp_path: Path, clocked: bool) -> None:
    with made(tmp_path) as case:
        film = add_film(case, "a.mp4", camera="a", recorder="r1")
        if clocked:
            add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
        record(case, seen(film, 60, text="a then"))
        record(case, seen(film, 50, text="z first"))
    shown = CliRunner().invoke(app, ["order", str(case.folder)], env={"COLUMNS": "250"})
    assert shown.exit_code == 0
    _, _, first, then, *_ = shown.stdout.splitlines()
    assert "z first" in first
    assert [then.split()[0], *then.split()[2:4]] == ["then", "a", "then"]
    assert "why (1)" in then
    assert "why (1): same recording: frame 50 (pts 50) before frame 60 (pts 60)" in shown.stdout.splitlines()


def test_at_80_columns_titles_have_room_and_what_shows_an_order_stands_below(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        film = add_film(case, "a.mp4", camera="a", recorder="r1")
        add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
        members = [record(case, seen(film, 50, text="z first"))]
        case.decide("event-stated", "seen", id="e1", name="first-man", title="The first man goes", members=members)
        record(case, seen(film, 60, text="A second man goes away"))
    shown = CliRunner().invoke(app, ["order", str(case.folder)], env={"COLUMNS": "80"}).stdout.splitlines()
    table = shown[: next(place for place, line in enumerate(shown) if line.startswith("the words before"))]
    assert max(map(len, table)) <= 80
    assert any("The first man goes" in line for line in table)
    assert "[first-man]" in "".join(table)
    assert any(line.startswith("why (1): same recording: frame 50") for line in shown)
    assert any(f"gestae why {case.folder} first-man" in line for line in shown)


def _log(case: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(run("log", case, "--json").stdout)["entries"]
    return entries


def test_an_event_of_which_one_sighting_has_no_time_shows_its_latest_moment_only(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        film = add_film(case, "a.mp4", camera="a", recorder="r1")
        add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
        other = add_film(case, "b.mp4", camera="b")
        members = [record(case, seen(film, 50)), record(case, seen(other, 60, kind=Kind.VEHICLE_STOPS))]
        case.decide("event-stated", "one act", id="e1" * 8, title="They come", members=sorted(members))
        record(case, seen(other, 10, text="a man falls"))
    done = run("order", case.folder)
    told = " ".join(done.output.split())
    assert done.exit_code == 0
    assert "e1e1e1e1" in told
    assert "not known" in told
    assert "1 of 2 sightings" in told
    assert told.count("its recorder is not known") == 1, "said once, below the table"
    page = tmp_path / "page.html"
    run("report", case.folder, "--to", page)
    text = page.read_text(encoding="utf-8")
    assert "at the latest; how much earlier is not known: 1 of its 2 sightings has no time" in text
    assert "<b>1</b> events of which only the latest moment is known" in text
    assert "earliest not known" in text


@pytest.fixture
def fallen(tmp_path: Path) -> Path:
    """A case with two proposals of a fall on one camera."""
    with made(tmp_path) as case:
        film = add_film(case, "gate.mp4", camera="gate")
        propose(case, film, seen(film, 10), seen(film, 50))
        return case.folder


@pytest.mark.parametrize("verb", ["accept", "reject", "show"])
def test_a_camera_and_a_kind_that_are_not_there_are_refused(fallen: Path, verb: str) -> None:
    why = () if verb == "show" else ("--why", "x")
    done = run(verb, fallen, "--all-of", "fall", "--camera", "gaet", *why)
    assert done.exit_code == 3
    assert "there is no camera 'gaet'; write one of 'gate'" in done.stderr
    slip = run(verb, fallen, "--all-of", "vehicle_stop", *why)
    assert slip.exit_code == 2
    told = " ".join(slip.stderr.split())
    assert "there is no kind 'vehicle_stop'; did you mean vehicle_stops" in told
    assert "smokes" not in told


def test_the_help_does_not_list_forty_kinds() -> None:
    assert "smokes" not in run("accept", "--help").stdout


@pytest.mark.parametrize(("verb", "word"), [("accept", "accepted"), ("reject", "rejected")])
def test_deciding_all_of_a_kind_twice_says_that_it_was_decided(fallen: Path, verb: str, word: str) -> None:
    assert f"{word} 2 observations\n" in run(verb, fallen, "--all-of", "fall", "--why", "x").stdout
    again = run(verb, fallen, "--all-of", "fall", "--why", "x").stdout
    assert f"{word} 0 observations: no fall waits for a decision; 2 {word} before" in again
    other = run(verb, fallen, "--all-of", "hands_up", "--why", "x").stdout
    assert "there is no hands_up among the observations of this case" in other


def test_rejecting_again_names_who_did_and_what_rests_on_it(fallen: Path, tmp_path: Path) -> None:
    ids = [one["id"] for one in json.loads(run("observations", fallen, "--json").stdout)["observations"]]
    path = tmp_path / "events.toml"
    path.write_text(f'[list]\nformat = 1\n[[event]]\ntitle = "He falls"\nfound = {json.dumps(ids[:1])}\n', "utf-8")
    listed = run("events", fallen, path)
    assert "stated now" in listed.stdout
    (event,) = json.loads(run("events", fallen, path, "--json").stdout)["events"]
    assert event[:12] in listed.stdout
    assert event[:8] in run("order", fallen).stdout
    done = run("reject", fallen, ids[0], "--why", "a shadow")
    assert done.exit_code == 0
    assert f"the event “He falls” ({event[:12]}) rested on it: 0 of 1 observations are left" in done.stderr
    again = run("reject", fallen, ids[0], "--why", "x").stdout
    assert f"{ids[0][:12]}: rejected before by O. Tester: a shadow" in again
    assert run("withdraw", fallen, event[:8], "--why", "nothing left").exit_code == 0
    refused = run("events", fallen, path)
    assert refused.exit_code == 3
    assert "was withdrawn by O. Tester: nothing left" in refused.stderr


@pytest.mark.parametrize("name", ["nosuch.toml", "nosuch.case"])
@pytest.mark.parametrize("more", [[], ["--json"], ["--svg", "new.svg"], ["--key", "."]], ids="".join)
def test_order_of_nothing_says_what_it_takes(tmp_path: Path, name: str, more: list[str]) -> None:
    done = run("order", tmp_path / name, *more)
    assert done.exit_code == 3
    said = done.stderr.replace("\n", " ")
    assert "there is neither a case nor an account file at this path; name a folder that `gestae init` made, or" in said
    assert "a written account (TOML)" in said


ASKING = (["why", "x"], ["before", "x", "y"], ["without", "--source", "x"], ["conflicts"], ["tell"], ["order"])


@pytest.mark.parametrize("words", ASKING, ids=lambda words: words[0])
def test_every_verb_that_asks_takes_a_case_or_an_account_and_refuses_alike_what_is_neither(
    tmp_path: Path, words: list[str]
) -> None:
    verb, *more = words
    absent, folder, pipe = tmp_path / "nosuch", tmp_path / "folder", Path(os.devnull)
    folder.mkdir()
    said = {}
    for path in (absent, folder, pipe):
        done = run(verb, path, *more)
        assert done.exit_code == 3, done.output
        said[path] = " ".join(done.stderr.split())
    assert said[absent] == (
        f"refused: {absent}: there is neither a case nor an account file at this path; name a folder that "
        "`gestae init` made, or a written account (TOML) that is there"
    )
    assert said[folder] == f"refused: {folder}: has no case.db; name a folder that `gestae init` made"
    assert "account: is missing; add it: the account itself" in said[pipe], "what is no folder is read as an account"


def test_order_of_a_folder_that_is_no_case_speaks_of_the_case(tmp_path: Path) -> None:
    done = run("order", tmp_path)
    assert done.exit_code == 3
    assert "has no case.db; name a folder that `gestae init` made" in done.stderr.replace("\n", " ")
