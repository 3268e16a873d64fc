"""How a stretch of footage was looked at: every known second has its word, from the first to the last. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final, TypeAlias

from gestae.model.footage import CoverageSpan, Damage, DamageKind, FootageFacts, Looked, PacketIndex, StreamFacts
from gestae.sight.groups import decoded_every

__all__ = [
    "AGAIN",
    "LEAP",
    "OTHER_STREAM",
    "cover",
    "from_first_frame",
    "hidden_stretches",
    "known_span",
    "lost_spans",
    "part_at_leaps",
    "searched_span",
    "turned_deg",
    "unlooked_beside",
    "whole_span",
]

Ticks: TypeAlias = "tuple[int, int]"
_NS_DIGITS: Final = 9
# The word for what lies between two stretches of a file's time: neither pictures nor, as far as it says, time.
LEAP: Final = "leap of its times"
# What nobody looks at beside what the coverage of a file's time says.
AGAIN: Final = "pictures under times that came before"
OTHER_STREAM: Final = "pictures of another stream"
# What a file stores and no reader shows: it was not looked at, however complete the rest was.
_HIDDEN: Final = frozenset({DamageKind.EDITED.value, DamageKind.HIDDEN.value})


def known_span(facts: FootageFacts, stream: StreamFacts) -> Ticks:
    """Give a stream's known ends: from its first time to where its last picture ends, or is declared to.

    The stream must have times.
    """
    absent = (one for one in facts.damage if one.stream == stream.index and one.kind is DamageKind.ABSENT)
    declared = [one.before_pts for one in absent if one.before_pts is not None]
    last = (stream.last_pts or 0) + (stream.distances.median if stream.distances else 1)
    return stream.first_pts or 0, max([last, *declared])


def lost_spans(damage: Iterable[Damage], known: Ticks, step: int) -> tuple[Ticks, ...]:
    """Give the stretches from which no whole picture came.

    Args:
        damage: what decoding met.
        known: the stream's known ends.
        step: ticks from picture to picture; the last good picture lasts as long.
    """
    spans = []
    for one in damage:
        if not (one.packets or one.frames or one.kind is DamageKind.STOPPED):
            continue
        start = known[0] if one.after_pts is None else one.after_pts + (step if one.before_pts is None else 0)
        end = known[1] if one.before_pts is None else one.before_pts
        if start < end:
            spans.append((start, end))
    return tuple(spans)


def cover(
    known: Ticks,
    seen: Ticks,
    lost: Iterable[Ticks],
    looked: Callable[[int, int], CoverageSpan],
    rest: Looked = Looked.UNREADABLE,
    cuts: Iterable[int] = (),
) -> tuple[CoverageSpan, ...]:
    """Part a stream into stretches, each with its word.

    Args:
        known: from its first to its last known tick.
        seen: from the first picture that came out to the end of the last.
        lost: stretches in between from which no whole picture came.
        looked: words what was seen.
        rest: the word for what lies after `seen`.
        cuts: where the way of looking changes.

    >>> word = lambda start, end: CoverageSpan(start, end, Looked.COMPLETE)
    >>> [(one.start_pts, one.end_pts, one.how.value) for one in cover((0, 90), (10, 60), [(20, 30)], word)]
    [(0, 10, 'unreadable'), (10, 20, 'complete'), (20, 30, 'unreadable'), (30, 60, 'complete'), (60, 90, 'unreadable')]
    """
    first, end = known[0], max(known[1], seen[1])
    gone = [*lost, (first, seen[0])]
    edges = {first, end, seen[1], *cuts, *(edge for span in gone for edge in span)}
    spans: list[CoverageSpan] = []
    for start, stop in pairwise(sorted(edge for edge in edges if first <= edge <= end)):
        is_lost = any(after <= start and stop <= before for after, before in gone)
        after_all = CoverageSpan(start, stop, rest) if start >= seen[1] else looked(start, stop)
        one = CoverageSpan(start, stop, Looked.UNREADABLE) if is_lost and start < seen[1] else after_all
        if spans and (spans[-1].how, spans[-1].every_n) == (one.how, one.every_n):
            one = CoverageSpan(spans.pop().start_pts, stop, one.how, one.every_n)
        spans.append(one)
    return tuple(spans)


def searched_span(start: int, stop: int, how: Looked, index: PacketIndex) -> CoverageSpan:
    """Word a stretch in which a search found no change; "complete" only where every picture was decoded for it.

    Args:
        start: its first tick.
        stop: the first after it.
        how: what the search was asked to do.
        index: the stream's packets.
    """
    every = decoded_every(index)
    if how is Looked.COMPLETE and every > 1:
        return CoverageSpan(start, stop, Looked.EVERY_NTH, every)
    return CoverageSpan(start, stop, how)


def whole_span(facts: Mapping[str, Any], how: Looked) -> dict[str, Any]:
    """Word all of a footage that was not looked at, from its facts as a document; ends that are not known are null."""
    span: dict[str, Any] = {"from": None, "to": None, "how": how.value, "every_n": None}
    streams = [one for one in facts.get("streams", ()) if one["first"] and one["kind"] in ("video", "sound")]
    if not streams:
        return span
    # The first video stream, else what there is.
    stream = min(streams, key=lambda one: (one["kind"] != "video", one["index"]))
    base = Fraction(stream["time_base"])
    distance = stream.get("distance")
    last = stream["last"]["pts"] + (distance["median"]["ticks"] if distance else 1)
    absent = (one for one in facts.get("damage", ()) if one["what"] == DamageKind.ABSENT.value and one["before"])
    end = max([last, *(one["before"]["pts"] for one in absent if one["stream"] == stream["index"])])
    return {**span, "from": stream["first"], "to": {"pts": end, "seconds": round(float(end * base), _NS_DIGITS)}}


def part_at_leaps(spans: Iterable[Mapping[str, Any]], video: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Take leaps of a file's time out of what is said of how it was looked at: no picture is there.

    Args:
        spans: as a document, in order.
        video: the stream as a document; the last picture of each of its stretches lasts as long as the median one.

    >>> def at(pts): return {"pts": pts, "seconds": pts / 25}
    >>> whole = {"from": at(0), "to": at(250), "how": "complete", "every_n": None}
    >>> joined = [{"first": at(0), "last": at(49)}, {"first": at(200), "last": at(249)}]
    >>> parts = part_at_leaps([whole], {"time_base": "1/25", "stretches": joined, "distance": None})
    >>> [(one["from"]["pts"], one["to"]["pts"], one["how"]) for one in parts]
    [(0, 50, 'complete'), (50, 200, 'leap of its times'), (200, 250, 'complete')]
    """
    parted = [dict(span) for span in spans]
    stretches = (video or {}).get("stretches") or ()
    if video is None or len(stretches) < 2:
        return parted
    base = Fraction(video["time_base"])
    step = video["distance"]["median"]["ticks"] if video.get("distance") else 1
    for one, after in pairwise(sorted(stretches, key=lambda one: int(one["first"]["pts"]))):
        ends = int(one["last"]["pts"]) + step
        if ends < int(after["first"]["pts"]):
            start = {"pts": ends, "seconds": round(float(ends * base), _NS_DIGITS)}
            parted = [part for span in parted for part in _parted(span, start, after["first"])]
    return parted


