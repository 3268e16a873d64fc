"""Who meets, who parts, who is surrounded: drawn people who walk up, stand around, pass by and go."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from tests.unit.observe.figures import RATE_HZ, Figure, Filmed, acts, filmed, together

from gestae.model.observation import Kind

KINDS = (Kind.PEOPLE_MEET, Kind.PEOPLE_PART, Kind.PERSON_SURROUNDED)
TALL_PX = 150.0
WAY = list[tuple[float, float, float]]


def walker(*ways: tuple[float, float, float], tall_px: float = TALL_PX, until_s: float = 99.0) -> Filmed:
    """Film somebody who is at places x, y at times."""
    times, xs, ys = zip(*ways, strict=True)

    def at(t: float) -> Figure | None:
        feet = (float(np.interp(t, times, xs)), float(np.interp(t, times, ys)))
        return Figure(feet=feet, height_px=tall_px) if t < until_s else None

    return filmed(at, 14)


STANDS = walker((0, 640, 500))
COMES = walker((0, 60, 500), (4, 540, 500))
AROUND = [walker((0, x, y)) for x, y in ((500, 540), (780, 540), (700, 420), (560, 420))]

NOTHING: dict[str, tuple[Filmed, ...]] = {
    "two stand from the beginning": (STANDS, walker((0, 540, 500))),
    "one passes by": (STANDS, walker((0, 60, 520), (12, 1220, 520))),
    "one stops farther off": (STANDS, walker((0, 60, 500), (2, 240, 500))),
    "one stops far behind": (STANDS, walker((0, 60, 480), (4, 540, 480), tall_px=100)),
    "three in a row": (STANDS, walker((0, 540, 500)), walker((0, 740, 500)), walker((0, 840, 500))),
    "two at each side, nobody before": (STANDS, walker((0, 500, 420)), walker((0, 780, 420))),
    "a ring too wide": (STANDS, *(walker((0, x, y)) for x, y in ((100, 560), (1200, 560), (640, 340)))),
    "others walk around": (
        STANDS, *(walker((0, x, y), (14, x + 500, y)) for x, y in ((200, 560), (300, 420), (240, 560))),
    ),
}  # fmt: skip


@pytest.mark.parametrize("films", NOTHING.values(), ids=NOTHING.keys())
def test_what_is_none_of_these(films: tuple[Filmed, ...]) -> None:
    assert acts(together(*films), KINDS) == {}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_who_comes_to_stand_near_somebody_meets_them(order: tuple[int, int]) -> None:
    films = (STANDS, COMES)
    film = together(*(films[place] for place in order))
    found = acts(film, KINDS)
    assert set(found) == {Kind.PEOPLE_MEET}
    (meeting,) = found[Kind.PEOPLE_MEET]
    assert meeting.track is not None
    assert meeting.track.id == COMES.tracks[0].id
    assert [track.id for track in meeting.also] == [STANDS.tracks[0].id]
    assert meeting.start.n / RATE_HZ == pytest.approx(4.0, abs=0.3)
    assert meeting.lasts_s == 1.0


def test_two_who_walk_up_to_one_another_meet_once() -> None:
    film = together(COMES, walker((0, 1200, 500), (4, 680, 500)))
    assert {kind: len(drafts) for kind, drafts in acts(film, KINDS).items()} == {Kind.PEOPLE_MEET: 1}


def test_who_leaves_parts_until_far() -> None:
    film = together(STANDS, walker((0, 540, 500), (5, 540, 500), (9, 60, 500)))
    found = acts(film, KINDS)
    assert set(found) == {Kind.PEOPLE_PART}
    (parting,) = found[Kind.PEOPLE_PART]
    assert parting.start.n / RATE_HZ == pytest.approx(5.2, abs=0.3)
    assert parting.end is not None
    # Far is two body heights and a half: 375 px, of which 100 px lay between them.
    assert parting.end.n / RATE_HZ == pytest.approx(5 + 300 / 120, abs=0.6)


def test_a_group_that_leaves_together_does_not_part() -> None:
    ways = [walker((0, x, 500), (5, x, 500), (9, x - 400, 500)) for x in (640, 560)]
    assert acts(together(*ways), KINDS) == {}


@pytest.mark.parametrize("least", [3, 4])
def test_who_stands_in_a_ring_is_surrounded(least: int) -> None:
    ring = AROUND[:least]
    found = acts(together(STANDS, *ring), KINDS)
    assert set(found) == {Kind.PERSON_SURROUNDED}
    (one,) = found[Kind.PERSON_SURROUNDED]
    assert one.track is not None
    assert one.track.id == STANDS.tracks[0].id
    assert {track.id for track in one.also} == {film.tracks[0].id for film in ring}
    assert one.end is None


def test_a_ring_ends_when_one_leaves_it() -> None:
    leaves = walker((0, 700, 420), (6, 700, 420), (12, 1200, 420))
    found = acts(together(STANDS, *AROUND[:2], leaves), KINDS)
    (one,) = found[Kind.PERSON_SURROUNDED]
    assert one.end is not None
    assert one.end.n / RATE_HZ == pytest.approx(6.2, abs=0.4)


@pytest.mark.parametrize("change", [lambda t: t < 1.5, lambda t: t % 1 < 0.5])
def test_a_ring_that_is_hardly_seen_is_none(change: Callable[[float], bool]) -> None:
    def at(t: float) -> Figure:
        return Figure(feet=(640, 500 if change(t) else 560), height_px=TALL_PX)

    narrow = [walker((0, x, y)) for x, y in ((500, 520), (780, 520), (640, 440))]
    assert Kind.PERSON_SURROUNDED not in acts(together(filmed(at, 14), *narrow), KINDS)
