"""An invented incident, as the records that a report is drawn from: people, places and films exist nowhere else."""

from __future__ import annotations

import hashlib
import io
from fractions import Fraction
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw

from gestae.casefile.grounds import (
    ClashView,
    ClockPictureView,
    GroundsView,
    LinkView,
    ListedView,
    OffsetView,
    PassageView,
    RepairView,
    StatementView,
    ToldClockView,
    WithdrawnView,
    WordsView,
)
from gestae.casefile.material import (
    CoverageHow,
    CoverageView,
    CustodyView,
    ExhibitView,
    FactView,
    MarkView,
    ModelView,
    RecorderView,
    RefusedView,
    SourceView,
    UnlookedView,
    WithheldView,
)
from gestae.casefile.view import (
    AlikeView,
    CitationView,
    CountView,
    EventView,
    ProposalView,
    ReportView,
    SightingView,
    SpanView,
    StillView,
)
from gestae.model.clock import ClockReading, TimeCheck
from gestae.model.observation import Moment, Status
from gestae.model.time import CameraTime, Instant, MediaTime, TimeInterval

KYIV = ZoneInfo("Europe/Kyiv")
TICK = Fraction(1, 90_000)
NO_SOUND = "no sound track: what was said cannot be verified from this footage"


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def at(clock: str, width_s: str = "2.08", day: str = "2022-03-16") -> TimeInterval:
    """An interval from a local time on."""
    start = Instant.parse(f"{day}T{clock}+02:00")
    return TimeInterval(start, Instant(start.ns + int(Fraction(width_s) * 10**9)))


def still(frame: int, region: tuple[float, float, float, float] | None, night: int = 0) -> StillView:
    """A drawn yard with a van, a booth and two figures; the region is that of the van or a figure."""
    picture = Image.new("RGB", (640, 360), (150 - night, 152 - night, 148 - night))
    pen = ImageDraw.Draw(picture)
    pen.polygon([(0, 150), (640, 120), (640, 360), (0, 360)], fill=(112 - night, 110 - night, 104 - night))
    pen.rectangle((30, 60, 130, 190), fill=(180 - night, 170 - night, 140 - night), outline=(60, 60, 60))
    pen.rectangle((250, 120, 440, 230), fill=(205 - night, 205 - night, 205 - night), outline=(40, 40, 40), width=2)
    pen.line((320, 140, 345, 200, 370, 140), fill=(20, 20, 20), width=8)
    for wheel in (285, 405):
        pen.ellipse((wheel - 18, 215, wheel + 18, 251), fill=(25, 25, 25))
    for left in (480, 530):
        pen.ellipse((left, 150, left + 22, 172), fill=(90, 70, 60))
        pen.rectangle((left - 4, 172, left + 26, 250), fill=(45, 55, 70))
    pen.text((420, 12), f"16-03-2022 14:{3 + frame // 1500:02d}:{frame // 25 % 60:02d}", fill=(255, 255, 255))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return StillView(out.getvalue(), (1280, 720), region, frame, frame * 3600)


def span(frame: int, frames: int = 40) -> SpanView:
    start = Moment(frame * 3600, (frame - 5) * 3600, frame * 3600, TICK)
    end = Moment((frame + frames) * 3600, (frame + frames) * 3600, (frame + frames + 5) * 3600, TICK)
    return SpanView(start, end, 0)


def shown(clock: str) -> tuple[CameraTime, CameraTime]:
    first = CameraTime.parse(f"2022-03-16T{clock}")
    return first, CameraTime(first.ns + 80_000_000)


CHECK_A = TimeCheck(
    "Harbour Lane DVR", CameraTime.parse("2022-03-21T10:15:42"), Instant.parse("2022-03-21T10:31:03+02:00"),
    1_000_000_000, "speaking clock, by telephone", "K. Marchuk",
)  # fmt: skip
READING_A = ClockReading(
    sha("gate"), 0, MediaTime(64_800, TICK), CameraTime.parse("2022-03-16T14:03:12"), True, 0, "A. Bondar"
)


def sighting(camera: str, exhibit: int, says: str, frame: int, interval: TimeInterval, **more: object) -> SightingView:
    values: dict[str, object] = {
        "camera": camera,
        "footage": {1: "gate_20220316_1403.mp4", 2: "yard-cam02.ts", 3: "booth.avi"}[exhibit],
        "exhibit": exhibit,
        "says": says,
        "rule": "vehicle_stops/1, score 0.83",
        "decided": "accepted by A. Bondar on 2 May 2022: the wheels stand still against the kerb from this frame on",
        "span": span(frame),
        "display": shown("14:03:24"),
        "world": interval,
        "still": still(frame, (490.0, 230.0, 890.0, 510.0)),
        "bounded_by": (
            "time check of Harbour Lane DVR, 21 March 2022, by K. Marchuk (both bounds)",
            "clock reading at pts 64800 of exhibit 1, by A. Bondar (both bounds)",
        ),
        "limits": ("the side of the van away from the camera is not in the picture",),
    }
    return SightingView(**(values | more))  # type: ignore[arg-type]


