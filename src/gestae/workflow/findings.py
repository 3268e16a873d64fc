"""What the machine proposes and what people decide of it: read together, decided one by one, each with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from gestae.base.canonical import Json
from gestae.errors import InputRefused
from gestae.model.observation import Moment, Observation, Status
from gestae.model.observation_document import from_document
from gestae.model.sighting import Track
from gestae.store.case import CaseView
from gestae.workflow.case import Case, read_artifact
from gestae.workflow.exhibits import Exhibits
from gestae.workflow.footage import LOOK, footage_rows, name_of
from gestae.workflow.parquet import read_documents, read_tracks

__all__ = [
    "Filter",
    "Finding",
    "Leaned",
    "accept",
    "artifacts_of",
    "coverage_spans",
    "decision_body",
    "findings",
    "found_by_id",
    "leaned_on",
    "looks_of",
    "place_of",
    "reject",
    "rejected_before",
    "set_aside",
    "standing",
    "tracks_of",
]


# What a person stands by: the machine's proposal that was accepted, and what somebody saw and wrote down.
STANDING: Final = ("accepted", "recorded")


@dataclass(frozen=True, slots=True)
class Finding:
    """An observation with what became of it: proposed by the machine, accepted, rejected, or recorded by a person."""

    observation: Observation
    decision: str
    decided_by: str
    reason: str
    artifact: str | None
    document: Mapping[str, Json]

    @property
    def footage_name(self) -> str:
        """Its file's name, as it is called now."""
        footage = self.document["footage"]
        return str(footage["name"]) if isinstance(footage, Mapping) else name_of(self.observation.sha256)


@dataclass(frozen=True, slots=True)
class Leaned:
    """A stated event that rests on observations: of `of` that it names, `left` stand."""

    event: str
    title: str
    left: int
    of: int


@dataclass(frozen=True, slots=True)
class Filter:
    """Which findings to show; what is None is not asked.

    `camera` is a camera's name; of footage whose camera nobody named, its file's name, as tables print it.
    """

    kind: str | None = None
    camera: str | None = None
    decision: str | None = None
    footage: str | None = None

    @classmethod
    def of(cls, view: CaseView, *, kind: str | None, camera: str | None, decision: str | None) -> Filter:
        """Ask for a camera as a person writes it: its name, or its footage as `Exhibits` finds it.

        Raises:
            InputRefused: there is no such camera and no such footage; it says which there are.
        """
        rows = footage_rows(view)
        there = {str(row["camera"] or row["name"]) for row in rows}
        if camera is None or camera in there:
            return cls(kind, camera, decision)
        found = Exhibits(view).matching(camera) & {str(row["sha256"]) for row in rows}
        if len(found) == 1:
            return cls(kind, None, decision, found.pop())
        right = f"write one of {', '.join(repr(one) for one in sorted(there))}" if there else "take in footage first"
        raise InputRefused("--camera", wrong=f"there is no camera {camera!r}", right=right)

    def lets(self, finding: Finding) -> bool:
        """Say whether a finding is among those asked for."""
        one = finding.observation
        asked = (
            (self.kind, one.kind.value),
            (self.camera, one.camera or finding.footage_name),
            (self.decision, finding.decision),
            (self.footage, one.sha256),
        )
        return all(want is None or want == have for want, have in asked)

    def lets_footage(self, footage: Mapping[str, Any]) -> bool:
        """Say whether a footage, as a document, is of the camera that is asked for."""
        asked = ((self.camera, footage["camera"] or footage["name"]), (self.footage, footage["sha256"]))
        return all(want is None or want == have for want, have in asked)


def looks_of(view: CaseView, sha256: str) -> tuple[dict[str, str], ...]:
    """Name the artifacts of every look at a footage, the one that stands first.

    The closest look stands: every frame before one in five, small people before large ones only. Of looks that are as
    close, the newest. A coarser look that is taken later hides nothing that a closer one has shown.
    """
    rows = [row for row in view.rows("analyses", sha256=sha256, stage=LOOK) if row["status"] == "done"]
    ranked = sorted(enumerate(rows), key=lambda pair: (_closeness(pair[1]["parameters"]), pair[0]), reverse=True)
    return tuple(
        {str(name): str(digest) for name, digest in row["artifacts"].items()}
        for _, row in ranked
        if isinstance(row["artifacts"], Mapping)
    )


