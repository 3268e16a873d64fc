"""What fulfils a question is found, what may is counted with the reason, and nothing is answered by silence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from tests.unit.workflow.cases import add_clock, add_film, add_text, made, record, seen
from tests.unit.workflow.tracked import dressed, look, numbered, path, proposal

from gestae.errors import Faults, FixityError, InputRefused
from gestae.model.colour import Colour, Part
from gestae.model.observation import Kind, Region
from gestae.model.sighting import Label
from gestae.observe.question import read_query
from gestae.store.case import CaseView
from gestae.workflow.case import Case
from gestae.workflow.documents import schema
from gestae.workflow.find import Found, find, find_document
from gestae.workflow.findings import accept, reject
from gestae.workflow.questions import answers
from gestae.workflow.withholding import erase_entries
from gestae.workflow.zones import draw_zone

# ids begin with these words; the tables hold them whole.
WALKER, STANDER, VAN, DOG = "aaaa01", "bbbb02", "cccc03", "dddd04"
TRACKS = numbered(
    path(WALKER, Label.PERSON, (10, 190), ((30, 200), (280, 200))),
    path(STANDER, Label.PERSON, (100, 140), ((60, 120), (60, 120)), (80, 80)),
    path(VAN, Label.TRUCK, (0, 240), ((200, 100), (200, 180)), (50, 90)),
    path(DOG, Label.DOG, (200, 202), ((20, 60), (250, 60)), (20, 20)),
)
WORN = (
    dressed(WALKER, Part.UPPER, Colour.RED),
    dressed(WALKER, Part.LOWER, None, Colour.BLUE, Colour.BLACK, Colour.GREY),
    dressed(STANDER, Part.UPPER, Colour.BLUE),
    dressed(VAN, Part.BODY, Colour.GREY),
)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """Two cameras: a gate whose recorder's clock is known, where somebody walks; a yard of no clock, with one fall."""
    case = made(tmp_path)
    gate = add_film(case, "gate.mp4", 250, camera="gate", recorder="rec-a")
    facts = {"max_rate_error": "0"}
    case.decide("acquisition-recorded", "got out", form_sha256="ab" * 32, recorder="rec-a", facts=facts, files=[gate])
    # The display is 100 s fast within one: it shows 14:05:00, and it is 14:03:20 at picture 50.
    add_clock(case, "rec-a", gate, pts=50, shown="2022-03-16T14:05:00", fast_s=100)
    present = [
        proposal(gate, Kind.PERSON_PRESENT, (10, 190), tracks=[WALKER], region=Region(20, 160, 40, 200)),
        proposal(gate, Kind.PERSON_PRESENT, (100, 140), tracks=[STANDER], region=Region(40, 40, 80, 120)),
        proposal(gate, Kind.VEHICLE_STOPS, (150, None), tracks=[VAN], region=Region(180, 100, 220, 150)),
    ]
    look(case, gate, TRACKS, WORN, *present)
    yard = add_film(case, "yard.mp4", 100, camera="yard")
    look(case, yard, numbered(path("eeee05", Label.PERSON, (5, 60), ((50, 100), (60, 100)))), None)
    record(case, seen(yard, 20, text="a man falls beside the grey van"))
    return case


def asked(view: CaseView, words: str) -> Found:
    return find(view, read_query(words))


def names(found: Found) -> list[str]:
    return [hit.id if hit.one.finding is None else hit.what for hit in found.hits]