def events() -> tuple[EventView, ...]:
    rows: list[tuple[str, str, TimeInterval, TimeInterval | None]] = [
        ("A white van with a large V on its side drives into the yard", "vehicle_arrives", at("14:18:24.20"), None),
        ("The van stops beside the booth", "vehicle_stops", at("14:18:31.40"), at("14:19:40.00", "2.2")),
        ("Four men get out and walk towards two guards", "person_enters", at("14:18:33.00", "4.5"), None),
        ("One guard puts his hands up", "recorded", at("14:18:52.16", "1.04"), at("14:19:05.00", "1.5")),
        ("A bag is handed over", "recorded", at("14:19:10.00", "2.08"), None),
        ("Both guards are on the ground", "recorded", at("14:19:22.50", "0.08"), None),
        ("The van leaves through the gate", "vehicle_leaves", at("14:19:41.00", "3.1"), None),
        ("A guard walks to the booth and picks up the telephone", "recorded", at("17:02:10.00", "6"), None),
        ("A bicycle is led out of the yard", "recorded", at("17:03:02.00", "2.08"), None),
    ]
    starts = [start for *_, start, _ in rows]
    found = []
    for index, (title, kind, start, end) in enumerate(rows):
        seen = [sighting("Gate", 1, title.lower(), 600 + 90 * index, start)]
        if index in {1, 5}:
            seen.append(sighting("Yard", 2, title.lower(), 700, start, still=None, no_still="the frame is damaged"))
        if index == 3:
            seen = [
                sighting("Booth", 3, "a man raises both hands", 910, start, still=still(910, (950, 290, 1020, 510), 60))
            ]
        found.append(
            EventView(
                number=index + 1,
                title=title,
                kind=kind,
                basis=f"Observed on {len(seen)} camera{'s' if len(seen) > 1 else ''}, accepted by A. Bondar.",
                start=start,
                end=end,
                after=tuple(number for number, one in enumerate(starts, 1) if one.latest < start.earliest),
                open_with=tuple(
                    number
                    for number, one in enumerate(starts, 1)
                    if number != index + 1 and one.earliest <= start.latest and start.earliest <= one.latest
                ),
                sightings=tuple(seen),
                limits=("what passes between the men cannot be heard",) if index == 4 else (),
            )
        )
    unplaced = EventView(
        number=10,
        title="A second vehicle waits outside the gate",
        kind="stated",
        basis="Reported by one witness, not seen on any camera.",
        no_start="the witness gives no time, and nothing ties it to another event",
        citations=(
            CitationView(
                "Statement of W-2, passage 4", "There was another car.\nIt had its lights on.", "A. Bondar", 4
            ),
        ),
    )
    return (*found, unplaced)


def sources() -> tuple[SourceView, ...]:
    gate = SourceView(
        name="gate_20220316_1403.mp4", camera="Gate", recorder="Harbour Lane DVR", exhibit=1, duration_s=Fraction(120),
        facts=(FactView("Container", "MP4, one video stream H.264, 1280 × 720, 25 frames a second"),
               FactView("Frames", "3,000, none lost, greatest distance 0.04 s")),
        shows=("the gate and the lane in front of it, up to about 25 m",),
        does_not_show=(NO_SOUND, "the yard behind the booth"),
        coverage=(CoverageView(Fraction(0), Fraction(20), CoverageHow.KEY_FRAMES),
                  CoverageView(Fraction(20), Fraction(110), CoverageHow.COMPLETE)),
        marks=(MarkView(Fraction(24), Fraction(25), "vehicle_arrives", Status.ACCEPTED),
               MarkView(Fraction(31), Fraction(99), "vehicle_stops", Status.ACCEPTED),
               MarkView(Fraction(60), Fraction(64), "person_enters", Status.PROPOSED),
               MarkView(Fraction(3), Fraction(3), "light_changed", Status.REJECTED)),
        world=(at("14:18:00.20"), at("14:20:00.16")),
    )  # fmt: skip
    yard = SourceView(
        name="yard-cam02.ts", camera="Yard", recorder="Harbour Lane DVR", exhibit=2, duration_s=Fraction(95),
        does_not_show=(NO_SOUND,),
        damage=("0:00:40.000 to 0:00:44.200: 105 frames cannot be decoded (missing reference pictures)",),
        coverage=(CoverageView(Fraction(0), Fraction(40), CoverageHow.EVERY_NTH, 5),
                  CoverageView(Fraction(40), Fraction(442, 10), CoverageHow.UNREADABLE),
                  CoverageView(Fraction(442, 10), Fraction(95), CoverageHow.COMPLETE)),
        world=(at("14:18:10.00", "2.3"), at("14:19:45.00", "2.3")),
    )  # fmt: skip
    booth = SourceView(
        name="booth.avi", camera="Booth", recorder="Booth recorder", exhibit=3, duration_s=Fraction(61),
        does_not_show=(NO_SOUND, "its clock was never compared with another: it cannot be placed by itself"),
    )  # fmt: skip
    return gate, yard, booth


