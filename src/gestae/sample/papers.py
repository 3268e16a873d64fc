"""[edge] The papers of the yard: two statements, call records, the hand-over note. All names are invented.

What is written follows from the seed and from the true clocks; writing to disk happens in `write_papers` alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import numpy as np

from gestae.base.units import NS_PER_S
from gestae.sample.clocks import ZONE_NS, RecorderClock, display_text
from gestae.sample.truth import Act, Truth

__all__ = [
    "CALL_ROW",
    "TimeCheck",
    "about_fall",
    "about_van",
    "call_records",
    "guard_statement",
    "hand_over",
    "neighbour_statement",
    "operator_letter",
    "write_papers",
]

# Where the guard's call stands among the operator's, counted from 1 below the head.
CALL_ROW: Final = 2

_MS: Final = NS_PER_S // 1000
_MAKES: Final = {
    "recorder-a": ("Sokil", "NR-4 Compact", "SK4-20817-A"),
    "recorder-b": ("Vartovyi", "DV-16T", "V16T/003391"),
    "recorder-c": ("Omega Watch", "MJ-2", "OW2-77-1140"),
}
_DRIFT: Final = {"recorder-a": "20 ppm", "recorder-b": "200 ppm", "recorder-c": "20 ppm"}
_SETTINGS: Final = {
    "recorder-a": "export of the original stream, 25 pictures a second, no watermark",
    "recorder-b": "export as transport stream, 25 pictures a second, quality 'high'",
    "recorder-c": "copied from the memory card, 12.5 pictures a second",
}


@dataclass(frozen=True, slots=True)
class TimeCheck:
    """A display held against a reference: true within `within_ns`."""

    displayed_ns: int
    reference_ns: int
    within_ns: int
    by: str


def draw_checks(seed: int, clock: RecorderClock) -> tuple[TimeCheck, ...]:
    """Hold a recorder's display against a reference, shortly before the film and after it."""
    rng = np.random.default_rng([seed, 7, int(clock.recorder[-1], 16)])
    length_ns = int(clock.pictures * clock.period * NS_PER_S)
    before = clock.first_ns - int(rng.integers(10 * 60, 20 * 60)) * NS_PER_S
    after = clock.first_ns + length_ns + int(rng.integers(12 * 60, 25 * 60)) * NS_PER_S
    checks = []
    for moment, by in ((before, "shift engineer P. Hai"), (after, "investigator L. Dzvin")):
        reference_ns = moment // _MS * _MS
        within_ns = int(rng.choice([300, 400, 500])) * _MS
        error_ns = int(rng.integers(-within_ns + _MS, within_ns - _MS))
        displayed_ns = (clock.display_ns(reference_ns) + error_ns) // _MS * _MS
        checks.append(TimeCheck(displayed_ns, reference_ns, within_ns, by))
    return tuple(checks)


def _display(ns: int) -> str:
    """Write a display with milliseconds, as written down by hand from a picture of it."""
    return f"{display_text(ns, '%Y-%m-%dT%H:%M:%S')}.{ns % NS_PER_S // _MS:03d}"


def _local(utc_ns: int) -> str:
    return _display(utc_ns + ZONE_NS) + "+02:00"


def _minute(utc_ns: int, shift_min: int) -> str:
    return display_text(utc_ns + ZONE_NS + shift_min * 60 * NS_PER_S, "%Y-%m-%dT%H:%M:00")


def _readings(clock: RecorderClock, pts: tuple[int, ...]) -> list[tuple[str, int]]:
    """Choose four pictures that are the first to show a second, spread over the film."""
    ticks = [n for n in clock.ticks() if n < len(pts)]
    wanted = sorted({ticks[int(part * (len(ticks) - 1))] for part in (0.03, 0.36, 0.68, 0.97)}) if ticks else []
    return [(display_text(clock.display_ns(clock.capture_ns(n)), "%Y-%m-%dT%H:%M:%S"), pts[n]) for n in wanted]


