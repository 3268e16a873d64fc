"""The form of a policy file: what may stand in it, read strictly, with all its faults at once."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from gestae.base.toml import Form, Key, Many, Parsed, flag, integer, number, one_of, read_toml, reference, texts
from gestae.chronology.numerals import NumberWord, Numerals
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
    Tongue,
    Unit,
)
from gestae.chronology.policykeys import clocks_ns, duration_ns, marks, patterns, spellings
from gestae.chronology.shapes import plain_words
from gestae.chronology.sums import Sum, read_sum
from gestae.errors import InputRefused

__all__ = ["policy_reference", "read_change", "read_policy"]

FORMAT: Final = 1
# What each place of a pattern supplies to the bounds of its row.
_OF_DURATION: Final = ("least", "most", "fine", "rough", "lowfine", "lowrough")
_SUPPLIES: Final[Mapping[str, tuple[str, ...]]] = {
    "duration": _OF_DURATION,
    "length": ("least", "most"),
    "unit": _OF_DURATION,
    "count": _OF_DURATION,
    "clock": ("clock", "tick", "rough"),
}
_ADDED: Final = tuple(relation.value for relation in Relation if relation is not Relation.OF_DAY)


def read_policy(source: str | bytes, what: str) -> Policy:
    """Read a policy file.

    Args:
        source: the file's text; bytes must be UTF-8.
        what: the file's name, for its faults.

    Raises:
        InputRefused: it is no TOML, or not UTF-8.
        Faults: every other fault of the file at once, each with its line.
    """
    return read_toml(source, what, _POLICY)


def read_change(source: str | bytes, what: str) -> Change:
    """Read the rows that a case puts in front of a policy's own, for `Policy.changed`.

    Raises:
        InputRefused: it is no TOML, or not UTF-8.
        Faults: every other fault of the file at once, each with its line.

    >>> change = read_change('''format = 1
    ... name = "yard"
    ... [[relation]]
    ... phrases = ["when the bell rang"]
    ... readings = [{ least = "0 s", most = "5 s", why = "the bell rings for five seconds" }]''', "yard.toml")
    >>> change.name, len(change.rows.relations)
    ('yard', 1)
    """
    return read_toml(source, what, _CHANGE)


def policy_reference() -> str:
    """Print what may stand in a policy file, as Markdown."""
    return "\n".join(reference(_POLICY))


def _as_it_is(table: Parsed) -> Parsed:
    return table


_WHY: Final = Key("the reasoning, in one line", required=True)
_READING: Final = Form(
    {
        "least": Key("the least, as a sum of durations and of what the phrase supplies; left out: no limit"),
        "most": Key("the greatest, likewise"),
        "relation": Key(f"one of {', '.join(_ADDED)}; left out: apart", one_of(*_ADDED)),
        "why": _WHY,
    },
    _as_it_is,
)


def _meanings(table: Parsed, *, of_day: bool = False) -> tuple[Meaning, ...]:
    """Read the bounds of a row's readings against what its places supply."""
    supplied = [
        set(_SUPPLIES[shape.slots[0]]).intersection(*(_SUPPLIES[slot] for slot in shape.slots))
        if shape.slots
        else set()
        for shape, _ in table["phrases"]
    ]
    names = sorted(set.intersection(*supplied)) if supplied else []
    return tuple(_meaning(one, names, of_day=of_day) for one in table["readings"] if one is not None)


def _meaning(one: Parsed, names: list[str], *, of_day: bool) -> Meaning:
    sums: dict[str, Sum | None] = {}
    for side in ("least", "most"):
        sums[side] = None
        try:
            sums[side] = read_sum(one[side], names) if one[side] is not None else None
        except InputRefused as refused:
            one.refuse(side, wrong=refused.wrong, right=refused.right)
    least, most = sums["least"], sums["most"]
    if least and most and not least.terms and not most.terms and least.fixed_ns > most.fixed_ns:
        one.refuse("least", wrong=f"{one['least']} is more than {one['most']}", right="swap them")
    relation = Relation.OF_DAY if of_day else Relation(one["relation"] or Relation.APART.value)
    if relation in (Relation.DURING, Relation.OVERLAPS) and (least or most):
        one.refuse("relation", wrong=f"{relation.value!r} has no bounds of its own", right="leave least and most out")
    if relation is Relation.APART and least is None and most is None:
        one.refuse(None, wrong="nothing is limited", right="give least or most, or leave the reading out")
    return Meaning(least, most, one["why"], relation)


