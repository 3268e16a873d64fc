"""The nouns of footage refuse to contradict themselves."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from gestae.errors import RecordError
from gestae.model.footage import (
    CoverageSpan,
    Distances,
    FootageFacts,
    FrameRef,
    Gap,
    Looked,
    PacketIndex,
    StreamFacts,
    StreamKind,
    TimesFrom,
)

SHA = "ab" * 32
BASE = Fraction(1, 25)
ONE, TWO = np.zeros(1, np.int64), np.zeros(2, np.int64)
NO, NOES = np.zeros(1, np.bool_), np.zeros(2, np.bool_)

WRONG: dict[str, Callable[[], object]] = {
    "no address at all": lambda: FrameRef(SHA, 0, None, None, BASE),
    "an ordinal below zero": lambda: FrameRef(SHA, 0, -1, None, BASE),
    "a stream below zero": lambda: FrameRef(SHA, -1, 0, None, BASE),
    "a time base of nothing": lambda: FrameRef(SHA, 0, 0, 0, Fraction(0)),
    "a digest that is too short": lambda: FrameRef("ab", 0, 0, 0, BASE),
    "a digest in capitals": lambda: FrameRef("AB" * 32, 0, 0, 0, BASE),
    "columns of two lengths": lambda: PacketIndex(0, BASE, TWO, ONE, TWO, TWO, NOES, NOES, NOES),
    "flags of another length": lambda: PacketIndex(0, BASE, TWO, TWO, TWO, TWO, NO, NOES, NOES),
    "an index with no time base": lambda: PacketIndex(0, Fraction(0), ONE, ONE, ONE, ONE, NO, NO, NO),
    "a distance of nothing": lambda: Distances(0, 1, 2),
    "distances out of order": lambda: Distances(2, 1, 3),
    "an empty gap": lambda: Gap(5, 5),
    "an empty stretch": lambda: CoverageSpan(5, 5, Looked.COMPLETE),
    "every n-th without n": lambda: CoverageSpan(0, 5, Looked.EVERY_NTH),
    "every first": lambda: CoverageSpan(0, 5, Looked.EVERY_NTH, 1),
    "n for what was looked at whole": lambda: CoverageSpan(0, 5, Looked.COMPLETE, 2),
    "a first time and no last": lambda: StreamFacts(0, StreamKind.VIDEO, None, BASE, TimesFrom.PTS, 1, 1, 0, None),
    "facts of no file": lambda: FootageFacts("", 0, "avi", ()),
}


@pytest.mark.parametrize("case", sorted(WRONG))
def test_what_contradicts_itself_is_refused(case: str) -> None:
    with pytest.raises(RecordError):
        WRONG[case]()


def test_a_picture_without_time_has_none() -> None:
    assert FrameRef(SHA, 0, 7, None, BASE).time is None
    found = FrameRef(SHA, 0, None, 50, BASE).time
    assert found is not None
    assert found.seconds == 2


def test_the_first_of_each_kind_is_the_chief_one() -> None:
    kinds = (StreamKind.SOUND, StreamKind.VIDEO, StreamKind.VIDEO)
    streams = tuple(StreamFacts(n, kind, None, BASE, TimesFrom.NONE, 0, 0, None, None) for n, kind in enumerate(kinds))
    facts = FootageFacts(SHA, 1, "avi", streams)
    assert (facts.sound, facts.video) == (streams[0], streams[1])
    assert FootageFacts(SHA, 1, "avi", ()).video is None
