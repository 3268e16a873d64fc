"""What the journal knows of footage: which there is, which stage was done, what failed. Light, for reading verbs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from gestae.base.canonical import Json
from gestae.store.case import CaseView

__all__ = [
    "FACTS", "FLAWED", "LOOK", "LOOKS_PER_S", "LOOK_PART", "PACKETS",
    "every_failure", "first_s", "footage_rows", "leap_words", "length_s", "name_of", "stretches_of", "video_of",
]  # fmt: skip

# Stages of analysis, as the journal names them.
LOOK: Final = "look"
LOOK_PART: Final = "look: part"
FACTS: Final = "facts"
PACKETS: Final = "packets"
# What a journaled refusal begins with where a film cannot be looked at in parts.
FLAWED: Final = "pictures of it are lost or damaged, and it is looked at from beginning to end instead"
# Between 2 and 5 looks a second are enough to follow a person (docs/explanation/what-a-rule-sees.md); the upper end
# is the default, since tracks bridge what lies between.
LOOKS_PER_S: Final = 5.0


def footage_rows(view: CaseView) -> tuple[dict[str, Any], ...]:
    """Give every footage with pictures: digest, facts, name as received, camera."""
    exhibits = {row["sha256"]: row for row in view.rows("exhibits")}
    cameras = {row["sha256"]: row for row in view.rows("cameras")}
    rows = []
    for row in view.rows("footage"):
        exhibit, camera = exhibits.get(row["sha256"], {}), cameras.get(row["sha256"], {})
        name = {"name": exhibit.get("name"), "camera": camera.get("camera"), "recorder": camera.get("recorder")}
        rows.append({**row, **name, "size_bytes": exhibit.get("size_bytes")})
    return tuple(sorted(rows, key=lambda row: (str(row["name"]), str(row["sha256"]))))


def video_of(row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Give the first video stream of a footage's row; None where there is none, or where its facts are withheld."""
    streams: Iterable[Mapping[str, Any]] = row["facts"].get("streams", ())
    return next((stream for stream in streams if stream["kind"] == "video"), None)


def first_s(view: CaseView) -> dict[str, Fraction]:
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


def stretches_of(video: Mapping[str, Any]) -> Sequence[Mapping[str, Any]] | None:
    """Give the stretches between the leaps of a stream's time, in file order.

    Returns:
        Each with its `first` and `last` time; none where there are no times. None where the time leaps and its facts
        were read before stretches were: how long it is cannot be told from its ends.
    """
    found: Sequence[Mapping[str, Any]] | None = video.get("stretches")
    if found is not None:
        return found
    if video.get("jumps"):
        return None
    return [{"first": video["first"], "last": video["last"]}] if video["first"] else []


def length_s(video: Mapping[str, Any]) -> Fraction | None:
    """Add up how long the stretches of a stream are, from the first picture to the end of the last in each.

    How long the last picture stands is taken to be the median distance. None where it is not known.

    >>> ends = {"first": {"pts": 0}, "last": {"pts": 75}}, {"first": {"pts": 9000}, "last": {"pts": 9025}}
    >>> length_s({"time_base": "1/25", "stretches": ends, "distance": None})
    Fraction(4, 1)
    """
    stretches = stretches_of(video)
    if not stretches:
        return None
    ticks = sum(int(one["last"]["pts"]) - int(one["first"]["pts"]) for one in stretches)
    step = int(video["distance"]["median"]["ticks"]) if video.get("distance") else 0
    return (ticks + step * len(stretches)) * Fraction(str(video["time_base"])) or None


def leap_words(video: Mapping[str, Any]) -> tuple[str, ...]:
    """Name each leap of a stream's time; seconds count from its first picture.

    >>> def at(seconds): return {"pts": int(seconds), "seconds": seconds}
    >>> jumps = [{"from": at(7.0), "to": at(95443.0), "direction": "backwards"}]
    >>> leap_words({"first": at(2.0), "jumps": jumps})
    ('from 5.00 s back to a lesser time, which is counted as 95441.00 s',)
    """
    first_s = video["first"]["seconds"] if video["first"] else 0.0
    found = []
    for one in video.get("jumps") or ():
        start_s, end_s = (one[end]["seconds"] - first_s for end in ("from", "to"))
        back = one["direction"] == "backwards"
        counted = "a lesser time, which is counted as " if back and end_s > start_s else ""
        found.append(f"from {start_s:.2f} s {'back' if back else 'ahead'} to {counted}{end_s:.2f} s")
    return tuple(found)


def every_failure(rows: Iterable[Mapping[str, Json]]) -> dict[str, str]:
    """Give for each digest why the last attempt at a stage failed; nothing where it succeeded in the end."""
    last = {str(row["sha256"]): row for row in rows}
    return {sha256: str(row["wrong"]) for sha256, row in last.items() if row["status"] == "failed"}


def name_of(sha256: str) -> str:
    """Name a footage by the first digits of its digest, wherever a name would outlast its being hidden."""
    return sha256[:12]
