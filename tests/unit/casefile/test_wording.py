"""How times, sizes and strangers' text are written."""

from __future__ import annotations

from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gestae.casefile import wording
from gestae.model.time import CameraTime, Instant, TimeInterval

KYIV = ZoneInfo("Europe/Kyiv")

INTERVALS = {
    "within a minute": ("2022-03-16T14:18:24.2+02:00", "2022-03-16T14:18:26.28+02:00",
                        "16 March 2022, 14:18:24.20 to 14:18:26.28 (+02:00), 2.08 s wide"),
    "over midnight": ("2022-03-16T23:59:59+02:00", "2022-03-17T00:00:01+02:00",
                      "16 March 2022, 23:59:59.00 to 17 March 2022, 00:00:01.00 (+02:00), 2 s wide"),
    "over a change of clocks": ("2022-03-27T02:59:00+02:00", "2022-03-27T04:01:00+03:00",
                                "27 March 2022, 02:59:00.00 (+02:00) to 04:01:00.00 (+03:00), 2 min wide"),
    "finer than a hundredth": ("2022-03-16T14:00:00.001+02:00", "2022-03-16T14:00:00.02+02:00",
                               "16 March 2022, 14:00:00.001 to 14:00:00.020 (+02:00), 0.019 s wide"),
    "finer than a millisecond goes outwards": (
        "2022-03-16T14:00:00.0019+02:00", "2022-03-16T14:00:00.0021+02:00",
        "16 March 2022, 14:00:00.001 to 14:00:00.003 (+02:00), 0.002 s wide"),
    "a point": ("2022-03-16T14:00:00+02:00", "2022-03-16T14:00:00+02:00",
                "16 March 2022, 14:00:00.00 to 14:00:00.00 (+02:00), 0 s wide"),
}  # fmt: skip


@pytest.mark.parametrize("case", INTERVALS)
def test_an_interval_is_written_with_date_offset_and_width(case: str) -> None:
    low, high, words = INTERVALS[case]
    assert wording.interval_words(TimeInterval(Instant.parse(low), Instant.parse(high)), KYIV) == words


@given(st.integers(0, 4 * 10**18), st.integers(0, 10**12))
def test_what_is_printed_holds_what_is_known(low_ns: int, width_ns: int) -> None:
    words = wording.interval_words(TimeInterval(Instant(low_ns), Instant(low_ns + width_ns)), ZoneInfo("UTC"))
    low_ms, high_ms = low_ns // 10**6, -(-(low_ns + width_ns) // 10**6)
    width = wording.duration_words(Fraction(high_ms - low_ms, 1000))
    assert words.endswith(f", {width} wide")
    assert (high_ms - low_ms) * 10**6 >= width_ns


ODD = {
    "right-to-left override": ("invoice\u202efdp.exe", "invoice⟨U+202E⟩fdp.exe"),
    "null and escape": ("a\x00b\x1b[31m", "a⟨U+0000⟩b⟨U+001B⟩[31m"),
    "a byte that is no UTF-8": ("a\udcff.mp4", "a⟨U+DCFF⟩.mp4"),
    "zero width": ("ad\u200bmin", "ad⟨U+200B⟩min"),
    "a line break": ("one\ntwo", "one⟨U+000A⟩two"),
    "a space that is none": ("a\u00a0b", "a⟨U+00A0⟩b"),
    "private use": ("\ue000", "⟨U+E000⟩"),
    "an imitation of ours": ("a⟨U+202E⟩", "a⟨U+27E8⟩U+202E⟩"),
    "Ukrainian stays": ("двір 2 її.mp4", "двір 2 її.mp4"),
    "Arabic stays": ("فناء.mp4", "فناء.mp4"),
}


@pytest.mark.parametrize("case", ODD)
def test_what_cannot_be_seen_is_written_out(case: str) -> None:
    text, words = ODD[case]
    assert wording.visible(text) == words


@given(st.text())
def test_two_texts_never_look_alike_once_written_out(text: str) -> None:
    shown = wording.visible(text)
    back = shown
    for char in sorted({char for char in text if wording.visible(char) != char}):
        back = back.replace(f"⟨U+{ord(char):04X}⟩", char)
    assert back == text
    shown.encode("utf-8")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [("0", "0 s"), ("0.0004", "0 s"), ("59.9996", "1 min"), ("3600", "1 h"), ("86461.5", "1 d 1 min 1.5 s")],
)
def test_durations(seconds: str, words: str) -> None:
    assert wording.duration_words(Fraction(seconds)) == words


@pytest.mark.parametrize(
    ("step_ns", "words"),
    [(3600 * 10**9, "14:18"), (15 * 10**9, "14:18:24"), (10**8, "14:18:24.2"), (10**6, "14:18:24.2")],
)
def test_ticks_are_as_fine_as_their_step(step_ns: int, words: str) -> None:
    assert wording.clock_words(Instant.parse("2022-03-16T14:18:24.2+02:00"), KYIV, step_ns) == words


def test_stated_times_keep_every_digit() -> None:
    assert wording.exact_words(Instant.parse("2022-03-16T12:00:00.000000001Z"), KYIV).startswith(
        "16 March 2022, 14:00:00.000000001"
    )
    assert wording.shown_words(CameraTime.parse("2022-03-16T14:00:00")) == "16 March 2022, 14:00:00"


@pytest.mark.parametrize(("numbers", "words"), [((), ""), ((1, 2), "1 and 2"), ((9, 3, 2, 1), "1 to 3 and 9")])
def test_numbers_in_words(numbers: tuple[int, ...], words: str) -> None:
    assert wording.numbers_words(numbers) == words


def test_an_old_offset_has_seconds() -> None:
    assert wording.offset_words(Instant.parse("1900-01-01T00:00:00Z"), ZoneInfo("Europe/Kyiv")) == "+02:02:04"
