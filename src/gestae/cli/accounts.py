"""Verbs that ask a written account or a case: when, in which order, resting on what, and what cannot all be true."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from gestae.cli.options import DONE, FINDING, json_option, verb
from gestae.cli.output import Screen, counted
from gestae.model.time import Instant
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

__all__ = ["COMMANDS", "opened", "order_of_account", "show_words"]

_SAID: Final = {
    "before": "{first} is before {second}: that follows",
    "not_after": "{first} is not after {second}: that follows; they may be at the same moment",
    "same": "{first} and {second} are at the same moment: that follows",
    "not_before": "{first} is not before {second}: that follows; they may be at the same moment",
    "after": "{first} is after {second}: that follows, so the other order is ruled out",
    "open": "the order of {first} and {second} is open: both timelines below satisfy everything that is said",
}
_ID: Final = re.compile(r"\b[0-9a-f]{20}\b")
_BRIEF: Final = 8
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
    shown = _Shown(network)
    rows = [
        (
            point,
            network.titles[point][1],
            shown.time(one["earliest"]),
            shown.time(one["latest"], up=True),
            one["grade"] or "nothing",
        )
        for point, one in _in_time(answer["points"])
    ]
    screen.table(network.title, ("point", "event", "earliest", "latest", "as firm as"), rows, empty="no event is named")
    _show_order(screen, answer["order"], len(network.network.points))
    show_words(screen, answer["words"])
    screen.say(f"next    gestae why {path} POINT    gestae before {path} A B    gestae without {path} --source S")
    return DONE


def _show_order(screen: Screen, order: Mapping[str, Any] | None, points: int) -> None:
    if order is None:
        screen.say(f"The order of {points} points is not drawn; add --order to draw it.")
        return
    said = [f"{a} before {b}" for a, b in order["before"]] + [f"{a} not after {b}" for a, b in order["not_after"]]
    said += [f"{' and '.join(group)} at the same moment" for group in order["same"]]
    lines = said or ["nothing: the order of every two points is open"]
    screen.say("\n".join(["", "What follows (and what follows from these):", *(f"  {line}" for line in lines)]))


def show_words(screen: Screen, words: Sequence[Mapping[str, Any]]) -> None:
    """Show what was made of words of time, if there were any."""
    rows = [(one["constraint"], one["phrase"], one["min"], one["max"], one["policy"]) for one in words]
    screen.say("") if rows else None
    screen.table("How words were read", ("statement", "words", "at least", "at most", "policy"), rows, empty="")


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
    screen.document(document)
    if document["consistent"]:
        screen.say(f"everything in {asked.name} can be true together")
        return DONE
    _show_conflicts(screen, network, asked, document)
    return FINDING


def _show_conflicts(screen: Screen, network: Asked, path: Path, document: Mapping[str, Any]) -> None:
    sets, mended = document["conflicts"], document["repairs"]
    screen.say(f"{path.name} contradicts itself: {counted(len(sets), 'set')} of statements cannot all be true.")
    rows = [_set(network, number, one) for number, one in enumerate(sets, 1)]
    screen.table("Cannot all be true", ("#", "statements", "sources"), rows, empty="")
    if document.get("complete") is False:
        screen.say("There are more; raise --most to see them.")
    screen.say("")
    rows = [_set(network, number, one) for number, one in enumerate(mended, 1)]
    screen.table("Without one of these, the rest can be true", ("#", "statements", "sources"), rows, empty="")
    screen.say(
        "No bound is given while they stand together. Which of them is wrong is for a person to say: "
        f"{network.way_out}."
    )


def _set(network: Asked, number: int, one: Mapping[str, Any]) -> tuple[str, str, str]:
    said = [network.stated(name) for name in one["constraints"]]
    between = "; " if any(" " in sentence for sentence in said) else ", "
    return str(number), between.join(said), ", ".join(network.called(name) for name in one["sources"])


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
    shown = _Shown(network)
    for side, key in (("earliest", "earliest_rests_on"), ("latest", "latest_rests_on")):
        derivation = document[key]
        if derivation is None:
            screen.say(f"{side} of {name}: nothing that is said limits it")
            continue
        screen.say(
            f"{side} of {name}: {shown.time(document[side], up=side == 'latest')}, as firm as {derivation['grade']}"
        )
        way = "at most" if side == "latest" else "at least"
        screen.table("", ("from", "to", way, "as said in", "which says"), _steps(derivation), empty="")
    return DONE


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
    screen.say(_SAID[document["relation"]].format(first=a, second=b))
    screen.say(f"{b} comes after {a} by {document['least'] or 'any'} at least, {document['most'] or 'any'} at most")
    if document["relation"] == "open":
        one, other = document["timelines"]
        shown = _Shown(network)
        rows = [(network.short(point), shown.time(one[point]), shown.time(other[point])) for point in sorted(one)]
        screen.table("Two timelines", ("point", "one", "another"), rows, empty="")
        return DONE
    key = "least_rests_on" if document["relation"] in {"before", "not_after", "same"} else "most_rests_on"
    way = "at least" if key == "least_rests_on" else "at most"
    screen.table("It rests on", ("from", "to", way, "as said in", "which says"), _steps(document[key]), empty="")
    needed = (
        " and ".join(network.called(one) for one in document["breaks_without"]) or "any source: it holds by definition"
    )
    screen.say(f"it would not follow without {needed}")
    screen.say(f"independent derivations: {len(document['independent_derivations'])}")
    for one in document["clocks"]:
        screen.say(f"clock {one['clock']}: {_slack(one)}")
    return DONE


@click.command("without")
@_asked
@click.option("--source", "sources", multiple=True, help="Leave out all that rests on this source; may be repeated.")
@click.option("--link", "links", multiple=True, help="Leave out all that rests on this link; may be repeated.")
@json_option
@verb
def without_(screen: Screen, asked: Path, sources: tuple[str, ...], links: tuple[str, ...]) -> int:
    """Answer without some sources or links, and show what changes.

    \b
    gestae without yard.toml --source w1
    gestae without yard.toml --source w1 --link same-man
    """
    if not sources and not links:
        raise click.UsageError("name what is left out: --source S or --link L")
    network = opened(asked)
    document = without_document(network, sources, links)
    screen.document(document)
    shown = _Shown(network)
    dropped = ", ".join(network.stated(one) for one in document["dropped"]) or "nothing"
    screen.say(f"left out: {dropped}")
    sides = [(side, end) for end in ("earliest", "latest") for side in ("whole", "left")]
    rows = [
        (network.short(point), one["change"], *(shown.time(one[side][end], up=end == "latest") for side, end in sides))
        for point, one in document["points"].items()
        if one["change"] != "unchanged"
    ]
    columns = ("point", "change", "earliest was", "earliest now", "latest was", "latest now")
    screen.table("What changes", columns, rows, empty="No bound changes.")
    lost = [
        f"  {network.short(one['first'])} {one['was'].replace('_', ' ')} {network.short(one['second'])}"
        for one in document["lost_order"]
    ]
    screen.say("\n".join(["What follows no more:", *lost]) if lost else "Every order that followed still does.")
    return DONE


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


class _Shown:
    """Times as the account's own zone shows them."""

    def __init__(self, asked: Asked) -> None:
        self._zone = asked.zone

    def time(self, written: str | None, *, up: bool = False) -> str:
        """Show a time of a document to the millisecond, a latest one rounded `up`; an open side is said to be open."""
        return "open" if written is None else Instant.parse(written).local(self._zone, up=up)


