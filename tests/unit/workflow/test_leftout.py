"""What is hidden, or was taken back, is named beside every answer that does not count it; what it says is not."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from tests.unit.workflow.cases import add_clock, add_film, made, record, seen
from tests.unit.workflow.papers import papers, take_in
from tests.unit.workflow.test_clocks import FORM
from tests.unit.workflow.test_withdrawing_forms import take

from gestae.cli.app import app
from gestae.model.observation import Kind
from gestae.workflow.case import Case
from gestae.workflow.casenetwork import OpenedCase
from gestae.workflow.documents import schema
from gestae.workflow.findings import reject
from gestae.workflow.leftout import LeftOut, left_out, left_out_sentences
from gestae.workflow.protected import make_key
from gestae.workflow.told import HIDDEN_ORIGIN
from gestae.workflow.unsealing import open_case_with
from gestae.workflow.withdrawing import withdraw
from gestae.workflow.withholding import erase_entries, protect_entries

CHECKS = ("r1", "2022-03-16T14:31:40", "2022-03-16T12:31:40.000000000Z")
ASKED = {
    "order": (), "why": ("a man falls",), "before": ("a man falls", "a man gets up"),
    "without": ("--source", "a.mp4"), "tell": (), "conflicts": (),
}  # fmt: skip


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return made(tmp_path)


def clashing(case: Case) -> tuple[int, int]:
    """Make a case whose recorder has two time checks that cannot both be true; gives their places."""
    film = add_film(case, "a.mp4", frames=500, camera="gate", recorder="r1")
    add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
    record(case, seen(film, 30, text="a man falls"))
    record(case, seen(film, 60, text="a man gets up", kind=Kind.LYING))
    case.decide("time-check-made", "checked again", recorder=CHECKS[0], displayed=CHECKS[1], reference=CHECKS[2],
                within_ns=10**9)  # fmt: skip
    first, second = (int(str(row["seq"])) for row in case.store.rows("time_checks"))
    return first, second


@pytest.mark.parametrize("verb", ASKED)
def test_every_answer_names_what_is_hidden_and_what_was_withdrawn(case: Case, verb: str) -> None:
    with case:
        first, second = clashing(case)
        erase_entries(case, [second], "order 12")
        withdraw(case, [str(case.store.rows("clock_readings")[0]["seq"])], "misread")
        folder = str(case.folder)
    words = [verb, folder, *ASKED[verb]]
    shown = CliRunner().invoke(app, words, env={"COLUMNS": "250"})
    assert shown.exit_code == 0, shown.output
    assert f"1 hidden entry may speak of time and is not counted: entry {second} (erased: order 12)" in shown.output
    assert "1 withdrawn entry that speaks of time is not counted: entry" in shown.output
    document = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    jsonschema.validate(document, schema(verb), cls=jsonschema.Draft202012Validator)
    assert [one["how"] for one in document["left_out"]] == ["withdrawn", "erased"]
    assert document["left_out"][1] == {"entry": second, "how": "erased", "by": None, "why": "order 12"}
    assert "14:31:40" not in shown.output, "what is hidden is not told"
    assert first not in {one["entry"] for one in document["left_out"]}


def test_a_case_that_hides_nothing_says_nothing(case: Case) -> None:
    with case:
        clashing(case)
        assert left_out(case.store) == ()
    assert left_out_sentences(()) == ()


def test_whoever_has_the_key_is_told_of_no_hidden_entry(case: Case, tmp_path: Path) -> None:
    with case:
        make_key(case, tmp_path / "yard.key")
        _, second = clashing(case)
        protect_entries(case, [second], "order 7")
        assert left_out(case.store) == (LeftOut(second, "protected", None, "order 7"),)
        with open_case_with(case, tmp_path / "yard.key", "to see").view as view:
            assert left_out(view) == ()


def test_a_hidden_sighting_is_named_and_a_hidden_note_is_not(case: Case) -> None:
    with case:
        film = add_film(case, "a.mp4")
        record(case, seen(film, 30))
        sighting = case.store.head().seq
        case.decide("note-added", "a remark", target="van", text="grey")
        erase_entries(case, [sighting, sighting + 1], "order 12")
        assert [one.seq for one in left_out(case.store)] == [sighting]


def test_a_sighting_that_was_rejected_after_it_counted_is_named_with_the_reason(case: Case) -> None:
    with case:
        name = record(case, seen(add_film(case, "a.mp4"), 30))
        at = case.store.head().seq
        reject(case, [name], "a shadow")
        (one,) = left_out(case.store)
    assert (one.seq, one.how, one.by, one.why) == (at, "withdrawn", at + 1, "a shadow")


def test_a_form_that_was_taken_in_again_is_counted_and_not_named(case: Case, tmp_path: Path) -> None:
    with case:
        film = add_film(case, "gate.mp4")
        form = take(case, tmp_path, FORM, film)
        withdraw(case, [form], "before another recorder")
        named = {one.seq for one in left_out(case.store)}
        assert {log.entry.kind for log in case.store.entries() if log.entry and log.seq in named} == {
            "acquisition-recorded", "time-check-made", "clock-read",
        }  # fmt: skip
        take(case, tmp_path, FORM, film)
        assert left_out(case.store) == ()


def test_what_papers_told_is_named_once_it_is_taken_back_and_not_once_it_is_said_again(tmp_path: Path) -> None:
    with papers(tmp_path, film=True) as case:
        take_in(case, tmp_path)
        (row,) = case.store.rows("constraints", name="within-ten")
        withdraw(case, ["within-ten"], "misheard")
        assert [one.seq for one in left_out(case.store)] == [row["seq"]]
        take_in(case, tmp_path, again=True)
        assert left_out(case.store) == ()


def test_places_are_told_short_and_grounds_apart() -> None:
    found = [LeftOut(seq, "protected", None, "order 7") for seq in (3, 4, 5)] + [LeftOut(9, "erased", None, "order 9")]
    assert left_out_sentences(found) == (
        "1 hidden entry may speak of time and is not counted: entry 9 (erased: order 9)",
        "3 hidden entries may speak of time and are not counted: entries 3 to 5 (protected: order 7)",
    )


TWICE = """\
[list]
format = 1
[[source]]
file = "neighbour.txt"
origin = "Halyna Osyka"
[[source]]
file = "letter.txt"
origin = "Operator"
[[event]]
id = "a"
title = "A shout"
[[event.told]]
source = "neighbour.txt"
passage = "the shout"
[[event]]
id = "b"
title = "A fall"
[[event.told]]
source = "neighbour.txt"
passage = "the shout"
[[constraint]]
from = "a"
to = "b"
min = "1 s"
source = "neighbour.txt"
passage = "the shout"
[[constraint]]
from = "a"
to = "b"
min = "1 s"
source = "letter.txt"
passage = "The operator's clock agreed"
"""


def test_two_sources_that_hide_who_speaks_in_them_count_as_one_and_say_so(tmp_path: Path) -> None:
    with papers(tmp_path) as case:
        take_in(case, tmp_path, TWICE)
        described = [one.seq for one in case.store.entries() if one.entry and one.entry.kind == "source-described"]
        erase_entries(case, described, "order 12")
        asked = OpenedCase.of(case.store)
        folder = str(case.folder)
    assert {one.origin for one in asked.sources} == {HIDDEN_ORIGIN}
    shown = CliRunner().invoke(app, ["before", folder, "a", "b"], env={"COLUMNS": "250"}).output
    assert "independent derivations: 1" in shown, "no count of independent sources rises by hiding"
    first, second = described
    assert f"2 hidden entries may speak of time and are not counted: entries {first}, {second} (erased" in shown
    (said,) = json.loads(CliRunner().invoke(app, ["before", folder, "a", "b", "--json"]).stdout)["assumes"]
    assert f"neighbour.txt (entry {first})" in said
    assert f"letter.txt (entry {second})" in said
    assert said.endswith("is hidden: all of them count as one source, “somebody hidden”")


def test_a_hidden_withdrawal_is_named_and_no_reason_of_it_is_promised(tmp_path: Path) -> None:
    with papers(tmp_path, film=True) as case:
        take_in(case, tmp_path)
        withdraw(case, ["within-ten"], "misheard")
        by = case.store.head().seq
        erase_entries(case, [by], "order 12")
        (one,) = left_out(case.store)
    assert (one.by, one.how, one.is_unexplained) == (by, "withdrawn", True)
    (said,) = left_out_sentences([one])
    assert said.endswith(
        f"(`gestae log` shows what each said; why it was withdrawn is withheld: entry {by} is erased (order 12))"
    )
    assert len(left_out_sentences([one, LeftOut(3, "withdrawn", 4, "withheld")])) == 2, "a person may write that word"
