"""Every form in which a distance of time is said, each from its two bounds."""

from __future__ import annotations

import pytest

from gestae.base.lengths import apart_words, later_words, outwards_ms, plain_length, worded_length

S = 1_000_000_000
# least, most: as it lies to an event, and as a statement says it
FORMS: dict[str, tuple[int | None, int | None, str, str]] = {
    "nothing limits it": (None, None, "at any time before or after it", "at any time before or after"),
    "the same": (0, 0, "at the same moment as it", "at the same moment"),
    "exactly later": (5 * S, 5 * S, "exactly 5 s after it", "exactly 5 s later"),
    "exactly earlier": (-5 * S, -5 * S, "exactly 5 s before it", "exactly 5 s earlier"),
    "a least alone": (5 * S, None, "at least 5 s after it", "at least 5 s later"),
    "a most alone, earlier": (None, -5 * S, "at least 5 s before it", "at least 5 s earlier"),
    "not before": (0, None, "at any time after it, or at the same moment", "at the same moment, or any time after"),
    "not after": (None, 0, "at any time before it, or at the same moment", "at the same moment, or any time before"),
    "a most alone": (
        None, 5 * S, "up to 5 s after it, or at any time before it", "at most 5 s later, or any time before"
    ),
    "a least alone, earlier": (
        -5 * S, None, "up to 5 s before it, or at any time after it", "at most 5 s earlier, or any time after"
    ),
    "later": (28 * S, 30 * S, "between 28 s and 30 s after it", "28 s to 30 s later"),
    "earlier": (-30 * S, -28 * S, "between 28 s and 30 s before it", "28 s to 30 s earlier"),
    "at once or later": (0, 30 * S, "between 0 s and 30 s after it", "0 s to 30 s later"),
    "at once or earlier": (-30 * S, 0, "between 0 s and 30 s before it", "0 s to 30 s earlier"),
    "either": (-S, 61 * S, "between 1 s before it and 1 min 1 s after it", "between 1 s earlier and 1 min 1 s later"),
}  # fmt: skip


@pytest.mark.parametrize(("least", "most", "apart", "later"), FORMS.values(), ids=FORMS.keys())
def test_a_distance_is_said_in_words_without_a_negative_length(
    least: int | None, most: int | None, apart: str, later: str
) -> None:
    assert apart_words(least, most, "it") == apart
    assert later_words(least, most) == later


def test_distances_are_exact_and_what_they_are_told_of_may_bear_any_name() -> None:
    assert apart_words(1, None, "{x}") == "at least 1 ns after {x}"
    assert later_words(1_000_001, None) == "at least 0.001000001 s later"


def test_bounds_are_rounded_outwards_to_milliseconds_and_never_to_nothing() -> None:
    assert [outwards_ms(1_999_999, up=up) for up in (False, True)] == [1_000_000, 2_000_000]
    assert [outwards_ms(-1_999_999, up=up) for up in (False, True)] == [-2_000_000, -1_000_000]
    assert [outwards_ms(3_000_000, up=up) for up in (False, True)] == [3_000_000, 3_000_000]
    assert [outwards_ms(ns, up=up) for ns in (-7, 7) for up in (False, True)] == [-7, -7, 7, 7]


@pytest.mark.parametrize(
    ("ns", "words"),
    [
        (-90 * S, "-1 min 30 s"),
        (0, "0 s"),
        (1_500_000, "0.0015 s"),
        (999_999, "999999 ns"),
        (86_400 * S, "1 d"),
        (3_600 * S + 1, "1 h 1 ns"),
    ],
)
def test_a_length_is_written_in_the_units_that_people_use(ns: int, words: str) -> None:
    assert plain_length(ns) == words
    units = {"d": "D", "h": "H", "min": "M", "s": "S", "ns": "N"}
    assert worded_length(ns, units, ",") == " ".join(units.get(word, word.replace(".", ",")) for word in words.split())
