"""The network of a case: what its recordings show, what its clocks say and what was told, as one, with its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import tzinfo
from fractions import Fraction
from pathlib import Path
from statistics import median_low
from typing import Final

from gestae.base.canonical import Json
from gestae.base.units import NS_PER_S
from gestae.chronology.bounds import Step, solve
from gestae.chronology.compile import network_of
from gestae.chronology.firsts import grounded
from gestae.chronology.recordings import recorded_statements
from gestae.chronology.zones import DisplayRules
from gestae.errors import ClockError, InputRefused
from gestae.model.account import Source, SourceKind
from gestae.model.network import ORIGIN, Apart, First, Grade, Network, Said
from gestae.model.recorded import Recorded
from gestae.model.told import Told
from gestae.store.case import CaseView
from gestae.store.leaving import view_without
from gestae.workflow.about import zone_of
from gestae.workflow.accounts import shown_node, word_documents
from gestae.workflow.anchors import Lacking
from gestae.workflow.caseevents import CaseEvent, case_events
from gestae.workflow.casesources import CaseSources
from gestae.workflow.clocks import stated_rates
from gestae.workflow.eventnames import EventNames, point_meant, word_of
from gestae.workflow.firstwords import said_of
from gestae.workflow.footage import first_s
from gestae.workflow.lacking import lacking_of
from gestae.workflow.leftout import LeftOut, left_out
from gestae.workflow.premises import Rates, unstated_clocks
from gestae.workflow.recordings import end_of, gather, point_of
from gestae.workflow.sightings import Clocks
from gestae.workflow.told import HIDDEN_ORIGIN, told
from gestae.workflow.toldaccount import account_of, apart_from, near, read_by, told_sentences
from gestae.workflow.upheld import Upheld, upheld

__all__ = ["OpenedCase"]

_UNKNOWN_ORIGINS: Final = "who speaks in {sources} is hidden: all of them count as one source, “{origin}”"


@dataclass(frozen=True, slots=True, eq=False)
class OpenedCase:
    """A case with its network; see `gestae.workflow.asked.Asked`.

    Attributes:
        events: in no order that means anything.
        told_ids: statements that rest on no recording: what people said or wrote.
        told: what that was, and what of it bounds nothing.
        silenced: recorders whose clock says nothing here, with the reason.
        lacking: why clocks of which something is known place nothing.
        assumes: what is taken for granted of each clock.
        rates: the premises of clocks of which no drift is stated.
        left_out: what the case holds of time and does not count: hidden entries, and what was taken back.
        names: how its events are named.
        set_aside: what does not count because not all of it can be true; nothing where the network is the whole.
    """

    title: str
    zone: tzinfo
    network: Network
    sources: tuple[Source, ...]
    titles: Mapping[str, tuple[str, str]]
    words: Sequence[Mapping[str, Json]]
    events: tuple[CaseEvent, ...]
    told_ids: frozenset[str]
    told: Told
    silenced: Mapping[str, str]
    lacking: Lacking
    assumes: Mapping[str, tuple[str, ...]]
    rates: Rates
    left_out: tuple[LeftOut, ...]
    folder: Path
    names: EventNames
    _named: CaseSources
    _said: Mapping[str, str]
    _first_s: Mapping[str, Fraction]
    _zones: Mapping[str, str | None]
    set_aside: tuple[str, ...] = ()

    @classmethod
    def of(cls, view: CaseView) -> OpenedCase:
        """Read a case."""
        return _Opening.of(view).opened()

    def says(self, step: Step) -> str:
        """Say in words what the statement behind a step of a derivation says."""
        if step.said is not None:
            return self.stated(step.said)
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
        if name.startswith("clock "):
            return shown_node(name, self.zone)
        event, _, kind = name.partition(" by ")
        return f"{self.short(event)} as {kind.replace('_', ' ')}" if kind else name

    def start_of(self, event: CaseEvent) -> str:
        """Name the point at which an event of this case starts."""
        return event.id if event.id in self.titles else f"{event.id}.start"

    def short(self, point: str) -> str:
        """Name a point in few words: the title of its event, and which end of it."""
        side = point.rpartition(".")[2]
        return f"“{self.names.told(*self.titles[point])}”" + (f" ({side})" if side in ("start", "end") else "")

    @property
    def listed_clocks(self) -> frozenset[str]:
        """Name the clocks that the case's lists state."""
        return frozenset(one.id for one in self.told.clocks)

    @property
    def untitled(self) -> Mapping[str, tuple[str, str | None]]:
        """Give the kind and the camera of what was seen, for each event that nobody gave a title, by id."""
        return {one.id: one.untitled for one in self.events if one.untitled is not None}

    def written(self, point: str) -> str:
        """Give what a person writes for a point: the name of its event, or the first digits of its id."""
        event, _ = self.titles[point]
        word = self.names.words[event]
        return f"{word}.end" if point.endswith(".end") and point != event else word

    def point(self, name: str) -> str:
        """Find the point that a person means: by its event's id, the beginning of that, its name, or its title.

        An event that lasts is meant by its start where nothing else is said.

        Raises:
            InputRefused: there is none, or more than one.
        """
        return point_meant(
            self.events, self.titles.keys(), name, lambda: solve(self.standing().network).spans(), self.zone
        )

    def meant(self, name: str) -> frozenset[str]:
        """Find the sources that a person means: one, or all files of a recorder or a camera.

        Raises:
            InputRefused: there is none, or it may mean several things.
        """
        return self._named.meant(name, {one.id for one in self.sources})

    def called(self, source: str) -> str:
        """Name a source for people."""
        return self._named.called(source)

    @property
    def premises(self) -> Mapping[str, str]:
        """Give the premises that nobody stated, by name, each in a sentence."""
        return {name: self.rates.unstated[recorder] for name, recorder in self.rates.names.items()}

    def left(self, sources: Collection[str], links: Collection[str]) -> OpenedCase:
        """Give the case without some sources, links and premises: as if what rests on them had never been said.

        With a form goes all that it said, and with an entry that names a recorder which one a file is of.
        """
        places = {seq for one in sources for seq in self._named.framing.get(one, ())}
        case = self._without(places) if places else self
        network = case.network.without(sources, links)
        loose = dict.fromkeys((case.rates.names[name] for name in set(links) & case.rates.names.keys()), None)
        return replace(case, network=case.rates.taken(network, loose) if loose else grounded(network))

    def _without(self, seqs: Collection[int]) -> OpenedCase:
        with view_without(self.folder, seqs) as view:
            return OpenedCase.of(view)

    def assumed(self, said: Collection[str]) -> tuple[str, ...]:
        """Gather what is taken for granted of the recorders on whose footage or clock some statements rest."""
        return tuple(sorted({sentence for name in self.rests_on(said) for sentence in self.assumes.get(name, ())}))

    def rests_on(self, said: Collection[str]) -> frozenset[str]:
        """Name the recorders, the clocks, and the other origins behind some statements."""
        stated = [one for one in self.network.said if one.id in said]
        sources = {source for one in stated for source in one.sources}
        return self.origins(sources) | {one.clock for one in stated if one.clock is not None}

    def origins(self, sources: Collection[str]) -> frozenset[str]:
        """Name the origins of some sources; one that has the name of a paper's clock is not that clock."""
        return frozenset({one.origin for one in self.sources if one.id in sources}) - self.listed_clocks

    def standing(self) -> OpenedCase:
        """Give the case as it is asked when, in which order and why: where not all of it can be true, what stands."""
        return self.as_upheld(upheld(self))

    def as_upheld(self, found: Upheld) -> OpenedCase:
        """Give the case with what stands of it alone; see `standing`."""
        if not found.set_aside:
            return self
        lacking = replace(self.lacking, whole=self.network, reasons=found.reasons)
        return replace(self, network=found.solved.network, set_aside=found.set_aside, lacking=lacking)

    def beside(self, said: Collection[str] | None = None) -> dict[str, Json]:
        """Give what stands beside each answer: what is taken for granted, set aside, and left out."""
        taken: dict[str, Json] = {} if said is None else {"assumes": [*self.assumed(said)]}
        return {**taken, "set_aside": [*self.set_aside], "left_out": [one.document() for one in self.left_out]}

    def drifts(self, said: Collection[str], pairs: Collection[tuple[str, str]], *, strict: bool) -> dict[str, Json]:
        """Say up to which drift of the clocks, of which none is stated, an order follows."""
        clocks = (self.rests_on(said), self.rests_on([one.id for one in self.network.said]))
        return self.rates.drifts(self.network, pairs, clocks, strict=strict)

    def stated(self, statement: str) -> str:
        """Say what a statement says."""
        return said_of(statement, self._said, self.network)

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


