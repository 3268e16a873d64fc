"""Footage that was not looked at is named each time, with the reason, and with what to do."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result
from tests.unit.decode.clips import Film, write_film
from tests.unit.workflow.cases import VERSIONS, add_film, add_text, made

from gestae.cli.app import app
from gestae.workflow.case import Case, read_case
from gestae.workflow.documents import schema
from gestae.workflow.reporting import write_report
from gestae.workflow.unlooked import Ground, unlooked, unopened


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env={"GESTAE_AUTHOR": "O. Tester"})


def failed(case: Case, sha256: str, wrong: str, stage: str = "look") -> None:
    said: dict[str, Any] = {"parameters": {}, "versions": VERSIONS} if stage == "look" else {}
    case.decide("analysis-failed", "as the worker reported", sha256=sha256, stage=stage, wrong=wrong, **said)


@pytest.mark.parametrize(
    ("wrong", "ground", "why"),
    [
        (
            "error: its original cannot be read (No such file)",
            Ground.COPY,
            "its original cannot be read (No such file)",
        ),
        ("error: its original is no longer what was received (…)", Ground.COPY, "its original is no longer"),
        ("worker died: signal 9", Ground.STOPPED, "worker died: signal 9"),
        ("memory limit: 1536 MiB", Ground.STOPPED, "memory limit"),
        ("error: ValueError: x", Ground.STOPPED, "ValueError: x"),
        ("it has no video stream; it is preserved and so on", Ground.SOUND, "it has no video stream"),
        (
            "its pictures have no times, so none; it is preserved",
            Ground.NO_TIMES,
            "its pictures have no times, so none",
        ),
        ("none of its pictures could be decoded with a time", Ground.UNREADABLE, "none of its pictures"),
        (f"{'ab' * 6}: ends before any stream begins; it is preserved", Ground.UNREADABLE, "ends before"),
    ],
)
def test_each_reason_has_its_remedy(tmp_path: Path, wrong: str, ground: Ground, why: str) -> None:
    with made(tmp_path) as case:
        failed(case, add_film(case, "gate.mp4"), wrong)
        (one,) = unlooked(case.store)
    assert (one.name, one.ground) == ("gate.mp4", ground)
    assert one.why.startswith(why)
    assert "preserved" not in one.why
    assert one.words == f"gate.mp4: {one.why}; {one.right}"


def test_only_what_was_taken_for_footage_and_never_looked_at_is_named(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        add_text(case, "statement.txt", "I saw it.")
        seen = add_film(case, "seen.mp4")
        failed(case, seen, "worker died: signal 9")
        case.decide("analysis-done", "looked", sha256=seen, stage="look", parameters={}, versions={}, artifacts={})
        add_film(case, "later.mp4")
        shut = case.originals.put_bytes(b"cut").digest.hex
        said: dict[str, Any] = {
            "sha256": shut,
            "size_bytes": 3,
            "name": "cut.mp4",
            "item": "footage",
            "protected": False,
        }
        case.decide("item-received", "received", **said, media_type="MP4 (by name)")
        assert [(one.name, one.ground) for one in unlooked(case.store)] == [
            ("cut.mp4", Ground.NOT_YET),
            ("later.mp4", Ground.NOT_YET),
        ]
        failed(case, shut, f"{shut[:12]}: is not readable as footage; it is preserved", "facts")
        (one, _) = unlooked(case.store)
        assert (one.ground, one.how.value, one.is_refused) == (Ground.UNREADABLE, "unreadable", True)


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole film, one cut off, a raw stream without times, a paper."""
    folder = tmp_path_factory.mktemp("delivery")
    whole = write_film(folder / "whole.mp4", range(2000, 4000, 40)).read_bytes()
    (folder / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    write_film(folder / "raw.m4v", range(0, 1000, 40), Film(container="m4v"))
    (folder / "paper.txt").write_text("a paper", encoding="utf-8")
    return folder


def test_every_run_names_what_it_could_not_look_at(
    delivery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "no models"))
    case = tmp_path / "a.case"
    run("init", case, "--title", "a", "--zone", "UTC")
    added = run("add", case, delivery, "--from", "I. Mak")
    assert added.exit_code == 0
    assert "cannot be looked at: cut.mp4: " in added.stderr
    for said in ("looked at 1 file now, 0 before", "looked at 0 files now, 1 before"):
        again = run("analyze", case, "--workers", "1")
        assert again.exit_code == 3, again.output
        assert said in again.stdout
        assert "not looked at: cut.mp4: is not readable as footage" in again.stdout
        assert "; ask for a fresh export" in again.stdout
        assert "not looked at: raw.m4v: its pictures have no times" in again.stdout
        assert "paper" not in again.stdout
    document = json.loads(run("coverage", case, "--json").stdout)
    jsonschema.validate(document, schema("coverage"), cls=jsonschema.Draft202012Validator)
    listed = {one["name"]: one for one in document["footage"]}
    assert set(listed) == {"whole.mp4", "cut.mp4", "raw.m4v"}
    assert [span["how"] for span in listed["cut.mp4"]["coverage"]] == ["unreadable"]
    assert [span["how"] for span in listed["raw.m4v"]["coverage"]] == ["not looked at"]
    assert listed["whole.mp4"]["not_looked_at"] is None
    (span,) = listed["whole.mp4"]["coverage"]
    # Its first picture is at 2 s of the stream's own time, and seconds count from that picture.
    assert (span["from"]["seconds"], span["to"]["seconds"]) == (0.0, 2.0)
    assert "ask for a fresh export" in run("coverage", case).stdout


