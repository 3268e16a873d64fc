"""What small networks answer, exactly: order, conflicts, repairs, what is lost, how firm it is."""

from __future__ import annotations

import random

import numpy as np
import pytest

from gestae.chronology.bounds import ContradictoryError, Span, solve
from gestae.chronology.conflicts import (
    Conflicts,
    StatementSet,
    every_conflict,
    independent_conflicts,
    repairs,
)
from gestae.chronology.exclusion import Change, Difference, Left, compare
from gestae.chronology.firmness import ClockSlack, Firmness, clock_slacks, firmness
from gestae.chronology.holding import can_hold
from gestae.chronology.precedence import (
    Followed,
    Relation,
    following,
    later_by_least,
    relation,
    timelines,
)
from gestae.model.network import MOST_NS, ORIGIN, Apart, Grade, Network, Said


def said(name: str, start: str, to: str, least: int | None, most: int | None, *sources: str, **more: object) -> Said:
    return Said(name, Apart(start, to, least, most), sources or ("w1",), **more)  # type: ignore[arg-type]


def net(points: str, *statements: Said, epoch_ns: int = 0) -> Network:
    return Network.of(points.split(), statements, (), epoch_ns)


CHAIN = net(
    "a b c d e f",
    said("1", "a", "b", 1, None),
    said("2", "b", "c", 0, None, "w2"),
    said("3", "c", "d", 0, 0, "w2"),
    said("4", "d", "e", 5, 9, "w1", "w2", links=("same",)),
    said("5", "a", "e", 2, None, "w3"),
)


def test_the_order_that_follows_is_listed_without_what_follows_from_it() -> None:
    assert following(solve(CHAIN)) == Followed((("a", "b"), ("c", "e")), (("b", "c"),), (("c", "d"),))


def test_each_point_comes_after_each_other_by_at_least_so_much() -> None:
    unsaid = np.iinfo(np.int64).min
    assert later_by_least(solve(CHAIN), ["e", "a", "f", "b", "c", "d"]).tolist() == [
        [0, 6, unsaid, 5, 5, 5],
        [unsaid, 0, unsaid, unsaid, unsaid, unsaid],
        [unsaid, unsaid, 0, unsaid, unsaid, unsaid],
        [unsaid, 1, unsaid, 0, unsaid, unsaid],
        [-9, 1, unsaid, 0, 0, 0],
        [-9, 1, unsaid, 0, 0, 0],
    ]
    assert later_by_least(solve(CHAIN), ["b", "a"]).tolist() == [[0, 1], [unsaid, 0]]
    assert later_by_least(solve(CHAIN), []).tolist() == []
    with pytest.raises(KeyError):
        later_by_least(solve(CHAIN), ["a", "nobody"])


def test_a_pair_that_follows_over_one_point_is_not_listed() -> None:
    weak = net("a b c", said("1", "a", "b", 0, None), said("2", "b", "c", 0, None))
    assert following(solve(weak)) == Followed((), (("a", "b"), ("b", "c")), ())
    first = net("a b c", said("1", "a", "b", 1, None), said("2", "b", "c", 0, None))
    assert following(solve(first)) == Followed((("a", "b"),), (("b", "c"),), ())
    last = net("a b c", said("1", "a", "b", 0, None), said("2", "b", "c", 1, None), said("3", "a", "c", 5, None))
    assert following(solve(last)) == Followed((("b", "c"),), (("a", "b"),), ())


def test_groups_of_the_same_moment_stand_under_their_first_names() -> None:
    network = net(
        "a b c d e", said("1", "a", "d", 0, 0), said("2", "b", "c", 0, 0), said("3", "d", "b", 1, None),
        said("4", "c", "e", 0, None),
    )  # fmt: skip
    assert following(solve(network)) == Followed((("a", "b"),), (("b", "e"),), (("a", "d"), ("b", "c")))


