"""What bounds take as given, as records: nothing points at nothing, and no picture is what it is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.unit.casefile.sample import DRAWING, grounds, report

from gestae.casefile.grounds import ClashView, GroundsView, ListedView, PassageView
from gestae.errors import RecordError

WRONG: dict[str, tuple[Callable[[], object], str]] = {
    "a contradiction of nothing": (lambda: ClashView(()), "name what cannot all be true"),
    "a digest that is none": (lambda: ListedView("form", "form", "", (), "ab", None), "is no sha256"),
    "contradictions and silence": (lambda: replace(grounds(), standing=""), "say it in standing"),
    "more contradictions, and none listed": (
        lambda: GroundsView(more_clashes=2),
        "2 more contradictions, and 0 listed",
    ),
    "fewer ways out than none": (lambda: replace(grounds(), more_repairs=-1), "-1 more ways out, and 2 listed"),
    "a picture and a reason": (lambda: replace(grounds().clock_pictures[0], why="lost"), "or the reason"),
    "neither picture nor reason": (lambda: replace(grounds().clock_pictures[1], why=""), "or the reason"),
    "a page as a picture": (lambda: replace(grounds().offsets[0], picture=b"<html>"), "is none of image/png"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_refused(case: str) -> None:
    make, why = WRONG[case]
    with pytest.raises(RecordError, match=why):
        make()


def test_a_page_names_no_exhibit_and_no_event_that_is_not_on_it() -> None:
    first = grounds().words[0]
    stray = {
        "exhibit 99": replace(first, said=(PassageView("a letter", "line 1", "", 99),)),
        "event 77": replace(first, events=(77,)),
    }
    for named, words in stray.items():
        with pytest.raises(RecordError, match=f"names {named}"):
            replace(report(), grounds=GroundsView(words=(words,)))
    link = replace(grounds().links[1], event=78)
    with pytest.raises(RecordError, match="names event 78"):
        replace(report(), grounds=GroundsView(links=(link,)))


def test_a_picture_is_called_what_its_first_bytes_say() -> None:
    assert grounds().clock_pictures[0].media_type == "image/png"
    assert replace(grounds().offsets[0], picture=DRAWING).media_type == "image/svg+xml"
    assert replace(grounds().clock_pictures[0], picture=b"\xff\xd8\xff").media_type == "image/jpeg"
