"""A refused account for every rule of the format: what is wrong with it, on which line, and what would be right."""

from __future__ import annotations

import pytest

from gestae.chronology.accountfile import read_account
from gestae.errors import Faults, InputRefused

GOOD = """\
[account]
format = 1
title = "The yard"
zone = "Europe/Kyiv"
words = "en"
[sources.cam2]
kind = "footage"
origin = "recorder-A"
[sources.w1]
kind = "statement"
[clocks.cam2]
source = "cam2"
zone = "Europe/Kyiv"
drift = "20 ppm"
compared = [{ clock = "2022-03-16T14:03:00", reference = "2022-03-16T14:01:20", within = "1 s", source = "w1" }]
[events.turned]
title = "They turn away"
seen = [{ clock = "cam2", at = "2022-03-16T14:20:05.240", within = "40 ms" }]
[events.talk]
title = "They talk"
lasts = { min = "1 min", max = "10 min" }
seen = [{ clock = "cam2", at = "2022-03-16T14:12:00", point = "start" }]
[[constraints]]
id = "w1-ten"
from = "turned"
to = "talk.end"
min = "0 s"
max = "10 s"
sources = ["w1"]
links = ["same-men"]
[[constraints]]
to = "talk.end"
after = "2022-03-16T14:00:00"
before = "2022-03-16T15:00:00"
sources = ["cam2"]
"""
# What is replaced by what, the line of the fault, what is wrong with it, and what is said to be right.
RULES: dict[str, tuple[str, str, int | None, str, str]] = {
    "format": ("format = 1", "format = 2", 2, "format 2 is unknown here", "write format = 1"),
    "format of text": ("format = 1", 'format = "1"', 2, "is text", "a whole number"),
    "no format": ("format = 1\n", "", 1, "is missing", "add it"),
    "no title": ('title = "The yard"\n', "", 1, "is missing", "add it"),
    "no account": ('[account]\nformat = 1\ntitle = "The yard"\nzone = "Europe/Kyiv"\nwords = "en"\n', "", None,
                   "is missing", "add it"),
    "zone": ('zone = "Europe/Kyiv"\nwords', 'zone = "Europe/Kief"\nwords', 4, "is no zone", "Europe/Kyiv"),
    "words": ('words = "en"', 'words = "de"', 5, "'de'", "en, uk, ru"),
    "key of the head": ("words =", "wrods =", 5, "is not known here", "did you mean 'words'?"),
    "table": ("[clocks.cam2]", "[clokcs.cam2]", 11, "is not known here", "did you mean 'clocks'?"),
    "kind": ('kind = "statement"', 'kind = "rumour"', 10, "'rumour'", "statement"),
    "no kind": ('kind = "statement"\n', "", 9, "is missing", "footage, statement"),
    "id of a source": ("[sources.w1]", '[sources."w 1"]', 9, "is no id", "letters, digits, _ and - only"),
    "id of an event": ("[events.turned]", '[events."turned.away"]', 16, "is no id", "letters, digits"),
    "origin": ('origin = "recorder-A"', 'origin = "recorder A"', 8, "is no id", "letters, digits"),
    "source of a clock": ('source = "cam2"\nzone', 'source = "cam3"\nzone', 12, "is none of [sources]",
                          "did you mean 'cam2'?"),
    "no source of a clock": ('source = "cam2"\nzone', "zone", 11, "is missing", "whose clock it is"),
    "zone of a clock": ('zone = "Europe/Kyiv"\ndrift', 'zone = "+25:00"\ndrift', 13, "is no zone", "+02:00"),
    "drift": ('"20 ppm"', '"20"', 14, "is no rate error", "parts in a million"),
    "drift at which it stands still": ('"20 ppm"', '"1000000 ppm"', 14, "is no rate error", "parts in a million"),
    "display of a comparison": ('clock = "2022-03-16T14:03:00"', 'clock = "14:03"', 15, "is no date and time",
                                "write it like"),
    "reference": ('reference = "2022-03-16T14:01:20"', 'reference = "2022-03-16T14:61:20"', 15, "minute", "that exist"),
    "no reference": (', reference = "2022-03-16T14:01:20"', "", 15, "is missing", "the true time"),
    "negative doubt": ('within = "1 s"', 'within = "-1 s"', 15, "is negative", "0 s or more"),
    "doubt without unit": ('within = "1 s"', 'within = "1"', 15, "is not a duration", "a number and a unit"),
    "source of a comparison": ('source = "w1" }', 'source = "w2" }', 15, "is none of [sources]", "Known: cam2, w1"),
    "clock of a reading": ('[{ clock = "cam2", at = "2022-03-16T14:20', '[{ clock = "cam1", at = "2022-03-16T14:20',
                           18, "is none of [clocks]", "did you mean 'cam2'?"),
    "point of an instant": ('within = "40 ms" }', 'within = "40 ms", point = "end" }', 18, "is an instant",
                            "say how long it lasts"),
    "point": ('point = "start"', 'point = "middle"', 22, "'middle'", "start"),
    "length that ends before it starts": ('{ min = "1 min", max = "10 min" }', '{ max = "-1 s" }', 21, "is negative",
                                          "no event ends before it starts"),
    "length the wrong way round": ('min = "1 min", max = "10 min"', 'min = "11 min", max = "10 min"', 21,
                                   "is more than max", "the smaller as min"),
    "a date without quotes": ('after = "2022-03-16T14:00:00"', "after = 2022-03-16T14:00:00", 33,
                              "without quotes", "write it in quotes"),
    "id that stands twice": ('[[constraints]]\nto =', '[[constraints]]\nid = "w1-ten"\nto =', 32, "stands twice",
                             "write another"),
    "id of a constraint": ('id = "w1-ten"', 'id = "w1:ten"', 24, "is no id", "letters, digits"),
    "from that lasts": ('from = "turned"', 'from = "talk"', 25, "lasts", "say talk.start or talk.end"),
    "to that is no event": ('to = "talk.end"\nmin', 'to = "talks.end"\nmin', 26, "is no point", "did you mean"),
    "end of an instant": ('from = "turned"', 'from = "turned.start"', 25, "is an instant", "say turned"),
    "point of nothing": ('from = "turned"', 'from = ""', 25, "is empty", "leave the line out"),
    "the same point twice": ('from = "turned"', 'from = "talk.end"', 26, "from which is counted", "name two points"),
    "no to": ('to = "talk.end"\nmin', "min", 23, "is missing", "the point that is bounded"),
    "min above max": ('min = "0 s"\nmax = "10 s"', 'min = "11 s"\nmax = "10 s"', 28, "is more than max",
                      "the smaller as min"),
    "finer than a nanosecond": ('max = "10 s"', 'max = "0.5 ns"', 28, "finer than a nanosecond", "round it"),
    "longer than anything": ('max = "10 s"', 'max = "14000 d"', 28, "longer than 36 years", "leave it out"),
    "phrase beside max": ('max = "10 s"', 'phrase = "ten seconds"', 28, "beside min or max", "one or the other"),
    "nothing said": ('min = "0 s"\nmax = "10 s"\n', "", 23, "says nothing of time", "add min, max"),
    "after beside from": ('max = "10 s"', 'after = "2022-03-16T14:00:00"', 28, "stands beside from", "leave from out"),
    "max without from": ('before = "2022-03-16T15:00:00"', 'max = "10 s"', 34, "has no from", "or write before"),
    "phrase without from": ('before = "2022-03-16T15:00:00"', 'phrase = "shortly after"', 34, "has no from",
                            "name the point"),
    "before before after": ('"2022-03-16T15:00:00"', '"2022-03-16T13:00:00"', 34, "lies before after",
                            "the earlier time as after"),
    "no sources": ('sources = ["w1"]\n', "", 23, "is missing", "what it rests on"),
    "sources that are none": ('sources = ["w1"]', "sources = []", 29, "names none", "at least one source"),
    "unknown source": ('sources = ["w1"]', 'sources = ["w9"]', 29, "is none of [sources]", "Known: cam2, w1"),
    "sources as text": ('sources = ["w1"]', 'sources = "w1"', 29, "is text", "a list"),
    "link": ('links = ["same-men"]', 'links = ["same men"]', 30, "is no id", "letters, digits"),
    "an hour that never was": ('after = "2022-03-16T14:00:00"', 'after = "2022-03-27T03:30:00"', 33, "never existed",
                               "write the offset"),
    "an hour that was twice": ('after = "2022-03-16T14:00:00"', 'after = "2021-10-31T03:30:00"', 33, "came twice",
                               "write the offset"),
    "a display in a doubtful hour": ('at = "2022-03-16T14:12:00"', 'at = "2021-10-31T03:30:00"', 22, "came twice",
                                     "write the offset"),
    "a clock on both sides of a change": ('zone = "Europe/Kyiv"\ndrift = "20 ppm"\ncompared = [{ clock = "2022-03-16',
                                          'compared = [{ clock = "2022-03-29', 11, "its zone is not stated", "state"),
    "a time without offset or zone": ('zone = "Europe/Kyiv"\nwords', "words", 32, "has no offset", "add Z"),
}  # fmt: skip


