"""The incident as written, drawn from one seed: other paths, times, clothes and light for every number. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import atan2, cos, inf, radians, sin
from typing import Final

import numpy as np

from gestae.sample.figures import Looks
from gestae.sample.motion import Bearing, Leg, Posture
from gestae.sample.scene import Person, Scene, Van

__all__ = ["write_scene"]

Point = tuple[float, float]
Colour = tuple[float, float, float]

_SKIN: Final = ((0.74, 0.56, 0.46), (0.78, 0.60, 0.50), (0.66, 0.48, 0.38), (0.70, 0.53, 0.43))
_HAIR: Final = ((0.10, 0.08, 0.06), (0.22, 0.15, 0.09), (0.16, 0.13, 0.11), (0.34, 0.26, 0.16))
_JACKETS: Final = (
    (0.42, 0.10, 0.09), (0.12, 0.13, 0.15), (0.24, 0.29, 0.17), (0.38, 0.32, 0.24), (0.16, 0.22, 0.34),
    (0.46, 0.44, 0.42), (0.10, 0.26, 0.26), (0.36, 0.20, 0.10),
)  # fmt: skip
_TROUSERS: Final = ((0.13, 0.17, 0.28), (0.10, 0.10, 0.11), (0.27, 0.25, 0.21), (0.20, 0.20, 0.23))
_VANS: Final = ((0.62, 0.63, 0.62), (0.55, 0.58, 0.62), (0.66, 0.64, 0.58), (0.50, 0.53, 0.52))
_BIKES: Final = ((0.62, 0.08, 0.08), (0.08, 0.22, 0.55), (0.10, 0.42, 0.18), (0.68, 0.45, 0.06))
_BAGS: Final = ((0.40, 0.16, 0.07), (0.08, 0.16, 0.32), (0.34, 0.30, 0.10))
_UNIFORM: Final = (0.16, 0.22, 0.36)
_CAP: Final = (0.08, 0.10, 0.16)
_VEST: Final = (0.78, 0.78, 0.20)


@dataclass(frozen=True, slots=True)
class _Times:
    """When the turns of the story come, in film seconds."""

    enter: float
    booth: float
    light: float
    stop: float
    out: tuple[float, float, float, float]
    hands: tuple[float, float]
    jolt: float
    passes: float
    turn: float
    falls: tuple[float, float]
    rises: float
    bike: float
    back: tuple[float, float, float]
    start: float


def _draw_times(rng: np.random.Generator) -> _Times:
    """Draw the story's times; every pause keeps the least that sets one act apart from the next."""

    def more(low: float, high: float) -> float:
        return float(rng.uniform(low, high))

    enter = more(1.2, 2.4)
    booth = enter + more(6.5, 8.0)
    light = booth + more(11.0, 12.2)
    stop = light + more(10.0, 12.0)
    first = stop + more(1.5, 2.0)
    out = (first, first + more(1.0, 1.3), first + more(2.3, 2.6), first + more(3.5, 3.9))
    up = out[3] + more(6.6, 7.6)
    jolt = up + more(4.5, 6.0)
    passes = jolt + more(6.0, 8.0)
    turn = passes + more(4.0, 5.5)
    fall = turn + more(3.5, 5.0)
    second = fall + more(1.0, 2.2)
    rises = second + more(11.0, 14.0)
    bike = rises + more(15.5, 18.0)
    back = bike + more(1.0, 2.0)
    return _Times(
        enter, booth, light, stop, out, (up, passes + more(0.8, 1.6)), jolt, passes, turn, (fall, second), rises, bike,
        (back, back + more(0.9, 1.2), back + more(2.0, 2.4)), back + more(6.6, 7.6),
    )  # fmt: skip


