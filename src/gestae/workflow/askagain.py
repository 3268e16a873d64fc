"""Ask the detector again about what moved a way and was not named; only the pictures of it are decoded once more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from gestae.decode.picture import DecodedFrame
from gestae.model.activity import Activity
from gestae.model.sighting import Detections, Track
from gestae.sight.detector import Detector
from gestae.sight.movers import movers
from gestae.sight.secondlook import Found, Question, bridged, joined, look_again, questions, told
from gestae.sight.tracker import Tracker, TrackRules, every_frame

__all__ = ["Pictures", "Stream", "follow"]

# (first pts, pts after the last) -> the frames between, decoded anew.
Pictures: TypeAlias = Callable[[int, int], AbstractContextManager[Iterable[DecodedFrame]]]


@dataclass(frozen=True, slots=True)
class Stream:
    """What must be known of a stream to look into it again.

    Attributes:
        scope: its name, for the ids of tracks.
        pts: times of all its pictures by ordinal; `time_base_s` is the length of their unit.
        rate_hz: pictures a second.
        pictures: gives pictures again.
    """

    scope: str
    pts: npt.NDArray[np.int64]
    time_base_s: float
    rate_hz: float
    pictures: Pictures


def follow(
    found: Found, record: Sequence[Activity], stream: Stream, detector: Detector, rules: TrackRules
) -> tuple[Track, ...]:
    """Follow what was detected through a stream; look again at what moved a way and was not named.

    Args:
        found: what was detected in each picture looked at, by its ordinal.
        record: the stream's activity.
        stream: its times, and its pictures.
        detector: what looks again.
        rules: how things are followed, and from which score on one is believed.

    Returns:
        Tracks with a box for every picture from the first sighting to the last.
    """
    asked = questions(found, movers(record, sorted(found), stream.rate_hz), rules)
    answers = _answers(asked, stream, detector)
    more = told(answers, rules)
    tracker = Tracker(rules)
    for n, seen in sorted(joined(found, more).items()):
        tracker.step(n, float(stream.pts[n]) * stream.time_base_s, seen)
    named = [one.mover for one, answer in zip(asked, answers, strict=True) if told([answer], rules)]
    tracks = bridged(tracker.finish(stream.scope), named, stream.scope)
    times = (stream.pts * stream.time_base_s).astype(np.float64)
    return tuple(every_frame(track, np.arange(len(times)), times, stream.pts) for track in tracks)


def _answers(asked: Sequence[Question], stream: Stream, detector: Detector) -> list[dict[int, Detections]]:
    """Ask about each mover in each of its pictures, in one pass over what has to be decoded."""
    answers = [dict[int, Detections]() for _ in asked]
    for first, last in _spans(asked):
        places = {int(stream.pts[n]): n for n in range(first, last + 1)}
        with stream.pictures(int(stream.pts[first]), int(stream.pts[last]) + 1) as frames:
            for frame in frames:
                n = -1 if frame.ref.pts is None else places.get(frame.ref.pts, -1)
                _answer(n, frame, asked, answers, detector)
    return answers


def _answer(
    n: int, frame: DecodedFrame, asked: Sequence[Question], answers: Sequence[dict[int, Detections]], detector: Detector
) -> None:
    about = [place for place, one in enumerate(asked) if n in one.n]
    if about:
        rgb = frame.rgb()
        for place in about:
            answers[place][n] = look_again(rgb, asked[place].mover.at(n), detector)


def _spans(asked: Sequence[Question]) -> list[tuple[int, int]]:
    """Join the stretches to be decoded that overlap; first and last ordinals.

    Questions come in the order of their beginnings.
    """
    spans: list[tuple[int, int]] = []
    for one in asked:
        if spans and one.n[0] <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(spans[-1][1], one.n[-1])
        else:
            spans.append((one.n[0], one.n[-1]))
    return spans
