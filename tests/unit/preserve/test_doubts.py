"""What is more often a slip than true is told; a form as it should be raises no doubt."""

from __future__ import annotations

import pytest

from gestae.model.time import Instant
from gestae.preserve.acquisition import read_acquisition
from gestae.preserve.doubts import doubts

NOW = Instant.parse("2022-03-20T12:00:00Z")


def check(day: str = "2022-03-18", within: str = "1 s") -> str:
    return (
        f'[[recorder.time_check]]\ndisplayed = "{day}T10:33:00"\nreference = "{day}T10:31:20+02:00"\n'
        f'within = "{within}"\nreference_clock = "telephone"\nby = "I. Mak"\n'
    )


def form(*checks: str, received: str = "2022-03-18", reading: str = "") -> str:
    head = '[acquisition]\nformat = 1\nreceived_from = "a"\nreceived_by = "b"\n'
    head += f'received_at = "{received}T10:30:00+02:00"\n'
    file = f'[[recorder.file]]\nname = "a.mp4"\n[[recorder.file.clock_reading]]\n{reading}\n' if reading else ""
    return head + '[[recorder]]\nid = "r"\n' + "".join(checks) + file


READING = 'pts = 1\ntime_base = "1/25"\n'


@pytest.mark.parametrize(
    "source",
    [
        form(check()),
        form(check("2022-03-18"), check("2022-04-17")).replace("2022-04-17", "2022-02-20"),
        form(check(), received="2022-03-21"),
        form(reading=READING + 'tick = "2022-03-16T14:05:11"\nwithin = "0 s"'),
        form(reading=READING + 'shows = "2022-03-16T14:05:11"\nwithin = "1 s"'),
    ],
)
def test_a_plain_form_raises_no_doubt(source: str) -> None:
    assert doubts(read_acquisition(source), NOW) == ()


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (form(received="2091-03-18"), "received_at 2091-03-18T08:30:00Z lies in the future"),
        (form(check("2032-03-18")), "recorder r: the time check at 2032-03-18T08:31:20Z lies in the future"),
        (form(check(within="0 s")), 'claims no error at all (within "0 s")'),
        (form(check("2022-03-18"), check("2022-01-18")), "lie 59 days apart"),
        (form(reading=READING + 'shows = "2022-03-16T14:05:11"\nwithin = "0 s"'), "and is no tick"),
    ],
)
def test_what_may_be_a_slip_is_told(source: str, told: str) -> None:
    (doubt,) = doubts(read_acquisition(source), NOW)
    assert told in doubt