def write_scene(seed: int) -> Scene:
    """Write the incident for one seed.

    Raises:
        ValueError: the seed is negative (numpy's rule for seeds).

    >>> scene = write_scene(1)
    >>> 90 <= scene.length_s <= 150, len(scene.people)
    (True, 6)
    """
    rng = np.random.default_rng([seed, 1])
    times = _draw_times(rng)
    van = _van(rng, times)
    middle = (0.2 + float(rng.uniform(-0.25, 0.25)), -0.5 + float(rng.uniform(-0.2, 0.2)))
    bike_at = (-2.5 + float(rng.uniform(-0.2, 0.2)), -2.65 + float(rng.uniform(-0.15, 0.15)))
    looks = _wardrobe(rng)
    spots = _spots(rng, middle)
    men = _men(van, times, spots, bike_at, looks)
    guards = _guards(rng, times, spots, looks)
    bike_leg = Leg(
        times.bike,
        (bike_at, (-0.6, -3.75), (4.2, -4.6 + float(rng.uniform(-0.3, 0.3))), (13.0, -5.0)),
        float(rng.uniform(3.0, 3.6)),
    )
    men = (*men[:3], _cyclist(men[3], bike_leg))
    people = (*guards, *men)
    phone = guards[1].postures[-2].start_s, guards[1].postures[-1].start_s
    sun_deg, high = float(rng.uniform(195, 250)), float(rng.uniform(38, 50))
    sun = (cos(radians(sun_deg)) * cos(radians(high)), sin(radians(sun_deg)) * cos(radians(high)), sin(radians(high)))
    return Scene(
        people=people,
        van=van,
        bike_m=(*bike_at, radians(float(rng.uniform(-8, 12)))),
        bike_leg=bike_leg,
        bike_colour=_BIKES[int(rng.integers(len(_BIKES)))],
        bag_colour=_BAGS[int(rng.integers(len(_BAGS)))],
        bag_passes_s=times.passes,
        bag_gone_s=men[0].out_s[0][1],
        light_s=times.light,
        light_gain=float(rng.choice([1.24, 0.78])),
        jolt_s=times.jolt,
        jolt_camera=str(rng.choice(["gate", "yard", "booth"])),
        sun=(*sun, float(rng.uniform(0.55, 0.75))),
        length_s=max(phone[1] + 5.5, times.start + 11.0),
        acts=_acts(people, van, times, phone),
    )


def _van(rng: np.random.Generator, times: _Times) -> Van:
    stop = (-2.6 + float(rng.uniform(-0.25, 0.25)), 2.95 + float(rng.uniform(-0.12, 0.12)))
    return Van(
        stop_m=stop,
        yaw=radians(float(rng.uniform(-1.2, 1.2))),
        cruise_m_s=float(rng.uniform(4.4, 5.4)),
        brake_m_s2=float(rng.uniform(1.6, 2.1)),
        stop_s=times.stop,
        start_s=times.start,
        pull_m_s2=float(rng.uniform(1.5, 1.9)),
        door_s=(times.out[0] - 0.7, times.out[0] + 0.1, times.start - 1.8, times.start - 1.1),
        tint=_VANS[int(rng.integers(len(_VANS)))],
    )


def _wardrobe(rng: np.random.Generator) -> list[Looks]:
    """Dress two guards and four men."""
    jackets, trousers = rng.permutation(len(_JACKETS)), rng.permutation(len(_TROUSERS))
    looks = []
    for k in range(6):
        guard = k < 2
        looks.append(
            Looks(
                height_m=float(rng.uniform(1.70, 1.88)),
                girth=float(rng.uniform(0.95, 1.10)),
                jacket=_UNIFORM if guard else _JACKETS[int(jackets[k])],
                trousers=(0.10, 0.11, 0.14) if guard else _TROUSERS[int(trousers[k % 4])],
                skin=_SKIN[int(rng.integers(4))],
                hair=_HAIR[int(rng.integers(4))],
                cap=_CAP if guard else ((0.09, 0.09, 0.09) if k == 4 else None),
                stripe=_VEST if guard else None,
            )
        )
    return looks


def _around(middle: Point, deg: float, radius: float) -> Point:
    return middle[0] + radius * cos(radians(deg)), middle[1] + radius * sin(radians(deg))


def _towards(a: Point, b: Point) -> float:
    return atan2(b[1] - a[1], b[0] - a[0])


def _spots(rng: np.random.Generator, middle: Point) -> dict[str, Point]:
    """Place the guards and, around them, the four men."""

    def wobble() -> float:
        return float(rng.uniform(-7, 7))

    return {
        "middle": middle,
        "guard-1": (middle[0] - 0.42, middle[1] - 0.40),
        "guard-2": (middle[0] + 0.30, middle[1] + 0.35),
        "man-1": _around(middle, 150 + wobble(), 1.75),
        "man-2": _around(middle, 52 + wobble(), 1.70),
        "man-3": _around(middle, -22 + wobble(), 1.85),
        "man-4": _around(middle, 212 + wobble(), 1.95),
    }


