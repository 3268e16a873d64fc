"""Sources of a case by the names of recorders and cameras, and forms as sources of all that they said."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner
from tests.unit.workflow.cases import add_clock, add_film, made, record, seen
from tests.unit.workflow.test_clocks import FORM
from tests.unit.workflow.test_withdrawing_forms import BARE, take

from gestae.cli.app import app
from gestae.errors import InputRefused
from gestae.workflow.asking import order_answer, without_document
from gestae.workflow.case import Case
from gestae.workflow.casenetwork import OpenedCase
from gestae.workflow.documents import schema
from gestae.workflow.exhibits import Exhibits
from gestae.workflow.withdrawing import withdraw


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return made(tmp_path)


def clocked(case: Case, name: str, recorder: str, camera: str) -> str:
    film = add_film(case, name, frames=500, camera=camera, recorder=recorder)
    add_clock(case, recorder, film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
    record(case, seen(film, 100))
    return film


def test_a_recorder_and_a_camera_stand_for_all_their_files(case: Case) -> None:
    with case:
        first, second = clocked(case, "a.mp4", "A", "gate"), clocked(case, "b.mp4", "A", "yard")
        third = clocked(case, "c.mp4", "B", "gate")
        asked = OpenedCase.of(case.store)
        meant = {
            name: asked.meant(name) for name in ("A", "recorder:A", "yard", "camera:yard", "A/gate", "camera:B/gate")
        }
        assert meant["A"] == meant["recorder:A"] == {first, second}
        assert meant["yard"] == meant["camera:yard"] == {second}
        assert meant["A/gate"] == {first}
        assert meant["camera:B/gate"] == {third}
        document = without_document(asked, ["A"], [])
        jsonschema.validate(document, schema("without"), cls=jsonschema.Draft202012Validator)
    assert document["without"]["sources"] == sorted([first, second])
    left = [one["left"]["earliest"] for one in document["points"].values()]
    assert sum(side is None for side in left) == 2, "the other recorder's event is placed as before"


@pytest.mark.parametrize(
    ("name", "candidates"),
    [("gate", "means camera:A/gate, camera:B/gate; write one of these"), ("B", "means camera:A/B, recorder:B")],
)
def test_a_name_that_may_mean_several_is_refused_with_them(case: Case, name: str, candidates: str) -> None:
    with case:
        clocked(case, "a.mp4", "A", "gate"), clocked(case, "b.mp4", "B", "gate"), clocked(case, "c.mp4", "A", "B")
        folder = case.folder
    refused = CliRunner().invoke(app, ["without", str(folder), "--source", name], env={"COLUMNS": "250"})
    assert refused.exit_code == 3
    assert candidates in refused.output


def test_what_is_no_source_is_refused_with_the_recorders_too(case: Case) -> None:
    with case:
        clocked(case, "a.mp4", "A", "gate")
        with pytest.raises(InputRefused, match=r"say one of .*, or camera:A/gate, recorder:A"):
            OpenedCase.of(case.store).meant("Z")


def test_without_a_form_is_as_if_it_had_been_withdrawn(case: Case, tmp_path: Path) -> None:
    """Its drift goes with it, and which recorder it named; bounds may narrow where a drift goes, and that is said."""
    drifting = FORM.replace("500 ms", "600 ms").replace("20 ppm", "900 ppm")
    with case:
        film = add_film(case, "gate.mp4", frames=2000)
        record(case, seen(film, 1500))
        take(case, tmp_path, FORM, film)
        second = take(case, tmp_path, drifting, film)
        left = without_document(OpenedCase.of(case.store), [second[:10]], [])
        withdraw(case, [second], "of another recorder")
        after = order_answer(OpenedCase.of(case.store))
    spans = {name: one["left"] for name, one in left["points"].items()}
    assert spans == after["points"]
    assert {one["change"] for one in left["points"].values()} <= {"narrowed", "moved", "widened"}


def test_a_form_that_only_names_the_recorder_is_a_source_of_that(case: Case, tmp_path: Path) -> None:
    with case:
        film = add_film(case, "gate.mp4", frames=500)
        name = record(case, seen(film, 100))
        form = take(case, tmp_path, BARE, film)
        add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
        asked = OpenedCase.of(case.store)
        document = without_document(asked, [form[:8]], [])
        (reading,) = (one for one in asked.network.said if one.id.startswith("read:"))
    assert form in reading.sources
    assert document["points"][name]["change"] == "lost"


def test_a_bare_number_is_an_exhibit_and_never_an_entry(case: Case) -> None:
    """Entry 10 names a recorder and is a source, too: so one number could mean either, and one of them in silence."""
    with case:
        for number in range(12):
            clocked(case, f"f{number}.mp4", f"r{number}", f"c{number}")
        asked = OpenedCase.of(case.store)
        numbers = {str(place): sha256 for sha256, place in Exhibits(case.store).numbers.items()}
        entries = {one.removeprefix("entry:") for one in asked._named.framing if one.startswith("entry:")}
        both = numbers.keys() & entries
        assert both, "some number is that of an exhibit and of an entry"
        for own, sha256 in numbers.items():
            assert asked.meant(own) == asked.meant(f"#{own}") == {sha256}
        for own in both:
            for written in (f"entry {own}", f"entry:{own}", f"entry{own}"):
                assert asked.meant(written) == {f"entry:{own}"}
        alone = max(entries, key=int)
        assert alone not in numbers
        with pytest.raises(InputRefused, match=rf"entry:{alone}"):
            asked.meant(alone)


def test_an_entry_that_names_a_recorder_is_a_source_of_that(case: Case) -> None:
    with case:
        film = clocked(case, "a.mp4", "A", "gate")
        (row,) = case.store.rows("cameras", sha256=film)
        folder = case.folder
    said = CliRunner().invoke(app, ["without", str(folder), "--source", f"entry {row['seq']}", "--json"])
    assert {one["change"] for one in json.loads(said.stdout)["points"].values()} == {"lost"}