def _in_time(points: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any]]]:
    """Tell points by earliest bound, then latest, then name; those without one come last."""
    return sorted(points.items(), key=lambda pair: (pair[1]["earliest"] or "~", pair[1]["latest"] or "~", pair[0]))


def _steps(derivation: Mapping[str, Any] | None) -> list[tuple[str, str, str, str, str]]:
    steps = derivation["steps"] if derivation else []
    return [
        (one["from"] or "the origin", one["to"] or "the origin", one.get("at_most", one.get("at_least")),
         _brief(one["constraint"] or "by definition"), one["says"])
        for one in steps
    ]  # fmt: skip


def _brief(statement: str) -> str:
    """Shorten the ids of events and observations in a statement's name.

    >>> _brief("seen:0123456789abcdef0123:2"), _brief("w1-ten-seconds")
    ('seen:01234567:2', 'w1-ten-seconds')
    """
    return _ID.sub(lambda found: found[0][:_BRIEF], statement)


def _slack(one: Mapping[str, Any]) -> str:
    sides = [(one["breaks_if_earlier_by"], "earlier"), (one["breaks_if_later_by"], "later")]
    said = [f"{amount} {which}" for amount, which in sides if amount is not None]
    if not said:
        return "no error of it alone breaks this"
    return f"this breaks if the true times of its comparisons were {' or '.join(said)}"


COMMANDS: Final = (why, before, without_, conflicts)