def artifacts_of(view: CaseView, sha256: str) -> dict[str, str]:
    """Name the artifacts of the look that stands; empty where it was not looked at."""
    return next(iter(looks_of(view, sha256)), {})


def _closeness(parameters: Json) -> tuple[bool, bool, float, bool, bool]:
    """Rank a look: a detector before none, close before quick, more pictures a second, poses and text before none."""
    how = parameters if isinstance(parameters, Mapping) else {}
    rate = how.get("looks_per_s")
    every = float(rate) if isinstance(rate, int | float) else float("inf")
    reads = how.get("pose") is not None, how.get("text") is not None
    return how.get("detector") is not None, how.get("setting") == "close", every, *reads


def findings(view: CaseView, wanted: Filter | None = None, *, every_look: bool = False) -> tuple[Finding, ...]:
    """Read every observation of the case, with its decision, by footage and time.

    Args:
        view: the case.
        wanted: which of them; None for all.
        every_look: also what only a look proposed that does not stand any more (see `looks_of`).
    """
    decided = {str(row["id"]): row for row in view.rows("observations")}
    found: dict[str, Finding] = {}
    for row in footage_rows(view):
        looks = looks_of(view, row["sha256"])
        for artifact in (look.get("observations") for look in (looks if every_look else looks[:1])):
            for document in read_documents(read_artifact(view.folder, artifact)) if artifact else ():
                one = _finding(document, decided.get(str(document["id"])), artifact, row)
                found.setdefault(one.observation.id, one)
    footage = {str(row["sha256"]): row for row in footage_rows(view)}
    for name, row in decided.items():
        if name not in found and isinstance(row["says"], Mapping):
            found[name] = _finding(row["says"], row, None, footage.get(str(row["footage"]), {}))
    asked = wanted or Filter()
    return tuple(finding for finding in sorted(found.values(), key=_by_place) if asked.lets(finding))


def set_aside(view: CaseView) -> tuple[Finding, ...]:
    """Give the undecided proposals of looks that do not stand any more: no table lists them, their ids still do."""
    listed = {finding.observation.id for finding in findings(view)}
    return tuple(
        one
        for one in findings(view, every_look=True)
        if one.decision == "proposed" and one.observation.id not in listed
    )


def accept(case: Case, ids: Iterable[str], reason: str) -> tuple[str, ...]:
    """Stand by proposals: what each says is copied into the journal, so it stays whatever becomes of the artifact.

    Returns:
        The ids that were accepted now; what a person accepted before, or recorded, stands already and is left as it is.

    Raises:
        InputRefused: no observation of that id, or none that it could be short for; nothing is accepted then.
    """
    chosen = _chosen(case.store, ids)
    todo = [finding for finding in chosen if finding.decision not in STANDING]
    case.store.append(*(case.desk.entry("observation-accepted", reason, decision_body(finding)) for finding in todo))
    return tuple(finding.observation.id for finding in todo)


def reject(case: Case, ids: Iterable[str], reason: str) -> tuple[str, ...]:
    """Turn proposals down; they stay on record as rejected. See `accept`."""
    todo = [finding for finding in _chosen(case.store, ids) if finding.decision != "rejected"]
    case.store.append(*(case.desk.entry("observation-rejected", reason, decision_body(finding)) for finding in todo))
    return tuple(finding.observation.id for finding in todo)


def standing(view: CaseView, ids: Iterable[str]) -> tuple[Finding, ...]:
    """Give those of some observations by which a person stands already.

    Raises:
        InputRefused: no observation of an id, or none that it could be short for.
    """
    return tuple(finding for finding in _chosen(view, ids) if finding.decision in STANDING)


def rejected_before(view: CaseView, ids: Iterable[str]) -> tuple[Finding, ...]:
    """Give those of some observations that were turned down already. See `standing`."""
    return tuple(finding for finding in _chosen(view, ids) if finding.decision == "rejected")