RELATIONS: dict[str, tuple[int | None, int | None, Relation, Relation]] = {
    "before": (1, None, Relation.BEFORE, Relation.AFTER),
    "touching": (0, None, Relation.NOT_AFTER, Relation.NOT_BEFORE),
    "same": (0, 0, Relation.SAME, Relation.SAME),
    "within": (0, 5, Relation.NOT_AFTER, Relation.NOT_BEFORE),
    "ahead": (None, -1, Relation.AFTER, Relation.BEFORE),
    "not ahead": (None, 0, Relation.NOT_BEFORE, Relation.NOT_AFTER),
    "either": (-1, 1, Relation.OPEN, Relation.OPEN),
    "open": (-1, None, Relation.OPEN, Relation.OPEN),
}


@pytest.mark.parametrize("case", RELATIONS)
def test_how_two_points_stand(case: str) -> None:
    least, most, there, back = RELATIONS[case]
    solved = solve(net("a b c", said("1", "a", "b", least, most)))
    assert (relation(solved, "a", "b"), relation(solved, "b", "a")) == (there, back)
    assert relation(solved, "a", "c") is Relation.OPEN


def test_timelines_go_as_far_as_can_be_and_a_second_where_nothing_binds() -> None:
    network = net("a b c", said("1", ORIGIN, "a", 10, 20), said("2", "a", "b", -5, 8), epoch_ns=1_000)
    late, early = timelines(solve(network), "a", "b")
    assert (late["b"] - late["a"], early["b"] - early["a"]) == (8, -5)
    for times in (late, early):
        assert 1_010 <= times["a"] <= 1_020
    assert abs(late["c"] - late["b"]) >= 10**9


def test_points_that_nothing_binds_forward_come_a_second_after_the_rest() -> None:
    """From a no way leads to c or d: c comes a second after the last that is bound, d is 3 after c; neither moves a."""
    network = net("a b c d", said("1", "a", "b", -7, -2), said("2", "c", "a", None, 5), said("3", "c", "d", 3, 3))
    late, early = timelines(solve(network), "a", "b")
    assert (late["b"] - late["a"], late["c"] - late["a"], late["d"] - late["c"]) == (-2, 10**9, 3)
    assert (early["b"] - early["a"], early["c"] - early["a"], early["d"] - early["c"]) == (-7, 10**9, 3)


def test_only_points_lie_before_what_nothing_binds() -> None:
    """The clock's node lies a thousand after a, and is no point: c comes a second after b, the last that is bound."""
    network = net("a b c", said("1", "a", "clock k", None, 1_000), said("2", "clock k", "b", None, -900))
    late, _ = timelines(solve(network), "a", "b")
    assert (late["b"] - late["a"], late["c"] - late["b"]) == (100, 10**9)


@pytest.mark.parametrize("name", ["", "aa", "zz"])
def test_a_point_that_is_none_is_not_taken_for_another(name: str) -> None:
    solved = solve(net("a b", said("1", "a", "b", 1, None)))
    for ask in (lambda: solved.apart(name, "a"), lambda: solved.apart("a", name), lambda: relation(solved, "a", name)):
        with pytest.raises(KeyError):
            ask()


def test_spans_have_the_grade_of_their_weaker_side() -> None:
    network = Network.of(
        ["a", "b", "c", "d", "e"],
        [
            said("1", ORIGIN, "a", 5, 9, grade=Grade.INSTRUMENT), said("2", "a", "b", 1, None, grade=Grade.WORDS),
            said("3", ORIGIN, "c", None, 7, grade=Grade.TESTIMONY), said("4", ORIGIN, "c", None, 7, grade=Grade.WORDS),
            said("5", ORIGIN, "e", 3, None, grade=Grade.INSTRUMENT), said("6", ORIGIN, "e", None, 4, grade=Grade.WORDS),
        ],
        (), 100,
    )  # fmt: skip
    assert solve(network).spans() == {
        "a": Span(105, 109, Grade.INSTRUMENT), "b": Span(106, None, Grade.WORDS), "c": Span(None, 107, Grade.TESTIMONY),
        "d": Span(None, None, None), "e": Span(103, 104, Grade.WORDS),
    }  # fmt: skip


