"""What a report says of its material: exhibits, sources and what they do not show, clocks, models, what is withheld."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from gestae.base.canonical import Json
from gestae.casefile.material import (
    CoverageHow,
    CoverageView,
    CustodyView,
    ExhibitView,
    FactView,
    MarkView,
    ModelView,
    RecorderView,
    RefusedView,
    SourceView,
    UnlookedView,
    WithheldView,
)
from gestae.errors import ClockError, RecordError, WeightsError
from gestae.model.clock import RecorderClock
from gestae.model.footage import Looked
from gestae.model.observation import Moment, Observation
from gestae.model.time import Instant, TimeInterval
from gestae.sight.weights import whole_table
from gestae.store.case import CaseView
from gestae.workflow.clocks import IN_PLACE, clock_readings, stated_rates
from gestae.workflow.covering import LEAP, hidden_stretches, part_at_leaps, whole_span
from gestae.workflow.exhibits import exhibit_numbers
from gestae.workflow.findings import Finding, coverage_spans
from gestae.workflow.footage import LOOK, footage_rows, leap_words, length_s, video_of
from gestae.workflow.sightings import Clocks
from gestae.workflow.unlooked import Unlooked, unlooked, unlooked_after, unopened

__all__ = ["COVERAGE_HOW", "Material", "exhibit_numbers"]

FACTS_WITHHELD: Final = "what it is: its facts are withheld"
# The nets whose findings stand beside a detector's.
_BESIDE: Final = ("pose", "text-finder", "text-reader")
NO_SOUND: Final = "no sound track: what was said cannot be verified from this footage"
COVERAGE_HOW: Final = {
    Looked.COMPLETE.value: CoverageHow.COMPLETE,
    Looked.KEY_FRAMES.value: CoverageHow.KEY_FRAMES,
    Looked.EVERY_NTH.value: CoverageHow.EVERY_NTH,
    Looked.UNREADABLE.value: CoverageHow.UNREADABLE,
    Looked.NOT.value: CoverageHow.NOT_LOOKED_AT,
    LEAP: CoverageHow.LEAP,
}


@dataclass(slots=True)
class Material:
    """A case's material, worded for a report."""

    view: CaseView
    clocks: Clocks
    found: Sequence[Finding]
    numbers: dict[str, int] = field(init=False)
    _missed: dict[str, Unlooked] = field(init=False)
    _failed_looks: dict[str, Unlooked] = field(init=False)

    def __post_init__(self) -> None:
        self.numbers = exhibit_numbers(self.view)
        self._missed = {one.sha256: one for one in unlooked(self.view)}
        self._failed_looks = {
            one.sha256: one for one in unlooked_after(self.view, self.view.rows("analyses", stage=LOOK))
        }

    def exhibits(self) -> tuple[ExhibitView, ...]:
        """List every original with its receipts and movements."""
        receipts = _by(self.view.rows("receipts"), "sha256")
        movements = _by(self.view.rows("movements"), "sha256")
        return tuple(
            self._exhibit(row, receipts.get(str(row["sha256"]), []), movements.get(str(row["sha256"]), []))
            for row in sorted(self.view.rows("exhibits"), key=lambda row: self.numbers[str(row["sha256"])])
        )

    def name_of(self, sha256: str) -> str:
        """Name an exhibit as it was first received."""
        rows = self.view.rows("exhibits", sha256=sha256)
        return str(rows[0]["name"]) if rows else sha256[:12]

    def refused(self) -> tuple[RefusedView, ...]:
        """List what could not be preserved, and what is no footage and was tried as such."""
        came = _by(self.view.rows("receipts"), "source_path")
        gone = [self._refusal(row, came.get(str(row["source_path"]), [])) for row in self.view.rows("refusals")]
        names = {str(row["sha256"]): str(row["name"]) for row in self.view.rows("exhibits")}
        return (*gone, *(RefusedView(names[sha], why, self.numbers[sha]) for sha, why in unopened(self.view)))

    def unlooked(self) -> tuple[UnlookedView, ...]:
        """List the footage that nobody looked at, as `gestae analyze` and `gestae coverage` tell it."""
        return tuple(
            UnlookedView(self.numbers[one.sha256], one.name, COVERAGE_HOW[one.how.value], one.why, one.right)
            for one in self._missed.values()
        )

    def _refusal(self, row: Mapping[str, Json], came: Iterable[Mapping[str, Json]]) -> RefusedView:
        place, why = str(row["source_path"]), f"{row['wrong']}; {row['right']}"
        # Under a withheld path lies anything; only a path that can be read is one and the same.
        later = next((one for one in came if _whole(one["seq"]) > _whole(row["seq"]) and place != IN_PLACE), None)
        return RefusedView(place, why, self.numbers[str(later["sha256"])] if later else None, later=later is not None)

    def sources(self) -> tuple[SourceView, ...]:
        """Describe every footage: what it is, how it was looked at, what it does not show."""
        return tuple(self._source(row) for row in footage_rows(self.view))

    def recorders(self) -> tuple[RecorderView, ...]:
        """Describe every recorder's clock, with what its times rest on."""
        stated = stated_rates(self.view)
        cameras = _by(self.view.rows("cameras"), "recorder")
        made = {str(row["recorder"]): row for row in self.view.rows("recorders")}
        views = []
        for name, clock in self.clocks.recorders.items():
            rows = cameras.get(name, [])
            readings = tuple(r for row in rows for r in clock_readings(self.view, str(row["sha256"])))
            views.append(
                RecorderView(
                    name=name,
                    cameras=tuple(sorted({str(row["camera"]) for row in rows})),
                    checks=clock.checks,
                    readings=readings,
                    max_rate_error=clock.max_rate_error,
                    rate_stated_by="the acquisition form" if name in stated else None,
                    facts=(*_facts_of(made.get(name, {}), ("make", "model", "serial")), *_clock_facts(clock)),
                    not_known=clock.not_known,
                )
            )
        return tuple(views)

    def models(self) -> tuple[ModelView, ...]:
        """Name every model that proposed something, once for each set of parameters."""
        seen: dict[tuple[str, str], ModelView] = {}
        for row in self.view.rows("analyses", stage=LOOK):
            model = row["model"]
            for each in (model, *(model.get(role) for role in _BESIDE)) if isinstance(model, Mapping) else ():
                if not isinstance(each, Mapping):
                    continue
                one = _model(each)
                seen[one.sha256, repr(one.parameters)] = one
        return tuple(seen[key] for key in sorted(seen))

    def versions(self) -> tuple[FactView, ...]:
        """Name the versions with which the machine's findings were computed."""
        found: dict[str, set[str]] = {}
        for row in self.view.rows("analyses", stage=LOOK):
            for name, version in row["versions"].items() if isinstance(row["versions"], Mapping) else ():
                found.setdefault(str(name), set()).add(str(version))
        return tuple(FactView(name, ", ".join(sorted(found[name]))) for name in sorted(found))

    def withheld(self) -> tuple[WithheldView, ...]:
        """Count what is protected or erased, by ground."""
        found: dict[tuple[str, str], list[int]] = {}
        for row in self.view.rows("withheld"):
            found.setdefault((str(row["state"]), str(row["ground"])), []).append(_whole(row["hidden_seq"]))
        return tuple(
            WithheldView(f"entries {state}", len(seqs), ground, tuple(sorted(seqs)))
            for (state, ground), seqs in sorted(found.items())
        )

    def _exhibit(
        self, row: Mapping[str, Json], receipts: list[Mapping[str, Json]], moves: list[Mapping[str, Json]]
    ) -> ExhibitView:
        first = receipts[0] if receipts else {}
        others = [str(one["source_path"]) for one in receipts[1:] if one["source_path"]]
        facts = [
            *_facts_of(first, ("source_path", "modified_at", "container_sha256", "member_name")),
            *(FactView("received again as", place) for place in others),
            *_facts_of(row, ("media_type",)),
        ]
        return ExhibitView(
            number=self.numbers[str(row["sha256"])],
            name=str(row["name"]),
            sha256=str(row["sha256"]),
            size_bytes=_whole(row["size_bytes"]),
            kind=str(row["item"]),
            received_from=_text(first.get("received_from")),
            received_at=Instant.parse(str(row["at"])),
            custody=tuple(_custody(move) for move in moves),
            expected_sha256=_text(first.get("expected_sha256")),
            is_protected=bool(row["protected"]),
            facts=tuple(facts),
        )

    def _source(self, row: Mapping[str, Any]) -> SourceView:
        sha256, facts = str(row["sha256"]), row["facts"]
        video = video_of(row)
        first_s = Fraction(str(video["first"]["seconds"])) if video and video["first"] else Fraction(0)
        return SourceView(
            name=str(row["name"]),
            camera=_text(row["camera"]),
            recorder=_text(row["recorder"]),
            exhibit=self.numbers[sha256],
            duration_s=length_s(video) if video else None,
            facts=(*_source_facts(facts, video), *self._assumed(sha256)),
            does_not_show=tuple(self._not_shown(sha256, facts, video)),
            damage=tuple(_damage(one, first_s) for one in facts.get("damage", ())),
            coverage=self._coverage(sha256, facts, video, first_s),
            marks=tuple(_mark(one, first_s) for one in self.found if one.observation.sha256 == sha256),
            world=self._world(sha256, video),
        )

    def _coverage(self, sha256: str, facts: Any, video: Any, first_s: Fraction) -> tuple[CoverageView, ...]:  # noqa: ANN401
        missed = self._missed.get(sha256)
        spans: Sequence[Mapping[str, Any]] = coverage_spans(self.view, sha256)
        if missed:
            spans = (whole_span(facts, missed.how),)
        # What has no times has no length that a strip could show; sound alone begins where it begins.
        start_s = first_s if video else Fraction(str(spans[0]["from"]["seconds"])) if spans and spans[0]["from"] else 0
        return tuple(_coverage(span, Fraction(start_s)) for span in part_at_leaps(spans, video) if span["from"])

    def _not_shown(self, sha256: str, facts: Any, video: Any) -> Iterable[str]:  # noqa: ANN401
        if not facts:
            yield FACTS_WITHHELD
        elif not facts["sound"]:
            yield NO_SOUND
        if facts and video is None:
            yield "no pictures"
        yield from self._unseen(sha256)
        for gap in (video or {}).get("gaps", ()):
            start_s = gap["after"]["seconds"] - video["first"]["seconds"]
            yield f"no picture for {gap['seconds']:.2f} s, from {start_s:.2f} s after its first frame on"
        for words in leap_words(video) if video else ():
            yield f"how much time lies where the file's own times leap, {words}"
        for one in hidden_stretches(facts):
            where = "before" if one["after"] is None else "after"
            end = one["before"] if one["after"] is None else one["after"]
            at = f", {where} {end['seconds']:.2f} s" if end else ""
            stored = f" ({one['detail']})" if one["detail"] else ""
            yield f"{one['packets']} {one['what']}{at}{stored}: not looked at"
        if self.clocks.recorder_of(sha256) is None:
            yield "which recorder it came from, so its pictures cannot be placed in time"

    def _unseen(self, sha256: str) -> Iterable[str]:
        if missed := self._missed.get(sha256):
            yield f"what happens in it, for it was not looked at: {missed.why}; {missed.right}"
        elif failed := self._failed_looks.get(sha256):
            yield f"what a further look at it, which failed, would have found: {failed.why}; {failed.right}"

    def _assumed(self, sha256: str) -> Iterable[FactView]:
        clock = self.clocks.recorders.get(self.clocks.recorder_of(sha256) or "")
        return (FactView("its times assume", sentence) for sentence in (clock.assumes if clock else ()))

    def _world(self, sha256: str, video: Any) -> tuple[TimeInterval, TimeInterval] | None:  # noqa: ANN401
        if not video or not video["first"]:
            return None
        base = Fraction(str(video["time_base"]))
        try:
            first, last = (
                self.clocks.place(sha256, Moment(pts, pts, pts, base)).interval
                for pts in (int(video["first"]["pts"]), int(video["last"]["pts"]))
            )
        except ClockError:
            return None
        return first, last


