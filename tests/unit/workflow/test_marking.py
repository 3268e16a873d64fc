"""What a person marks is an observation that counts: by the vocabulary, without opinion, within its footage."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
from tests.unit.workflow.cases import add_film, made

from gestae.errors import Faults, GestaeError, InputRefused
from gestae.model.observation import Kind, Region
from gestae.observe.eventlist import Seen, read_event_list
from gestae.workflow.case import Case
from gestae.workflow.caseevents import case_events
from gestae.workflow.documents import observations_document, schema
from gestae.workflow.eventlists import record_events
from gestae.workflow.findings import accept, findings, reject
from gestae.workflow.marking import mark, mark_document

MS = 10**6
SMOKES = Seen("gate.mp4", Kind.SMOKES, Fraction(1), Fraction(2), 80 * MS, "")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    case = made(tmp_path)
    add_film(case, "gate.mp4", camera="gate")
    return case


def test_a_mark_is_recorded_once_and_counts(case: Case) -> None:
    with case:
        made_ = mark(case, SMOKES, "seen in the footage")
        again = mark(case, SMOKES, "seen once more")
        assert (made_.is_new, again.is_new) == (True, False)
        assert made_.observation.id == again.observation.id
        (found,) = findings(case.store)
        (event,) = case_events(case.store)
    one = found.observation
    assert (found.decision, one.kind, one.camera, one.text, one.rule) == (
        "recorded",
        Kind.SMOKES,
        "gate",
        None,
        "person/1",
    )
    assert (one.start.earliest_pts, one.start.pts, one.start.latest_pts) == (23, 25, 27)
    assert one.end is not None
    assert one.end.pts == 50
    assert (event.title, event.ends) == ("smokes (camera gate)", True)
    jsonschema.validate(mark_document(made_), schema("mark"), cls=jsonschema.Draft202012Validator)
    document = observations_document([found])
    jsonschema.validate(document, schema("observations"), cls=jsonschema.Draft202012Validator)


def test_a_mark_says_what_it_is_said_of_and_where(case: Case) -> None:
    wears = replace(SMOKES, kind=Kind.WEARS, attribute="body_armour", region=Region(10, 20, 60, 120), end_s=None)
    with case:
        made_ = mark(case, wears, "seen")
        other = mark(case, replace(wears, attribute="helmet"), "seen")
        (title, _) = sorted(event.title for event in case_events(case.store))
    assert made_.observation.id != other.observation.id
    assert (made_.observation.what, made_.observation.region) == ("wears:body_armour", Region(10, 20, 60, 120))
    assert title == "wears body armour (camera gate)"


def test_a_mark_and_a_list_of_events_say_the_same(case: Case, tmp_path: Path) -> None:
    """Known again by its words, whoever wrote them down first."""
    listed = '[list]\nformat = 1\n[[event]]\ntitle = "He smokes"\n[[event.seen]]\nfootage = "gate.mp4"\n'
    listed += 'kind = "wears:armband"\nstart = "1"\nwithin = "80 ms"\nsays = "a white band"\n'
    (tmp_path / "events.toml").write_text(listed, "utf-8")
    seen = Seen("1", Kind.WEARS, Fraction(1), None, 80 * MS, "a white band", "armband")
    assert read_event_list(listed, "list")[0].seen[0] == replace(seen, footage="gate.mp4")
    with case:
        made_ = mark(case, seen, "seen")
        record_events(case, tmp_path / "events.toml", "as listed")
        assert [one.observation.id for one in findings(case.store)] == [made_.observation.id]


REFUSED: dict[str, tuple[dict[str, object], str]] = {
    "an opinion": ({"says": "he calmly smokes"}, "'calmly'"),
    "backwards": ({"end_s": Fraction(0)}, "before its start"),
    "beyond the film": ({"start_s": Fraction(9), "end_s": None}, "beyond the last picture"),
    "no such footage": ({"footage": "roof.mp4"}, "no footage 'roof.mp4'"),
    "wears nothing": ({"kind": Kind.WEARS}, "write wears:WORD"),
    "speaks without sound": ({"kind": Kind.SPEAKS}, "no sound track"),
    "beside the picture": ({"region": Region(10, 20, 321, 120)}, "the picture is 320 by 240"),
}


@pytest.mark.parametrize(("said", "told"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_no_mark_is_refused(case: Case, said: dict[str, object], told: str) -> None:
    with case:
        before = case.store.head().seq
        with pytest.raises(GestaeError, match=told):
            mark(case, replace(SMOKES, **said), "seen")  # type: ignore[arg-type]
        assert case.store.head().seq == before


def test_all_faults_of_a_mark_are_told_at_once(case: Case) -> None:
    wrong = replace(SMOKES, kind=Kind.WEARS, end_s=Fraction(0), says="probably armed")
    with case, pytest.raises(Faults) as refused:
        mark(case, wrong, "seen")
    assert len(refused.value.faults) == 3


def test_a_mark_that_was_rejected_is_not_recorded_again(case: Case) -> None:
    with case:
        name = mark(case, SMOKES, "seen").observation.id
        reject(case, [name], "it was a breath in the cold")
        with pytest.raises(InputRefused, match="a breath in the cold"):
            mark(case, SMOKES, "seen")
        accept(case, [name], "it was smoke")
        assert not mark(case, SMOKES, "seen").is_new
