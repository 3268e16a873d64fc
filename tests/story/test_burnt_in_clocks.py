"""The clock burnt into the picture, read by the machine: on drawn films whose truth is exact, and on real footage."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result
from tests.story.clock_films import film, running
from tests.story.clock_truth import shown_at, true_ticks, wrong_ticks

from gestae.cli.app import app
from gestae.sample import Truth, load_truth
from gestae.sample.yard import draw_part
from gestae.sight.table import Role
from gestae.sight.weights import is_there, shipped_table
from gestae.workflow.case import Case, Desk
from gestae.workflow.clockfacts import CLOCK
from gestae.workflow.documents import schema
from gestae.workflow.parquet import write_documents

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def models() -> None:
    """Skip where the files that find and read text are not on this machine."""
    for role in (Role.TEXT_FINDER, Role.TEXT_READER):
        if shipped_table().choose(role, is_there) is None:
            pytest.skip(f"no {role} here; `gestae models fetch --defaults` brings it")


def run(*words: str | Path) -> Result:
    done = CliRunner().invoke(app, [str(word) for word in words], env={"GESTAE_AUTHOR": "O. Tester", "COLUMNS": "200"})
    assert done.exit_code in (0, 3), done.output
    return done


def case_of(folder: Path, *films: Path) -> Path:
    case = folder / "clocks.case"
    run("init", case, "--title", "Clocks", "--zone", "Europe/Kyiv")
    run("add", case, *films)
    return case


def read(case: Path, *more: str | Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(run("clock", case, *more, "--json").stdout)
    jsonschema.validate(document, schema("clock"), cls=jsonschema.Draft202012Validator)
    return document


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    """Draw two seconds and a half of each film."""
    folder = tmp_path_factory.mktemp("drawn")
    return folder, draw_part(folder, seed=3, workers=1, progress=None, most=64)


def test_the_gates_clock_is_read_tick_by_tick_and_counts_once_a_person_accepts_it(
    models: None, drawn: tuple[Path, Truth], tmp_path: Path
) -> None:
    folder, truth = drawn
    file = truth.file("gate")
    case = case_of(tmp_path, folder / file.recorder / file.file)
    (clock,) = read(case, "--pictures", tmp_path / "pictures")["clocks"]
    (stretch,) = clock["read"]["stretches"]
    assert (clock["status"], clock["read"]["date_orders"], clock["accepted"]) == ("read", ["year-month-day"], [])
    assert {tick["at"]["pts"] for tick in stretch["ticks"]} == set(true_ticks(file))
    assert wrong_ticks(file, stretch["ticks"], "year-month-day") == []
    assert stretch["first"]["shown"]["year-month-day"].startswith(shown_at(file, 0).replace(" ", "T"))
    assert [path.suffix for path in (tmp_path / "pictures").iterdir()] == [".png"]

    name = file.file
    run("clock", case, name, "--accept", "--why", "compared with the pictures")
    (after,) = read(case)["clocks"]
    assert len(after["accepted"]) == len(stretch["ticks"])
    assert all(one["read_by"].startswith("machine: pp-ocrv6") for one in after["accepted"])
    assert {one["author"] for one in after["accepted"]} == {"O. Tester"}
    again = run("clock", case, name, "--accept", "--why", "once more")
    assert "accepted 0 clock readings" in again.stdout
    assert "is whole" in run("verify", case).stdout


def test_investigate_reads_it_in_few_stretches_and_reproduce_reads_it_again(
    models: None, drawn: tuple[Path, Truth], tmp_path: Path
) -> None:
    folder, truth = drawn
    file = truth.file("gate")
    shutil.copytree((folder / file.recorder / file.file).parent, tmp_path / "in")
    case = tmp_path / "all.case"
    words = ("investigate", tmp_path / "in", "--case", case, "--from", "X")
    document = json.loads(run(*words, "--json").stdout)
    assert document["clocks"] == {"shown_in": [file.file], "feature_off": None}
    assert "a clock is shown in 1 recording; what was read of it places nothing" in run(*words).stdout
    assert clock_windows(case) == [24], "the second run reads nothing again"
    assert different(case) == {}

    run("clock", case, file.file, "--accept", "--why", "compared with the pictures")
    assert clock_windows(case) == [24, 300], "who asks for the clock has it followed throughout"
    (clock,) = read(case)["clocks"]
    with Case.open(case, Desk("O. Tester")) as opened:
        old: Any = opened.store.rows("analyses", stage=CLOCK)[-1]
        made_up = clock["read"] | {"stretches": [clock["read"]["stretches"][0] | {"readings": 999}]}
        digest = opened.artifacts.put_bytes(write_documents([made_up])).digest.hex
        said = {name: old[name] for name in ("sha256", "stage", "model", "parameters", "versions")}
        opened.decide("analysis-done", "made up", **said, artifacts=old["artifacts"] | {"clock": digest})
        tick = {name: clock["accepted"][0][name] for name in ("pts", "displayed", "how", "within_ns", "read_by")}
        tick |= {"sha256": clock["sha256"], "stream": 0, "time_base": clock["read"]["time_base"]}
        opened.decide("clock-read", "no tick", **tick | {"pts": tick["pts"] + 1}, source_sha256=clock["artifact"])
        opened.decide("clock-read", "made up", **tick | {"displayed": "2022-03-16T01:00:00"}, source_sha256=digest)
    told = different(case)
    assert told.pop("clock stretches 1 readings", None) == ("999", str(clock["read"]["stretches"][0]["readings"]))
    assert sorted(told.values()) == sorted(
        [(tick["displayed"], "no tick"), ("2022-03-16T01:00:00", clock["read"]["stretches"][0]["ticks"][0]["text"])]
    )


def clock_windows(case: Path) -> list[int]:
    with Case.open(case, Desk("O. Tester")) as opened:
        rows: Any = opened.store.rows("analyses", stage=CLOCK)
        return [row["parameters"]["windows"] for row in rows]


def different(case: Path) -> dict[str, tuple[str, str]]:
    """Compute everything again; give what came out otherwise: as recorded, as found."""
    done = CliRunner().invoke(app, ["reproduce", str(case), "--json"], env={"GESTAE_AUTHOR": "O. Tester"})
    document = json.loads(done.stdout)
    assert (done.exit_code == 0) is document["equal"], done.output
    return {one["what"]: (one["recorded"], one["found"]) for one in document["differences"]}


def test_without_the_models_the_feature_is_off_and_says_so(
    drawn: tuple[Path, Truth], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, truth = drawn
    case = case_of(tmp_path, folder / truth.file("gate").recorder / truth.file("gate").file)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "bare"))
    document = read(case)
    assert "is not looked for" in document["feature_off"]
    assert "gestae models fetch --defaults" in document["feature_off"]
    assert [one["status"] for one in document["clocks"]] == ["not read"]


@pytest.mark.prove
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_every_clock_of_the_sample_is_read_as_it_is(
    models: None, seed: int, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    truth = draw_part(tmp_path / "yard", seed=seed, workers=2, progress=None, most=None)
    films = [tmp_path / "yard" / file.recorder / file.file for file in truth.files]
    assert load_truth(tmp_path / "yard") == truth
    clocks = {one["name"]: one for one in read(case_of(tmp_path, *films))["clocks"]}
    for file in truth.files:
        found = clocks[file.file]["read"]
        (stretch,) = found["stretches"]
        (order,) = found["date_orders"]
        assert wrong_ticks(file, stretch["ticks"], order) == []
        assert len(stretch["ticks"]) >= 0.95 * len(true_ticks(file))
    shutil.rmtree(tmp_path)


@pytest.mark.prove
def test_every_real_clock_of_the_truth_is_found_and_right(models: None, shared_footage: Path, tmp_path: Path) -> None:
    clips = tomllib.loads((shared_footage / "truth" / "osd.toml").read_text())["clip"]
    case = case_of(tmp_path, *(shared_footage / clip["file"] for clip in clips))
    clocks = {one["name"]: one for one in read(case)["clocks"]}
    for clip in clips:
        found = clocks[Path(clip["file"]).name]["read"]
        order = clip["date_order"].split()[0].replace("/", "-")
        assert order in found["date_orders"]
        (stretch,) = found["stretches"]
        for reading in clip["reading"]:
            assert _between(stretch, reading["at"], order, _eye(reading["osd"], order))


@pytest.mark.prove
def test_what_a_clock_does_is_told_and_none_of_it_is_mended(models: None, tmp_path: Path) -> None:
    noon, form = datetime(2022, 3, 16, 14, 5, 1), "%d.%m.%Y %H:%M:%S"  # noqa: DTZ001 - a display
    night = datetime(2022, 3, 4, 23, 59, 51)  # noqa: DTZ001 - a display
    films = (
        film(tmp_path / "set.mp4", running(noon, form, timedelta(hours=1))),
        film(tmp_path / "paused.mp4", running(noon, form, timedelta(seconds=47))),
        film(tmp_path / "midnight.mp4", running(night, "%m/%d/%Y %H:%M:%S")),
        film(tmp_path / "noon.mp4", running(night - timedelta(hours=12), "%m-%d-%Y %I:%M:%S %p")),
        film(tmp_path / "stopped.mp4", lambda _: "16.03.2022 14:05:01"),
        film(tmp_path / "name.mp4", lambda _: "GATE 3"),
    )
    clocks = {one["name"]: one for one in read(case_of(tmp_path, *films))["clocks"]}
    ahead = {name: clocks[name]["read"]["breaks"] for name in ("set.mp4", "paused.mp4")}
    assert [(one["least_s"] < 3600 < one["most_s"], one["digits"]) for one in ahead["set.mp4"]] == [(True, 1)]
    assert [one["least_s"] < 47 < one["most_s"] for one in ahead["paused.mp4"]] == [True]
    # Of twenty seconds, those on which the forms of reading agree; none is read wrongly.
    across = (("midnight.mp4", ["month-day-year"], 19), ("noon.mp4", ["day-month-year", "month-day-year"], 19))
    for name, order, read_s in across:
        found = clocks[name]["read"]
        assert (len(found["stretches"]), found["date_orders"], found["breaks"]) == (1, order, [])
        ticks = found["stretches"][0]["ticks"]
        assert len(ticks) == read_s
        shown = [datetime.fromisoformat(tick["shown"][order[-1]][:19]) for tick in ticks]
        assert [(one - shown[0]).total_seconds() for one in shown] == [
            round(tick["at"]["seconds"] - ticks[0]["at"]["seconds"]) for tick in ticks
        ]
    (still,) = clocks["stopped.mp4"]["read"]["stretches"]
    assert still["ticks"] == []
    assert still["rate"]["most_ppm"] < -900_000
    assert clocks["name.mp4"]["status"] == "none found"


def _eye(text: str, order: str) -> datetime:
    form = {"day-month-year": "%H:%M:%S %d/%m/%y", "month-day-year": "%m-%d-%Y %a %H:%M:%S"}[order]
    return datetime.strptime(text, form)  # noqa: DTZ007 - a display has no zone


def _between(stretch: dict[str, Any], at_s: float, order: str, shown: datetime) -> bool:
    """Say whether what the eye read lies between the readings on either side of that moment, within their seconds."""
    moments = [stretch["first"], *stretch["ticks"], stretch["last"]]
    before = [one for one in moments if one["at"]["seconds"] <= at_s][-1]
    passed_s = at_s - before["at"]["seconds"]
    apart_s = (shown - datetime.fromisoformat(before["shown"][order][:19])).total_seconds()
    return bool(-1 < apart_s - passed_s < 1)
