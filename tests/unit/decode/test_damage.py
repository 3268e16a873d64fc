"""What was lost, between which good pictures."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from tests.unit.decode.test_timeline import packets

from gestae.decode.damage import DamageLog, container_damage, edited_away, silent_packets
from gestae.model.footage import Damage, DamageKind, PacketIndex, StreamFacts, StreamKind, TimesFrom

FACTS = StreamFacts(0, StreamKind.VIDEO, "mpeg4", Fraction(1, 10), TimesFrom.PTS, 4, 1, 0, 3)


def corrupt(*places: int) -> PacketIndex:
    return replace(packets([0, 1, 2, 3]), is_corrupt=np.isin(np.arange(4), places))


def test_a_stretch_lies_between_good_pictures() -> None:
    log = DamageLog(3)
    log.bad(DamageKind.CORRUPT, frames=1)
    log.good(40)
    log.good(80)
    log.bad(DamageKind.NOT_DECODED, packets=2)
    log.bad(DamageKind.CORRUPT, frames=1)
    log.good(None)
    log.bad(DamageKind.STOPPED)
    assert log.snapshot() == (
        Damage(DamageKind.CORRUPT, 3, None, 40, frames=1),
        Damage(DamageKind.NOT_DECODED, 3, 80, None, packets=2),
        Damage(DamageKind.CORRUPT, 3, 80, None, frames=1),
        Damage(DamageKind.STOPPED, 3, 80, None),
    )


def test_a_snapshot_changes_nothing() -> None:
    log = DamageLog(0)
    log.bad(DamageKind.CORRUPT, frames=1)
    assert log.snapshot() == log.snapshot()
    log.good(7)
    assert log.snapshot() == (Damage(DamageKind.CORRUPT, 0, None, 7, frames=1),)


@pytest.mark.parametrize(
    ("index", "declared", "declared_s", "expected"),
    [
        (packets([0, 1, 2, 3]), None, None, []),
        (packets([0, 1, 2, 3]), 4, Fraction(4, 10), []),
        (packets([0, 1, 2, 3]), 9, None, [(DamageKind.ABSENT, 5, "9 pictures declared")]),
        (packets([0, 1, 2, 3]), None, Fraction(13, 10), []),
        (packets([0, 1, 2, 3]), None, Fraction(2), [(DamageKind.ABSENT, None, "2.000 s declared")]),
        (packets([0, 1, 4, 5]), 6, Fraction(6, 10), []),
        (corrupt(1, 2), None, None, [(DamageKind.MARKED, 2, "")]),
        (packets([0, 1, 2, 3], hidden=(0, 3)), None, None, [(DamageKind.HIDDEN, 1, ""), (DamageKind.HIDDEN, 1, "")]),
    ],
    ids=["whole", "as declared", "cut off", "rounded up", "cut off by time", "dropped pictures", "marked", "hidden"],
)
def test_what_the_container_shows(
    index: PacketIndex,
    declared: int | None,
    declared_s: Fraction | None,
    expected: list[tuple[DamageKind, int | None, str]],
) -> None:
    found = container_damage(index, replace(FACTS, frames_declared=declared), declared_s)
    assert [(d.kind, d.packets, d.detail) for d in found] == expected


@pytest.mark.parametrize(
    ("accounted", "interlaced", "expected"),
    [
        ([0, 1, 2, 3], [], []),
        ([0, 3], [], [(0, 3, 2)]),
        ([1, 2], [], [(None, 1, 1), (2, None, 1)]),
        ([0, 2], [0, 2], []),
        ([0], [0], [(1, None, 2)]),
        ([], [], [(None, None, 4)]),
    ],
    ids=["all came", "two in the middle", "both ends", "second fields", "one field pair", "none came"],
)
def test_packets_that_gave_no_picture(
    accounted: list[int], interlaced: list[int], expected: list[tuple[int | None, int | None, int]]
) -> None:
    found = silent_packets(packets([0, 1, 2, 3]), accounted, interlaced)
    assert [(d.after_pts, d.before_pts, d.packets) for d in found] == expected


def test_of_packets_without_presentation_times_nothing_is_said() -> None:
    assert silent_packets(packets([None, None], [0, 1]), [], []) == ()


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ((0, 1, 2, 3), []),
        ((2, 3), [(None, 0, 2, "stored from 0.000 s to 0.100 s")]),
        ((0, 1), [(1, None, 2, "stored from 0.200 s to 0.300 s")]),
        ((0, 3), [(0, 1, 2, "stored from 0.100 s to 0.200 s")]),
        ((1,), [(None, 0, 1, "stored from 0.000 s to 0.000 s"), (0, None, 2, "stored from 0.200 s to 0.300 s")]),
        ((), [(None, None, 4, "stored from 0.000 s to 0.300 s")]),
    ],
    ids=["nothing", "the first", "the last", "the middle", "both ends", "all"],
)
def test_what_an_edit_list_leaves_out(
    kept: tuple[int, ...], expected: list[tuple[int | None, int | None, int, str]]
) -> None:
    """The pictures kept are shown one after another, from zero; where they lie in the file says which they are."""
    shown = packets([*range(len(kept))])
    shown = replace(shown, position=np.array([100 * place for place in kept], np.int64))
    stored = [(100 * place, place) for place in range(4)]
    found = edited_away(stored, {100 * place for place in kept}, shown)
    assert {one.kind for one in found} <= {DamageKind.EDITED}
    assert [(one.after_pts, one.before_pts, one.packets, one.detail) for one in found] == expected
