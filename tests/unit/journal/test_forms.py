"""The forms of fields: what each allows, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from gestae.journal import forms

SHA = "0a" * 32
_COMPARED = {
    "displayed": "14:03", "clock": "2022-03-16T14:03:00Z", "reference": "2022-03-16T14:03:01Z", "within": "2 s",
    "sha256": SHA,
}  # fmt: skip

ALLOWED: list[tuple[str, Any]] = [
    ("TEXT", "x"),
    ("BOOLEAN", False),
    ("INTEGER", -3),
    ("COUNT", 0),
    ("DIGEST", SHA),
    ("DIGESTS", []),
    ("DIGESTS", (SHA, SHA)),
    ("HEX", "00ff"),
    ("NAMES", ["a"]),
    ("NAME", " "),
    ("NAME", "\n"),
    ("COUNTS", []),
    ("COUNTS", [0, 7]),
    ("INSTANT", "2022-03-16T14:01:20+02:00"),
    ("DISPLAY", "2022-03-16T14:01:20.5"),
    ("RATIONAL", "1001/30000"),
    ("AGE_KEY", "age1wzkfplsush35xvy4wswx0cmqqfmvvqn4q5h3nw8w8s089d7pccaq26zdrp"),
    ("OBJECT", {}),
    ("FRAME", {"n": 0}),
    ("FRAME", {"pts": -1, "time_base": "1/25"}),
    ("FRAME", {"pts": 5, "time_base": "1/25", "earliest_pts": 4, "latest_pts": 5, "seconds": 0.2, "n": 1}),
    ("NAMED_DIGESTS", {"a": SHA}),
    ("ANY", None),
    ("DURATION", "-1.5 s"),
    ("RATE", "20 ppm"),
    ("ANCHORS", []),
    ("ANCHORS", [{"sha256": SHA, "place": "line 2", "words": "a van", "start_chars": 0, "end_chars": 5}]),
    ("ANCHORS", [{"sha256": SHA, "place": "row 2", "row": 2}]),
    ("COMPARISONS", [_COMPARED]),
    ("POINTS", [[0, 0], [4, 0], [4, 9]]),
    ("RANGES", [{}, {"least": "0 s"}, {"least": "0 s", "most": "1 s"}]),
]
REFUSED: list[tuple[str, Any]] = [
    ("TEXT", " "),
    ("TEXT", 1),
    ("BOOLEAN", 1),
    ("INTEGER", True),
    ("INTEGER", 1.5),
    ("INTEGER", "1"),
    ("COUNT", -1),
    ("COUNT", False),
    ("DIGEST", SHA.upper()),
    ("DIGEST", SHA[:-1]),
    ("DIGEST", SHA + "\n"),
    ("DIGESTS", SHA),
    ("DIGESTS", [SHA, 1]),
    ("HEX", "0"),
    ("HEX", ""),
    ("NAMES", [""]),
    ("NAMES", "abc"),
    ("NAME", ""),
    ("NAME", 7),
    ("COUNTS", [-1]),
    ("COUNTS", [True]),
    ("COUNTS", 7),
    ("INSTANT", "2022-03-16T14:01:20"),
    ("INSTANT", "2022-02-30T14:01:20Z"),
    ("DISPLAY", "2022-03-16T14:01:20Z"),
    ("RATIONAL", "0/25"),
    ("RATIONAL", "1/0"),
    ("RATIONAL", "0.04"),
    ("AGE_KEY", "AGE-SECRET-KEY-1QQ"),
    ("OBJECT", []),
    ("FRAME", {}),
    ("FRAME", {"pts": 5}),
    ("FRAME", {"n": 1, "pts": 5}),
    ("FRAME", {"n": 1, "frame": 5}),
    ("FRAME", 5),
    ("NAMED_DIGESTS", {"a": 1}),
    ("NAMED_DIGESTS", [SHA]),
    ("DURATION", "1.5"),
    ("DURATION", 15),
    ("RATE", "20"),
    ("ANCHORS", [{"sha256": SHA}]),
    ("ANCHORS", [{"place": "line 2"}]),
    ("ANCHORS", [{"sha256": SHA, "place": "line 2", "text": "a van"}]),
    ("ANCHORS", [{"sha256": SHA, "place": "line 2", "start_chars": -1}]),
    ("ANCHORS", {"sha256": SHA, "place": "line 2"}),
    ("COMPARISONS", [{**_COMPARED, "clock": "14:03"}]),
    ("COMPARISONS", [{}]),
    ("POINTS", [[0, 0], [4, 0]]),
    ("POINTS", [[0, 0], [4, 0], [4, -9]]),
    ("POINTS", [[0, 0], [4, 0], [4, 9, 1]]),
    ("POINTS", [[0, 0], [4, 0], "ab"]),
    ("RANGES", [{"least": 0}]),
    ("RANGES", ["0 s"]),
]


@pytest.mark.parametrize(("name", "value"), ALLOWED)
def test_a_form_allows(name: str, value: Any) -> None:
    assert getattr(forms, name).holds(value)


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_a_form_refuses(name: str, value: Any) -> None:
    assert not getattr(forms, name).holds(value)


def test_every_form_is_tried_both_ways() -> None:
    every = {name for name in forms.__all__ if name.isupper()}
    assert {name for name, _ in ALLOWED} == every
    assert {name for name, _ in REFUSED} == every - {"ANY"}


def test_one_of_a_few_words() -> None:
    form = forms.one_of("tick", "shows")
    assert form.holds("tick")
    assert not form.holds("ticks")
    assert form.right == "one of 'shows', 'tick'"
