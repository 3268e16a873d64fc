"""The network of a case: what its recordings show, what its clocks say and what was told, as one, with its words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import tzinfo
from fractions import Fraction
from statistics import median_low
from typing import Final

from gestae.base.canonical import Json
from gestae.base.units import NS_PER_S
from gestae.chronology.bounds import Step
from gestae.chronology.compile import network_of
from gestae.chronology.recordings import recorded_statements
from gestae.chronology.zones import DisplayRules
from gestae.errors import ClockError, InputRefused
from gestae.model.account import Source, SourceKind
from gestae.model.network import ORIGIN, Apart, First, Grade, Network, Said
from gestae.model.recorded import Recorded
from gestae.model.told import Told
from gestae.store.case import CaseView
from gestae.workflow.about import zone_of
from gestae.workflow.accounts import word_documents
from gestae.workflow.caseevents import CaseEvent, case_events
from gestae.workflow.exhibits import Exhibits
from gestae.workflow.recordings import end_of, gather, point_of
from gestae.workflow.sightings import Clocks
from gestae.workflow.told import told
from gestae.workflow.toldaccount import account_of, apart_from, near, read_by, told_sentences

__all__ = ["OpenedCase"]

_SHORT: Final = 12
_LEAST: Final = 4  # fewer digits of an id are a word more often
_DIGITS: Final = 6
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, eq=False)
class OpenedCase:
    """A case with its network; see `gestae.workflow.asking.Asked`.

    Attributes:
        events: in no order that means anything.
        told_ids: statements that rest on no recording: what people said or wrote.
        told: what that was, and what of it bounds nothing.
        silenced: recorders whose clock says nothing here, with the reason.
        assumes: what is taken for granted of each recorder's clock.
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
    assumes: Mapping[str, tuple[str, ...]]
    _said: Mapping[str, str]
    _files: Mapping[str, str]
    _first_s: Mapping[str, Fraction]
    _zones: Mapping[str, str | None]
    _known: Mapping[str, frozenset[str]]
    _shared_titles: frozenset[str]

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
        event, title = self.titles[point]
        if title in self._shared_titles:
            title = f"{title} [{event[:8]}]"
        side = point.rpartition(".")[2]
        return f"“{title}”" + (f" ({side})" if side in ("start", "end") else "")

    def point(self, name: str) -> str:
        """Find the point that a person means: by its event's id, the beginning of that, its name, or its title.

        An event that lasts is meant by its start where nothing else is said.

        Raises:
            InputRefused: there is none, or more than one.
        """
        found, side = sorted(_meant(self.events, name)), ""
        if not found and name.endswith((".start", ".end")):
            event, _, side = name.rpartition(".")
            found = sorted(_meant(self.events, event))
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
        found = self._sources_named(name, ids)
        if len(found) == 1:
            return found.pop()
        if not found:
            told = ", ".join(sorted(self.called(one) for one in ids)) or "nothing: no statement rests on any"
            raise InputRefused(name, wrong="is no source of this case's times", right=f"say one of {told}")
        raise InputRefused(name, wrong=f"means {', '.join(sorted(found))}", right="write more of its digest")

    def _sources_named(self, name: str, ids: Set[str]) -> set[str]:
        """Find sources by what a person writes; what is meant exactly goes before what only begins so."""
        entry = f"entry:{name.removeprefix('entry').strip(': ')}"
        exact = {name, entry} & ids
        named = self._known.get(name, frozenset()) & ids | {one for one in ids if self.called(one) == name}
        begins = {one for one in ids if len(name) >= _DIGITS and one.startswith(name) and _DIGEST.fullmatch(one)}
        return set(exact or named or begins)

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


def _meant(events: Sequence[CaseEvent], name: str) -> set[str]:
    """Find the events that a word may mean: one by its whole id or name, else by title or the beginning of an id."""
    exact = {one.id for one in events if name and name in (one.id, one.name)}
    beginning = len(name) >= _LEAST
    return exact or {
        one.id for one in events if name and (name == one.title or (beginning and one.id.startswith(name)))
    }


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
        lasting = {one.id: one.ends or one.id in self.told.lasts for one in self.events}
        gathered = gather(self.view, self.clocks, self.events, lasting)
        epoch_ns = _epoch_ns(gathered.recorded, self.events, self.told)
        told = near(apart_from(self.told, set(self.clocks.recorders)), epoch_ns)
        account = account_of(told, self.events, lasting, zone_of(self.view).key)
        said, axioms = recorded_statements(gathered.recorded, epoch_ns)
        stated = [_interval(one, epoch_ns, lasts=lasting[one.id]) for one in self.events if one.said is not None]
        heard = network_of(account, epoch_ns)
        network = Network.of(heard.points, [*said, *stated, *heard.said], [*axioms, *heard.axioms], epoch_ns)
        files = _files(self.view)
        words = {**gathered.words, **told_sentences(account, told, files)}
        words |= {one.id: "as the event itself states" for one in stated}
        firsts = [First(one.point, one.parts) for one in gathered.recorded.began if one.all_known]
        exhibits, titles = Exhibits(self.view), Counter(one.title for one in self.events)
        return OpenedCase(
            title=str(next(iter(self.view.rows("case")), {}).get("title") or "a case"),
            zone=zone_of(self.view),
            network=Network.of(network.points, network.said, network.axioms, epoch_ns, firsts),
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
            assumes={name: clock.assumes for name, clock in self.clocks.recorders.items()},
            _said=words,
            _files=files,
            _first_s=_first_s(self.view),
            _zones={name: clock.zone for name, clock in self.clocks.recorders.items()},
            _known=_known(exhibits),
            _shared_titles=frozenset(title for title, count in titles.items() if count > 1),
        )


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
