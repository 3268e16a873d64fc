"""What was shown for hidden entries, held against what they say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.laws.journal_samples import APPENDABLE, OTHER_SHA, SHA, note, sample, thinned

from gestae.base.canonical import Json
from gestae.journal.disclosed import Departure, departures_from
from gestae.journal.entry import Entry
from gestae.journal.kinds import HIDING
from gestae.journal.standins import stand_in_of
from gestae.model.time import Instant


def hiding(seq: int, stand_in: Json, kind: str = "entry-protected") -> Entry:
    return sample(kind, seq=seq, stand_in=stand_in)


def found(true: Entry, shown: Entry | Json, by: int = 9) -> list[tuple[str, Json, Json]]:
    written = shown.as_json() if isinstance(shown, Entry) else shown
    departures = departures_from({by: hiding(3, written)}, {3: true})
    assert {(one.seq, one.by) for one in departures} <= {(3, by)}
    return [(one.field, one.shown, one.true) for one in departures]


@pytest.mark.parametrize("kind", [*APPENDABLE, *HIDING])
def test_what_gestae_shows_for_an_entry_departs_in_nothing(kind: str) -> None:
    true = sample(kind)
    thin = stand_in_of(true)
    assert found(true, None if thin is None else thin) == []


CHANGED: list[object] = [
    pytest.param("item-received", {"sha256": OTHER_SHA}, [("sha256", OTHER_SHA, SHA)], id="another-original"),
    pytest.param("camera-named", {"sha256": OTHER_SHA}, [("sha256", OTHER_SHA, SHA)], id="of-another-file"),
    pytest.param(
        "acquisition-recorded",
        {"facts": {"max_rate_error": "0/1"}},
        [("facts", {"max_rate_error": "0/1"}, {"export": {"format": "mp4"}})],
        id="a-clock-that-never-drifts",
    ),
    pytest.param(
        "observation-recorded",
        {"start": {"n": 13}, "kind": "falls"},
        [("kind", "falls", "smokes"), ("start", {"n": 13}, {"n": 12})],
        id="another-act-elsewhere-in-the-film",
    ),
    pytest.param("observation-recorded", {"end": {"n": 20}}, [("end", {"n": 20}, None)], id="a-field-it-never-had"),
    pytest.param(
        "note-added", {"text": "it was another man"}, [("text", "it was another man", "Seen twice.")], id="text"
    ),
]


@pytest.mark.parametrize(("kind", "changed", "departed"), CHANGED)
def test_each_field_is_named_with_both_values(
    kind: str, changed: dict[str, Json], departed: list[tuple[str, Json, Json]]
) -> None:
    true = sample(kind)
    thin = thinned(true)
    assert sorted(found(true, replace(thin, body={**thin.body, **changed})), key=lambda one: one[0]) == departed


def test_author_and_time_are_named_too() -> None:
    true = note("told by the guard")
    lie = replace(thinned(true), author="M. Inna", at=Instant(0))
    assert found(true, lie) == [
        ("author", "M. Inna", "O. Hrytsenko"),
        ("at", "1970-01-01T00:00:00.000000000Z", "2022-03-16T12:00:00.000000000Z"),
    ]


def test_a_stand_in_of_another_kind_is_named_as_that() -> None:
    assert found(note("told by the guard"), thinned(sample("tagged"))) == [("kind", "tagged", "note-added")]


def test_what_is_shown_within_a_hidden_hiding_is_held_against_it() -> None:
    shown = thinned(sample("item-received"))
    true = hiding(2, shown.as_json(), "entry-erased")
    other = replace(shown, body={**shown.body, "sha256": OTHER_SHA})
    thin = thinned(true)
    assert found(true, replace(thin, body={**thin.body, "stand_in": other.as_json()})) == [
        ("stand_in.sha256", OTHER_SHA, SHA)
    ]
    another = thinned(note("told"))
    (one,) = found(true, replace(thin, body={**thin.body, "stand_in": another.as_json()}))
    assert one == ("stand_in.note-added", another.as_json(), shown.as_json())
    ((field, _, _),) = found(true, replace(thin, body={**thin.body, "stand_in": {"kind": "no entry"}}))
    assert field == "stand_in"


@pytest.mark.parametrize("shown", [None, {"kind": "no entry"}])
def test_what_shows_nothing_departs_in_nothing(shown: Json) -> None:
    assert found(note("told"), shown) == []


def test_only_what_was_opened_is_compared_and_every_stand_in_that_was_given_for_it() -> None:
    true, other = note("told", target="e1"), note("seen", target="e2")
    lies = [replace(thinned(true), author=name) for name in ("A. One", "B. Two")]
    shown = {1: sample("tagged"), 5: hiding(2, lies[0].as_json()), 6: hiding(3, thinned(other).as_json())}
    shown[7] = hiding(2, lies[1].as_json(), "entry-erased")
    departures = departures_from(shown, {2: true})
    assert [(one.by, one.seq, one.shown) for one in departures] == [(5, 2, "A. One"), (7, 2, "B. Two")]
    assert departures_from(shown, {3: other}) == ()
    assert departures_from(shown, {}) == ()


def test_a_departure_is_told_as_a_fault_and_to_a_program() -> None:
    one = Departure(2, 7, "end", {"n": 20}, None)
    assert str(one.as_fault()) == (
        'journal entry 7: shows for entry 2 {"n":20} as its end, but the entry itself says nothing; '
        "rely on the entry as it was opened, and look again at what rested on what was shown"
    )
    assert one.as_json() == {"entry": 2, "by": 7, "field": "end", "shown": {"n": 20}, "true": None}
