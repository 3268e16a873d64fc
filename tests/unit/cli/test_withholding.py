"""Before anything is hidden it is shown and asked for; nothing is made for what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from tests.unit.workflow.cases import add_clock, add_film, desk, made

from gestae.cli.app import app
from gestae.workflow.case import Case, read_case
from gestae.workflow.documents import schema
from gestae.workflow.notes import note
from gestae.workflow.protected import make_key

GROUND = ("--ground", "order 7")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    with made(tmp_path) as opened:
        film = add_film(opened, "gate.mp4")
        note(opened, "gate.mp4", "told by Danylo Verbytskyi", "a remark")
        add_clock(opened, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
        return opened.folder


def run(*words: str | Path, stdin: str | None = None) -> Result:
    env = {"GESTAE_AUTHOR": "O. Tester", "COLUMNS": "160"}
    return CliRunner().invoke(app, [str(word) for word in words], env=env, input=stdin)


def head(case: Path) -> int:
    with read_case(case) as view:
        return view.head().seq


@pytest.mark.parametrize("verb", ["protect", "erase"])
def test_what_is_about_to_be_hidden_is_shown_and_asked_for(case: Path, tmp_path: Path, verb: str) -> None:
    before, key = head(case), tmp_path / "new.key"
    more = ("--key", key) if verb == "protect" else ()
    done = run(verb, case, "5", *GROUND, *more, stdin="n\n")
    assert done.exit_code == 1
    told = " ".join(done.stdout.split())
    assert "5 2022-03-16 14:00:00 note-added gate.mp4: told by Danylo Verbytskyi O. Tester a remark" in told
    assert "nothing was hidden" in done.stderr
    assert (head(case), key.exists()) == (before, False)
    assert run(verb, case, "5", *GROUND, *more, stdin="y\n").exit_code == 0
    assert head(case) > before


@pytest.mark.parametrize("verb", ["protect", "erase"])
@pytest.mark.parametrize(("more", "said"), [((), "nobody answered"), (("--json",), "Add --yes")])
def test_where_nobody_can_answer_nothing_is_hidden(case: Path, verb: str, more: tuple[str, ...], said: str) -> None:
    with Case.open(case, desk()) as opened:
        make_key(opened, case.parent / "yard.key")
    before = head(case)
    done = run(verb, case, "5", *GROUND, *more)
    assert done.exit_code == 2
    assert said in done.stderr
    assert head(case) == before


@pytest.mark.parametrize("verb", ["protect", "erase"])
def test_the_opening_is_not_hidden_by_a_mere_yes(case: Path, tmp_path: Path, verb: str) -> None:
    before = head(case)
    more = ("--key", tmp_path / "new.key") if verb == "protect" else ()
    done = run(verb, case, "1", "5", *GROUND, *more, "--yes")
    assert done.exit_code == 2
    assert "the case's title" in " ".join(done.stderr.replace("│", " ").split())
    assert (head(case), (tmp_path / "new.key").exists()) == (before, False)
    assert run(verb, case, "1", *GROUND, *more, "--yes", "--even-the-opening").exit_code == 0


def test_what_rests_on_an_entry_is_said_before(case: Path) -> None:
    told = run("erase", case, "2", "7", *GROUND, stdin="n\n").stdout
    assert "entries 3, 4, 5 speak of entry 2 (gate.mp4); they stay as they are" in told
    assert "entry 7 bounds times" in told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("5", "--ground", "asked for by Verbytskyi"), "repeats what is to be hidden"),
        (("99", *GROUND), "is not in the journal"),
        (("0", *GROUND), "is not in the journal"),
    ],
)
def test_no_key_is_made_for_what_is_refused(case: Path, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    before, key = head(case), tmp_path / "new.key"
    done = run("protect", case, *words, "--key", key, "--yes")
    assert done.exit_code == 3
    assert said in done.stderr
    assert (head(case), key.exists()) == (before, False)


def test_a_key_that_is_there_already_is_left_out(case: Path, tmp_path: Path) -> None:
    key = tmp_path / "yard.key"
    key.write_text("", encoding="utf-8")
    assert "name a file that is not there" in run("protect", case, "5", *GROUND, "--key", key, "--yes").stderr
    other = tmp_path / "other.key"
    assert run("protect", case, "5", *GROUND, "--key", other, "--yes").exit_code == 0
    refused = run("protect", case, "6", *GROUND, "--key", other, "--yes")
    assert refused.exit_code == 3
    assert "leave --key out" in refused.stderr
    assert run("protect", case, "6", *GROUND, "--yes").exit_code == 0


def test_pages_from_before_and_digests_raise_no_alarm(case: Path) -> None:
    assert run("report", case, "--to", case.parent / "old.html").exit_code == 0
    assert run("note", case, "gate.mp4", "seen by nobody else").exit_code == 0
    seq = head(case)
    assert run("report", case, "--to", case.parent / "new.html").exit_code == 0
    done = run("erase", case, str(seq), *GROUND, "--yes", "--json")
    said = json.loads(done.stdout)
    assert said["reports_before"] == ["new.html"]
    assert said["repeated_in"] == []


def test_verify_says_what_a_head_does_not_prove_of_what_was_hidden_after_it(case: Path) -> None:
    with read_case(case) as view:
        kept = f"{view.head().seq}:{view.head().hex}"
    assert "hidden after" not in run("verify", case, "--head", kept).stdout
    assert run("erase", case, "2", "4", "5", *GROUND, "--yes").exit_code == 0
    told = " ".join(run("verify", case, "--head", kept).stdout.split())
    assert "entries 2, 4, 5 were hidden after this head; what is shown for them is not vouched for by it" in told
    said = json.loads(run("verify", case, "--head", kept, "--json").stdout)
    assert (said["whole"], said["hidden_after_head"]) == (True, [2, 4, 5])
    Draft202012Validator(schema("verify")).validate(said)


def test_verify_names_the_files_that_nothing_in_the_open_vouches_for(case: Path) -> None:
    with read_case(case) as view:
        (receipt,) = view.rows("receipts")
    assert run("erase", case, *map(str, range(2, head(case) + 1)), *GROUND, "--yes").exit_code == 0
    told = " ".join(run("verify", case).stdout.split())
    assert f"not vouched for: {str(receipt['sha256'])[:12]}" in told
    said = json.loads(run("verify", case, "--json").stdout)
    assert {"entry": receipt["seq"], "sha256": receipt["sha256"]} in said["not_vouched_for"]


@pytest.mark.parametrize("verb", ["protect", "erase"])
def test_that_the_author_stays_in_the_open_is_said(case: Path, tmp_path: Path, verb: str) -> None:
    more = ("--key", tmp_path / "new.key") if verb == "protect" else ()
    done = run(verb, case, "5", *GROUND, *more, "--yes")
    told = " ".join(done.stderr.split())
    assert "who wrote it stays in the open, with the time and the pseudonym if there is one: O. Tester" in told


@pytest.mark.parametrize("verb", ["protect", "erase"])
@pytest.mark.parametrize("ending", ["shown", "frames"])
def test_pictures_beside_the_case_are_named(case: Path, tmp_path: Path, verb: str, ending: str) -> None:
    """They bear the words of a recorded sighting, or show the very picture."""
    folder = case.with_name(f"wall-{ending}")
    folder.mkdir()
    (folder / "notes.txt").write_bytes(b"no picture")
    more = ("--key", tmp_path / "new.key") if verb == "protect" else ()
    assert json.loads(run(verb, case, "4", *GROUND, *more, "--yes", "--json").stdout)["pictures"] == []
    (folder / "fall-0123456789ab.png").write_bytes(b"")
    assert json.loads(run("verify", case, "--json").stdout)["pictures_beside"] == [folder.name]
    assert f"may show what is hidden: {folder.name}" in " ".join(run("verify", case).stdout.split())
    done = run(verb, case, "5", *GROUND, "--yes")
    assert f"pictures beside the case may still show it or bear the words: {folder.name}" in " ".join(
        done.stderr.split()
    )


def test_pictures_beside_a_case_that_hides_nothing_are_not_spoken_of(case: Path) -> None:
    case.with_name("wall-shown").mkdir()
    (case.with_name("wall-shown") / "fall-0123456789ab.png").write_bytes(b"")
    assert json.loads(run("verify", case, "--json").stdout)["pictures_beside"] == []