def plain_most(network: Network, start: str) -> dict[str, int]:
    """Relax every distance as often as there are points: by how much each comes after `start` at most."""
    sides = [(one.apart.start, one.apart.to, one.apart.most_ns) for one in network.said]
    sides += [(one.apart.to, one.apart.start, None if one.apart.least_ns is None else -one.apart.least_ns)
              for one in network.said]  # fmt: skip
    found = {start: 0}
    for _ in (*network.points, ORIGIN):
        for tail, head, most in sides:
            if most is not None and tail in found:
                found[head] = min(found.get(head, found[tail] + most), found[tail] + most)
    return found


@pytest.mark.parametrize("seed", range(12))
def test_spans_of_many_points_are_those_of_plain_relaxing(seed: int) -> None:
    """Long ways before and after the origin: points lie up to a thousand away from it on either side."""
    chance = random.Random(seed)  # noqa: S311 - a draw, no secret
    times = {f"p{at:02}": chance.randint(-1_000, 1_000) for at in range(15)} | {ORIGIN: 0}
    statements = []
    for number in range(40):
        start, to = chance.sample(sorted(times), 2)
        apart = times[to] - times[start]
        least, most = (
            (apart - chance.randint(0, 300) if chance.random() < 0.7 else None),
            apart + chance.randint(0, 300),
        )
        statements.append(said(f"{number:02}", start, to, least, most))
    network = net(" ".join(sorted(times.keys() - {ORIGIN})), *statements, epoch_ns=5_000)
    after, solved = plain_most(network, ORIGIN), solve(network)
    for name, span in solved.spans().items():
        before = plain_most(network, name).get(ORIGIN)
        assert span.latest_ns == (5_000 + after[name] if name in after else None)
        assert span.earliest_ns == (None if before is None else 5_000 - before)
        latest, earliest = solved.latest(name), solved.earliest(name)
        assert (latest.most_ns if latest else None) == after.get(name)
        assert (earliest.most_ns if earliest else None) == before


CLASH = net(
    "a b c d x y",
    said("1", "a", "b", 1, None, "w2", "w1", links=("l2", "l1")),
    said("2", "b", "a", 0, None, "w1"),
    said("3", "c", "d", 1, None),
    said("4", "d", "x", 1, None),
    said("5", "x", "c", 1, None),
    said("6", "x", "y", 1, None),
    said("7", "b", "a", 0, 5, "w3"),
)
ONE_TWO = StatementSet(("1", "2"), ("w1", "w2"), ("l1", "l2"))
ONE_SEVEN = StatementSet(("1", "7"), ("w1", "w2", "w3"), ("l1", "l2"))
ROUND = StatementSet(("3", "4", "5"), ("w1",), ())


def only(name: str) -> StatementSet:
    return StatementSet((name,), ("w1", "w2") if name == "1" else ("w1",), ("l1", "l2") if name == "1" else ())


def test_every_conflict_is_found_and_more_than_wanted_are_said_to_be() -> None:
    assert every_conflict(CLASH) == Conflicts((ONE_TWO, ONE_SEVEN, ROUND), complete=True)
    assert every_conflict(CLASH, 3).complete is True
    cut = every_conflict(CLASH, 2)
    assert (len(cut.sets), cut.complete) == (2, False)
    assert set(cut.sets) < {ONE_TWO, ONE_SEVEN, ROUND}
    assert every_conflict(CHAIN) == Conflicts((), complete=True)
    assert (can_hold(CHAIN), can_hold(CLASH)) == (True, False)


def test_one_conflict_for_each_independent_clash() -> None:
    assert independent_conflicts(CLASH) == (ONE_TWO, ROUND)
    assert independent_conflicts(CHAIN) == ()


def test_the_smallest_repairs_are_found_up_to_as_many_as_wanted() -> None:
    pairs = tuple(
        StatementSet(("1", other), ("w1", "w2"), ("l1", "l2")) for other in ("3", "4", "5")
    )  # fmt: skip
    assert repairs(CLASH) == pairs
    assert repairs(CLASH, 3) == pairs
    assert len(repairs(CLASH, 2)) == 2
    assert repairs(CHAIN) == ()


