"""Whatever recordings truly showed lies within the bounds that they give; what is left unsaid widens, never moves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

from hypothesis import given, settings
from hypothesis import strategies as st

from gestae.chronology.bounds import Solved, solve
from gestae.chronology.firsts import grounded
from gestae.chronology.recordings import recorded_statements
from gestae.model.network import ORIGIN, Apart, First, Network, Said
from gestae.model.recorded import Beside, Check, Offset, Place, Read, Recorded, Shows, Strand

EPOCH_NS = 1_647_432_000 * 10**9
FRAME_NS = Fraction(10**9, 25)
SPAN_S = 400


@dataclass(frozen=True)
class Truth:
    """What was said, and when everything truly was, in nanoseconds since the epoch of the network.

    `pace` gives for each strand when its zero was taken, and how fast the world went by its time.
    """

    recorded: Recorded
    points: dict[str, Fraction]
    pace: dict[str, tuple[Fraction, Fraction]]


@st.composite
def truths(draw: st.DrawFn) -> Truth:
    """Draw recorders whose clocks and recordings run wrong within their rate, and events that they truly showed."""
    events = {f"e{n}": Fraction(draw(st.integers(0, SPAN_S * 10**9))) for n in range(draw(st.integers(1, 5)))}
    strands, shows, reads, checks, rates, pace = [], [], [], [], {}, {}
    for number in range(draw(st.integers(1, 3))):
        rate = Fraction(draw(st.sampled_from((0, 20, 200))), 1_000_000)
        within = st.fractions(-rate, rate, max_denominator=10**7) if rate else st.just(Fraction(0))
        clock = f"r{number}"
        rates[clock] = rate
        zero_ns, count_zero_ns = (Fraction(draw(st.integers(-(10**11), 10**9))) for _ in range(2))
        file_pace, clock_pace = 1 + draw(within), 1 + draw(within)
        strand = f"s{number}/0/0"
        strands.append(Strand(strand, rate))
        pace[strand] = zero_ns, file_pace

        def taken(place: Place, zero_ns: Fraction = zero_ns, pace: Fraction = file_pace) -> Fraction:
            return zero_ns + place.at_ns * pace

        for name, at_ns in events.items():
            if draw(st.booleans()):
                frame = floor((at_ns - zero_ns) / file_pace / FRAME_NS)
                low, high = frame - draw(st.integers(0, 5)), frame + 1 + draw(st.integers(0, 5))
                earliest, latest = (Place(strand, n * FRAME_NS) for n in (low, high))
                assert taken(earliest) <= at_ns <= taken(latest)
                shows.append(Shows(f"seen:{name}:{number}", name, earliest, latest, (strand,)))
        for n in range(draw(st.integers(0, 2))):
            at = Place(strand, draw(st.integers(0, SPAN_S * 25)) * FRAME_NS)
            count = (taken(at) - count_zero_ns) / clock_pace
            bounds = floor(count - draw(st.integers(0, 10**9))), ceil(count + draw(st.integers(0, 10**9)))
            reads.append(Read(f"read:{clock}:{n}", clock, at, bounds, (strand,)))
        for n in range(draw(st.integers(0, 2))):
            count_ns = draw(st.integers(-(10**12), 10**12))
            within_ns = draw(st.integers(0, 10**9))
            truly = count_zero_ns + count_ns * clock_pace
            low, high = ceil(truly - within_ns), floor(truly + within_ns)
            if low <= high:
                reference = EPOCH_NS + draw(st.integers(low, high))
                checks.append(Check(f"compared:{clock}:{n}", clock, count_ns, reference, within_ns, (f"note{n}",)))
    recorded = Recorded(tuple(strands), (), rates, tuple(shows), tuple(reads), tuple(checks))
    return Truth(recorded, events, pace)


def solved(truth: Truth, recorded: Recorded | None = None) -> Solved:
    """Solve what is said of the events of a truth."""
    said, axioms = recorded_statements(recorded or truth.recorded, EPOCH_NS)
    return solve(Network.of(truth.points, said, axioms, EPOCH_NS))


@settings(deadline=None)
@given(truths())
def test_what_was_truly_shown_lies_within_its_bounds(truth: Truth) -> None:
    found = solved(truth)
    for name, span in found.spans().items():
        at_ns = truth.points[name] + EPOCH_NS
        assert span.earliest_ns is None or span.earliest_ns <= at_ns
        assert span.latest_ns is None or at_ns <= span.latest_ns


@settings(deadline=None)
@given(truths())
def test_no_distance_between_two_events_leaves_the_truth_out(truth: Truth) -> None:
    found = solved(truth)
    for a in truth.points:
        for b in set(truth.points) - {a}:
            bound = found.apart(a, b)
            assert bound is None or truth.points[b] - truth.points[a] <= bound.most_ns


@settings(deadline=None)
@given(truths(), st.data())
def test_leaving_something_out_never_narrows_a_bound_but_by_its_own_rounding(truth: Truth, data: st.DataObject) -> None:
    kept = tuple(one for one in truth.recorded.reads if data.draw(st.booleans()))
    less = replace(truth.recorded, reads=kept)
    whole, left = solved(truth).spans(), solved(truth, less).spans()
    # A reading is a place on its clock and a place in its footage, and each costs up to a nanosecond, outwards; where
    # both run at a known, right rate nothing is rounded.
    is_rounded = any(truth.recorded.rates.values()) or any(one.max_rate_error for one in truth.recorded.strands)
    rounded_ns = 2 * (len(truth.recorded.reads) - len(kept)) if is_rounded else 0
    for name in truth.points:
        low, high = left[name].earliest_ns, left[name].latest_ns
        assert low is None or (whole[name].earliest_ns or low) >= low - rounded_ns
        assert high is None or (whole[name].latest_ns or high) <= high + rounded_ns


@settings(deadline=None)
@given(truths())
def test_without_a_known_rate_the_order_of_pictures_still_counts(truth: Truth) -> None:
    strands = tuple(replace(one, max_rate_error=None) for one in truth.recorded.strands)
    said = Recorded(strands, (), {}, truth.recorded.shows)
    found = solved(truth, said)
    for one in said.shows:
        for other in said.shows:
            assert one.latest is not None
            assert other.earliest is not None
            if one.latest.strand == other.earliest.strand and one.latest < other.earliest and one.point != other.point:
                bound = found.apart(other.point, one.point)
                assert bound is not None
                assert bound.most_ns < 0, "it came before, by at least a nanosecond"


@settings(deadline=None)
@given(truths(), st.integers(0, SPAN_S), st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_true_offset_between_two_recordings_keeps_every_truth_inside(
    truth: Truth, at_s: int, below: int, above: int
) -> None:
    """What the first showed at a moment, the second showed at a time that is known within bounds."""
    if len(truth.pace) < 2:
        return
    (a, (zero_a, pace_a)), (b, (zero_b, pace_b)) = sorted(truth.pace.items())[:2]
    at = Place(a, Fraction(at_s * 10**9))
    truly = (zero_a + at.at_ns * pace_a - zero_b) / pace_b
    offset = Offset("offset:1", (Beside(at, Place(b, truly - below), Place(b, truly + above)),), (a, b))
    found = solved(truth, replace(truth.recorded, offsets=(offset,)))
    for name, span in found.spans().items():
        at_ns = truth.points[name] + EPOCH_NS
        assert span.earliest_ns is None or span.earliest_ns <= at_ns
        assert span.latest_ns is None or at_ns <= span.latest_ns


@settings(deadline=None)
@given(st.lists(st.none() | st.integers(-(10**12), 10**12), min_size=1, max_size=4))
def test_what_lies_with_the_first_of_others_is_bounded_by_the_least_of_their_bounds(earliest: list[int | None]) -> None:
    parts = tuple(f"fall by {n}" for n in range(len(earliest)))
    said = [
        Said(f"c{n}", Apart(ORIGIN, part, at_ns, None), (f"s{n}",))
        for n, (part, at_ns) in enumerate(zip(parts, earliest, strict=True))
        if at_ns is not None
    ]
    axioms = [Apart("fall", part, 0, None) for part in parts]
    found = solve(grounded(Network.of(["fall"], said, axioms, EPOCH_NS, [First("fall", parts)])))
    span, bound = found.spans()["fall"], found.earliest("fall")
    if None in earliest:
        assert (span.earliest_ns, bound) == (None, None)
        return
    least = min(one for one in earliest if one is not None)
    assert span.earliest_ns == least + EPOCH_NS
    assert bound is not None
    assert sum(step.most_ns for step in bound.steps) == bound.most_ns == -least
    assert bound.said == (*sorted(one.id for one in said), "first:fall"), "it rests on what bounds each of them"