def _guards(
    rng: np.random.Generator, times: _Times, spots: dict[str, Point], looks: list[Looks]
) -> tuple[Person, Person]:
    first, second = spots["guard-1"], spots["guard-2"]
    walk_in = Leg(times.enter, ((11.2, -1.9), (4.0, -1.5), first), float(rng.uniform(1.25, 1.4)))
    walk_out = Leg(
        times.booth, ((7.3, 6.9), (5.95, 6.4), (5.95, 4.3), (2.6, 1.2), second), float(rng.uniform(1.25, 1.38))
    )
    faces = _towards(first, spots["man-1"])
    away_1, away_2 = radians(float(rng.uniform(-108, -96))), radians(float(rng.uniform(-84, -72)))
    fallen_1, fallen_2 = times.falls
    one = Person(
        "guard-1", looks[0], ((0.0, inf),), (walk_in,),
        (
            Bearing(walk_in.end_s, _towards(first, second)), Bearing(times.stop - 3.5, radians(140)),
            Bearing(times.out[1], faces), Bearing(times.turn, away_1, 1.1),
        ),
        (
            Posture(0.0, "stand"), Posture(walk_in.end_s + 0.6, "wait", 0.8), Posture(times.out[0] + 2.0, "stand"),
            Posture(times.hands[0], "hands_up", 0.7), Posture(times.hands[1], "stand", 0.8),
            Posture(fallen_1, "buckle", 0.4), Posture(fallen_1 + 0.35, "lie", 0.6),
        ),
        ((walk_out.end_s + 1.0, times.light - 1.0),), 0.13,
    )  # fmt: skip
    up = times.rises
    to_booth = Leg(up + 3.9, (second, (3.2, 2.4), (5.85, 4.55)), float(rng.uniform(0.95, 1.05)))
    call = to_booth.end_s + 0.8, to_booth.end_s + 0.8 + float(rng.uniform(15.0, 18.0))
    two = Person(
        "guard-2", looks[1], ((times.booth, inf),), (walk_out, to_booth),
        (
            Bearing(walk_out.end_s, _towards(second, first)), Bearing(times.stop - 3.2, radians(135)),
            Bearing(times.out[1] + 0.4, _towards(second, spots["man-1"])), Bearing(times.turn + 0.3, away_2, 1.1),
            Bearing(to_booth.end_s, radians(78)),
        ),
        (
            Posture(0.0, "carry"), Posture(times.passes - 1.0, "give", 0.8), Posture(times.passes + 0.6, "stand", 0.8),
            Posture(fallen_2, "buckle", 0.4), Posture(fallen_2 + 0.35, "lie", 0.6), Posture(up, "prop", 1.4),
            Posture(up + 1.3, "kneel", 1.2), Posture(up + 2.5, "hurt", 1.3), Posture(call[0], "phone", 0.7),
            Posture(call[1], "hurt", 0.7),
        ),
        ((walk_out.end_s + 2.5, times.light - 0.5), (times.jolt - 2.5, times.passes - 2.0)), 0.41,
    )  # fmt: skip
    return one, two


def _men(
    van: Van, times: _Times, spots: dict[str, Point], bike: Point, looks: list[Looks]
) -> tuple[Person, Person, Person, Person]:
    door = (van.stop_m[0] + 0.07, van.stop_m[1] - 0.4)
    step = (door[0] + 0.05, van.stop_m[1] - 1.75)
    ways: tuple[tuple[Point, ...], ...] = (
        (spots["man-1"],),
        ((0.0, 1.55), spots["man-2"]),
        ((0.9, 1.75), (2.2, 0.9), spots["man-3"]),
        ((-2.5, -0.2), spots["man-4"]),
    )
    waits: tuple[Point, ...] = (
        (step[0] - 0.1, step[1] - 0.55),
        (step[0] + 0.85, step[1] - 0.1),
        (step[0] - 1.0, step[1] - 0.3),
    )
    outs = [Leg(times.out[k], (door, step, *ways[k]), 1.45) for k in range(4)]
    men = []
    for k in range(3):
        legs = [outs[k], *_errand(k, times, spots)]
        legs.append(Leg(times.falls[1] + 1.6 + 0.7 * k, (legs[-1].points_m[-1], *_home(k), waits[k]), 1.35))
        into = Leg(times.back[k], (waits[k], (step[0], step[1] + 0.1), door), 1.15)
        men.append(
            Person(
                f"man-{k + 1}", looks[2 + k], ((times.out[k], into.end_s),), (*legs, into),
                (
                    Bearing(outs[k].end_s, _towards(spots[f"man-{k + 1}"], spots["middle"])),
                    Bearing(legs[-1].end_s, radians((100, 150, 60)[k])),
                ),
                _postures(k, times), ((times.hands[0] + 1.0, times.passes - 1.8),) if k == 0 else (), 0.2 * k + 0.05,
            )
        )  # fmt: skip
    lookout = (-3.7, -0.9)
    legs4 = (outs[3], Leg(times.falls[1] + 2.4, (spots["man-4"], lookout), 1.3),
             Leg(times.bike - 4.0, (lookout, (bike[0] - 0.25, bike[1] + 0.42)), 1.3))  # fmt: skip
    man4 = Person(
        "man-4", looks[5], ((times.out[3], inf),), legs4,
        (
            Bearing(outs[3].end_s, _towards(spots["man-4"], spots["middle"])),
            Bearing(legs4[1].end_s, radians(185)), Bearing(legs4[2].end_s, radians(-30)),
        ),
        (Posture(0.0, "stand"), Posture(outs[3].end_s + 0.5, "wait", 0.8), Posture(times.falls[1] + 2.0, "stand")),
        (), 0.77,
    )  # fmt: skip
    return men[0], men[1], men[2], man4


