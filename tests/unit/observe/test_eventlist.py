"""The case's own list of events: what it holds, and every refusal with its words."""

from __future__ import annotations

from fractions import Fraction

import pytest

from gestae.errors import Faults, InputRefused
from gestae.model.observation import Kind
from gestae.observe.eventlist import read_event_list

GOOD = """
[list]
format = 1
[[event]]
title = "The guard raises both hands"
found = ["b2", "a1", "a1"]
[[event.seen]]
footage = "gate.mp4"
kind = "hands_up"
start = "41.32"
end = "47"
within = "80 ms"
says = "both wrists above the head"
"""


def test_a_list_is_read_exactly() -> None:
    (event,) = read_event_list(GOOD, "events.toml")
    assert event.title == "The guard raises both hands"
    assert event.found == ("a1", "b2")
    (seen,) = event.seen
    assert (seen.kind, seen.start_s, seen.end_s, seen.within_ns) == (
        Kind.HANDS_UP,
        Fraction(1033, 25),
        Fraction(47),
        80_000_000,
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("format = 1", "format = 2", "format 2 is unknown here; write format = 1"),
        ('start = "41.32"', "start = 41.32", 'is a number; write it in quotes: "41.32"'),
        ('start = "41.32"', 'start = "soon"', "'soon' are no seconds"),
        ('start = "41.32"', 'start = "-1"', "'-1' are no seconds"),
        ('start = "41.32"', 'start = "1e400"', "'1e400' are no seconds"),
        ('start = "41.32"', 'start = "1e9999999"', "'1e9999999' are no seconds"),
        ('start = "41.32"', 'start = "1e-9999999"', "'1e-9999999' are no seconds"),
        ('start = "41.32"', 'start = "0e9999999"', "'0e9999999' are no seconds"),
        ('start = "41.32"', 'start = "inf"', "'inf' are no seconds"),
        ('end = "47"', 'end = "40"', "lies before the start"),
        ('within = "80 ms"', 'within = "-80 ms"', "is negative"),
        ('within = "80 ms"', 'within = "a bit"', "'a bit' is not a duration"),
        ('kind = "hands_up"', 'kind = "hand_up"', "did you mean 'hands_up'?"),
        ('says = "both', 'says = "calmly, both', "says 'calmly', which no picture shows"),
        ('title = "The', 'title = "Probably the', "says 'probably'"),
        ('footage = "gate.mp4"', 'file = "gate.mp4"', "footage: is missing"),
    ],
)
def test_what_is_wrong_is_said_with_what_would_be_right(old: str, new: str, message: str) -> None:
    with pytest.raises((Faults, InputRefused)) as refusal:
        read_event_list(GOOD.replace(old, new), "events.toml")
    assert message in str(refusal.value)


def test_all_faults_are_told_at_once() -> None:
    bad = GOOD.replace("format = 1", "format = 2").replace('"80 ms"', '"a bit"').replace('"41.32"', '"x"')
    with pytest.raises(Faults) as refusal:
        read_event_list(bad, "events.toml")
    assert len(refusal.value.faults) == 3


def test_an_event_rests_on_something() -> None:
    with pytest.raises(Faults, match="rests on nothing"):
        read_event_list('[list]\nformat = 1\n[[event]]\ntitle = "x"\n', "events.toml")
