"""A vehicle that the detector lost on its way out: pictures show when nothing of it was left, or it is not told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.observe.drawn import RATE_HZ, WIDTH, Film, Thing, drive, first_true, texture

from gestae.model.sighting import Label, Track
from gestae.observe.changes import Change
from gestae.observe.scene import Found, Scene
from gestae.observe.vanishing import gone_by

VAN = texture(5, 60, 110, 150.0)
MAN = texture(9, 60, 20, 60.0)
OFF_S = 9.0
DRIVES = drive(5.0, OFF_S, 150.0)
GONE_S = first_true(lambda t: DRIVES(t) >= WIDTH, OFF_S, 18.0)
COMES_S = first_true(lambda t: DRIVES(t) + 110 >= 0, 0.0, 5.0)
CAME = Found(round(COMES_S * RATE_HZ), COMES_S * RATE_HZ - 2, COMES_S * RATE_HZ + 2)


def film_of(van: Thing | None = None, *others: Thing) -> Film:
    return Film((van or Thing(Label.CAR, DRIVES, 90, VAN), *others), 20 * RATE_HZ)


def lost(film: Film) -> Track:
    """Follow the van until the detector loses it, soon after it moves off."""
    whole = film.tracks()[0]
    seen = whole.n <= (OFF_S + 0.6) * RATE_HZ
    return replace(whole, n=whole.n[seen], pts=whole.pts[seen], boxes=whole.boxes[seen], scores=whole.scores[seen])


def told(
    film: Film, came: Found | None = CAME, *, light: tuple[Change, ...] = (), moves: tuple[Change, ...] = ()
) -> Found | None:
    track = lost(film)
    return gone_by(track, Scene(film.facts, [], [track], film.window, light, moves), came)


def test_the_last_of_it_is_found_and_its_bounds_hold_the_truth() -> None:
    film = film_of()
    found = told(film)
    assert found is not None
    assert not found.sure
    assert found.earliest == int(lost(film).n[-1])
    assert found.earliest <= GONE_S * RATE_HZ <= found.latest
    assert abs(found.n - GONE_S * RATE_HZ) <= 0.2 * RATE_HZ


def test_it_may_pause_on_its_way() -> None:
    late = lambda t: DRIVES(t) if t < OFF_S + 1 else DRIVES(max(OFF_S + 1, t - 2))  # noqa: E731
    found = told(film_of(Thing(Label.CAR, late, 90, VAN)))
    assert found is not None
    assert found.earliest <= (GONE_S + 2) * RATE_HZ <= found.latest


STAYS = Thing(Label.CAR, lambda t: min(DRIVES(t), 190.0), 90, VAN)


@pytest.mark.parametrize(
    "film",
    [
        film_of(STAYS),
        film_of(None, Thing(Label.PERSON, lambda t: 20 + 12 * max(0.0, t - OFF_S), 20, MAN)),
    ],
    ids=["it stands again and stays", "somebody walks on"],
)
def test_nothing_is_told_where_the_pictures_do_not_show_it(film: Film) -> None:
    assert told(film) is None


def test_a_nudge_of_the_camera_meanwhile_hides_nothing_and_shows_nothing() -> None:
    goes, stays = (replace(film, view_px=lambda n: 4 if n > 7 * RATE_HZ else 0) for film in (film_of(), film_of(STAYS)))
    assert told(goes) is not None
    assert told(stays) is None


@pytest.mark.parametrize("came", [None, Found(0, 0.0, 0.0)], ids=["not known", "there from the first picture"])
def test_what_the_scene_was_before_it_came_must_be_known(came: Found | None) -> None:
    assert told(film_of(), came) is None


def test_no_pictures_are_compared_across_a_change_of_light_or_view() -> None:
    n = round((GONE_S + 1) * RATE_HZ)
    amid, before = (Change(n, n + 2, 0.3),), (Change(n - 240, n - 238, 0.3),)
    assert told(film_of(), light=amid) is None
    assert told(film_of(), moves=amid) is None
    assert told(film_of(), light=before) is not None


def test_a_recording_that_ends_with_it_tells_nothing() -> None:
    whole = film_of()
    assert told(Film(whole.things, round((GONE_S + 0.5) * RATE_HZ))) is None
