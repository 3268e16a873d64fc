"""Three kinds of time, each read strictly and none taken for another."""

from __future__ import annotations

from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from gestae.errors import GestaeError, InputRefused, RecordError
from gestae.model.time import CameraTime, Instant, IntervalError, MediaTime, TimeInterval

KYIV = ZoneInfo("Europe/Kyiv")
S = 1_000_000_000


class TestMediaTime:
    @pytest.mark.parametrize("time_base", [Fraction(0), Fraction(-1, 25)])
    def test_a_tick_has_a_length(self, time_base: Fraction) -> None:
        with pytest.raises(RecordError, match="it must be positive"):
            MediaTime(0, time_base)

    def test_seconds_are_exact(self) -> None:
        assert MediaTime(1001, Fraction(1, 30000)).seconds == Fraction(1001, 30000)

    def test_negative_ticks_are_allowed(self) -> None:
        assert MediaTime(-512, Fraction(1, 12800)).seconds == Fraction(-1, 25)

    def test_the_distance_is_unrounded_and_between_time_bases(self) -> None:
        there, here = MediaTime(1, Fraction(1, 3)), MediaTime(45000, Fraction(1, 90000))
        assert here.ns_since(there) == Fraction(S, 6)
        assert there.ns_since(here) == -here.ns_since(there)


