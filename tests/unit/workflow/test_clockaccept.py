"""A machine's reading of a clock counts once a person settles what it leaves open, and not before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.unit.sight.clock_readings import readings_of
from tests.unit.workflow.cases import add_clock, add_film, made, record, seen

from gestae.base.canonical import Json
from gestae.chronology.holding import can_hold
from gestae.cli.app import app
from gestae.errors import InputRefused
from gestae.sight.clockplace import ClockPlace
from gestae.sight.clockrun import Reading, follow
from gestae.sight.clocktext import parse_shown
from gestae.workflow.burntin import clock_document, read_clocks
from gestae.workflow.case import Case
from gestae.workflow.casenetwork import OpenedCase
from gestae.workflow.clockaccept import Terms, accept_clock
from gestae.workflow.clockdocument import Scan, run_document
from gestae.workflow.clockfacts import CLOCK, document_of
from gestae.workflow.clocks import clock_readings, recorder_clocks
from gestae.workflow.parquet import write_documents
from gestae.workflow.sightings import Clocks

BASE = Fraction(1, 25)
WHY = "compared with the pictures"
ISO = "%Y-%m-%d %H:%M:%S"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with made(tmp_path) as opened:
        yield opened


def film(case: Case, readings: list[Reading], *, recorder: str | None = None, times: list[int] | None = None) -> str:
    """Journal a film whose clock a machine read so, of pictures 25 a second or at these times."""
    camera = "gate" if recorder else None
    sha256 = add_film(case, "gate.mp4", frames=2000, camera=camera, recorder=recorder, times=times)
    run = follow(readings, BASE)
    place = ClockPlace((8.0, 8.0, 200.0, 30.0))
    found = Scan(0, BASE, 0, 1999, (640, 360), place, run, 3, 1)
    digest = case.artifacts.put_bytes(write_documents([run_document(found)])).digest.hex
    case.decide(
        "analysis-done",
        "read",
        sha256=sha256,
        stage=CLOCK,
        parameters={"rule": "burnt-in-clock/1"},
        versions={"gestae": "test"},
        artifacts={"clock": digest},
        model={"text-reader": {"name": "reader", "sha256": "ab" * 32, "role": "text-reader", "parameters": {}}},
    )
    return sha256


def shown(case: Case, sha256: str) -> list[str]:
    return [str(one.shown)[:19] for one in clock_readings(case.store, sha256)]


def test_ticks_become_readings_of_the_machine_that_a_person_stands_by(case: Case) -> None:
    sha256 = film(case, readings_of(40, form=ISO))
    assert shown(case, sha256) == []
    done = accept_clock(case, sha256, Terms(), WHY)
    assert [one.at.pts for one in done][:2] == [25, 100]
    assert (len(done), done[-1].at.pts) == (12, 39 * 25)
    assert done[0].by == "machine: reader abababababab (burnt-in-clock/1)"
    rows = case.store.rows("clock_readings", sha256=sha256)
    assert {(row["author"], row["reason"], row["how"]) for row in rows} == {("O. Tester", WHY, "tick")}
    assert {row["source_sha256"] for row in rows} == {(document_of(case.store, sha256) or {})["artifact"]}
    assert accept_clock(case, sha256, Terms(), WHY) == ()


def test_an_open_date_is_settled_by_the_person(case: Case) -> None:
    sha256 = film(case, readings_of(5, start=datetime(2022, 3, 4, 10, 0)))  # noqa: DTZ001 - a display
    with pytest.raises(InputRefused, match="--date-order"):
        accept_clock(case, sha256, Terms(), WHY)
    with pytest.raises(InputRefused, match="ruled out"):
        accept_clock(case, sha256, Terms(date_order="year-month-day"), WHY)
    accept_clock(case, sha256, Terms(date_order="month-day-year"), WHY)
    assert shown(case, sha256)[0] == "2022-04-03T10:00:01"


def test_a_display_without_a_date_takes_the_persons_and_passes_midnight(case: Case) -> None:
    start = datetime(2022, 3, 4, 23, 59, 57)  # noqa: DTZ001 - a display
    sha256 = film(case, readings_of(5, start=start, form="%H:%M:%S"))
    with pytest.raises(InputRefused, match="--on"):
        accept_clock(case, sha256, Terms(), WHY)
    with pytest.raises(InputRefused, match="no date and time"):
        accept_clock(case, sha256, Terms(on="4 March"), WHY)
    accept_clock(case, sha256, Terms(on="2022-03-04"), WHY)
    assert shown(case, sha256) == [(start + timedelta(seconds=n)).isoformat() for n in range(1, 5)]


def test_a_date_is_not_taken_where_the_display_shows_one(case: Case) -> None:
    with pytest.raises(InputRefused, match="is not needed"):
        accept_clock(case, film(case, readings_of(5, form=ISO)), Terms(on="2022-03-04"), WHY)


def test_where_the_clock_jumped_the_person_names_the_stretch(case: Case) -> None:
    later = readings_of(10, start=datetime(2022, 3, 16, 15, 25, 11), form=ISO, first_n=250)  # noqa: DTZ001
    sha256 = film(case, [*readings_of(10, form=ISO), *later])
    with pytest.raises(InputRefused, match="2 stretches"):
        accept_clock(case, sha256, Terms(), WHY)
    with pytest.raises(InputRefused, match="from 1 to 2"):
        accept_clock(case, sha256, Terms(stretch=3), WHY)
    done = accept_clock(case, sha256, Terms(stretch=2), WHY)
    assert {one.at.pts // 250 for one in done} == {1}


def test_ticks_that_contradict_the_stated_drift_are_refused_until_they_are_widened(case: Case) -> None:
    # Ten seconds of the display in nine and a half of the file: within what two readings allow, beyond any drift.
    quick = [Reading(one.n, one.pts * 95 // 100, one.text, one.score, one.shown) for one in readings_of(20, form=ISO)]
    sha256 = film(case, quick, recorder="recorder-a")
    add_clock(case, "recorder-a", sha256, pts=0, shown="2022-03-16T14:05:01", fast_s=100)
    with pytest.raises(InputRefused, match="--within"):
        accept_clock(case, sha256, Terms(), WHY)
    assert len(accept_clock(case, sha256, Terms(within_ns=2_000_000_000), WHY)) == 12


HOUR = 3600 * 25
FOUR = datetime(2022, 3, 16, 14, 5, 1)  # noqa: DTZ001 - a display


@pytest.mark.parametrize("contradicts", [False, True])
def test_accepting_a_clock_that_contradicts_the_rest_says_so_at_once(tmp_path: Path, contradicts: bool) -> None:
    with made(tmp_path) as case:
        sha256 = film(case, readings_of(40, form=ISO), recorder="r1")
        check: dict[str, Json] = {
            "displayed": "2022-03-16T14:10:00",
            "reference": "2022-03-16T12:10:00.000000000Z",
            "within_ns": 10**9,
        }
        case.decide("time-check-made", "checked", recorder="r1", **check)
        record(case, seen(sha256, 50))
        started = "2022-03-17T00:00:00.000000000Z" if contradicts else "2022-03-16T00:00:00.000000000Z"
        ended = "2022-03-18T00:00:00.000000000Z"
        (event,) = OpenedCase.of(case.store).events
        span = {"start_earliest": started, "start_latest": ended}
        case.decide("event-stated", "a letter says so", id="fall", title="fall", members=[event.id], **span)
        assert can_hold(OpenedCase.of(case.store).network)
        folder = case.folder
    words = ["clock", str(folder), "gate.mp4", "--accept", "--why", WHY]
    # Whether a reader of clocks is there or not: what it read before is taken.
    shown = CliRunner().invoke(app, words)
    assert "accepted 12 clock readings" in shown.stdout, shown.output
    assert (f"not everything can be true now: gestae conflicts {folder}" in shown.stderr) is contradicts


def moved(readings: list[Reading], by: int) -> list[Reading]:
    """Give readings of pictures that follow as they did, at other times of the file."""
    return [replace(one, pts=one.pts + by) for one in readings]


def over_a_leap(leap: int) -> list[Reading]:
    """Four seconds, then a leap of the file by so many pictures over which the display goes on, and four more."""
    later = FOUR + timedelta(seconds=4) + timedelta(seconds=leap // 25)
    return [*readings_of(4, form=ISO), *moved(readings_of(4, start=later, form=ISO, first_n=100), leap)]


def test_a_run_over_a_leap_of_the_files_time_is_taken_part_by_part(case: Case) -> None:
    times = [*range(100), *range(100 + HOUR, 200 + HOUR)]
    sha256 = film(case, over_a_leap(HOUR), times=times, recorder="recorder-a")
    assert len((document_of(case.store, sha256) or {})["read"]["stretches"]) == 1, (
        "the display goes on as the file does"
    )
    with pytest.raises(InputRefused) as refusal:
        accept_clock(case, sha256, Terms(), WHY)
    assert str(refusal.value) == (
        "the clock: goes on over a leap of the file's own time, and what passed there is not known; accept its parts "
        "one by one: --part 1 (3 ticks, 2022-03-16 14:05:02 at 1.00 s to 2022-03-16 14:05:04 at 3.00 s), "
        "--part 2 (3 ticks, 2022-03-16 15:05:06 at 3605.00 s to 2022-03-16 15:05:08 at 3607.00 s)"
    )
    assert shown(case, sha256) == []
    with pytest.raises(InputRefused, match=r"--part: is 3; write a number from 1 to 2: --part 1 \(3 ticks"):
        accept_clock(case, sha256, Terms(part=3), WHY)
    # The second that flipped beyond the leap was seen flipping by nobody.
    assert [one.at.pts for one in accept_clock(case, sha256, Terms(part=2), WHY)] == [HOUR + n for n in (125, 150, 175)]
    assert [one.at.pts for one in accept_clock(case, sha256, Terms(part=1), WHY)] == [25, 50, 75]
    clock = recorder_clocks(case.store)["recorder-a"]
    assert len(Clocks(case.store).readings(sha256, clock)) == 6, "each of them names a picture"


def test_a_leap_beside_the_ticks_parts_nothing(case: Case) -> None:
    sha256 = film(case, readings_of(4, form=ISO), times=[*range(100), *range(100 + HOUR, 200 + HOUR)])
    assert len(accept_clock(case, sha256, Terms(part=1), WHY)) == 3
    assert accept_clock(case, sha256, Terms(), WHY) == ()


def test_a_leap_within_a_stretch_is_told_of_that_stretch(case: Case) -> None:
    late = datetime(2022, 3, 16, 22, 0, 0)  # noqa: DTZ001 - a display
    readings = [*over_a_leap(HOUR), *moved(readings_of(8, start=late, form=ISO, first_n=200), HOUR)]
    sha256 = film(case, readings, times=[*range(100), *range(100 + HOUR, 500 + HOUR)])
    with pytest.raises(InputRefused, match="choose one, --stretch 1 to 2"):
        accept_clock(case, sha256, Terms(), WHY)
    with pytest.raises(InputRefused, match="stretch 1 of the clock: goes on over a leap"):
        accept_clock(case, sha256, Terms(stretch=1), WHY)
    assert len(accept_clock(case, sha256, Terms(stretch=2), WHY)) == 7
    assert len(accept_clock(case, sha256, Terms(stretch=1, part=2), WHY)) == 3


def test_parts_of_a_display_without_a_date_each_take_their_own(case: Case) -> None:
    readings = [replace(one, text=one.text[11:], shown=parse_shown(one.text[11:])) for one in over_a_leap(HOUR)]
    sha256 = film(case, readings, times=[*range(100), *range(100 + HOUR, 200 + HOUR)])
    with pytest.raises(InputRefused, match="over a leap"):
        accept_clock(case, sha256, Terms(on="2022-03-16"), WHY)
    accept_clock(case, sha256, Terms(on="2022-03-17", part=2), WHY)
    assert shown(case, sha256) == [f"2022-03-17T15:05:0{n}" for n in (6, 7, 8)]


def test_the_drift_is_not_carried_over_a_leap(case: Case) -> None:
    """The clock was set by half a second where the file leaps: no drift explains it, and none has to."""
    readings = [*readings_of(4, form=ISO), *moved(over_a_leap(HOUR)[12:], 12)]
    sha256 = film(case, readings, times=[*range(100), *range(112 + HOUR, 212 + HOUR)], recorder="recorder-a")
    add_clock(case, "recorder-a", sha256, pts=25, shown="2022-03-16T14:05:02", fast_s=100)
    assert len((document_of(case.store, sha256) or {})["read"]["stretches"]) == 1
    for part in (1, 2):
        assert accept_clock(case, sha256, Terms(part=part), WHY)
    clocks = Clocks(case.store)
    spans = [clocks.place(sha256, seen(sha256, pts, within=0).start).interval for pts in (50, 162 + HOUR)]
    assert all(span.width_ns < 3 * 10**9 for span in spans)


def test_nothing_read_and_no_tick_are_refused(case: Case) -> None:
    sha256 = add_film(case, "yard.mp4")
    with pytest.raises(InputRefused, match="was not read"):
        accept_clock(case, sha256, Terms(), WHY)
    with pytest.raises(InputRefused, match="shows no tick"):
        accept_clock(case, film(case, readings_of(1, form=ISO)), Terms(), WHY)


def test_the_document_says_what_was_read_and_what_is_on_record(case: Case) -> None:
    sha256 = film(case, readings_of(5, form=ISO))
    accept_clock(case, sha256, Terms(), WHY)
    (one,) = clock_document(case.store)["clocks"]
    assert (one["status"], len(one["accepted"]), one["file_time"]) == ("read", 4, None)
    assert one["read"]["stretches"][0]["rate"]["one_fits"]


def test_without_the_models_nothing_is_read_and_it_is_said(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "bare"))
    add_film(case, "yard.mp4")
    done = read_clocks(case)
    assert (done.read, done.known) == (0, 0)
    assert "is not read" in done.feature_off
    assert [one["status"] for one in clock_document(case.store)["clocks"]] == ["not read"]
