"""The network of a case: what its recordings show, what its clocks say and what was told, as one, with its words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import tzinfo
from fractions import Fraction
from typing import Final

from gestae.base.canonical import Json
from gestae.base.units import NS_PER_S
from gestae.chronology.bounds import ContradictoryError, Solved, Step, solve
from gestae.chronology.compile import network_of
from gestae.chronology.recordings import earliest_time_ns, first_of, recorded_statements
from gestae.chronology.zones import DisplayRules
from gestae.errors import ClockError, InputRefused
from gestae.model.account import Account, AccountEvent, Constraint, Lasts, Reading, Source, SourceKind
from gestae.model.network import ORIGIN, Apart, Grade, Network, Said
from gestae.model.recorded import Began
from gestae.model.told import Told
from gestae.store.case import CaseView
from gestae.workflow.about import zone_of
from gestae.workflow.accounts import told_words, word_documents
from gestae.workflow.caseevents import CaseEvent, case_events
from gestae.workflow.exhibits import Exhibits
from gestae.workflow.recordings import end_of, gather, point_of
from gestae.workflow.sightings import Clocks

__all__ = ["OpenedCase"]

_SHORT: Final = 12
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, eq=False)
class OpenedCase:
    """A case with its network; see `gestae.workflow.asking.Asked`.

    Attributes:
        events: in no order that means anything.
        told_ids: statements that rest on no recording: what people said or wrote.
    """

    title: str
    zone: tzinfo
    network: Network
    sources: tuple[Source, ...]
    titles: Mapping[str, tuple[str, str]]
    words: Sequence[Mapping[str, Json]]
    events: tuple[CaseEvent, ...]
    told_ids: frozenset[str]
    _said: Mapping[str, str]
    _files: Mapping[str, str]
    _first_s: Mapping[str, Fraction]
    _zones: Mapping[str, str | None]
    _known: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, view: CaseView) -> OpenedCase:
        """Read a case."""
        return _Opening.of(view).opened()

    def says(self, step: Step) -> str:
        """Say in words what the statement behind a step of a derivation says."""
        if step.said is not None:
            return self._said[step.said]
        ends = {step.start, step.to}
        if any(one.startswith("picture of ") for one in ends):
            return "as far as the rate of the recording's time is known"
        if any(one.startswith(("count of ", "clock ")) for one in ends):
            return "as far as the clock's drift allows"
        if any(" by " in one for one in ends):
            return "an event starts with the first of what shows it"
        return "no event ends before it starts"

    def node(self, name: str) -> str | None:
        """Name an end of a step as a person reads it."""
        if name == ORIGIN:
            return None
        if name.startswith("picture of "):
            return self._picture(name)
        if name.startswith("count of "):
            clock, _, count = name.removeprefix("count of ").rpartition(" at ")
            return f"{clock} showing {self._display(clock, int(count))}"
        if name in self.titles:
            return self.short(name)
        event, _, kind = name.partition(" by ")
        return f"{self.short(event)} as {kind.replace('_', ' ')}" if kind else name

    def start_of(self, event: CaseEvent) -> str:
        """Name the point at which an event of this case starts."""
        return event.id if event.id in self.titles else f"{event.id}.start"

    def short(self, point: str) -> str:
        """Name a point in few words: the title of its event, and which end of it."""
        _, title = self.titles[point]
        side = point.rpartition(".")[2]
        return f"“{title}”" + (f" ({side})" if side in ("start", "end") else "")

    def point(self, name: str) -> str:
        """Find the point that a person means: by its event's id, the beginning of that, its name, or its title.

        An event that lasts is meant by its start where nothing else is said.

        Raises:
            InputRefused: there is none, or more than one.
        """
        event, _, side = name.partition(".") if name.endswith((".start", ".end")) else (name, "", "")
        found = sorted(one.id for one in self.events if _is_meant(one, event))
        lasts = {one: one not in self.titles for one in found}
        points = [f"{one}.{side or 'start'}" if lasts[one] else one for one in found if lasts[one] or side != "end"]
        if len(points) == 1:
            return points[0]
        if not points:
            raise InputRefused(
                name,
                wrong="is no event of this case",
                right="write an id, the first digits of one, a name, or a whole title, as `gestae order` shows them",
            )
        raise InputRefused(name, wrong=f"means {', '.join(points)}", right="name one of them")

    def source(self, name: str) -> str:
        """Find the source that a person means: an exhibit by its name, number or digest, or a journal entry.

        Raises:
            InputRefused: there is none, or more than one.
        """
        ids = {one.id for one in self.sources}
        wanted = {name, f"entry:{name.removeprefix('entry').strip(': ')}"} & ids
        found = sorted(wanted | (self._known.get(name, frozenset()) & ids) | {
            one for one in ids if len(name) >= 6 and one.startswith(name)})  # fmt: skip
        if len(found) == 1:
            return found[0]
        if not found:
            told = ", ".join(sorted(self.called(one) for one in ids)) or "none"
            raise InputRefused(name, wrong="is no source of this case's times", right=f"say one of {told}")
        raise InputRefused(name, wrong=f"means {', '.join(found)}", right="write more of its digest")

    def called(self, source: str) -> str:
        """Name a source for people."""
        return self._files.get(source, source[:_SHORT] if _DIGEST.fullmatch(source) else source)

    def stated(self, statement: str) -> str:
        """Say what a statement says."""
        return self._said.get(statement, statement)

    @property
    def way_out(self) -> str:
        """Say what a person does with a statement that is wrong."""
        return "withdraw it (gestae withdraw CASE ENTRY), with a reason, and ask again"

    def _picture(self, name: str) -> str:
        strand, _, at_ns = name.removeprefix("picture of ").rpartition(" at ")
        sha256 = strand.partition("/")[0]
        at_s = Fraction(at_ns) / NS_PER_S - self._first_s.get(sha256, Fraction(0))
        return f"{self.called(sha256)} at {float(at_s):.3f} s"

    def _display(self, clock: str, count_ns: int) -> str:
        text = str(DisplayRules.of(self._zones.get(clock)).display(count_ns)).replace("T", " ")
        return text.rstrip("0").rstrip(".")


def _is_meant(event: CaseEvent, name: str) -> bool:
    beginning = len(name) >= 4 and event.id.startswith(name)
    return bool(name) and (name in (event.id, event.name, event.title) or beginning)


@dataclass(frozen=True, slots=True)
class _Opening:
    """A case while its network is put together."""

    view: CaseView
    clocks: Clocks
    events: tuple[CaseEvent, ...]
    told: Told

    @classmethod
    def of(cls, view: CaseView) -> _Opening:
        return cls(view, Clocks(view), case_events(view), Told())

    def opened(self) -> OpenedCase:
        lasting = {one.id: one.ends or one.id in self.told.lasts for one in self.events}
        gathered = gather(self.view, self.clocks, self.events, lasting)
        account = _account_of(self.told, self.events, lasting, zone_of(self.view).key)
        epoch_ns = _epoch_ns(earliest_time_ns(gathered.recorded), self.events, account)
        said, axioms = recorded_statements(gathered.recorded, epoch_ns)
        stated = [_interval(one, epoch_ns, lasts=lasting[one.id]) for one in self.events if one.said is not None]
        heard = network_of(account, epoch_ns)
        network = Network.of(heard.points, [*said, *stated, *heard.said], [*axioms, *heard.axioms], epoch_ns)
        files = _files(self.view)
        words = {**gathered.words, **_named(told_words(account), files)}
        words |= {one.id: "as the event itself states" for one in stated}
        firsts = _firsts(network, gathered.recorded.began)
        words |= {one.id: "it began with the first of what shows it" for one in firsts}
        exhibits = Exhibits(self.view)
        return OpenedCase(
            title=str(next(iter(self.view.rows("case")), {}).get("title") or "a case"),
            zone=zone_of(self.view),
            network=Network.of(network.points, [*network.said, *firsts], network.axioms, epoch_ns),
            sources=_sources(
                network, gathered.origins, self.told, {str(r["sha256"]) for r in self.view.rows("footage")}
            ),
            titles={
                point: (one.id, one.title)
                for one in self.events
                for point in ((point_of(one, lasts=True), end_of(one)) if lasting[one.id] else (one.id,))
            },
            words=word_documents(account),
            events=self.events,
            told_ids=frozenset(one.id for one in heard.said),
            _said=words,
            _files=files,
            _first_s=_first_s(self.view),
            _zones={name: clock.zone for name, clock in self.clocks.recorders.items()},
            _known=_known(exhibits),
        )


def _account_of(told: Told, events: Sequence[CaseEvent], lasting: Mapping[str, bool], zone: str) -> Account:
    """Put what was told, and every event of the case, into an account; points are written as the events last."""
    points = {name: name for one in events if not lasting[one.id] for name in (one.id,)}
    for one in events:
        start, end = (point_of(one, lasts=True), end_of(one)) if lasting[one.id] else (one.id, one.id)
        points |= {one.id: start, f"{one.id}.start": start, f"{one.id}.end": end}
    listed = tuple(
        AccountEvent(
            one.id,
            one.title,
            (told.lasts.get(one.id) or Lasts(None, None)) if lasting[one.id] else None,
            tuple(_reading(reading, points) for reading in told.readings.get(one.id, ())),
        )
        for one in events
    )
    constraints = tuple(_constraint(one, points) for one in told.constraints if _is_known(one, points))
    return Account("", zone, None, told.sources, told.clocks, listed, constraints)


def _reading(reading: Reading, points: Mapping[str, str]) -> Reading:
    return replace(reading, point=points[reading.point])


def _constraint(one: Constraint, points: Mapping[str, str]) -> Constraint:
    return replace(one, start=None if one.start is None else points[one.start], to=points[one.to])


def _is_known(one: Constraint, points: Mapping[str, str]) -> bool:
    """Say whether both ends are events that stand; what was said of one that was withdrawn says nothing."""
    return (
        one.to in points
        and (one.start is None or one.start in points)
        and points[one.to] != points.get(one.start or "")
    )


def _epoch_ns(recorded_ns: int | None, events: Sequence[CaseEvent], account: Account) -> int:
    """Choose the origin near the case's own times, so that distances stay small."""
    times = [] if recorded_ns is None else [recorded_ns]
    times += [one.said.earliest.ns for one in events if one.said is not None]
    times += [one.reference_ns for clock in account.clocks for one in clock.compared]
    times += [side for one in account.constraints if one.start is None
              for side in (one.least_ns, one.most_ns) if side is not None]  # fmt: skip
    return min(times, default=0)


