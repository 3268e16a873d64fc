"""Zones: drawn on one footage by its digest, they hold for its camera, until the camera moves or they are withdrawn."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
from tests.unit.workflow.cases import add_film, add_text, made, record, seen

from gestae.errors import InputRefused
from gestae.model.observation import Kind
from gestae.workflow.case import Case
from gestae.workflow.documents import schema
from gestae.workflow.findings import reject
from gestae.workflow.withdrawing import withdraw
from gestae.workflow.withholding import erase_entries
from gestae.workflow.zonefit import Fit, Moves
from gestae.workflow.zones import draw_zone, footage_of_camera, zones_document, zones_drawn, zones_of

DOOR = [(10, 10), (60, 10), (60, 90), (10, 90)]
WHY = "to look for who comes in"


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return made(tmp_path)


def test_a_zone_names_no_camera_and_holds_for_all_its_footage(case: Case) -> None:
    with case:
        first, later = (add_film(case, f"gate{n}.mp4", camera="Danylo's gate") for n in (1, 2))
        other = add_film(case, "yard.mp4", camera="yard")
        drawn = draw_zone(case, "Danylo's gate", "door", DOOR, WHY)
        entry = case.store.entries()[-1].entry
        assert [len(zones_of(case.store, film)) for film in (first, later, other)] == [1, 1, 0]
        assert zones_drawn(case.store) == (drawn,)
        case.decide("camera-named", "it was the other one", sha256=later, camera="yard", recorder=None)
        assert [len(zones_of(case.store, film)) for film in (first, later, other)] == [1, 0, 0]
    assert entry is not None
    assert "Danylo" not in str(entry.as_json())
    assert (drawn.sha256, drawn.camera, drawn.author, drawn.pts) == (first, "Danylo's gate", "O. Tester", 0)
    jsonschema.validate(zones_document([drawn]), schema("zone"), cls=jsonschema.Draft202012Validator)


def test_footage_without_a_camera_has_zones_of_its_own(case: Case) -> None:
    with case:
        film, other = add_film(case, "a.mp4"), add_film(case, "b.mp4")
        draw_zone(case, "a.mp4", "door", DOOR, WHY, at_s=Fraction(2))
        assert [one.pts for one in zones_of(case.store, film)] == [50]
        assert zones_of(case.store, other) == ()
        assert footage_of_camera(case.store, "1") == {film}


REFUSED = {
    "no such camera": ("kitchen", "door", DOOR, 0, "there is no camera 'kitchen'"),
    "no name": ("gate", " ", DOOR, 0, "has no name"),
    "a long name": ("gate", "x" * 61, DOOR, 0, "a long one"),
    "quotes": ("gate", 'the "door"', DOOR, 0, "no question can hold"),
    "control signs": ("gate", "do\x1b[31mor", DOOR, 0, "no question can hold"),
    "an opinion": ("gate", "suspicious corner", DOOR, 0, "says 'suspicious', which no picture shows"),
    "beyond the picture": ("gate", "door", [(10, 10), (321, 10), (10, 90)], 0, "321,10"),
    "no area": ("gate", "door", [(10, 10), (20, 20)], 0, "3 to 64"),
    "after the end": ("gate", "door", DOOR, 4, "ends at 3.96 s"),
}


@pytest.mark.parametrize(("camera", "name", "corners", "at_s", "told"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_no_zone_is_refused(
    case: Case, camera: str, name: str, corners: list[tuple[int, int]], at_s: int, told: str
) -> None:
    with case:
        add_film(case, "gate.mp4", camera="gate")
        add_text(case, "statement.txt", "nothing")
        before = case.store.head().seq
        with pytest.raises(InputRefused, match=told):
            draw_zone(case, camera, name, corners, WHY, at_s=Fraction(at_s))
        assert case.store.head().seq == before


def test_the_very_same_zone_is_drawn_once_and_comes_back_after_withdrawing(case: Case) -> None:
    with case:
        add_film(case, "gate.mp4", camera="gate")
        drawn = draw_zone(case, "gate", "door", DOOR, WHY)
        with pytest.raises(InputRefused, match=f"entry {drawn.seq}"):
            draw_zone(case, "gate", "door", DOOR, WHY)
        draw_zone(case, "gate", "door", DOOR, WHY, at_s=Fraction(1))
        (taken,) = withdraw(case, [str(drawn.seq)], "too wide")
        assert (taken.kind, taken.what) == ("zone-drawn", "the zone 'door' on gate.mp4")
        assert [one.pts for one in zones_drawn(case.store)] == [25]
        assert draw_zone(case, "gate", "door", DOOR, WHY).pts == 0
        assert not case.store.rebuild()


def test_a_zone_that_is_hidden_holds_no_more(case: Case) -> None:
    with case:
        add_film(case, "gate.mp4", camera="gate")
        drawn = draw_zone(case, "gate", "Danylo's door", DOOR, WHY)
        erase_entries(case, [drawn.seq], "order 7")
        assert zones_drawn(case.store) == ()
        assert not case.store.rebuild()


def moved(case: Case, film: str, *places: int) -> list[str]:
    return [record(case, seen(film, at, within=1, kind=Kind.CAMERA_MOVED)) for at in places]


STAY = (5, 8)
FITS = {
    "no move": ((), 0, (5, 90), STAY, False),
    "moved after the stay": ((50,), 0, (5, 90), STAY, False),
    "moved before the stay": ((50,), 0, (5, 90), (60, 70), True),
    "drawn after the move, stay after it": ((50,), 3, (5, 90), (60, 70), False),
    "in it on both sides": ((50,), 0, (5, 90), (5, 70), False),
    "never in it, but away on the other side": ((50,), 0, (5, 90), None, True),
    "never in it, and only on this side": ((50,), 0, (5, 40), None, False),
    "only on the other side": ((50,), 0, (60, 90), None, True),
}


@pytest.mark.parametrize(("moves", "at_s", "life", "stay", "is_unsure"), FITS.values(), ids=list(FITS))
def test_a_zone_holds_up_to_where_the_camera_moved(
    case: Case,
    moves: tuple[int, ...],
    at_s: int,
    life: tuple[int, int],
    stay: tuple[int, int] | None,
    is_unsure: bool,
) -> None:
    with case:
        film = add_film(case, "gate.mp4", camera="gate")
        moved(case, film, *moves)
        draw_zone(case, "gate", "door", DOOR, WHY, at_s=Fraction(at_s))
        (row,) = ({"sha256": film, "camera": "gate", "facts": one["facts"]} for one in case.store.rows("footage"))
        fit = Fit.of_row(case.store, row)
        assert fit.unsure(*life, [stay]) == ({"door"} if is_unsure else set())


def test_a_zone_drawn_again_after_the_move_holds_on_both_sides(case: Case) -> None:
    with case:
        film = add_film(case, "gate.mp4", camera="gate")
        (name,) = moved(case, film, 50)
        for at_s in (0, 3):
            draw_zone(case, "gate", "door", DOOR, WHY, at_s=Fraction(at_s))
        (row,) = ({"sha256": film, "camera": "gate", "facts": one["facts"]} for one in case.store.rows("footage"))
        fit = Fit.of_row(case.store, row)
        assert fit.unsure(5, 90, [None, None]) == set()
        assert fit.unsure(5, 90, [None, (60, 70)]) == set()
        assert [one.pts for one in fit.at(60)] == [75]
        reject(case, [name], "a bird on the lens")
        assert [one.pts for one in Fit.of_row(case.store, row).at(60)] == [0, 75]


def test_a_zone_of_another_file_or_size_is_not_taken_for_sure(case: Case) -> None:
    with case:
        first, later = (add_film(case, f"gate{n}.mp4", camera="gate") for n in (1, 2))
        drawn = draw_zone(case, "gate1.mp4", "door", DOOR, WHY)
        still: Moves = {}
        rolling = {later: [(40, 41)]}
        size = (320, 240)
        assert Fit.of(later, "gate", size, [drawn], still).unsure(5, 90, [STAY]) == set()
        assert Fit.of(later, "gate", size, [drawn], rolling).unsure(5, 20, [STAY]) == {"door"}
        assert Fit.of(later, "gate", size, [drawn], {first: [(40, 41)]}).unsure(5, 20, [STAY]) == {"door"}
        larger = Fit.of(later, "gate", (640, 480), [drawn], still)
        assert not larger.zones
        assert larger.unsure(5, 20, []) == {"door"}
        assert Fit.of(later, "yard", size, [replace(drawn, camera="gate")], still).zones == ()
