"""How a person is told what leaving something out changes: what has no time any more, lost orders, and the rest."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from gestae.cli.accountwords import Shown, changes, in_time, of_one_day, whole_columns
from gestae.cli.output import Screen
from gestae.workflow.asked import Asked

__all__ = ["ended_lines", "lost_orders", "next_step", "show_changes", "timeless"]

_NOT_DRAWN: Final = "Which orders are lost was not looked for among so many points; add --order to look for them."
_SIDES: Final = ("earliest", "latest")
_Order = Mapping[str, str]


def ended_lines(document: Mapping[str, Any]) -> list[str]:
    """Say above a difference that leaving something out ends a contradiction, and what is compared; else nothing.

    >>> ended_lines({"ends_contradiction": True, "compared": False})[1:]
    ['The whole contradicts itself and bounds nothing, so there is nothing to compare what is left with.']
    """
    if not document["ends_contradiction"]:
        return []
    head = "Without it everything that is left can be true: leaving it out ends the contradiction."
    if not document["compared"]:
        return [
            head,
            "The whole contradicts itself and bounds nothing, so there is nothing to compare what is left with.",
        ]
    return [head, "What is left is compared with what stands of the whole."]


def timeless(document: Mapping[str, Any], events: Mapping[str, str]) -> list[str]:
    """Name the points of the events that had a time and have none any more.

    Args:
        document: of `gestae without`.
        events: the event of each point.
    """
    dated = {which: _dated(document, events, which) for which in ("whole", "left")}
    gone = dated["whole"] - dated["left"]
    whole = {name: one["whole"] for name, one in document["points"].items() if events[name] in gone}
    return [name for name in in_time(whole) if any(whole[name][side] for side in _SIDES)]


def lost_orders(document: Mapping[str, Any], events: Mapping[str, str]) -> tuple[list[_Order], list[_Order]]:
    """Part the orders that follow no more: those of events that keep a time, and all others."""
    dated = _dated(document, events, "left")
    keep, others = list[_Order](), list[_Order]()
    for one in document["lost_order"]:
        (keep if {events[one["first"]], events[one["second"]]} <= dated else others).append(one)
    return keep, others


def _dated(document: Mapping[str, Any], events: Mapping[str, str], which: str) -> set[str]:
    """Name the events of which some point has a bound."""
    points = document["points"].items()
    return {events[name] for name, one in points if any(one[which][side] for side in _SIDES)}


def show_changes(screen: Screen, network: Asked, document: Mapping[str, Any], *, most: int | None) -> None:
    """Show what has no time any more, then lost orders of what keeps one, then the rest; `most` of each, None for all.

    Of the rest, the widest change stands first.
    """
    events = {point: network.titles[point][0] for point in document["points"]}
    gone = timeless(document, events)
    _show_timeless(screen, network, document, gone, most)
    keep, others = lost_orders(document, events)
    if not keep:
        screen.say(_kept_words(document, is_all=not (others or gone)))
    _show_lost(screen, network, "What follows no more, of events that keep a time:", keep, most)
    _show_moved(screen, network, document, gone, most)
    _show_lost(screen, network, "What follows no more, of events without a time:", others, most)


def _kept_words(document: Mapping[str, Any], *, is_all: bool) -> str:
    """Say of a difference without a lost order of events that keep a time what was compared."""
    if document["order"] is None:
        return _NOT_DRAWN
    if not document["compared"]:
        return "No order followed from the whole, since it contradicts itself: none can be lost."
    of = "from what stands of the whole " if document.get("whole_set_aside") else ""
    if not document["orders_compared"]:
        return f"No order followed {of}before, so none can be lost."
    if is_all:
        return f"Every order that followed {of}still does."
    return f"Every order of events that keep a time {of and 'that followed ' + of}still follows."


def _show_timeless(
    screen: Screen, network: Asked, document: Mapping[str, Any], gone: Sequence[str], most: int | None
) -> None:
    shown = Shown(network)
    spans = {name: document["points"][name]["whole"] for name in gone[:most]}
    rows = [(network.short(name), shown.time(one["earliest"]), shown.time(one["latest"], up=True))
            for name, one in spans.items()]  # fmt: skip
    day, cells = of_one_day(rows)
    columns = ("point", "earliest was", "latest was")
    unbroken = whole_columns(columns, cells, columns[1:] if day else ())
    screen.table(f"No time any more; it was{day}", columns, cells, empty="", unbroken=unbroken)
    _say_more(screen, len(gone) - len(rows))


def _show_moved(
    screen: Screen, network: Asked, document: Mapping[str, Any], gone: Collection[str], most: int | None
) -> None:
    points = {name: one for name, one in document["points"].items() if name not in gone}
    columns, rows = changes({**document, "points": points}, {name: network.short(name) for name in points},
                            Shown(network))  # fmt: skip
    day, shown = of_one_day(rows[:most])
    times = [name for name in columns if name.endswith((" was", " now"))] if day else []
    unbroken = whole_columns(columns, shown, ("change", *times))
    empty = "No other bound changes." if gone else "No bound changes."
    head = f"What changes{day}"
    if not document["compared"]:
        head, empty = f"What is bounded now{day}", "What is left bounds nothing."
    screen.table(head, columns, shown, empty=empty, unbroken=unbroken)
    _say_more(screen, len(rows) - len(shown))


def _show_lost(screen: Screen, network: Asked, head: str, lost: Sequence[_Order], most: int | None) -> None:
    if not lost:
        return
    screen.say("")
    told = [
        f"  {network.short(one['first'])} {one['was'].replace('_', ' ')} {network.short(one['second'])}"
        for one in lost[:most]
    ]
    screen.say("\n".join([head, *told]))
    _say_more(screen, len(lost) - len(told))


def _say_more(screen: Screen, hidden: int) -> None:
    if hidden > 0:
        screen.say(f"… and {hidden} more (--all)")


def next_step(path: Path, network: Asked, document: Mapping[str, Any]) -> str:
    """Say what to ask next: what an order that is lost rested on, or what a bound did; of what cannot be true, why."""
    if not document["compared"]:
        return f"next    gestae conflicts {path}"
    keep, others = lost_orders(document, {point: network.titles[point][0] for point in document["points"]})
    lost = [*keep, *others]
    if lost:
        return f"next    gestae before {path} {network.written(lost[0]['first'])} {network.written(lost[0]['second'])}"
    moved = [name for name, one in document["points"].items() if one["change"] != "unchanged"]
    return f"next    gestae why {path} {network.written(moved[0]) if moved else 'POINT'}"