def hand_over(seed: int, clocks: tuple[RecorderClock, ...], truth: Truth) -> str:
    """Write the hand-over note as an acquisition form, format 1 (TOML)."""
    lines = [
        "# Hand-over note. Every name and number in it is invented.",
        "[acquisition]",
        "format = 1",
        'received_from = "Yard Service Ltd., represented by I. Mak"',
        'received_by = "Investigator L. Dzvin"',
        'received_at = "2022-03-17T09:30:00+02:00"',
        'place = "Yard Service Ltd., 4 Kuznia Street"',
        'authority = "Order on temporary access 114/22 of 2022-03-17"',
        'how = "Exported on the recorders in the presence of the owner, copied to one memory stick"',
        'note = "Displays were held against a radio-controlled watch before and after. No sound was recorded."',
    ]
    for clock in clocks:
        lines += _recorder_lines(seed, clock, truth)
    return "\n".join(lines) + "\n"


def _recorder_lines(seed: int, clock: RecorderClock, truth: Truth) -> list[str]:
    file = truth.file(clock.camera)
    make, model, serial = _MAKES[clock.recorder]
    last_ns = clock.capture_ns(len(file.pts) - 1)
    lines = [
        "",
        "[[recorder]]",
        f'id = "{clock.recorder}"',
        f'make = "{make}"',
        f'model = "{model}"',
        f'serial = "{serial}"',
        'zone = "Europe/Kyiv"',
        f'drift = "{_DRIFT[clock.recorder]}"',
        f'settings = "{_SETTINGS[clock.recorder]}"',
        f'asked_from = "{_minute(clock.first_ns, -10)}"',
        f'asked_to = "{_minute(last_ns, 10)}"',
        f'got_from = "{_display(clock.first_ns + ZONE_NS)[:-4]}"',
        f'got_to = "{_display(last_ns + ZONE_NS)[:-4]}"',
    ]
    for check in draw_checks(seed, clock):
        lines += [
            "",
            "[[recorder.time_check]]",
            f'displayed = "{_display(check.displayed_ns)}"',
            f'reference = "{_local(check.reference_ns)}"',
            f'within = "{check.within_ns // _MS} ms"',
            'reference_clock = "radio-controlled watch, checked against the time signal the same day"',
            f'by = "{check.by}"',
        ]
    lines += ["", "[[recorder.file]]", f'name = "{clock.file}"', f'camera = "{clock.camera}"']
    for tick, pts in _readings(clock, file.pts):
        lines += [
            "",
            "[[recorder.file.clock_reading]]",
            f'tick = "{tick}"',
            f"pts = {pts}",
            f'time_base = "{file.time_base}"',
        ]
    return lines


def _find(truth: Truth, kind: str, subject: str) -> Act | None:
    return next((act for act in truth.acts if act.kind == kind and subject in act.subjects), None)


def call_records(seed: int, truth: Truth) -> str:
    """Write the operator's list of calls (CSV); its clock is within two seconds of the world's."""
    rng = np.random.default_rng([seed, 8])
    call = _find(truth, "telephones", "guard-2")
    lines = ["record,caller,called,start_local,duration_s,cell,clock"]
    if call is None or call.end_ns is None:
        return "\n".join(lines) + "\n"
    operator_ns = int(rng.integers(-2 * NS_PER_S, 2 * NS_PER_S))
    rows = [
        (call.start_ns - 1_840 * NS_PER_S, "+380 00 555 0142", "+380 00 555 0171", 64, "KZN-2"),
        (
            call.start_ns + 3 * NS_PER_S,
            "+380 00 555 0142",
            "102",
            (call.end_ns - call.start_ns) // NS_PER_S - 4,
            "KZN-2",
        ),
        (call.end_ns + 96 * NS_PER_S, "+380 00 555 0190", "103", 48, "KZN-1"),
    ]
    for number, (at_ns, caller, called, lasting, cell) in enumerate(rows, start=1):
        start = display_text(at_ns + operator_ns + ZONE_NS)
        lines.append(f"{number},{caller},{called},{start},{lasting},{cell},operator")
    return "\n".join(lines) + "\n"


