"""How answers of a network are told to people: steps, distances, orders, timelines and differences, from documents."""

from __future__ import annotations

import heapq
import re
from collections.abc import Collection, Mapping, Sequence
from graphlib import TopologicalSorter
from typing import Any, Final

from gestae.base.lengths import apart_words, outwards_ms, plain_length
from gestae.base.units import parse_duration
from gestae.cli.output import counted
from gestae.model.time import Instant
from gestae.workflow.asked import Asked
from gestae.workflow.leftout import LeftOut, left_out_sentences

__all__ = [
    "MOST_ROWS",
    "MOST_TIMES",
    "ORIGIN_NAME",
    "Shown",
    "aside_lines",
    "brief",
    "changes",
    "clock_lines",
    "distance",
    "drift_lines",
    "epoch_words",
    "in_order",
    "in_time",
    "left_out_lines",
    "needed_words",
    "of_one_day",
    "origin_lines",
    "reached_steps",
    "steps",
    "summary",
    "timeline_rows",
    "whole_columns",
]

MOST_ROWS: Final = 20
AS_BEFORE: Final = "as before"
# Of two timelines: the two points that are asked of, and what differs by most.
MOST_TIMES: Final = 8
ORIGIN_NAME: Final = "the origin"
_ID: Final = re.compile(r"\b[0-9a-f]{20}\b")
_BRIEF: Final = 8
_MOMENT: Final = re.compile(r"(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d\S*) ([+-]\d\d:\d\d\S*)")
_Row = tuple[str, ...]


class Shown:
    """Times as the account's own zone shows them."""

    def __init__(self, asked: Asked) -> None:
        self._zone = asked.zone

    def time(self, written: str | None, *, up: bool = False) -> str:
        """Show a time of a document to the millisecond, a latest one rounded `up`; an open side is said to be open."""
        return "open" if written is None else Instant.parse(written).local(self._zone, up=up)

    def moment(self, ns: int) -> str:
        """Show nanoseconds since 1970."""
        return Instant(ns).local(self._zone)