CAMERA = {
    "epoch": ("1970-01-01T00:00:00", 0),
    "a second": ("1970-01-01T00:00:01", S),
    "before the epoch": ("1969-12-31T23:59:59", -S),
    "blank for T": ("1970-01-02 00:00:00", 86_400 * S),
    "a fraction": ("1970-01-01T00:00:00.25", S // 4),
    "nanoseconds": ("1970-01-01T00:00:00.000000001", 1),
    "leap day": ("2024-02-29T00:00:00", 1_709_164_800 * S),
}


class TestCameraTime:
    @pytest.mark.parametrize(("written", "ns"), CAMERA.values(), ids=CAMERA.keys())
    def test_a_display_is_read(self, written: str, ns: int) -> None:
        assert CameraTime.parse(written) == CameraTime(ns)

    @pytest.mark.parametrize("written", ["2022-03-16T14:03:00Z", "2022-03-16T14:03:00+02:00"])
    def test_an_offset_is_refused_for_a_display_has_none(self, written: str) -> None:
        with pytest.raises(InputRefused) as refused:
            CameraTime.parse(written, "displayed")
        assert str(refused.value) == (
            f"displayed: {written!r} carries an offset; write what the recorder displayed, without offset or Z"
        )

    @pytest.mark.parametrize(
        "written",
        [
            "",
            "2022-03-16",
            "14:03:00",
            "2022-03-16T14:03",
            "16.03.2022 14:03:00",
            "2022-3-16T14:03:00",
            "2022-03-16T14:03:00.",
            "2022-03-16T14:03:00.1234567891",
            "2022-03-16T14:03:00+24:00",
            "2022-03-16T14:03:00+02:60",
            "٢٠٢٢-03-16T14:03:00",
        ],
    )
    def test_what_is_no_date_and_time_is_refused(self, written: str) -> None:
        with pytest.raises(InputRefused) as refused:
            CameraTime.parse(written)
        assert refused.value.right == "write it like 2022-03-16T14:03:00"

    @pytest.mark.parametrize(
        "written", ["2022-02-29T00:00:00", "2022-13-01T00:00:00", "2022-03-16T24:00:00", "2016-12-31T23:59:60"]
    )
    def test_what_never_was_is_refused(self, written: str) -> None:
        with pytest.raises(InputRefused, match="write a date and time that exist"):
            CameraTime.parse(written)

    def test_it_is_no_instant(self) -> None:
        assert len({CameraTime(0), Instant(0)}) == 2
        with pytest.raises(TypeError):
            CameraTime(0) < Instant(1)  # type: ignore[operator] # noqa: B015


INSTANTS = {
    "Z": ("2022-03-16T12:01:20Z", "2022-03-16T12:01:20.000000000Z"),
    "east": ("2022-03-16T14:01:20+02:00", "2022-03-16T12:01:20.000000000Z"),
    "west": ("2022-03-16T07:01:20-05:00", "2022-03-16T12:01:20.000000000Z"),
    "half an hour": ("2022-03-16T17:31:20.5+05:30", "2022-03-16T12:01:20.500000000Z"),
    "before 1970": ("1969-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.999999999Z"),
}


class TestInstant:
    @pytest.mark.parametrize(("written", "utc"), INSTANTS.values(), ids=INSTANTS.keys())
    def test_an_offset_is_taken_off(self, written: str, utc: str) -> None:
        assert str(Instant.parse(written)) == utc

    def test_what_is_no_time_is_answered_with_one_that_would_be_taken(self) -> None:
        with pytest.raises(InputRefused) as refused:
            Instant.parse("16.03.2022", "received_at")
        like = refused.value.right.removeprefix("write it like ")
        assert str(Instant.parse(like)) == "2022-03-16T12:03:00.000000000Z"
        with pytest.raises(InputRefused, match=r"like 2022-03-16T14:03:00$"):
            Instant.parse("16.03.2022", "start", ZoneInfo("Europe/Kyiv"))

    def test_without_offset_and_zone_it_is_refused(self) -> None:
        with pytest.raises(InputRefused) as refused:
            Instant.parse("2022-03-16T14:01:20", "received_at")
        assert str(refused.value) == (
            "received_at: '2022-03-16T14:01:20' has no offset; add Z or an offset such as +02:00"
        )

    def test_in_a_zone_its_rules_count(self) -> None:
        winter, summer = (
            Instant.parse("2022-03-16T14:00:00", zone=KYIV),
            Instant.parse("2022-07-16T14:00:00", zone=KYIV),
        )
        assert str(winter) == "2022-03-16T12:00:00.000000000Z"
        assert str(summer) == "2022-07-16T11:00:00.000000000Z"

    def test_an_offset_goes_before_the_zone(self) -> None:
        assert Instant.parse("2022-03-16T14:00:00Z", zone=KYIV) == Instant.parse("2022-03-16T14:00:00Z")

    @pytest.mark.parametrize(
        ("zone", "written", "what", "offsets"),
        [
            ("Europe/Kyiv", "2022-03-27T03:30:00", "never existed", "+02:00 or +03:00"),
            ("Europe/Kyiv", "2022-10-30T03:30:00", "came twice", "+03:00 or +02:00"),
            ("Europe/London", "2022-10-30T01:30:00", "came twice", "+01:00 or +00:00"),
            ("America/St_Johns", "2022-11-06T01:30:00", "came twice", "-02:30 or -03:30"),
        ],
    )
    def test_a_doubtful_hour_is_refused_not_guessed(self, zone: str, written: str, what: str, offsets: str) -> None:
        with pytest.raises(InputRefused) as refused:
            Instant.parse(written, zone=ZoneInfo(zone))
        assert refused.value.wrong == f"{written!r} {what} in {zone} (clocks were changed)"
        assert refused.value.right == f"write the offset: {offsets}"

    @pytest.mark.parametrize(
        ("written", "hour"),
        [
            ("2022-03-27T02:59:59", "00"),
            ("2022-03-27T04:00:00", "01"),
            ("2022-10-30T02:59:59", "23"),
            ("2022-10-30T04:00:00", "02"),
        ],
    )
    def test_the_hours_beside_a_change_are_plain(self, written: str, hour: str) -> None:
        assert str(Instant.parse(written, zone=KYIV))[11:13] == hour

    def test_a_zone_with_old_odd_seconds_is_exact(self) -> None:
        amsterdam = ZoneInfo("Europe/Amsterdam")
        assert Instant.parse("1890-01-01T00:00:00", zone=amsterdam).ns % S == 0

    def test_local_time_carries_its_offset(self) -> None:
        moment = Instant.parse("2022-07-16T11:00:00.0405Z")
        assert moment.local(KYIV) == "2022-07-16 14:00:00.040 +03:00"
        assert moment.local(ZoneInfo("America/New_York")) == "2022-07-16 07:00:00.040 -04:00"


class TestTimeInterval:
    def test_backwards_is_refused_with_its_facts(self) -> None:
        with pytest.raises(IntervalError) as refused:
            TimeInterval(Instant(2), Instant(1))
        assert (refused.value.earliest, refused.value.latest) == (Instant(2), Instant(1))
        assert isinstance(refused.value, GestaeError)

    def test_a_point_is_an_interval(self) -> None:
        assert TimeInterval(Instant(1), Instant(1)).width_ns == 0

    @pytest.mark.parametrize(("ns", "held"), [(0, False), (1, True), (3, True), (5, True), (6, False)])
    def test_both_ends_are_held(self, ns: int, held: bool) -> None:
        assert TimeInterval(Instant(1), Instant(5)).holds(Instant(ns)) is held


@pytest.mark.parametrize(
    ("ns", "down", "up"), [(0, "000", "000"), (1, "000", "001"), (999_999, "000", "001"), (1_000_000, "001", "001")]
)
def test_a_latest_bound_is_never_shown_earlier_than_it_is(ns: int, down: str, up: str) -> None:
    moment = Instant(Instant.parse("2022-03-16T12:01:20Z").ns + ns)
    kyiv = ZoneInfo("Europe/Kyiv")
    assert moment.local(kyiv) == f"2022-03-16 14:01:20.{down} +02:00"
    assert moment.local(kyiv, up=True) == f"2022-03-16 14:01:20.{up} +02:00"


def test_rounding_up_runs_over_into_the_next_second() -> None:
    moment = Instant(Instant.parse("2022-03-16T12:01:20Z").ns + 999_999_999)
    assert moment.local(ZoneInfo("Europe/Kyiv"), up=True) == "2022-03-16 14:01:21.000 +02:00"
