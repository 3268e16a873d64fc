"""The acquisition form (format 1): who handed what over, from which recorder, and how wrong its clock was.

The form is one value, `FORM`: it reads the file, prints the reference page, and refuses all faults of a file at once.
The time checks and clock readings in it are the premises on which every corrected time of the case rests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Final, TypeAlias

from gestae.base.toml import Form, Key, Many, One, Parsed, integer, read_toml, written
from gestae.base.units import parse_duration, parse_rate
from gestae.base.zonenames import parse_zone
from gestae.errors import InputRefused
from gestae.model.clock import TimeCheck
from gestae.model.evidence import Digest
from gestae.model.time import CameraTime, Instant, MediaTime
from gestae.preserve.handover import AcquisitionForm, FileReading, RecorderFacts, RecorderFile

__all__ = [
    "FORM",
    "form_template",
    "parse_zone",
    "read_acquisition",
]

_ID: Final = re.compile(r"[A-Za-z0-9_-]+")

# Where something stands in a form: keys and rows, these from 0.
_Place: TypeAlias = "tuple[str | int, ...]"


def read_acquisition(source: str | bytes, what: str = "the acquisition form") -> AcquisitionForm:
    """Read a form.

    Raises:
        InputRefused: it is no TOML.
        Faults: all its faults at once, each with line, key and what would be right.
    """
    return read_toml(source, what, FORM)


def form_template() -> str:
    """Give an empty form with every line explained, to be filled in."""
    return _TEMPLATE


def _parse_id(text: str, what: str) -> str:
    if not _ID.fullmatch(text):
        raise InputRefused(what, wrong=f"{text!r} is no id", right="use letters, digits, _ and -")
    return text


def _parse_digest(text: str, what: str) -> Digest:
    if not re.fullmatch("[0-9a-fA-F]{64}", text):
        raise InputRefused(what, wrong="is no SHA-256", right="write its 64 hex digits, as sha256sum prints them")
    return Digest(text.lower())


def _parse_within(text: str, what: str) -> int:
    within_ns = parse_duration(text, what)
    if within_ns < 0:
        raise InputRefused(what, wrong=f"{text!r} is negative", right="write how far off it may be, either way")
    return within_ns


def _parse_time_base(text: str, what: str) -> Fraction:
    if not re.fullmatch("[1-9][0-9]*/[1-9][0-9]*", text):
        raise InputRefused(what, wrong=f"{text!r} is no time base", right='write seconds a tick, such as "1/12800"')
    return Fraction(text)


def _format(value: object, what: str) -> int:
    if integer(value, what) != 1:
        raise InputRefused(what, wrong=f"is {value}", right="this version reads format 1")
    return 1


def _build_reading(table: Parsed) -> FileReading | None:
    tick, shows = table["tick"], table["shows"]
    if (tick is None) == (shows is None):
        table.refuse(
            None,
            wrong="says both tick and shows" if tick else "says neither tick nor shows",
            right="write tick if this is the first picture of that second, else shows and within",
        )
        return None
    if tick is None and table["within"] is None:
        table.refuse("within", wrong="is missing", right='add it beside shows: how far off it may be, such as "1 s"')
        return None
    return FileReading(
        MediaTime(table["pts"], table["time_base"]),
        tick or shows,
        is_tick=tick is not None,
        within_ns=table["within"] or 0,
        stream=table["stream"],
        by=table["by"],
    )


def _build_file(table: Parsed) -> RecorderFile:
    if table["name"] is None and table["sha256"] is None:
        table.refuse(None, wrong="says neither name nor sha256", right="write at least one, so that the file is found")
    return RecorderFile(table["name"], table["sha256"], table["camera"], table["clock_reading"])


def _build_recorder(table: Parsed) -> RecorderFacts:
    for ask in ("asked", "got"):
        start, end = table[f"{ask}_from"], table[f"{ask}_to"]
        if start is not None and end is not None and end < start:
            table.refuse(f"{ask}_to", wrong=f"lies before {ask}_from", right="swap them, or mend the date")
    return RecorderFacts(
        table["id"],
        table["make"],
        table["model"],
        table["serial"],
        table["zone"],
        table["drift"],
        table["settings"],
        (table["asked_from"], table["asked_to"]),
        (table["got_from"], table["got_to"]),
        tuple(_check(row, table["id"]) for row in table["time_check"]),
        table["file"],
    )


def _check(row: Parsed, recorder: str) -> TimeCheck:
    return TimeCheck(recorder, row["displayed"], row["reference"], row["within"], row["reference_clock"], row["by"])


def _build_form(table: Parsed) -> AcquisitionForm:
    head, recorders = table["acquisition"], table["recorder"]
    ids = [(("recorder", row, "id"), recorder.id) for row, recorder in enumerate(recorders)]
    files = [
        (("recorder", row, "file", place), file)
        for row, recorder in enumerate(recorders)
        for place, file in enumerate(recorder.files)
    ]
    _refuse_twice(table, ids, "give each recorder an id of its own, or write all that is said of one in one table")
    names = [((*path, "name"), file.name) for path, file in files if file.digest is None]
    _refuse_twice(table, names, "write each with its folder as received, such as {folder}, or with its sha256")
    digests = [((*path, "sha256"), file.digest.hex) for path, file in files if file.digest]
    _refuse_twice(table, digests, "write each file once")
    return AcquisitionForm(
        head["received_from"],
        head["received_by"],
        head["received_at"],
        head["place"],
        head["authority"],
        head["how"],
        head["note"],
        recorders,
    )


def _refuse_twice(table: Parsed, said: Iterable[tuple[_Place, str | None]], right: str) -> None:
    """Refuse what stands a second time, in its own line, and say where it stands first."""
    first: dict[str, _Place] = {}
    for place, value in said:
        if value is None:
            continue
        before = first.setdefault(value, place)
        if before != place:
            wrong = f"{value!r} stands in {_written(before)} too"
            table.refuse(place, wrong=wrong, right=right.format(folder=repr(f"DVR_A/{value.rpartition('/')[2]}")))


def _written(place: _Place) -> str:
    """Write a place as faults do, rows from 1.

    >>> _written(("recorder", 0, "file", 1, "name"))
    'recorder[1].file[2].name'
    """
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")


_DISPLAY: Final = written(CameraTime.parse)

_READING: Final = Form(
    {
        "tick": Key("the second that this picture is the *first* to show", _DISPLAY),
        "shows": Key(
            "what the clock in this picture shows, where the tick was not looked for; with `within`", _DISPLAY
        ),
        "within": Key(
            'how far off the reading may be, such as `"1 s"`; with `tick` it may be left out', written(_parse_within)
        ),
        "pts": Key("the picture's presentation time, in ticks of the time base", integer, required=True),
        "time_base": Key('seconds a tick, such as `"1/12800"`', written(_parse_time_base), required=True),
        "stream": Key("the stream's index in the file; left out, its only video stream", integer),
        "by": Key("who read it; if not said, who received the delivery"),
    },
    build=_build_reading,
)
_FILE: Final = Form(
    {
        "name": Key("the file's name as received, with as much of its path as makes it the only one"),
        "sha256": Key("its digest, instead of the name or beside it", written(_parse_digest)),
        "camera": Key("the camera's name"),
        "clock_reading": Many(_READING, "the recorder's clock as one picture shows it; several make the clock surer"),
    },
    build=_build_file,
)
_TIME_CHECK: Final = Form(
    {
        "displayed": Key("what the recorder showed, without offset", _DISPLAY, required=True),
        "reference": Key(
            "what the reference clock showed at that moment, with offset", written(Instant.parse), required=True
        ),
        "within": Key(
            'how far off the comparison may be, either way, such as `"1 s"`', written(_parse_within), required=True
        ),
        "reference_clock": Key("which clock that was: a telephone on the network, a GPS receiver", required=True),
        "by": Key("who compared them", required=True),
    },
    build=lambda table: table,
)
_RECORDER: Final = Form(
    {
        "id": Key("a short name for the recorder: letters, digits, `_` and `-`", written(_parse_id), required=True),
        "make": Key("who made it"),
        "model": Key("its model"),
        "serial": Key("its serial number"),
        "zone": Key(
            'the zone whose changes of clocks its display follows: `"Europe/Kyiv"`, or a fixed `"+02:00"` if it is '
            "never changed",
            written(parse_zone),
        ),
        "drift": Key(
            'the largest error of its rate, such as `"20 ppm"`; left out, nothing is known of it', written(parse_rate)
        ),
        "settings": Key("the settings of the export"),
        "asked_from": Key("start of the range that was asked for, as the recorder displays it", _DISPLAY),
        "asked_to": Key("its end", _DISPLAY),
        "got_from": Key("start of the range that was got", _DISPLAY),
        "got_to": Key("its end", _DISPLAY),
        "time_check": Many(_TIME_CHECK, "a comparison of the recorder's display with a better clock"),
        "file": Many(_FILE, "a file that came from this recorder"),
    },
    build=_build_recorder,
)
_HEAD: Final = Form(
    {
        "format": Key("the form's format: 1", _format, required=True),
        "received_from": Key("who handed it over", required=True),
        "received_by": Key("who received it", required=True),
        "received_at": Key("when, with offset", written(Instant.parse), required=True),
        "place": Key("where"),
        "authority": Key("under what authority: an order, a consent, a law"),
        "how": Key("how it was got: exported by the owner, copied from the disk"),
        "note": Key("anything else that somebody will ask"),
    },
    build=lambda table: table,
)
FORM: Final[Form[AcquisitionForm]] = Form(
    {
        "acquisition": One(_HEAD, "the table [acquisition]", required=True),
        "recorder": Many(_RECORDER, "one for each recorder"),
    },
    build=_build_form,
)

_TEMPLATE: Final = """\
# Acquisition form, format 1. Fill in what is known; delete the lines of what is not. Lines marked * must stay.

