"""A form is taken back whole: what it said counts no more, what was said before it counts again, the log shows both."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.workflow.cases import NOON, add_film, made, record, seen
from tests.unit.workflow.test_clocks import FORM

from gestae.base.canonical import Json
from gestae.errors import Faults, InputRefused
from gestae.model.evidence import Digest, Received
from gestae.preserve.acquisition import read_acquisition
from gestae.store.withholding import Withholding, erase
from gestae.workflow.case import Case
from gestae.workflow.clocks import recorder_clocks
from gestae.workflow.forms import record_clocks
from gestae.workflow.placing import order_of_events
from gestae.workflow.withdrawing import withdraw
from gestae.workflow.withholding import erase_entries

LATER = FORM.replace("2022-03-16T14:10:00", "2022-03-16T14:10:30").replace('camera = "gate"', 'camera = "the gate"')
BARE = (
    FORM[: FORM.index("[[recorder.time_check]]")]
    + FORM[FORM.index("[[recorder.file]]") : FORM.index("[[recorder.file.")]
)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return made(tmp_path)


def take(case: Case, folder: Path, text: str, *films: str) -> str:
    """Record a form for films that are all called gate.mp4; returns its digest."""
    path = folder / f"{Digest.of(text.encode()).short}.toml"
    path.write_text(text, encoding="utf-8")
    received = [Received(f"usb/{name}", 10, Digest(film), None) for name, film in zip(["gate.mp4"], films, strict=True)]
    record_clocks(case, read_acquisition(text.encode(), path.name), path, received)
    return Digest.of(text.encode()).hex


def camera(case: Case, film: str) -> tuple[object, object]:
    rows = case.store.rows("cameras", sha256=film)
    return (rows[0]["camera"], rows[0]["recorder"]) if rows else (None, None)


def state(case: Case) -> dict[str, list[dict[str, object]]]:
    """Give what counts of clocks and cameras, without who said it when."""
    common = ("seq", "at", "author", "reason")
    tables = ("acquisitions", "recorders", "time_checks", "clock_readings", "cameras")
    return {
        table: [{name: value for name, value in row.items() if name not in common} for row in case.store.rows(table)]
        for table in tables
    }


def test_a_form_that_is_withdrawn_counts_no_more_in_anything(case: Case, tmp_path: Path) -> None:
    with case:
        film = add_film(case, "gate.mp4")
        record(case, seen(film, 50))
        before = state(case)
        form = take(case, tmp_path, FORM, film)
        (event,) = order_of_events(case.store)
        assert event.interval is not None
        (done,) = withdraw(case, [form[:8]], "taken down before another recorder")
        assert (done.kind, "of r1, r2 (time checks: 2" in done.what) == ("acquisition-recorded", True)
        assert state(case) == before
        (event,) = order_of_events(case.store)
        assert event.interval is None
        assert "recorder is not known" in event.not_placed
        assert case.store.rebuild() == ()
        log = {one.entry.kind: one.entry for one in case.store.entries() if one.entry}
    assert log["acquisition-withdrawn"].reason == "taken down before another recorder"
    assert log["acquisition-recorded"].reason == "as the acquisition form says"


@pytest.mark.parametrize("which", [0, 1])
def test_any_recorder_of_a_form_names_it_by_its_entry(case: Case, tmp_path: Path, which: int) -> None:
    with case:
        take(case, tmp_path, FORM, add_film(case, "gate.mp4"))
        rows = case.store.rows("acquisitions")
        withdraw(case, [str(rows[which]["seq"])], "wrong")
        assert case.store.rows("acquisitions") == ()


def test_what_an_earlier_form_said_counts_again_and_can_be_withdrawn_in_its_turn(case: Case, tmp_path: Path) -> None:
    with case:
        film = add_film(case, "gate.mp4")
        nothing = state(case)
        first = take(case, tmp_path, FORM, film)
        before = state(case)
        second = take(case, tmp_path, LATER, film)
        assert camera(case, film) == ("the gate", "r1")
        assert len(recorder_clocks(case.store)["r1"].checks) == 4
        withdraw(case, [second], "the wrong camera")
        assert state(case) == before
        assert case.store.rebuild() == ()
        withdraw(case, [first], "and this one")
        assert state(case) == nothing
        assert case.store.rebuild() == ()


def test_two_forms_at_once_do_not_bring_each_other_back(case: Case, tmp_path: Path) -> None:
    with case:
        film = add_film(case, "gate.mp4")
        nothing = state(case)
        forms = [take(case, tmp_path, FORM, film), take(case, tmp_path, LATER, film)]
        withdraw(case, forms, "both")
        assert state(case) == nothing


def test_the_camera_that_was_said_at_intake_counts_again(case: Case, tmp_path: Path) -> None:
    with case:
        digest = case.originals.put_bytes(b"film").digest.hex
        body: dict[str, Json] = {
            "sha256": digest,
            "size_bytes": 4,
            "name": "gate.mp4",
            "item": "footage",
            "protected": False,
        }
        case.decide("item-received", "received", **body, camera="C1")
        form = take(case, tmp_path, FORM, digest)
        assert camera(case, digest) == ("gate", "r1")
        withdraw(case, [form], "wrong")
        assert camera(case, digest) == ("C1", None)


def test_a_camera_that_a_person_named_after_the_form_stays(case: Case, tmp_path: Path) -> None:
    with case:
        film = add_film(case, "gate.mp4")
        form = take(case, tmp_path, BARE, film)
        # Right behind the form's entries, so that only what it says tells it from them.
        case.decide("camera-named", "seen on the plan", sha256=film, camera="north gate", recorder="r1")
        withdraw(case, [form], "wrong")
        assert camera(case, film) == ("north gate", "r1")
        record(case, seen(film, 50))
        (event,) = order_of_events(case.store)
    assert "its burnt-in clock was never read" in event.not_placed


def test_a_corrected_form_may_say_what_the_withdrawn_one_forbade(case: Case, tmp_path: Path) -> None:
    other = FORM.replace('make = "Acme"', 'make = "Other"')
    with case:
        film = add_film(case, "gate.mp4")
        form = take(case, tmp_path, FORM, film)
        with pytest.raises(InputRefused, match="recorder r1"):
            take(case, tmp_path, other, film)
        withdraw(case, [form], "another make")
        take(case, tmp_path, other, film)
        assert [row["make"] for row in case.store.rows("recorders")] == ["Other", None]
        withdraw(case, [Digest.of(other.encode()).hex], "no, it was right")
        take(case, tmp_path, FORM, film)
        assert camera(case, film) == ("gate", "r1")


def test_a_single_check_that_was_withdrawn_before_is_not_brought_up_again(case: Case, tmp_path: Path) -> None:
    with case:
        form = take(case, tmp_path, FORM, add_film(case, "gate.mp4"))
        seq = case.store.rows("time_checks")[0]["seq"]
        withdraw(case, [str(seq)], "misread")
        withdraw(case, [form], "all of it")
        last = [one.entry for one in case.store.entries() if one.entry][-1]
    assert seq not in last.body["entries"]  # type: ignore[operator] # a list of numbers


@pytest.mark.parametrize("wrong", ["00" * 32, "99999", "abcd"])
def test_what_is_no_form_withdraws_nothing(case: Case, tmp_path: Path, wrong: str) -> None:
    with case:
        form = take(case, tmp_path, FORM, add_film(case, "gate.mp4"))
        before = case.store.head()
        with pytest.raises(Faults, match="no time check, clock reading, offset, zone, event or form"):
            withdraw(case, [form, wrong], "wrong")
        assert case.store.head() == before
        withdraw(case, [form], "wrong")
        with pytest.raises(Faults):
            withdraw(case, [form], "twice")


def test_a_hidden_entry_is_told_to_be_withheld(case: Case, tmp_path: Path) -> None:
    with case:
        take(case, tmp_path, FORM, add_film(case, "gate.mp4"))
        seq = int(str(case.store.rows("time_checks")[0]["seq"]))
        erase(case.store, Withholding((seq,), "asked for", "O. Tester", NOON))
        with pytest.raises(Faults, match="is withheld"):
            withdraw(case, [str(seq)], "wrong")


def test_hiding_a_withdrawal_does_not_bring_the_form_back(case: Case, tmp_path: Path) -> None:
    with case:
        form = take(case, tmp_path, FORM, add_film(case, "gate.mp4"))
        withdraw(case, [form], "told by Verbytskyi")
        before = state(case)
        seq = next(one.seq for one in case.store.entries() if one.entry and one.entry.kind == "acquisition-withdrawn")
        erase_entries(case, [seq], "order 7")
        assert state(case) == before
        assert case.store.rebuild() == ()
