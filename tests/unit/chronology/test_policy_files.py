"""A small policy is read exactly, at the limits of its form, and its rows say what they say and no more."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.unit.chronology.small_policy import MIN, POLICY, TEXT, H, S

from gestae.chronology.numerals import NumberWord
from gestae.chronology.phrase import Relation
from gestae.chronology.policy import (
    Change,
    ClockRow,
    CountRow,
    DayHalf,
    Meaning,
    RangeRow,
    Row,
    Rows,
    Span,
    Unit,
)
from gestae.chronology.policyform import policy_reference, read_change, read_policy
from gestae.chronology.policykeys import clocks_ns, marks, patterns
from gestae.chronology.shapes import Shape, spell_out
from gestae.chronology.sums import Sum, read_sum
from gestae.errors import Faults, InputRefused, RecordError

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
    assert patterns()(["a", "a"], "x") == ((plain("a"), "a"),)
    with pytest.raises(InputRefused, match=r"'a' spells what 'a \[b\]' spells"):
        patterns()(["a [b]", "a"], "x")
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


REQUIRED = (
    'language = "test"\n', "version = 3\n", 'decimal = "."\n', "clock_hours = 24\n", "is = 10\n", 'words = ["ten"]\n',
    'words = ["pm", "p.m."]\n', "first_hour = 12\n", "last_hour = 23\n", 'name = "second"\n', 'forms = ["minute[s]"]\n',
    'least = "20 h"\n', 'phrases = ["few"]\n', 'phrases = ["a blink"]\n', 'least = "3 s"\n', 'grain = "2 s"\n',
    'phrases = ["{low} to {high}"]\n', 'why = "r"\n', 'phrases = ["meanwhile"]\n', 'phrases = ["noon"]\n',
    "format = 1\n",
    'readings = [{ relation = "during", why = "k" }]\n', "least = 4, ", ', why = "w2"', 'grain = "1 s"\nwhy = "d"\n',
    'readings = [\n  { least = 2, most = 3, grain = 2, why = "w1" }, { least = 4, why = "w2" }, '
    '{ least = 5, grain = 0, why = "w3" },\n]\n',
)  # fmt: skip


@pytest.mark.parametrize("line", REQUIRED)
def test_what_a_policy_must_say_is_missed(line: str) -> None:
    assert TEXT.count(line) == 1
    with pytest.raises(Faults, match="is missing") as caught:
        read_policy(TEXT.replace(line, ""), "test.toml")
    assert all("is missing" in fault.wrong for fault in caught.value.faults)


def test_a_change_without_a_name_is_refused() -> None:
    with pytest.raises(Faults, match="name: is missing"):
        read_change("format = 1\n", "yard.toml")


def test_the_reference_tells_every_key_of_a_policy_with_what_it_means() -> None:
    told = policy_reference()
    for words in ("language", "clock_hours", "times of the day that they can mean", "the step that it is good to"):
        assert words in told
