"""Every fault of a case is named, all at once, and looking for them changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update
from tests.unit.workflow.cases import add_film, add_text, made, propose, seen

from gestae.base.canonical import Json
from gestae.errors import CaseError, InputRefused
from gestae.journal.entry import Entry
from gestae.journal.standins import stand_in_of
from gestae.store.database import writing
from gestae.store.rows import append_rows, replayed
from gestae.store.schema import JOURNAL
from gestae.store.state import write_state
from gestae.workflow.case import Case, Desk
from gestae.workflow.integrity import verify_case
from gestae.workflow.withholding import erase_entries


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A case with two originals and two artifacts; closed."""
    with made(tmp_path) as case:
        film = add_film(case, "gate.mp4")
        add_text(case, "statement.txt", "words")
        propose(case, film, seen(film, 10))
        return case.folder


def files(folder: Path, name: str) -> list[Path]:
    return sorted(path for path in (folder / name).glob("??/*") if path.is_file())


def test_a_whole_case_is_counted(whole: Path) -> None:
    found = verify_case(whole)
    assert found.is_whole
    assert (found.originals, found.artifacts, found.head.seq) == (2, 2, 6)


def change(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"x")
    path.chmod(0o444)


def writable(path: Path) -> None:
    path.chmod(0o644)


def linked(path: Path) -> None:
    kept = path.rename(path.parents[3] / "elsewhere")
    path.symlink_to(kept)


@pytest.mark.parametrize("name", ["originals", "artifacts"])
@pytest.mark.parametrize(
    ("do", "said"),
    [
        (change, "its bytes have sha256"),
        (Path.unlink, "is missing"),
        (writable, "is writable"),
        (linked, "is no ordinary file"),
    ],
)
def test_what_happened_to_a_file_is_said(whole: Path, name: str, do: Callable[[Path], object], said: str) -> None:
    victim = files(whole, name)[0]
    do(victim)
    found = verify_case(whole)
    assert not found.is_whole
    assert any(f.where == f"{name}/{victim.parent.name}/{victim.name}" and said in f.what for f in found.faults)
    assert {fault.where.partition("/")[0] for fault in found.faults} == {name}


def test_a_file_that_no_entry_names_is_told(whole: Path) -> None:
    digest = hashlib.sha256(b"planted").hexdigest()
    stray = put(whole / "originals" / digest[:2] / digest)
    stray.chmod(0o444)
    (fault,) = verify_case(whole).faults
    assert (fault.where, fault.what) == (f"originals/{digest[:2]}/{digest}", "is named by no entry")
    assert "if an intake was killed" in fault.right


def test_all_faults_are_told_at_once(whole: Path) -> None:
    for name in ("originals", "artifacts"):
        for path in files(whole, name):
            change(path)
    assert len(verify_case(whole).faults) == 4


@pytest.mark.parametrize("name", ["originals", "artifacts"])
def test_a_folder_that_is_gone_is_each_of_its_files_missing(whole: Path, name: str) -> None:
    (whole / name).rename(whole.parent / "away")
    found = verify_case(whole)
    assert [fault.what for fault in found.faults] == ["is missing"] * 2


def test_a_head_kept_elsewhere_is_compared(whole: Path) -> None:
    head = verify_case(whole).head
    assert verify_case(whole, f"{head.seq}:{head.hex.upper()}").is_whole
    assert not verify_case(whole, f"{head.seq}:{'0' * 64}").is_whole
    assert not verify_case(whole, f"{head.seq + 5}:{head.hex}").is_whole


@pytest.mark.parametrize("head", ["", "1", "x:" + "0" * 64, "1:" + "g" * 64, "1:00", "-1:" + "0" * 64, "²:" + "0" * 64])
def test_what_is_no_head_is_refused(whole: Path, head: str) -> None:
    with pytest.raises(InputRefused, match="SEQ:HEX"):
        verify_case(whole, head)


def test_what_is_no_case_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"has no case\.db"):
        verify_case(tmp_path)


def test_a_destroyed_database_is_a_fault_and_no_crash(whole: Path) -> None:
    data = bytearray((whole / "case.db").read_bytes())
    data[: len(data) // 2] = b"\xff" * (len(data) // 2)
    (whole / "case.db").write_bytes(data)
    assert not verify_case(whole).is_whole


def put(place: Path) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"planted")
    return place


@pytest.mark.parametrize(
    "name",
    [
        "evil.txt",
        "case.toml.part",
        "case.db.bak",
        "sealed/extra.age",
        f"sealed/{'ab' * 32}.age",
        "originals/.incoming/x",
        "artifacts/.incoming/film.mp4",
        "sealed/originals/.incoming/x",
    ],
)
def test_a_file_that_gestae_did_not_put_there_is_a_fault(whole: Path, name: str) -> None:
    put(whole / name)
    found = verify_case(whole)
    assert [fault.where for fault in found.faults] == [name]
    assert "is a file that no entry of the case names" in found.faults[0].what


