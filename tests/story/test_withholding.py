"""Twenty entries protected and five erased on the command line: their words are gone, and everything still holds."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pytest
from tests.story.incident import Workplace, begin

pytestmark = pytest.mark.story

PROTECTED: Final = 20
ERASED: Final = 5
GROUND: Final = "order 7 of the court"


@dataclass(frozen=True)
class Withheld:
    """A case with much to hide: which entries, which words, and what stood there before."""

    place: Workplace
    key: Path
    protected: tuple[int, ...]
    erased: tuple[int, ...]
    words: tuple[str, ...]
    before: dict[int, dict[str, Any]]
    rebuilt_before: dict[str, Any]
    tables_before: dict[str, list[tuple[Any, ...]]]


def secret(number: int) -> str:
    """Give words that stand nowhere else."""
    return f"Свідок Verbytskyi{number:02} x{hashlib.sha256(str(number).encode()).hexdigest()[:12]}"


def fill(place: Workplace) -> list[str]:
    """Write entries of many kinds that hold words to hide; returns the words."""
    words = [secret(number) for number in range(PROTECTED + ERASED)]
    todo = iter(words)
    for _ in range(8):
        place.run("note", place.case, "gate.mp4", f"was told: {next(todo)}")
    for _ in range(6):
        place.run("tag", place.case, "gate.mp4", next(todo))
    for _ in range(4):
        place.run("note", place.case, "yard.avi", "a remark", "--why", next(todo))
    for step, told_as in (("lent", "--whom"), ("returned", "--place"), ("lent", "--whom")):
        place.run("custody", place.case, "gate.mp4", step, told_as, next(todo), "--why", "as asked")
    place.run("custody", place.case, "gate.mp4", "returned", "--place", next(todo), "--why", "as asked")
    told = next(todo)
    (place.root / "more.toml").write_text(
        f'[list]\nformat = 1\n[[event]]\ntitle = "{told}"\n[[event.seen]]\nfootage = "yard.avi"\nkind = "bag_seen"\n'
        'start = "0.4"\nwithin = "80 ms"\nsays = "a light box"\n'.replace("bag_seen", "object_carried"),
        encoding="utf-8",
    )
    place.run("events", place.case, place.root / "more.toml")
    for told in todo:
        place.run("note", place.case, "yard.avi", told, "--why", told)
    return words


def log(place: Workplace) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = place.json("log", place.case)["entries"]
    return found


def tables(case: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Read every table of the state but the journal itself, row by row."""
    database = sqlite3.connect(f"file:{case / 'case.db'}?mode=ro", uri=True)
    names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    read = {
        name: sorted(database.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)  # noqa: S608
        for name in names
        if name not in ("journal", "housekeeping")
    }
    database.close()
    return read


@pytest.fixture(scope="module")
def hidden(tmp_path_factory: pytest.TempPathFactory) -> Withheld:
    """A case in which all the words were hidden."""
    place = begin(tmp_path_factory.mktemp("withheld"))
    words = fill(place)
    entries = {one["seq"]: one for one in log(place)}
    telling = [seq for seq, one in entries.items() if any(word in str(one["entry"]) for word in words)]
    assert len(telling) == PROTECTED + ERASED
    key = place.root / "yard.key"
    protected, erased = tuple(telling[:PROTECTED]), tuple(telling[PROTECTED:])
    place.run("protect", place.case, *map(str, protected), "--ground", GROUND, "--key", key, "--yes")
    place.run("erase", place.case, *map(str, erased), "--ground", GROUND, "--yes")
    rows = tables(place.case)
    return Withheld(place, key, protected, erased, tuple(words), entries, place.json("rebuild", place.case), rows)


