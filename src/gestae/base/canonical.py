"""One value, one sequence of bytes: canonical JSON (RFC 8785) and the digests taken of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, cast

import rfc8785

from gestae.errors import InputRefused

__all__ = ["Json", "canonical_bytes", "content_id", "parse_json"]

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"

# Twenty hex digits are 80 bits: two of a million things in one case meet with a chance below 1e-12.
ID_HEX_DIGITS = 20


def canonical_bytes(value: Json) -> bytes:
    """Write a value as the one JSON text that RFC 8785 allows for it.

    Integers beyond ±(2**53 - 1) are refused, as the standard asks: nanoseconds of this century exceed it,
    so an instant is written as text.

    Raises:
        InputRefused: the value has no canonical form (NaN, a huge integer, a key that is not text).

    Source: RFC 8785, JSON Canonicalization Scheme.

    >>> canonical_bytes({"b": 1, "a": [True, None, "ї"]}).decode()
    '{"a":[true,null,"ї"],"b":1}'
    """
    try:
        return bytes(rfc8785.dumps(cast("dict[str, Any]", value)))
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise InputRefused(
            "a value to be recorded",
            wrong=f"has no canonical JSON form ({error})",
            right="write large integers, instants and bytes as text",
        ) from error


def content_id(value: Json) -> str:
    """Name a thing by what it says, so that a second run names it alike.

    >>> content_id({"kind": "fall"}) == content_id({"kind": "fall"})
    True
    """
    return hashlib.sha256(canonical_bytes(value)).hexdigest()[:ID_HEX_DIGITS]


def parse_json(text: bytes, what: str) -> Json:
    """Read JSON and refuse what JSON does not say plainly: a key twice, NaN, text that is not UTF-8.

    Raises:
        InputRefused: with the place of the fault.

    >>> parse_json(b'{"a": 1, "a": 2}', "note.json")
    Traceback (most recent call last):
    gestae.errors.InputRefused: note.json: the key 'a' stands twice; keep one of them
    """

    def once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        seen: dict[str, Json] = {}
        for key, value in pairs:
            if key in seen:
                raise InputRefused(what, wrong=f"the key {key!r} stands twice", right="keep one of them")
            seen[key] = value
        return seen

    def constant(name: str) -> Json:
        raise InputRefused(what, wrong=f"{name} is not JSON", right="leave the value out or write a number")

    try:
        return cast("Json", json.loads(text, object_pairs_hook=once, parse_constant=constant))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InputRefused(what, wrong=f"is not JSON ({error})", right="mend it at that place") from error
