"""Where a footage is looked at: everywhere, or in spans around moments; and how closely each second was, in the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gestae.base.canonical import Json
from gestae.engine.work import Report
from gestae.errors import FixityError, RecordError
from gestae.model.evidence import Digest
from gestae.model.footage import CoverageSpan, FootageFacts, Looked, StreamFacts
from gestae.preserve.vault import Vault
from gestae.sight.groups import windows
from gestae.sight.sightings import Packed
from gestae.sight.spans import Span, Ticks, in_parts, is_in, near
from gestae.workflow.copies import NotTheFilesFault
from gestae.workflow.covering import cover, known_span, lost_spans, searched_span
from gestae.workflow.eye import Eye
from gestae.workflow.noting import Notes
from gestae.workflow.parcels import read_parcel, write_parcel
from gestae.workflow.parquet import write_documents
from gestae.workflow.watching import Pass, Source, watch_everywhere, watch_spans

__all__ = ["Plan", "coverage_of", "moments_of", "spans_of"]

# What the parts weigh in the report of a look that does them all itself; the rest is joining them.
_PARTS_SHARE: Final = 0.95
_A_PAIR: Final = 2


def spans_of(value: Json) -> tuple[Span, ...]:
    """Read spans from a work item's arguments.

    Raises:
        RecordError: they are none.
    """
    found: list[Span] = []
    for pair in value if isinstance(value, list) else [value]:
        first, end = pair if isinstance(pair, list) and len(pair) == _A_PAIR else (None, None)
        if not isinstance(first, int) or not (end is None or isinstance(end, int)):
            raise RecordError(f"{pair!r} is no span; give two numbers of ticks, the second null for the stream's end")
        found.append((first, end))
    return tuple(found)


def moments_of(value: Json) -> tuple[Ticks, ...]:
    """Read moments from a work item's arguments.

    Raises:
        RecordError: they are none.
    """
    return tuple((first, first if last is None else last) for first, last in spans_of(value))


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a footage is looked at.

    Attributes:
        spans: None for everywhere.
        moments: in which something changes.
        elsewhere: how what lies outside of the spans was searched, without finding a change.
        parts: digests of what was noted of the spans; None where they are yet to be looked at.
    """

    spans: tuple[Span, ...] | None = None
    moments: tuple[Ticks, ...] = ()
    elsewhere: Looked = Looked.COMPLETE
    parts: tuple[str, ...] | None = None

    @classmethod
    def of(cls, arguments: Mapping[str, Json]) -> Plan:
        """Read it from a work item's arguments."""
        if arguments.get("spans") is None:
            return cls()
        parts = arguments.get("parts")
        digests = tuple(str(one) for one in parts) if isinstance(parts, list) else None
        looked = Looked(str(arguments["searched"]))
        return cls(spans_of(arguments["spans"]), moments_of(arguments["moments"]), looked, digests)

    def watch(self, source: Source, eye: Eye, vault: Vault, report: Report) -> Pass:
        """See the film, or join what was noted of its parts."""
        if self.spans is None:
            return watch_everywhere(source, eye, report)
        whole = Pass(Notes.of(eye, source.rate_hz), pts=source.pts.tolist())
        for noted in self._noted(self.spans, source, eye, vault, report):
            whole.take_in(noted)
        return whole

    def stored(self, sha256: str) -> dict[str, bytes]:
        """Write down where it was looked at, if not everywhere."""
        if self.spans is None:
            return {}
        told: dict[str, Json] = {
            "spans": [list(span) for span in self.spans],
            "moments": [list(one) for one in self.moments],
            "searched": self.elsewhere.value,
        }
        return {"spans": write_documents([{"sha256": sha256, **told}])}

    def _noted(self, spans: Sequence[Span], source: Source, eye: Eye, vault: Vault, report: Report) -> Iterator[Packed]:
        if self.parts is not None:
            yield from (_fetched(vault, digest, source.sha256) for digest in self.parts)
            return
        parts = in_parts(spans, [stretch for window in windows(source.index) for stretch in window])
        for number, part in enumerate(parts):

            def reached(done: float, before: int = number) -> None:
                report((before + done) / len(parts) * _PARTS_SHARE)

            seen = watch_spans(source, eye, part, self.moments, reached)
            # Written and read as it goes between workers: the same, whoever looked.
            yield read_parcel(write_parcel(seen.packed(), source.sha256), source.sha256)


def _fetched(vault: Vault, digest: str, sha256: str) -> Packed:
    try:
        return read_parcel(vault.get(Digest(digest)), sha256)
    except FixityError as error:
        raise NotTheFilesFault(f"what a part of it left cannot be read: {error}") from error


def coverage_of(
    plan: Plan, seen: Pass, eye: Eye, source: Source, facts: tuple[FootageFacts, StreamFacts]
) -> tuple[CoverageSpan, ...]:
    """Say how each stretch was looked at.

    Every frame is looked at for motion, light and the camera, but people and vehicles only in every k-th; the
    weaker of the two is stated. What was not decoded was not seen, nor what the container declares and lacks.
    """
    known = known_span(*facts)
    lost = lost_spans(seen.damage, known, source.step)
    # A picture of another size is another view, which no rule compares with this one.
    rest = Looked.NOT if seen.is_stopped else Looked.UNREADABLE
    busy = [(first, last + 1) for first, last in near(plan.moments, source.time_base)]
    cuts = [edge for span in (*(plan.spans or ()), *busy) for edge in span if edge is not None]

    def looked(start: int, stop: int) -> CoverageSpan:
        if plan.spans is not None and not is_in(plan.spans, start):
            return searched_span(start, stop, plan.elsewhere, source.index)
        idle = plan.spans is not None and not is_in(busy, start)
        every = eye.every(source.rate_hz, idle=idle) if eye.detector is not None else 1
        if every == 1:
            return CoverageSpan(start, stop, Looked.COMPLETE)
        return CoverageSpan(start, stop, Looked.EVERY_NTH, every)

    return cover(known, (seen.pts[0], seen.pts[-1] + source.step), lost, looked, rest, cuts)