def in_time(points: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Tell points by earliest bound, then latest, then name; those without one come last.

    >>> in_time({"b": {"earliest": None, "latest": None}, "c": {"earliest": "1", "latest": "3"},
    ...          "a": {"earliest": "1", "latest": "2"}})
    ['a', 'c', 'b']
    """
    return sorted(points, key=lambda name: _place(name, points[name]))


def _place(name: str, span: Mapping[str, Any]) -> tuple[str, str, str, bool]:
    """Give a point its place where nothing else says it; the end of an event never comes before its start."""
    stem, _, side = name.rpartition(".") if name.endswith((".start", ".end")) else (name, "", "")
    return span["earliest"] or "~", span["latest"] or "~", stem, side == "end"


def in_order(points: Mapping[str, Mapping[str, Any]], order: Mapping[str, Any] | None) -> list[str]:
    """Tell points so that none stands before one that it follows; where no order follows, by their bounds.

    A point that nothing bounds from below stands with the earliest of those that come after it.

    >>> spans = {name: {"earliest": "1", "latest": "2"} for name in ("fell.end", "fell.start", "arrive")}
    >>> in_order(spans, {"before": [["fell.start", "fell.end"], ["fell.end", "arrive"]], "not_after": [], "same": []})
    ['fell.start', 'fell.end', 'arrive']
    """
    if order is None:
        return in_time(points)
    groups = {group[0]: group for group in order["same"]}
    leads = {name: group[0] for group in order["same"] for name in group}
    later: dict[str, set[str]] = {name: set() for name in points if leads.get(name, name) == name}
    for a, b in (*order["before"], *order["not_after"]):
        later[a].add(b)
    places: dict[str, tuple[str, str, str, bool]] = {}
    # A point's place is no later than that of any point after it.
    for name in TopologicalSorter(later).static_order():
        places[name] = min([_place(name, points[name]), *(places[one] for one in later[name])])
    first_told = _told(later, places)
    return [one for name in first_told for one in in_time({each: points[each] for each in groups.get(name, [name])})]


def _told(later: Mapping[str, Collection[str]], places: Mapping[str, tuple[str, str, str, bool]]) -> list[str]:
    """Tell by place whatever has nothing untold before it."""
    waits = dict.fromkeys(later, 0)
    for after in later.values():
        for one in after:
            waits[one] += 1
    ready = [(places[name], name) for name, count in waits.items() if not count]
    heapq.heapify(ready)
    told = []
    while ready:
        _, name = heapq.heappop(ready)
        told.append(name)
        for one in later[name]:
            waits[one] -= 1
            if not waits[one]:
                heapq.heappush(ready, (places[one], one))
    return told


def brief(statement: str) -> str:
    """Shorten the ids of events and observations in a statement's name.

    >>> brief("seen:0123456789abcdef0123:2"), brief("w1-ten-seconds")
    ('seen:01234567:2', 'w1-ten-seconds')
    """
    return _ID.sub(lambda found: found[0][:_BRIEF], statement)


def steps(derivation: Mapping[str, Any] | None) -> list[_Row]:
    """Give a row for each step between two points: from, to, length, statement, what it says."""
    listed = derivation["steps"] if derivation else []
    return [(one["from"] or ORIGIN_NAME, *_ended(one)) for one in listed]


def reached_steps(derivation: Mapping[str, Any], shown: Shown, bound: str, *, up: bool) -> list[_Row]:
    """Give a row for each step from the origin: to, length, the moment reached, statement, what it says.

    A moment of the same day as the bound, which stands above in full, is given without its date.
    """
    date, _, offset = bound.split(" ")
    rows = []
    for one in derivation["steps"]:
        to, length, *said = _ended(one)
        reached = shown.time(one["at"], up=up) if "at" in one else "no date"
        is_same_day = reached.startswith(f"{date} ") and reached.endswith(f" {offset}")
        rows.append((to, length, reached.split(" ")[1] if is_same_day else reached, *said))
    return rows


def _ended(one: Mapping[str, Any]) -> tuple[str, str, str, str]:
    up = "at_most" in one
    length_ns = outwards_ms(parse_duration(one["at_most" if up else "at_least"]), up=up)
    return one["to"] or ORIGIN_NAME, plain_length(length_ns), brief(one["constraint"] or "by definition"), one["says"]


def epoch_words(asked: Asked, shown: Shown) -> str:
    """Name the moment from which derivations count; nothing follows from which one that is."""
    return f"{shown.moment(asked.network.epoch_ns)}, a moment chosen among the times that are stated"


def origin_lines(asked: Asked, shown: Shown, rows: Sequence[_Row]) -> list[str]:
    """Say from where derivations count, and what it means that one reaches a clock."""
    if not rows:
        return []
    lines = [f"counted from {epoch_words(asked, shown)}"]
    if any(to.startswith("clock ") and to.count(" ") == 1 for to, *_ in rows):
        lines.append("a clock is reached at the moment when it showed that time")
    return lines


def whole_columns(columns: Sequence[str], rows: Sequence[_Row], always: Collection[str]) -> tuple[str, ...]:
    """Say which columns of a table are never broken: `always` these, and names that hold no space.

    >>> whole_columns(("from", "to", "id"), [("car", "the light", "c1")], ["id"])
    ('from', 'id')
    """
    ends = [place for place, name in enumerate(columns) if name in ("from", "to", "point")]
    whole = [columns[place] for place in ends if all(" " not in row[place].replace("clock ", "") for row in rows)]
    return (*whole, *(name for name in columns if name in always))


def distance(first: str, second: str, least: str | None, most: str | None) -> str:
    """Say how far the second point lies from the first, rounded outwards to milliseconds.

    >>> distance("bag", "call", "-44.64 s", "19.44 s")
    'call lies between 44.64 s before bag and 19.44 s after it'
    """
    least_ns = None if least is None else outwards_ms(parse_duration(least), up=False)
    most_ns = None if most is None else outwards_ms(parse_duration(most), up=True)
    return f"{second} lies {apart_words(least_ns, most_ns, first)}"


def of_one_day(rows: Sequence[_Row]) -> tuple[str, list[_Row]]:
    """Say date and offset once, for a heading, where all moments of a table share them; its cells lose them then.

    >>> of_one_day([("he falls", "2022-03-16 14:18:24.200 +02:00", "open")])
    (' on 2022-03-16 (+02:00)', [('he falls', '14:18:24.200', 'open')])
    >>> of_one_day([("he falls", "open")])
    ('', [('he falls', 'open')])
    """
    shared = {found.group(1, 3) for row in rows for cell in row if (found := _MOMENT.fullmatch(cell))}
    if len(shared) != 1:
        return "", list(rows)
    date, offset = shared.pop()
    short = [tuple(found[2] if (found := _MOMENT.fullmatch(cell)) else cell for cell in row) for row in rows]
    return f" on {date} ({offset})", short


def clock_lines(clocks: Sequence[Mapping[str, Any]]) -> list[str]:
    """Say by how much each clock would have to be wrong for an order to fail; those of no matter are not listed.

    >>> clock_lines([{"clock": "gate", "breaks_if_earlier_by": "90 s", "breaks_if_later_by": None}])
    ['clock gate: this breaks if the true times of its comparisons were 1 min 30 s earlier']
    >>> clock_lines([{"clock": "gate", "breaks_if_earlier_by": None, "breaks_if_later_by": None,
    ...               "not_computed": "what it rests on begins with the first of several"}])[0][:49]
    'clock gate: its least fatal error is not computed'
    """
    lines = []
    for one in clocks:
        if "not_computed" in one:
            lines.append(f"clock {one['clock']}: its least fatal error is not computed, since {one['not_computed']}")
        sides = [(one["breaks_if_earlier_by"], "earlier"), (one["breaks_if_later_by"], "later")]
        # Rounded down: a conclusion is never called firmer than it is.
        said = [f"{plain_length(outwards_ms(parse_duration(amount), up=False))} {which}"
                for amount, which in sides if amount is not None]  # fmt: skip
        if said:
            told = " or ".join(said)
            lines.append(f"clock {one['clock']}: this breaks if the true times of its comparisons were {told}")
    return lines or ["no fixed error of one clock breaks this"]


def needed_words(breaks: Sequence[str], alone: Sequence[str] = ()) -> str:
    """Say what an order needs, by the smallest set of sources without which it does not follow.

    Without fewer of them it does, for there is no smaller set; but that holds while everything else is said.

    Args:
        breaks: that set.
        alone: every source without which alone it does not follow.

    >>> needed_words(["cashpoint", "street"])
    'if nothing else is left out, it follows as long as one of these remains: cashpoint, street'
    >>> needed_words(["gate"])
    'it would not follow without gate'
    >>> needed_words(["gate"], ["gate", "yard"])
    'it needs each of these, and would not follow without any one of them: gate, yard'
    """
    if len(alone) > 1:
        return f"it needs each of these, and would not follow without any one of them: {', '.join(alone)}"
    if len(breaks) > 1:
        return f"if nothing else is left out, it follows as long as one of these remains: {', '.join(breaks)}"
    return f"it would not follow without {breaks[0]}" if breaks else "it follows without any source: by definition"


def drift_lines(document: Mapping[str, Any]) -> list[str]:
    """Say up to which drift of the clocks, of which nobody stated one, an order follows: of all at once, then of each.

    >>> one = {"recorder": "A", "premise": "rate:A", "follows_up_to_a_day": "1.5 s"}
    >>> drift_lines({"drifts": [one], "drifts_together": {"premises": ["rate:A"], "follows_up_to_a_day": "1.5 s"}})
    ['no drift of A is stated (rate:A): this follows as long as its clock drifts by no more than 1.5 s a day']
    >>> both = {"premises": ["rate:A", "rate:B"], "follows_up_to_a_day": "1 s"}
    >>> drift_lines({"drifts": [one], "drifts_together": both})[0][49:]
    'this follows as long as none of them drifts by more than 1 s a day'
    """
    together, lines = document.get("drifts_together"), []
    if not together:
        return []
    clocks = together["premises"]
    if len(clocks) > 1:
        which = f"{len(clocks)} clocks ({', '.join(clocks)})"
        most, is_known = _a_day(together)
        all_of_them = f"as long as none of them drifts by more than {most}"
        said = all_of_them if is_known else f"even if all of them drifted by {most}"
        lines.append(f"no drift is stated of {which}: this follows {said}")
        if not is_known:
            return lines  # then it follows even if any one of them did
    others = "" if len(clocks) == 1 else "if no other clock drifts beyond what is stated, "
    for one in document["drifts"]:
        most, is_known = _a_day(one)
        drifts_by = f"as long as its clock drifts by no more than {most}"
        said = drifts_by if is_known else f"even if its clock drifted by {most}"
        lines.append(f"no drift of {one['recorder']} is stated ({one['premise']}): {others}this follows {said}")
    return lines


def _a_day(one: Mapping[str, Any]) -> tuple[str, bool]:
    """Give how far a clock may be off after a day, and whether more would break the order."""
    known = one["follows_up_to_a_day"]
    return f"{plain_length(outwards_ms(parse_duration(known or '864 s'), up=False))} a day", bool(known)


def aside_lines(document: Mapping[str, Any]) -> list[str]:
    """Say above an answer that not all of a case can be true, and what does not count for it; nothing where it can.

    >>> aside_lines({"set_aside": ["the time checks of A contradict each other"]})[1:]
    ['  the time checks of A contradict each other']
    """
    said = document.get("set_aside") or []
    head = "Not everything that is said can be true. This is answered from what stands (`gestae conflicts` says more):"
    return [head, *(f"  {sentence}" for sentence in said)] if said else []


def left_out_lines(document: Mapping[str, Any]) -> list[str]:
    """Say below an answer which entries of a case are not counted; nothing where there are none."""
    found = [LeftOut(one["entry"], one["how"], one["by"], one["why"]) for one in document.get("left_out") or []]
    return list(left_out_sentences(found))


def timeline_rows(first: str, second: str, timelines: Sequence[Mapping[str, str]]) -> list[tuple[str, str, str]]:
    """Set two timelines beside each other: the two points that are asked of, then what differs, by how much.

    >>> at = [f"2024-05-03T14:00:0{second}.000000000Z" for second in range(10)]
    >>> one, other = {"a": at[1], "b": at[2], "c": at[0], "d": at[5]}, {"a": at[3], "b": at[2], "c": at[0], "d": at[4]}
    >>> [name for name, _, _ in timeline_rows("a", "b", (one, other))]
    ['a', 'b', 'd']
    """
    one, other = timelines
    by_ns = {
        name: abs(Instant.parse(one[name]).ns - Instant.parse(other[name]).ns)
        for name in one
        if name not in (first, second) and one[name] != other[name]
    }
    rest = sorted(by_ns, key=lambda name: (-by_ns[name], one[name], other[name], name))
    return [(name, one[name], other[name]) for name in (first, second, *rest)]


def summary(document: Mapping[str, Any], short: Mapping[str, str]) -> str:
    """Say in one line what leaving something out does.

    Args:
        document: of `gestae without`.
        short: how each point is named for people.
    """
    sides = [(point, side, one) for point, one in document["points"].items() for side in ("earliest", "latest")]
    moved = [(point, side, one) for point, side, one in sides if one["whole"][side] != one["left"][side]]
    gone = [one for _, side, one in moved if one["left"][side] is None]
    by_ns = [(_outwards_ns(side, one), point, side) for point, side, one in moved if None not in (
        one["left"][side], one["whole"][side])]  # fmt: skip
    wider = [one for one in by_ns if one[0] > 0]
    narrower, gained = len(by_ns) - len(wider), len(moved) - len(by_ns) - len(gone)
    uncounted = len(document["dropped_uncounted"])
    said = [f"{counted(len(document['dropped']), 'statement')} left out"]
    said += [f"{uncounted} of which did not count anyway"] if uncounted else []
    is_told = wider or (not gone and document["compared"])
    said += [f"{len(wider)} {'bound widens' if len(wider) == 1 else 'bounds widen'}"] if is_told else []
    said += [f"{len(gone)} {'bound is' if len(gone) == 1 else 'bounds are'} open now"] if gone else []
    said += [f"{narrower} {'bound narrows' if narrower == 1 else 'bounds narrow'}"] if narrower else []
    said += [f"{gained} {'bound is' if gained == 1 else 'bounds are'} new"] if gained else []
    lost, is_compared = document["lost_order"], document["orders_compared"] is not None
    said += [f"{counted(len(lost), 'order')} lost" if is_compared else "orders not compared"]
    if not wider:
        return ", ".join(said)
    widest_ns, point, side = max(wider)
    by = plain_length(outwards_ms(widest_ns, up=True))
    return f"{', '.join(said)}; the widest by {by}: {side} of {short[point]}"


def _outwards_ns(side: str, one: Mapping[str, Any]) -> int:
    """Say by how much a bound moved outwards."""
    was, now = (Instant.parse(one[which][side]).ns for which in ("whole", "left"))
    return now - was if side == "latest" else was - now


def changes(document: Mapping[str, Any], short: Mapping[str, str], shown: Shown) -> tuple[_Row, list[_Row]]:
    """Set what was beside what is left, for every point that changes; a bound that did not is now as before.

    What lost a bound stands first, then what widened by most. A side that changes for no point is left out.
    """
    changed = {name: one for name, one in document["points"].items() if one["change"] != "unchanged"}
    rows = []
    for name in sorted(in_time({name: one["whole"] for name, one in changed.items()}),
                       key=lambda name: _widened(changed[name])):  # fmt: skip
        one = changed[name]
        cells: list[str] = []
        for side in ("earliest", "latest"):
            was, now = one["whole"][side], one["left"][side]
            is_up = side == "latest"
            cells += (shown.time(was, up=is_up), AS_BEFORE if was == now else shown.time(now, up=is_up))
        rows.append((short[name], one["change"], *cells))
    columns = ("point", "change", "earliest was", "earliest now", "latest was", "latest now")
    moves = [any(row[place] != AS_BEFORE for row in rows) for place in (3, 5)]
    kept = [place for place in range(len(columns)) if place < 2 or moves[(place - 2) // 2]]
    return tuple(columns[place] for place in kept), [tuple(row[place] for place in kept) for row in rows]


def _widened(one: Mapping[str, Any]) -> tuple[bool, int]:
    """Rank a point by what it lost: a bound first, else the most."""
    sides = [(one["whole"][side], one["left"][side]) for side in ("earliest", "latest")]
    moved = [abs(Instant.parse(now).ns - Instant.parse(was).ns) for was, now in sides if was and now]
    return (not any(was and not now for was, now in sides), -max(moved, default=0))