def _interval(event: CaseEvent, epoch_ns: int, *, lasts: bool) -> Said:
    if event.said is None:
        raise ClockError(f"{event.id} states no interval; ask for one that does")
    apart = Apart(
        ORIGIN,
        point_of(event, lasts=lasts),
        event.said.earliest.ns - epoch_ns,
        event.said.latest.ns - epoch_ns,
    )
    return Said(f"said:{event.id}", apart, (f"entry:{event.seq}",), (), Grade.TESTIMONY)


def _firsts(network: Network, began: Sequence[Began]) -> list[Said]:
    """Bound events that start with the first of several kinds from below; not while the network contradicts itself."""
    if not began:
        return []
    try:
        solved = solve(network)
    except ContradictoryError:
        return []
    made = [_first(solved, one) for one in began]
    return [one for one in made if one is not None]


def _first(solved: Solved, began: Began) -> Said | None:
    bounds = {part: solved.earliest(part) for part in began.parts if part in solved.graph.nodes}
    epoch_ns = solved.network.epoch_ns
    earliest = {part: None if (bound := bounds.get(part)) is None else epoch_ns - bound.most_ns for part in began.parts}
    behind = {name for bound in bounds.values() if bound is not None for name in bound.said}
    rests_on = [one for one in solved.network.said if one.id in behind]
    made = first_of(began, earliest, epoch_ns, {source for one in rests_on for source in one.sources})
    if made is None:
        return None
    links = tuple(sorted({link for one in rests_on for link in one.links}))
    return replace(made, links=links, grade=max((one.grade for one in rests_on), default=Grade.INSTRUMENT))


