"""Cases in which another program protected entries and showed other values in their place.

Until the key is used nothing can tell, and `verify` says so; with the key every such value is named with the true one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from sqlalchemy import update
from tests.laws.journal_samples import thinned
from tests.unit.workflow.cases import NOON, add_film, made, record, seen

from gestae.base.canonical import Json
from gestae.cli.app import app
from gestae.journal.entry import Entry, thawed
from gestae.model.observation import Kind
from gestae.preserve.sealing import encrypt_bytes
from gestae.store.database import writing
from gestae.store.rows import append_rows, replayed
from gestae.store.schema import JOURNAL
from gestae.store.state import write_state
from gestae.store.wiping import sealed_name_of
from gestae.workflow.case import Case
from gestae.workflow.documents import schema
from gestae.workflow.integrity import verify_case
from gestae.workflow.protected import make_key, recipients_of
from gestae.workflow.unsealing import open_case_with, open_entry
from gestae.workflow.withholding import protect_entries


def last(case: Case) -> tuple[int, Entry]:
    logged = case.store.entries()[-1]
    assert logged.entry is not None
    return logged.seq, logged.entry


def protect_showing(case: Case, seq: int, stand_in: Entry) -> int:
    """Protect an entry as a program of one's own would: everything is right but what is shown in its place."""
    record, sealing = case.store.entries()[seq - 1].record, recipients_of(case.store)
    name = sealed_name_of(record.leaf)
    sealed = encrypt_bytes((record.salt or b"") + (record.content or b""), sealing)
    (case.folder / name).parent.mkdir(exist_ok=True)
    (case.folder / name).write_bytes(sealed)
    body: dict[str, Json] = {
        "seq": seq, "leaf": record.leaf.hex(), "ground": "order 12", "stand_in": stand_in.as_json(),
        "sealed_name": name, "sealed_sha256": hashlib.sha256(sealed).hexdigest(),
    }  # fmt: skip
    with writing(case.store.engine) as connection:
        emptied = {"salt": None, "content": None, "state": "protected", "sealed_name": name}
        connection.execute(update(JOURNAL).where(JOURNAL.c.seq == seq).values(emptied))
        append_rows(connection, [Entry("entry-protected", NOON, "X. Inny", "order 12", body)], case.store.draw_salt)
        write_state(connection, replayed(connection))
    return case.store.head().seq


def changed(entry: Entry, **fields: Json) -> Entry:
    thin = thinned(entry)
    return replace(thin, body={**thin.body, **fields})


@pytest.fixture
def forged(tmp_path: Path) -> tuple[Case, int, int]:
    """A case in which a fall at picture 10 is hidden, and a fall at picture 90 shown in its place."""
    case = made(tmp_path)
    make_key(case, tmp_path / "yard.key")
    record(case, seen(add_film(case, "gate.mp4"), 10, text="he falls by the gate"))
    seq, true = last(case)
    start = thawed(true.body["start"])
    assert isinstance(start, Mapping)
    late: dict[str, Json] = {**start, "pts": 90, "earliest_pts": 89, "latest_pts": 91}
    by = protect_showing(case, seq, changed(true, start=late))
    return case, seq, by


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env={"GESTAE_AUTHOR": "O. Tester", "COLUMNS": "400"})


def test_until_it_is_opened_nothing_tells(forged: tuple[Case, int, int]) -> None:
    case, _, _ = forged
    with case:
        (row,) = case.store.rows("observations")
        assert isinstance(row["start"], Mapping)
        assert row["start"]["pts"] == 90
        assert case.store.rebuild() == ()
    assert verify_case(case.folder).is_whole


def test_opening_it_names_what_was_shown_and_what_is_true(forged: tuple[Case, int, int], tmp_path: Path) -> None:
    case, seq, by = forged
    case.store.close()
    done = run("open", case.folder, str(seq), "--key", tmp_path / "yard.key", "--why", "for the hearing")
    assert done.exit_code == 1
    told = " ".join(done.stderr.split())
    assert f"false stand-in: journal entry {by}: shows for entry {seq}" in told
    assert '"pts":90' in told.partition("but the entry itself says")[0]
    assert '"pts":10' in told.partition("but the entry itself says")[2]
    assert "as its start" in told
    assert f"gestae log {case.folder} {by}" in done.stdout
    assert "he falls by the gate" in done.stdout


