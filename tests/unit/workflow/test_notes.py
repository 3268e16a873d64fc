"""Words put to things, and search that finds what stands in the open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.workflow.cases import add_film, add_text, made, record, seen

from gestae.base.canonical import Json
from gestae.errors import InputRefused
from gestae.workflow.case import Case
from gestae.workflow.notes import MOST_TEXT_BYTES, exhibit_named, note, search, tag, untag


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with made(tmp_path) as opened:
        yield opened


def test_a_thing_is_named_by_name_or_by_six_digits_and_more(case: Case) -> None:
    film = add_film(case, "gate.mp4")
    one = seen(film, 10)
    record(case, one)
    assert exhibit_named(case.store, film[:6]) == exhibit_named(case.store, "gate.mp4") == film
    assert tag(case, one.id[:6], "fall", "to find it by").target == one.id
    for name in ("gate", film[:5], "", "zz"):
        with pytest.raises(InputRefused, match="there is no"):
            exhibit_named(case.store, name)


def test_a_tag_taken_off_is_gone_and_stays_in_the_journal(case: Case) -> None:
    add_film(case, "gate.mp4")
    tag(case, "gate.mp4", "van", "seen")
    assert [row["tag"] for row in case.store.rows("tags")] == ["van"]
    untag(case, "gate.mp4", "van", "a mistake")
    assert case.store.rows("tags") == ()
    found = [(hit.where.partition(" (")[2], hit.about, hit.gone) for hit in search(case.store, "VAN")]
    assert found == [("tagged)", "gate.mp4: van", "taken off since"), ("untagged)", "gate.mp4: van", "")]


def test_a_tag_that_stands_is_found_with_the_exhibit_and_not_marked(case: Case) -> None:
    add_film(case, "gate.mp4")
    tag(case, "gate.mp4", "van", "seen")
    untag(case, "gate.mp4", "van", "a mistake")
    tag(case, "gate.mp4", "van", "seen after all")
    assert {hit.gone for hit in search(case.store, "van")} == {""}


def test_the_same_tag_again_is_journaled_once_and_says_who_put_it(case: Case) -> None:
    add_film(case, "gate.mp4")
    assert tag(case, "gate.mp4", "van", "seen").before == ""
    head = case.store.head()
    assert tag(case, "gate.mp4", "van", "seen").before == "O. Tester in entry 5"
    assert case.store.head() == head


def test_a_tag_that_was_never_put_is_not_taken_off(case: Case) -> None:
    add_film(case, "gate.mp4")
    with pytest.raises(InputRefused, match="it has no tags"):
        untag(case, "gate.mp4", "van", "a mistake")
    tag(case, "gate.mp4", "car", "seen")
    head = case.store.head()
    with pytest.raises(InputRefused, match="its tags are 'car'"):
        untag(case, "gate.mp4", "van", "a mistake")
    assert case.store.head() == head


def test_what_was_withdrawn_is_found_and_marked(case: Case) -> None:
    event = {"id": "ab" * 6, "title": "The van stops", "start_earliest": "2022-03-16T12:00:00Z"}
    case.decide("event-stated", "seen", **event)
    assert [hit.gone for hit in search(case.store, "van stops")] == [""]
    case.decide("event-withdrawn", "a mistake", id="ab" * 6)
    assert [hit.gone for hit in search(case.store, "van stops")] == ["withdrawn since"]


def test_an_ambiguous_name_is_refused(case: Case) -> None:
    add_film(case, "one")
    add_film(case, "one", content=b"another of that name")
    with pytest.raises(InputRefused, match="means 2"):
        note(case, "one", "text", "x")


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ("grey van", "statement.txt"),
        ("GREY VAN", "statement.txt"),
        ("ФУРГОН", "statement.txt"),
        ("gate.mp4", "entry 2 (item-received)"),
        ("o. tester", "entry 1 (case-opened)"),
    ],
)
def test_words_are_found_in_statements_and_journal(case: Case, words: str, where: str) -> None:
    add_film(case, "gate.mp4")
    add_text(case, "statement.txt", "line one\nShe saw a grey van.\nСірий фургон.\n")
    hits = search(case.store, words)
    assert where in {hit.where for hit in hits}
    assert all(words.casefold() in hit.text.casefold() for hit in hits)


def test_a_hit_in_a_long_line_shows_what_stands_around_it(case: Case) -> None:
    add_text(case, "statement.txt", "a" * 500 + " van " + "b" * 500)
    (hit,) = search(case.store, "van")
    assert hit.text.startswith("…a")
    assert hit.text.endswith("b…")
    assert len(hit.text) < 200
    assert hit.field == "line 1"


def test_words_whose_capitals_are_longer_are_shown_where_they_stand(case: Case) -> None:
    add_text(case, "statement.txt", "ß" * 200 + " the van stood there " + "x" * 200)
    (hit,) = search(case.store, "van")
    assert "the van stood there" in hit.text


def test_a_text_in_another_encoding_or_too_large_breaks_nothing(case: Case) -> None:
    assert MOST_TEXT_BYTES > 1 << 20
    digest = case.originals.put_bytes("van".encode("utf-16")).digest.hex
    body: dict[str, Json] = {"sha256": digest, "size_bytes": 8, "name": "wide.txt", "item": "text", "protected": False}
    case.decide("item-received", "received", **body)
    case.decide("item-received", "received", **{**body, "sha256": "cd" * 32, "name": "gone.txt"})
    assert search(case.store, "nothing of the kind") == ()


def test_nothing_to_search_for_is_refused(case: Case) -> None:
    with pytest.raises(InputRefused, match="is empty"):
        search(case.store, "  ")
