"""A rest is seen, not drawn: between two sightings nothing shows that a thing stood."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.unit.observe.drawn import RATE_HZ, Film, Thing, drive, texture

from gestae.model.sighting import Label, Track
from gestae.observe.resting import RestLimits, stops
from gestae.observe.scene import Scene

VAN = texture(5, 60, 110, 150.0)
STANDS_FROM_S = 4.0
FILM = Film((Thing(Label.CAR, drive(STANDS_FROM_S, 9.0, 150.0), 90, VAN),), 10 * RATE_HZ)


def unseen(track: Track, from_s: float, to_s: float) -> Track:
    """Leave a track's boxes as they are, but say that the detector did not see them between two times."""
    gap = (track.n > from_s * RATE_HZ) & (track.n < to_s * RATE_HZ)
    return replace(track, scores=np.where(gap, np.float32(0), track.scores))


@pytest.mark.parametrize(
    ("from_s", "to_s", "rests"),
    [(0.0, 0.0, True), (4.5, 5.5, True), (2.4, 8.9, False)],
    ids=["always seen", "hidden for a second", "hidden from before it stands until it goes"],
)
def test_a_vehicle_stops_only_where_it_is_seen_to_stand(from_s: float, to_s: float, *, rests: bool) -> None:
    (whole,) = FILM.tracks()
    found = stops(unseen(whole, from_s, to_s), Scene(FILM.facts, [], [whole], FILM.window), RestLimits())
    assert (found is not None) is rests
    if found is not None:
        assert found.earliest - 1 <= STANDS_FROM_S * RATE_HZ <= found.latest + RATE_HZ