def exhibits() -> tuple[ExhibitView, ...]:
    received = Instant.parse("2022-03-21T11:05:00+02:00")
    steps = (
        CustodyView(received, "received", "K. Marchuk", "handed over on a USB stick, sealed, seal 00417"),
        CustodyView(Instant.parse("2022-04-02T09:00:00+03:00"), "lent", "A. Bondar", "to the laboratory"),
        CustodyView(Instant.parse("2022-04-09T16:30:00+03:00"), "returned", "A. Bondar"),
    )
    return (
        ExhibitView(1, "gate_20220316_1403.mp4", sha("gate"), 48_234_496, "footage", "Harbour Lane Depot, K. Marchuk",
                    received, steps, sha("gate")),
        ExhibitView(2, "yard-cam02.ts", sha("yard"), 31_004_212, "footage", "Harbour Lane Depot, K. Marchuk", received,
                    (), sha("another yard")),
        ExhibitView(3, "booth.avi", sha("booth"), 9_120, "footage", None, received),
        ExhibitView(4, "statement W-2", sha("w2"), 18_220, "statement", "W-2", received, is_protected=True),
        ExhibitView(5, "invoice\u202efdp.exe", sha("exe"), 1_048_576, "program, never run", None, received,
                    facts=(FactView("Why it is here", "it lay on the same stick"),)),
    )  # fmt: skip


def clock_cut(words: str) -> bytes:
    """A clock cut out of a picture."""
    picture = Image.new("L", (180, 24), 60)
    ImageDraw.Draw(picture).text((6, 6), words, fill=240)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="10" height="10"/></svg>'


def statement(says: str, source: str, entry: int) -> StatementView:
    return StatementView(says, (source,), (entry,), f"gestae withdraw CASE {entry} --why REASON")