def test_a_hundred_are_given_where_no_number_is_wanted() -> None:
    def clashing(many: int) -> Network:
        return net("a b", said("back", "b", "a", 0, None), *(said(f"{at:03}", "a", "b", 1, None) for at in range(many)))

    assert every_conflict(clashing(100)).complete is True
    cut = every_conflict(clashing(101))
    assert (len(cut.sets), cut.complete) == (100, False)
    names = [f"p{at:03}" for at in range(101)]
    around = [said(name, name, names[at - 100], 1, None) for at, name in enumerate(names)]
    assert len(repairs(net(" ".join(names), *around))) == 100


def test_what_contradicts_itself_names_what_cannot_be_true() -> None:
    with pytest.raises(ContradictoryError, match="these cannot all be true: 1, ") as caught:
        solve(net("a b", said("2", "b", "a", 1, None), said("1", "a", "b", 1, None)))
    assert caught.value.said == ("1", "2")


def without(network: Network, *sources: str, links: tuple[str, ...] = (), order: bool = True) -> Difference:
    """Compare an account, where it can hold, with what is left of it."""
    whole = solve(network) if can_hold(network) else None
    return compare(whole, solve(network.without(sources, links)), order=order)


def test_what_is_lost_without_a_source() -> None:
    network = net(
        "a b c d",
        said("1", ORIGIN, "a", 5, 9, "w1"), said("2", ORIGIN, "a", 6, 8, "w2"), said("3", "a", "b", 1, 1, "w2"),
        said("4", "a", "c", 0, 0, "w2"), said("5", "c", "d", 0, None, "w1", links=("same",)),
    )  # fmt: skip
    found = without(network, "w2")
    free = Span(None, None, None)
    firm = Grade.TESTIMONY
    assert found.points == (
        Left("a", Span(6, 8, firm), Span(5, 9, firm), Change.WIDENED),
        Left("b", Span(7, 9, firm), free, Change.LOST),
        Left("c", Span(6, 8, firm), free, Change.LOST),
        Left("d", Span(6, None, firm), free, Change.LOST),
    )
    assert found.lost_order == (("a", "b", True), ("a", "c", False), ("a", "d", False), ("c", "a", False))
    assert found.orders == 4
    quick = without(network, links=("same",), order=False)
    assert (quick.lost_order, quick.orders) == ((), None)
    assert [one.change for one in quick.points] == [Change.UNCHANGED] * 3 + [Change.LOST]
    assert without(network).lost_order == ()
    assert [one.change for one in without(network).points] == [Change.UNCHANGED] * 4


# The sides of a point with everything, and without what was left out.
Sides = tuple[int | None, int | None]
CHANGES: dict[str, tuple[Sides, Sides, Change]] = {
    "nothing": ((1, 9), (1, 9), Change.UNCHANGED),
    "nothing where nothing is known": ((None, None), (None, None), Change.UNCHANGED),
    "nothing on the only side": ((None, 9), (None, 9), Change.UNCHANGED),
    "earlier": ((1, 9), (0, 9), Change.WIDENED),
    "later": ((1, 9), (1, 10), Change.WIDENED),
    "both out": ((1, 9), (0, 10), Change.WIDENED),
    "out on the only side": ((None, 9), (None, 10), Change.WIDENED),
    "not so early": ((1, 9), (2, 9), Change.NARROWED),
    "not so late": ((1, 9), (1, 8), Change.NARROWED),
    "both in": ((1, 9), (2, 8), Change.NARROWED),
    "in on the only side": ((1, None), (2, None), Change.NARROWED),
    "both later": ((1, 9), (2, 10), Change.MOVED),
    "both earlier": ((1, 9), (0, 8), Change.MOVED),
    "no earliest": ((1, 9), (None, 9), Change.LOST),
    "no latest": ((1, 9), (1, None), Change.LOST),
    "one lost, one gained": ((1, None), (None, 9), Change.LOST),
    "one lost, one narrower": ((1, 9), (2, None), Change.LOST),
    "an earliest": ((None, 9), (1, 9), Change.GAINED),
    "a latest": ((1, None), (1, 9), Change.GAINED),
    "a latest, and earlier": ((1, None), (0, 9), Change.GAINED),
}


