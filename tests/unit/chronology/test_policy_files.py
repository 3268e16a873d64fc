"""A small policy is read exactly, at the limits of its form, and its rows say what they say and no more."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gestae.chronology.clockwords import Shown, read_shown
from gestae.chronology.durations import read_duration
from gestae.chronology.nearness import nearest
from gestae.chronology.numerals import NumberWord
from gestae.chronology.phrase import Relation
from gestae.chronology.policy import (
    Change,
    ClockRow,
    CountRow,
    DayHalf,
    Meaning,
    Policy,
    RangeRow,
    Row,
    Rows,
    Span,
    Unit,
)
from gestae.chronology.policyform import read_change, read_policy
from gestae.chronology.policykeys import clocks_ns, marks, patterns
from gestae.chronology.shapes import Shape, spell_out
from gestae.chronology.sums import Sum, read_sum
from gestae.chronology.words import read_phrase
from gestae.errors import Faults, InputRefused, RecordError

S, MIN, H = 10**9, 60 * 10**9, 3600 * 10**9
TEXT = """\
format = 1
language = "test"
version = 3
decimal = "."
thousands = ","
joiners = ["And"]
halves = ["and a half"]
oclock = ["o'clock"]
clock_hours = 24
[[number]]
is = 0
words = ["nought"]
[[number]]
is = 2
words = ["two"]
[[number]]
is = 10
words = ["ten"]
[[number]]
is = 1
words = ["a"]
alone = true
[[number]]
is = 1000
words = ["thousand"]
times = true
[[part]]
words = ["pm", "p.m."]
first_hour = 12
last_hour = 23
[[unit]]
name = "second"
forms = ["second[s]", "s"]
least = "1 s"
[[unit]]
name = "minute"
forms = ["minute[s]"]
single = ["minute"]
least = "1 min"
[[unit]]
name = "day"
forms = ["day[s]"]
least = "20 h"
most = "25 h"
loses = "1 h"
gains = "2 h"
why = "days differ"
[[unit]]
name = "nanosecond"
forms = ["ns"]
least = "1 ns"
[[count]]
phrases = ["few"]
readings = [
  { least = 2, most = 3, grain = 2, why = "w1" }, { least = 4, why = "w2" }, { least = 5, grain = 0, why = "w3" },
]
[[duration]]
phrases = ["a blink"]
least = "1 s"
most = "2 s"
grain = "1 s"
why = "d"
[[duration]]
phrases = ["a wink"]
least = "3 s"
grain = "2 s"
why = "d"
[[range]]
phrases = ["{low} to {high}"]
why = "r"
[[range]]
phrases = ["between {low} and {high}"]
why = "l"
limits = true
[[length]]
phrases = ["{duration}"]
readings = [{ least = "least - fine", most = "most + fine", why = "f" }]
[[length]]
phrases = ["about {duration}"]
readings = [{ least = "least - 2 * rough", most = "most + rough", why = "g" }]
[[relation]]
phrases = ["{length} later"]
readings = [{ least = "least", most = "most", why = "h" }]
leaves = "from what"
[[relation]]
phrases = ["{length} or {duration} on"]
readings = [{ most = "most", why = "i" }]
[[relation]]
phrases = ["meanwhile"]
readings = [{ relation = "during", why = "k" }]
[[moment]]
phrases = ["at {clock}"]
readings = [
  { least = "clock", most = "clock + tick - 1 ns", why = "m" },
  { least = "clock - rough", most = "clock + rough", why = "n" },
]
[[clock]]
phrases = ["noon"]
at = ["12:00"]
[[clock]]
phrases = ["midnight"]
at = ["00:00", "24:00"]
[[clock]]
phrases = ["sixish"]
hour = 6
"""
POLICY = read_policy(TEXT, "test.toml")
TABLE = POLICY.rows
HALF = Fraction(1, 2)


def plain(text: str) -> Shape:
    return Shape((text,))


def test_grammar_is_read() -> None:
    tongue = POLICY.tongue
    assert (POLICY.language, POLICY.version, POLICY.name, POLICY.changes) == ("test", 3, "test/3", ())
    assert tongue.numerals.words == {
        "nought": NumberWord(0), "two": NumberWord(2), "ten": NumberWord(10), "a": NumberWord(1, alone=True),
        "thousand": NumberWord(1000, times=True),
    }  # fmt: skip
    assert (tongue.numerals.decimal, tongue.numerals.thousands, tongue.numerals.joiners) == (".", ",", ("and",))
    assert (tongue.halves, tongue.joiners, tongue.oclock) == (("and a half",), ("and",), ("o'clock",))
    assert (tongue.clock_hours, tongue.parts) == (24, (DayHalf(("pm", "p.m"), 12, 23),))


def test_rows_are_read() -> None:
    assert TABLE.units == (
        Unit("second", ("seconds", "second", "s"), (), S, S),
        Unit("minute", ("minutes", "minute"), ("minute",), MIN, MIN),
        Unit("day", ("days", "day"), (), 20 * H, 25 * H, H, 2 * H, "days differ"),
        Unit("nanosecond", ("ns",), (), 1, 1),
    )
    assert TABLE.counts == (CountRow(((plain("few"), "few"),), (
        Span(Fraction(2), Fraction(3), Fraction(1), Fraction(1), ("w1",)),
        Span(Fraction(4), Fraction(4), HALF, HALF, ("w2",)),
        Span(Fraction(5), Fraction(5), Fraction(0), Fraction(0), ("w3",)),
    )),)  # fmt: skip
    assert TABLE.durations == (
        CountRow(((plain("a blink"), "a blink"),), (Span(Fraction(S), Fraction(2 * S), S * HALF, S * HALF, ("d",)),)),
        CountRow(
            ((plain("a wink"), "a wink"),), (Span(Fraction(3 * S), Fraction(3 * S), Fraction(S), Fraction(S), ("d",)),)
        ),
    )
    assert [(row.why, row.limits) for row in TABLE.ranges] == [("r", False), ("l", True)]
    assert TABLE.clocks == (
        ClockRow(((plain("noon"), "noon"),), (12 * H,)),
        ClockRow(((plain("midnight"), "midnight"),), (0, 24 * H)),
        ClockRow(((plain("sixish"), "sixish"),), (), 6),
    )
    assert [row.is_length for row in (*TABLE.lengths, *TABLE.relations, *TABLE.moments)] == [True] * 2 + [False] * 4
    assert [row.leaves for row in TABLE.relations] == ["from what", None, None]
    assert [one.relation for row in TABLE.moments for one in row.meanings] == [Relation.OF_DAY] * 2
    assert TABLE.relations[2].meanings == (Meaning(None, None, "k", Relation.DURING),)


def test_what_a_range_is_without_a_word_of_limits() -> None:
    assert RangeRow((), "r").limits is False
    assert Row((), ()).is_length is False
    assert (DayHalf(("x",), 3, 3).holds(3), DayHalf(("x",), 3, 3).holds(4)) == (True, False)
    assert [DayHalf(("x",), 21, 5).holds(hour) for hour in (20, 21, 5, 6)] == [False, True, True, False]


def test_bounds_are_written_as_the_table_has_them() -> None:
    written = [row.meanings[0].bounds for row in (*TABLE.lengths, *TABLE.relations)]
    assert written == [
        "least - fine … most + fine",
        "least - 2 * rough … most + rough",
        "least … most",
        "– … most",
        "during",
    ]


# What is replaced, by what: just possible, and just beyond.
LIMITS: dict[str, tuple[str, str, str | None, str]] = {
    "nought": ("is = 0\n", "is = 0\n", "is = -1\n", "is built from others"),
    "a thousand": ("is = 1000\n", "is = 1000\n", "is = 1001\n", "is built from others"),
    "first hour": ("first_hour = 12", "first_hour = 0", "first_hour = -1", "is no hour"),
    "last hour": ("last_hour = 23", "last_hour = 23", "last_hour = 24", "is no hour"),
    "least hour of a dial": ("hour = 6", "hour = 1", "hour = 0", "is no hour on a dial"),
    "greatest hour of a dial": ("hour = 6", "hour = 12", "hour = 13", "is no hour on a dial"),
    "hours": ("clock_hours = 24", "clock_hours = 12", "clock_hours = 13", "write 12 or 24"),
    "format": ("format = 1", "format = 1", "format = 2", "a format that is not known"),
    "end of the day": ('"24:00"', '"24:00"', '"24:01"', "is no time of the day"),
    "last minute": ('"12:00"', '"12:59"', '"12:60"', "is no time of the day"),
    "least unit": ('least = "1 s"\n[[unit]]', 'least = "1 ns"\n[[unit]]', 'least = "0 s"\n[[unit]]', "no length"),
    "least above most": ('most = "25 h"', 'most = "20 h"', 'most = "19 h"', "no length"),
    "losing": ('loses = "1 h"', 'loses = "0 s"', 'loses = "-1 ns"', "no length"),
    "gaining": ('gains = "2 h"', 'gains = "0 s"', 'gains = "-1 ns"', "no length"),
    "bounds": ('"clock - rough", most = "clock + rough"', '"5 s", most = "5 s"', '"6 s", most = "5 s"', "swap them"),
    "bounds of names": ('"clock - rough", most', '"clock + 6 s", most', '"6 s", most = "5 s", x', "is not known"),
    "places in common": (
        'most = "most", why = "i"', 'most = "least", why = "i"', 'least = "0 s", most = "fine", why = "i"',
        "is no bound",
    ),
    "during": (
        'relation = "during"', 'relation = "overlaps"', 'relation = "during", most = "1 s"', "has no bounds",
    ),
    "during, from below": (
        'relation = "during"', 'relation = "during"', 'relation = "during", least = "1 s"', "has no bounds",
    ),
    "nothing limited": ('most = "most", why = "i"', 'least = "least", why = "i"', 'why = "i"', "nothing is limited"),
    "at and hour": ("hour = 6", "hour = 7", 'hour = 6\nat = ["12:00"]', "neither or both"),
    "a word twice": ('words = ["ten"]', 'words = ["x"]', 'words = ["two"]', "stands twice"),
    "a spelling twice": ('"second[s]", "s"', '"second[s]", "x"', '"second[s]", "minute"', "spells what"),
    "a phrase twice": ('["a wink"]', '["an eye"]', '["a blink"]', "spells what"),
    "marks": ('decimal = "."', 'decimal = ". "', 'decimal = ".5"', "are no marks"),
}  # fmt: skip


@pytest.mark.parametrize("case", LIMITS)
def test_a_policy_is_read_up_to_its_limits_and_refused_beyond(case: str) -> None:
    there, good, bad, wrong = LIMITS[case]
    assert TEXT.count(there) == 1, TEXT.count(there)
    read_policy(TEXT.replace(there, good), "test.toml")
    with pytest.raises(Faults) as caught:
        read_policy(TEXT.replace(there, bad or ""), "test.toml")
    assert wrong in str(caught.value)
    assert len(caught.value.faults) == 1, str(caught.value)


def test_a_change_is_read_like_a_policy_and_goes_before_it() -> None:
    change = read_change('format = 1\nname = "ya-rd_1"\n[[clock]]\nphrases = ["noon"]\nhour = 1\n', "yard.toml")
    assert change == Change("ya-rd_1", Rows(clocks=(ClockRow(((plain("noon"), "noon"),), (), 1),)))
    changed = POLICY.changed(change)
    assert changed.name == "test/3+ya-rd_1"
    assert [row.hour for row in changed.rows.clocks] == [1, None, None, 6]
    assert changed.rows.units == TABLE.units


@pytest.mark.parametrize("make", [
    lambda: Span(Fraction(2), Fraction(1), HALF, HALF), lambda: Span(Fraction(-1), Fraction(1), HALF, HALF),
    lambda: Span(Fraction(1), Fraction(1), HALF, Fraction(1, 4)), lambda: Span(Fraction(1), Fraction(1), -HALF, HALF),
])  # fmt: skip
def test_a_stretch_that_cannot_be_is_refused(make: object) -> None:
    with pytest.raises(RecordError, match="swapped or below zero"):
        make()  # type: ignore[operator]
    assert Span(Fraction(0), Fraction(0), Fraction(0), Fraction(0)).short == 1


SUMS: dict[str, tuple[tuple[tuple[Fraction, str], ...], Fraction]] = {
    "0 s": ((), Fraction(0)),
    "least": (((Fraction(1), "least"),), Fraction(0)),
    "-most": (((Fraction(-1), "most"),), Fraction(0)),
    "least + most": (((Fraction(1), "least"), (Fraction(1), "most")), Fraction(0)),
    "0.5 * least - 1.5 * most": (((HALF, "least"), (Fraction(-3, 2), "most")), Fraction(0)),
    "least - 2 s + 5 ns": (((Fraction(1), "least"),), Fraction(5 - 2 * S)),
    "- 2 s - 3 s": ((), Fraction(-5 * S)),
}


@pytest.mark.parametrize("text", SUMS)
def test_a_bound_is_a_sum(text: str) -> None:
    terms, fixed_ns = SUMS[text]
    found = read_sum(text, ("least", "most"))
    assert (found.terms, found.fixed_ns, str(found)) == (terms, fixed_ns, text)
    values = {"least": Fraction(7), "most": Fraction(11)}
    assert found.value(values) == fixed_ns + sum(factor * values[name] for factor, name in terms)
    assert str(Sum(())) == ""
    assert Sum(()).value({}) == 0


@pytest.mark.parametrize("names", [(), ("least",)])
def test_a_refused_bound_says_what_may_stand_in_it(names: tuple[str, ...]) -> None:
    with pytest.raises(InputRefused) as caught:
        read_sum("wrong", names)
    assert ("of least with" in caught.value.right) is bool(names)


def test_marks_and_patterns_are_read() -> None:
    assert marks(". ", "x") == ". "
    for bad in ("", "a", ".a", 5):
        with pytest.raises(InputRefused):
            marks(bad, "x")
    assert patterns()(["a [b]"], "x") == ((plain("a b"), "a [b]"), (plain("a"), "a [b]"))
    assert patterns()(["(a|a) b"], "x") == ((plain("a b"), "(a|a) b"),)
    for bad in ("2400", "1:30", "001:00", "12:3", "12:", "aa:00", "-1:00"):
        with pytest.raises(InputRefused):
            clocks_ns([bad], "x")


def test_two_thousand_spellings_are_spelt_and_more_are_not() -> None:
    tens = "(" + "|".join("abcdefghij") + ")"
    assert len(spell_out(f"{tens} {tens} {tens} (x|y)", ())) == 2_000
    one_more = " ".join(f"({'|'.join(f'w{n}' for n in range(count))})" for count in (3, 23, 29))
    with pytest.raises(InputRefused, match="too many spellings"):
        spell_out(one_more, ())


@pytest.mark.parametrize(("slots", "right"), [(("length",), "the places here are {length}"), ((), "write plain words")])
def test_a_refused_place_says_which_there_are(slots: tuple[str, ...], right: str) -> None:
    with pytest.raises(InputRefused) as caught:
        spell_out("{time} later", slots)
    assert caught.value.right == right


CLOCKS: dict[str, list[tuple[int, int, Fraction]]] = {
    "noon": [(12 * H, MIN, 15 * MIN * Fraction(1))],
    "midnight": [(0, MIN, 15 * MIN * Fraction(1)), (24 * H, MIN, 15 * MIN * Fraction(1))],
    "14:30": [(14 * H + 30 * MIN, MIN, Fraction(15 * MIN))],
    "14.35": [(14 * H + 35 * MIN, MIN, Fraction(5 * MIN, 2))],
    "14:31": [(14 * H + 31 * MIN, MIN, Fraction(MIN, 2))],
    "14:59:59": [(14 * H + 59 * MIN + 59 * S, S, Fraction(S, 2))],
    "14:30:00": [(14 * H + 30 * MIN, S, Fraction(S, 2))],
    "3:15": [(3 * H + 15 * MIN, MIN, Fraction(5 * MIN, 2))],
    "0:00": [(0, MIN, Fraction(15 * MIN))],
    "23:00": [(23 * H, MIN, Fraction(15 * MIN))],
    "24:00": [],
    "14:60": [],
    "14:59:60": [],
    "3:15 pm": [(15 * H + 15 * MIN, MIN, Fraction(5 * MIN, 2))],
    "12:05 pm": [(12 * H + 5 * MIN, MIN, Fraction(5 * MIN, 2))],
    "13:05 pm": [(13 * H + 5 * MIN, MIN, Fraction(5 * MIN, 2))],
    "10:05 p.m": [(22 * H + 5 * MIN, MIN, Fraction(5 * MIN, 2))],
    "sixish": [(6 * H, MIN, Fraction(15 * MIN)), (18 * H, MIN, Fraction(15 * MIN))],
    "sixish pm": [(18 * H, MIN, Fraction(15 * MIN))],
    "ten o'clock": [(10 * H, MIN, Fraction(15 * MIN)), (22 * H, MIN, Fraction(15 * MIN))],
    "12 o'clock": [(0, MIN, Fraction(15 * MIN)), (12 * H, MIN, Fraction(15 * MIN))],
    "13 o'clock": [(13 * H, MIN, Fraction(15 * MIN))],
    "1.5 o'clock": [],
    "ten": [],
    "ten pm": [(22 * H, MIN, Fraction(15 * MIN))],
    "two pm": [(14 * H, MIN, Fraction(15 * MIN))],
}  # fmt: skip


@pytest.mark.parametrize("text", CLOCKS)
def test_a_time_of_the_day_is_read(text: str) -> None:
    found = read_shown(text, POLICY)
    assert [(one.clock_ns, one.tick_ns, one.values["rough"]) for one in found] == CLOCKS[text]
    assert all(one.values["clock"] == one.clock_ns and one.values["tick"] == one.tick_ns for one in found)
    assert Shown(5).tick_ns == MIN


def test_where_hours_are_said_twice_a_figure_may_lie_in_either_half() -> None:
    twelve = read_policy(TEXT.replace("clock_hours = 24", "clock_hours = 12"), "test.toml")
    hours = {
        text: [one.clock_ns // H for one in read_shown(text, twelve)] for text in ("3:00", "03:00", "13:00", "12:00")
    }
    assert hours == {"3:00": [3, 15], "03:00": [3], "13:00": [13], "12:00": [0, 12]}


def spans(text: str, policy: Policy = POLICY) -> list[tuple[Fraction, Fraction, Fraction, Fraction, Fraction]]:
    """Give seconds: least, most, fine, rough; and the share of the shortest unit."""
    return [
        (one.least / S, one.most / S, one.fine / S, one.rough / S, one.short) for one in read_duration(text, policy)
    ]


DURATIONS: dict[str, list[tuple[float | Fraction, ...]]] = {
    "ten seconds": [(10, 10, HALF, 5, 1)],
    "10s": [(10, 10, HALF, 5, 1)],
    "10-s": [(10, 10, HALF, 5, 1)],
    "10xs": [],
    "minute": [(60, 60, 30, 30, 1)],
    "second": [],
    "nought days": [(0, 2 * 3600, 12.5 * 3600, 12.5 * 3600, Fraction(4, 5))],
    "two days": [(39 * 3600, 52 * 3600, 12.5 * 3600, 12.5 * 3600, Fraction(4, 5))],
    "few seconds": [(2, 3, 1, 1, 1), (4, 4, HALF, HALF, 1), (5, 5, 0, 0, 1)],
    "a blink": [(1, 2, HALF, HALF, 1)],
    "two minutes and a half": [(150, 150, 15, 15, 1)],
    "few minutes and a half": [(270, 270, 15, 15, 1), (330, 330, 15, 15, 1)],
    "minute and a half": [(90, 90, 15, 15, 1)],
    "two and a half minutes": [(150, 150, 15, 15, 1)],
    "2.5 and a half minutes": [],
    "two minutes ten seconds": [(130, 130, HALF, 5, 1)],
    "two minutes and ten seconds": [(130, 130, HALF, 5, 1)],
    "two minutes, 59 seconds": [(179, 179, HALF, HALF, 1)],
    "two minutes 60 seconds": [],
    "ten seconds two minutes": [],
    "two days two minutes ten seconds": [(39 * 3600 + 130, 52 * 3600 + 130, HALF, 5, 1)],
    "two to ten seconds": [(2, 10, HALF, 4, 1)],
    "two seconds to ten": [(2, 10, HALF, 4, 1)],
    "ten to two seconds": [],
    "ten to ten seconds": [(10, 10, HALF, HALF, 1)],
    "10 to 11 seconds": [(10, 11, HALF, HALF, 1)],
    "between two and ten seconds": [(2, 10, 0, 0, 1)],
    "ten seconds to two minutes": [(10, 120, 30, 30, 1)],
    "few to 3 seconds": [(2, 3, 1, 1, 1)],
    "seconds": [],
    "pm": [],
}  # fmt: skip


@pytest.mark.parametrize("text", DURATIONS)
def test_a_duration_is_read(text: str) -> None:
    assert spans(text) == [tuple(Fraction(side) for side in row) for row in DURATIONS[text]]


READINGS: dict[str, tuple[list[tuple[int | None, int | None]], str | None]] = {
    "ten seconds": ([(9_500_000_000, 10_500_000_000)], None),
    "about ten seconds": ([(0, 15 * S)], None),
    "about 0.0 ns": ([(0, 1)], None),
    "about 0.4 ns": ([(0, 1)], None),
    "about ten ns": ([(0, 15)], None),
    "ten seconds later": ([(9_500_000_000, 10_500_000_000)], "from what"),
    "about ten seconds later": ([(0, 15 * S)], "from what"),
    "at 14:31": (
        [(14 * H + 31 * MIN, 14 * H + 32 * MIN - 1), (14 * H + 31 * MIN - MIN // 2, 14 * H + 31 * MIN + MIN // 2)],
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", READINGS)
def test_a_phrase_is_read_outwards(text: str) -> None:
    readings, leaves = READINGS[text]
    found = read_phrase(text, POLICY)
    assert [(one.least_ns, one.most_ns) for one in found.readings] == readings
    assert found.leaves == leaves
    assert found.policy == "test/3"


def test_parts_of_a_nanosecond_are_rounded_outwards() -> None:
    found = read_phrase("1.000000001 seconds", POLICY).readings[0]
    assert (found.least_ns, found.most_ns) == (S, S + 2)  # 1 s and 1 ns, give or take half a nanosecond


REQUIRED = (
    'language = "test"\n', "version = 3\n", 'decimal = "."\n', "clock_hours = 24\n", "is = 10\n", 'words = ["ten"]\n',
    'words = ["pm", "p.m."]\n', "first_hour = 12\n", "last_hour = 23\n", 'name = "second"\n', 'forms = ["minute[s]"]\n',
    'least = "20 h"\n', 'phrases = ["few"]\n', 'phrases = ["a blink"]\n', 'least = "3 s"\n', 'grain = "2 s"\n',
    'phrases = ["{low} to {high}"]\n', 'why = "r"\n', 'phrases = ["meanwhile"]\n', 'phrases = ["noon"]\n',
    "format = 1\n",
    'readings = [{ relation = "during", why = "k" }]\n',
)  # fmt: skip


@pytest.mark.parametrize("line", REQUIRED)
def test_what_a_policy_must_say_is_missed(line: str) -> None:
    assert TEXT.count(line) == 1
    with pytest.raises(Faults, match="is missing") as caught:
        read_policy(TEXT.replace(line, ""), "test.toml")
    assert all("is missing" in fault.wrong for fault in caught.value.faults)


MISSPELT: dict[str, tuple[str, str | None]] = {
    "one": ("tten seconds later", "ten seconds later"),
    "four": ("abuot tten secnods latre", "about ten seconds later"),
    "five": ("abuot tten minuets tten secnods", None),
    "none": ("later ten seconds", None),
    "figures are no words": ("10 secnods latre", "10 seconds later"),
}


@pytest.mark.parametrize("case", MISSPELT)
def test_up_to_four_misspelt_words_are_mended(case: str) -> None:
    phrase, mended = MISSPELT[case]
    asked: list[str] = []

    def is_understood(other: str) -> bool:
        asked.append(other)
        return other == mended

    found = nearest(phrase, POLICY, is_understood)
    assert bool(asked) is (mended is not None)
    assert (found[:1] == (mended,)) is (mended is not None)


def test_no_more_than_three_phrases_are_given_the_mended_first() -> None:
    found = nearest("tten minuets later", POLICY, lambda _: True)
    assert len(found) == len(set(found)) == 3
    assert found[0] == "ten minutes later"
    assert nearest("xyzzy", POLICY, lambda _: True) == ()
