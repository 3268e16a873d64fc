"""Dates, times and camera names that a recorder burns into the picture are no text on a vehicle."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from gestae.model.text import Bearer, Inscription, Means, Script, TextLook, Wording
from gestae.sight.overlays import on_things


def text(reads: str, lefts: Sequence[int], track: str = "van", top: int = 10) -> Inscription:
    looks = tuple(TextLook(n, (left, top, left + 80, top + 14)) for n, left in enumerate(lefts))
    doubts = ("",) * reads.count("·")
    return Inscription(track, Bearer.VEHICLE, Wording(reads, Script.UNDECIDED, doubts), Means.READER, looks, 3)


def host(lefts: Sequence[int]) -> dict[int, list[float]]:
    return {n: [left, 0.0, left + 200.0, 120.0] for n, left in enumerate(lefts)}


GOES, STANDS = [20, 50, 80, 110], [20, 20, 21, 20]


@pytest.mark.parametrize(
    ("reads", "text_at", "van_at", "is_kept"),
    [
        pytest.param("AC8029", GOES, GOES, True, id="goes along"),
        pytest.param("CAM 1 GATE", STANDS, GOES, False, id="stays while the van goes"),
        pytest.param("AC8029", STANDS, STANDS, True, id="on a van that stands"),
        pytest.param("AC8029", STANDS, [20, 22, 25, 27], True, id="the van goes too little to tell"),
        pytest.param("2022-03-16 16:36:··", STANDS, STANDS, False, id="a date"),
        pytest.param("16:3·:01", STANDS, STANDS, False, id="a time"),
    ],
)
def test_what_is_burnt_in(reads: str, text_at: Sequence[int], van_at: Sequence[int], is_kept: bool) -> None:
    one = text(reads, text_at)
    assert on_things([one], {"van": host(van_at)}) == ((one,) if is_kept else ())


def test_what_stands_where_something_is_burnt_in_is_left_out_on_every_vehicle() -> None:
    passing, parked = text("CAM 1 GATE", STANDS), text("AM 1 GATE", [24] * 4, "car")
    plate = text("AC8029", [24] * 4, "car", top=80)
    hosts = {"van": host(GOES), "car": host(STANDS)}
    assert on_things([passing, parked, plate], hosts) == (plate,)