def test_the_journal_and_its_leaves_still_hold(hidden: Withheld) -> None:
    after = {one["seq"]: one for one in log(hidden.place)}
    states = {seq: one["state"] for seq, one in after.items() if one["state"] != "plain"}
    assert states == dict.fromkeys(hidden.protected, "protected") | dict.fromkeys(hidden.erased, "erased")
    for seq, one in hidden.before.items():
        assert (after[seq]["leaf"], after[seq]["head"]) == (one["leaf"], one["head"])
    head = max(hidden.before)
    kept = f"{head}:{hidden.before[head]['head']}"
    assert hidden.place.json("verify", hidden.place.case, "--head", kept)["whole"]


def test_the_state_rebuilt_from_the_journal_equals_the_live_one(hidden: Withheld) -> None:
    assert hidden.rebuilt_before == {"format": 1, "equal": True, "rows": []}
    assert tables(hidden.place.case) == hidden.tables_before
    assert hidden.place.json("rebuild", hidden.place.case)["equal"]
    assert tables(hidden.place.case) == hidden.tables_before


def files(case: Path) -> Iterator[tuple[Path, bytes]]:
    for path in sorted(case.rglob("*")):
        if path.is_file():
            yield path, path.read_bytes()


def test_the_words_are_in_no_byte_of_the_folder(hidden: Withheld) -> None:
    # Also in UTF-16 and as JSON escapes, in free pages, in the log of the database and beside it.
    traces = [
        form
        for word in hidden.words
        for part in (word, word.split()[1], word.split()[2])
        for form in (part.encode(), part.encode("utf-16-le"), part.encode("utf-16-be"), ascii(part)[1:-1].encode())
    ]
    seen = 0
    for path, data in files(hidden.place.case):
        seen += 1
        for trace in traces:
            assert trace not in data, f"{trace!r} stands in {path.relative_to(hidden.place.case)}"
    assert seen > 10


def test_the_scan_would_find_a_word(hidden: Withheld) -> None:
    """The same scan of the same folder finds what was not hidden, also in the artifacts' neighbours."""
    assert any(b"gate.mp4" in data for _, data in files(hidden.place.case))


def test_whoever_guesses_the_content_cannot_confirm_it(hidden: Withheld) -> None:
    """The true content is in the dictionary, and no leaf is any plain digest of it."""
    database = sqlite3.connect(f"file:{hidden.place.case / 'case.db'}?mode=ro", uri=True)
    rows = database.execute("SELECT seq, leaf, head, salt, content FROM journal ORDER BY seq").fetchall()
    database.close()
    leaves = {leaf for _, leaf, _, _, _ in rows}
    salts = {salt for _, _, _, salt, _ in rows if salt is not None} | {b"", bytes(32)}
    from gestae.journal.entry import Entry

    attacked = 0
    for seq, leaf, _, salt, content in rows:
        if seq not in (*hidden.protected, *hidden.erased):
            continue
        assert salt is None
        assert content is None
        true = Entry.from_json(hidden.before[seq]["entry"]).content
        assert leaf == bytes.fromhex(hidden.before[seq]["leaf"])
        for known in salts:
            for prefix in (b"\x00", b"\x01", b""):
                assert hashlib.sha256(prefix + known + true).digest() not in leaves
        attacked += 1
    assert attacked == PROTECTED + ERASED


def test_no_id_of_a_hidden_entry_confirms_a_guess_of_its_words(hidden: Withheld) -> None:
    """Stand-ins keep ids; the true title and the true sighting are in the dictionary."""
    from gestae.base.canonical import content_id
    from gestae.model.observation_document import from_document

    shown = {one["seq"]: one["entry"] for one in log(hidden.place)}
    attacked = []
    for seq in (*hidden.protected, *hidden.erased):
        true, now = hidden.before[seq]["entry"], shown[seq] or {"body": {}}
        if true["kind"] == "event-stated":
            guess = content_id({"title": true["body"]["title"], "members": now["body"]["members"]})
        elif true["kind"] == "observation-recorded":
            guess = replace(from_document(true["body"]["says"]), salt=None).id
        else:
            assert "id" not in now["body"]
            continue
        assert now["body"]["id"] == true["body"]["id"] != guess
        attacked.append(true["kind"])
    assert "event-stated" in attacked


