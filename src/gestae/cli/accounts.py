"""Verbs that ask a written account or a case: when, in which order, resting on what, and what cannot all be true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from gestae.base.lengths import plain_length
from gestae.base.units import parse_duration
from gestae.cli.accountwords import (
    MOST_ROWS,
    ORIGIN_NAME,
    Shown,
    aside_lines,
    changes,
    clock_lines,
    distance,
    drift_lines,
    in_order,
    left_out_lines,
    of_one_day,
    origin_lines,
    reached_steps,
    steps,
    summary,
    timeline_rows,
    whole_columns,
)
from gestae.cli.options import DONE, FINDING, json_option, verb
from gestae.cli.output import Screen, counted
from gestae.workflow.accounts import OpenedAccount
from gestae.workflow.asking import (
    MOST_CONFLICTS,
    Asked,
    before_document,
    conflicts_document,
    order_answer,
    why_document,
    without_document,
)  # fmt: skip
from gestae.workflow.case import read_case

__all__ = ["COMMANDS", "opened", "order_of_account", "show_words", "tell_aside", "tell_left_out"]

_SAID: Final = {
    "before": "{first} is before {second}: that follows",
    "not_after": "{first} is not after {second}: that follows; they may be at the same moment",
    "same": "{first} and {second} are at the same moment: that follows",
    "not_before": "{first} is not before {second}: that follows; they may be at the same moment",
    "after": "{first} is after {second}: that follows, so the other order is ruled out",
    "open": "the order of {first} and {second} is open: both timelines below satisfy everything that is said",
}
_MOST_LEFT_OUT: Final = 5
_NOT_DRAWN: Final = "Which orders are lost was not looked for among so many points; add --order to look for them."
_asked = click.argument("asked", metavar="CASE|ACCOUNT", type=click.Path(path_type=Path))


def order_of_account(
    screen: Screen, path: Path, *, order: bool | None, every: bool, most: int, svg: Path | None = None
) -> int:
    """Show the answer of an account file, and draw it where a file for it is named; 1 where it is contradictory."""
    network = opened(path)
    answer = order_answer(network, order=order, every=every, most=most)
    screen.document(answer)
    if not answer["consistent"]:
        _show_conflicts(screen, network, path, answer)
        return FINDING
    if svg is not None:
        from gestae.workflow.narrating import write_figure

        write_figure(network, svg)
        screen.say(f"figure  {svg}\n")
    _show_points(screen, network, answer)
    _show_order(screen, answer["order"], len(network.network.points))
    show_words(screen, answer["words"])
    screen.say(f"next    gestae why {path} POINT    gestae before {path} A B    gestae without {path} --source S")
    return DONE


def _show_points(screen: Screen, network: Asked, answer: Mapping[str, Any]) -> None:
    shown, points = Shown(network), answer["points"]
    rows = [
        (
            point,
            network.titles[point][1],
            shown.time(points[point]["earliest"]),
            shown.time(points[point]["latest"], up=True),
            points[point]["grade"] or "nothing",
        )
        for point in in_order(points, answer["order"])
    ]
    columns = ("point", "event", "earliest", "latest", "as firm as")
    screen.table(network.title, columns, rows, empty="no event is named", unbroken=("point",))


def _show_order(screen: Screen, order: Mapping[str, Any] | None, points: int) -> None:
    if order is None:
        screen.say(f"The order of {points} points is not drawn; add --order to draw it.")
        return
    said = [f"{a} before {b}" for a, b in order["before"]] + [f"{a} not after {b}" for a, b in order["not_after"]]
    said += [f"{' and '.join(group)} at the same moment" for group in order["same"]]
    lines = said or ["nothing: the order of every two points is open"]
    screen.say("\n".join(["", "What follows (and what follows from these):", *(f"  {line}" for line in lines)]))


def tell_aside(screen: Screen, document: Mapping[str, Any]) -> None:
    """Say above an answer of a case what does not count for it."""
    for line in aside_lines(document):
        screen.say(line)


def tell_left_out(screen: Screen, document: Mapping[str, Any]) -> int:
    """Say below an answer of a case what is taken for granted and what is not counted; gives the exit code."""
    for sentence in document.get("assumes") or []:
        screen.say(f"assumed: {sentence}")
    for line in left_out_lines(document):
        screen.say(line)
    return FINDING if document.get("set_aside") else DONE


def show_words(screen: Screen, words: Sequence[Mapping[str, Any]]) -> None:
    """Show what was made of words of time, if there were any."""
    rows = [(one["constraint"], one["phrase"], *(_length(one[side]) for side in ("min", "max")), one["policy"])
            for one in words]  # fmt: skip
    screen.say("") if rows else None
    screen.table(
        "How words were read",
        ("statement", "words", "at least", "at most", "policy"),
        rows,
        empty="",
        unbroken=("statement",),
    )


def _length(written: str | None) -> str | None:
    return None if written is None else plain_length(parse_duration(written))


@click.command("conflicts")
@_asked
@click.option("--all", "every", is_flag=True, help="Every minimal set, not one for each independent clash.")
@click.option("--most", type=click.IntRange(min=1), default=MOST_CONFLICTS, show_default=True, help="At most so many.")
@json_option
@verb
def conflicts(screen: Screen, asked: Path, *, every: bool, most: int) -> int:
    """Show the smallest sets of statements that cannot all be true, and the fewest that would have to go.

    \b
    gestae conflicts yard.toml
    gestae conflicts yard.toml --all --most 20
    """
    network = opened(asked)
    document = conflicts_document(network.network, every=every, most=most) | {**network.standing().beside()}
    screen.document(document)
    if document["consistent"]:
        screen.say(f"everything in {asked.name} can be true together")
        return tell_left_out(screen, document)
    _show_conflicts(screen, network, asked, document)
    tell_left_out(screen, document)
    return FINDING


def _show_conflicts(screen: Screen, network: Asked, path: Path, document: Mapping[str, Any]) -> None:
    sets, mended = document["conflicts"], document["repairs"]
    screen.say(f"{path.name} contradicts itself: {counted(len(sets), 'set')} of statements cannot all be true.")
    rows = [row for number, one in enumerate(sets, 1) for row in _clash(network, number, one)]
    screen.table("Cannot all be true", ("#", "statements", "sources"), rows, empty="")
    if document.get("complete") is False:
        screen.say("There are more; raise --most to see them.")
    screen.say("")
    rows = [_repair(network, number, one) for number, one in enumerate(mended, 1)]
    screen.table("Without one of these, the rest can be true", ("#", "statements", "sources"), rows, empty="")
    until = "No bound is given" if isinstance(network, OpenedAccount) else "Answers come from what stands without them"
    wrong = "Which of them is wrong is for a person to say"
    screen.say(f"{until} while they stand together. {wrong}: {network.way_out}.")


def _clash(network: Asked, number: int, one: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Give a row for each statement of a set, the first with the number of the set and all its sources."""
    sources = ", ".join(network.called(name) for name in one["sources"])
    for place, name in enumerate(one["constraints"]):
        yield (str(number), network.stated(name), sources) if place == 0 else ("", network.stated(name), "")


