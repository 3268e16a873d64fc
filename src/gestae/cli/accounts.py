"""Verbs that ask a written account or a case: when, in which order, resting on what, and what cannot all be true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from gestae.base.lengths import plain_length
from gestae.base.units import parse_duration
from gestae.cli.accountwords import (
    MOST_ROWS,
    MOST_TIMES,
    ORIGIN_NAME,
    Shown,
    aside_lines,
    clock_lines,
    distance,
    drift_lines,
    epoch_words,
    in_order,
    left_out_lines,
    needed_words,
    of_one_day,
    origin_lines,
    reached_steps,
    steps,
    summary,
    timeline_rows,
    whole_columns,
)
from gestae.cli.clashing import show_conflicts
from gestae.cli.leaving import ended_lines, next_step, show_changes
from gestae.cli.options import DONE, FINDING, json_option, verb
from gestae.cli.output import Screen, counted
from gestae.errors import InputRefused
from gestae.workflow.accounts import OpenedAccount
from gestae.workflow.anchors import anchor_lines
from gestae.workflow.asked import Asked
from gestae.workflow.asking import (
    MOST_CONFLICTS,
    before_document,
    conflicts_document,
    order_answer,
    why_document,
    without_document,
)  # fmt: skip
from gestae.workflow.case import read_case
from gestae.workflow.premisesbehind import with_premises

__all__ = ["COMMANDS", "opened", "order_of_account", "refuse_absent", "show_words", "tell_aside", "tell_left_out"]

_SAID: Final = {
    "before": "{first} is before {second}: that follows",
    "not_after": "{first} is not after {second}: that follows; they may be at the same moment",
    "same": "{first} and {second} are at the same moment: that follows",
    "not_before": "{first} is not before {second}: that follows; they may be at the same moment",
    "after": "{first} is after {second}: that follows, so the other order is ruled out",
    "open": "the order of {first} and {second} is open: both timelines below satisfy everything that {said}",
}
# Under which relations an order rests on how much later the second point is at least, and under which at most.
_RESTS_ON_LEAST: Final = frozenset({"before", "not_after", "same"})
_RESTS_ON_MOST: Final = frozenset({"after", "not_before", "same"})
_MOST_LEFT_OUT, _BREAKS = 5, ("breaks_without", "breaks_without_each")
_asked = click.argument("asked", metavar="CASE|ACCOUNT", type=click.Path(path_type=Path))


def order_of_account(
    screen: Screen, path: Path, *, order: bool | None, every: bool, most: int, svg: Path | None = None
) -> int:
    """Show the answer of an account file, and draw it where a file for it is named; 1 where it is contradictory."""
    network = opened(path)
    answer = order_answer(network, order=order, every=every, most=most)
    answer |= network.beside([one.id for one in network.network.said]) if answer["consistent"] else {}
    screen.document(answer)
    if not answer["consistent"]:
        show_conflicts(screen, network, path, answer)
        tell_left_out(screen, answer)
        if svg is not None:
            screen.warn(f"{svg} is not drawn: {path.name} contradicts itself")
        return FINDING
    if svg is not None:
        from gestae.workflow.narrating import write_figure

        write_figure(network, svg)
        screen.say(f"figure  {svg}\n")
    _show_points(screen, network, answer)
    _show_order(screen, answer["order"], len(network.network.points))
    show_words(screen, answer["words"])
    tell_left_out(screen, answer)
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
    for line in anchor_lines(network, points):
        screen.say(line)


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


def _is_torn(document: Mapping[str, Any]) -> bool:
    """Say whether a document gives conflicts in the place of an answer."""
    return "conflicts" in document


def _tell_torn(screen: Screen, path: Path, answerless: str) -> int:
    """Say that an account contradicts itself, so that what is asked of it has no answer; gives the exit code."""
    screen.say(f"{path.name} contradicts itself, so {answerless}.")
    screen.say(f"next    gestae conflicts {path}")
    return FINDING


def _counting(document: Mapping[str, Any]) -> str:
    """Say of what an answer speaks: of all that is said, or of what counts, where not all of it does."""
    return "counts" if document.get("set_aside") else "is said"


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
    document = conflicts_document(network.network, every=every, most=most)
    document = with_premises(network, document) | {**network.standing().beside()}
    if asked.is_dir() and not document["consistent"]:
        document["statements"] = _statements(network, asked, document)
    screen.document(document)
    if document["consistent"]:
        screen.say(f"everything in {asked.name} can be true together")
        return tell_left_out(screen, document)
    show_conflicts(screen, network, asked, document)
    if len(document["repairs"]) == most:
        screen.say("There may be more ways out than these; raise --most to see them.")
    tell_left_out(screen, document)
    return FINDING


def _statements(network: Asked, path: Path, document: Mapping[str, Any]) -> dict[str, Any]:
    """Say of each statement of a case that is named what it says of which events, and how it is taken back."""
    from gestae.workflow.casenetwork import OpenedCase
    from gestae.workflow.statedby import StatedBy

    names = dict.fromkeys(name for one in (*document["conflicts"], *document["repairs"]) for name in one["constraints"])
    if not isinstance(network, OpenedCase):
        return {}
    with read_case(path) as view:
        return StatedBy(view, network).documents(names)


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
    if _is_torn(document):
        return _tell_torn(screen, asked, f"it says nothing of when {name} was")
    tell_aside(screen, document)
    shown, told = Shown(network), []
    for side, key in (("earliest", "earliest_rests_on"), ("latest", "latest_rests_on")):
        derivation, is_latest = document[key], side == "latest"
        if derivation is None:
            screen.say(f"{side} of {name}: nothing that {_counting(document)} limits it")
            continue
        bound = shown.time(document[side], up=is_latest)
        screen.say(f"{side} of {name}: {bound}, as firm as {derivation['grade']}")
        rows = reached_steps(derivation, shown, bound, up=is_latest)
        columns = ("to", "at most" if is_latest else "at least", "reaches", "as said in", "which says")
        whole = whole_columns(columns, rows, ("as said in",))
        screen.table("", columns, rows, empty="", unbroken=whole)
        told += rows
    for sentence in document.get("unanchored", ()):
        screen.say(sentence)
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
    if _is_torn(document):
        return _tell_torn(screen, asked, f"no order of {a} and {b} follows from it, and none is ruled out")
    tell_aside(screen, document)
    screen.say(_SAID[document["relation"]].format(first=a, second=b, said=_counting(document)))
    screen.say(distance(a, b, document["least"], document["most"]))
    if document["relation"] == "open":
        _show_timelines(screen, network, document)
    else:
        _show_firmness(screen, network, document)
    return tell_left_out(screen, document)


def _show_timelines(screen: Screen, network: Asked, document: Mapping[str, Any]) -> None:
    shown = Shown(network)
    rows = timeline_rows(document["first"], document["second"], document["timelines"])
    told = [(network.short(point), shown.time(one), shown.time(other)) for point, one, other in rows[:MOST_TIMES]]
    columns = ("point", "one", "another")
    day, cells = of_one_day(told)
    times = columns[1:] if day else ()
    screen.table(f"Two timelines{day}", columns, cells, empty="", unbroken=whole_columns(columns, cells, times))
    hidden = len(rows) - MOST_TIMES
    if hidden > 0:
        screen.say(f"{counted(hidden, 'more point differs', 'more points differ')}, none by more (--json shows them)")
    if len(document["timelines"][0]) > len(rows):
        screen.say("every other point is at the same moment in both")


def _show_firmness(screen: Screen, network: Asked, document: Mapping[str, Any]) -> None:
    sides = (("least_rests_on", "at least", _RESTS_ON_LEAST), ("most_rests_on", "at most", _RESTS_ON_MOST))
    shown = [(steps(document[key]), side) for key, side, relations in sides if document["relation"] in relations]
    for place, (rows, side) in enumerate(shown):
        columns = ("from", "to", side, "as said in", "which says")
        unbroken = whole_columns(columns, rows, ("as said in",))
        screen.table("and on" if place else "It rests on", columns, rows, empty="", unbroken=unbroken)
    if any(ORIGIN_NAME in row[:2] for rows, _ in shown for row in rows):
        screen.say(f"{ORIGIN_NAME}: {epoch_words(network, Shown(network))}")
    breaks, alone = (sorted({network.called(one) for one in document[key]}) for key in _BREAKS)
    screen.say(needed_words(breaks, alone))
    screen.say(f"independent derivations: {len(document['independent_derivations'])}")
    for line in (*clock_lines(document["clocks"]), *drift_lines(document)):
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
    if _is_torn(document):
        show_conflicts(screen, network, asked, document, left=True)
        screen.say(f"{counted(len(document['dropped']), 'statement')} left out; there is nothing to compare.")
        _show_dropped(screen, network, document)
        return FINDING
    short = {point: network.short(point) for point in document["points"]}
    tell_aside(screen, document)
    for line in ended_lines(document):
        screen.say(line)
    screen.say(summary(document, short))
    _show_dropped(screen, network, document)
    show_changes(screen, network, document, most=None if every else MOST_ROWS)
    screen.say(next_step(asked, network, document))
    return tell_left_out(screen, document)


def _show_dropped(screen: Screen, network: Asked, document: Mapping[str, Any]) -> None:
    """Name the first of the statements that are left out."""
    dropped, uncounted = document["dropped"], set(document.get("dropped_uncounted", ()))
    for one in dropped[:_MOST_LEFT_OUT]:
        screen.say(f"  {network.stated(one)}{' (did not count anyway)' if one in uncounted else ''}")
    if len(dropped) > _MOST_LEFT_OUT:
        screen.say(f"  and {len(dropped) - _MOST_LEFT_OUT} more (--json names them)")


def refuse_absent(path: Path) -> None:
    """Refuse a path where nothing is: it may have been meant as a case or as an account, and nobody can tell which.

    Raises:
        InputRefused: nothing is there.
    """
    if not path.exists():
        raise InputRefused(
            str(path),
            wrong="there is neither a case nor an account file at this path",
            right="name a folder that `gestae init` made, or a written account (TOML) that is there",
        )


def opened(path: Path) -> Asked:
    """Open what is asked: a folder is a case, a file a written account.

    Raises:
        InputRefused, Faults, CaseError: it is neither, or cannot be read.
    """
    refuse_absent(path)
    if path.is_dir():
        from gestae.workflow.casenetwork import OpenedCase  # no footage is thought of for an account

        with read_case(path) as view:
            return OpenedCase.of(view)
    from gestae.workflow.phrases import phrase_reader

    return OpenedAccount.read(path, phrase_reader())


COMMANDS: Final = (why, before, without_, conflicts)