def _rows_of(says: str, *slots: str, of_day: bool = False, is_length: bool = False) -> Many[Row]:
    def build(table: Parsed) -> Row:
        return Row(table["phrases"], _meanings(table, of_day=of_day), table["leaves"], is_length)

    form = Form(
        {
            "phrases": Key("patterns", patterns(*slots), required=True),
            "readings": Many(_READING, "what they can mean", required=True),
            "leaves": Key("what the words do not say, and a person must"),
        },
        build,
    )
    return Many(form, says)


def _unit(table: Parsed) -> Unit:
    return Unit(
        table["name"],
        table["forms"],
        table["single"] or (),
        table["least"],
        table["most"] or table["least"],
        table["loses"] or 0,
        table["gains"] or 0,
        table["why"],
    )


def _count(table: Parsed) -> CountRow:
    return CountRow(table["phrases"], tuple(one for one in table["readings"] if one is not None))


def _spread(table: Parsed) -> Span:
    least = Fraction(table["least"])
    half = Fraction(1 if table["grain"] is None else table["grain"]) / 2
    return Span(least, least if table["most"] is None else Fraction(table["most"]), half, half, (table["why"],))


def _duration(table: Parsed) -> CountRow:
    least = Fraction(table["least"])
    half = Fraction(table["grain"]) / 2
    most = least if table["most"] is None else Fraction(table["most"])
    return CountRow(table["phrases"], (Span(least, most, half, half, (table["why"],)),))


def _range(table: Parsed) -> RangeRow:
    return RangeRow(table["phrases"], table["why"], bool(table["limits"]))


def _clock(table: Parsed) -> ClockRow:
    if (table["at"] is None) == (table["hour"] is None):
        table.refuse(None, wrong="neither or both of at and hour", right="give one of the two")
    elif table["hour"] is not None and not 1 <= table["hour"] <= 12:
        table.refuse("hour", wrong=f"{table['hour']} is no hour on a dial", right="write 1 to 12, or use at")
    return ClockRow(table["phrases"], table["at"] or (), table["hour"])


def _day_half(table: Parsed) -> DayHalf:
    for key in ("first_hour", "last_hour"):
        if not 0 <= table[key] <= 23:
            table.refuse(key, wrong=f"{table[key]} is no hour", right="write 0 to 23")
    return DayHalf(table["words"], table["first_hour"], table["last_hour"])


def _number_words(table: Parsed) -> tuple[tuple[str, NumberWord], ...]:
    if not 0 <= table["is"] <= 1_000:
        table.refuse("is", wrong=f"{table['is']} is built from others", right="name words for 0 to 1000")
    word = NumberWord(table["is"], times=bool(table["times"]), alone=bool(table["alone"]))
    return tuple((spelling, word) for spelling in table["words"])


