"""The acquisition form: what it says, and every forged one with its exact words."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from gestae.base.toml import reference
from gestae.errors import Faults, InputRefused
from gestae.model.clock import ClockReading, TimeCheck
from gestae.model.evidence import Digest
from gestae.model.time import CameraTime, Instant, MediaTime
from gestae.preserve.acquisition import FORM, form_template, parse_zone, read_acquisition

HEAD = """\
[acquisition]
format = 1
received_from = "Olena Koval, manager of the yard"
received_by = "Inspector Marchenko"
received_at = "2022-03-18T10:30:00+02:00"
"""
WHOLE = (
    HEAD
    + """\
place = "the booth at the gate"
authority = "order 12/22 of the district court"
how = "exported on the recorder's menu to a USB stick"
note = "the recorder was not switched off"

[[recorder]]
id = "gate-nvr"
make = "Norvik"
model = "NX-8"
serial = "0042"
zone = "Europe/Kyiv"
drift = "20 ppm"
settings = "original quality"
asked_from = "2022-03-16T14:00:00"
asked_to = "2022-03-16T15:00:00"
got_from = "2022-03-16T14:01:00"
got_to = "2022-03-16T14:59:30"

[[recorder.time_check]]
displayed = "2022-03-18T10:33:00"
reference = "2022-03-18T10:31:20+02:00"
within = "1 s"
reference_clock = "telephone on the network"
by = "Inspector Marchenko"

[[recorder.file]]
name = "gate.mp4"
camera = "gate"

[[recorder.file.clock_reading]]
tick = "2022-03-16T14:05:11"
pts = 312000
time_base = "1/12800"

[[recorder.file.clock_reading]]
shows = "2022-03-16T14:07:00"
within = "1 s"
pts = 1700000
time_base = "1/12800"
stream = 1
by = "D. Bondar"

[[recorder]]
id = "yard"
[[recorder.file]]
sha256 = "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"
"""
)


def test_a_whole_form_is_read() -> None:
    form = read_acquisition(WHOLE)
    assert form.received_at == Instant.parse("2022-03-18T08:30:00Z")
    assert (form.received_from, form.received_by) == ("Olena Koval, manager of the yard", "Inspector Marchenko")
    assert form.authority == "order 12/22 of the district court"
    gate, yard = form.recorders
    assert (gate.id, gate.make, gate.model, gate.serial, gate.zone) == (
        "gate-nvr",
        "Norvik",
        "NX-8",
        "0042",
        "Europe/Kyiv",
    )
    assert gate.max_rate_error == Fraction(1, 50_000)
    assert gate.asked == (CameraTime.parse("2022-03-16T14:00:00"), CameraTime.parse("2022-03-16T15:00:00"))
    assert gate.got[1] == CameraTime.parse("2022-03-16T14:59:30")
    assert gate.checks == (
        TimeCheck(
            "gate-nvr",
            CameraTime.parse("2022-03-18T10:33:00"),
            Instant.parse("2022-03-18T08:31:20Z"),
            1_000_000_000,
            "telephone on the network",
            "Inspector Marchenko",
        ),
    )
    tick, shown = gate.files[0].readings
    assert (tick.at, tick.shown, tick.is_tick, tick.within_ns) == (
        MediaTime(312_000, Fraction(1, 12_800)),
        CameraTime.parse("2022-03-16T14:05:11"),
        True,
        0,
    )
    assert (shown.is_tick, shown.within_ns, shown.stream, shown.by) == (False, 1_000_000_000, 1, "D. Bondar")
    assert yard.files[0].digest == Digest.of(b"abc")


def test_what_a_form_leaves_out_stays_unknown() -> None:
    yard = read_acquisition(WHOLE).recorders[1]
    assert (yard.make, yard.zone, yard.max_rate_error, yard.settings) == (None, None, None, None)
    assert (yard.asked, yard.got, yard.checks) == ((None, None), (None, None), ())


def test_a_form_without_recorder_is_a_form() -> None:
    assert read_acquisition(HEAD).recorders == ()


def test_a_recorders_clock_has_its_checks_and_the_rate_that_somebody_answers_for() -> None:
    gate, yard = read_acquisition(WHOLE).recorders
    assert gate.clock(rate_error_if_unknown=Fraction(1, 100)).max_rate_error == Fraction(1, 50_000)
    assert yard.clock(rate_error_if_unknown=Fraction(1, 100)).max_rate_error == Fraction(1, 100)
    clock = gate.clock(rate_error_if_unknown=Fraction(0))
    assert (clock.checks, clock.zone) == (gate.checks, gate.zone)


def test_a_reading_is_placed_in_its_original() -> None:
    tick, shown = read_acquisition(WHOLE).recorders[0].files[0].readings
    original = Digest.of(b"film")
    assert tick.placed(original, by="Marchenko") == ClockReading(
        original.hex, None, tick.at, tick.shown, True, 0, "Marchenko"
    )
    placed = shown.placed(original, by="Marchenko")
    assert (placed.stream, placed.by) == (1, "D. Bondar"), "what the form says goes first"


RECORDER = HEAD + '[[recorder]]\nid = "r"\n'
CHECK = (
    RECORDER
    + """[[recorder.time_check]]
