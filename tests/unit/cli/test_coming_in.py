"""What `add` refuses before anything is taken in, and what it says of what it took."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.unit.workflow.cases import add_clock, add_film, record, seen

from gestae.cli.app import app
from gestae.workflow.case import Case, Desk


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env={"GESTAE_AUTHOR": "O. Tester"})


@pytest.fixture
def case(tmp_path: Path) -> Path:
    made = tmp_path / "wall.case"
    assert run("init", made, "--title", "The wall", "--zone", "Europe/Kyiv").exit_code == 0
    return made


def write(path: Path, text: str = "I saw the van.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def entries(case: Path, kind: str = "") -> list[dict[str, Any]]:
    found = json.loads(run("log", case, "--json").stdout)["entries"]
    return [one["entry"] for one in found if kind in ("", one["entry"]["kind"])]


@pytest.mark.parametrize("given", [("--pseudonym", "Witness 1"), ("--key", "{root}/yard.key")])
def test_a_statement_is_not_taken_in_plain_where_protection_was_half_asked_for(
    case: Path, tmp_path: Path, given: tuple[str, str]
) -> None:
    statement = write(tmp_path / "petrenko.txt")
    done = run("add", case, statement, given[0], given[1].format(root=tmp_path))
    assert done.exit_code == 2
    assert "--pseudonym and --key belong to --protected; nothing was taken in" in done.stderr
    assert [one["kind"] for one in entries(case)] == ["case-opened"]
    assert not (tmp_path / "yard.key").exists()


FORM = """[acquisition]
format = 1
received_from = "I. Mak"
received_by = "L. Dzvin"
received_at = "2022-03-17T09:30:00+02:00"
[[recorder]]
id = "dvr"
[[recorder.file]]
name = "DVR_A/ch01.mp4"
camera = "gate"
[[recorder.file]]
name = "DVR_B/ch02.mp4"
"""


def test_a_form_without_files_speaks_of_those_that_are_held(case: Path, tmp_path: Path) -> None:
    write(tmp_path / "usb" / "DVR_A" / "ch01.mp4")
    assert run("add", case, tmp_path / "usb").exit_code == 0
    form = write(tmp_path / "later.toml", FORM)
    done = run("add", case, "--acquisition", form)
    assert done.exit_code == 0, done.output
    said = "1 recorder, 0 time checks, 0 clock readings taken, for 1 file; not found: DVR_B/ch02.mp4"
    assert f"later.toml: {said}" in done.stdout
    (named,) = entries(case, "camera-named")
    assert (named["body"]["camera"], named["body"]["recorder"]) == ("gate", "dvr")
    again = run("add", case, "--acquisition", form)
    assert "nothing new; all that it says of what is here was on record already; not found" in again.stdout
    assert len(entries(case, "camera-named")) == 1
    found = json.loads(run("add", case, "--acquisition", form, "--json").stdout)["acquisition"]
    assert (found["recorders"], found["files"], found["not_found"]) == (0, 0, ["DVR_B/ch02.mp4"])


def test_paths_that_do_not_exist_are_a_slip_and_are_all_named(case: Path, tmp_path: Path) -> None:
    there = write(tmp_path / "there.txt")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    done = run("add", case, tmp_path / "wrong", there, tmp_path / "link")
    assert done.exit_code == 2
    assert f"{tmp_path / 'wrong'}, {tmp_path / 'link'}: do not exist; nothing was taken in" in done.stderr
    assert [one["kind"] for one in entries(case)] == ["case-opened"]


def test_nothing_is_no_delivery(case: Path) -> None:
    done = run("add", case)
    assert done.exit_code == 2
    assert "name files or folders to take in" in done.stderr


def test_no_key_is_made_for_what_is_refused(case: Path, tmp_path: Path) -> None:
    statement, form = write(tmp_path / "petrenko.txt"), write(tmp_path / "bad.toml", "[acquisition]\nformat = 2\n")
    key = tmp_path / "yard.key"
    done = run("add", case, statement, "--protected", "--key", key, "--acquisition", form)
    assert done.exit_code == 3
    assert not key.exists()
    write(key, "something else")
    again = run("add", case, statement, "--protected", "--key", key)
    assert again.exit_code == 3
    assert "is there already, and none is made in its place" in again.stderr


CONTRADICTING = {
    "another zone": (FORM.replace('id = "dvr"', 'id = "dvr"\nzone = "UTC"'), "its zone is 'UTC'"),
    "a name of two files": (FORM.replace("DVR_A/ch01.mp4", "ch01.mp4"), "2 files that differ bear this name"),
}


@pytest.mark.parametrize(("text", "wrong"), CONTRADICTING.values(), ids=CONTRADICTING.keys())
@pytest.mark.parametrize("inside", [False, True])
def test_a_form_that_the_case_contradicts_is_no_exhibit_and_nothing_is_taken_in(
    case: Path, tmp_path: Path, text: str, wrong: str, inside: bool
) -> None:
    first = write(tmp_path / "first.toml", FORM.replace('id = "dvr"', 'id = "dvr"\nzone = "Europe/Kyiv"'))
    assert run("add", case, "--acquisition", first).exit_code == 0
    before = entries(case)
    write(tmp_path / "usb" / "DVR_A" / "ch01.mp4", "one")
    write(tmp_path / "usb" / "DVR_B" / "ch01.mp4", "two")
    form = write(tmp_path / ("usb/form.toml" if inside else "form.toml"), text)
    done = run("add", case, tmp_path / "usb", "--acquisition", form)
    assert done.exit_code == 3
    assert wrong in done.stderr
    assert entries(case) == before


def test_what_is_in_the_case_already_is_named_with_its_receipt(case: Path, tmp_path: Path) -> None:
    first = run("add", case, write(tmp_path / "usb" / "ch01.mp4").parent, "--from", "O. Koval")
    assert first.stdout.startswith("1 item preserved now\n")
    (tmp_path / "usb").rename(tmp_path / "stick")
    again = run("add", case, tmp_path / "stick")
    assert again.exit_code == 0
    assert again.stdout.startswith("0 items preserved now\n")
    assert "if this item was really handed over once more, give that hand-over a name: --delivery NAME" in again.stdout
    row = next(line for line in again.stdout.splitlines() if line.startswith("stick/ch01.mp4"))
    assert row.split()[1] == "2"
    assert row.endswith("O. Koval")
    assert [one["kind"] for one in entries(case)].count("item-received") == 1
    said = json.loads(run("add", case, tmp_path / "stick", "--json").stdout)
    assert [(one["name"], one["receipt"]) for one in said["again"]] == [("stick/ch01.mp4", 2)]
    once_more = run("add", case, tmp_path / "stick", "--delivery", "second stick")
    assert once_more.stdout.startswith("1 item preserved now (1 with bytes that the case held already)\n")


def test_a_list_that_differs_shows_both_digests_and_what_to_do(case: Path, tmp_path: Path) -> None:
    came, other = write(tmp_path / "usb" / "ch01.mp4", "the film"), "0" * 64
    found = hashlib.sha256(came.read_bytes()).hexdigest()
    sums = write(tmp_path / "SHA256SUMS", f"{other}  ch01.mp4\n{'1' * 64}  ch02.mp4\n")
    (tmp_path / "usb" / "nowhere").symlink_to(tmp_path / "gone")
    done = run("add", case, came.parent, "--expect", sums)
    assert done.exit_code == 1, "what differs counts before what was refused"
    for said in (other[:16], found[:16], "have it handed over again", "1 are listed and did not come: ch02.mp4; look"):
        assert said in done.stdout
    assert "kept as an exhibit too: SHA256SUMS" in done.stdout
    again = run("add", case, came.parent, "--expect", sums, "--json")
    assert again.exit_code == 1
    (one,) = json.loads(again.stdout)["compared"]["differences"]
    assert one == {"listed_as": "ch01.mp4", "listed_sha256": other, "came_as": "usb/ch01.mp4", "sha256": found}
    assert json.loads(again.stdout)["papers"] == []


def test_what_was_refused_alone_ends_with_3(case: Path, tmp_path: Path) -> None:
    came = write(tmp_path / "usb" / "ch01.mp4", "the film")
    sums = write(tmp_path / "SHA256SUMS", f"{hashlib.sha256(came.read_bytes()).hexdigest()}  ch01.mp4\n")
    (tmp_path / "usb" / "nowhere").symlink_to(tmp_path / "gone")
    assert run("add", case, came.parent, "--expect", sums).exit_code == 3


def test_investigate_tells_a_contradiction_of_the_report(case: Path, tmp_path: Path) -> None:
    with Case.open(case, Desk("O. Tester")) as opened:
        film = add_film(opened, "gate.mp4", camera="gate", recorder="r1")
        for fast_s in (100, 160):
            add_clock(opened, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=fast_s)
        record(opened, seen(film, 50, text="a man falls"))
    note = tmp_path / "more" / "note.txt"
    note.parent.mkdir()
    note.write_text("words", encoding="utf-8")
    done = run("investigate", note.parent, "--case", case, "--from", "Duty officer")
    assert done.exit_code == 1
    told = done.stderr.replace("\n", " ")
    assert "contradiction: " in told
    assert "said of “a man falls”, seen in gate.mp4" in told
    assert f"gestae withdraw {case} ENTRY" in done.stdout.replace("\n", "")
    document = run("investigate", note.parent, "--case", case, "--from", "Duty officer", "--json")
    assert document.exit_code == 1
    (one,) = json.loads(document.stdout)["conflicts"]
    assert "cannot both be true" in one["what"]
    assert [seen_in["name"] for seen_in in one["footage"]] == ["gate.mp4"]