def test_a_program_is_told_too_and_the_words_are_written_all_the_same(
    forged: tuple[Case, int, int], tmp_path: Path
) -> None:
    case, seq, by = forged
    case.store.close()
    to = tmp_path / "fall.json"
    done = run("open", case.folder, str(seq), "--key", tmp_path / "yard.key", "--to", to, "--why", "to see", "--json")
    assert done.exit_code == 1
    (one,) = json.loads(done.stdout)["departures"]
    assert (one["entry"], one["by"], one["field"]) == (seq, by, "start")
    assert (one["shown"]["pts"], one["true"]["pts"]) == (90, 10)
    assert json.loads(to.read_text("utf-8"))["body"]["start"]["pts"] == 10


def test_the_order_of_a_case_that_is_opened_with_its_key_names_it(
    forged: tuple[Case, int, int], tmp_path: Path
) -> None:
    case, seq, by = forged
    case.store.close()
    done = run("order", case.folder, "--key", tmp_path / "yard.key", "--why", "to see", "--json")
    assert done.exit_code == 1
    document = json.loads(done.stdout)
    Draft202012Validator(schema("order")).validate(document)
    assert [(one["entry"], one["by"], one["field"]) for one in document["departures"]] == [(seq, by, "start")]
    assert f"journal entry {by}: shows for entry {seq}" in done.stderr
    assert "departures" not in json.loads(run("order", case.folder, "--json").stdout)


def test_a_receipt_that_shows_another_original_is_named(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        make_key(case, tmp_path / "yard.key")
        other = add_film(case, "other.mp4")
        true_sha = case.originals.put_bytes(b"the true film").digest.hex
        body: dict[str, Any] = {"sha256": true_sha, "size_bytes": 13, "name": "gate.mp4", "item": "footage"}
        seq = case.decide("item-received", "received", **body, protected=False)
        by = protect_showing(case, seq, changed(last(case)[1], sha256=other))
        opened = open_entry(case, seq, tmp_path / "yard.key", "to see")
    assert [(one.by, one.field, one.shown, one.true) for one in opened.departures] == [(by, "sha256", other, true_sha)]


def test_a_hiding_that_was_itself_hidden_is_held_against_what_it_hid(forged: tuple[Case, int, int]) -> None:
    """The false hiding is protected by gestae: its key brings it back, and both what it and its stand-in show."""
    case, seq, by = forged
    key = case.folder.parent / "yard.key"
    with case:
        protect_entries(case, [by], "order 13")
        opened = open_case_with(case, key, "to see")
        opened.view.close()
        once = open_entry(case, seq, key, "to see")
    assert set(opened.opened) == {seq, by}
    assert [(one.seq, one.by, one.field) for one in opened.departures] == [(seq, by, "start")]
    assert [(one.seq, one.by, one.field) for one in once.departures] == [(seq, by, "start")]


@pytest.mark.parametrize("what", ["sighting", "receipt", "note"])
def test_what_gestae_itself_hid_is_opened_without_a_fault(tmp_path: Path, what: str) -> None:
    with made(tmp_path) as case:
        make_key(case, tmp_path / "yard.key")
        film = add_film(case, "gate.mp4", recorder="r1", camera="gate")
        receipt = int(str(case.store.rows("exhibits")[0]["seq"]))
        record(case, seen(film, 10, text="he falls", kind=Kind.FALL))
        sighting = case.store.head().seq
        note = case.decide("note-added", "a remark", target=film, text="told by the guard")
        seq = {"sighting": sighting, "receipt": receipt, "note": note}[what]
        protect_entries(case, [seq], "order 7")
        by = case.store.head().seq
        assert open_entry(case, seq, tmp_path / "yard.key", "to see").departures == ()
        protect_entries(case, [by], "order 8")
        assert open_entry(case, by, tmp_path / "yard.key", "to see").departures == ()
        with open_case_with(case, tmp_path / "yard.key", "to see").view as view:
            assert view.rows("withheld") == ()
    done = run("open", case.folder, str(seq), "--key", tmp_path / "yard.key", "--why", "to see", "--json")
    assert (done.exit_code, json.loads(done.stdout)["departures"]) == (0, [])
