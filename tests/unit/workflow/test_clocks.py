"""What a form says of clocks goes into the journal once and comes back out as it was said."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from tests.unit.workflow.cases import NOON, add_film, made, seen

from gestae.base.canonical import Json
from gestae.chronology.clocks import ClockNotKnownError
from gestae.errors import InputRefused
from gestae.journal.entry import Entry
from gestae.model.evidence import Digest, Received
from gestae.model.time import CameraTime, Instant
from gestae.preserve.acquisition import read_acquisition
from gestae.store.withholding import Withholding, erase
from gestae.workflow.case import Case
from gestae.workflow.clocks import clock_readings, recorder_clocks, stated_rates
from gestae.workflow.forms import record_clocks
from gestae.workflow.material import Material
from gestae.workflow.sightings import Clocks

FORM = """
[acquisition]
format = 1
received_from = "I. Mak"
received_by = "L. Dzvin"
received_at = "2022-03-17T09:30:00+02:00"
authority = "order 7"
[[recorder]]
id = "r1"
make = "Acme"
drift = "20 ppm"
[[recorder.time_check]]
displayed = "2022-03-16T14:10:00"
reference = "2022-03-16T14:08:20+02:00"
within = "1 s"
reference_clock = "telephone"
by = "L. Dzvin"
[[recorder.time_check]]
displayed = "2022-03-17T14:10:01"
reference = "2022-03-17T14:08:20+02:00"
within = "500 ms"
reference_clock = "telephone"
by = "L. Dzvin"
[[recorder.file]]
name = "gate.mp4"
camera = "gate"
[[recorder.file.clock_reading]]
tick = "2022-03-16T14:05:01"
pts = 25
time_base = "1/25"
[[recorder]]
id = "r2"
"""


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "handover.toml"
    path.write_text(FORM, encoding="utf-8")
    return path


def take(case: Case, form: Path, *names: str) -> list[str]:
    films = [add_film(case, name) for name in names]
    received = [Received(f"usb/{name}", 10, Digest(film), None) for name, film in zip(names, films, strict=True)]
    record_clocks(case, read_acquisition(form.read_bytes(), form.name), form, received)
    return films


def test_checks_rates_and_readings_come_back_as_they_were_said(tmp_path: Path, form: Path) -> None:
    with made(tmp_path) as case:
        (film,) = take(case, form, "gate.mp4")
        clocks, (reading,) = recorder_clocks(case.store), clock_readings(case.store, film)
        (camera,) = case.store.rows("cameras")
    first, second = clocks["r1"].checks
    assert (first.displayed, first.reference) == (
        CameraTime.parse("2022-03-16T14:10:00"),
        Instant.parse("2022-03-16T12:08:20Z"),
    )
    assert (first.within_ns, second.within_ns) == (10**9, 5 * 10**8)
    assert clocks["r1"].max_rate_error == Fraction(20, 10**6)
    assert clocks["r2"].checks == ()
    assert (reading.at.pts, reading.shown, reading.is_tick) == (25, CameraTime.parse("2022-03-16T14:05:01"), True)
    assert (camera["camera"], camera["recorder"]) == ("gate", "r1")


def test_a_rate_that_nobody_stated_is_left_out_and_not_guessed(tmp_path: Path, form: Path) -> None:
    with made(tmp_path) as case:
        take(case, form, "gate.mp4")
        assert stated_rates(case.store) == {"r1": Fraction(20, 10**6)}


def test_the_same_form_again_is_not_journaled_again(tmp_path: Path, form: Path) -> None:
    with made(tmp_path) as case:
        take(case, form, "gate.mp4")
        before = case.store.head()
        record_clocks(case, read_acquisition(form.read_bytes(), form.name), form, [])
        assert case.store.head() == before


def test_a_name_that_two_originals_bear_is_refused_and_nothing_is_journaled(tmp_path: Path, form: Path) -> None:
    with made(tmp_path) as case:
        one, other = add_film(case, "gate.mp4"), add_film(case, "other")
        received = [
            Received("a/gate.mp4", 10, Digest(one), None),
            Received("b/gate.mp4", 10, Digest(other), None),
        ]
        before = case.store.head()
        with pytest.raises(InputRefused, match=r"gate\.mp4"):
            record_clocks(case, read_acquisition(form.read_bytes(), form.name), form, received)
        assert case.store.head() == before


def another(form: Path, old: str, new: str) -> Path:
    assert old in FORM
    path = form.with_name("another.toml")
    path.write_text(FORM.replace(old, new), encoding="utf-8")
    return path


@pytest.mark.parametrize("new", ['make = "Other"', 'make = "Acme"\nserial = "2"', 'make = "Acme"\nzone = "UTC"'])
def test_another_device_under_a_recorded_id_is_refused_and_nothing_is_journaled(
    tmp_path: Path, form: Path, new: str
) -> None:
    first = another(form, 'make = "Acme"', 'make = "Acme"\nserial = "1"\nzone = "Europe/Kyiv"')
    with made(tmp_path) as case:
        take(case, first, "gate.mp4")
        before = case.store.head()
        path = another(form, 'make = "Acme"', new)
        with pytest.raises(InputRefused, match="recorder r1"):
            record_clocks(case, read_acquisition(path.read_bytes(), path.name), path, [])
        assert case.store.head() == before


def test_a_second_form_of_the_same_device_adds_to_its_clock(tmp_path: Path, form: Path) -> None:
    with made(tmp_path) as case:
        take(case, form, "gate.mp4")
        path = another(form, "drift", 'zone = "Europe/Kyiv"\n#')
        record_clocks(case, read_acquisition(path.read_bytes(), path.name), path, [])
        clock = recorder_clocks(case.store)["r1"]
    assert len(clock.checks) == 4
    assert (clock.max_rate_error, clock.zone) == (Fraction(20, 10**6), "Europe/Kyiv")
    assert any("not every form states the drift of r1" in sentence for sentence in clock.assumes)


def test_a_reading_keeps_the_stream_that_the_form_says_and_invents_none(tmp_path: Path, form: Path) -> None:
    with made(tmp_path) as case:
        (film,) = take(case, another(form, "pts = 25", "pts = 25\nstream = 0"), "gate.mp4")
        (reading,) = clock_readings(case.store, film)
    with made(tmp_path / "other") as case:
        (film,) = take(case, form, "gate.mp4")
        (unsaid,) = clock_readings(case.store, film)
    assert (reading.stream, unsaid.stream) == (0, None)


@pytest.mark.parametrize(
    ("shown", "known"),
    [
        ({"recorder": "r1", "facts": {"max_rate_error": "1/50000", "not_stated": ["zone"]}}, True),
        ({"recorder": "r1", "facts": {}}, False),
        ({"recorder": "withheld", "facts": {}}, False),
    ],
)
def test_a_withheld_form_narrows_nothing(tmp_path: Path, form: Path, shown: dict[str, Json], known: bool) -> None:
    with made(tmp_path) as case:
        (film,) = take(case, form, "gate.mp4")
        (row,) = case.store.rows("acquisitions", recorder="r1")
        seq = int(str(row["seq"]))
        body = {"form_sha256": row["form_sha256"], **shown}
        stand_in = Entry("acquisition-recorded", NOON, "O. Tester", "withheld", body)
        erase(case.store, Withholding((seq,), "asked for", "O. Tester", NOON, {seq: stand_in}))
        clocks = Clocks(case.store)
        assert "withheld" not in clocks.recorders
        if known:
            assert clocks.recorders["r1"].max_rate_error == Fraction(20, 10**6)
            clocks.place(film, seen(film, 50).start)
        else:
            with pytest.raises(ClockNotKnownError, match="is withheld and shows no drift"):
                clocks.place(film, seen(film, 50).start)


@pytest.mark.parametrize(
    ("old", "new"), [("pts = 25", "pts = 100"), ("1/25", "1/50"), ("pts = 25", "pts = 25\nstream = 3")]
)
def test_a_reading_of_no_picture_of_a_known_film_is_refused_with_its_form(
    tmp_path: Path, form: Path, old: str, new: str
) -> None:
    with made(tmp_path) as case:
        before = case.store.head().seq
        with pytest.raises(InputRefused, match=r"gate\.mp4.*2022-03-16T14:05:01"):
            take(case, another(form, old, new), "gate.mp4")
        kinds = [logged.entry.kind for logged in case.store.entries()[before:] if logged.entry]
    assert "acquisition-recorded" not in kinds


def test_the_report_tells_the_zone_and_what_each_clock_assumes(tmp_path: Path, form: Path) -> None:
    with made(tmp_path) as case:
        take(case, another(form, "drift", 'zone = "Europe/Kyiv"\n#'), "gate.mp4")
        known, unknown = Material(case.store, Clocks(case.store), ()).recorders()
        (source,) = Material(case.store, Clocks(case.store), ()).sources()
    facts = [(fact.label, fact.text) for fact in known.facts]
    assert ("zone of its display", "Europe/Kyiv") in facts
    assert ("zone of its display", "not stated") in [(fact.label, fact.text) for fact in unknown.facts]
    assumed = "no drift of r1 is stated: its clock is taken to run at the right rate (rate:r1)"
    assert ("assumed", assumed) in facts
    assert assumed in [fact.text for fact in source.facts if fact.label == "its times assume"]
