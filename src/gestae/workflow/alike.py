"""Things of a case that look like one that somebody names, ranked by the colours of clothing, with what is not seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from gestae.base.canonical import Json
from gestae.errors import InputRefused
from gestae.model.colour import Worn
from gestae.observe.likeness import MEASURE, Likeness, likeness
from gestae.observe.question import read_query
from gestae.store.case import CaseView
from gestae.workflow.find import Hit, find, hit_json
from gestae.workflow.findings import findings
from gestae.workflow.questions import Candidate

__all__ = ["Alike", "Lookalike", "alike", "alike_document", "worn_words"]

FORMAT: Final = 1
_NO_COLOURS: Final = "no colour of it is told: too small, hidden, grey or dark, or looked at before colours were"
_NO_PART: Final = "no part of it is seen that is seen of the other"


@dataclass(frozen=True, slots=True)
class Lookalike:
    """Something that may look like what was named; `is_other` where both are seen in one picture."""

    hit: Hit
    likeness: Likeness
    is_other: bool


@dataclass(frozen=True, slots=True)
class Alike:
    """What looks like one thing.

    Attributes:
        named: the thing.
        ranked: the others, what may be most alike first; what is certainly another comes last.
        not_compared: why others were not compared, with how many.
        not_looked_at: footage in which nothing was looked for.
    """

    named: Hit
    ranked: tuple[Lookalike, ...]
    not_compared: tuple[tuple[str, int], ...]
    not_looked_at: tuple[str, ...]


def alike(view: CaseView, name: str, words: str = "") -> Alike:
    """Rank the people, or the vehicles, of a case by how their clothing, or their body, looks like one's.

    Args:
        view: the case; nothing is looked for beyond it.
        name: the first digits of a track's id, or of an observation that rests on one person or vehicle.
        words: of a question that the others must fulfil, such as "camera:gate after 14:00"; empty: all.

    Raises:
        InputRefused: the name means nothing, or several; or its colours are not told.
    """
    everything = find(view, read_query("person vehicle"))
    tracked = {hit.id: hit for hit in everything.hits}
    named = _named(view, name, tracked)
    if not named.one.worn:
        raise InputRefused("--like", wrong=f"{named.id[:12]}: {_NO_COLOURS}", right="name one that shows more")
    sort = "vehicle" if named.one.tracks[0].label.is_vehicle else "person"
    query = read_query(f"{sort} {words}")
    if query.asks_observations:
        raise InputRefused("the question", wrong="asks for acts", right="ask for where, when and how long alone")
    found = find(view, query)
    ranked: list[Lookalike] = []
    reasons: Counter[str] = Counter()
    for hit in found.hits:
        if hit.id == named.id:
            continue
        compared = likeness(named.one.worn, hit.one.worn)
        if compared is None:
            reasons[_NO_PART if hit.one.worn else _NO_COLOURS] += 1
        else:
            ranked.append(Lookalike(hit, compared, _are_seen_together(named.one, hit.one)))
    ranked.sort(key=_by_likeness)
    reasons.update(dict(found.reasons))
    return Alike(named, tuple(ranked), tuple(reasons.most_common()), found.not_looked_at)


def alike_document(found: Alike) -> dict[str, Json]:
    """Write what was found for programs."""
    candidates: list[Json] = [
        {
            **hit_json(one.hit),
            "likeness": {"least": round(one.likeness.least, 4), "most": round(one.likeness.most, 4)},
            "shared": {part.value: None if share is None else round(share, 4)
                       for part, share in one.likeness.shared.items()},
            "is_other": one.is_other,
        }
        for one in found.ranked
    ]  # fmt: skip
    return {
        "format": FORMAT,
        "measure": MEASURE,
        "like": hit_json(found.named),
        "candidates": candidates,
        "not_compared": [{"why": why, "count": count} for why, count in found.not_compared],
        "not_looked_at": list(found.not_looked_at),
    }


def worn_words(worn: Iterable[Worn]) -> str:
    """Say what is worn; of what has no name the two colours of which most was seen.

    >>> from gestae.model.colour import Colour, Part
    >>> worn_words([Worn("a", Part.UPPER, 5, {Colour.RED: 0.4, Colour.GREY: 0.35}, None)])
    'upper red 40 %, grey 35 %'
    """
    said = []
    for one in worn:
        most = sorted(one.shares.items(), key=lambda pair: (-pair[1], pair[0].value))[:2]
        unnamed = ", ".join(f"{colour.value} {share:.0%}".replace("%", " %") for colour, share in most)
        said.append(f"{one.part.value} {one.named.value if one.named else unnamed}")
    return "; ".join(said)


def _named(view: CaseView, name: str, tracked: dict[str, Hit]) -> Hit:
    """Find the tracked thing that a word means."""
    own = {hit_id for hit_id in tracked if hit_id.startswith(name)} if name else set()
    if not own and name:
        acts = [one for one in findings(view) if one.observation.id.startswith(name)]
        if len(acts) == 1:
            own = {track for track in acts[0].observation.tracks if track in tracked}
    if len(own) != 1:
        wrong = f"{name!r} means {len(own) or 'no'} tracked people or vehicles"
        raise InputRefused("--like", wrong=wrong, right="write the id of one, as `gestae find CASE person` shows it")
    return tracked[own.pop()]


def _are_seen_together(one: Candidate, other: Candidate) -> bool:
    """Say whether two are followed through the same footage for a second at the same time."""
    if one.row["sha256"] != other.row["sha256"] or one.until is None or other.until is None:
        return False
    return (min(one.until, other.until) - max(one.since, other.since)) * one.time_base >= 1


def _by_likeness(one: Lookalike) -> tuple[bool, float, float, str]:
    return one.is_other, -one.likeness.middle, -one.likeness.least, one.hit.id
