"""Networks drawn at random, with the times that are true in them; some with lies."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from gestae.model.network import ORIGIN, Apart, Grade, Network, Said

SOURCES = ("cam1", "cam2", "w1", "w2")


@dataclass(frozen=True)
class Incident:
    """A network, and one set of times; `honest` where every statement holds for them."""

    network: Network
    times: dict[str, int]
    honest: bool


@st.composite
def incidents(draw: st.DrawFn, *, most_points: int = 6, most_said: int = 12, lies: int = 0) -> Incident:
    """Draw points with times, and statements that hold for them, save for so many lies at most."""
    points = [f"p{n}" for n in range(draw(st.integers(2, most_points)))]
    times = {ORIGIN: 0} | {name: draw(st.integers(-200, 200)) for name in points}
    pairs = st.lists(st.sampled_from(sorted(times)), min_size=2, max_size=2, unique=True)
    wrong = draw(st.integers(0, lies))
    count = draw(st.integers(max(1, wrong), most_said))
    said = [_said(draw, number, draw(pairs), times, lie=number < wrong) for number in range(count)]
    axioms = [_apart(draw, draw(pairs), times) for _ in range(draw(st.integers(0, 2)))]
    return Incident(Network.of(points, said, axioms), times, wrong == 0)


@st.composite
def parted(draw: st.DrawFn) -> Incident:
    """Draw honest statements that may tie some points to the origin, some to each other alone, and some to nothing.

    Between the tied and the untied there may be statements that say no more than which came first, and by how much.
    """
    points = [f"p{n}" for n in range(draw(st.integers(2, 6)))]
    scale = draw(st.sampled_from([1, 1_000_000_000]))
    times = {ORIGIN: 0} | {name: draw(st.integers(-60, 60)) * scale for name in points}
    part = {ORIGIN: 0} | {name: draw(st.integers(0, 2)) for name in points}
    said = []
    for number in range(draw(st.integers(1, 8))):
        start, to = draw(st.lists(st.sampled_from(sorted(times)), min_size=2, max_size=2, unique=True))
        truly = times[to] - times[start]
        least, most = truly - draw(st.integers(0, 30)) * scale, truly + draw(st.integers(0, 30)) * scale
        sides = (least, most) if part[start] == part[to] else draw(st.sampled_from([(least, None), (None, most)]))
        said.append(Said(f"c{number:02}", Apart(start, to, *sides), ("cam1",)))
    return Incident(Network.of(points, said), times, honest=True)


@st.composite
def tied(draw: st.DrawFn) -> Incident:
    """Draw honest statements about few moments, so that several points are often proved to be at one of them."""
    points = [f"p{n}" for n in range(draw(st.integers(2, 4)))]
    times = {ORIGIN: 0} | {name: draw(st.integers(0, 1)) for name in points}
    said = []
    for number in range(draw(st.integers(1, 9))):
        start, to = draw(st.lists(st.sampled_from(sorted(times)), min_size=2, max_size=2, unique=True))
        truly = times[to] - times[start]
        under, over = draw(st.sampled_from([(0, 0), (0, 0), (0, None), (None, 0), (0, 1), (1, None), (None, 1)]))
        least, most = (None if under is None else truly - under), (None if over is None else truly + over)
        said.append(Said(f"c{number}", Apart(start, to, least, most), (draw(st.sampled_from(SOURCES)),)))
    return Incident(Network.of(points, said), times, honest=True)


def _said(draw: st.DrawFn, number: int, pair: list[str], times: dict[str, int], *, lie: bool) -> Said:
    apart = _apart(draw, pair, times, off=draw(st.integers(1, 40)) * 10 if lie else 0)
    sources = tuple(draw(st.lists(st.sampled_from(SOURCES), min_size=1, max_size=2, unique=True)))
    links = tuple(draw(st.lists(st.sampled_from(["same-event", "same-man"]), max_size=1)))
    return Said(f"c{number:02}", apart, sources, links, draw(st.sampled_from(list(Grade))))


def _apart(draw: st.DrawFn, pair: list[str], times: dict[str, int], off: int = 0) -> Apart:
    start, to = pair
    truly = times[to] - times[start] + off
    least = draw(st.none() | st.integers(0, 60).map(lambda slack: truly - slack))
    most = draw(st.none() | st.integers(0, 60).map(lambda slack: truly + slack))
    return Apart(start, to, truly if least is None and most is None else least, most)
