"""What a short tale says is what follows: nothing more is told, and nothing that follows is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.laws.chronology_networks import Incident, incidents, parted
from tests.laws.test_casefile_narrative import scaled

from gestae.casefile.accountview import PointView, Side
from gestae.casefile.shortly import Act, Group, ShortTale, tell_shortly
from gestae.casefile.timewords import printed_limits
from gestae.casefile.tongues import TONGUES
from gestae.chronology.bounds import solve
from gestae.chronology.precedence import later_by_least
from gestae.chronology.precedes import Table, closed
from gestae.model.network import Network

LAW = settings(deadline=None, max_examples=80)
MS = 1_000_000
many = st.sampled_from([1, MS, 700_000])
_REFERENCE = re.compile(r"; (after|before|not earlier than|not later than|at the same moment as) ([^;.]*)")
_NUMBERS = re.compile(r"\((\d+)\)(?:–\((\d+)\))?")


def acts_of(network: Network) -> tuple[list[Act], tuple[Table, Table]]:
    """Give the points of a network as instants, and both tables of them."""
    solved = solve(network)
    least_ns = later_by_least(solved, network.points)
    np.fill_diagonal(least_ns, -1)
    points = [PointView(name, name, name, Side.WHOLE, span.earliest_ns, span.latest_ns, span.grade)
              for name, span in solved.spans().items()]  # fmt: skip
    return [Act(one.title, one) for one in points], (least_ns > 0, least_ns >= 0)


def read(tale: ShortTale, acts: list[Act]) -> tuple[Table, Table]:
    """Read a tale as a person may: times, "then", and the words behind an event; with all that follows from them."""
    count = len(acts)
    before = np.zeros((count, count), np.bool_)
    not_after = np.zeros_like(before)
    tables = {"after": before, "before": before.T, "not earlier than": not_after, "not later than": not_after.T}
    place = {one.number: one.place for group in tale.groups for one in group.told}
    for here, (later, earlier) in enumerate(
        (rest(tale.groups[n:]), rest(tale.groups[:n])) for n in range(len(tale.groups))
    ):
        if tale.groups[here].is_then:
            before[np.ix_(later, earlier)] = True
    for one in (one for group in tale.groups for one in group.told):
        for word, number in referred(one.text):
            for key in ("not earlier than", "not later than") if word == "at the same moment as" else (word,):
                tables[key][one.place, place[number]] = True
    for chain in (group.told for group in tale.groups if group.is_chain):
        for first, second in pairwise(chain):
            before[second.place, first.place] = True
    low, high = zip(*(printed_limits(act.start) for act in acts), strict=True)
    before |= np.array([[h is not None and e is not None and h < e for h in high] for e in low])
    weak = closed(before | not_after)
    reach = (weak | np.eye(count, dtype=bool)).astype(int)
    np.fill_diagonal(weak, val=False)
    return np.asarray(reach @ before.astype(int) @ reach > 0), weak


def rest(groups: tuple[Group, ...]) -> list[int]:
    """Give the places of all that is told in some groups, save what is told apart."""
    return [one.place for group in groups if not group.is_apart for one in group.told]


def referred(text: str) -> Iterator[tuple[str, int]]:
    """Give each number that a sentence names with the word before it."""
    for word, numbers in _REFERENCE.findall(text):
        for low, high in _NUMBERS.findall(numbers):
            yield from ((word, number) for number in range(int(low), int(high or low) + 1))


@LAW
@given(incidents(most_points=12, most_said=20) | parted(), many)
def test_what_is_read_is_what_follows(incident: Incident, by: int) -> None:
    acts, tables = acts_of(scaled(incident.network, by))
    tale = tell_shortly("drawn", UTC, acts, tables, TONGUES["en"])
    strict, weak = read(tale, acts)
    assert (strict == tables[0]).all(), "\n".join(tale.lines)
    assert (weak == tables[1]).all(), "\n".join(tale.lines)


@LAW
@given(incidents(most_points=12, most_said=20), st.sampled_from(["en", "uk"]))
def test_every_event_is_told_once_and_an_order_that_is_not_there_is_not_called_one(
    incident: Incident, lang: str
) -> None:
    acts, (strict, weak) = acts_of(incident.network)
    tongue = TONGUES[lang]
    tale = tell_shortly("drawn", UTC, acts, (strict, weak), tongue)
    told = [one for group in tale.groups for one in group.told]
    assert sorted(one.place for one in told) == list(range(len(acts)))
    assert [one.number for one in told] == list(range(1, len(acts) + 1))
    for group in tale.groups:
        places = [one.place for one in group.told]
        if tongue.unordered in group.text:
            assert not (strict | weak)[np.ix_(places, places)].any()
    apart = [group for group in tale.groups if group.is_apart]
    assert len({group.text for group in apart}) == len(apart) <= 2
    assert apart == list(tale.groups[len(tale.groups) - len(apart) :])
    timeless = (tongue.timeless, tongue.timeless_chain)
    for group in apart:
        assert all((acts[one.place].start.grade is None) == (group.text in timeless) for one in group.told)