def test_the_page_says_of_it_what_the_verbs_say(
    delivery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "no models"))
    case, page = tmp_path / "a.case", tmp_path / "page.html"
    run("init", case, "--title", "a", "--zone", "UTC")
    run("add", case, delivery, "--from", "I. Mak")
    with read_case(case) as view:
        before = unlooked(view)
    assert [one.name for one in before] == ["cut.mp4", "raw.m4v", "whole.mp4"]
    assert _rows(_page(case, page)) == [(one.name, one.how.value, one.why, one.right) for one in before]
    run("analyze", case, "--workers", "1")
    with read_case(case) as view:
        after = unlooked(view)
    text = _page(case, page)
    assert [one.name for one in after] == ["cut.mp4", "raw.m4v"]
    assert _rows(text) == [(one.name, one.how.value, one.why, one.right) for one in after]
    assert "<b>2</b> exhibits not looked at" in text
    assert f"for it was not looked at: {after[1].why}; {after[1].right}" in text
    assert "could not be opened as footage" not in text, "each is listed once"


def test_a_further_look_that_failed_is_told_of_what_was_looked_at(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        seen = add_film(case, "seen.mp4")
        case.decide("analysis-done", "looked", sha256=seen, stage="look", parameters={}, versions={}, artifacts={})
        failed(case, seen, "worker died: signal 9")
        text = write_report(case).path.read_text("utf-8")
    assert "<b>0</b> exhibits not looked at" in text
    assert "what a further look at it, which failed, would have found: worker died: signal 9; analyze again" in text


def test_what_is_no_footage_and_does_not_open_is_told_apart(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        blob = case.originals.put_bytes(b"blob").digest.hex
        said: dict[str, Any] = {"size_bytes": 4, "name": "blob.bin", "item": "other", "protected": False}
        case.decide("item-received", "received", sha256=blob, **said, media_type="unknown")
        failed(case, blob, f"{blob[:12]}: is not readable as footage; it is preserved", "facts")
        assert unlooked(case.store) == ()
        assert unopened(case.store) == ((blob, "is not readable as footage"),)
        text = write_report(case).path.read_text("utf-8")
    assert "Exhibits that are preserved and could not be opened as footage" in text
    assert "<td>is not readable as footage</td>" in text


def _page(case: Path, page: Path) -> str:
    assert run("report", case, "--to", page).exit_code == 0
    return html.unescape(page.read_text("utf-8"))


def _rows(text: str) -> list[tuple[str, ...]]:
    """Read the page's table of what was not looked at."""
    table = text.partition('id="unlooked"')[2].partition("</table>")[0]
    rows = re.findall(r"<tr><td>(.*?)</td></tr>", table)
    return [tuple(re.sub("<[^>]*>", "", cell) for cell in row.split("</td><td>"))[1:] for row in rows]