def _sources(network: Network, origins: Mapping[str, str], told: Told, footage: Set[str]) -> tuple[Source, ...]:
    """Name everything that a statement of the network rests on, with what it shares its origin with.

    What is neither footage nor told was written down by a person: a form, or an entry of the journal.
    """
    known = {one.id: one for one in told.sources}
    found = sorted({source for one in network.said for source in one.sources})
    kinds = {name: SourceKind.FOOTAGE if name in footage else SourceKind.DOCUMENT for name in found}
    return tuple(known.get(name) or Source(name, kinds[name], origins.get(name, name)) for name in found)


def _named(words: Mapping[str, str], files: Mapping[str, str]) -> dict[str, str]:
    """Write names where sentences hold digests of originals."""
    named = dict(words)
    for sha256, name in files.items():
        named = {key: sentence.replace(sha256, name) for key, sentence in named.items()}
    return named


def _files(view: CaseView) -> dict[str, str]:
    names = {str(row["sha256"]): str(row["name"]) for row in view.rows("exhibits")}
    forms = {str(row["form_sha256"]): f"form of {row['recorder']}" for row in view.rows("acquisitions")}
    return forms | names


def _first_s(view: CaseView) -> dict[str, Fraction]:
    """Give the time of each footage's first picture, in seconds of its own."""
    found: dict[str, Fraction] = {}
    for row in view.rows("footage"):
        facts = row["facts"]
        streams = facts.get("streams") if isinstance(facts, Mapping) else None
        for one in streams if isinstance(streams, list) else ():
            if isinstance(one, Mapping) and one.get("kind") == "video" and isinstance(one.get("first"), Mapping):
                pts, base = one["first"].get("pts"), one.get("time_base")
                if isinstance(pts, int) and base:
                    found.setdefault(str(row["sha256"]), pts * Fraction(str(base)))
    return found


def _known(exhibits: Exhibits) -> dict[str, frozenset[str]]:
    """Say which exhibits each name and number may mean."""
    words = {word for sha256, number in exhibits.numbers.items() for word in (str(number), f"#{number}")}
    words |= {name for sha256 in exhibits.numbers for name in exhibits.called(sha256)}
    return {word: frozenset(exhibits.matching(word)) for word in words}