def _errand(k: int, times: _Times, spots: dict[str, Point]) -> tuple[Leg, ...]:
    """Let the first man step up to the guard for the bag and back again."""
    if k != 0:
        return ()
    here, there = spots["man-1"], spots["guard-2"]
    yaw = _towards(there, here)
    near = there[0] + 1.12 * cos(yaw), there[1] + 1.12 * sin(yaw)
    back = there[0] + 1.7 * cos(yaw), there[1] + 1.7 * sin(yaw)
    return (Leg(times.passes - 2.2, (here, near), 0.9), Leg(times.passes + 1.6, (near, back), 0.8))


def _home(k: int) -> tuple[Point, ...]:
    """Lead the third man around the two on the ground."""
    return ((), (), ((2.1, 0.9),))[k]


def _postures(k: int, times: _Times) -> tuple[Posture, ...]:
    start = Posture(0.0, "stand")
    if k == 0:
        return (start, Posture(times.out[0] + 4.5, "talk", 0.8), Posture(times.passes - 0.9, "take", 0.8),
                Posture(times.passes + 0.6, "carry", 0.8))  # fmt: skip
    if k == 1:
        return (start, Posture(times.hands[0] - 1.2, "aim", 0.6), Posture(times.falls[1] + 0.9, "stand", 0.7))
    return (start, Posture(times.out[2] + 6.5, "wait", 0.9), Posture(times.falls[1] + 1.2, "stand"))


def _cyclist(man: Person, leg: Leg) -> Person:
    return replace(
        man,
        out_s=((man.out_s[0][0], leg.end_s),),
        postures=(*man.postures, Posture(leg.start_s - 1.0, "ride", 0.9)),
    )


def _acts(
    people: tuple[Person, ...], van: Van, times: _Times, phone: tuple[float, float]
) -> tuple[tuple[str, tuple[str, ...], float, float | None], ...]:
    """Name the acts that the script itself sets; the pictures' edges are found from the geometry."""
    by_name = {person.name: person for person in people}
    men = [by_name[f"man-{k}"] for k in range(1, 5)]
    around = max(man.legs[0].end_s for man in men)
    leaves = min(man.legs[1].start_s for man in men[1:])
    # At the van the first man waits between the second, the third and the lookout, within their outline by a foot.
    waits = max(*(man.legs[-2].end_s for man in men[:3]), men[3].legs[1].end_s), men[3].legs[2].start_s
    fall_1, fall_2 = times.falls
    to_booth = by_name["guard-2"].legs[-1]
    return tuple(sorted((
        ("door_opens", ("van",), van.door_s[0], van.door_s[1]),
        *(("gets_out", (man.name, "van"), man.out_s[0][0], man.out_s[0][0] + 1.0) for man in men),
        ("person_surrounded", ("guard-1", "man-1", "man-2", "man-3", "man-4"), around, leaves),
        ("person_surrounded", ("guard-2", "man-1", "man-2", "man-3", "man-4"), around, leaves),
        ("person_surrounded", ("man-1", "man-2", "man-3", "man-4"), *waits),
        ("arm_aimed", ("man-2", "guard-2"), times.hands[0] - 0.6, times.falls[1] + 0.9),
        ("hands_up", ("guard-1",), times.hands[0] + 0.7, times.hands[1]),
        ("object_transferred", ("bag", "guard-2", "man-1"), times.passes, None),
        ("turns_away", ("guard-1", "man-1"), times.turn, times.turn + 1.1),
        ("turns_away", ("guard-2", "man-1"), times.turn + 0.3, times.turn + 1.4),
        ("fall", ("guard-1",), fall_1, fall_1 + 0.95),
        ("lying", ("guard-1",), fall_1 + 0.95, None),
        ("fall", ("guard-2",), fall_2, fall_2 + 0.95),
        ("lying", ("guard-2",), fall_2 + 0.95, times.rises),
        ("gets_up", ("guard-2",), times.rises, times.rises + 3.8),
        ("walks_to_booth", ("guard-2",), to_booth.start_s, to_booth.end_s),
        ("telephones", ("guard-2",), phone[0], phone[1]),
        ("object_taken", ("bicycle", "man-4"), times.bike, None),
        *(("gets_in", (man.name, "van"), man.out_s[0][1] - 0.9, man.out_s[0][1]) for man in men[:3]),
        ("door_closes", ("van",), van.door_s[2], van.door_s[3]),
    ), key=lambda act: (act[2], act[0])))  # fmt: skip
