"""What recordings say becomes exactly these statements: rounded outwards, once, and nothing more."""

from __future__ import annotations

from fractions import Fraction

from gestae.chronology.recordings import recorded_statements
from gestae.model.network import ORIGIN, Apart, Grade, Said
from gestae.model.recorded import Began, Beside, Check, Offset, Place, Read, Recorded, Shows, Strand

# A third of the rate is in no distance a whole number of nanoseconds, so each rounding shows.
RATE = Fraction(1, 3_000)
EPOCH_NS = 1_000


def test_a_sighting_has_both_its_sides_and_what_is_left_out_limits_nothing() -> None:
    early, late = Place("s", Fraction(5)), Place("s", Fraction(9))
    shows = (
        Shows("both", "e", early, late, ("cam",), ("same",)),
        Shows("late", "e", None, late, ("cam",)),
        Shows("early", "e", early, None, ("cam",)),
    )
    said, _ = recorded_statements(Recorded((Strand("s", RATE),), shows=shows), 0)
    low, high = Apart("picture of s at 5", "e", 0, None), Apart("e", "picture of s at 9", 0, None)
    assert said == [
        Said("both", low, ("cam",), ("same",), Grade.INSTRUMENT, also=(high,)),
        Said("late", high, ("cam",), (), Grade.INSTRUMENT),
        Said("early", low, ("cam",), (), Grade.INSTRUMENT),
    ]


def test_readings_checks_and_offsets_are_rounded_outwards() -> None:
    a, low, high = Place("s", Fraction(7)), Place("t", Fraction(8)), Place("t", Fraction(8))
    recorded = Recorded(
        strands=(Strand("s", RATE), Strand("t", RATE)),
        rates={"rec": RATE, "other": RATE},
        reads=(Read("read", "rec", a, (100, 1_100), ("cam",)),),
        checks=(Check("check", "rec", 2_100, 5_000, 30, ("note",)), Check("far", "other", 7, 4_000, 0, ("note",))),
        offsets=(Offset("offset", (Beside(a, low, high),), ("cam", "yard")),),
    )
    said, axioms = recorded_statements(recorded, EPOCH_NS)
    assert said == [
        # 1,000 and a third: a whole nanosecond more.
        Said(
            "read", Apart("count of rec at 100", "picture of s at 7", 0, 1_001), ("cam",), (), Grade.INSTRUMENT, "rec"
        ),
        Said("check", Apart(ORIGIN, "count of rec at 2100", 3_970, 4_030), ("note",), (), Grade.INSTRUMENT, "rec"),
        Said("far", Apart(ORIGIN, "count of other at 7", 3_000, 3_000), ("note",), (), Grade.INSTRUMENT, "other"),
        Said(
            "offset",
            Apart("picture of t at 8", "picture of s at 7", 0, None),
            ("cam", "yard"),
            (),
            Grade.INSTRUMENT,
            also=(Apart("picture of s at 7", "picture of t at 8", 0, None),),
        ),
    ]
    # The recorder's counts are chained: 2,000 give or take two thirds.
    assert axioms == [Apart("count of rec at 100", "count of rec at 2100", 1_999, 2_001)]


def test_of_a_clock_of_no_known_rate_only_what_it_showed_at_one_moment_is_tied() -> None:
    place = Place("s", Fraction(7))
    reads = (Read("tick", "rec", place, (100, 100), ("cam",)), Read("shown", "rec", place, (100, 1_100), ("cam",)))
    checks = (Check("check", "rec", 2_100, 5_000, 30, ("note",)),)
    said, axioms = recorded_statements(Recorded(strands=(Strand("s", None),), reads=reads, checks=checks), EPOCH_NS)
    assert [(one.apart.least_ns, one.apart.most_ns) for one in said] == [(0, 0), (0, None), (3_970, 4_030)]
    assert axioms == []


def shown(*places: Place) -> tuple[Shows, ...]:
    return tuple(Shows(f"s{number}", "e", place, None, ("cam",)) for number, place in enumerate(places))


def test_pictures_are_chained_each_to_the_one_before_it() -> None:
    places = [Place("s", Fraction(n)) for n in (4_000, 1_000, 2_000)]
    _, axioms = recorded_statements(Recorded((Strand("s", RATE),), shows=shown(*places)), 0)
    assert axioms == [
        Apart("picture of s at 1000", "picture of s at 2000", 999, 1_001),
        Apart("picture of s at 2000", "picture of s at 4000", 1_999, 2_001),
    ]


def test_pictures_of_readings_and_offsets_are_in_the_chain_too() -> None:
    place = [Place("s", Fraction(n * 3_000)) for n in range(4)]
    recorded = Recorded(
        strands=(Strand("s", RATE), Strand("t", RATE)), rates={"rec": RATE},
        shows=(Shows("show", "e", None, place[0], ("cam",)),),
        reads=(Read("read", "rec", place[2], (5, 6), ("cam",)),),
        offsets=(
            Offset("from", (Beside(place[1], Place("t", Fraction(0)), Place("t", Fraction(0))),), ("cam",)),
            Offset("to", (Beside(Place("t", Fraction(0)), place[3], place[3]),), ("cam",)),
        ),
    )  # fmt: skip
    _, axioms = recorded_statements(recorded, 0)
    assert axioms == [
        Apart(f"picture of s at {n * 3_000}", f"picture of s at {(n + 1) * 3_000}", 2_999, 3_001) for n in range(3)
    ]


def test_pictures_of_a_recording_that_keeps_time_are_tied_to_its_first() -> None:
    places = [Place("s", Fraction(n, 3)) for n in (0, 1, 2)]
    _, axioms = recorded_statements(Recorded((Strand("s", Fraction(0)),), shows=shown(*places)), 0)
    assert axioms == [
        Apart("picture of s at 0", "picture of s at 1/3", 0, 1),
        Apart("picture of s at 0", "picture of s at 2/3", 0, 1),
    ]


def test_without_a_rate_pictures_are_in_order_and_strands_follow_each_other() -> None:
    places = [Place("s", Fraction(at)) for at in (1, 2, 3)] + [Place("u", Fraction(at)) for at in (0, 4)]
    recorded = Recorded(
        strands=(Strand("s", None), Strand("t", None), Strand("u", None)), follow=(("s", "t", "u"),),
        shows=shown(*places),
    )  # fmt: skip
    _, axioms = recorded_statements(recorded, 0)
    assert axioms == [
        Apart("picture of s at 1", "picture of s at 2", 1, None),
        Apart("picture of s at 2", "picture of s at 3", 1, None),
        Apart("picture of u at 0", "picture of u at 4", 1, None),
        Apart("picture of s at 3", "picture of u at 0", 1, None),
    ]


def test_what_lies_with_the_first_comes_before_each() -> None:
    began = Began("act", ("a", "b"))
    _, axioms = recorded_statements(Recorded(began=(began,)), 0)
    assert axioms == [Apart("act", "a", 0, None), Apart("act", "b", 0, None)]
