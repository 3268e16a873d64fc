"""What a case's own list may say beside footage, read by its keys: kept as written, checked, refused with its place."""

from __future__ import annotations

import pytest

from gestae.base.toml import Form, Many, Parsed, read_toml
from gestae.chronology.toldform import BELOW_LIST, OF_EVENT, OF_HEAD, WHERE
from gestae.errors import Faults

S_NS = 10**9
TEXT = """\
zone = "Europe/Kyiv"
words = "uk"
[[event]]
id = "fell"
lasts = { min = "1 s", max = "3 s" }
told = [
  { source = "w1.txt", passage = "he fell" }, { source = "w1.pdf", place = "third paragraph" },
  { source = "calls.csv", row = 1 },
]
recorded = [{ source = "calls.csv", row = 2, column = "began", clock = "operator", within = "1 s", point = "end" }]
[[source]]
file = "calls.csv"
kind = "calls"
origin = "operator"
[[clock]]
id = "operator"
source = "calls.csv"
zone = "+02:00"
drift = " 20 ppm "
compared = [{ clock = "2022-03-16T14:03:00", reference = "2022-03-16T14:01:20", within = "0 s", source = "note.txt" }]
[[link]]
id = "same-man"
says = "The man of the gate is the man of the yard"
[[constraint]]
id = "w1-ten"
from = "turned"
to = "fell.start"
min = "-1 s"
max = "10 s"
source = "w1.txt"
passage = "ten seconds later"
also = [{ source = "calls.csv", row = 7 }]
links = ["same-man"]
[[constraint]]
to = "fell.end"
phrase = "soon"
after = "2022-03-16T14:00:00"
before = "2022-03-16T15:00:00"
source = "w1.txt"
place = "last line"
"""
# Keys that a table need not have stand in none of these.
BARE = """\
[[event]]
told = [{ source = "w1.txt" }]
recorded = [{ source = "calls.csv", row = 2, column = "began", clock = "operator", within = "1 s" }]
[[source]]
file = "calls.csv"
[[clock]]
id = "operator"
source = "calls.csv"
compared = [{ clock = "2022-03-16T14:03:00", reference = "2022-03-16T14:01:20" }]
[[link]]
id = "same-man"
says = "The man of the gate is the man of the yard"
[[constraint]]
to = "fell"
source = "w1.txt"
"""


def as_it_is(table: Parsed) -> Parsed:
    return table


LIST: Form[Parsed] = Form(
    {**OF_HEAD, "event": Many(Form(dict(OF_EVENT), as_it_is), "events"), **BELOW_LIST}, as_it_is, always=True
)


def read(text: str) -> Parsed:
    return read_toml(text, "list.toml", LIST)


def values(table: Parsed, *keys: str) -> tuple[object, ...]:
    return tuple(table[key] for key in keys)


def test_each_key_of_a_list_is_read() -> None:
    table = read(TEXT)
    assert values(table, *OF_HEAD) == ("Europe/Kyiv", "uk")
    (event,) = table["event"]
    assert event["id"] == "fell"
    assert values(event["lasts"], "min", "max") == (S_NS, 3 * S_NS)
    assert [values(one, "source", *WHERE) for one in event["told"]] == [
        ("w1.txt", "he fell", None, None), ("w1.pdf", None, "third paragraph", None), ("calls.csv", None, None, 1),
    ]  # fmt: skip
    (row,) = event["recorded"]
    assert values(row, "source", "row", "column", "clock", "within", "point") == (
        "calls.csv", 2, "began", "operator", S_NS, "end",
    )  # fmt: skip
    (source,), (clock,), (link,) = table["source"], table["clock"], table["link"]
    assert values(source, "file", "kind", "origin") == ("calls.csv", "calls", "operator")
    # A rate is checked, and kept as it is written.
    assert values(clock, "id", "source", "zone", "drift") == ("operator", "calls.csv", "+02:00", "20 ppm")
    assert values(clock["compared"][0], "clock", "reference", "within", "source") == (
        "2022-03-16T14:03:00", "2022-03-16T14:01:20", 0, "note.txt",
    )  # fmt: skip
    assert values(link, "id", "says") == ("same-man", "The man of the gate is the man of the yard")


def test_each_key_of_a_constraint_is_read() -> None:
    first, second = read(TEXT)["constraint"]
    assert values(first, "id", "from", "to", "min", "max", "links", *WHERE) == (
        "w1-ten", "turned", "fell.start", -S_NS, 10 * S_NS, ("same-man",), "ten seconds later", None, None,
    )  # fmt: skip
    assert [values(one, "source", *WHERE) for one in first["also"]] == [("calls.csv", None, None, 7)]
    assert values(second, "to", "phrase", "after", "before", "source", "place") == (
        "fell.end", "soon", "2022-03-16T14:00:00", "2022-03-16T15:00:00", "w1.txt", "last line",
    )  # fmt: skip


