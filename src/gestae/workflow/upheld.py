"""What of a case's network stands: all of it where it can be true together, else what is left, and what is not used.

Nothing is dropped in silence. A recorder whose own time checks cannot all be true places nothing, and an event whose
own sightings cannot is not placed by them: each is said of the events that it touches. Where recordings clash beyond
that, what hangs together with the clash gets no bounds at all. Only where people's words clash with what is left, or
with each other, does the order rest on recordings alone until a person takes something back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from gestae.chronology.bounds import Solved, Span, Step, solve
from gestae.chronology.firsts import grounded
from gestae.chronology.holding import can_hold
from gestae.model.network import ORIGIN, Network, Said
from gestae.workflow.caseevents import CaseEvent
from gestae.workflow.eventnames import EventNames

__all__ = ["WORDS_SET_ASIDE", "Clash", "Held", "Upheld", "upheld"]


# Said wherever something is answered in which people's words do not count.
WORDS_SET_ASIDE: Final = (
    "what statements and records say does not count here, since not all of it can be true; the order rests on "
    "recordings and their clocks alone until something is withdrawn"
)


class Held(Protocol):
    """A case as far as it is asked what of it stands; see `gestae.workflow.casenetwork.OpenedCase`."""

    @property
    def network(self) -> Network:
        """Everything that is said of time."""

    @property
    def events(self) -> Sequence[CaseEvent]:
        """Its events."""

    @property
    def names(self) -> EventNames:
        """How its events are named in sentences."""

    @property
    def told_ids(self) -> frozenset[str]:
        """Statements that rest on no recording."""

    @property
    def titles(self) -> Mapping[str, tuple[str, str]]:
        """For each point, the id and the title of its event."""

    def says(self, step: Step) -> str:
        """Say in words what the statement behind a step of a derivation says."""

    def called(self, source: str) -> str:
        """Name a source for people."""

    def short(self, point: str) -> str:
        """Name a point for people."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Statements that cannot all be true.

    Attributes:
        statements: what they say, in words.
        points: the points of events that they are said of.
        around: points of events of the part that contradicts itself over them, where nothing else of it counts either.
    """

    statements: str
    points: frozenset[str]
    around: frozenset[str] = frozenset()

    @property
    def words(self) -> str:
        """Say it in a sentence."""
        return (
            f"these cannot all be true: {self.statements}; `gestae conflicts` shows every such set and the fewest that "
            "would have to go; withdraw what is wrong (gestae withdraw)"
        )


@dataclass(frozen=True, slots=True, eq=False)
class Upheld:
    """What stands of a case's network.

    Attributes:
        solved: the statements that stand, solved.
        spans: the bounds of each point; a point of a part that contradicts itself has none.
        clashes: what cannot all be true and is told nowhere else.
        torn: events whose own sightings cannot all be true, by id.
        uses_told: whether what people said counts, save what they said of a part that contradicts itself.
        broken: points of a part of what recordings say that contradicts itself.
        set_aside: what of the case does not count, and why, a sentence each; none where all of it can be true.
        suspect: footage whose own clock readings cannot all be true, by digest, with the sentence of that: nothing that
            it shows is used, the order of its pictures neither.
        reasons: for each statement that does not count, the sentence of `set_aside` that says why.
    """

    solved: Solved
    spans: Mapping[str, Span]
    clashes: tuple[Clash, ...]
    torn: frozenset[str]
    uses_told: bool
    broken: frozenset[str] = frozenset()
    set_aside: tuple[str, ...] = ()
    suspect: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)

    def reasons_of(self, network: Network, point: str) -> tuple[str, ...]:
        """Say why what the whole network says of a point does not count, a sentence each; nothing where it does."""
        about = (one for one in network.said if one.id in self.reasons and _touches(one, [point]))
        return tuple(dict.fromkeys(self.reasons[one.id] for one in about))


def upheld(case: Held) -> Upheld:
    """Find out what stands of a case's network."""
    whole = case.network
    if can_hold(whole):
        return _solved(whole, {})
    suspect, reasons = _contradicting_clocks(case, whole)
    usable = _only(whole, reasons)
    torn = {one.id: case.names.told(one.id, one.title) for one in _torn(case, usable)}
    for one in usable.said:
        if (event := _event_of(case, one.id)) in torn:
            reasons[one.id] = f"the sightings of “{torn[event]}” contradict each other, so they do not place it"
    usable = _only(usable, reasons)
    return replace(_standing(case, usable, reasons), torn=frozenset(torn), suspect=suspect)


def _standing(case: Held, usable: Network, reasons: dict[str, str]) -> Upheld:
    """Find out what stands of what neither a clock nor the sightings of one event contradict by themselves.

    Args:
        case: the case.
        usable: what is left of its network.
        reasons: why what is not in it does not count; what is taken out here is added.
    """
    if can_hold(usable):
        return _solved(usable, reasons)
    from gestae.chronology.conflicts import independent_conflicts  # loads a solver, and most cases hold

    clashes = {frozenset(one.said): _clash(case, usable, one.said) for one in independent_conflicts(usable)}
    broken = frozenset[str]()
    left = _only(usable, case.told_ids)
    while not can_hold(left):
        # What follows of a point that lies with the first of several shows only once the rest can hold.
        parts = _broken_parts(left)
        clashes |= _clashes_of(case, left, parts, clashes)
        broken |= frozenset(name for part in parts for name in part)
        left = _only(left, {one.id for one in left.said if _touches(one, broken)})
    titles = sorted({case.short(name) for name in broken if name in case.titles})
    head = "what hangs together with a contradiction among recordings has no bounds"
    why = f"{head}, and what else is said of it does not count: {', '.join(titles)}"
    reasons |= {one.id: why for one in usable.said if _touches(one, broken)}
    # Words that clash with nothing count, whatever recordings of something else do.
    beside = _only(usable, reasons)
    uses_told = can_hold(beside)
    if not uses_told:
        reasons |= {one.id: WORDS_SET_ASIDE for one in beside.said if one.id in case.told_ids}
    found = _solved(beside if uses_told else left, reasons)
    spans = {name: Span(None, None, None) if name in broken else span for name, span in found.spans.items()}
    return replace(found, spans=spans, clashes=tuple(clashes.values()), uses_told=uses_told, broken=broken)


