"""An entry: frozen, checked at birth with all faults at once, one sequence of bytes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.laws.journal_samples import AT, BODIES, sample

from gestae.errors import Faults, JournalError
from gestae.journal.entry import Entry, thawed
from gestae.journal.kinds import KINDS
from gestae.model.time import Instant


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_entry_of_every_kind_reads_back_as_itself(kind: str) -> None:
    entry = sample(kind)
    again = Entry.from_content(entry.content)
    assert again == entry
    assert again.content == entry.content


def test_every_kind_has_a_sample_and_no_other() -> None:
    assert BODIES.keys() == KINDS.keys()


def test_content_is_the_canonical_text_with_the_instant_as_text() -> None:
    entry = Entry("tagged", Instant(1), "Ї", "why", {"target": "b", "tag": "a"})
    assert entry.content.decode() == (
        '{"at":"1970-01-01T00:00:00.000000001Z","author":"Ї","body":{"tag":"a","target":"b"},'
        '"kind":"tagged","reason":"why"}'
    )


def test_a_field_given_as_null_is_a_field_left_out() -> None:
    assert (
        sample("item-moved", place=None).content == Entry.from_content(sample("item-moved", place=None).content).content
    )
    assert "place" not in sample("item-moved", place=None).body


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(Faults) as refusal:
        Entry("tagged", AT, " ", "", {"tag": "", "colour": "red"})
    said = str(refusal.value)
    for part in ("tagged.author", "tagged.reason", "tagged.target", "tagged.tag", "tagged.colour"):
        assert part in said
    assert len(refusal.value.faults) == 5


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(Faults, match="'guessed' is unknown"):
        Entry("guessed", AT, "a", "b", {})


@pytest.mark.parametrize(
    "value",
    [pytest.param(float("nan"), id="nan"), pytest.param(2**60, id="huge"), pytest.param("\ud800", id="half-a-letter")],
)
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(Faults, match="canonical"):
        sample("facts-read", facts={"x": value})


def test_a_body_cannot_be_changed_afterwards() -> None:
    given: dict[str, Any] = {"sha256": "ab" * 32, "facts": {"streams": [1]}}
    entry = Entry("facts-read", AT, "a", "b", given)
    given["facts"]["streams"].append(2)
    facts = entry.body["facts"]
    assert thawed(facts) == {"streams": [1]}
    with pytest.raises(TypeError):
        entry.body["sha256"] = "x"  # type: ignore[index]
    with pytest.raises(TypeError):
        facts["streams"] = []  # type: ignore[index]


def test_numbers_are_as_json_writes_them() -> None:
    facts = sample("facts-read", facts={"whole": 2.0, "zero": -0.0}).body["facts"]
    assert [type(value) for value in thawed(facts).values()] == [int, int]  # type: ignore[union-attr]


def _as_json(**changed: Any) -> bytes:
    whole = {**sample("tagged").as_json(), **changed}
    return json.dumps(whole, separators=(",", ":"), sort_keys=True).encode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"[]", "fields", id="no-object"),
        pytest.param(b"{", "not JSON", id="no-json"),
        pytest.param(b"\xff", "not JSON", id="no-utf8"),
        pytest.param(_as_json(more=1), "fields", id="more-fields"),
        pytest.param(_as_json(at=5), "time as text", id="instant-as-number"),
        pytest.param(_as_json(at="yesterday"), "form", id="no-instant"),
        pytest.param(_as_json(body={"tag": "x"}), "target", id="body-of-another-form"),
        pytest.param(_as_json() + b" ", "canonical", id="a-blank-more"),
        pytest.param(_as_json(at="2022-03-16T12:00:00Z"), "canonical", id="another-spelling-of-the-instant"),
    ],
)
def test_bytes_that_are_no_entry_are_refused(content: bytes, says: str) -> None:
    with pytest.raises(JournalError, match=says) as refusal:
        Entry.from_content(content, "journal entry 4")
    assert "journal entry 4" in str(refusal.value)
