"""A case on disk: made, opened, appended to, read, rebuilt."""

from __future__ import annotations

import os
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.laws.journal_chains import salt_of
from tests.laws.journal_samples import APPENDABLE, note, opening, sample

from gestae.errors import CaseError, JournalError
from gestae.journal.entry import Entry
from gestae.journal.tables import TABLES
from gestae.store.case import FOLDERS, CaseStore, create, open_case, view_case
from gestae.store.database import writing
from gestae.store.verifying import verify


@pytest.fixture
def case(tmp_path: Path) -> CaseStore:
    return create(tmp_path / "yard.case", opening())


def test_a_new_case_is_a_folder_that_says_what_it_is(tmp_path: Path) -> None:
    with create(tmp_path / "new" / "yard.case", opening('The "yard" \x7f ї')) as case:
        assert sorted(place.name for place in case.folder.iterdir() if place.is_dir()) == sorted(FOLDERS)
        page = tomllib.loads((case.folder / "case.toml").read_text())
        assert page == {"title": 'The "yard" \x7f ї', "zone": "Europe/Kyiv", "format": 1}
        assert case.head().seq == 1
        assert [row["title"] for row in case.rows("case")] == ['The "yard" \x7f ї']


def test_an_entry_of_every_kind_can_be_appended_and_read(case: CaseStore) -> None:
    entries = [sample(kind) for kind in APPENDABLE]
    assert case.append(*entries) == tuple(range(2, 2 + len(entries)))
    assert [logged.entry for logged in case.entries()] == [opening(), *entries]
    assert case.rebuild() == ()
    assert verify(case.folder).faults == ()


def test_what_was_appended_is_there_when_the_case_is_opened_again(case: CaseStore) -> None:
    case.append(note("x"), sample("tagged"))
    head = case.head()
    case.close()
    with open_case(case.folder) as again:
        assert again.head() == head
        assert [row["text"] for row in again.rows("notes")] == ["x"]
        assert again.append(note("y")) == (4,)


def test_salts_and_heads_are_those_of_the_document(tmp_path: Path) -> None:
    salts = iter(range(1, 9))
    with create(tmp_path / "a", opening(), draw_salt=lambda: salt_of(next(salts))) as case:
        case.append(note("x"))
        assert [logged.record.salt for logged in case.entries()] == [salt_of(1), salt_of(2)]


def test_all_entries_of_one_append_stand_or_none(case: CaseStore) -> None:
    with pytest.raises(JournalError, match="use create, protect or erase"):
        case.append(note("x"), sample("entry-erased"))
    assert case.head().seq == 1
    assert case.append() == ()


@pytest.mark.parametrize("kind", ["case-opened", "entry-protected", "entry-erased"])
def test_what_has_a_way_of_its_own_in_is_not_appended(case: CaseStore, kind: str) -> None:
    with pytest.raises(JournalError, match=kind):
        case.append(sample(kind))


def test_a_salt_of_another_length_changes_nothing(tmp_path: Path) -> None:
    create(tmp_path / "a", opening()).close()
    with open_case(tmp_path / "a", draw_salt=lambda: b"short") as case:
        with pytest.raises(JournalError, match="salt of 5 bytes"):
            case.append(note("x"))
        assert case.head().seq == 1
        assert case.rows("notes") == ()


def test_rows_are_found_by_columns_and_come_in_the_order_of_their_keys(case: CaseStore) -> None:
    case.append(sample("tagged", target="b"), sample("tagged", target="a"), sample("facts-read"), note("x"))
    assert [row["target"] for row in case.rows("tags")] == ["a", "b"]
    assert [row["seq"] for row in case.rows("tags", target="b", tag="van")] == [2]
    assert case.rows("tags", target="c") == ()
    assert case.rows("footage")[0]["facts"] == {"streams": [{"codec": "h264"}], "damage": None}
    case.append(sample("item-received", protected=True), sample("item-received", sha256="cd" * 32))
    assert [row["protected"] for row in case.rows("exhibits", protected=True)] == [True]
    assert [row["sha256"] for row in case.rows("exhibits", pseudonym=None)] == ["ab" * 32, "cd" * 32]


def test_an_unknown_table_or_column_is_refused_with_those_that_there_are(case: CaseStore) -> None:
    with pytest.raises(JournalError, match="exhibits"):
        case.rows("exhibit")
    with pytest.raises(JournalError, match="colour; it has target"):
        case.rows("tags", colour="red")


def test_a_row_with_every_column_of_its_table(case: CaseStore) -> None:
    case.append(*(sample(kind) for kind in APPENDABLE if kind != "untagged"))
    for table in set(TABLES) - {"withheld"}:
        assert list(case.rows(table)[0]) == list(TABLES[table].columns)


def test_rebuild_says_what_differed_and_mends_it(case: CaseStore) -> None:
    case.append(note("x"), note("y"), sample("tagged"))
    with writing(case.engine) as connection:
        connection.execute(text("UPDATE notes SET text = 'z' WHERE seq = 2"))
        connection.execute(text("DELETE FROM notes WHERE seq = 3"))
        connection.execute(text("INSERT INTO tags (target, tag, seq) VALUES ('x', 'y', 9)"))
    assert [(difference.table, difference.key) for difference in case.rebuild()] == [
        ("notes", (2,)),
        ("notes", (3,)),
        ("tags", ("x", "y")),
    ]
    assert case.rebuild() == ()
    assert [row["text"] for row in case.rows("notes")] == ["x", "y"]