def leaned_on(view: CaseView, ids: Iterable[str]) -> tuple[Leaned, ...]:
    """Name the stated events that rest on some observations, each with how many of its own are left.

    Asked after the observations were rejected, it says what that did to the events.
    """
    lost = set(ids)
    stand = {str(row["id"]) for row in view.rows("observations") if row["decision"] in STANDING}
    found = []
    for row in view.rows("events", status="stated"):
        members = [str(name) for name in row["members"]] if isinstance(row["members"], list) else []
        if lost & set(members):
            left = sum(name in stand for name in members)
            found.append(Leaned(str(row["id"]), str(row["title"]), left, len(members)))
    return tuple(found)


def tracks_of(view: CaseView) -> tuple[tuple[dict[str, Any], tuple[Track, ...]], ...]:
    """Read the tracks of every footage that was looked at, with the footage's row."""
    found = []
    for row in footage_rows(view):
        artifact = artifacts_of(view, row["sha256"]).get("tracks")
        if artifact:
            found.append((row, read_tracks(read_artifact(view.folder, artifact))))
    return tuple(found)


def coverage_spans(view: CaseView, sha256: str) -> tuple[Mapping[str, Json], ...]:
    """Read how each stretch of a footage was looked at; empty where it was not."""
    artifact = artifacts_of(view, sha256).get("coverage")
    if artifact is None:
        return ()
    (document,) = read_documents(read_artifact(view.folder, artifact))
    spans = document["spans"]
    return tuple(span for span in spans if isinstance(span, Mapping)) if isinstance(spans, list) else ()


def _finding(
    document: Mapping[str, Json], row: Mapping[str, Json] | None, artifact: str | None, footage: Mapping[str, Any]
) -> Finding:
    """Join a proposal with its decision and with the names that its footage and camera bear now."""
    one = from_document(document)
    one = replace(one, camera=footage.get("camera"))
    document = _under_name(document, one.camera, footage.get("name"))
    if row is None:
        return Finding(one, "proposed", "", "", artifact, document)
    decision = str(row["decision"])
    status = Status.REJECTED if decision == "rejected" else Status.ACCEPTED
    return Finding(
        one.with_status(status), decision, str(row["author"]), str(row["reason"]), artifact or _text(row), document
    )


def _under_name(document: Mapping[str, Json], camera: str | None, name: str | None) -> dict[str, Json]:
    footage = document["footage"]
    named: dict[str, Json] = {**footage, "name": name} if isinstance(footage, Mapping) and name else {}
    return {**document, "camera": camera, "footage": named or footage}


def _text(row: Mapping[str, Json]) -> str | None:
    return str(row["artifact"]) if row["artifact"] else None


def _by_place(finding: Finding) -> tuple[str, str, int, str]:
    one = finding.observation
    return (one.camera or "", one.sha256, one.start.pts, one.id)


def _chosen(view: CaseView, ids: Iterable[str]) -> list[Finding]:
    known = {finding.observation.id: finding for finding in findings(view, every_look=True)}
    chosen = [found_by_id(known, name, "the command") for name in ids]
    return list({finding.observation.id: finding for finding in chosen}.values())


def found_by_id(known: Mapping[str, Finding], name: str, what: str) -> Finding:
    """Find an observation by its id or by the first digits of it, if they are those of one only."""
    matches = [finding for key, finding in known.items() if key.startswith(name)]
    if len(matches) != 1:
        wrong = f"{name!r} begins {len(matches)} ids" if matches else f"there is no observation {name!r}"
        raise InputRefused(what, wrong=wrong, right="write an id as `gestae observations` shows it")
    return matches[0]


def decision_body(finding: Finding) -> dict[str, Json]:
    """Copy all that a proposal says into its decision."""
    one = finding.observation
    # The names of camera and footage are not copied: each is said by an entry of its own, which may have to be hidden.
    body: dict[str, Json] = {
        "id": one.id,
        "footage": one.sha256,
        "kind": one.kind.value,
        "stream": one.stream,
        "rule": one.rule,
        "start": place_of(one.start),
        "end": place_of(one.end) if one.end else None,
        "artifact": finding.artifact,
        "says": _under_name(finding.document, None, name_of(one.sha256)),
    }
    return body


def place_of(moment: Moment) -> dict[str, Json]:
    """Write a moment as the journal names a place in a stream."""
    base = moment.time_base
    return {"pts": moment.pts, "time_base": f"{base.numerator}/{base.denominator}"}
