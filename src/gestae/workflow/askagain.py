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
from gestae.model.sighting import Detections
from gestae.sight.detector import Detector
from gestae.sight.movers import Mover, movers
from gestae.sight.secondlook import Found, Question, joined, look_again, questions, told
from gestae.sight.tracker import TrackRules

__all__ = ["Again", "Pictures", "Stream", "ask_again"]

# (first pts, pts after the last) -> the frames between, decoded anew.
Pictures: TypeAlias = Callable[[int, int], AbstractContextManager[Iterable[DecodedFrame]]]


@dataclass(frozen=True, slots=True)
class Stream:
    """What must be known of a stream to look into it again.

    Attributes:
        pts: times of all its pictures by ordinal.
        rate_hz: pictures a second.
        pictures: gives pictures again.
    """

    pts: npt.NDArray[np.int64]
    rate_hz: float
    pictures: Pictures


@dataclass(frozen=True, slots=True)
class Again:
    """What came of asking again.

    Attributes:
        found: what was detected in each picture looked at, by its ordinal, both times together.
        bodies: the movers that were named the second time.
    """

    found: Found
    bodies: tuple[Mover, ...]


def ask_again(
    found: Found, record: Sequence[Activity], stream: Stream, detector: Detector | None, rules: TrackRules | None
) -> Again:
    """Look again at what moved a way and was not named.

    Args:
        found: what was detected in each picture looked at, by its ordinal.
        record: the stream's activity.
        stream: its times, and its pictures.
        detector: what looks again; None: nothing does.
        rules: from which score on it is believed.
    """
    if detector is None:
        return Again(found, ())
    used = rules or TrackRules()
    asked = questions(found, movers(record, sorted(found), stream.rate_hz), used)
    answers = _answers(asked, stream, detector)
    named = tuple(one.mover for one, answer in zip(asked, answers, strict=True) if told([answer], used))
    return Again(joined(found, told(answers, used)), named)


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