def test_a_plain_entry_would_be_confirmed_by_its_salt(hidden: Withheld) -> None:
    """The attack works where salt and content are there: so it is the missing salt that defeats it."""
    database = sqlite3.connect(f"file:{hidden.place.case / 'case.db'}?mode=ro", uri=True)
    rows = database.execute("SELECT leaf, salt, content FROM journal WHERE salt IS NOT NULL").fetchall()
    database.close()
    assert rows
    assert all(hashlib.sha256(b"\x00" + salt + content).digest() == leaf for leaf, salt, content in rows)


def test_search_and_every_document_are_silent(hidden: Withheld) -> None:
    place = hidden.place
    for word in hidden.words[::6]:
        assert place.json("search", place.case, word, code=1)["hits"] == []
    shown = "".join(
        place.run(verb, place.case, "--json").stdout
        for verb in ("log", "footage", "observations", "coverage", "order", "tracks", "verify")
    )
    for word in hidden.words:
        assert word not in shown


def test_a_report_written_afterwards_is_silent(hidden: Withheld, tmp_path: Path) -> None:
    shutil.copytree(hidden.place.root, tmp_path / "copy")
    place = Workplace(tmp_path / "copy")
    page = Path(place.json("report", place.case, "--to", tmp_path / "page.html")["report"]).read_text("utf-8")
    for word in hidden.words:
        assert word not in page
    assert GROUND in page  # that something is withheld, and why, is told


def test_the_key_opens_each_and_nothing_else_does(hidden: Withheld, tmp_path: Path) -> None:
    shutil.copytree(hidden.place.root, tmp_path / "copy")
    place, seq = Workplace(tmp_path / "copy"), hidden.protected[3]
    opened = place.json("open", place.case, str(seq), "--key", hidden.key, "--why", "for the hearing")
    assert opened["entry"] == hidden.before[seq]["entry"]
    other = tmp_path / "other.key"
    place.run("protect", place.case, "1", "--ground", "another", "--key", other, "--yes", "--even-the-opening")
    refused = place.run("open", place.case, str(seq), "--key", other, "--why", "to try", code=3)
    assert "refused" in refused.stderr
    assert secret(3) not in refused.stderr
    gone = place.run("open", place.case, str(hidden.erased[0]), "--key", hidden.key, "--why", "to try", code=3)
    assert "only a protected one is opened" in gone.stderr
    no_key = tmp_path / "no.key"
    no_key.write_text("no key at all\n", encoding="utf-8")
    place.run("open", place.case, str(seq), "--key", no_key, "--why", "to try", code=3)


def test_the_sealed_files_open_with_age_alone(hidden: Withheld) -> None:
    """Salt and content come out, and their digest is the leaf: `(printf '\\0'; age -d …) | sha256sum`."""
    from gestae.preserve.sealing import decrypt_bytes, read_identities

    identities = read_identities(hidden.key)
    for seq in hidden.protected:
        leaf = hidden.before[seq]["leaf"]
        (sealed,) = (hidden.place.case / "sealed").glob(f"{leaf}*")
        plain = decrypt_bytes(sealed.read_bytes(), identities, leaf)
        assert hashlib.sha256(b"\x00" + plain).hexdigest() == leaf
    for seq in hidden.erased:
        assert not list((hidden.place.case / "sealed").glob(f"{hidden.before[seq]['leaf']}*"))


def test_hiding_twice_is_refused_and_changes_nothing(hidden: Withheld) -> None:
    place, before = hidden.place, log(hidden.place)
    for words in (
        ("protect", place.case, str(hidden.protected[0]), "--ground", "again"),
        ("erase", place.case, str(hidden.erased[0]), "--ground", "again", "--yes"),
        ("protect", place.case, "9999", "--ground", "again"),
    ):
        assert "refused" in place.run(*words, code=3).stderr
    assert log(place) == before