def _solved(network: Network, reasons: Mapping[str, str]) -> Upheld:
    solved, aside = solve(network), tuple(dict.fromkeys(reasons.values()))
    return Upheld(solved, solved.spans(), (), frozenset(), uses_told=True, set_aside=aside, reasons=reasons)


def _only(network: Network, out: Iterable[str]) -> Network:
    gone = frozenset(out)
    return grounded(network.only(place for place, one in enumerate(network.said) if one.id not in gone))


def _contradicting_clocks(case: Held, network: Network) -> tuple[dict[str, str], dict[str, str]]:
    """Find what rests on clocks that contradict themselves: a recorder's time checks, or all that a footage shows.

    Where readings of one footage cannot all be true, its own time may be what is wrong, so nothing of it is used.

    Returns:
        Each footage of which nothing is used, and each statement that does not count for any of it, with a sentence.
    """
    checks: dict[str, set[str]] = {}
    reads: dict[str, set[str]] = {}
    for one in network.said:
        if one.id in case.told_ids:
            continue
        if one.id.startswith("compared:") and one.clock is not None:
            checks.setdefault(one.clock, set()).add(one.id)
        if one.id.startswith("read:"):
            reads.setdefault(one.sources[0], set()).add(one.id)
    torn = {name: ids for name, ids in sorted(checks.items()) if not can_hold(_kept(network, ids))}
    suspect = {
        footage: f"the clock readings of {case.called(footage)} contradict each other, so nothing that it shows is used"
        for footage in sorted(reads, key=case.called)
        if not can_hold(_kept(network, reads[footage]))
    }
    out = {
        name: f"the time checks of {clock} contradict each other, so its clock places nothing"
        for clock, ids in torn.items()
        for name in ids
    }
    for footage, why in suspect.items():
        resting = (one.id for one in network.said if one.id not in case.told_ids and footage in one.sources)
        out |= dict.fromkeys((name for name in resting if name not in out), why)
    return suspect, out


def _kept(network: Network, ids: Iterable[str]) -> Network:
    wanted = frozenset(ids)
    return network.only(place for place, one in enumerate(network.said) if one.id in wanted)


def _torn(case: Held, network: Network) -> Iterator[CaseEvent]:
    """Find the events whose own sightings cannot all be true beside what is said of clocks."""
    clocks = {
        one.id
        for one in network.said
        if one.clock is not None and one.id not in case.told_ids and not one.id.startswith("seen:")
    }
    if not can_hold(_kept(network, clocks)):
        return
    for event in case.events:
        own = {one.id for one in network.said if _event_of(case, one.id) == event.id}
        if len(event.members) > 1 and not can_hold(_kept(network, clocks | own)):
            yield event


def _event_of(case: Held, statement: str) -> str:
    """Name the event of whose sightings a statement speaks; empty for every other, and for what was told of it."""
    if statement in case.told_ids or not statement.startswith(("seen:", "began:")):
        return ""
    return statement.split(":")[1].removesuffix(".start").removesuffix(".end")


def _clash(case: Held, network: Network, ids: Iterable[str]) -> Clash:
    wanted = frozenset(ids)
    said = [one for one in network.said if one.id in wanted]
    points = {name for one in said for apart in one.distances for name in (apart.start, apart.to)}
    words = "; ".join(case.says(Step("", "", 0, one.id)) for one in said)
    named = frozenset(name for point in points for name in [point.partition(" by ")[0]] if name in case.titles)
    return Clash(words, named)


def _broken_parts(network: Network) -> tuple[frozenset[str], ...]:
    """Find the nodes of each part that contradicts itself; parts hang together over the origin alone."""
    part: dict[str, str] = {}

    def head(name: str) -> str:
        part.setdefault(name, name)
        while part[name] != name:
            part[name] = part[part[name]]
            name = part[name]
        return name

    for apart in (*network.axioms, *(apart for one in network.said for apart in one.distances)):
        if ORIGIN not in (apart.start, apart.to):
            part[head(apart.start)] = head(apart.to)
        else:
            head(apart.to if apart.start == ORIGIN else apart.start)
    members: dict[str, set[str]] = {}
    for name in list(part):
        members.setdefault(head(name), set()).add(name)
    return tuple(names for names in map(frozenset, members.values()) if not can_hold(_part_of(network, names)))


def _part_of(network: Network, names: frozenset[str]) -> Network:
    return _kept(network, {one.id for one in network.said if _touches(one, names)})


def _clashes_of(
    case: Held, network: Network, parts: Iterable[frozenset[str]], known: Mapping[frozenset[str], Clash]
) -> dict[frozenset[str], Clash]:
    """Name what clashes in each part that contradicts itself, by its statements, with the points that stand around."""
    from gestae.chronology.conflicts import independent_conflicts  # as above

    found = {}
    for part in parts:
        for one in independent_conflicts(_part_of(network, part)):
            clash = known.get(frozenset(one.said)) or _clash(case, network, one.said)
            found[frozenset(one.said)] = replace(clash, around=clash.around | (part & case.titles.keys()))
    return found


def _touches(one: Said, names: Iterable[str]) -> bool:
    inside = frozenset(names)
    return any(name in inside for apart in one.distances for name in (apart.start, apart.to))
