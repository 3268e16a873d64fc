"""From a folder of files to a verified case and a report, through the command line."""

from __future__ import annotations

import itertools
import json
import shutil
from pathlib import Path
from typing import Final

import jsonschema
import pytest
from tests.story.incident import Workplace, begin, deliver

from gestae.workflow.documents import SCHEMAS, schema

pytestmark = pytest.mark.story


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A case that was begun once; tests that change it take a copy."""
    return begin(tmp_path_factory.mktemp("story"))


@pytest.fixture
def copied(made: Workplace, tmp_path: Path) -> Workplace:
    """A copy of the case to change."""
    shutil.copytree(made.root, tmp_path / "copy", symlinks=True)
    return Workplace(tmp_path / "copy")


_ACCOUNT: Final = Path(__file__).resolve().parents[2] / "examples" / "accounts" / "robbery.toml"
# These are asked of a written account, or of words; `account` is what `order` says of one.
_OF_AN_ACCOUNT: Final[dict[str, tuple[str | Path, ...]]] = {
    "words": ("words", "less than ten seconds"),
    "account": ("order", _ACCOUNT),
    "why": ("why", _ACCOUNT, "enter"),
    "before": ("before", _ACCOUNT, "van-stops", "alarm"),
    "without": ("without", _ACCOUNT, "--source", "shop"),
    "conflicts": ("conflicts", _ACCOUNT),
    "tell": ("tell", _ACCOUNT),
}


# Nobody is in these films to be like somebody; two recordings are held against each other in tests/story/test_sync.py,
# marks are written into the case, and a moment is a file in a folder (tests/story/test_moments_folder.py).
_ELSEWHERE = ("sync", "like", "mark", "marks", "moment")


@pytest.mark.parametrize("name", [name for name in SCHEMAS if name not in _ELSEWHERE])
def test_each_document_is_of_its_schema(made: Workplace, name: str) -> None:
    given = {"show": _something_to_show(made), "frame": ("gate.mp4", "--at", "1"), "find": ("person",)}
    asked: tuple[str | Path, ...] = _OF_AN_ACCOUNT.get(name, (name, made.case, *given.get(name, ())))
    document = made.json(*asked, code=1 if name == "find" else 0)  # nobody is in these films
    jsonschema.validate(document, schema(name), cls=jsonschema.Draft202012Validator)
    jsonschema.Draft202012Validator.check_schema(schema(name))


def test_what_mark_prints_is_of_its_schema(copied: Workplace) -> None:
    document = copied.json("mark", copied.case, "gate.mp4", "smokes", "--from", "1", "--why", "as I saw it")
    jsonschema.validate(document, schema("mark"), cls=jsonschema.Draft202012Validator)
    jsonschema.Draft202012Validator.check_schema(schema("mark"))


def _something_to_show(made: Workplace) -> tuple[str, ...]:
    return tuple(one["id"] for one in made.json("observations", made.case)["observations"])


def test_what_is_shown_is_a_picture_beside_the_case_and_no_entry(made: Workplace) -> None:
    before = made.json("verify", made.case)["head"]
    shown = made.json("show", made.case, *_something_to_show(made))["shown"]
    assert shown
    for one in shown:
        assert Path(one["written"]).parent == made.case.with_name("yard-shown")
        assert Path(one["written"]).read_bytes().startswith(b"\x89PNG")
        assert [picture["part"] for picture in one["pictures"]].count("at") == 1
    assert made.json("verify", made.case)["head"] == before


def test_every_item_has_facts_or_a_reason(made: Workplace) -> None:
    listed = {one["name"]: one for one in made.json("footage", made.case)["footage"]}
    assert set(listed) == {"gate.mp4", "yard.avi", "statement.txt", "broken.mp4", "handover.toml"}
    assert listed["gate.mp4"]["frames"] == 100
    assert listed["gate.mp4"]["camera"] == "gate"
    assert listed["gate.mp4"]["sound"] is None
    assert all(listed[name]["refused"] for name in ("statement.txt", "broken.mp4", "handover.toml"))


def test_coverage_speaks_of_every_second(made: Workplace) -> None:
    for one in made.json("coverage", made.case)["footage"]:
        spans = one["coverage"]
        assert spans
        assert all(before["to"] == after["from"] for before, after in itertools.pairwise(spans))


def test_the_event_lies_where_the_clock_facts_put_it(made: Workplace) -> None:
    (event,) = [one for one in made.json("order", made.case)["events"] if one["title"] == "A box crosses the yard"]
    # 14:05:01 on the display at 1 s of the film; the recorder is 100 s fast, within 1 s; +02:00.
    assert event["earliest"] < "2022-03-16T12:03:21.200000000Z" < event["latest"]
    assert 2.0 < event["width_s"] < 2.4


def test_the_report_stands_beside_the_case_and_carries_everything(copied: Workplace) -> None:
    made = copied.json("report", copied.case)
    page = Path(made["report"]).read_text("utf-8")
    assert Path(made["report"]).parent == copied.root
    assert "A box crosses the yard" in page
    assert "no sound track: what was said cannot be verified from this footage" in page
    assert "data:image/jpeg;base64," in page
    for reference in ('src="http', 'href="http', "url(http"):
        assert reference not in page


def test_a_report_into_the_case_is_refused(copied: Workplace) -> None:
    refused = copied.run("report", copied.case, "--to", copied.case / "page.html", code=3)
    assert "lies inside the case" in refused.stderr


def test_the_same_delivery_again_changes_nothing(copied: Workplace) -> None:
    before = copied.json("log", copied.case)["entries"]
    again = copied.json(
        "add",
        copied.case,
        Path(copied.root) / "delivery",
        "--acquisition",
        copied.root / "handover.toml",
        "--from",
        "I. Mak",
    )
    assert (len(again["taken"]), len(again["known"]), len(again["again"])) == (0, 0, 5)
    after = copied.json("log", copied.case)["entries"]
    # A copy lies elsewhere: nobody said that it was handed over once more, so nothing is recorded.
    assert after == before
    twice = copied.json(
        "add",
        copied.case,
        Path(copied.root) / "delivery",
        "--acquisition",
        copied.root / "handover.toml",
        "--delivery",
        "second stick",
    )
    assert (len(twice["taken"]), len(twice["known"]), len(twice["again"])) == (5, 0, 0)
    # Received once more: receipts are added, originals and facts are not.
    kinds = [one["entry"]["kind"] for one in copied.json("log", copied.case)["entries"][len(before) :]]
    assert set(kinds) == {"item-received"}


def test_looking_again_computes_nothing_again(copied: Workplace) -> None:
    assert copied.json("analyze", copied.case, code=3)["looked_at"] == 0


def test_reproducing_finds_no_difference_and_names_an_altered_artifact(copied: Workplace) -> None:
    assert copied.json("reproduce", copied.case)["equal"]
    artifact = next(
        one for one in copied.json("log", copied.case)["entries"] if one["entry"]["kind"] == "analysis-done"
    )
    digest = artifact["entry"]["body"]["artifacts"]["observations"]
    _flip(copied.case / "artifacts" / digest[:2] / digest)
    found = copied.json("reproduce", copied.case, code=1)
    assert any("cannot be read" in one["found"] for one in found["differences"])


@pytest.mark.parametrize("folder", ["originals", "artifacts"])
def test_one_flipped_bit_is_found(copied: Workplace, folder: str) -> None:
    victim = sorted(path for path in (copied.case / folder).rglob("*") if path.is_file())[0]
    _flip(victim)
    found = copied.json("verify", copied.case, code=1)
    assert [fault["where"] for fault in found["faults"]] == [f"{folder}/{victim.parent.name}/{victim.name}"]


def test_a_head_kept_elsewhere_is_held_against_the_journal(copied: Workplace) -> None:
    head = copied.json("verify", copied.case)["head"]
    copied.run("note", copied.case, "gate.mp4", "a remark")
    kept = f"{head['seq']}:{head['sha256']}"
    copied.run("verify", copied.case, "--head", kept)
    copied.run("verify", copied.case, "--head", f"{head['seq']}:{'0' * 64}", code=1)
    assert "write it as verify printed it" in copied.run("verify", copied.case, "--head", "nonsense", code=3).stderr


def test_deciding_moves_a_proposal_and_an_unknown_id_is_refused(copied: Workplace) -> None:
    proposed = copied.json("observations", copied.case, "--status", "proposed")["observations"]
    if proposed:
        copied.run("reject", copied.case, proposed[0]["id"][:10], "--why", "a drawn box is no person")
        rejected = copied.json("observations", copied.case, "--status", "rejected")["observations"]
        assert [one["id"] for one in rejected] == [proposed[0]["id"]]
        assert rejected[0]["reason"] == "a drawn box is no person"
    refused = copied.run("accept", copied.case, "ffffffffff", "--why", "x", code=3)
    assert "there is no observation 'ffffffffff'" in refused.stderr


def test_words_are_found_where_they_stand(copied: Workplace) -> None:
    copied.run("tag", copied.case, "gate.mp4", "white box")
    hits = copied.json("search", copied.case, "WHITE BOX")["hits"]
    assert [hit["field"] for hit in hits] == ["tag"]
    assert copied.json("search", copied.case, "grey van")["hits"][0]["where"] == "statement.txt"
    copied.run("search", copied.case, "nowhere to be found", code=1)


def test_custody_goes_by_the_table(copied: Workplace) -> None:
    copied.run("custody", copied.case, "gate.mp4", "lent", "--whom", "Institute", "--why", "order 7")
    refused = copied.run("custody", copied.case, "gate.mp4", "moved", "--whom", "X", "--why", "y", code=3)
    assert "what may follow: returned" in refused.stderr
    copied.run("custody", copied.case, "gate.mp4", "returned", "--whom", "Institute", "--why", "done")


def test_a_protected_statement_leaves_no_word_in_the_case(copied: Workplace) -> None:
    secret = copied.root / "guard-Danylo-Verbytskyi.txt"
    secret.write_text("My name is Danylo Verbytskyi and I was there.", encoding="utf-8")
    key = copied.root / "yard.key"
    copied.run("add", copied.case, secret, "--protected", "--pseudonym", "Witness 1", "--key", key, "--from", "W1")
    for path in copied.case.rglob("*"):
        assert not path.is_file() or b"Verbytskyi" not in path.read_bytes(), path
    listed = {one["name"]: one for one in copied.json("footage", copied.case)["footage"]}
    assert listed["Witness 1"]["item"] == "protected"
    copied.run("verify", copied.case)
    copied.run("rebuild", copied.case)
    seq = next(
        one["seq"]
        for one in copied.json("log", copied.case)["entries"]
        if one["state"] == "protected" and one["entry"]["kind"] == "item-received"
    )
    opened = copied.json("open", copied.case, str(seq), "--key", key, "--why", "for the hearing")
    assert opened["entry"]["body"]["name"] == "guard-Danylo-Verbytskyi.txt"


def test_erasing_needs_a_yes_and_a_ground_that_does_not_repeat(copied: Workplace) -> None:
    copied.run("note", copied.case, "gate.mp4", "told by Danylo Verbytskyi")
    seq = copied.json("log", copied.case)["entries"][-1]["seq"]
    copied.run("erase", copied.case, str(seq), "--ground", "order 12", stdin="n\n", code=1)
    repeated = copied.run("erase", copied.case, str(seq), "--ground", "told by Danylo Verbytskyi", "--yes", code=3)
    assert "repeats what is to be hidden" in repeated.stderr
    copied.run("erase", copied.case, str(seq), "--ground", "order 12", "--yes")
    for path in copied.case.rglob("*"):
        assert not path.is_file() or b"Verbytskyi" not in path.read_bytes(), path
    copied.run("verify", copied.case)


def test_a_list_of_digests_is_held_against_the_delivery(tmp_path: Path) -> None:
    place = deliver(tmp_path / "a")
    place.run("init", place.case, "--title", "x", "--zone", "UTC")
    (tmp_path / "sums").write_text(f"{'0' * 64}  gate.mp4\n", encoding="utf-8")
    found = place.json("add", place.case, place.delivery, "--expect", tmp_path / "sums", code=1)
    assert found["compared"]["different"] == ["gate.mp4"]
    assert sorted(found["compared"]["unlisted"])[:1] == ["delivery/broken.mp4"]


def test_what_cannot_be_taken_ends_with_3_and_the_rest_goes_on(tmp_path: Path) -> None:
    place = deliver(tmp_path / "a")
    (place.delivery / "nowhere").symlink_to(tmp_path / "gone")
    place.run("init", place.case, "--title", "x", "--zone", "UTC")
    found = place.json("add", place.case, place.delivery, code=3)
    assert [one["name"] for one in found["refused"]] == ["delivery/nowhere"]
    assert len(found["taken"]) == 4


def test_a_faulty_form_is_refused_before_anything_is_taken(tmp_path: Path) -> None:
    place = deliver(tmp_path / "a")
    place.run("init", place.case, "--title", "x", "--zone", "UTC")
    (tmp_path / "bad.toml").write_text("[acquisition]\nformat = 2\n", encoding="utf-8")
    refused = place.run("add", place.case, place.delivery, "--acquisition", tmp_path / "bad.toml", code=3)
    assert "this version reads format 1" in refused.stderr
    assert len(place.json("log", place.case)["entries"]) == 1


def test_tracks_are_written_in_the_form_of_motchallenge(copied: Workplace) -> None:
    written = copied.json("tracks", copied.case, "--mot", copied.root / "mot")["written"]
    assert {Path(path).name for path in written} == {"gate.txt", "yard.txt"}


def test_no_case_is_a_refusal_and_no_traceback(tmp_path: Path) -> None:
    place = Workplace(tmp_path)
    for words in (("footage", tmp_path), ("verify", tmp_path), ("add", tmp_path, tmp_path), ("order", tmp_path)):
        refused = place.run(*words, code=3)
        assert "has no case.db" in refused.stderr


def test_every_verb_has_help_with_an_example() -> None:
    from gestae.cli.app import app

    place = Workplace(Path())
    for name in app.commands:
        shown = place.run(name, "--help").stdout
        assert name in ("models", "completion", "schema") or f"gestae {name}" in shown, name


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(bytes(data))
    path.chmod(0o444)


def test_a_document_is_one_line_of_json_for_programs(made: Workplace) -> None:
    assert json.loads(made.run("observations", made.case, "--json").stdout)["format"] == 1
