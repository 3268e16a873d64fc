"""A refused list for every rule on statements and records: the line, what is wrong, and what would be right."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.workflow.papers import CALLS, LIST, add_paper, papers, take_in

from gestae.errors import Faults, InputRefused
from gestae.workflow.case import Case

W1 = 'passage = "It was within ten seconds of the shout"\n'
ROW = 'row = 2\ncolumn = "start_local"\n'
# What is replaced by what, the line of the fault (None: of the file), what is wrong, what would be right.
RULES: dict[str, tuple[str, str, int | None, str, str]] = {
    "passage twice": ('passage = "the shout"', 'passage = "van"', 25, "'van' stands 3 times in it (line 3, 5, 6)",
                      "write more of the words"),
    "passage nowhere": ('passage = "the shout"', 'passage = "the scream"', 25, "'the scream' does not stand in it",
                        "exactly as they stand there"),
    "passage in capitals": ('passage = "the shout"', 'passage = "The Shout"', 25, "does not stand in it",
                            "it stands there as 'the shout'"),
    "empty passage": ('passage = "the shout"', 'passage = " "', 25, "is empty", "write what is known"),
    "no place at all": ('source = "neighbour.txt"\npassage = "the shout"\n', 'source = "neighbour.txt"\n', 23,
                        "does not say where it stands", "write one of passage, place and row"),
    "two places": ('passage = "the shout"', 'passage = "the shout"\nplace = "line 5"', 26,
                   "says in two ways where it stands", "write one of passage, place and row"),
    "passage of a table": ('links = ["same-van"]\n', '[[constraint.also]]\nsource = "calls.csv"\npassage = "2"\n', 57,
                           "its source is table, and a passage is looked for in plain text alone", "place ="),
    "passage of a protected statement": ('place = "second paragraph"', 'passage = "after we had turned"', 36,
                                         "its source is withheld, so a passage of it may not stand in the open",
                                         'place = "third paragraph"'),
    "row of a protected statement": ('place = "second paragraph"', "row = 1", 36,
                                     "its source is withheld, so a row of it may not stand in the open", "place ="),
    "phrase of a protected statement": ('min = "0 s"\nmax = "10 min"', 'phrase = "ten minutes later"', 60,
                                        "its source is withheld, so words of it may not stand in the open journal",
                                        "write min and max"),
    "row of a statement": ('source = "calls.csv"\nrow = 2\ncolumn', 'source = "letter.txt"\nrow = 2\ncolumn', 42,
                           "its source is text, and a row is looked for in tables (CSV) alone", "place ="),
    "no such row": (ROW, 'row = 3\ncolumn = "start_local"\n', 43, "there is no row 3", "it has rows 1 to 2"),
    "row nought": (ROW, 'row = 0\ncolumn = "start_local"\n', 43, "row 0 is none", "count the rows from 1"),
    "row of text": (ROW, 'row = "2"\ncolumn = "start_local"\n', 43, "is text", "a whole number without quotes"),
    "no such column": (ROW, 'row = 2\ncolumn = "start"\n', 44, "there is no column 'start'",
                       "record, caller, start_local, duration_s"),
    "cell that is no time": (ROW, 'row = 2\ncolumn = "caller"\n', 44,
                             "row 2: '+380 00 555 0142' is no date and time", "write it like 2022-03-16T14:03:00"),
    "no column": (ROW, "row = 2\n", 41, "is missing", "add it: the column that holds"),
    "no within": ('clock = "operator"\nwithin = "1 s"', 'clock = "operator"', 41, "is missing", "add it: how far off"),
    "negative within": ('clock = "operator"\nwithin = "1 s"', 'clock = "operator"\nwithin = "-1 s"', 46, "is negative",
                        "0 s or more"),
    "clock that is not there": ('clock = "operator"\n', 'clock = "operater"\n', 45,
                                "'operater' is no clock of this list or of the case", "did you mean 'operator'?"),
    "clock of another source": ('source = "calls.csv"\nzone', 'source = "letter.txt"\nzone', 45,
                                "'operator' is the clock of another source", "state a clock for this source too"),
    "point of an instant": ('clock = "operator"\n', 'clock = "operator"\npoint = "end"\n', 46,
                            "the event is an instant", "leave point out"),
    "zone of a clock": ('zone = "Europe/Kyiv"', 'zone = "Europe/Kief"', 16, "is no zone", "Europe/Kyiv"),
    "drift": ('drift = "1 ppm"', 'drift = "1"', 17, "is no rate error", "parts in a million"),
    "comparison by nobody": ('source = "letter.txt" }', 'source = "lettre.txt" }', 18,
                             "there is no exhibit 'lettre.txt'", "near it lie 'letter.txt'"),
    "comparison that is no time": ('clock = "2022-03-16T10:00:00"', 'clock = "ten"', 18, "'ten' is no date and time",
                                   "write it like 2022-03-16T14:03:00"),
    "doubtful hour": ('reference = "2022-03-16T10:00:00"', 'reference = "2022-10-30T03:30:00"', 18,
                      "came twice in Europe/Kyiv", "write the offset"),
    "source that is not there": ('file = "neighbour.txt"', 'file = "nieghbour.txt"', 6,
                                 "there is no exhibit 'nieghbour.txt'", "near it lie 'neighbour.txt'"),
    "kind of a source": ('origin = "Halyna Osyka"', 'kind = "rumour"', 7, "'rumour'", "statement"),
    "link without words": ('says = "the van that she saw and the van at the gate are one"\n', "", 9, "is missing",
                           "add it: the premise"),
    "link that is not there": ('links = ["same-van"]', 'links = ["same-man"]', 55,
                               "'same-man' is no link of this list or of the case", "did you mean 'same-van'?"),
    "id of an event": ('id = "shout"', 'id = "the shout"', 21, "'the shout' is no id", "letters, digits"),
    "id of an event twice": ('id = "call"', 'id = "shout"', 39, "the id 'shout' stands twice", "write another"),
    "event without id or sighting": ('id = "shout"\ntitle', "title", 20, "rests on no sighting and has no id",
                                     'add id = "…"'),
    "event that rests on nothing": ('[[event.recorded]]\n', '[[event]]\ntitle = "x"\n[[event.recorded]]\n', 38,
                                    "rests on nothing", "[[event.told]], [[event.recorded]]"),
    "opinion in a title": ('title = "Two bangs"', 'title = "Two shots"', 29, "says 'shots'", "write what is seen"),
    "event that ends before it starts": ('min = "1 s", max = "1 min"', 'max = "-1 min"', 30, "is negative",
                                         "no event ends before it starts"),
    "least above most": ('min = "1 s", max = "1 min"', 'min = "2 min", max = "1 min"', 30, "is more than max",
                         "write the smaller as min"),
    "point that is not there": ('from = "shout"', 'from = "shuot"', 50, "'shuot' is no point of an event",
                                "did you mean 'shout'?"),
    "event that lasts as a point": ('to = "noise.start"', 'to = "noise"', 51, "'noise' lasts",
                                    "say noise.start or noise.end"),
    "end of an instant": ('from = "shout"', 'from = "shout.end"', 50, "'shout' is an instant", "say shout"),
    "point against itself": ('to = "noise.start"', 'to = "shout"', 51, "is the point from which is counted",
                             "name two points"),
    "phrase beside max": ('phrase = "within ten seconds"', 'phrase = "within ten seconds"\nmax = "1 s"', 52,
                          "stands beside min or max", "one or the other"),
    "phrase that is not understood": ('phrase = "within ten seconds"', 'phrase = "in a jiffy"', 52,
                                      "is not understood by the policy en/1", "or give min and max"),
    "phrase without a language": ('words = "en"\n', "", 51, "no language is stated",
                                  'words = "en" (or uk, ru) to [list]'),
    "phrase of the day": ('phrase = "within ten seconds"', 'phrase = "shortly before noon"', 52,
                          "names a time of the day", "give after and before"),
    "nothing of time": ('phrase = "within ten seconds"\n', "", 48, "says nothing of time", "add min, max, a phrase"),
    "after beside from": ('phrase = "within ten seconds"', 'after = "2022-03-16T14:00:00"', 52,
                          "stands beside from", "write min, or leave from out"),
    "min without from": ('after = "2022-03-16T00:00:00"', 'min = "1 s"', 71, "has no from", "or write after"),
    "before before after": ('before = "2022-03-17T00:00:00"', 'before = "2022-03-15T00:00:00"', 72, "lies before after",
                            "write the earlier time as after"),
    "constraint without source": ('source = "neighbour.txt"\n' + W1, W1, 48, "is missing", "add it: the exhibit"),
    "key of a constraint": ('links = ["same-van"]', 'link = ["same-van"]', 55, "is not known here",
                            "did you mean 'links'?"),
    "table": ("[[constraint]]\nid", "[[constraints]]\nid", 48, "is not known here", "did you mean 'constraint'?"),
    "language": ('words = "en"', 'words = "de"', 3, "'de'", "en, uk, ru"),
}  # fmt: skip


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with papers(tmp_path) as made:
        yield made


def faults_of(case: Case, folder: Path, text: str) -> list[InputRefused]:
    head = case.store.head()
    with pytest.raises((Faults, InputRefused)) as refused:
        take_in(case, folder, text)
    assert case.store.head() == head, "nothing is recorded of a list with a fault"
    return list(refused.value.faults) if isinstance(refused.value, Faults) else [refused.value]  # type: ignore[list-item]


@pytest.mark.parametrize("rule", RULES)
def test_a_list_that_breaks_a_rule_is_refused_on_its_line(case: Case, tmp_path: Path, rule: str) -> None:
    old, new, line, wrong, right = RULES[rule]
    assert old in LIST
    faults = faults_of(case, tmp_path, LIST.replace(old, new, 1))
    where = "events.toml" if line is None else f"events.toml, line {line}"
    told = [str(fault) for fault in faults]
    meant = [fault for fault in faults if wrong in fault.wrong and right in fault.right]
    assert meant, told
    assert meant[0].what == where or meant[0].what.startswith(f"{where},"), told


def test_all_faults_are_told_at_once(case: Case, tmp_path: Path) -> None:
    text = LIST
    for rule in ("passage nowhere", "no such column", "link that is not there", "point that is not there", "drift"):
        text = text.replace(RULES[rule][0], RULES[rule][1], 1)
    assert len(faults_of(case, tmp_path, text)) == 5


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"\xff\xfea\x00", "is UTF-16, not UTF-8"),
        ("вона чула".encode("cp1251"), "is no text in UTF-8 (byte 1 is 0xe2)"),
    ],
)
def test_a_statement_in_another_encoding_is_refused(case: Case, tmp_path: Path, content: bytes, wrong: str) -> None:
    sha256 = case.originals.put_bytes(content).digest.hex
    case.decide("item-received", "x", sha256=sha256, size_bytes=2, name="w2.txt", item="text", protected=False)
    (fault,) = faults_of(case, tmp_path, LIST.replace('source = "neighbour.txt"\npassage = "the sh',
                                                      'source = "w2.txt"\npassage = "the sh'))  # fmt: skip
    assert (wrong in fault.wrong, "saved as UTF-8" in fault.right) == (True, True), str(fault)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("1,2022-03-16 14:20:07\n2,2022-03-16 14:20:08\n", "has no head: its first line holds values"),
        ("record,,start_local\n1,x,2022-03-16 14:20:07\n", "has a column without a name"),
        ("record,start_local,start_local\n1,2,3\n", "has two columns called 'start_local'"),
        ("record,start_local\n1,2022-03-16 14:20:07\n2\n", "row 2 is 1 cell long, and its head 2"),
        ("record\n1\n", "is no table"),
        ("a;b,c\n1;2,3\n", "can be parted into cells in more than one way"),
        ('record,start_local\n1,"2022\n', "is no table"),
    ],
)
def test_a_table_that_cannot_be_read_for_sure_is_refused(case: Case, tmp_path: Path, text: str, wrong: str) -> None:
    add_paper(case, "other.csv", text, item="table")
    faults = faults_of(case, tmp_path, LIST.replace("calls.csv", "other.csv"))
    assert all(wrong in fault.wrong for fault in faults), [str(fault) for fault in faults]


def test_an_original_that_is_no_longer_what_was_received_is_not_quoted(case: Case, tmp_path: Path) -> None:
    row = next(row for row in case.store.rows("exhibits") if row["name"] == "calls.csv")
    path = case.folder / "originals" / str(row["sha256"])[:2] / str(row["sha256"])
    path.chmod(0o644)
    path.write_text(CALLS.replace("14:20:07", "14:20:09"), encoding="utf-8")
    faults = faults_of(case, tmp_path, LIST)
    assert all("no longer what was received" in fault.wrong for fault in faults)


def test_a_clock_read_on_both_sides_of_a_change_must_state_its_zone(case: Case, tmp_path: Path) -> None:
    text = LIST.replace('zone = "Europe/Kyiv"\n', "").replace('clock = "2022-03-16T10', 'clock = "2022-04-16T10')
    (fault,) = faults_of(case, tmp_path, text)
    assert "its zone is not stated" in fault.wrong
    assert fault.what.startswith("events.toml, line 13")


def test_a_list_of_nothing_is_refused(case: Case, tmp_path: Path) -> None:
    (fault,) = faults_of(case, tmp_path, "[list]\nformat = 1\n")
    assert fault.wrong == "lists nothing"
