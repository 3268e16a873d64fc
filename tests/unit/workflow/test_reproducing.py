"""What came out otherwise is named: which row, how it was, how it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from gestae.base.canonical import Json
from gestae.model.colour import Colour, Part, Worn
from gestae.model.sighting import Label, Track
from gestae.model.skeleton import JOINTS, Joint, Poses
from gestae.workflow.parquet import write_documents, write_skeletons, write_tracks, write_worn
from gestae.workflow.reproducing import MOST_BOX_PX, rows_differ


def track(name: str, boxes: Sequence[float], number: int = 1) -> Track:
    n = np.arange(len(boxes), dtype=np.int64)
    corners = np.array([(x, 0, x + 10, 20) for x in boxes], np.float32)
    return Track(name, number, Label.PERSON, n, n * 40, corners, np.ones(len(boxes), np.float32))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ([track("a", [1, 2])], [track("a", [1, 2])], []),
        ([track("a", [1, 2])], [track("a", [1, 2 + MOST_BOX_PX / 2])], []),
        ([track("a", [1, 2])], [track("a", [1, 4])], ["track a, frame 1"]),
        ([track("a", [1, 2])], [], ["track a"]),
        ([], [track("a", [1, 2])], ["track a"]),
        ([track("a", [1, 2])], [track("a", [1, 2, 3])], ["track a"]),
        ([track("a", [1]), track("b", [5], 2)], [track("b", [9], 1)], ["track a", "track b, frame 0"]),
    ],
)
def test_tracks(before: list[Track], after: list[Track], said: list[str]) -> None:
    assert [where for where, _, _ in rows_differ("tracks", write_tracks(before), write_tracks(after))] == said


def poses(name: str, n: Sequence[int], wrist_px: float = 0.0) -> Poses:
    points = np.zeros((len(n), JOINTS, 2), np.float32)
    points[-1, Joint.LEFT_WRIST, 1] = wrist_px
    return Poses(name, np.array(n), points, np.ones((len(n), JOINTS), np.float32), np.zeros(len(n), np.int16))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ([poses("a", [0, 5])], [poses("a", [0, 5])], []),
        ([poses("a", [0, 5])], [poses("a", [0, 5], MOST_BOX_PX / 2)], []),
        ([poses("a", [0, 5])], [poses("a", [0, 5], 9.0)], ["skeleton of track a, frame 5, left_wrist"]),
        ([poses("a", [0, 5])], [poses("a", [0])], ["skeleton of track a, frame 5"]),
        ([], [poses("b", [5])], ["skeleton of track b, frame 5"]),
    ],
)
def test_skeletons(before: list[Poses], after: list[Poses], said: list[str]) -> None:
    told = list(rows_differ("skeletons", write_skeletons(before), write_skeletons(after)))
    assert [where for where, _, _ in told] == said


def document(name: str, pts: int) -> dict[str, Json]:
    return {"id": name, "kind": "fall", "start": {"pts": pts}}


def test_documents_are_told_by_what_they_say() -> None:
    before = write_documents([document("a", 1), document("b", 2)])
    after = write_documents([document("a", 7), document("c", 3)])
    assert list(rows_differ("observations", before, after)) == [
        ("observations a", "fall from pts 1", "fall from pts 7"),
        ("observations b", "fall from pts 2", "absent"),
        ("observations c", "absent", "fall from pts 3"),
    ]


def test_equal_documents_in_another_order_are_no_difference() -> None:
    one, other = document("a", 1), document("b", 2)
    assert not list(rows_differ("observations", write_documents([one, other]), write_documents([other, one])))


def worn(share: float, named: Colour | None = Colour.RED, track: str = "a") -> Worn:
    return Worn(track, Part.UPPER, 4, {Colour.RED: share}, named)


COLOURS: list[tuple[list[Worn], list[Worn], list[tuple[str, str, str]]]] = [
    ([worn(0.9)], [worn(0.9)], []),
    ([worn(0.9)], [], [("colours of track a upper", "red (red 0.9; 4 pictures)", "absent")]),
    (
        [worn(0.9)],
        [worn(0.4, None)],
        [("colours of track a upper", "red (red 0.9; 4 pictures)", "unsure (red 0.4; 4 pictures)")],
    ),
    (
        [worn(0.9)],
        [worn(0.9), worn(0.6, track="b")],
        [("colours of track b upper", "absent", "red (red 0.6; 4 pictures)")],
    ),
]


@pytest.mark.parametrize(("before", "after", "said"), COLOURS)
def test_colours_are_told_by_track_and_part(
    before: list[Worn], after: list[Worn], said: list[tuple[str, str, str]]
) -> None:
    assert list(rows_differ("colours", write_worn(before), write_worn(after))) == said