_SECTIONS: Final[dict[str, Many[Any]]] = {
    "unit": Many(
        Form(
            {
                "name": Key("how the table calls it", required=True),
                "forms": Key("patterns of all its spellings", spellings, required=True),
                "single": Key("those that mean one by themselves: a word for one is not needed", spellings),
                "least": Key("its least length", duration_ns, required=True),
                "most": Key("its greatest length; default: the least", duration_ns),
                "loses": Key("by how much any number of them may be shorter", duration_ns),
                "gains": Key("by how much any number of them may be longer", duration_ns),
                "why": Key("the reasoning, where its length varies"),
            },
            _unit,
        ),
        "a unit of time",
    ),
    "count": Many(
        Form(
            {
                "phrases": Key("patterns without places", patterns(), required=True),
                "readings": Many(
                    Form(
                        {
                            "least": Key("the least number", number, required=True),
                            "most": Key("the greatest; default: the least", number),
                            "grain": Key("the step that it is good to; default: 1", number),
                            "why": _WHY,
                        },
                        _spread,
                    ),
                    "how many they can be",
                    required=True,
                ),
            },
            _count,
        ),
        "words that say how many",
    ),
    "duration": Many(
        Form(
            {
                "phrases": Key("patterns without places", patterns(), required=True),
                "least": Key("the least", duration_ns, required=True),
                "most": Key("the greatest; default: the least", duration_ns),
                "grain": Key("the step that it is good to", duration_ns, required=True),
                "why": _WHY,
            },
            _duration,
        ),
        "one expression that is a duration",
    ),
    "range": Many(
        Form(
            {
                "phrases": Key("patterns with {low} and {high}", patterns("low", "high"), required=True),
                "limits": Key("whether the ends are limits, to be taken at their word", flag),
                "why": _WHY,
            },
            _range,
        ),
        "two durations, or two numbers before a unit, that are the ends of one",
    ),
    "length": _rows_of("a duration with what is said of its exactness", "duration", "unit", "count", is_length=True),
    "relation": _rows_of("how `to` lies to `from`", "duration", "length", "unit", "count"),
    "moment": _rows_of("what a local clock shows", "clock", of_day=True),
    "clock": Many(
        Form(
            {
                "phrases": Key("patterns without places", patterns(), required=True),
                "at": Key("times of the day that they can mean, 00:00 to 24:00", clocks_ns),
                "hour": Key("or an hour of the dial, 1 to 12, in an unsaid half of the day", integer),
            },
            _clock,
        ),
        "a name for a time of the day",
    ),
}  # fmt: skip
_FORMAT_KEY: Final = Key(f"the form's number: {FORMAT}", integer, required=True)
_GRAMMAR: Final[dict[str, Key | Many[Any]]] = {
    "language": Key("the language", required=True),
    "version": Key("the table's number, raised with each change", integer, required=True),
    "decimal": Key("the marks that may part a fraction", marks, required=True),
    "thousands": Key("the marks that may part thousands", marks),
    "joiners": Key("words between the parts of numbers and durations", texts),
    "halves": Key("words behind a number or a unit that add a half", texts),
    "oclock": Key("words that make a number an hour", texts),
    "clock_hours": Key("24, or 12 where a written hour may lie in either half of the day", integer, required=True),
    "number": Many(
        Form(
            {
                "is": Key("a number from 0 to 1000", integer, required=True),
                "words": Key("patterns of all its spellings", spellings, required=True),
                "times": Key("whether it multiplies the number before it", flag),
                "alone": Key("whether it adds to no other", flag),
            },
            _number_words,
        ),
        "a word for a number",
        required=True,
    ),
    "part": Many(
        Form(
            {
                "words": Key("words behind an hour", spellings, required=True),
                "first_hour": Key("the first hour of that part of the day, 0 to 23", integer, required=True),
                "last_hour": Key("the last, likewise; it may lie past midnight", integer, required=True),
            },
            _day_half,
        ),
        "a part of the day beside an hour",
    ),
}


def _policy(table: Parsed) -> Policy:
    words: dict[str, NumberWord] = {}
    for spelling, word in (pair for row in table["number"] for pair in row or ()):
        if spelling in words:
            table.refuse("number", wrong=f"{spelling!r} stands twice", right="write it once")
        words[spelling] = word
    if table["clock_hours"] not in (12, 24):
        table.refuse("clock_hours", wrong=f"{table['clock_hours']} hours", right="write 12 or 24")
    joiners = tuple(plain_words(one) for one in table["joiners"] or ())
    tongue = Tongue(
        Numerals(words, joiners, table["decimal"], table["thousands"] or ""),
        halves=tuple(plain_words(one) for one in table["halves"] or ()),
        joiners=joiners,
        oclock=tuple(plain_words(one) for one in table["oclock"] or ()),
        clock_hours=table["clock_hours"],
        parts=table["part"],
    )
    return Policy(table["language"], table["version"], tongue, _rows(table))


def _rows(table: Parsed) -> Rows:
    _check_format(table)
    for section in _SECTIONS:
        _refuse_twice(table, section)
    return Rows(**{f"{section}s": table[section] for section in _SECTIONS})


def _refuse_twice(table: Parsed, section: str) -> None:
    """Refuse a spelling that stands in two rows of a section: the second would never decide anything."""
    seen: dict[object, str] = {}
    for place, row in enumerate(table[section]):
        shapes = [(form, form) for form in row.forms] if isinstance(row, Unit) else getattr(row, "shapes", ())
        for shape, pattern in shapes:
            if shape in seen:
                where = table.book.where((*table.path, section, place))
                wrong = f"{pattern!r} spells what {seen[shape]!r} spells"
                table.book.faults.append(InputRefused(where, wrong=wrong, right="write it once"))
            seen[shape] = pattern


def _check_format(table: Parsed) -> None:
    if table["format"] != FORMAT:
        table.refuse("format", wrong=f"{table['format']} is a format that is not known", right=f"write {FORMAT}")


_POLICY: Final = Form({"format": _FORMAT_KEY, **_GRAMMAR, **_SECTIONS}, _policy)
_CHANGE: Final = Form(
    {"format": _FORMAT_KEY, "name": Key("what the change is called beside every result", required=True), **_SECTIONS},
    lambda table: Change(table["name"], _rows(table)),
)
