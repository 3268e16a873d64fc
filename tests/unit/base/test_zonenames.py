"""A word that is no zone is answered with those that lie near it."""

from __future__ import annotations

from zoneinfo import available_timezones

import pytest

from gestae.base.zonenames import near_zones


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("Kiev", "Europe/Kyiv"),
        ("Europe/Kiew", "Europe/Kyiv"),
        ("kyiv", "Europe/Kyiv"),
        ("Europe/kyiv ", "Europe/Kyiv"),
        ("Olso", "Europe/Oslo"),
        ("new york", "America/New_York"),
        ("Calcutta", "Asia/Kolkata"),
    ],
)
def test_the_nearest_zone_is_named_first(word: str, near: str) -> None:
    assert near_zones(word)[0] == near


@pytest.mark.parametrize("word", ["", "x", "Mars/Olympus", "../../etc/passwd", "+25:00"])
def test_where_none_lies_near_none_is_named(word: str) -> None:
    assert near_zones(word) == ()


def test_what_is_named_is_a_zone() -> None:
    for word in ("Kiev", "Saigon", "Rangoon", "Lvov"):
        assert set(near_zones(word)) <= available_timezones()