def test_a_folder_or_a_link_that_gestae_did_not_put_there_is_a_fault(whole: Path) -> None:
    (whole / "more").mkdir()
    (whole / "sealed" / "more").mkdir()
    (whole / "sealed" / "linked.age").symlink_to(whole / "case.toml")
    (whole / "artifacts").rename(whole.parent / "elsewhere")
    (whole / "artifacts").symlink_to(whole.parent / "elsewhere")
    (whole / "originals" / ".incoming").mkdir(exist_ok=True)
    (whole / "originals" / ".incoming" / f"{'0' * 16}.part").symlink_to(whole / "case.toml")
    found = {fault.where: fault.what for fault in verify_case(whole).faults}
    assert {name: what.split()[2] for name, what in found.items() if "that no entry" in what} == {
        "more": "folder",
        "sealed/more": "folder",
        "sealed/linked.age": "link",
        "artifacts": "link",
        f"originals/.incoming/{'0' * 16}.part": "link",
    }


def test_what_a_killed_intake_leaves_and_what_lies_in_the_cache_is_no_fault(whole: Path) -> None:
    put(whole / "originals" / ".incoming" / f"{'0' * 16}.part")
    put(whole / "sealed" / "originals" / ".incoming" / f"{'ab' * 32}.unrecorded")
    put(whole / "cache" / "pictures")
    assert verify_case(whole).is_whole


def test_the_log_of_an_open_case_is_no_fault(whole: Path) -> None:
    with Case.open(whole, Desk("O. Tester")) as case:
        case.decide("note-added", "a remark", target="x", text="y")
        assert (whole / "case.db-wal").exists()
        assert verify_case(whole).is_whole


def swapped(folder: Path, victim: Path) -> str:
    """Erase a receipt with a stand-in that names other bytes, and put these in the place of the original."""
    forged = victim.read_bytes().replace(b"words", b"other words")
    new = hashlib.sha256(forged).hexdigest()
    with Case.open(folder, Desk("O. Tester")) as case:
        (one,) = (
            row.record for row in case.store.entries() if row.entry and row.entry.body.get("sha256") == victim.name
        )
        received = Entry.from_content(one.content or b"")
        thin = stand_in_of(received)
        assert thin is not None
        shown = replace(thin, body={**thin.body, "sha256": new, "size_bytes": len(forged)}).as_json()
        body: dict[str, Json] = {"seq": one.seq, "leaf": one.leaf.hex(), "ground": "order 12", "stand_in": shown}
        with writing(case.store.engine) as connection:
            emptied = {"salt": None, "content": None, "state": "erased", "sealed_name": None}
            connection.execute(update(JOURNAL).where(JOURNAL.c.seq == one.seq).values(emptied))
            append_rows(connection, [case.desk.entry("entry-erased", "order 12", body)], case.store.draw_salt)
            write_state(connection, replayed(connection))
    victim.unlink()
    if not any(victim.parent.iterdir()):
        victim.parent.rmdir()
    place = folder / "originals" / new[:2] / new
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(forged)
    place.chmod(0o444)
    return new


def test_an_original_that_was_exchanged_behind_an_erasure_is_not_vouched_for(whole: Path) -> None:
    head = verify_case(whole).head
    (statement,) = (path for path in files(whole, "originals") if path.read_bytes() == b"words")
    new = swapped(whole, statement)
    found = verify_case(whole, f"{head.seq}:{head.hex}")
    assert [sha256 for _, sha256 in found.unvouched] == [new]
    assert found.hidden_after == (found.unvouched[0][0],)
    assert verify_case(whole).unvouched == found.unvouched


def test_an_honest_erasure_of_what_is_named_in_the_open_is_vouched_for(whole: Path) -> None:
    """The film's digest stands in its facts and its analysis too."""
    with Case.open(whole, Desk("O. Tester")) as case:
        (film,) = (row for row in case.store.rows("receipts") if str(row["name"]).endswith(".mp4"))
        case.decide("item-moved", "lent to the court", sha256=film["sha256"], movement="lent", to_whom="the court")
        head = case.store.head()
        erase_entries(case, [int(str(film["seq"]))], "order 12")
    found = verify_case(whole, f"{head.seq}:{head.hex}")
    assert found.is_whole
    assert (found.unvouched, found.hidden_after) == ((), (film["seq"],))
    assert verify_case(whole, f"{found.head.seq}:{found.head.hex}").hidden_after == ()