def _repair(network: Asked, number: int, one: Mapping[str, Any]) -> tuple[str, str, str]:
    """Name the statements of a repair; those of an account by their ids, for what they say stands above."""
    is_account = isinstance(network, OpenedAccount)
    said = ", ".join(one["constraints"]) if is_account else "; ".join(map(network.stated, one["constraints"]))
    return str(number), said, ", ".join(network.called(name) for name in one["sources"])


@click.command("why")
@_asked
@click.argument("point")
@json_option
@verb
def why(screen: Screen, asked: Path, point: str) -> int:
    """Show what the bounds of a point rest on, step by step.

    \b
    gestae why yard.toml fell
    gestae why yard.toml talk.end --json
    """
    network = opened(asked)
    document = why_document(network, point)
    name = network.short(document["point"])
    screen.document(document)
    tell_aside(screen, document)
    shown, told = Shown(network), []
    for side, key in (("earliest", "earliest_rests_on"), ("latest", "latest_rests_on")):
        derivation, is_latest = document[key], side == "latest"
        if derivation is None:
            screen.say(f"{side} of {name}: nothing that is said limits it")
            continue
        bound = shown.time(document[side], up=is_latest)
        screen.say(f"{side} of {name}: {bound}, as firm as {derivation['grade']}")
        rows = reached_steps(derivation, shown, bound, up=is_latest)
        columns = ("to", "at most" if is_latest else "at least", "reaches", "as said in", "which says")
        whole = whole_columns(columns, rows, ("as said in",))
        screen.table("", columns, rows, empty="", unbroken=whole)
        told += rows
    for line in origin_lines(network, shown, told):
        screen.say(line)
    return tell_left_out(screen, document)


@click.command("before")
@_asked
@click.argument("first")
@click.argument("second")
@json_option
@verb
def before(screen: Screen, asked: Path, first: str, second: str) -> int:
    """Say whether one point comes before another: it follows, is ruled out, or is open.

    Where it follows: from what, without which sources it would not, and how wrong each clock would have to be.

    \b
    gestae before yard.toml turned fell
    """
    network = opened(asked)
    document = before_document(network, first, second)
    screen.document(document)
    a, b = network.short(document["first"]), network.short(document["second"])
    tell_aside(screen, document)
    screen.say(_SAID[document["relation"]].format(first=a, second=b))
    screen.say(distance(a, b, document["least"], document["most"]))
    if document["relation"] == "open":
        _show_timelines(screen, network, document)
    else:
        _show_firmness(screen, network, document)
    return tell_left_out(screen, document)


