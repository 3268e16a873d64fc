"""A form finds its files whenever they came, says each fact once, and names what is not there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.workflow.cases import add_film, made
from tests.unit.workflow.test_clocks import FORM

from gestae.base.canonical import Json
from gestae.errors import InputRefused
from gestae.model.evidence import Digest, Received
from gestae.preserve.acquisition import read_acquisition
from gestae.workflow.case import Case
from gestae.workflow.clocks import clock_readings
from gestae.workflow.forms import FormTaken, record_clocks
from gestae.workflow.protected import make_key
from gestae.workflow.withdrawing import withdraw
from gestae.workflow.withholding import protect_entries

YARD = FORM + '[[recorder.file]]\nname = "DVR_B/ch02.mp4"\ncamera = "yard"\n'


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return made(tmp_path)


def take(case: Case, folder: Path, text: str, *received: Received) -> FormTaken:
    path = folder / "later.toml"
    path.write_text(text, encoding="utf-8")
    taken = record_clocks(case, read_acquisition(text.encode(), path.name), path, received)
    return replace(taken, doubts=())  # the desk's clock stands before the checks of the form


def came(place: str, sha256: str) -> Received:
    return Received(place, 10, Digest(sha256), None)


def recorders(case: Case) -> dict[Json, Json]:
    return {row["sha256"]: row["recorder"] for row in case.store.rows("cameras")}


def test_a_form_given_later_finds_the_files_that_the_case_holds(case: Case, tmp_path: Path) -> None:
    with case:
        gate = add_film(case, "gate.mp4")
        taken = take(case, tmp_path, YARD)
        assert taken == FormTaken("later.toml", 2, 2, 1, 1, ("DVR_B/ch02.mp4",))
        assert recorders(case) == {gate: "r1"}
        assert len(clock_readings(case.store, gate)) == 1


def test_a_file_is_found_by_its_digest_whatever_it_was_called(case: Case, tmp_path: Path) -> None:
    with case:
        film = add_film(case, "00000001.mp4")
        taken = take(case, tmp_path, FORM.replace('name = "gate.mp4"', f'sha256 = "{film}"'))
        assert (taken.files, taken.not_found) == (1, ())
        assert recorders(case) == {film: "r1"}


def test_the_same_form_again_changes_nothing_and_is_told_as_known(case: Case, tmp_path: Path) -> None:
    with case:
        gate = add_film(case, "gate.mp4")
        take(case, tmp_path, FORM)
        before = case.store.head()
        again = take(case, tmp_path, FORM, came("usb/gate.mp4", gate))
        assert again.is_known
        assert case.store.head() == before


def test_the_same_form_speaks_of_files_that_came_after_it(case: Case, tmp_path: Path) -> None:
    with case:
        assert take(case, tmp_path, YARD) == FormTaken("later.toml", 2, 2, 0, 0, ("gate.mp4", "DVR_B/ch02.mp4"))
        gate = add_film(case, "gate.mp4")
        again = take(case, tmp_path, YARD, came("usb/gate.mp4", gate))
        assert again == FormTaken("later.toml", 0, 0, 1, 1, ("DVR_B/ch02.mp4",))
        assert (recorders(case), len(case.store.rows("time_checks"))) == ({gate: "r1"}, 2)
        assert len(clock_readings(case.store, gate)) == 1
        assert take(case, tmp_path, YARD).is_known
        # What was added later goes with the form when that is taken back.
        (digest,) = {str(row["form_sha256"]) for row in case.store.rows("acquisitions")}
        withdraw(case, [digest], "the wrong recorder")
        assert (recorders(case), clock_readings(case.store, gate), case.store.rows("time_checks")) == ({}, (), ())


def test_a_reading_that_was_taken_back_does_not_return_with_its_form(case: Case, tmp_path: Path) -> None:
    with case:
        gate = add_film(case, "gate.mp4")
        take(case, tmp_path, FORM)
        (row,) = case.store.rows("clock_readings", sha256=gate)
        withdraw(case, [str(row["seq"])], "misread")
        assert take(case, tmp_path, FORM, came("usb/gate.mp4", gate)).is_known
        assert clock_readings(case.store, gate) == ()


def test_a_withheld_form_is_not_continued_in_the_open(case: Case, tmp_path: Path) -> None:
    with case:
        take(case, tmp_path, FORM)
        make_key(case, tmp_path / "a.key")
        seqs = [row["seq"] for row in case.store.rows("acquisitions")]
        protect_entries(case, [seq for seq in seqs if isinstance(seq, int)], "order 9")
        gate = add_film(case, "gate.mp4")
        take(case, tmp_path, FORM, came("usb/gate.mp4", gate))
        assert (recorders(case), clock_readings(case.store, gate)) == ({}, ())


def test_a_name_that_two_held_files_bear_is_refused_with_the_way_out(case: Case, tmp_path: Path) -> None:
    with case:
        for folder in ("DVR_A", "DVR_B"):
            film = add_film(case, f"{folder}.mp4")
            body: dict[str, Json] = {"sha256": film, "size_bytes": 10, "item": "footage", "protected": False}
            case.decide(
                "item-received",
                "again",
                name="gate.mp4",
                source_path=f"usb/{folder}/gate.mp4",
                media_type="MP4",
                **body,
            )
        before = case.store.head()
        with pytest.raises(InputRefused, match=r"usb/DVR_A/gate\.mp4"):
            take(case, tmp_path, FORM)
        assert case.store.head() == before
        taken = take(case, tmp_path, FORM.replace('"gate.mp4"', '"DVR_A/gate.mp4"'))
        assert (taken.files, taken.not_found) == (1, ())