displayed = "2022-03-18T10:33:00"
reference = "2022-03-18T10:31:20+02:00"
within = "1 s"
reference_clock = "telephone"
by = "M"
"""
)
READING = RECORDER + '[[recorder.file]]\nname = "a"\n[[recorder.file.clock_reading]]\npts = 1\ntime_base = "1/25"\n'
TICK = READING + 'tick = "2022-03-16T14:05:11"\n'

FORGED: dict[str, tuple[str, str]] = {
    "nothing": ("", "form.toml, acquisition: is missing; add it: the table [acquisition]"),
    "another format": (
        HEAD.replace("format = 1", "format = 2"),
        "form.toml, line 2, acquisition.format: is 2; this version reads format 1",
    ),
    "format as text": (
        HEAD.replace("format = 1", 'format = "1"'),
        "form.toml, line 2, acquisition.format: is text; write a whole number without quotes: 1",
    ),
    "nobody received it": (
        HEAD.replace('"Inspector Marchenko"', '""'),
        "form.toml, line 4, acquisition.received_by: is empty; write who received it; its table needs this line",
    ),
    "received without offset": (
        HEAD.replace("+02:00", ""),
        "form.toml, line 5, acquisition.received_at: '2022-03-18T10:30:00' has no offset; "
        "add Z or an offset such as +02:00",
    ),
    "received at a date of TOML": (
        HEAD.replace('"2022-03-18T10:30:00+02:00"', "2022-03-18T10:30:00+02:00"),
        "form.toml, line 5, acquisition.received_at: is a date or time without quotes; "
        'write it in quotes: "2022-03-18T10:30:00+02:00"',
    ),
    "a misspelt key": (
        HEAD + 'authorty = "order 12"\n',
        "form.toml, line 6, acquisition.authorty: is not known here; did you mean 'authority'? "
        "Known: format, received_from, received_by, received_at, place, authority, how, note",
    ),
    "a recorder without id": (
        HEAD + "[[recorder]]\n",
        "form.toml, line 6, recorder[1].id: is missing; "
        "add it: a short name for the recorder: letters, digits, `_` and `-`",
    ),
    "an id with a blank": (
        HEAD + '[[recorder]]\nid = "gate nvr"\n',
        "form.toml, line 7, recorder[1].id: 'gate nvr' is no id; use letters, digits, _ and -",
    ),
    "an id twice": (
        RECORDER + '[[recorder]]\nid = "r"\n',
        "form.toml, line 9, recorder[2].id: 'r' stands in recorder[1].id too; "
        "give each recorder an id of its own, or write all that is said of one in one table",
    ),
    "an unknown zone": (
        RECORDER + 'zone = "Europe/Kiew"\n',
        "form.toml, line 8, recorder[1].zone: 'Europe/Kiew' is no zone; did you mean Europe/Kyiv? "
        'write one such as "Europe/Kyiv", or a fixed "+02:00"',
    ),
    "a zone that climbs": (
        RECORDER + 'zone = "../../etc/passwd"\n',
        "form.toml, line 8, recorder[1].zone: '../../etc/passwd' is no zone; "
        'write one such as "Europe/Kyiv", or a fixed "+02:00"',
    ),
    "an offset no clock has": (
        RECORDER + 'zone = "+25:00"\n',
        "form.toml, line 8, recorder[1].zone: '+25:00' is no zone; "
        'write one such as "Europe/Kyiv", or a fixed "+02:00"',
    ),
    "a drift without unit": (
        RECORDER + 'drift = "20"\n',
        "form.toml, line 8, recorder[1].drift: '20' is no rate error; write parts in a million, such as '20 ppm'",
    ),
    "a range backwards": (
        RECORDER + 'got_from = "2022-03-16T15:00:00"\ngot_to = "2022-03-16T14:00:00"\n',
        "form.toml, line 9, recorder[1].got_to: lies before got_from; swap them, or mend the date",
    ),
    "a range with an offset": (
        RECORDER + 'asked_from = "2022-03-16T15:00:00Z"\n',
        "form.toml, line 8, recorder[1].asked_from: '2022-03-16T15:00:00Z' carries an offset; "
        "write what the recorder displayed, without offset or Z",
    ),
    "displayed with offset": (
        CHECK.replace("10:33:00", "10:33:00+02:00"),
        "form.toml, line 9, recorder[1].time_check[1].displayed: '2022-03-18T10:33:00+02:00' carries an offset; "
        "write what the recorder displayed, without offset or Z",
    ),
    "reference without offset": (
        CHECK.replace("10:31:20+02:00", "10:31:20"),
        "form.toml, line 10, recorder[1].time_check[1].reference: '2022-03-18T10:31:20' has no offset; "
        "add Z or an offset such as +02:00",
    ),
    "a check without within": (
        CHECK.replace('within = "1 s"\n', ""),
        "form.toml, line 8, recorder[1].time_check[1].within: is missing; "
        'add it: how far off the comparison may be, either way, such as `"1 s"`',
    ),
    "a negative within": (
        CHECK.replace('"1 s"', '"-1 s"'),
        "form.toml, line 11, recorder[1].time_check[1].within: '-1 s' is negative; "
        "write how far off it may be, either way",
    ),
    "within in words": (
        CHECK.replace('"1 s"', '"a second"'),
        "form.toml, line 11, recorder[1].time_check[1].within: 'a second' is not a duration; "
        "write a number and a unit, such as '10 s' or '250 ms'",
    ),
    "a day that never was": (
        CHECK.replace("2022-03-18T10:33:00", "2022-02-30T10:33:00"),
        "form.toml, line 9, recorder[1].time_check[1].displayed: '2022-02-30T10:33:00': day is out of range for month; "
        "write a date and time that exist",
    ),
    "a file without name": (
        RECORDER + '[[recorder.file]]\ncamera = "gate"\n',
        "form.toml, line 8, recorder[1].file[1]: says neither name nor sha256; "
        "write at least one, so that the file is found",
    ),
    "a digest cut": (
        RECORDER + '[[recorder.file]]\nsha256 = "ba78"\n',
        "form.toml, line 9, recorder[1].file[1].sha256: is no SHA-256; "
        "write its 64 hex digits, as sha256sum prints them",
    ),
    "a file twice": (
        RECORDER + '[[recorder.file]]\nname = "a"\n[[recorder.file]]\nname = "a"\n',
        "form.toml, line 11, recorder[1].file[2].name: 'a' stands in recorder[1].file[1].name too; "
        "write each with its folder as received, such as 'DVR_A/a', or with its sha256",
    ),
    "a file of two recorders": (
        RECORDER
        + '[[recorder.file]]\nname = "ch01.mp4"\n[[recorder]]\nid = "s"\n[[recorder.file]]\nname = "ch01.mp4"\n',
        "form.toml, line 13, recorder[2].file[1].name: 'ch01.mp4' stands in recorder[1].file[1].name too; "
        "write each with its folder as received, such as 'DVR_A/ch01.mp4', or with its sha256",
    ),
    "a digest twice": (
        RECORDER + 2 * f'[[recorder.file]]\nsha256 = "{"a" * 64}"\n',
        f"form.toml, line 11, recorder[1].file[2].sha256: '{'a' * 64}' stands in recorder[1].file[1].sha256 too; "
        "write each file once",
    ),
    "a reading that says nothing": (
        READING,
        "form.toml, line 10, recorder[1].file[1].clock_reading[1]: says neither tick nor shows; "
        "write tick if this is the first picture of that second, else shows and within",
    ),
    "a reading that says both": (
        TICK + 'shows = "2022-03-16T14:05:11"\nwithin = "1 s"\n',
        "form.toml, line 10, recorder[1].file[1].clock_reading[1]: says both tick and shows; "
        "write tick if this is the first picture of that second, else shows and within",
    ),
    "shows without within": (
        READING + 'shows = "2022-03-16T14:05:11"\n',
        "form.toml, line 10, recorder[1].file[1].clock_reading[1].within: is missing; "
        'add it beside shows: how far off it may be, such as "1 s"',
    ),
    "a time base of nought": (
        TICK.replace("1/25", "0/25"),
        "form.toml, line 12, recorder[1].file[1].clock_reading[1].time_base: '0/25' is no time base; "
        'write seconds a tick, such as "1/12800"',
    ),
    "a rate for a time base": (
        TICK.replace('"1/25"', '"25"'),
        "form.toml, line 12, recorder[1].file[1].clock_reading[1].time_base: '25' is no time base; "
        'write seconds a tick, such as "1/12800"',
    ),
    "pts in seconds": (
        TICK.replace("pts = 1", "pts = 1.5"),
        "form.toml, line 11, recorder[1].file[1].clock_reading[1].pts: is a number; "
        "write a whole number without quotes, such as 312000",
    ),
    "a table for a row": (
        HEAD + '[recorder]\nid = "r"\n',
        "form.toml, line 6, recorder: is a table; write a row of tables, each written [[recorder]]",
    ),
}


@pytest.mark.parametrize(("source", "message"), FORGED.values(), ids=FORGED.keys())
def test_a_forged_form_is_refused_in_exact_words(source: str, message: str) -> None:
    with pytest.raises(Faults) as refused:
        read_acquisition(source, "form.toml")
    assert [str(fault) for fault in refused.value.faults] == [message]


@pytest.mark.parametrize("source", [CHECK, TICK])
def test_what_the_forgeries_start_from_is_sound(source: str) -> None:
    assert read_acquisition(source).recorders[0].id == "r"


def test_all_faults_of_a_form_are_told_at_once() -> None:
    source = HEAD.replace("+02:00", "") + '[[recorder]]\nzone = "x"\n[[recorder]]\nid = "b"\ndrift = "1"\ncolour = 1\n'
    with pytest.raises(Faults) as refused:
        read_acquisition(source, "form.toml")
    assert [fault.what.split(", ")[-1] for fault in refused.value.faults] == [
        "acquisition.received_at",
        "recorder[1].id",
        "recorder[1].zone",
        "recorder[2].colour",
        "recorder[2].drift",
    ]


def test_what_is_no_toml_is_refused() -> None:
    with pytest.raises(InputRefused, match=r"form.toml: is not TOML"):
        read_acquisition("[acquisition", "form.toml")


@pytest.mark.parametrize("zone", ["Europe/Kyiv", "UTC", "+00:00", "-03:30", "+14:00"])
def test_a_zone_is_a_name_or_an_offset(zone: str) -> None:
    assert parse_zone(zone, "zone") == zone


@pytest.mark.parametrize("zone", ["", "Kyiv", "+2", "+02", "+15:00", "+02:60", "Europe", "/etc/passwd", "a\0b"])
def test_anything_else_is_no_zone(zone: str) -> None:
    with pytest.raises(InputRefused):
        parse_zone(zone, "zone")


def test_the_template_is_a_form_once_its_lines_are_filled_in() -> None:
    filled = form_template()
    for key, value in {
        "received_from": "A",
        "received_by": "B",
        "received_at": "2022-03-18T10:30:00+02:00",
        "id": "gate-nvr",
        "displayed": "2022-03-18T10:33:00",
        "reference": "2022-03-18T10:31:20+02:00",
        "within": "1 s",
        "reference_clock": "telephone",
        "by": "B",
        "name": "gate.mp4",
        "tick": "2022-03-16T14:05:11",
        "time_base": "1/12800",
    }.items():
        assert f'\n{key} = ""' in filled
        filled = filled.replace(f'\n{key} = ""', f'\n{key} = "{value}"')
    kept = "\n".join(line for line in filled.splitlines() if ' = ""' not in line)
    form = read_acquisition(kept)
    assert form.recorders[0].files[0].readings[0].is_tick


def test_the_template_as_it_is_has_no_unknown_key() -> None:
    with pytest.raises(Faults) as refused:
        read_acquisition(form_template())
    assert {fault.wrong for fault in refused.value.faults} == {"is empty", "are empty"}


def test_the_reference_page_is_the_one_that_the_form_prints() -> None:
    page = (Path(__file__).parents[3] / "docs" / "reference" / "acquisition-form.md").read_text(encoding="utf-8")
    assert "\n".join(reference(FORM)) in page, "copy into the page what gestae.base.toml.reference(FORM) prints"
    assert form_template() in page, "copy into the page what form_template() prints"