@dataclass(frozen=True, slots=True)
class _Opening:
    """A case while its network is put together."""

    view: CaseView
    clocks: Clocks
    events: tuple[CaseEvent, ...]
    told: Told

    @classmethod
    def of(cls, view: CaseView) -> _Opening:
        return cls(view, Clocks(view), case_events(view), told(view))

    def opened(self) -> OpenedCase:
        _refuse_twice(self.events, self.told)
        lasting = {one.id: one.ends or one.id in self.told.lasts for one in self.events}
        log = self.view.entries()
        named = CaseSources.of(self.view, log)
        gathered = gather(self.view, self.clocks, self.events, lasting, named.naming)
        epoch_ns = _epoch_ns(gathered.recorded, self.events, self.told)
        told = near(apart_from(self.told, set(self.clocks.recorders)), epoch_ns)
        account = account_of(told, self.events, lasting, zone_of(self.view).key)
        said, axioms = recorded_statements(gathered.recorded, epoch_ns)
        stated = [_interval(one, epoch_ns, lasts=lasting[one.id]) for one in self.events if one.said is not None]
        heard = network_of(account, epoch_ns)
        network = Network.of(heard.points, [*said, *stated, *heard.said], [*axioms, *heard.axioms], epoch_ns)
        words = {**gathered.words, **told_sentences(account, told, named.names)}
        words |= {one.id: "as the event itself states" for one in stated}
        firsts = [First(one.point, one.parts) for one in gathered.recorded.began if one.all_known]
        return OpenedCase(
            title=str(next(iter(self.view.rows("case")), {}).get("title") or "a case"),
            zone=zone_of(self.view),
            network=grounded(Network.of(network.points, network.said, network.axioms, epoch_ns, firsts)),
            sources=_sources(network, gathered.origins, told, {str(r["sha256"]) for r in self.view.rows("footage")}),
            titles={
                point: (one.id, one.title)
                for one in self.events
                for point in ((point_of(one, lasts=True), end_of(one)) if lasting[one.id] else (one.id,))
            },
            words=[read_by(one, told) for one in word_documents(account)],
            events=self.events,
            told_ids=frozenset(one.id for one in heard.said),
            told=told,
            silenced=gathered.silenced,
            lacking=lacking_of(self.clocks, self.events, gathered.silenced, named.names),
            assumes={
                **{name: clock.assumes for name, clock in self.clocks.recorders.items()},
                **{name: (sentence,) for name, sentence in unstated_clocks(told.clocks).items()},
                **_hidden_origin(told, named),
            },
            rates=Rates(gathered.recorded, account, self._files(), self._unstated() | unstated_clocks(told.clocks)),
            left_out=left_out(self.view, log),
            folder=self.view.folder,
            names=EventNames.of([(one.id, one.title, word_of(one)) for one in self.events]),
            _named=named,
            _said=words,
            _first_s=first_s(self.view),
            _zones={name: clock.zone for name, clock in self.clocks.recorders.items()},
        )

    def _files(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for row in self.view.rows("footage"):
            recorder = self.clocks.recorder_of(str(row["sha256"]))
            if recorder is not None:
                found.setdefault(recorder, set()).add(str(row["sha256"]))
        return {recorder: frozenset(files) for recorder, files in found.items()}

    def _unstated(self) -> dict[str, str]:
        """Name the recorders of whose drift nobody says anything, with what is taken for granted instead."""
        stated = stated_rates(self.view)
        return {
            name: next(iter(clock.assumes))
            for name, clock in self.clocks.recorders.items()
            if name not in stated and not clock.not_known
        }


def _hidden_origin(told: Told, named: CaseSources) -> dict[str, tuple[str, ...]]:
    """Say of sources whose speakers are hidden that they count as one."""
    hidden = [f"{named.called(one)} (entry {seq})" for one, seq in sorted(told.unknown_origins.items())]
    sentence = _UNKNOWN_ORIGINS.format(sources=", ".join(hidden), origin=HIDDEN_ORIGIN)
    return {HIDDEN_ORIGIN: (sentence,)} if hidden else {}


def _refuse_twice(events: Sequence[CaseEvent], told: Told) -> None:
    """Refuse a journal that says one thing twice under one name: whichever was meant, nobody can answer for it.

    No verb writes such a journal; one that was made by hand may hold it.
    """
    for event in events:
        shown = [one.observation.id for one in event.members] + [one.observation for one in event.gone]
        for name in _several(shown):
            raise InputRefused(
                f"entry {event.seq}",
                wrong=f"names the observation {name[:12]} twice among what shows “{event.title}”",
                right=f"withdraw it (gestae withdraw CASE {event.seq}), and state the event with each of them once",
            )
    named = {"clock": [one.id for one in told.clocks], "constraint": [one.id for one in told.constraints]}
    for what, names in named.items():
        for name in _several(names):
            raise InputRefused(
                f"the {what} {name!r}",
                wrong="is stated by several entries that stand",
                right="withdraw all but one of them, by the numbers that `gestae log` shows",
            )


def _several(names: Sequence[str]) -> list[str]:
    return sorted(name for name, count in Counter(names).items() if count > 1)


def _epoch_ns(recorded: Recorded, events: Sequence[CaseEvent], told: Told) -> int:
    """Choose the origin amid the case's own times, so that distances stay small and one far date moves nothing."""
    times = [one.reference_ns for one in recorded.checks]
    times = times or [one.said.earliest.ns for one in events if one.said is not None]
    times = times or [one.reference_ns for clock in told.clocks for one in clock.compared]
    times = times or [
        side
        for one in told.constraints
        if one.start is None
        for side in (one.least_ns, one.most_ns)
        if side is not None
    ]
    times = times or [one.at_ns for found in told.readings.values() for one in found]
    return int(median_low(times)) if times else 0


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


def _sources(network: Network, origins: Mapping[str, str], told: Told, footage: Set[str]) -> tuple[Source, ...]:
    """Name everything that a statement of the network rests on, with what it shares its origin with.

    What is neither footage nor told was written down by a person: a form, or an entry of the journal.
    """
    known = {one.id: one for one in told.sources}
    found = sorted({source for one in network.said for source in one.sources})
    kinds = {name: SourceKind.FOOTAGE if name in footage else SourceKind.DOCUMENT for name in found}
    return tuple(known.get(name) or Source(name, kinds[name], origins.get(name, name)) for name in found)