@pytest.mark.parametrize("case", CHANGES)
def test_what_became_of_a_point(case: str) -> None:
    whole, left, change = CHANGES[case]

    def bounded(sides: Sides) -> Network:
        return net("a", said("1", ORIGIN, "a", *sides)) if sides != (None, None) else net("a")

    grades = [Grade.TESTIMONY if sides != (None, None) else None for sides in (whole, left)]
    assert compare(solve(bounded(whole)), solve(bounded(left)), order=True) == Difference(
        (Left("a", Span(*whole, grades[0]), Span(*left, grades[1]), change),), (), 0
    )


def test_what_is_left_of_a_contradiction_is_gained_side_by_side() -> None:
    """The whole bounds nothing; without w2 one point has both sides, one its earliest alone, and one neither."""
    network = net(
        "a b c",
        said("1", ORIGIN, "a", 5, 9, "w1"), said("2", ORIGIN, "a", 10, None, "w2"),
        said("3", ORIGIN, "b", 3, None, "w1"),
    )  # fmt: skip
    found = without(network, "w2")
    free = Span(None, None, None)
    assert found.points == (
        Left("a", free, Span(5, 9, Grade.TESTIMONY), Change.GAINED),
        Left("b", free, Span(3, None, Grade.TESTIMONY), Change.GAINED),
        Left("c", free, free, Change.UNCHANGED),
    )
    assert (found.lost_order, found.orders) == ((), None)


@pytest.mark.parametrize(("whole", "left", "is_lost"), [(1, 0, True), (0, -1, True), (2, 1, False), (1, 1, False)])
def test_an_order_is_lost_with_its_last_nanosecond(whole: int, left: int, is_lost: bool) -> None:
    network = net("a b", said("1", "a", "b", whole, None, "w2"), said("2", "a", "b", left, None, "w1"))
    assert without(network, "w2").lost_order == ((("a", "b", whole > 0),) if is_lost else ())


def test_how_firm_a_conclusion_is() -> None:
    network = net(
        "a b c",
        said("1", "a", "b", 1, None, "cam1"), said("2", "a", "b", 0, None, "cam2"), said("3", "a", "b", 2, None, "w1"),
    )  # fmt: skip
    origins = {"cam1": "rec", "cam2": "rec"}
    assert firmness(network, "a", "b", origins, strict=False) == Firmness(("rec", "w1"), (("w1",), ("rec",)))
    assert firmness(network, "a", "b", {}, strict=False) == Firmness(
        ("cam1", "cam2", "w1"), (("w1",), ("cam1",), ("cam2",))
    )
    assert firmness(network, "a", "b", {}, strict=True) == Firmness(("cam1", "w1"), (("w1",), ("cam1",)))
    assert firmness(network, "b", "a", {}, strict=False) is None
    assert firmness(network, "a", "c", {}, strict=False) is None
    defined = Network.of(["a", "b"], [said("1", "a", "b", 0, None)], [Apart("a", "b", 0, None)])
    assert firmness(defined, "a", "b", {}, strict=False) == Firmness((), ((),))
    assert firmness(defined, "a", "b", {}, strict=True) is None


def test_that_two_are_at_the_same_moment_is_as_firm_as_the_weaker_way() -> None:
    """One witness says that a and b are one moment, another that b is no earlier: without the first, b may be later."""
    network = net("a b", said("equal", "a", "b", 0, 0, "w1"), said("after", "a", "b", 0, None, "w2"))
    assert firmness(network, "a", "b", {}, strict=False) == Firmness(("w1", "w2"), (("w2",), ("w1",)))
    for a, b in ("ab", "ba"):
        found = firmness(network, a, b, {}, strict=False, same=True)
        assert found is not None
        assert found.breaks == ("w1",)
        assert [("w1" in one) for one in found.derivations] == [True]
    assert without(network, "w1").lost_order == (("b", "a", False),)
    assert without(network, "w2").lost_order == ()
    assert firmness(net("a b", said("1", "a", "b", 0, 1)), "a", "b", {}, strict=False, same=True) is None


