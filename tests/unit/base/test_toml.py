"""Strict TOML: what is read, and every fault with its exact words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gestae.base.toml import (
    Form,
    Key,
    Many,
    Named,
    One,
    Parsed,
    flag,
    integer,
    number,
    one_of,
    read_toml,
    reference,
    text,
    texts,
    written,
)
from gestae.base.units import parse_duration
from gestae.errors import Faults, InputRefused, RecordError


def _keep(table: Parsed) -> dict[str, Any]:
    return dict(table.values)


def _ordered(table: Parsed) -> tuple[int, int]:
    if table["last"] < table["first"]:
        table.refuse("last", wrong="lies before first", right="swap them")
    return table["first"], table["last"]


def _never(table: Parsed) -> object:
    raise RecordError(f"{table['name']} cannot be; choose another")


RANGE = Form(
    {"first": Key("the start", integer, required=True), "last": Key("the end", integer, required=True)}, _ordered
)
CAMERA = Form({"name": Key("its name", required=True), "lens_mm": Key("its lens", number)}, _keep)
FORM = Form(
    {
        "title": Key("the title", required=True),
        "count": Key("how many", integer),
        "ratio": Key("a ratio", number),
        "sure": Key("whether it is sure", flag),
        "words": Key("some words", texts),
        "colour": Key("a colour", one_of("red", "green")),
        "within": Key("a duration", written(parse_duration)),
        "range": One(RANGE, "a range"),
        "camera": Many(CAMERA, "the cameras"),
        "source": Named(CAMERA, "the sources"),
    },
    _keep,
)


def test_a_file_without_fault_is_read_whole() -> None:
    read = read_toml(
        """
        title = "The yard"
        count = 3
        ratio = 0.1
        sure = true
        words = ["a", "b"]
        colour = "red"
        within = "250 ms"
        range = { first = 1, last = 2 }
        [[camera]]
        name = "gate"
        lens_mm = 4
        [[camera]]
        name = "yard"
        [source.w1]
        name = "a neighbour"
        """,
        "form.toml",
        FORM,
    )
    assert read == {
        "title": "The yard",
        "count": 3,
        "ratio": Decimal("0.1"),
        "sure": True,
        "words": ("a", "b"),
        "colour": "red",
        "within": 250_000_000,
        "range": (1, 2),
        "camera": ({"name": "gate", "lens_mm": Decimal(4)}, {"name": "yard", "lens_mm": None}),
        "source": ({"name": "a neighbour", "lens_mm": None},),
    }


def test_what_is_absent_is_none_or_no_rows() -> None:
    read = read_toml('title = "x"', "form.toml", FORM)
    assert read["count"] is None
    assert read["range"] is None
    assert read["camera"] == ()
    assert read["source"] == ()


def test_bytes_are_read_as_utf8() -> None:
    assert read_toml('title = "Двір"'.encode(), "form.toml", FORM)["title"] == "Двір"


ONE_FAULT = {
    "missing": ("count = 1", "form.toml, title: is missing; add it: the title"),
    "empty": ('title = " "', "form.toml, line 1, title: is empty; write the title; its table needs this line"),
    "number for text": (
        "title = 1",
        'form.toml, line 1, title: is a whole number; write it in quotes: "1"',
    ),
    "date for text": (
        "title = 2022-03-16",
        'form.toml, line 1, title: is a date or time without quotes; write it in quotes: "2022-03-16"',
    ),
    "text for integer": (
        'title = "x"\ncount = "3"',
        "form.toml, line 2, count: is text; write a whole number without quotes: 3",
    ),
    "float for integer": (
        'title = "x"\ncount = 3.0',
        "form.toml, line 2, count: is a number; write a whole number without quotes, such as 312000",
    ),
    "true for integer": (
        'title = "x"\ncount = true',
        "form.toml, line 2, count: is true or false; write a whole number without quotes, such as 312000",
    ),
    "true for number": (
        'title = "x"\nratio = true',
        "form.toml, line 2, ratio: is true or false; write a number without quotes, such as 0.5",
    ),
    "text for flag": ('title = "x"\nsure = "yes"', "form.toml, line 2, sure: is text; write true or false"),
    "text for texts": (
        'title = "x"\nwords = "a"',
        'form.toml, line 2, words: is text; write a list of texts, such as ["a", "b"]',
    ),
    "number in texts": (
        'title = "x"\nwords = ["a", 2]',
        'form.toml, line 2, words[2]: is a whole number; write it in quotes: "2"',
    ),
    "misspelt word": (
        'title = "x"\ncolour = "gren"',
        "form.toml, line 2, colour: 'gren' is not known here; did you mean 'green'? Known: red, green",
    ),
    "unlike any word": (
        'title = "x"\ncolour = "zzz"',
        "form.toml, line 2, colour: 'zzz' is not known here; Known: red, green",
    ),
    "parser's refusal": (
        'title = "x"\nwithin = "soon"',
        "form.toml, line 2, within: 'soon' is not a duration; write a number and a unit, such as '10 s' or '250 ms'",
    ),
    "misspelt key": (
        'title = "x"\ncuont = 3',
        "form.toml, line 2, cuont: is not known here; did you mean 'count'? "
        "Known: title, count, ratio, sure, words, colour, within, range, camera, source",
    ),
    "value for table": (
        'title = "x"\nrange = 3',
        "form.toml, line 2, range: is a whole number; write a table, written [range]",
    ),
    "table for rows": (
        'title = "x"\n[camera]\nname = "x"',
        "form.toml, line 2, camera: is a table; write a row of tables, each written [[camera]]",
    ),
    "value for named": (
        'title = "x"\nsource = 1',
        "form.toml, line 2, source: is a whole number; write tables with names, each written [source.name]",
    ),
    "missing in a row": (
        'title = "x"\n[[camera]]\nname = "a"\n[[camera]]\nlens_mm = 4',
        "form.toml, line 4, camera[2].name: is missing; add it: its name",
    ),
    "the noun's own rule": (
        'title = "x"\n[range]\nfirst = 3\nlast = 2',
        "form.toml, line 4, range.last: lies before first; swap them",
    ),
}


@pytest.mark.parametrize(("source", "message"), ONE_FAULT.values(), ids=ONE_FAULT.keys())
def test_one_fault_has_its_place_and_what_would_be_right(source: str, message: str) -> None:
    with pytest.raises(Faults) as refused:
        read_toml(source, "form.toml", FORM)
    assert [str(fault) for fault in refused.value.faults] == [message]


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(Faults) as refused:
        read_toml('count = "3"\nhue = 1\n[range]\nfirst = "a"\n[[camera]]\n[[camera]]\n', "form.toml", FORM)
    places = [fault.what for fault in refused.value.faults]
    assert places == [
        "form.toml, line 2, hue",
        "form.toml, title",
        "form.toml, line 1, count",
        "form.toml, line 4, range.first",
        "form.toml, line 3, range.last",
        "form.toml, line 5, camera[1].name",
        "form.toml, line 6, camera[2].name",
    ]
    assert "7 faults" in str(refused.value)


def test_a_table_with_a_fault_is_not_built() -> None:
    with pytest.raises(Faults) as refused:
        read_toml('title = "x"\n[range]\nfirst = 3\nlast = "a"', "form.toml", FORM)
    assert len(refused.value.faults) == 1


def test_what_a_noun_refuses_at_birth_is_a_fault_of_its_table() -> None:
    form = Form({"camera": Many(Form({"name": Key("its name")}, _never), "cameras")}, _keep)
    with pytest.raises(Faults, match=r"line 1, camera\[1\]: gate cannot be; choose another"):
        read_toml('[[camera]]\nname = "gate"', "form.toml", form)


def test_a_refusal_raised_while_building_is_kept_as_it_is() -> None:
    def refuse(table: Parsed) -> object:
        raise InputRefused("elsewhere", wrong="is wrong", right="mend it")

    with pytest.raises(Faults, match="elsewhere: is wrong; mend it"):
        read_toml("", "form.toml", Form({}, refuse))


def test_a_name_of_a_table_is_checked_and_known_to_its_noun() -> None:
    inner = Form({"n": Key("a number", integer)}, lambda table: (table.name, table["n"]))
    form = Form({"clock": Named(inner, "clocks", name=one_of("cam1", "cam2"))}, _keep)
    assert read_toml("[clock.cam1]\nn = 1", "f", form)["clock"] == (("cam1", 1),)
    with pytest.raises(Faults, match=r"line 1, clock.cam3: 'cam3' is not known here; did you mean 'cam"):
        read_toml("[clock.cam3]\nn = 1", "f", form)


def test_required_rows_are_missed() -> None:
    form = Form({"camera": Many(CAMERA, "one for each camera", required=True)}, _keep)
    with pytest.raises(Faults, match="f, camera: is missing; add it: one for each camera"):
        read_toml("", "f", form)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("title = ", r"form.toml: is not TOML \(Invalid value"),
        (b"title = \xff", r"form.toml: is not UTF-8 .*; save it as UTF-8"),
        ("a = 1\na = 2", r"form.toml: is not TOML \(Cannot overwrite a value"),
    ],
)
def test_what_is_no_toml_is_refused_as_a_whole(source: str | bytes, message: str) -> None:
    with pytest.raises(InputRefused, match=message):
        read_toml(source, "form.toml", FORM)


def test_the_reference_names_every_key_once() -> None:
    page = "\n".join(reference(FORM))
    for key, rule in FORM.keys.items():
        assert page.count(f"| `{key}` | {'yes' if rule.required else 'no'} | {rule.says} |") == 1
    assert "## `[range]`" in page
    assert "## `[[camera]]`" in page


def test_a_reader_by_itself_takes_what_it_reads() -> None:
    assert text("x", "w") == "x"
    assert number(3, "w") == Decimal(3)
    assert flag(False, "w") is False
    assert texts([], "w") == ()


def test_many_empty_lines_that_may_go_are_told_as_one_fault() -> None:
    form = Form({"id": Key("a name", required=True), **{key: Key("more") for key in "abcd"}}, build=lambda table: table)
    with pytest.raises(Faults) as refused:
        read_toml('id = ""\n' + "".join(f'{key} = ""\n' for key in "abcd"), "form.toml", form)
    assert [str(fault) for fault in refused.value.faults] == [
        "form.toml, line 1, id: is empty; write a name; its table needs this line",
        "form.toml, lines 2 (a), 3 (b), 4 (c), 5 (d): are empty; write what is known, or leave these lines out",
    ]
