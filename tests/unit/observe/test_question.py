"""A question is read strictly: what fits is a noun, what does not is refused with what would be right, all at once."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from gestae.errors import Faults, InputRefused, RecordError
from gestae.model.colour import Colour, Part
from gestae.model.observation import Kind
from gestae.model.sighting import Label
from gestae.observe.query import Bounds, Direction, Query, When
from gestae.observe.question import describe_keys, read_query

H_NS = 3_600 * 10**9

READ: dict[str, dict[str, Any]] = {
    "person": {"things": (Label.PERSON,)},
    "PERSON  bicycle person": {"things": (Label.PERSON, Label.BICYCLE)},
    "bag": {"things": (Label.BACKPACK, Label.HANDBAG, Label.SUITCASE)},
    "fall vehicle-stops": {"acts": ((Kind.FALL, None), (Kind.VEHICLE_STOPS, None))},
    "wears:armband,uniform fall": {
        "acts": ((Kind.WEARS, "armband"), (Kind.WEARS, "uniform"), (Kind.FALL, None)),
    },
    'text:"grey van",V': {"texts": ("grey van", "V")},
    'camera:gate,"east yard"': {"cameras": ("gate", "east yard")},
    "zone:doorway": {"zones": ("doorway",)},
    "colour:red,blue": {"colours": ((None, Colour.RED), (None, Colour.BLUE))},
    "upper:red lower:black": {"upper": (Colour.RED,), "lower": (Colour.BLACK,)},
    "direction:left,towards": {"directions": (Direction.LEFT, Direction.TOWARDS)},
    "decision:accepted,recorded": {"decisions": ("accepted", "recorded")},
    "after 14:00": {"after": When(of_day_ns=14 * H_NS)},
    "after:14:00:30.5": {"after": When(of_day_ns=14 * H_NS + 30_500_000_000)},
    "before 2022-03-16T14:00": {"before": When(written="2022-03-16T14:00:00")},
    'after "2022-03-16 14:00:01"': {"after": When(written="2022-03-16T14:00:01")},
    "after 2022-03-16T12:00:00Z": {"after": When(written="2022-03-16T12:00:00Z")},
    "after 90s before 2min": {"after": When(footage_ns=90 * 10**9), "before": When(footage_ns=120 * 10**9)},
    "lasting>10s": {"lasting": Bounds(Fraction(10), with_least=False)},
    "lasting >= 10 s lasting<2min": {"lasting": Bounds(Fraction(10), Fraction(120), with_most=False)},
    "height>80px height<=200": {"height": Bounds(Fraction(80), Fraction(200), with_least=False)},
}


@pytest.mark.parametrize(("words", "fields"), READ.items(), ids=list(READ))
def test_a_question_is_read(words: str, fields: dict[str, Any]) -> None:
    assert read_query(words) == Query(**fields)


def test_all_of_it_at_once() -> None:
    read = read_query("person bicycle after 14:00 camera:gate colour:red lasting>10s")
    assert read == Query(
        things=(Label.PERSON, Label.BICYCLE),
        after=When(of_day_ns=14 * H_NS),
        cameras=("gate",),
        colours=((None, Colour.RED),),
        lasting=Bounds(Fraction(10), with_least=False),
    )


REFUSED = {
    "": "is empty",
    "   ": "is empty",
    "persn": "did you mean person",
    "camra:gate": "did you mean camera?",
    "colour:rot": "write one of black, blue",
    "wears:hat": "armband, backpack",
    "fall:hard": "fall is said of nothing more; write fall alone",
    "red": "write colour:red",
    "after": "write after 14:00",
    "after 25:00": "'25:00' is no moment",
    "after 14:60": "'14:60' is no moment",
    "after noon": "'noon' is no moment",
    "lasting>long": "write a length such as lasting>10s",
    "lasting:10s": "write lasting>10s",
    "camera>4": "'camera' is asked for otherwise",
    "height>8cm": "are no pixels",
    "camera:": "camera: holds nothing",
    '"grey van"': 'write text:"grey van"',
    "camera:gate camera:yard": "camera:THIS,THAT for either",
    "after 14:00 after 15:00": "write after once",
    "lasting>1s lasting>2s": "stands twice",
    "lasting>20s lasting<10s": "swap the two",
    "lasting>-3s": "nothing lasts -3s, less than no time; write a length such as lasting>10s",
    "lasting<PT-3S": "is not a duration",
    "lasting<0s": "no lasting fulfils that; write lasting>10s",
    "lasting>3s lasting<3s": "no lasting fulfils that",
    "height>=80px height<80px": "no height fulfils that; write height>80px",
    'camera:gate"x"': 'write camera:"gatex" for one value, camera:THIS,THAT for either',
    'camera:"gate"x': 'write camera:"gatex" for one value',
    'camera:"gate""yard"': "has quotes or commas amiss",
    "camera:gate,,yard": "has quotes or commas amiss",
    "camera:gate,": 'write camera:"gate" for one value',
    "camera:,": "camera: holds nothing",
    'camera:""': "camera: holds nothing",
    'person after "14:00': "a quotation mark has no second one",
    "after 23:00 before 01:00": "write dates with the times",
    "person text:van": "a thing has no text",
    "person decision:accepted": "no decision of its own",
}


@pytest.mark.parametrize(("words", "told"), REFUSED.items(), ids=list(REFUSED))
def test_a_question_is_refused_with_what_would_be_right(words: str, told: str) -> None:
    with pytest.raises(InputRefused, match=r".") as refused:
        read_query(words)
    assert told in str(refused.value)


def test_several_faults_are_told_at_once() -> None:
    with pytest.raises(Faults) as refused:
        read_query('persn camra:gate colour:rot lasting>20s lasting<10s zone:"front')
    told = str(refused.value)
    assert [word in told for word in ("'persn'", "'camra'", "'rot'", "swap the two", "zone: holds nothing")] == [
        True
    ] * 5


ASKS = {
    "": (True, True),
    "person": (True, False),
    "fall": (False, True),
    "person fall": (True, True),
    "camera:gate": (True, True),
    "text:van": (False, True),
    "fall decision:accepted": (False, True),
}


@pytest.mark.parametrize(("words", "asks"), ASKS.items(), ids=list(ASKS))
def test_what_can_be_an_answer(words: str, asks: tuple[bool, bool]) -> None:
    query = read_query(words) if words else Query()
    assert (query.asks_tracks, query.asks_observations) == asks


def test_every_example_of_the_table_is_read() -> None:
    for row in describe_keys():
        assert read_query(row["example"]) != Query()


@pytest.mark.parametrize("fields", [{}, {"of_day_ns": 0, "footage_ns": 0}])
def test_a_moment_is_asked_for_in_one_form(fields: dict[str, int]) -> None:
    with pytest.raises(RecordError, match="one of the three"):
        When(**fields)  # type: ignore[arg-type]


def test_a_part_is_named_for_its_own_key() -> None:
    assert [part.value for part in Part] == ["upper", "lower", "body"]