def _parted(span: Mapping[str, Any], start: Mapping[str, Any], end: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    """Part a stretch of coverage where a leap lies in it."""
    low, high = (span["from"], span["to"])
    if not low or high["pts"] <= start["pts"] or low["pts"] >= end["pts"]:
        yield dict(span)
        return
    if low["pts"] < start["pts"]:
        yield {**span, "to": start}
    yield {**span, "from": _far(low, start), "to": _far(end, high, least=True), "how": LEAP, "every_n": None}
    if high["pts"] > end["pts"]:
        yield {**span, "from": end}


def _far(one: Mapping[str, Any], other: Mapping[str, Any], *, least: bool = False) -> Mapping[str, Any]:
    return (min if least else max)(one, other, key=lambda moment: int(moment["pts"]))


def from_first_frame(spans: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Count the seconds of stretches from the first frame, which the first of them begins with, and not from zero.

    >>> ends = {"from": {"pts": 50, "seconds": 2.0}, "to": {"pts": 75, "seconds": 3.0}}
    >>> from_first_frame([ends])
    [{'from': {'pts': 50, 'seconds': 0.0}, 'to': {'pts': 75, 'seconds': 1.0}}]
    """
    counted = [dict(span) for span in spans]
    first_s = counted[0]["from"]["seconds"] if counted and counted[0]["from"] else 0.0
    for span in counted:
        for end in ("from", "to"):
            if span[end]:
                span[end] = {**span[end], "seconds": round(span[end]["seconds"] - first_s, _NS_DIGITS)}
    return counted


def hidden_stretches(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List what a footage stores and hides, by its facts as a document; seconds count from the first frame.

    >>> end = {"pts": 75, "seconds": 3.0}
    >>> hidden = {"what": "pictures that the file's edit list leaves out", "packets": 50, "detail": None, "stream": 0}
    >>> facts = {"streams": [{"index": 0, "first": end}], "damage": [{**hidden, "after": None, "before": end}]}
    >>> hidden_stretches(facts)[0]["before"]
    {'pts': 75, 'seconds': 0.0}
    """
    firsts = {one["index"]: one["first"]["seconds"] for one in facts.get("streams", ()) if one["first"]}
    found = []
    for one in facts.get("damage", ()):
        if one["what"] in _HIDDEN:
            ends = {end: _counted(one[end], firsts.get(one["stream"], 0.0)) for end in ("after", "before")}
            found.append({"what": one["what"], **ends, "packets": one["packets"], "detail": one["detail"]})
    return found


def unlooked_beside(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """List pictures of a footage that no stretch of its coverage speaks of, by its facts as a document.

    One stream of pictures is looked at. In it, what comes under times that came before has no time of its own.

    >>> def at(pts): return {"pts": pts, "seconds": pts / 25}
    >>> runs = [{"first": at(0), "last": at(99)}, {"first": at(0), "last": at(49)}]
    >>> first = {"index": 0, "kind": "video", "first": at(0), "packets": 150, "stretches": runs}
    >>> [one["detail"] for one in unlooked_beside({"streams": [first, {**first, "index": 1}]})]
    ['0.00 s to 1.96 s once more', 'stream 1']
    """
    videos = [one for one in facts.get("streams", ()) if one["kind"] == "video" and one["first"]]
    found = []
    if videos:
        first = min(videos, key=lambda one: int(one["index"]))
        found += [_no_look(AGAIN, said, after) for said, after in _times_again(first)]
        # A still beside a film, such as a cover, is one packet.
        others = (one for one in videos if one is not first and one["packets"] > 1)
        found += [_no_look(OTHER_STREAM, f"stream {one['index']}", None, one["packets"]) for one in others]
    return found


def turned_deg(facts: Mapping[str, Any]) -> int:
    """Say by how many degrees a player turns the pictures that are looked at as they are stored, by their facts.

    >>> turned_deg({"streams": [{"index": 0, "kind": "video", "picture": {"rotation_deg": -90}}]}), turned_deg({})
    (-90, 0)
    """
    videos = [one for one in facts.get("streams", ()) if one["kind"] == "video"]
    if not videos:
        return 0
    picture = min(videos, key=lambda one: int(one["index"])).get("picture") or {}
    return int(picture.get("rotation_deg") or 0)


def _times_again(stream: Mapping[str, Any]) -> Iterable[tuple[str, dict[str, Any]]]:
    """Give the runs that go back behind what came before: what comes again, and after which time."""
    zero_s = stream["first"]["seconds"]
    stretches = stream.get("stretches") or ()
    for before, run in pairwise(stretches):
        latest = max((one["last"] for one in stretches[: stretches.index(run)]), key=lambda moment: int(moment["pts"]))
        if run["first"]["pts"] <= latest["pts"]:
            end = _far(run["last"], latest, least=True)
            low_s, high_s = (one["seconds"] - zero_s for one in (run["first"], end))
            yield f"{low_s:.2f} s to {high_s:.2f} s once more", _counted(before["last"], zero_s) or {}


def _no_look(what: str, detail: str, after: Mapping[str, Any] | None, packets: int | None = None) -> dict[str, Any]:
    return {"what": what, "after": after, "before": None, "packets": packets, "detail": detail}


def _counted(end: Mapping[str, Any] | None, first_s: float) -> dict[str, Any] | None:
    return {**end, "seconds": round(end["seconds"] - first_s, _NS_DIGITS)} if end else None