def _about(moment_ns: int, minutes: int) -> str:
    """Write a local time as people say it, to the next so many minutes."""
    local = datetime.fromtimestamp((moment_ns + ZONE_NS) // NS_PER_S, UTC)
    rounded = local + timedelta(minutes=minutes / 2)
    return (rounded - timedelta(minutes=rounded.minute % minutes)).strftime("%H:%M")


def about_fall(truth: Truth) -> str:
    """Say when the guard says that it happened, to ten minutes."""
    falls = _find(truth, "fall", "guard-2")
    return _about(falls.start_ns if falls else truth.film_from_ns, 10)


def about_van(truth: Truth) -> str:
    """Say when the neighbour says that the van came, to a quarter of an hour."""
    arrives = _find(truth, "vehicle_stops", "van")
    return _about(arrives.start_ns if arrives else truth.film_from_ns, 15)


def operator_letter() -> str:
    """Write what the operator says of its clock."""
    return """To the Investigator L. Dzvin. Reference 114/22, 18 March 2022.

The times in the list of calls are those of the exchange's own clock, in local time, in whole seconds that are cut off.
On 16 March 2022 at 12:00:00 by the national time signal that clock stood at 12:00:00, within two seconds. It is not set
by hand and was not set on that day. The time of a call is the one at which it was connected.

M. Zoria, Lastivka Mobile Ltd., records department
"""


def guard_statement(truth: Truth) -> str:
    """Write what the guard says who got up again: the protected statement."""
    about = about_fall(truth)
    return f"""Statement of Witness "Kalyna" (protected; real name Danylo Verbytskyi)
Taken on 17 March 2022, 11:10 to 12:25, by Investigator L. Dzvin.

I was on duty at the yard on 16 March 2022 together with my colleague Roman Kulish. It was about {about} when it
happened; I did not look at a clock. I came out of the booth with the bag in which we keep the day's receipts and went
over to Roman, who had just come in from the street. We had talked for perhaps ten seconds when a van drove into the
yard from the left, as you look from the booth door towards the wall. It had a big black letter V on its side. I had
never seen it before.

Four men got out, one after the other, through the sliding door. They stood around us. One of them stretched out his
arm towards me; I thought he held a pistol, but I cannot swear to it. Roman put his hands up. The man in front of me
said, "Give it here and turn round." I gave him the bag. We both turned away from them. Then I heard two bangs, very
close together, and Roman fell. I let myself fall after him, or I was pushed, that I cannot say. It was less than ten
seconds after we had turned.

I lay still. I counted to ten, more than once. When I heard them by the van I got up, went to the booth and telephoned
102 from my own telephone, number +380 00 555 0142. While I was speaking one of them rode off on Roman's bicycle. The
van left a little later. I never saw its number plate.
"""


def neighbour_statement(truth: Truth) -> str:
    """Write what the neighbour says, who saw little and dates it by the radio."""
    about = about_van(truth)
    return f"""Statement of Halyna Osyka, pensioner, 6 Kuznia Street
Taken on 17 March 2022, 14:40 to 15:05, by Investigator L. Dzvin.

My kitchen window looks onto the street and a piece of the yard. On 16 March, it must have been around {about},
because the afternoon news had not yet begun on the radio, a grey van went into the yard, quite fast. On its side was a
mark, a tick or a letter. A minute or two later I heard a noise like two planks falling. I thought they were unloading.

Then a man came out on a bicycle and turned towards the bridge. He was in a hurry. Only after him the van came out,
at the other end. I am sure of that order, because I said to my sister: "First the one on the bicycle, and now the
rest of them." My sister told me afterwards that there had been four of them; I myself saw only the one.
"""


def write_papers(folder: Path, seed: int, clocks: tuple[RecorderClock, ...], truth: Truth) -> None:
    """Write statements, call records with the operator's letter, and the hand-over note into the folder."""
    (folder / "statements").mkdir(exist_ok=True)
    papers = {
        "statements/guard.txt": guard_statement(truth),
        "statements/neighbour.txt": neighbour_statement(truth),
        "calls.csv": call_records(seed, truth),
        "operator.txt": operator_letter(),
        "handover.toml": hand_over(seed, clocks, truth),
    }
    for name, text in papers.items():
        (folder / name).write_bytes(text.encode())
