"""What the sample's papers say, as an investigator would mark it by hand: passages, a row of calls, links, constraints.

Every line is true of every drawing. The bangs are heard and not seen: the films have no sound, and no act of the truth
is called so; what is true of them is that the first guard falls as they are heard.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from gestae.base.units import NS_PER_S
from gestae.sample import Act, Truth
from gestae.sample.papers import CALL_ROW, about_fall, about_van

__all__ = ["Listed", "constraints", "name_of_act", "told_lines"]

GUARD: Final = "Statement of Witness 1"
NEIGHBOUR: Final = "neighbour.txt"
CALLS: Final = "calls.csv"
LETTER: Final = "operator.txt"
_PREMISES: Final = f"""
[[source]]
file = "{NEIGHBOUR}"
origin = "Halyna Osyka"

[[source]]
file = "{GUARD}"
kind = "statement"
origin = "Witness 1"

[[source]]
file = "{CALLS}"
origin = "the operator"

[[source]]
file = "{LETTER}"
kind = "document"
origin = "the operator"

[[link]]
id = "noise-is-bangs"
says = "the noise that the neighbour heard is the two bangs that the guard heard"

[[link]]
id = "same-van"
says = "the van that the neighbour saw is the van that the guard describes"

[[link]]
id = "same-cyclist"
says = "the man whom the neighbour saw ride out is the man who takes the bicycle on the films"

[[link]]
id = "same-call"
says = "the call to 102 on the operator's list is the one that the guard makes in the booth"

[[clock]]
id = "operator"
source = "{CALLS}"
zone = "Europe/Kyiv"
compared = [{{ clock = "2022-03-16T12:00:00", reference = "2022-03-16T12:00:00", within = "2 s", source = "{LETTER}" }}]

[[event]]
id = "van-goes-in"
title = "A grey van goes into the yard"
[[event.told]]
source = "{NEIGHBOUR}"
passage = "a grey van went into the yard, quite fast"
[[event.told]]
source = "{GUARD}"
place = "second paragraph, fourth sentence"

[[event]]
id = "bangs"
title = "Two bangs, very close together"
[[event.told]]
source = "{GUARD}"
place = "third paragraph, near its end"
[[event.told]]
source = "{NEIGHBOUR}"
passage = "I heard a noise like two planks falling"

[[event]]
id = "cyclist-comes-out"
title = "A man comes out of the yard on a bicycle"
[[event.told]]
source = "{NEIGHBOUR}"
passage = "a man came out on a bicycle and turned towards the bridge"

[[event]]
id = "van-comes-out"
title = "The van comes out of the yard"
[[event.told]]
source = "{NEIGHBOUR}"
passage = "the van came out, at the other end"

[[event]]
id = "call"
title = "A call to 102 is connected"
lasts = {{}}
[[event.recorded]]
source = "{CALLS}"
row = {CALL_ROW}
column = "start_local"
clock = "operator"
within = "1 s"
"""
# How far a witness who looked at no clock may be off: an hour was named to ten or fifteen minutes.
_GUARD_MIN: Final = 10
_NEIGHBOUR_MIN: Final = 15
_HEARD: Final = "third paragraph, near its end"
_LATER: Final = "fourth paragraph"
_ONE_BY_ONE: Final = "third paragraph, first sentence"


@dataclass(frozen=True, slots=True)
class Listed:
    """One constraint of the demo's list: from where to where, what limits it, who says so, with which links."""

    id: str
    start: str
    to: str
    limits: str
    source: str
    links: tuple[str, ...] = ()


def _around(name: str, to: str, about: str, within_min: int, source: str) -> Listed:
    """Allow so many minutes on both sides of a local time of the day in question."""
    hour, minute = map(int, about.split(":"))
    sides = (divmod(60 * hour + minute + shift, 60) for shift in (-within_min, within_min))
    after, before = (f"2022-03-16T{hours:02}:{minutes:02}:00" for hours, minutes in sides)
    return Listed(name, "", to, f'after = "{after}"\nbefore = "{before}"', source)


def _lines(one: Listed) -> Iterator[str]:
    yield from ("", "[[constraint]]", f'id = "{one.id}"')
    yield from (f'from = "{one.start}"',) if one.start else ()
    yield from (f'to = "{one.to}"', one.limits)
    # What stands below a table of the same constraint would belong to that table.
    head, table, rest = one.source.partition("\n[[")
    yield head
    yield from (f"links = [{', '.join(repr(link) for link in one.links)}]".replace("'", '"'),) if one.links else ()
    yield from (f"[[{rest}",) if table else ()


def _guard(place: str) -> str:
    return f'source = "{GUARD}"\nplace = "{place}"'


def _neighbour(passage: str) -> str:
    return f'source = "{NEIGHBOUR}"\npassage = "{passage}"'


