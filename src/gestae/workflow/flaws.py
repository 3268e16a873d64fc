"""What the rules are told of a recording's own flaws: where nothing came whole, and where its times leap."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from gestae.model.footage import Damage, FootageFacts, StreamFacts
from gestae.observe.losses import Leap, Recording
from gestae.sight.hands import HandsNoter
from gestae.sight.lasting import LastingNoter
from gestae.sight.vitals import VitalsNoter
from gestae.workflow.covering import known_span, lost_spans

__all__ = ["recording_of"]


def recording_of(
    facts: FootageFacts,
    stream: StreamFacts,
    damage: Iterable[Damage],
    vitals: VitalsNoter,
    lasting: LastingNoter,
    hands: HandsNoter,
) -> Recording:
    """Gather what is known of a stream beside what it shows.

    Args:
        facts: the file's.
        stream: the stream of it that was looked at; it must have times.
        damage: what decoding met.
        vitals: has noted its pictures.
        lasting: has noted where its scene changed for good.
        hands: has noted what was seen near hands.
    """
    step = stream.distances.median if stream.distances else 1
    unread = lost_spans(damage, known_span(facts, stream), step)
    return Recording(vitals.vitals(), unread, tuple(_leaps(stream)), lasting.changes(), hands.held())


def _leaps(stream: StreamFacts) -> Iterable[Leap]:
    """Give the ends of neighbouring stretches of time; where a stretch holds no picture, the packets' own times."""
    if len(stream.stretches) == len(stream.jumps) + 1:
        return (Leap(before[1], after[0]) for before, after in pairwise(stream.stretches))
    return (Leap(jump.from_pts, jump.to_pts) for jump in stream.jumps)