[acquisition]
format = 1                                      # *
received_from = ""                              # * who handed it over
received_by = ""                                # * who received it
received_at = ""                                # * when, with offset: "2022-03-18T10:30:00+02:00"
place = ""                                      # where
authority = ""                                  # under what authority: an order, a consent, a law
how = ""                                        # how it was got: exported by the owner, copied from the disk
note = ""

[[recorder]]                                    # one for each recorder
id = ""                                         # * a short name: "gate-nvr"
make = ""
model = ""
serial = ""
zone = ""                                       # what its display follows: "Europe/Kyiv", or a fixed "+02:00"
drift = ""                                      # largest error of its rate: "20 ppm"; delete if not known
settings = ""                                   # settings of the export
asked_from = ""                                 # range asked for, as the recorder displays it
asked_to = ""
got_from = ""                                   # range got
got_to = ""

[[recorder.time_check]]                         # one for each comparison; two, days apart, also bound the drift
displayed = ""                                  # * the recorder's display: "2022-03-18T10:33:00"
reference = ""                                  # * the better clock at that moment: "2022-03-18T10:31:20+02:00"
within = ""                                     # * how far off that may be, either way: "1 s"
reference_clock = ""                            # * which clock: "telephone on the network"
by = ""                                         # * who compared them

[[recorder.file]]                               # one for each file of this recorder
name = ""                                       # as received: "gate.mp4"
camera = ""                                     # "gate"

[[recorder.file.clock_reading]]                 # the clock in one picture; delete if none was read
tick = ""                                       # the second that this picture is the first to show
pts = 0                                         # * the picture's presentation time, in ticks
time_base = ""                                  # * seconds a tick: "1/12800"
"""