def test_a_clock_that_breaks_one_way_breaks_that_two_are_at_the_same_moment() -> None:
    network = net(
        "x y",
        compared("1", "k", 0, 0), said("2", "clock k", "x", 0, 0, clock="k"), said("3", ORIGIN, "y", 0, 0, "w1"),
        said("4", "x", "y", 0, None, "w1"),
    )  # fmt: skip
    assert clock_slacks(network, "x", "y", strict=False) == (ClockSlack("k", None, None),)
    for pair in (("x", "y"), ("y", "x")):
        assert clock_slacks(network, *pair, strict=False, same=True) == (ClockSlack("k", 1, None),)
    assert clock_slacks(network, "x", "y", strict=True, same=True) == (ClockSlack("k", 1, None),), "same says all"


def compared(name: str, clock: str, least: int, most: int) -> Said:
    return said(name, ORIGIN, f"clock {clock}", least, most, clock=clock)


def test_how_wrong_a_clock_may_be() -> None:
    network = net(
        "a b",
        compared("1", "k", 0, 2), said("2", "clock k", "a", 10, 10, clock="k"), compared("3", "m", 0, 0),
        said("4", "clock m", "b", 20, 21, clock="m"),
    )  # fmt: skip
    # a is at 10 to 12, b at 20 to 21: eight to spare, nine and a is no more before b.
    assert clock_slacks(network, "a", "b", strict=False) == (ClockSlack("k", None, 9), ClockSlack("m", 9, None))
    assert clock_slacks(network, "a", "b", strict=True) == (ClockSlack("k", None, 8), ClockSlack("m", 8, None))
    assert clock_slacks(network, "b", "a", strict=False) == ()


def test_where_nothing_is_to_spare_a_nanosecond_breaks_it() -> None:
    network = net(
        "a b", compared("1", "k", 0, 0), said("2", "clock k", "a", 10, 10, clock="k"), said("3", ORIGIN, "b", 10, 10)
    )
    assert clock_slacks(network, "a", "b", strict=False) == (ClockSlack("k", None, 1),)
    assert clock_slacks(network, "a", "b", strict=True) == ()


def test_what_lies_between_two_readings_of_one_clock_holds_however_wrong_it_is() -> None:
    """The way from one to the other leads over both comparisons, so the error goes in once and out once."""
    network = net(
        "a b",
        said("1", ORIGIN, "clock k at 0", 0, 0, clock="k"), said("2", ORIGIN, "clock k at 100", 100, 100, clock="k"),
        said("3", "clock k at 0", "a", 0, 0, clock="k"), said("4", "clock k at 100", "b", 0, 0, clock="k"),
    )  # fmt: skip
    assert clock_slacks(network, "a", "b", strict=False) == (ClockSlack("k", None, None),)


@pytest.mark.parametrize(("spare", "found"), [(MOST_NS // 4 - 1, MOST_NS // 4), (MOST_NS // 4, None)])
def test_beyond_nine_years_a_clock_is_not_wrong(spare: int, found: int | None) -> None:
    network = net("a", compared("1", "k", 0, 0), said("2", "clock k", "a", spare, spare, clock="k"))
    after = Network.of(["a", "z"], [*network.said, said("9", ORIGIN, "z", 0, 0)])
    slack = clock_slacks(after, "z", "a", strict=False)[0]
    assert (slack.less_ns, slack.more_ns) == (found, None)


def test_one_clock_is_wrong_by_itself_and_what_another_says_still_holds() -> None:
    """However wrong either is, a is before 20 by the other."""
    network = net(
        "a b",
        compared("1", "k", 0, 0), said("2", "clock k", "a", None, 10, clock="k"), compared("3", "m", 0, 0),
        said("4", "clock m", "a", None, 15, clock="m"), said("5", ORIGIN, "b", 20, 20),
    )  # fmt: skip
    assert clock_slacks(network, "a", "b", strict=False) == (ClockSlack("k", None, None), ClockSlack("m", None, None))


def test_every_source_that_an_order_needs_is_named_not_one_of_them_alone() -> None:
    network = net("a b c", said("1", "a", "b", 1, None, "w1"), said("2", "b", "c", 1, None, "w2"))
    found = firmness(network, "a", "c", {}, strict=True)
    assert found is not None
    assert len(found.breaks) == 1
    assert found.alone == ("w1", "w2")
