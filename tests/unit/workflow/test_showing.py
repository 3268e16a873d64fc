"""Before deciding: which pictures show a moment, where it lies, and where the sheet may go."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image
from tests.story.incident import write_film
from tests.unit.workflow.cases import add_film, made, propose, record, seen

from gestae.cli.app import app
from gestae.errors import CaseError, InputRefused
from gestae.model.evidence import Digest
from gestae.model.observation import Kind, Moment, Observation, Region
from gestae.workflow.case import Case, case_zone
from gestae.workflow.documents import schema
from gestae.workflow.sheets import places_for, sheet_view
from gestae.workflow.showing import Part, around, show

TICKS = 512
TICK = Fraction(1, 25 * TICKS)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("film") / "gate.mp4"
    write_film(path, seconds=2, speed_px=8, start_n=3)
    return path.read_bytes()


def moment(at: int, low: int, high: int) -> Moment:
    return Moment(at * TICKS, low * TICKS, high * TICKS, TICK)


def proposal(sha256: str, at: int = 10, *, kind: Kind = Kind.VEHICLE_ARRIVES, until: int | None = 45) -> Observation:
    end = None if until is None else moment(until, until, until)
    plain = replace(seen(sha256, 0), kind=kind, rule=f"{kind.value}/1", confidence=0.5, region=Region(0, 90, 40, 150))
    return replace(plain, start=moment(at, at - 2, at), end=end, limits=("Who is in it is not shown.",))


@pytest.fixture
def case(tmp_path: Path, film: bytes) -> Case:
    """A case with a real film, its clock, two proposals and one observation that a person recorded."""
    opened = made(tmp_path)
    sha256 = add_film(opened, "gate.mp4", 50, camera="gate", recorder="r1", content=film, ticks=TICKS)
    opened.decide(
        "time-check-made", "checked", recorder="r1", displayed="2022-03-16T14:11:40",
        reference="2022-03-16T12:10:00.000000000Z", within_ns=10**9,
    )  # fmt: skip
    opened.decide(
        "clock-read", "read", sha256=sha256, stream=0, pts=25 * TICKS, time_base=f"1/{25 * TICKS}",
        displayed="2022-03-16T14:05:01", how="tick", within_ns=0,
    )  # fmt: skip
    propose(opened, sha256, proposal(sha256), proposal(sha256, 20, kind=Kind.VEHICLE_STOPS, until=None))
    record(opened, replace(seen(sha256, 0), start=moment(4, 3, 5), text="a box comes in"))
    return opened


def ids(case: Case) -> dict[Kind, str]:
    from gestae.workflow.findings import findings

    return {one.observation.kind: one.observation.id for one in findings(case.store)}


@pytest.mark.parametrize(
    ("start", "end", "times", "parts"),
    [
        ((6, 4, 6), None, range(10), {"before": 4, "at": 6, "after": 7}),
        ((6, 6, 6), None, range(10), {"before": 5, "at": 6, "after": 7}),
        ((6, 6, 9), None, range(12), {"before": 5, "at": 6, "after": 9}),
        ((0, 0, 0), None, range(10), {"at": 0, "after": 1}),
        ((9, 9, 9), None, range(10), {"before": 8, "at": 9}),
        ((6, 5, 6), None, (), {"at": 6}),
        ((6, 5, 6), 60, range(100), {"before": 5, "at": 6, "after": 7, "later": 31}),
        ((6, 5, 40), 60, range(100), {"before": 5, "at": 6, "after": 40}),
        ((6, 5, 6), 60, range(0, 100, 3), {"before": 3, "at": 6, "after": 9, "later": 33}),
    ],
)
def test_the_pictures_around_a_moment_lie_outside_its_bounds(
    start: tuple[int, int, int], end: int | None, times: range, parts: dict[str, int]
) -> None:
    base = Fraction(1, 25)
    one = replace(
        seen("a" * 64, 0),
        start=Moment(*start, base),
        end=None if end is None else Moment(end, end, end, base),
    )
    found = around(one, np.array(times, np.int64))
    assert {part.value: pts for part, pts in found.items()} == parts
    assert list(found.values()) == sorted(found.values())


def test_what_is_shown_is_placed_and_says_what_it_rests_on(case: Case) -> None:
    (one,) = show(case.store, [ids(case)[Kind.VEHICLE_ARRIVES]], workers=1)
    assert [shot.part for shot in one.shots] == [Part.BEFORE, Part.AT, Part.AFTER, Part.LATER]
    assert [shot.pts // TICKS for shot in one.shots] == [8, 10, 11, 35]
    assert not any(shot.not_drawn for shot in one.shots)
    assert one.placed is not None
    assert one.placed.interval.holds(one.placed.interval.earliest)
    assert any("time check of r1" in words for words in one.rests_on)
    assert not any(words.startswith("assumed") for words in one.rests_on)
    said = {row.label: row.text for row in sheet_view(one, case_zone(case.store)).rows}
    assert said["Original, SHA-256"] == one.finding.observation.sha256
    assert "no drift of r1 is stated" in said["Assumed"]
    assert said["Does not show"] == "Who is in it is not shown."
    assert "Decided" not in said
    assert "+02:00" in said["Began within"]


def test_what_cannot_be_placed_is_shown_with_the_reason(tmp_path: Path, film: bytes) -> None:
    with made(tmp_path) as case:
        sha256 = add_film(case, "gate.mp4", 50, content=film, ticks=TICKS)
        propose(case, sha256, proposal(sha256))
        (one,) = show(case.store, [ids(case)[Kind.VEHICLE_ARRIVES]], workers=1)
        assert one.placed is None
        said = {row.label: row.text for row in sheet_view(one, case_zone(case.store)).rows}
        assert said["Began within"].startswith("not placed: ")
        assert "Recorder's clock" not in said


def test_of_an_altered_original_no_picture_is_taken(case: Case) -> None:
    (row,) = case.store.rows("footage")
    path = case.originals.path_of(Digest(str(row["sha256"])))
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b"\0")
    (one,) = show(case.store, [ids(case)[Kind.VEHICLE_STOPS]], workers=1)
    assert one.is_altered
    assert "no longer what was received" in one.at.not_drawn
    shown = run("show", case.folder, ids(case)[Kind.VEHICLE_STOPS])
    assert shown.exit_code == 1
    assert "no longer what was received" in shown.stderr


@pytest.mark.parametrize(("names", "wrong"), [([], "names no observation"), (["ffffffff"], "there is no observation")])
def test_what_is_not_there_cannot_be_shown(case: Case, names: list[str], wrong: str) -> None:
    with pytest.raises(InputRefused, match=wrong):
        show(case.store, names, workers=1)


def test_a_sheet_goes_beside_the_case_and_over_nothing_but_itself(case: Case, tmp_path: Path) -> None:
    found = show(case.store, sorted(ids(case).values()), workers=1)
    arrival = [one for one in found if one.finding.observation.kind is Kind.VEHICLE_ARRIVES]
    places = places_for(case.store, found, None)
    assert {path.parent for path in places.values()} == {tmp_path / "wall-shown"}
    inside = [case.folder, case.folder / "pictures", case.folder / "one.png"]
    for path in inside:
        with pytest.raises(CaseError, match="lies inside the case"):
            places_for(case.store, tuple(arrival), path)
    with pytest.raises(CaseError, match="is one file, and 3 observations"):
        places_for(case.store, found, tmp_path / "one.png")
    foreign, other, link = tmp_path / "foreign.png", tmp_path / "other.png", tmp_path / "link.png"
    foreign.write_text("words", encoding="utf-8")
    Image.new("RGB", (2, 2)).save(other)
    link.symlink_to(other)
    for path in (foreign, other, link):
        with pytest.raises(CaseError, match="no picture of this observation"):
            places_for(case.store, tuple(arrival), path)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env={"GESTAE_AUTHOR": "O. Tester"})


def test_the_verb_writes_pictures_that_say_whose_they_are(case: Case, tmp_path: Path) -> None:
    name = ids(case)[Kind.VEHICLE_ARRIVES]
    page = tmp_path / "arrival.png"
    assert run("show", case.folder, name[:8], "--to", page).exit_code == 0
    done = run("show", case.folder, name[:8], "--to", page, "--json")  # over its own picture
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    jsonschema.validate(document, schema("show"), cls=jsonschema.Draft202012Validator)
    (shown,) = document["shown"]
    assert shown["written"] == str(page)
    assert shown["observation"]["status"] == "proposed"
    with Image.open(page) as picture:
        assert picture.info["gestae observation"] == name
        assert picture.info["original sha256"] == shown["observation"]["footage"]["sha256"]
        assert picture.width == 1280
    assert list(tmp_path.glob("*.part")) == []


def test_all_proposals_of_a_kind_are_shown_and_nobody_else(case: Case, tmp_path: Path) -> None:
    folder = tmp_path / "stops"
    assert run("show", case.folder, "--all-of", "vehicle_stops", "--camera", "gate", "--to", folder).exit_code == 0
    assert [path.name for path in folder.iterdir()] == [f"vehicle_stops-{ids(case)[Kind.VEHICLE_STOPS][:12]}.png"]
    assert run("show", case.folder).exit_code == 2
    assert run("show", case.folder, "--all-of", "vehicle_stops", "--camera", "nowhere").exit_code == 3


def test_the_list_of_proposals_says_how_to_see_one(case: Case) -> None:
    assert f"gestae show {case.folder}" in "".join(run("observations", case.folder).output.split("\n"))
    assert "gestae show" not in run("observations", case.folder, "--status", "recorded").output