def test_the_account_that_is_altered_below_is_without_fault() -> None:
    assert read_account(GOOD, "yard.toml").constraints[1].id == "c2"


@pytest.mark.parametrize(("good", "bad", "line", "wrong", "right"), RULES.values(), ids=RULES.keys())
def test_each_rule_refuses_with_line_and_what_would_be_right(
    good: str, bad: str, line: int | None, wrong: str, right: str
) -> None:
    assert GOOD.count(good) == 1
    with pytest.raises(Faults) as caught:
        read_account(GOOD.replace(good, bad), "yard.toml")
    told = [fault for fault in caught.value.faults if wrong in fault.wrong and right in fault.right]
    assert told, str(caught.value)
    if line is not None:
        assert any(f"line {line}," in fault.what or fault.what.endswith(f"line {line}") for fault in told), [
            fault.what for fault in told
        ]


def test_all_faults_of_all_parts_are_told_at_once() -> None:
    text = GOOD
    for name in ("kind", "drift", "clock of a reading", "from that lasts", "unknown source", "words"):
        good, bad, *_ = RULES[name]
        text = text.replace(good, bad)
    with pytest.raises(Faults) as caught:
        read_account(text, "yard.toml")
    assert len(caught.value.faults) == 6


@pytest.mark.parametrize("text", ["[account", "account = ", "= 1", "[account]\nformat = 1\nformat = 1"])
def test_what_is_no_toml_is_refused_where_it_breaks(text: str) -> None:
    with pytest.raises(InputRefused, match=r"is not TOML \(.*\); mend it at that place"):
        read_account(text, "yard.toml")


