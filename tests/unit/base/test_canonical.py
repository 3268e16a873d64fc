"""Canonical JSON: one value, one text; and the plain reading of JSON from outside."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from gestae.base.canonical import ID_HEX_DIGITS, Json, canonical_bytes, content_id, parse_json
from gestae.errors import InputRefused

# RFC 8785, sections 3.2.2 and 3.2.3 and appendix B.
WRITTEN = {
    "keys sorted by UTF-16": (
        {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5},
        '{"\\r":2,"1":4,"\u20ac":1,"\U0001f600":5,"\ufb33":3}',
    ),
    "no spaces": ({"b": [1, 2], "a": None}, '{"a":null,"b":[1,2]}'),
    "whole float": (1.0, "1"),
    "large float": (1e21, "1e+21"),
    "small float": (1e-7, "1e-7"),
    "minus zero": (-0.0, "0"),
    "a third": (333333333.33333329, "333333333.3333333"),
    "control character": ("\x0f", '"\\u000f"'),
    "quote and backslash": ('"\\', '"\\"\\\\"'),
    "slash stays": ("/", '"/"'),
    "true and false": ([True, False], "[true,false]"),
    "largest whole number": (2**53 - 1, "9007199254740991"),
}


@pytest.mark.parametrize(("value", "expected"), WRITTEN.values(), ids=WRITTEN.keys())
def test_a_value_has_one_text(value: Any, expected: str) -> None:
    assert canonical_bytes(value).decode() == expected


REFUSED = {
    "nan": math.nan,
    "infinity": math.inf,
    "a whole number beyond doubles": 2**53,
    "bytes": b"x",
    "a key that is no text": {1: 2},
    "half a letter": "\ud800",
}


@pytest.mark.parametrize("value", REFUSED.values(), ids=REFUSED.keys())
def test_what_has_no_text_is_refused(value: Any) -> None:
    with pytest.raises(InputRefused, match="write large integers, instants and bytes as text"):
        canonical_bytes(value)


def test_an_id_is_of_what_is_said_not_of_how_it_is_written() -> None:
    assert content_id({"a": 1, "b": 2}) == content_id({"b": 2, "a": 1})
    assert content_id({"a": 1}) != content_id({"a": 2})
    assert len(content_id(None)) == ID_HEX_DIGITS


def test_an_id_stays_what_it_was() -> None:
    # Ids stand in journals: a change of their making would lose every link of every case.
    assert content_id({"kind": "fall"}) == "a6a4395d47d112a4a6d0"


READ = {
    "object": (b'{"a": [1, 2.5, "x", null, true]}', {"a": [1, 2.5, "x", None, True]}),
    "letters": ('"ї"'.encode(), "ї"),
}


@pytest.mark.parametrize(("source", "expected"), READ.values(), ids=READ.keys())
def test_json_is_read(source: bytes, expected: Any) -> None:
    assert parse_json(source, "note.json") == expected


FAULTS = {
    "twice": (b'{"a": {"b": 1, "b": 2}}', "note.json: the key 'b' stands twice; keep one of them"),
    "nan": (b"[NaN]", "note.json: NaN is not JSON; leave the value out or write a number"),
    "infinity": (b"-Infinity", "note.json: -Infinity is not JSON; leave the value out or write a number"),
    "cut": (b'{"a": ', "note.json: is not JSON (Expecting value: line 1 column 7 (char 6)); mend it at that place"),
    "empty": (b"", "note.json: is not JSON (Expecting value: line 1 column 1 (char 0)); mend it at that place"),
}


@pytest.mark.parametrize(("source", "message"), FAULTS.values(), ids=FAULTS.keys())
def test_doubtful_json_is_refused(source: bytes, message: str) -> None:
    with pytest.raises(InputRefused) as refused:
        parse_json(source, "note.json")
    assert str(refused.value) == message


def test_bytes_that_are_no_letters_are_refused() -> None:
    with pytest.raises(InputRefused, match="is not JSON"):
        parse_json(b'"\xff\xfe\xfd"', "note.json")


def test_what_is_written_is_read_again() -> None:
    value: Json = {"b": [1, 2.5, "ї", None], "a": {"c": False}}
    assert parse_json(canonical_bytes(value), "x") == value == json.loads(canonical_bytes(value))