FULFILS = {
    "person": [WALKER, STANDER, "eeee05"],
    "person camera:gate": [WALKER, STANDER],
    "person camera:yard.mp4": ["eeee05"],
    "vehicle": [VAN],
    "dog truck": [VAN, DOG],
    "fall": ["fall"],
    "vehicle_stops fall": ["vehicle_stops", "fall"],
    "camera:yard": ["fall", "eeee05"],
    "colour:red": [WALKER, "person_present"],
    "person upper:blue": [STANDER],
    "person upper:blue,red": [WALKER, STANDER],
    "person lower:red": [],
    "vehicle colour:grey": [VAN],
    "person direction:right": [WALKER],
    "person direction:left": [],
    "vehicle direction:towards": [VAN],
    "person lasting>5s": [WALKER],
    "person lasting>=1.6s lasting<=1.6s": [STANDER],
    "person height>50": [STANDER],
    "height<30 dog": [DOG],
    "person_present height>50": ["person_present"],
    'text:"GREY van"': ["fall"],
    "text:van,bus": ["fall"],
    "decision:recorded": ["fall"],
    "person after 7s": [WALKER],
    "person before 0.2s": ["eeee05"],
    "person after 4s before 4s camera:gate": [WALKER, STANDER],
    # Picture 190 was taken 5.6 s after the tick of 14:03:20, give or take a second and a picture; picture 140 3.6 s.
    "person after 14:03:24": [WALKER],
    "person after 14:03:20": [WALKER, STANDER],
    "person before 14:03:20 camera:gate": [WALKER],
    "person after 2022-03-16T14:03:24": [WALKER],
    "person after 2022-03-16T12:03:24Z": [WALKER],
    "person after 2022-03-17T00:00": [],
}


@pytest.mark.parametrize(("words", "hits"), FULFILS.items(), ids=list(FULFILS))
def test_what_fulfils_a_question_is_found(case: Case, words: str, hits: list[str]) -> None:
    with case:
        assert sorted(names(asked(case.store, words))) == sorted(hits)


MAY_BE = {
    "person lower:blue lasting>5s": ([WALKER], "unsure"),
    "person colour:white": (["eeee05"], "no colour of it is told"),
    "person after 14:03:24 camera:yard": (["eeee05"], "no place in the world's time"),
    "person after 14:03:24 camera:gate": ([STANDER], "not known that closely"),
    "dog direction:right": ([DOG], "too few times"),
    "vehicle_stops lasting>1s": (["vehicle_stops"], "its end is not known"),
    "fall direction:left": (["fall"], "no track of it says so"),
    "fall height>5": (["fall"], "no track of it says so"),
}


@pytest.mark.parametrize(("words", "may_be"), MAY_BE.items(), ids=list(MAY_BE))
def test_what_may_is_counted_with_the_reason(case: Case, words: str, may_be: tuple[list[str], str]) -> None:
    with case:
        found = asked(case.store, words)
    told = [hit.id if hit.one.finding is None else hit.what for hit in found.may_be]
    assert told == may_be[0]
    ((why, count),) = found.reasons
    assert may_be[1] in why
    assert count == 1


def test_hits_come_by_time_and_those_without_one_come_last(case: Case) -> None:
    with case:
        found = asked(case.store, "person vehicle")
        document = find_document("person vehicle", found)
    assert names(found) == [VAN, WALKER, STANDER, "eeee05"]
    jsonschema.validate(
        {**document, "hits": [{**hit, "id": "0" * 20, "tracks": []} for hit in document["hits"]]},
        schema("find"),
        cls=jsonschema.Draft202012Validator,
    )
    began = [hit["began"]["earliest"] for hit in document["hits"]]
    assert began[:3] == sorted(began[:3])
    assert began[3] is None
    assert [hit["from"]["seconds"] for hit in document["hits"]] == [0.0, 0.4, 4.0, 0.2]


def test_what_was_rejected_is_found_only_where_it_is_asked_for(case: Case) -> None:
    with case:
        present = next(hit for hit in asked(case.store, "person_present lasting>5s").hits)
        reject(case, [present.id], "a poster on the wall")
        assert names(asked(case.store, "person_present")) == ["person_present"]
        assert names(asked(case.store, "person_present decision:rejected")) == ["person_present"]
        assert names(asked(case.store, "person camera:gate")) == [STANDER], "the thing was no person"
        accept(case, [present.id], "a man before a poster")
        assert [hit.one.decision for hit in asked(case.store, "person camera:gate lasting>5s").hits] == ["accepted"]


def test_zones_are_asked_for_by_name(case: Case) -> None:
    with case:
        with pytest.raises(InputRefused, match="draw it first"):
            asked(case.store, "zone:door")
        draw_zone(case, "gate", "door", [(250, 150), (319, 150), (319, 239), (250, 239)], "to look there")
        assert names(asked(case.store, "person zone:door")) == [WALKER]
        (hit,) = asked(case.store, "person zone:door").hits
        assert 165 <= hit.one.stood["door"][0] <= 172
        assert hit.one.stood["door"][1] == 190
        # The presence of one who walks there later stands for the whole walk, not for its first picture.
        (present,) = asked(case.store, "person_present zone:door").hits
        assert [track.id for track in present.one.tracks] == [WALKER]
        assert present.one.stood == hit.one.stood
        with pytest.raises(InputRefused, match="'door'"):
            asked(case.store, "zone:dor")