def test_what_is_not_utf_8_is_refused() -> None:
    with pytest.raises(InputRefused, match="UTF-8"):
        read_account(GOOD.encode("utf-16"), "yard.toml")


def test_what_is_right_is_said_as_it_is_written_and_one_fault_is_told_once() -> None:
    bad = GOOD.replace("format = 1", 'format = "1"').replace('kind = "statement"', 'kind = "statment"', 1)
    with pytest.raises(Faults) as caught:
        read_account(bad, "yard.toml")
    told = str(caught.value)
    assert "write format = 1, a whole number without quotes" in told
    assert "312000" not in told
    assert "did you mean 'statement'? Known: footage, statement," in told
    assert "SourceKind" not in told


def test_a_language_that_is_refused_is_not_called_missing_at_each_phrase() -> None:
    head = '[account]\nformat = 1\ntitle = "The yard"\nwords = "english"\n[sources.w]\nkind = "statement"\n'
    events = "".join(f'[events.{name}]\ntitle = "{name}"\n' for name in "ab")
    said = '[[constraints]]\nfrom = "a"\nto = "b"\nphrase = "later"\nsources = ["w"]\n'
    with pytest.raises(Faults) as caught:
        read_account(head + events + said, "yard.toml")
    (fault,) = caught.value.faults
    assert "'english' is not known here" in fault.wrong