def _show_timelines(screen: Screen, network: Asked, document: Mapping[str, Any]) -> None:
    shown = Shown(network)
    rows = timeline_rows(document["first"], document["second"], document["timelines"])
    told = [(network.short(point), shown.time(one), shown.time(other)) for point, one, other in rows[:MOST_ROWS]]
    columns = ("point", "one", "another")
    day, cells = of_one_day(told)
    times = columns[1:] if day else ()
    screen.table(f"Two timelines{day}", columns, cells, empty="", unbroken=whole_columns(columns, cells, times))
    hidden = len(rows) - MOST_ROWS
    if hidden > 0:
        screen.say(f"{counted(hidden, 'more point differs', 'more points differ')} (--json shows them)")
    if len(document["timelines"][0]) > len(rows):
        screen.say("every other point is at the same moment in both")


def _show_firmness(screen: Screen, network: Asked, document: Mapping[str, Any]) -> None:
    key = "least_rests_on" if document["relation"] in {"before", "not_after", "same"} else "most_rests_on"
    columns = ("from", "to", "at least" if key == "least_rests_on" else "at most", "as said in", "which says")
    rows = steps(document[key])
    screen.table("It rests on", columns, rows, empty="", unbroken=whole_columns(columns, rows, ("as said in",)))
    if any(ORIGIN_NAME in row[:2] for row in rows):
        screen.say(
            f"{ORIGIN_NAME}: {Shown(network).moment(network.network.epoch_ns)}, the earliest time that is stated"
        )
    needed = (
        " and ".join(network.called(one) for one in document["breaks_without"]) or "any source: it holds by definition"
    )
    screen.say(f"it would not follow without {needed}")
    screen.say(f"independent derivations: {len(document['independent_derivations'])}")
    for line in (*clock_lines(document["clocks"]), *drift_lines(document.get("drifts", ()))):
        screen.say(line)


@click.command("without")
@_asked
@click.option(
    "--source",
    "sources",
    multiple=True,
    help="Leave out all that rests on this source; of a case also on all files of a recorder or camera. Repeatable.",
)
@click.option("--link", "links", multiple=True, help="Leave out all that rests on this link or premise. Repeatable.")
@click.option("--all", "every", is_flag=True, help="Show every change, not the widest alone.")
@click.option("--order", "drawn", is_flag=True, default=None, help="Compare the order of more than 1000 points, too.")
@json_option
@verb
def without_(
    screen: Screen, asked: Path, sources: tuple[str, ...], links: tuple[str, ...], *, every: bool, drawn: bool | None
) -> int:
    """Answer without some sources or links, and show what changes: in all, then what changes most.

    \b
    gestae without yard.toml --source w1
    gestae without yard.toml --source w1 --link same-man
    gestae without yard.case --source recorder:A
    """
    if not sources and not links:
        raise click.UsageError("name what is left out: --source S or --link L")
    network = opened(asked)
    document = without_document(network, sources, links, order=drawn)
    screen.document(document)
    short = {point: network.short(point) for point in document["points"]}
    tell_aside(screen, document)
    if document.get("whole_set_aside") and not document["set_aside"]:
        screen.say("Of the whole not everything can be true; what is left is compared with what stands of it.")
    screen.say(summary(document, short))
    dropped = document["dropped"]
    for one in dropped[:_MOST_LEFT_OUT]:
        screen.say(f"  {network.stated(one)}")
    if len(dropped) > _MOST_LEFT_OUT:
        screen.say(f"  and {len(dropped) - _MOST_LEFT_OUT} more (--json names them)")
    _show_changes(screen, network, document, short, None if every else MOST_ROWS)
    return tell_left_out(screen, document)


def _show_changes(
    screen: Screen, network: Asked, document: Mapping[str, Any], short: Mapping[str, str], most: int | None
) -> None:
    """Show which bounds change and which orders are lost, the widest first; `most` of each, None for all."""
    columns, rows = changes(document, short, Shown(network))
    day, shown = of_one_day(rows[:most])
    times = [name for name in columns if name.endswith((" was", " now"))] if day else []
    unbroken = whole_columns(columns, shown, ("change", *times))
    screen.table(f"What changes{day}", columns, shown, empty="No bound changes.", unbroken=unbroken)
    _say_more(screen, len(rows) - len(shown))
    lost = [
        f"  {network.short(one['first'])} {one['was'].replace('_', ' ')} {network.short(one['second'])}"
        for one in document["lost_order"]
    ]
    told = lost[:most]
    drawn = "Every order that followed still does." if document["order"] is not None else _NOT_DRAWN
    screen.say("\n".join(["What follows no more:", *told]) if lost else drawn)
    _say_more(screen, len(lost) - len(told))


def _say_more(screen: Screen, hidden: int) -> None:
    if hidden > 0:
        screen.say(f"… and {hidden} more (--all)")


def opened(path: Path) -> Asked:
    """Open what is asked: a folder is a case, a file a written account.

    Raises:
        InputRefused, Faults, CaseError: it is neither, or cannot be read.
    """
    if path.is_dir():
        from gestae.workflow.casenetwork import OpenedCase  # no footage is thought of for an account

        with read_case(path) as view:
            return OpenedCase.of(view)
    from gestae.workflow.phrases import phrase_reader

    return OpenedAccount.read(path, phrase_reader())


COMMANDS: Final = (why, before, without_, conflicts)