def _clock_facts(clock: RecorderClock) -> Iterable[FactView]:
    yield FactView("zone of its display", clock.zone or "not stated")
    yield from (FactView("assumed", sentence) for sentence in clock.assumes)


def _source_facts(facts: Mapping[str, Any], video: Mapping[str, Any] | None) -> tuple[FactView, ...]:
    if not facts:
        return ()
    rows = [FactView("container", str(facts["container"]))]
    if video is not None:
        picture = video.get("picture") or {}
        rows += [
            FactView("codec", str(video["codec"])),
            FactView("picture", f"{picture.get('width', '?')} × {picture.get('height', '?')} px"),
            FactView("pictures", f"{video['frames']} (by {video['frames_by']})"),
            FactView("time base", str(video["time_base"])),
            FactView("times from", str(video["times_from"])),
        ]
        if video.get("distance"):
            spread = video["distance"]
            words = ", ".join(f"{name} {spread[name]['seconds']:.4f} s" for name in ("least", "median", "greatest"))
            rows.append(FactView("from picture to picture", words))
    sound = facts["sound"]
    rows.append(FactView("sound", f"{sound['codec']}, {sound.get('rate_hz', '?')} Hz" if sound else "none"))
    return tuple(rows)


def _coverage(span: Mapping[str, Any], first_s: Fraction) -> CoverageView:
    start, stop = (Fraction(str(span[end]["seconds"])) - first_s for end in ("from", "to"))
    every = span["every_n"]
    return CoverageView(start, stop, COVERAGE_HOW[str(span["how"])], int(every) if every is not None else None)


