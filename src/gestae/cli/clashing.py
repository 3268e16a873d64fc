"""How a person is told what cannot all be true: what each statement says, of which events, and how it is taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from gestae.cli.accountwords import brief
from gestae.cli.output import Screen, counted
from gestae.errors import GestaeError
from gestae.workflow.accounts import OpenedAccount
from gestae.workflow.asked import Asked
from gestae.workflow.case import read_case

__all__ = ["how_many", "show_conflicts", "tell_if_contradictory"]

_OTHERS: Final[Mapping[bool | None, str]] = {
    True: "other sets overlap {it}: --all shows them",
    None: "other sets may overlap {it}: --all shows all",
}
_REMAINS: Final = "no way out by itself: another set remains without it"


def how_many(document: Mapping[str, Any], what: str = "cannot all be true") -> str:
    """Say how many sets of statements clash, and whether these are all.

    >>> how_many({"conflicts": [{}], "others": True})
    '1 independent clash; other sets overlap it: --all shows them'
    >>> how_many({"conflicts": [{}, {}], "others": False})
    '2 sets of statements cannot all be true'
    >>> how_many({"conflicts": [{}, {}], "others": False, "complete": False})
    'at least 2 sets of statements cannot all be true; --most shows more'
    """
    count = len(document["conflicts"])
    others = document.get("others", False)
    if document.get("complete") is False:
        return f"at least {counted(count, 'set')} of statements {what}; --most shows more"
    if others is False:
        return f"{counted(count, 'set')} of statements {what}"
    beside = _OTHERS[others].format(it="it" if count == 1 else "them")
    return f"{counted(count, 'independent clash', 'independent clashes')}; {beside}"


def show_conflicts(
    screen: Screen, network: Asked, path: Path, document: Mapping[str, Any], *, left: bool = False
) -> None:
    """Show the sets that cannot all be true, the ways out, and the commands that take a statement of a case back.

    They are of all that is asked, or of what is `left` of it.
    """
    sets, mended = document["conflicts"], document["repairs"]
    told: Mapping[str, Any] = document.get("statements", {})
    what = f"what is left of {path.name} still" if left else path.name
    screen.say(f"{what} contradicts itself: {how_many(document)}.")
    rows = [row for number, one in enumerate(sets, 1) for row in _clash(network, number, one, told)]
    entry = ("entry",) if told else ()
    screen.table("Cannot all be true", ("#", "statements", "sources", *entry), rows, empty="")
    if document.get("complete") is False:
        screen.say("There are more; raise --most to see them.")
    screen.say("")
    shown = {name for one in sets for name in one["constraints"]}
    rows = [_repair(network, number, one, shown, told) for number, one in enumerate(mended, 1)]
    screen.table("Without one of these, the rest can be true", ("#", "statements", "sources"), rows, empty="")
    premises = dict.fromkeys(name for one in sets for name in one.get("premises", ()))
    if premises:
        links = " ".join(f"--link {name}" for name in premises)
        screen.say(f"A clock may run wrong, whose drift nobody stated: gestae without {path} {links}")
    if told:
        screen.say("\n".join(["", "Each is taken back so, where it is wrong:", *_commands(path, told)]))
    given = "no bound is given"
    if not isinstance(network, OpenedAccount):
        given = "answers come from what stands, and each says first what does not count"
    wrong = "Which of them is wrong is for a person to say"
    screen.say(f"While they stand together, {given}. {wrong}: {network.way_out}.")


def _clash(network: Asked, number: int, one: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Give a row for each statement of a set, the first with the number of the set and, of an account, all sources."""
    sources = ", ".join(network.called(name) for name in one["sources"])
    for place, name in enumerate(one["constraints"]):
        first = "" if place else str(number)
        remains = f" ({_REMAINS})" if name in one.get("remains_without", ()) else ""
        said = f"{_said(network, name, told)}{remains}"
        if name in told:
            entries = ", ".join(map(str, told[name]["entries"])) or "–"
            yield first, said, ", ".join(told[name]["sources"]), entries
        else:
            yield first, said, "" if place else sources
    for name in one.get("premises", ()):
        said = f"assumed: {name}"
        yield ("", said, "", "–") if told else ("", said, "")


def _said(network: Asked, name: str, told: Mapping[str, Any]) -> str:
    """Say a statement in full: of an account as the file names it, of a case with the events that it ties."""
    if name not in told:
        return network.stated(name)
    links = told[name]["links"]
    on = f"; on link {', '.join(links)}" if links else ""
    return f"{brief(name)}: {told[name]['says']}{on}"


def _repair(
    network: Asked, number: int, one: Mapping[str, Any], shown: set[str], told: Mapping[str, Any]
) -> tuple[str, ...]:
    """Name the statements of a way out by their ids where what they say stands above, else in full."""
    names = one["constraints"]
    apart = ", " if shown.issuperset(names) else "; "
    said = apart.join(brief(name) if name in shown else _said(network, name, told) for name in names)
    return str(number), said, ", ".join(network.called(name) for name in one["sources"])


def _commands(path: Path, told: Mapping[str, Any]) -> list[str]:
    """Give a line for each statement: its id, and the command that takes it back."""
    wide = max(len(brief(name)) for name in told)
    return [f"  {brief(name):{wide}}  {one['way_out'].replace(' CASE ', f' {path} ')}" for name, one in told.items()]


def tell_if_contradictory(screen: Screen, case: Path) -> bool:
    """Say after something was taken in that not everything of the case can be true now; says nothing where it can."""
    # The engine is loaded where something was taken in, not with the verbs of a case.
    from gestae.chronology.holding import can_hold
    from gestae.workflow.casenetwork import OpenedCase

    try:
        with read_case(case) as view:
            holds = can_hold(OpenedCase.of(view).network)
    except GestaeError as error:
        screen.warn(f"it could not be found out whether everything can be true now: {error}")
        return False
    if not holds:
        screen.warn(f"not everything can be true now: gestae conflicts {case}")
    return not holds