def grounds() -> GroundsView:
    """What bounds and order take as given."""
    early = statement("“The van leaves” lies 1 min to 2 min later: “a minute or two later”", "statement W-2", 88)
    late = statement("clock operator stood at 14:31:03 when it was 14:31:00", "calls.csv", 91)
    return GroundsView(
        words=(
            WordsView(
                "a minute or two later", "English (en/1)", "“The van leaves” lies between 30 s and 150 s after “A bag”",
                ("30 s to 90 s later", "1 min to 2 min 30 s later"), (5, 7),
                (PassageView("statement W-2", "line 4", "A minute or two later it left.", 4),),
                "A. Bondar: as she says", 88,
            ),
            WordsView("згодом", "Ukrainian (uk/1)", "“A bicycle” lies after “The van leaves”", (), (9,),
                      (PassageView("statement W-3", "third paragraph"),), "K. Marchuk: read aloud", 89, counts=False),
        ),
        links=(
            LinkView("same-van", "the van of the witness and the van at the gate are one", "A. Bondar: one plate", 80,
                     tuple(f"statement number {n} on the van" for n in range(1, 11)), (1, 7)),
            LinkView("one:ab12cd34ef56", "all that shows “The van stops” shows one", "A. Bondar: both looked at", 81,
                     ("stops, in gate", "stops, in yard"), (2,), 2),
            LinkView("idle-link", "the caller is the guard", "A. Bondar: his voice", 82),
        ),
        listed=(
            ListedView("footage", "gate_20220316_1403.mp4", "Harbour Lane DVR", ("3 sightings",), sha("gate"), 1),
            ListedView("statement", "statement W-2", "W-2", ("1 passage", "1 statement of time"), sha("w2"), 4),
            ListedView("form", "acquisition form, not kept as an exhibit", "Harbour Lane DVR", (), sha("form"), None),
            ListedView("entry", "entry 77 of the journal", "", ("1 statement of time",), None, None),
        ),
        told_clocks=(ToldClockView("exchange", 4, "Europe/Kyiv", "at most 1 ppm, as stated",
                                   ("clock exchange stood at noon when it was noon",), 2, "A. Bondar: by letter", 79),
                     ToldClockView("till", None, "not stated", "no drift was stated", (), 0, "A. Bondar: unread", 78)),
        withdrawn=(
            WithdrawnView("time check: recorder Booth recorder displayed 14:00:00", (12,),
                          Instant.parse("2022-05-01T09:00:00+03:00"), "K. Marchuk", "read off the wrong screen", 90),
            WithdrawnView("constraint: (protected)", (34, 35), Instant.parse("2022-05-01T09:30:00+03:00"), "A. Bondar",
                          "not her words", 92),
        ),
        standing="Not everything that was said can be true. The bounds rest on recordings alone.",
        clashes=(ClashView((early, late)),),
        repairs=(RepairView((early,)), RepairView((late,))),
        clock_pictures=(
            ClockPictureView("Harbour Lane DVR", 1, CameraTime.parse("2022-03-16T14:03:12"), 64_800, "A. Bondar", 14,
                             clock_cut("16-03-2022 14:03:12")),
            ClockPictureView("Harbour Lane DVR", 1, CameraTime.parse("2022-03-16T14:03:13"), 68_400, "machine: reader",
                             15, None, "its original is no longer what was received"),
        ),
        more_readings=10,
        offsets=(
            OffsetView((1, 2), "the times of exhibit 1 lie 2 s to 2.1 s ahead of those of exhibit 2",
                       "2.000 s to 90.000 s", "by what both views show moving", "A. Bondar: the same walker", 60,
                       "it counts, as firm as what instruments record", DRAWING),
            OffsetView((2, 3), "the times of exhibit 2 lie 1 s to 2 s behind those of exhibit 3", "0.000 s to 9.000 s",
                       "by what both microphones heard", "A. Bondar: a horn", 61, "it does not count here", None,
                       "what was kept as its evidence cannot be drawn"),
        ),
    )  # fmt: skip


def report() -> ReportView:
    """The whole of it."""
    return ReportView(
        title="Harbour Lane depot, 16 March 2022",
        zone=KYIV,
        made_at=Instant.parse("2022-05-04T10:20:30+03:00"),
        made_by="A. Bondar",
        gestae_version="0.1.0",
        journal_head=sha("head"),
        journal_entries=214,
        events=events(),
        counts=(CountView("Gate", "vehicle_stops", 0, 1, 0), CountView("Gate", "person_enters", 6, 1, 2),
                CountView("Yard", "person_present", 14, 2, 0)),
        proposals=(
            ProposalView("Gate", "gate_20220316_1403.mp4", 1, "person_enters", "person_enters/1", 0.61, span(1500),
                         shown("14:04:00"), at("14:19:00.00")),
            ProposalView("Yard", "yard-cam02.ts", 2, "person_enters", "person_enters/1", 0.55, span(1500),
                         shown("14:05:24"), at("14:19:00.40")),
            ProposalView("Gate", "gate_20220316_1403.mp4", 1, "light_changed", "light_changed/1", None, span(75),
                         status=Status.REJECTED, decided="A. Bondar: headlights of a passing car"),
        ),
        sources=sources(),
        exhibits=exhibits(),
        refused=(RefusedView("invoice\u202efdp.exe", "not footage: a Windows program; preserved, never run", 5),
                 RefusedView("holiday/" * 3 + "loop", "a link that leads back to its own folder")),
        unlooked=(UnlookedView(3, "booth.avi", CoverageHow.UNREADABLE, "is not readable as footage: it ends at once",
                               "ask for a fresh export"),),
        recorders=(
            RecorderView("Harbour Lane DVR", ("Gate", "Yard"), (CHECK_A,), (READING_A,),
                         facts=(FactView("Make", "Hikari DV-16, serial 44-1093"),)),
            RecorderView("Booth recorder", ("Booth",)),
        ),
        models=(ModelView("detector", "EfficientDet-Lite0 f32", sha("model"), "Apache-2.0",
                          (("score", "0.3"), ("tiles", "2"))),),
        versions=(FactView("gestae", "0.1.0"), FactView("PyAV", "16.0.1"), FactView("Python", "3.11.7")),
        withheld=(WithheldView("statements", 3, "protected witness", (34, 35, 36)),),
        conflicts=("The time check of 21 March and the telephone record cannot both be true: they are 3.4 s apart.",),
        proposals_alike=(AlikeView((0, 1), 2, is_simple=True),),
        grounds=grounds(),
    )  # fmt: skip