def _mark(found: Finding, first_s: Fraction) -> MarkView:
    one: Observation = found.observation
    start = one.start.pts * one.start.time_base - first_s
    end = one.end.pts * one.end.time_base - first_s if one.end else start
    return MarkView(max(start, Fraction(0)), max(end, start, Fraction(0)), one.kind.value, one.status)


def _model(model: Mapping[str, Any]) -> ModelView:
    try:
        licence = whole_table().entry(str(model["name"])).licence
    except (WeightsError, RecordError):
        licence = "not known on this machine"
    used = tuple((str(name), str(value)) for name, value in sorted(model["parameters"].items()))
    return ModelView(str(model["role"]), str(model["name"]), str(model["sha256"]), licence, used)


def _damage(one: Mapping[str, Any], first_s: Fraction) -> str:
    """Word a damage; seconds count from the first frame, as everywhere on the page."""
    after, before = (Fraction(str(end["seconds"])) - first_s if end else None for end in (one["after"], one["before"]))
    where = "from the start" if after is None else f"after {float(after):.2f} s"
    until = "" if before is None else f" until {float(before):.2f} s"
    count = f": {one['packets']} packets" if one["packets"] else ""
    return f"{one['what']} {where}{until}{count}{' (' + one['detail'] + ')' if one['detail'] else ''}"


def _custody(row: Mapping[str, Json]) -> CustodyView:
    parts = [str(row["movement"])]
    parts += [
        f"{word} {row[key]}" for word, key in (("from", "from_whom"), ("to", "to_whom"), ("at", "place")) if row[key]
    ]
    if row["withdrawn_by"] is not None:
        parts.append(f"(withdrawn by entry {row['withdrawn_by']}: it no longer counts)")
    return CustodyView(Instant.parse(str(row["at"])), " ".join(parts), str(row["author"]), str(row["reason"]))


def _facts_of(row: Mapping[str, Json], names: Iterable[str]) -> tuple[FactView, ...]:
    return tuple(FactView(name.replace("_", " "), str(row[name])) for name in names if row.get(name))


def _by(rows: Iterable[Mapping[str, Json]], key: str) -> dict[str, list[Mapping[str, Json]]]:
    grouped: dict[str, list[Mapping[str, Json]]] = {}
    for row in rows:
        grouped.setdefault(str(row[key]), []).append(row)
    return grouped


def _text(value: Json) -> str | None:
    return str(value) if value else None


def _whole(value: Json) -> int:
    return value if isinstance(value, int) else 0