def test_names_are_those_of_now_and_what_is_hidden_is_not_told(case: Case) -> None:
    with case:
        yard = next(str(row["sha256"]) for row in case.store.rows("exhibits") if row["name"] == "yard.mp4")
        case.decide("camera-named", "as the plan says", sha256=yard, camera="kitchen", recorder=None)
        assert [hit.camera for hit in asked(case.store, "fall camera:kitchen").hits] == ["kitchen"]
        with pytest.raises(InputRefused, match=r"^camera:yard: there is no camera 'yard'"):
            asked(case.store, "fall camera:yard")
        recorded = next(
            one.seq for one in case.store.entries() if one.entry and one.entry.kind == "observation-recorded"
        )
        erase_entries(case, [recorded], "order 7")
        found = asked(case.store, "text:grey")
        assert (found.hits, found.may_be) == ((), ())


def test_what_was_read_is_found_in_either_script_and_unread_letters_may_be_it(tmp_path: Path) -> None:
    case = made(tmp_path)
    gate = add_film(case, "gate.mp4", 250, camera="gate")
    plates = [
        replace(proposal(gate, Kind.TEXT_SEEN, (10, 20)), reads=reads, alternatives=alternatives)
        for reads, alternatives in (("AC 8029 EM", ()), ("AC 80·1", ("2/Z",)))
    ]
    with case:
        look(case, gate, TRACKS, WORN, *plates)
        for words, sure, may_be in (
            ("text:ac8029", ["AC 8029 EM"], []),
            ('text:"АС 8029"', ["AC 8029 EM"], []),
            ("text:802", ["AC 8029 EM"], ["AC 80·1"]),
            ("text:8071", [], []),
            ("text_seen", ["AC 8029 EM", "AC 80·1"], []),
        ):
            document = find_document(words, asked(case.store, words))
            jsonschema.validate(document, schema("find"), cls=jsonschema.Draft202012Validator)
            assert [sorted(hit["reads"] for hit in document[key]) for key in ("hits", "may_be")] == [sure, may_be], (
                words
            )


def test_several_cameras_that_there_are_not_are_refused_at_once(case: Case) -> None:
    with case, pytest.raises(Faults, match="2 faults"):
        asked(case.store, "person camera:front,back")


def test_footage_that_was_not_looked_at_is_named(case: Case) -> None:
    with case:
        add_film(case, "roof.mp4")
        add_text(case, "statement.txt", "I saw a van.")
        assert [one.split(":")[0] for one in asked(case.store, "person").not_looked_at] == ["roof.mp4"]
        assert asked(case.store, "person camera:gate").not_looked_at == ()


def test_an_altered_artifact_is_refused(case: Case) -> None:
    with case:
        row = next(row for row in case.store.rows("artifacts") if row["name"] == "tracks")
        place = case.artifacts.root / str(row["sha256"])[:2] / str(row["sha256"])
        place.chmod(0o600)
        place.write_bytes(place.read_bytes()[:-1] + b"x")
        with pytest.raises(FixityError):
            asked(case.store, "person")


def test_a_time_of_day_needs_a_zone_and_a_moment_with_its_offset_does_not() -> None:
    with pytest.raises(InputRefused, match="zone, which is withheld"):
        answers(read_query("after 14:00"), None, None)
    with pytest.raises(InputRefused, match="has no offset"):
        answers(read_query("after 2022-03-16T14:00"), None, None)
    answers(read_query("after 2022-03-16T14:00Z before 90s"), None, None)


def test_marks_are_found_by_what_they_are_said_of(case: Case) -> None:
    with case:
        gate = next(str(row["sha256"]) for row in case.store.rows("exhibits") if row["name"] == "gate.mp4")
        for word in ("armband", "helmet"):
            record(case, replace(seen(gate, 30, kind=Kind.WEARS), attribute=word))
        assert names(asked(case.store, "wears:armband")) == ["wears:armband"]
        assert sorted(names(asked(case.store, "wears"))) == ["wears:armband", "wears:helmet"]
