"""What the records of a report refuse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from tests.unit.casefile.sample import at, report, sha, sighting, span

from gestae.casefile.material import (
    CoverageHow,
    CoverageView,
    ExhibitView,
    MarkView,
    ModelView,
    RecorderView,
    RefusedView,
    SourceView,
    UnlookedView,
)
from gestae.casefile.view import AlikeView, EventView, ProposalView, StillView
from gestae.errors import RecordError
from gestae.model.observation import Status
from gestae.model.time import Instant

PNG = b"\x89PNG\r\n\x1a\n"
START = at("14:00:00")

REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "a still that is a program": (lambda: StillView(b"MZ", (8, 8), None, 0, 0), "neither JPEG nor PNG"),
    "a region without area": (lambda: StillView(PNG, (8, 8), (4, 4, 4, 6), 0, 0), "without area"),
    "a frame without pixels": (lambda: StillView(PNG, (0, 8), None, 0, 0), "0, 8"),
    "no still and no reason": (lambda: sighting("Gate", 1, "a van", 9, START, still=None), "still needs"),
    "a place and a reason for none": (lambda: sighting("Gate", 1, "a van", 9, START, no_world="why"), "world needs"),
    "event zero": (lambda: EventView(0, "t", "k", "b", START), "from 1"),
    "neither start nor reason": (lambda: EventView(1, "t", "k", "b"), "start needs"),
    "an order without a place": (lambda: EventView(2, "t", "k", "b", no_start="why", after=(1,)), "no start but"),
    "an end before the start": (lambda: EventView(1, "t", "k", "b", START, end=at("13:00:00")), "before its earliest"),
    "a start and a latest moment": (
        lambda: EventView(1, "t", "k", "b", START, began_by=START.latest), "leave began_by empty"
    ),
    "an end without an earliest start": (
        lambda: EventView(1, "t", "k", "b", no_start="why", end=START, began_by=START.latest), "no start but an end"
    ),
    "after itself": (lambda: EventView(1, "t", "k", "b", START, after=(1,)), "name each other event once"),
    "after and open": (lambda: EventView(1, "t", "k", "b", START, after=(2,), open_with=(2,)), "once"),
    "a reason for an order that is not stated": (
        lambda: EventView(3, "t", "k", "b", START, after=(1,), because=((2, "same recording"),)), r"came after \[2\]"
    ),
    "an accepted proposal": (
        lambda: ProposalView("Gate", "f", 1, "fall", "fall/1", 0.5, span(9), status=Status.ACCEPTED),
        "belongs to an event",
    ),
    "a rejection by nobody": (
        lambda: ProposalView("Gate", "f", 1, "fall", "fall/1", 0.5, span(9), status=Status.REJECTED), "say who"
    ),
    "coverage of no length": (lambda: CoverageView(Fraction(3), Fraction(3), CoverageHow.COMPLETE), "3 to 3"),
    "one in n without n": (lambda: CoverageView(Fraction(0), Fraction(3), CoverageHow.EVERY_NTH), "every=None"),
    "n with complete": (lambda: CoverageView(Fraction(0), Fraction(3), CoverageHow.COMPLETE, 5), "every=5"),
    "a mark that ends too soon": (lambda: MarkView(Fraction(3), Fraction(2), "fall", Status.PROPOSED), "3 to 2"),
    "a source of no length": (lambda: SourceView("f", None, None, 1, Fraction(0)), "None where it is unknown"),
    "coverage that overlaps": (
        lambda: SourceView("f", None, None, 1, Fraction(9), coverage=(
            CoverageView(Fraction(0), Fraction(5), CoverageHow.COMPLETE),
            CoverageView(Fraction(4), Fraction(9), CoverageHow.COMPLETE))), "overlap at 4"
    ),
    "taken in later as nothing": (lambda: RefusedView("f", "why", later=True), "name the exhibit"),
    "looked at and not looked at": (
        lambda: UnlookedView(1, "f", CoverageHow.COMPLETE, "why", "right"), "its coverage is complete"
    ),
    "not looked at for no reason": (
        lambda: UnlookedView(1, "f", CoverageHow.NOT_LOOKED_AT, "", "right"), "say why"
    ),
    "footage that is no exhibit": (
        lambda: replace(report(), unlooked=(UnlookedView(99, "f", CoverageHow.UNREADABLE, "why", "right"),)),
        "footage f that was not looked at names exhibit 99",
    ),
    "a short digest": (lambda: ExhibitView(1, "f", "ab", 1, "footage", None, Instant(0)), "64 digits"),
    "a wrong expected digest": (
        lambda: ExhibitView(1, "f", sha("f"), 1, "footage", None, Instant(0), expected_sha256="AB"),
        "expected of exhibit 1",
    ),
    "a negative size": (lambda: ExhibitView(1, "f", sha("f"), -1, "footage", None, Instant(0)), "size from 0"),
    "a model without a digest": (lambda: ModelView("detector", "m", "", "MIT"), "model m"),
    "a drift that nobody stated": (lambda: RecorderView("r", (), max_rate_error=Fraction(1, 1000)), "name who did"),
    "a head that is none": (lambda: replace(report(), journal_head="0"), "journal's head"),
    "an event twice": (lambda: replace(report(), events=report().events[:1] * 2), "event 1 stands twice"),
    "an exhibit twice": (lambda: replace(report(), exhibits=report().exhibits + report().exhibits[:1]), "stands twice"),
    "an unlisted exhibit": (lambda: replace(report(), exhibits=report().exhibits[1:]), "exhibit 1, which is not"),
    "an order against nothing": (lambda: replace(report(), events=report().events[1:]), r"ordered against \[1\]"),
    "alone and may be one": (lambda: AlikeView((1,), 2, is_simple=False), "two sightings on two cameras"),
    "one camera and may be one": (lambda: AlikeView((1, 2), 1, is_simple=False), "two sightings on two cameras"),
    "not sorted": (lambda: AlikeView((2, 1), 2, is_simple=False), "sort them"),
    "one act twice on one camera": (lambda: AlikeView((1, 2, 3), 2, is_simple=True), "does not see one act twice"),
    "an unknown event may be one": (
        lambda: replace(report(), events_alike=(AlikeView((1, 99), 2, is_simple=True),)), r"event \[99\] may be one act"
    ),
    "an event that is not placed may be one": (
        lambda: replace(report(), events_alike=(AlikeView((1, 10), 2, is_simple=True),)), r"event \[10\] may be one act"
    ),
    "an unknown proposal may be one": (
        lambda: replace(report(), proposals=report().proposals[:1]), r"proposal \[1\] may be one act"
    ),
    "a proposal in two groups": (
        lambda: replace(report(), proposals_alike=report().proposals_alike * 2), "stands twice"
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_record_that_contradicts_itself_is_refused_with_what_is_wrong(case: str) -> None:
    make, said = REFUSED[case]
    with pytest.raises(RecordError, match=said):
        make()


def test_seconds_count_from_the_streams_first_frame() -> None:
    late = replace(span(100), first_pts=25 * 3600)
    assert late.start_s == Fraction(3)
    assert late.end_s == Fraction(46, 10)
    assert replace(late, end=None).end_s is None


@pytest.mark.parametrize(("picture", "kind"), [(PNG, "image/png"), (b"\xff\xd8\xff\xe0", "image/jpeg")])
def test_a_picture_is_named_by_its_bytes(picture: bytes, kind: str) -> None:
    assert StillView(picture, (8, 8), None, 0, None).media_type == kind


@pytest.mark.parametrize(
    ("alike", "words"),
    [
        (AlikeView((1, 2, 4), 3, is_simple=True), "may be one act seen by 3 cameras; not decided"),
        (AlikeView((1, 2, 4), 2, is_simple=False), "3 sightings by 2 cameras, one act or several; not decided"),
    ],
)
def test_what_may_be_one_act_is_never_said_to_be_one(alike: AlikeView, words: str) -> None:
    assert alike.words == words
