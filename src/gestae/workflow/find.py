"""Find things and acts in a case: tracks and observations that fulfil a question, and how many might.

Nothing is answered by silence: what cannot be told of a thing (its time, its colour, which way it went) is counted
with the reason, and so is footage that was not looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from gestae.errors import CaseError, Faults, InputRefused
from gestae.model.time import Instant
from gestae.observe.query import Query
from gestae.store.case import CaseView
from gestae.workflow.candidates import Candidates
from gestae.workflow.case import case_zone
from gestae.workflow.casetimes import Taken
from gestae.workflow.questions import Answer, Candidate, Why, answers
from gestae.workflow.unlooked import unlooked
from gestae.workflow.zones import Drawn, footage_of_camera, zones_drawn

__all__ = ["Found", "Hit", "find", "find_document", "hit_json"]

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing or an act that was found; `unsure` says what is not known of it, where it may be one that is meant."""

    one: Candidate
    unsure: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Name it: by its observation, else by its track."""
        return self.one.finding.observation.id if self.one.finding else self.one.tracks[0].id

    @property
    def what(self) -> str:
        """Say what it is."""
        return self.one.finding.observation.what if self.one.finding else self.one.tracks[0].label.value

    @property
    def camera(self) -> str:
        """Name its camera, else its footage."""
        return str(self.one.row["camera"] or self.one.row["name"])


@dataclass(frozen=True, slots=True)
class Found:
    """What a question found.

    Attributes:
        hits: what fulfils it, by time.
        may_be: what would, if what is not known of it were so.
        not_looked_at: footage in which nothing was looked for, with the reason.
        aside: what of the case's times does not count, because not all of it can be true.
    """

    hits: tuple[Hit, ...]
    may_be: tuple[Hit, ...]
    not_looked_at: tuple[str, ...]
    aside: tuple[str, ...]

    @property
    def reasons(self) -> tuple[tuple[str, int], ...]:
        """Count why it is not known of those that may be meant."""
        return tuple(Counter(why for hit in self.may_be for why in hit.unsure).most_common())


def find(view: CaseView, query: Query) -> Found:
    """Answer a question.

    Raises:
        InputRefused, Faults: it names cameras or zones that there are not, or a time that the zone does not allow.
        FixityError: an artifact is missing, or is no longer what was recorded.
    """
    cameras, drawn = _cameras(view, query.cameras), zones_drawn(view)
    _refuse_no_zone(query.zones, drawn)
    ask = answers(query, cameras, _zone_of(view))
    gathered = Candidates.of(view, query, drawn)
    found = [hit for one in gathered.among(cameras) if (hit := _weighed(one, ask(one))) is not None]
    found.sort(key=_by_time)
    missed = tuple(one.words for one in unlooked(view) if cameras is None or one.sha256 in cameras)
    return Found(
        tuple(hit for hit in found if not hit.unsure), tuple(hit for hit in found if hit.unsure), missed,
        gathered.times.aside if found else (),
    )  # fmt: skip


def _weighed(one: Candidate, told: Iterable[Answer]) -> Hit | None:
    """Join the answers to all conditions; None where one of them is no, after which none is asked for any more."""
    unsure: dict[str, None] = {}
    for answer in told:
        if answer is False:
            return None
        if isinstance(answer, Why):
            unsure[answer.words] = None
    return Hit(one, tuple(unsure))


def find_document(words: str, found: Found) -> dict[str, Any]:
    """Write what was found for programs."""
    return {
        "format": FORMAT,
        "asked": words,
        "hits": [hit_json(hit) for hit in found.hits],
        "may_be": [hit_json(hit) for hit in found.may_be],
        "not_known": [{"why": why, "count": count} for why, count in found.reasons],
        "not_looked_at": list(found.not_looked_at),
        "set_aside": list(found.aside),
    }


def _cameras(view: CaseView, names: Sequence[str]) -> frozenset[str] | None:
    found: set[str] = set()
    faults = []
    for name in names:
        try:
            found |= footage_of_camera(view, name)
        except InputRefused as refused:
            faults.append(InputRefused(f"camera:{name}", wrong=refused.wrong, right=refused.right))
    if len(faults) > 1:
        raise Faults("the question", tuple(faults))
    if faults:
        raise faults[0]
    return frozenset(found) if names else None


def _refuse_no_zone(names: Sequence[str], drawn: Sequence[Drawn]) -> None:
    there = sorted({one.zone.name for one in drawn})
    for name in names:
        if name not in there:
            right = f"write one of {', '.join(map(repr, there))}" if there else "draw it first: gestae zone --help"
            raise InputRefused("the question", wrong=f"there is no zone {name!r}", right=right)


def _zone_of(view: CaseView) -> ZoneInfo | None:
    try:
        return case_zone(view)
    except CaseError:  # the opening is withheld
        return None


def _by_time(hit: Hit) -> tuple[bool, int, str, int, str]:
    """Order by the world's time where it is known, then by footage and its own time."""
    at = hit.one.began.earliest_ns if hit.one.began.earliest_ns is not None else hit.one.began.latest_ns
    return at is None, at or 0, str(hit.one.row["name"]), hit.one.since, hit.id


def hit_json(hit: Hit) -> dict[str, Any]:
    """Write one of them for programs."""
    one = hit.one
    seen = one.finding.observation if one.finding else None
    box = list(one.tracks[0].largest_box) if seen is None else None
    return {
        "id": hit.id,
        "sort": "track" if seen is None else "observation",
        "what": hit.what,
        "text": seen.text if seen else None,
        "reads": seen.reads if seen else None,
        "footage": {"sha256": one.row["sha256"], "name": one.row["name"], "stream": one.stream},
        "camera": one.row["camera"],
        "from": _moment(one, one.since),
        "to": None if one.until is None else _moment(one, one.until),
        "lasts_s": None if one.lasts_s is None else float(one.lasts_s),
        "began": _taken_json(one.began),
        "ended": _taken_json(one.ended),
        "tracks": [
            {"id": track.id, "number": track.number, "label": track.label.value, "height_px": track.height_px,
             "largest_pts": track.largest_pts}
            for track in one.tracks
        ],
        "box": box,
        "region": list(seen.region.corners) if seen and seen.region else None,
        "colours": [
            {"part": worn.part.value, "colour": worn.named.value if worn.named else None, "pictures": worn.pictures,
             "shares": {colour.value: share for colour, share in worn.shares.items()}}
            for worn in one.worn
        ],
        "zones": {name: [_moment(one, pts) for pts in ends] for name, ends in sorted(one.stood.items())},
        "decision": one.decision or None,
        "unsure": list(hit.unsure),
    }  # fmt: skip


def _moment(one: Candidate, pts: int) -> dict[str, Any]:
    base = one.time_base
    return {"pts": pts, "time_base": f"{base.numerator}/{base.denominator}", "seconds": float(one.seconds(pts))}


def _taken_json(taken: Taken) -> dict[str, str | None]:
    sides = {"earliest": taken.earliest_ns, "latest": taken.latest_ns}
    return {name: None if ns is None else str(Instant(ns)) for name, ns in sides.items()}