def test_what_need_not_be_said_may_be_left_out() -> None:
    table = read(BARE)
    assert values(table, *OF_HEAD) == (None, None)
    assert values(table["event"][0], "id", "lasts") == (None, None)
    assert table["event"][0]["recorded"][0]["point"] is None
    assert values(table["source"][0], "kind", "origin") == (None, None)
    assert values(table["clock"][0], "zone", "drift") == (None, None)
    assert values(table["clock"][0]["compared"][0], "within", "source") == (None, None)
    assert set(values(table["constraint"][0], "id", "from", "min", "max", "phrase", "after", "before", *WHERE)) == {
        None
    }


# What is replaced in TEXT, by what, and what is wrong then.
REFUSED: dict[str, tuple[str, str, str]] = {
    "a row above the first": ("row = 1 }", "row = 0 }", "row 0 is none; count the rows from 1 below the head"),
    "a row below the head by less than one": ("row = 7 }", "row = -1 }", "row -1 is none"),
    "a row of records above the first": ("row = 2, col", "row = 0, col", "row 0 is none"),
    "a row that is no number": ("row = 7 }", 'row = "7" }', "row"),
    "a rate that is none": ('" 20 ppm "', '"twenty"', "drift"),
    "a rate as a number": ('" 20 ppm "', "20", "drift"),
    "a language without a policy": ('words = "uk"', 'words = "xx"', "'xx' is not known here"),
    "a zone that is none": ('zone = "Europe/Kyiv"', 'zone = "Europe/Kiew"', "zone"),
    "a clock's zone that is none": ('zone = "+02:00"', 'zone = "+2"', "zone"),
    "an id with a space": ('id = "fell"', 'id = "he fell"', "is no id"),
    "an id of a clock with a space": ('id = "operator"', 'id = "the operator"', "is no id"),
    "an id of a link with a space": ('id = "same-man"', 'id = "same man"', "is no id"),
    "a premise with a space": ('links = ["same-man"]', 'links = ["same man"]', "is no id"),
    "an id of a constraint with a space": ('id = "w1-ten"', 'id = "w1 ten"', "is no id"),
    "a doubt below nothing": ('within = "1 s"', 'within = "-1 s"', "is negative"),
    "a doubt of a comparison below nothing": ('within = "0 s"', 'within = "-1 s"', "is negative"),
    "a kind that is none": ('kind = "calls"', 'kind = "rumour"', "'rumour' is not known here"),
    "a point that is none": ('point = "end"', 'point = "middle"', "'middle' is not known here"),
    "a length that is none": ('min = "1 s"', 'min = "long"', "is not a duration"),
    "a distance that is none": ('min = "-1 s"', 'min = "long"', "is not a duration"),
    "a greatest distance that is none": ('max = "10 s"', 'max = "long"', "is not a duration"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused_alone(case: str) -> None:
    good, bad, wrong = REFUSED[case]
    assert TEXT.count(good) == 1
    with pytest.raises(Faults) as caught:
        read(TEXT.replace(good, bad))
    assert wrong in str(caught.value)
    assert len(caught.value.faults) == 1, str(caught.value)


REQUIRED = {
    'source = "w1.txt" }': (BARE, "}"), 'row = 2, ': (BARE, ""), 'column = "began", ': (BARE, ""),
    'clock = "operator", within': (BARE, "within"), ', within = "1 s"': (BARE, ""), 'file = "calls.csv"\n': (BARE, ""),
    'id = "operator"\n': (BARE, ""), '\nsource = "calls.csv"\ncompared': (BARE, "\ncompared"),
    'clock = "2022-03-16T14:03:00", ': (BARE, ""), ', reference = "2022-03-16T14:01:20"': (BARE, ""),
    'id = "same-man"\n': (BARE, ""), 'says = "The man of the gate is the man of the yard"\n': (BARE, ""),
    'to = "fell"\n': (BARE, ""), 'recorded = [{ source = "calls.csv", ': (BARE, "recorded = [{ "),
}  # fmt: skip


@pytest.mark.parametrize("line", REQUIRED)
def test_what_a_list_must_say_is_missed(line: str) -> None:
    text, left = REQUIRED[line]
    assert text.count(line) == 1
    with pytest.raises(Faults, match="is missing"):
        read(text.replace(line, left))