_NOT_BEFORE: Final = 'min = "0 s"'
_IN_THE_CALL: Final = f'{_guard(_LATER)}\n[[constraint.also]]\nsource = "{CALLS}"\nrow = {CALL_ROW}'
_BETWEEN: Final = (
    *(
        Listed(f"out-{n}", f"gets-out-man-{n - 1}", f"gets-out-man-{n}", _NOT_BEFORE, _guard(_ONE_BY_ONE))
        for n in (2, 3, 4)
    ),
    Listed("hands-then-bag", "hands-up-guard-1", "object-transferred-bag", _NOT_BEFORE,
           _guard("third paragraph, its middle")),
    Listed("bag-then-turned", "object-transferred-bag", "turns-away-guard-2", _NOT_BEFORE,
           _guard("third paragraph, its middle")),
    Listed("turned-then-bangs", "turns-away-guard-2", "bangs", _NOT_BEFORE, _guard(_HEARD)),
    Listed("bangs-then-fell", "bangs", "fall-guard-1", _NOT_BEFORE, _guard(_HEARD)),
    Listed("fell-one-by-one", "fall-guard-1", "fall-guard-2", _NOT_BEFORE, _guard(_HEARD)),
    Listed("fell-within-ten", "turns-away-guard-2", "fall-guard-2", 'min = "0 s"\nmax = "10 s"',
           _guard("third paragraph, last sentence")),
    Listed("lay-still", "fall-guard-2", "gets-up-guard-2", 'min = "10 s"', _guard(_LATER)),
    Listed("up-then-telephoned", "gets-up-guard-2", "telephones-guard-2.start", _NOT_BEFORE, _guard(_LATER)),
    Listed("rode-off-in-the-call", "telephones-guard-2.start", "object-taken-bicycle", _NOT_BEFORE, _guard(_LATER)),
    Listed("still-speaking", "object-taken-bicycle", "telephones-guard-2.end", _NOT_BEFORE, _guard(_LATER)),
    Listed("van-later", "object-taken-bicycle", "van-comes-out", _NOT_BEFORE, _guard(_LATER), ("same-van",)),
    Listed("call-in-booth", "telephones-guard-2.start", "call.start", _NOT_BEFORE, _IN_THE_CALL, ("same-call",)),
    Listed("call-over-in-booth", "call.end", "telephones-guard-2.end", _NOT_BEFORE, _IN_THE_CALL, ("same-call",)),
    Listed("minute-or-two", "van-goes-in", "bangs", 'phrase = "A minute or two later"',
           _neighbour("A minute or two later I heard a noise"), ("noise-is-bangs", "same-van")),
    Listed("bangs-then-bicycle", "bangs", "cyclist-comes-out", 'phrase = "Then"',
           _neighbour("Then a man came out on a bicycle"), ("noise-is-bangs",)),
    Listed("taken-then-out", "object-taken-bicycle", "cyclist-comes-out", _NOT_BEFORE,
           _neighbour("a man came out on a bicycle"), ("same-cyclist",)),
    Listed("bicycle-first", "cyclist-comes-out", "van-comes-out", 'phrase = "after"',
           _neighbour("Only after him the van came out")),
)  # fmt: skip


def name_of_act(act: Act) -> str:
    """Name an act for the list.

    >>> name_of_act(Act("turns_away", ("guard-1", "man-1"), 0, None, ()))
    'turns-away-guard-1'
    """
    return "-".join((act.kind.replace("_", "-"), *act.subjects[:1]))


def told_lines(truth: Truth, named: Collection[str]) -> Iterator[str]:
    """Write what the papers say of the acts that the list names; nothing where there was no call, so no papers.

    Args:
        truth: of the drawing.
        named: the ids of the list's own events.
    """
    call = next((act for act in truth.acts if act.kind == "telephones" and act.end_ns is not None), None)
    if call is None or call.end_ns is None:
        return
    yield _PREMISES.strip("\n")
    told = {"van-goes-in", "bangs", "cyclist-comes-out", "van-comes-out", "call"} | {*named}
    for one in constraints(truth):
        if all(point.partition(".")[0] in told for point in (one.start, one.to) if point):
            yield from _lines(one)


def constraints(truth: Truth) -> Iterator[Listed]:
    """Give every constraint that the papers make, those of one drawing's own figures first."""
    van, fall = about_van(truth), about_fall(truth)
    yield _around("van-around", "van-goes-in", van, _NEIGHBOUR_MIN, _neighbour(f"it must have been around {van}"))
    yield _around("fell-around", "fall-guard-2", fall, _GUARD_MIN, _guard("second paragraph, second sentence"))
    call = next(act for act in truth.acts if act.kind == "telephones" and act.end_ns is not None)
    lasted_s = ((call.end_ns or 0) - call.start_ns) // NS_PER_S - 4
    limits = f'min = "{lasted_s - 1} s"\nmax = "{lasted_s + 1} s"'
    yield Listed("call-lasted", "call.start", "call.end", limits, f'source = "{CALLS}"\nrow = {CALL_ROW}')
    yield from _BETWEEN
