"""An account without fault is read to the nanosecond, in the zone that it states."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from gestae.chronology.accountfile import account_reference, read_account
from gestae.errors import Faults, InputRefused
from gestae.model.account import (
    Account,
    AccountClock,
    AccountEvent,
    Comparison,
    Constraint,
    Lasts,
    Reading,
    Source,
    SourceKind,
)
from gestae.model.network import MOST_NS
from gestae.model.time import Instant

S_NS = 10**9
TEXT = """\
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
zone = "+03:30"
drift = "20 ppm"
compared = [
  { clock = "2022-03-16T14:03:00", reference = "2022-03-16T14:01:20", within = "1 s", source = "w1" },
  { clock = "2022-03-16T14:04:00Z", reference = "2022-03-16T14:02:20" },
]
[clocks.watch]
source = "w1"
[events.turned]
title = "They turn away"
seen = [{ clock = "cam2", at = "2022-03-16T14:20:05.240", within = "40 ms" }]
[events.talk]
title = "They talk"
lasts = { min = "1 min", max = "10 min" }
seen = [
  { clock = "watch", at = "2022-03-16T14:12:00", point = "end" },
  { clock = "watch", at = "2022-03-16T14:11:00", within = "2 s" },
]
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
before = "2022-03-16T15:00:00+02:00"
sources = ["cam2", "w1"]
[[constraints]]
from = "turned"
to = "talk.start"
phrase = "soon"
sources = ["w1"]
"""


def at(text: str) -> int:
    return Instant.parse(text, "a test").ns


def phrases(words: str, language: str, what: str) -> tuple[str, tuple[tuple[int | None, int | None], ...]]:
    assert (words, language) == ("soon", "en")
    assert what.endswith("constraints[3].phrase")
    return "en/1", ((3, 7), (1, 9), (2, 11))


EXPECTED = Account(
    "The yard",
    "Europe/Kyiv",
    "en/1",
    (Source("cam2", SourceKind.FOOTAGE, "recorder-A"), Source("w1", SourceKind.STATEMENT, "w1")),
    (
        AccountClock("cam2", "cam2", Fraction(20, 10**6), (
            Comparison(at("2022-03-16T10:33:00Z"), at("2022-03-16T12:01:20Z"), S_NS, "w1"),
            Comparison(at("2022-03-16T14:04:00Z"), at("2022-03-16T12:02:20Z"), 0, "cam2"),
        )),
        AccountClock("watch", "w1", None, ()),
    ),
    (
        AccountEvent("turned", "They turn away", None, (
            Reading("cam2", at("2022-03-16T10:50:05.240Z"), 40_000_000, "turned"),
        )),
        AccountEvent("talk", "They talk", Lasts(60 * S_NS, 600 * S_NS), (
            Reading("watch", at("2022-03-16T12:12:00Z"), 0, "talk.end"),
            Reading("watch", at("2022-03-16T12:11:00Z"), 2 * S_NS, "talk.start"),
        )),
    ),
    (
        Constraint("w1-ten", "turned", "talk.end", 0, 10 * S_NS, ("w1",), ("same-men",)),
        Constraint("c2", None, "talk.end", at("2022-03-16T12:00:00Z"), at("2022-03-16T13:00:00Z"), ("cam2", "w1")),
        Constraint("c3", "turned", "talk.start", 1, 11, ("w1",), (), "soon", ((3, 7), (1, 9), (2, 11))),
    ),
)  # fmt: skip


def test_an_account_is_read_to_the_nanosecond() -> None:
    assert read_account(TEXT, "yard.toml", phrases) == EXPECTED


def test_of_an_open_side_nothing_is_known_under_all_readings() -> None:
    def opened(words: str, language: str, what: str) -> tuple[str, tuple[tuple[int | None, int | None], ...]]:
        return "en/1", ((3, None), (None, 9))

    found = read_account(TEXT, "yard.toml", opened).constraints[2]
    assert (found.least_ns, found.most_ns) == (None, None)


def test_without_a_reader_of_words_a_phrase_stays_unread() -> None:
    found = read_account(TEXT, "yard.toml")
    unread = replace(EXPECTED.constraints[2], least_ns=None, most_ns=None, readings=())
    assert found == replace(EXPECTED, policy=None, constraints=(*EXPECTED.constraints[:2], unread))


def test_words_that_their_policy_refuses_are_a_fault_where_they_stand() -> None:
    def refuses(words: str, language: str, what: str) -> tuple[str, tuple[tuple[int | None, int | None], ...]]:
        raise InputRefused(what, wrong=f"{words!r} means nothing", right="give min and max")

    with pytest.raises(Faults) as caught:
        read_account(TEXT, "yard.toml", refuses)
    (fault,) = caught.value.faults
    assert (fault.wrong, fault.right) == ("'soon' means nothing", "give min and max")
    assert fault.what.endswith("constraints[3].phrase")


@pytest.mark.parametrize(
    ("zone", "utc"), [("+11:45", "02:35"), ("-11:45", "+26:05"), ("+00:00", "14:20"), ("-00:30", "14:50")]
)
def test_a_display_at_a_fixed_offset_is_read(zone: str, utc: str) -> None:
    hours, minutes = utc.split(":")
    expected = at("2022-03-16T00:00:00Z") + (int(hours) * 60 + int(minutes)) * 60 * S_NS + 5_240_000_000
    found = read_account(TEXT.replace('"+03:30"', f'"{zone}"'), "yard.toml", phrases)
    assert found.events[0].seen[0].at_ns == expected


LIMITS: dict[str, tuple[str, str]] = {
    "a drift just possible": ('"20 ppm"', '"999999 ppm"'),
    "a length of nothing": ('{ min = "1 min", max = "10 min" }', '{ max = "0 s" }'),
    "least as long as most": ('{ min = "1 min", max = "10 min" }', '{ min = "10 min", max = "10 min" }'),
    "one moment": ('before = "2022-03-16T15:00:00+02:00"', 'before = "2022-03-16T12:00:00Z"'),
    "no doubt": ('within = "40 ms"', 'within = "0 s"'),
    "the longest": ('max = "10 s"', f'max = "{MOST_NS} ns"'),
    "the longest back": ('min = "0 s"', f'min = "-{MOST_NS} ns"'),
}


@pytest.mark.parametrize("case", LIMITS)
def test_what_is_just_possible_is_read(case: str) -> None:
    good, other = LIMITS[case]
    assert TEXT.count(good) == 1
    read_account(TEXT.replace(good, other), "yard.toml", phrases)


REFUSED: dict[str, tuple[str, str, str]] = {
    "longer than the longest": ('max = "10 s"', f'max = "{MOST_NS + 1} ns"', ".max: is longer than 36 years"),
    "shorter than the shortest": ('min = "0 s"', f'min = "-{MOST_NS + 1} ns"', ".min: is longer than 36 years"),
    "below nothing": ('within = "40 ms"', 'within = "-1 ns"', "is negative"),
    "a length below nothing": ('{ min = "1 min", max = "10 min" }', '{ max = "-1 ns" }', "is negative; no event ends"),
    "a name far from any": ('clock = "cam2", at', 'clock = "cellar", at', "is none of [clocks]; Known: cam2, watch"),
    "a name half like one": ('clock = "cam2", at', 'clock = "cam9999", at', "did you mean 'cam2'? Known"),
    "an event that is none": ('from = "turned"\nto = "talk.end"', 'from = "rain.end"\nto = "talk.end"', "is no point"),
    "an end that is none": ('from = "turned"\nto = "talk.end"', 'from = "turned.mid"\nto = "talk.end"', "is no point"),
    "a third of the same name": ('id = "w1-ten"', 'id = "c3"', "the id 'c3' stands twice"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_just_beyond_is_refused_alone(case: str) -> None:
    good, bad, wrong = REFUSED[case]
    assert TEXT.count(good) == 1
    with pytest.raises(Faults) as caught:
        read_account(TEXT.replace(good, bad), "yard.toml", phrases)
    assert wrong in str(caught.value)
    assert len(caught.value.faults) == 1


def test_a_clock_read_on_both_sides_of_a_change_is_refused_unless_its_zone_or_offset_is_stated() -> None:
    both = TEXT.replace('at = "2022-03-16T14:12:00"', 'at = "2022-03-29T14:12:00"')
    with pytest.raises(Faults, match="its zone is not stated"):
        read_account(both, "yard.toml", phrases)
    stated = both.replace("[clocks.watch]\n", '[clocks.watch]\nzone = "Europe/Kyiv"\n')
    assert read_account(stated, "yard.toml", phrases).events[1].seen[0].at_ns == at("2022-03-29T11:12:00Z")
    fixed = both.replace('zone = "Europe/Kyiv"', 'zone = "+01:00"')
    assert read_account(fixed, "yard.toml", phrases).events[1].seen[0].at_ns == at("2022-03-29T13:12:00Z")
    other = TEXT.replace('at = "2022-03-16T14:20:05.240"', 'at = "2022-03-29T14:20:05.240"')
    assert read_account(other, "yard.toml", phrases).events[0].seen[0].at_ns == at("2022-03-29T10:50:05.240Z")


REQUIRED = {
    'format = 1\n': 1, 'title = "The yard"\n': 1, 'kind = "statement"\n': 1, 'source = "w1"\n[events': "[events",
    'clock = "2022-03-16T14:04:00Z", ': 1, ', reference = "2022-03-16T14:02:20"': 1, 'title = "They talk"\n': 1,
    'clock = "cam2", at': "at", ', at = "2022-03-16T14:12:00"': 1, 'to = "talk.start"\n': 1,
    'sources = ["cam2", "w1"]\n': 1,
}  # fmt: skip


@pytest.mark.parametrize("line", REQUIRED)
def test_what_an_account_must_say_is_missed(line: str) -> None:
    assert TEXT.count(line) == 1
    left = REQUIRED[line]
    with pytest.raises(Faults, match="is missing"):
        read_account(TEXT.replace(line, left if isinstance(left, str) else ""), "yard.toml", phrases)


def test_an_account_in_which_nothing_happened_is_refused() -> None:
    with pytest.raises(Faults, match="events: is missing") as caught:
        read_account('[account]\nformat = 1\ntitle = "The yard"\n', "yard.toml")
    assert len(caught.value.faults) == 1


def test_words_in_no_language_are_refused() -> None:
    with pytest.raises(Faults, match="no language is stated") as caught:
        read_account(TEXT.replace('words = "en"\n', ""), "yard.toml", phrases)
    assert len(caught.value.faults) == 1


def test_where_no_zone_is_stated_every_time_bears_its_offset() -> None:
    text = """\
[account]
format = 1
title = "The yard"
[sources.w1]
kind = "statement"
[clocks.watch]
source = "w1"
[events.talk]
title = "They talk"
seen = [{ clock = "watch", at = "2022-03-16T14:12:00+02:00" }]
"""
    assert read_account(text, "yard.toml").events[0].seen[0].at_ns == at("2022-03-16T12:12:00Z")


def test_the_reference_tells_every_key_of_an_account_with_what_it_means() -> None:
    told = account_reference()
    for words in (
        "format",
        "the language whose policy reads phrases",
        "whose clock it is",
        "it lies at least so long after",
    ):
        assert words in told