def test_a_state_whose_tables_lacked_a_column_is_made_again_on_opening(case: CaseStore) -> None:
    """As a case looks that an older gestae wrote: another number, and fewer columns."""
    with writing(case.engine) as connection:
        connection.execute(text("ALTER TABLE refusals DROP COLUMN receipt"))
        connection.execute(text("DROP TABLE withheld"))
        connection.execute(text("UPDATE housekeeping SET value = '2' WHERE name = 'schema'"))
    case.close()
    assert view_case(case.folder).rows("refusals") == ()
    with open_case(case.folder) as again:
        assert again.rows("refusals") == ()
        assert again.rebuild() == ()
        assert verify(case.folder).faults == ()


def test_a_state_of_another_schema_is_made_again_on_opening(case: CaseStore) -> None:
    case.append(note("x"))
    with writing(case.engine) as connection:
        connection.execute(text("DROP TABLE notes"))
        connection.execute(text("CREATE TABLE memos (old TEXT)"))
        connection.execute(text("UPDATE housekeeping SET value = '0' WHERE name = 'schema'"))
    case.close()
    before = (case.folder / "case.db").read_bytes()
    with view_case(case.folder) as view:
        assert [row["text"] for row in view.rows("notes")] == ["x"]
    assert (case.folder / "case.db").read_bytes() == before
    with open_case(case.folder) as again:
        assert [row["text"] for row in again.rows("notes")] == ["x"]
        assert verify(case.folder).faults == ()
        with writing(again.engine) as connection:
            names = connection.execute(text("SELECT name FROM sqlite_master")).scalars().all()
        assert "memos" not in names


def test_a_lost_title_page_is_written_again(case: CaseStore) -> None:
    page = case.folder / "case.toml"
    before = page.read_bytes()
    page.unlink()
    case.close()
    open_case(case.folder).close()
    assert page.read_bytes() == before
    page.write_text('title = "Another"')
    with open_case(case.folder) as again:
        again.rebuild()
    assert page.read_bytes() == before


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"x")
    with pytest.raises(CaseError, match=r"not empty \(it holds film.mp4\)"):
        create(tmp_path, opening())
    assert [place.name for place in tmp_path.iterdir()] == ["film.mp4"]


def test_a_case_is_never_made_over_another(case: CaseStore) -> None:
    case.append(note("x"))
    case.close()
    (case.folder / "case.toml").unlink()  # the page alone does not make it a case
    with pytest.raises(CaseError, match=r"case\.db"):
        create(case.folder, opening())
    with open_case(case.folder) as again:
        assert again.head().seq == 2


def test_what_a_killed_creation_left_is_used(tmp_path: Path) -> None:
    for name in ("originals", "sealed"):
        (tmp_path / name).mkdir()
    for name in ("case.db.new", "case.db.new-wal", "case.db.new-shm"):
        (tmp_path / name).write_bytes(b"half")
    with create(tmp_path, opening()) as case:
        assert case.head().seq == 1
        assert not list(tmp_path.glob("case.db.new*"))


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (sample("tagged"), "first entry is case-opened"),
        (sample("case-opened", format=2), "writes format 1"),
        (sample("case-opened", zone="Europe/Kiew"), "Europe/Kyiv"),
        (sample("case-opened", zone="../etc"), "Europe/Kyiv"),
    ],
)
def test_a_case_is_not_opened_by_anything_else(tmp_path: Path, entry: Entry, says: str) -> None:
    with pytest.raises(CaseError, match=says):
        create(tmp_path / "a", entry)
    assert not (tmp_path / "a").exists()


def test_what_is_no_case_is_refused(tmp_path: Path) -> None:
    for refuse in (open_case, view_case, verify):
        with pytest.raises(CaseError, match=r"no case\.db"):
            refuse(tmp_path)
    (tmp_path / "case.db").write_bytes(b"this is no database, and long enough to be looked at as one" * 9)
    for refuse in (open_case, view_case):
        with pytest.raises(CaseError, match=r"verify the case|no database"):
            refuse(tmp_path).rows("case")


def test_a_view_sees_what_was_there_and_changes_nothing(case: CaseStore) -> None:
    case.append(note("x"))
    before = {place: place.stat().st_mtime_ns for place in case.folder.rglob("*")}
    with view_case(case.folder) as view:
        case.append(note("y"))
        assert view.head().seq == 2
        assert [row["text"] for row in view.rows("notes")] == ["x"]
        assert len(view.entries()) == 2
    with view_case(case.folder) as later:
        assert later.head().seq == 3
    assert before.keys() == set(case.folder.rglob("*"))


def test_a_case_does_not_cross_into_another_process(case: CaseStore) -> None:
    child = os.fork()
    if child == 0:  # what fails here is seen as the child's exit code
        try:
            case.append(note("x"))
        except CaseError:
            case.close()
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert case.append(note("y")) == (2,)
    assert verify(case.folder).faults == ()


@pytest.fixture
def read_only() -> Iterator[Path]:
    """A case that whoever runs this cannot write: for root that is so only as somebody else."""
    # pytest's own folders let nobody else in.
    root = Path(tempfile.mkdtemp(prefix="gestae-read-only-"))
    root.chmod(0o755)
    folder = root / "yard.case"
    create(folder, opening()).close()
    folder.chmod(0o555)
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    try:
        yield folder
    finally:
        os.seteuid(was)
        folder.chmod(0o755)
        shutil.rmtree(root)


def test_a_case_that_cannot_be_written_says_so_and_can_be_read(read_only: Path) -> None:
    with pytest.raises(CaseError, match=r"is read-only \(yard.case cannot be written\)"):
        open_case(read_only)
    with view_case(read_only) as view:
        assert view.head().seq == 1
