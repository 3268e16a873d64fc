"""Every known second has its word: what came out, what did not, what the container claims and lacks."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.workflow.cases import add_film, facts, made

from gestae.cli.app import app
from gestae.model.footage import (
    CoverageSpan,
    Damage,
    DamageKind,
    Distances,
    FootageFacts,
    Looked,
    PacketIndex,
    StreamFacts,
    StreamKind,
    TimesFrom,
)
from gestae.workflow.coverage import coverage_document
from gestae.workflow.covering import (
    AGAIN,
    OTHER_STREAM,
    Ticks,
    cover,
    from_first_frame,
    known_span,
    lost_spans,
    part_at_leaps,
    searched_span,
    turned_deg,
    unlooked_beside,
    whole_span,
)
from gestae.workflow.documents import schema
from gestae.workflow.material import Material
from gestae.workflow.sightings import Clocks

SHA = "ab" * 32
WORDS = {"C": "complete", "U": "unreadable", "N": "not looked at"}


def film(*damage: Damage, last: int = 100, distances: Distances | None = None) -> tuple[FootageFacts, StreamFacts]:
    stream = StreamFacts(
        index=0,
        kind=StreamKind.VIDEO,
        codec="h264",
        time_base=Fraction(1, 25),
        times_from=TimesFrom.PTS,
        packets=9,
        keys=1,
        first_pts=50,
        last_pts=last,
        distances=distances,
    )
    return FootageFacts(SHA, 10, "mov,mp4", (stream,), damage), stream


def damage(kind: DamageKind, after: int | None, before: int | None, *, packets: int | None = 1) -> Damage:
    return Damage(kind, 0, after, before, packets=packets)


@pytest.mark.parametrize(
    ("found", "distances", "known"),
    [
        ((), None, (50, 101)),
        ((), Distances(2, 4, 8), (50, 104)),
        ((damage(DamageKind.ABSENT, 100, 200),), Distances(2, 4, 8), (50, 200)),
        ((damage(DamageKind.ABSENT, 100, None),), Distances(2, 4, 8), (50, 104)),
        ((damage(DamageKind.NOT_DECODED, 60, 300),), Distances(2, 4, 8), (50, 104)),
    ],
)
def test_a_film_is_known_to_its_last_picture_or_to_what_it_declares(
    found: tuple[Damage, ...], distances: Distances | None, known: Ticks
) -> None:
    assert known_span(*film(*found, distances=distances)) == known


@pytest.mark.parametrize(
    ("one", "spans"),
    [
        (damage(DamageKind.CORRUPT, 60, 70), ((60, 70),)),
        (damage(DamageKind.CORRUPT, None, 70), ((50, 70),)),
        (damage(DamageKind.NOT_DECODED, 60, None), ((62, 90),)),
        (damage(DamageKind.NOT_DECODED, 60, None, packets=None), ()),
        (damage(DamageKind.STOPPED, 60, None, packets=None), ((62, 90),)),
        (damage(DamageKind.NO_PICTURE, 70, 60), ()),
        (damage(DamageKind.NOT_DECODED, 89, None), ()),
    ],
)
def test_what_was_lost_lies_between_good_pictures(one: Damage, spans: tuple[Ticks, ...]) -> None:
    assert lost_spans([one], (50, 90), 2) == spans


def complete(start: int, end: int) -> CoverageSpan:
    return CoverageSpan(start, end, Looked.COMPLETE)


@pytest.mark.parametrize(
    ("seen", "lost", "rest", "said"),
    [
        ((0, 90), (), Looked.UNREADABLE, "C0-90"),
        ((0, 60), (), Looked.UNREADABLE, "C0-60 U60-90"),
        ((0, 60), (), Looked.NOT, "C0-60 N60-90"),
        ((20, 60), ((50, 60),), Looked.NOT, "U0-20 C20-50 U50-60 N60-90"),
        ((0, 60), ((50, 90),), Looked.UNREADABLE, "C0-50 U50-90"),
        ((0, 120), (), Looked.UNREADABLE, "C0-120"),
        ((-10, 90), (), Looked.UNREADABLE, "C0-90"),
        ((0, 90), ((0, 90),), Looked.UNREADABLE, "U0-90"),
    ],
)
def test_each_stretch_has_its_word(seen: Ticks, lost: tuple[Ticks, ...], rest: Looked, said: str) -> None:
    spans = cover((0, 90), seen, lost, complete, rest)
    letter = {how: word for word, how in WORDS.items()}
    assert " ".join(f"{letter[one.how.value]}{one.start_pts}-{one.end_pts}" for one in spans) == said


TICK = st.integers(0, 60)


@given(st.tuples(TICK, TICK), st.lists(st.tuples(TICK, TICK)), st.sampled_from([Looked.NOT, Looked.UNREADABLE]))
def test_no_second_between_the_ends_is_without_a_word(seen: Ticks, lost: list[Ticks], rest: Looked) -> None:
    first, last = min(seen), max(seen) + 1
    gone = [(min(one), max(one)) for one in lost]
    spans = cover((0, 50), (first, last), gone, complete, rest)
    assert spans[0].start_pts == 0
    assert spans[-1].end_pts == max(50, last)
    assert all(before.end_pts == after.start_pts for before, after in pairwise(spans))
    for tick in range(max(50, last)):
        (one,) = [span for span in spans if span.start_pts <= tick < span.end_pts]
        is_seen = first <= tick < last and not any(start <= tick < end for start, end in gone)
        assert (one.how is Looked.COMPLETE) == is_seen


def test_what_nobody_looked_at_has_its_ends_as_far_as_they_are_known() -> None:
    known = facts(100)
    whole = whole_span(known, Looked.NOT)
    assert (whole["from"], whole["to"]) == ({"pts": 0, "seconds": 0.0}, {"pts": 100, "seconds": 4.0})
    absent = {"what": "declared by the container and absent", "stream": 0, "before": {"pts": 150, "seconds": 6.0}}
    assert whole_span({**known, "damage": [absent]}, Looked.NOT)["to"] == {"pts": 150, "seconds": 6.0}
    assert whole_span({}, Looked.UNREADABLE) == {"from": None, "to": None, "how": "unreadable", "every_n": None}
    assert from_first_frame([whole_span({}, Looked.NOT)]) == [whole_span({}, Looked.NOT)]


def test_what_a_file_hides_is_listed_beside_its_coverage_and_said(tmp_path: Path) -> None:
    first = {"pts": 150, "seconds": 6.0}
    hidden = {
        "what": "pictures that the file's edit list leaves out",
        "stream": 0,
        "after": None,
        "before": first,
        "packets": 150,
        "frames": 150,
        "detail": "stored from 0.000 s to 5.960 s",
    }
    with made(tmp_path) as case:
        sha256 = add_film(case, "cut.mp4", camera="yard")
        whole: dict[str, Any] = facts(300)
        whole["streams"][0]["first"] = first
        whole["damage"] = [hidden, {**hidden, "what": "pictures decoded with errors"}]
        case.decide("facts-read", "read", sha256=sha256, facts=whole)
        document = coverage_document(case.store)
        (source,) = Material(case.store, Clocks(case.store), ()).sources()
    jsonschema.validate(document, schema("coverage"), cls=jsonschema.Draft202012Validator)
    (written,) = document["footage"][0]["hidden"]
    assert (written["packets"], written["before"]) == (150, {"pts": 150, "seconds": 0.0})
    said = "150 pictures that the file's edit list leaves out, before 0.00 s (stored from 0.000 s to 5.960 s)"
    assert f"{said}: not looked at" in source.does_not_show
    shown = CliRunner().invoke(app, ["coverage", str(case.folder)], env={"COLUMNS": "250"}).output
    assert "cut.mp4: not looked at: 150 pictures that the file's edit list leaves out, before the first" in shown


def at(pts: int) -> dict[str, Any]:
    return {"pts": pts, "seconds": pts / 25}


def span(start: int, end: int, how: str = "complete") -> dict[str, Any]:
    return {"from": at(start), "to": at(end), "how": how, "every_n": None}


JOINED = {
    "time_base": "1/25",
    "distance": {"median": {"ticks": 1}},
    "stretches": [{"first": at(0), "last": at(49)}, {"first": at(200), "last": at(249)}],
}


@pytest.mark.parametrize(
    ("spans", "parted"),
    [
        ([span(0, 250)], ["0-50 complete", "50-200 leap of its times", "200-250 complete"]),
        ([span(0, 50), span(50, 250, "unreadable")],
         ["0-50 complete", "50-200 leap of its times", "200-250 unreadable"]),
        ([span(0, 30), span(30, 220, "unreadable"), span(220, 250)],
         ["0-30 complete", "30-50 unreadable", "50-200 leap of its times", "200-220 unreadable", "220-250 complete"]),
        ([span(0, 100), span(100, 250, "unreadable")],
         ["0-50 complete", "50-100 leap of its times", "100-200 leap of its times", "200-250 unreadable"]),
        ([span(0, 40)], ["0-40 complete"]),
        ([{"from": None, "to": None, "how": "not looked at", "every_n": None}], ["not looked at"]),
    ],
    ids=["one over it", "one up to it", "others beside", "two that meet in it", "before it", "without ends"],
)  # fmt: skip
def test_no_word_is_said_of_a_leap(spans: list[dict[str, Any]], parted: list[str]) -> None:
    found = part_at_leaps(spans, JOINED)
    assert [
        f"{one['from']['pts']}-{one['to']['pts']} {one['how']}" if one["from"] else one["how"] for one in found
    ] == parted


@pytest.mark.parametrize("stretches", [[], JOINED["stretches"][:1], None], ids=["none", "one", "not read"])  # type: ignore[index]
def test_without_a_leap_all_stays_as_it_is(stretches: object) -> None:
    assert part_at_leaps([span(0, 250)], {**JOINED, "stretches": stretches}) == [span(0, 250)]
    assert part_at_leaps([span(0, 250)], None) == [span(0, 250)]


def test_pieces_whose_times_overlap_leave_no_hole() -> None:
    back = [{"first": at(100), "last": at(149)}, {"first": at(100), "last": at(199)}]
    assert part_at_leaps([span(100, 200)], {**JOINED, "stretches": back}) == [span(100, 200)]


def test_where_the_way_of_looking_changes_a_stretch_ends() -> None:
    def looked(start: int, stop: int) -> CoverageSpan:
        inside = 20 <= start < 40
        return (
            CoverageSpan(start, stop, Looked.EVERY_NTH, 5) if inside else CoverageSpan(start, stop, Looked.KEY_FRAMES)
        )

    spans = cover((0, 90), (0, 90), [(30, 35)], looked, cuts=(20, 40))
    assert [(span.start_pts, span.end_pts, span.how) for span in spans] == [
        (0, 20, Looked.KEY_FRAMES),
        (20, 30, Looked.EVERY_NTH),
        (30, 35, Looked.UNREADABLE),
        (35, 40, Looked.EVERY_NTH),
        (40, 90, Looked.KEY_FRAMES),
    ]


@pytest.mark.parametrize(
    ("keys_every", "how", "wanted"),
    [
        (1, Looked.COMPLETE, CoverageSpan(0, 90, Looked.EVERY_NTH, 2)),
        (1, Looked.KEY_FRAMES, CoverageSpan(0, 90, Looked.KEY_FRAMES)),
        (50, Looked.COMPLETE, CoverageSpan(0, 90, Looked.COMPLETE)),
    ],
)
def test_a_search_is_complete_only_where_it_decoded_every_picture(
    keys_every: int, how: Looked, wanted: CoverageSpan
) -> None:
    pts = np.arange(100, dtype=np.int64)
    none = np.zeros(100, np.bool_)
    index = PacketIndex(0, Fraction(1, 25), pts, pts, pts, pts, pts % keys_every == 0, none, none)
    assert searched_span(0, 90, how, index) == wanted


def _times(first: int, last: int) -> dict[str, Any]:
    return {name: {"pts": pts, "seconds": pts / 25} for name, pts in (("first", first), ("last", last))}


@pytest.mark.parametrize(
    ("runs", "told"),
    [
        ([(0, 99)], []),
        ([(0, 99), (500, 599)], []),  # a leap ahead shows no time twice
        ([(0, 99), (0, 49)], ["0.00 s to 1.96 s once more"]),
        ([(0, 99), (50, 200)], ["2.00 s to 3.96 s once more"]),
        ([(0, 99), (0, 49), (0, 60)], ["0.00 s to 1.96 s once more", "0.00 s to 2.40 s once more"]),
        ([(0, 99), (0, 49), (200, 300)], ["0.00 s to 1.96 s once more"]),
    ],
)
def test_pictures_under_times_that_came_before_are_named(runs: list[tuple[int, int]], told: list[str]) -> None:
    """They have no time of their own, so no look takes them; coverage once called the whole complete."""
    ends = [_times(*run) for run in runs]
    stream = {"index": 0, "kind": "video", "packets": 300, "first": ends[0]["first"], "stretches": ends}
    found = unlooked_beside({"streams": [stream]})
    assert [one["detail"] for one in found] == told
    assert {one["what"] for one in found} <= {AGAIN}


def test_another_stream_of_pictures_is_named_and_a_cover_is_not() -> None:
    stream = {"index": 1, "kind": "video", "packets": 300, "first": _times(0, 1)["first"], "stretches": []}
    streams = [{**stream, "index": 3}, {**stream, "index": 2, "packets": 1}, {**stream, "kind": "sound"}, stream]
    (found,) = unlooked_beside({"streams": streams})
    assert (found["what"], found["packets"], found["detail"]) == (OTHER_STREAM, 300, "stream 3")


@pytest.mark.parametrize(("streams", "turned"), [([], 0), ([None], 0), ([0], 0), ([-90], -90), ([180, 90], 180)])
def test_it_is_told_by_how_much_pictures_are_stored_turned(streams: list[int | None], turned: int) -> None:
    told: list[dict[str, Any]] = [
        {"index": n, "kind": "video", "picture": None if deg is None else {"rotation_deg": deg}}
        for n, deg in enumerate(streams)
    ]
    assert turned_deg({"streams": told}) == turned
