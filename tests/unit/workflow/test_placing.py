"""Where events lie in the world's time, and why some cannot be placed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from tests.unit.workflow.cases import BASE, add_clock, add_film, facts, made, propose, record, seen

from gestae.chronology.zones import ZoneNotStatedError
from gestae.cli.app import app
from gestae.model.observation import Kind, Moment
from gestae.model.time import Instant
from gestae.workflow.asking import before_document
from gestae.workflow.case import Case
from gestae.workflow.casenetwork import OpenedCase
from gestae.workflow.documents import order_document, schema
from gestae.workflow.placing import WORDS_NOT_DRAWN, order_of_events
from gestae.workflow.protected import make_key
from gestae.workflow.readings import BadReadingError, LeapError
from gestae.workflow.reporting import write_report
from gestae.workflow.sightings import Clocks, NoRecorderError
from gestae.workflow.withholding import erase_entries, protect_entries


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return made(tmp_path)


def at(text: str) -> Instant:
    return Instant.parse(f"2022-03-16T{text}Z")


def test_a_moment_lies_between_what_reading_and_check_allow(case: Case) -> None:
    with case:
        film = add_film(case, "gate.mp4", camera="gate", recorder="r1")
        # 100 s fast: at 14:10 in the zone of the reference the display stood at 14:11:40, within a second.
        add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
        record(case, seen(film, 50, text="a man falls"))
        (event,) = order_of_events(case.store)
    assert event.title == "a man falls"
    assert event.interval is not None
    # 14:05:02 on the display at 2 s; a tick is one picture wide, the sighting one picture either side, the check 1 s.
    assert event.interval.earliest < at("12:03:22") < event.interval.latest
    assert 2.0 <= event.interval.width_ns / 1e9 < 2.2


def test_without_recorder_check_or_reading_there_is_a_reason_and_no_time(case: Case) -> None:
    with case:
        unknown = add_film(case, "a.mp4", camera="a")
        unchecked = add_film(case, "b.mp4", camera="b", recorder="r2")
        for film in (unknown, unchecked):
            record(case, seen(film, 10))
        reasons = {event.sightings[0].decided.observation.sha256: event for event in order_of_events(case.store)}
        with pytest.raises(NoRecorderError, match="name file and recorder in an acquisition form"):
            Clocks(case.store).place(unknown, seen(unknown, 3).start)
    assert "its recorder is not known" in reasons[unknown].not_placed
    assert reasons[unchecked].interval is None
    assert reasons[unchecked].not_placed


def test_a_camera_named_later_names_what_was_seen_before(case: Case) -> None:
    with case:
        film = add_film(case, "a.mp4")
        record(case, seen(film, 10))
        assert order_of_events(case.store)[0].title == "fall (camera not named)"
        case.decide("camera-named", "told", sha256=film, camera="north")
        assert order_of_events(case.store)[0].title == "fall (camera north)"


def two_views(case: Case, fast_s: int) -> str:
    """State one event that two recorders saw at the same moment, the second clock so many seconds off."""
    members = []
    for name, recorder, fast in (("a.mp4", "r1", 100), ("b.mp4", "r2", fast_s)):
        film = add_film(case, name, camera=name[0], recorder=recorder)
        add_clock(case, recorder, film, pts=25, shown="2022-03-16T14:05:01", fast_s=fast)
        members.append(record(case, seen(film, 50, text=f"a man falls, seen by {name[0]}")))
    case.decide("event-stated", "one fall", id="e1", title="A man falls", members=sorted(members))
    return "e1"


def test_two_views_of_one_event_meet_in_what_both_allow(case: Case) -> None:
    with case:
        two_views(case, 101)
        (event,) = order_of_events(case.store)
    assert event.interval is not None
    spans = [one.interval for one in event.sightings]
    assert event.interval.earliest == max(span.earliest for span in spans if span)
    assert event.interval.latest == min(span.latest for span in spans if span)
    assert 1.0 <= event.interval.width_ns / 1e9 < 1.2


def test_views_that_do_not_meet_contradict_and_are_not_averaged(case: Case) -> None:
    with case:
        two_views(case, 160)
        (event,) = order_of_events(case.store)
        document = order_document(case.store)
    assert event.interval is None
    assert "contradict each other by 57.88" in event.not_placed
    assert event.conflicts == (event.not_placed,)
    (written,) = document["events"]
    assert written["conflicts"] == [event.not_placed]
    assert (written["earliest"], written["latest"], written["after"]) == (None, None, [])


def test_sightings_that_contradict_each_other_order_nothing_by_frames(case: Case) -> None:
    """Which of the two views is of the event is not known, so a film that shows one of them shows no order."""
    with case:
        two_views(case, 160)
        torn = next(event for event in order_of_events(case.store) if event.id == "e1")
        film = torn.sightings[0].decided.observation.sha256
        record(case, seen(film, 20, kind=Kind.HANDS_UP)), record(case, seen(film, 90, kind=Kind.LYING))
        events = order_of_events(case.store)
    others = [event for event in events if event.id != "e1"]
    assert all("e1" not in {one.event for one in event.after} for event in others)
    assert next(event.after for event in events if event.id == "e1") == ()
    assert [one.event for one in others[1].after] == [others[0].id], "of the two that are certain it shows the order"


def clocked(case: Case, name: str, recorder: str, *, camera: str | None = None, fast_s: int = 100) -> str:
    film = add_film(case, name, frames=500, camera=camera or name, recorder=recorder)
    add_clock(case, recorder, film, pts=25, shown="2022-03-16T14:05:01", fast_s=fast_s)
    return film


def state(case: Case, name: str, *members: str) -> None:
    case.decide("event-stated", "one event", id=name, title=name, members=sorted(members))


def test_what_certainly_came_first_is_said_and_what_overlaps_is_not(case: Case) -> None:
    with case:
        film, other = clocked(case, "a.mp4", "r1"), clocked(case, "b.mp4", "r2")
        ids = [record(case, seen(film, 50)), record(case, seen(other, 60)), record(case, seen(film, 400))]
        events = {one["id"]: one for one in order_document(case.store)["events"]}
    assert events[ids[2]]["after"] == ids[:2]
    assert events[ids[1]]["after"] == []
    assert all(one["order_shown_by"] == [] for one in events.values())


def test_one_recording_shows_the_order_that_its_clock_leaves_open(case: Case) -> None:
    with case:
        film = clocked(case, "a.mp4", "r1")
        first, then = record(case, seen(film, 50)), record(case, seen(film, 60))
        document = order_document(case.store)
        jsonschema.validate(document, schema("order"), cls=jsonschema.Draft202012Validator)
        one, other = order_of_events(case.store)
    assert one.interval is not None
    assert other.interval is not None
    assert one.interval.latest > other.interval.earliest, "the bounds overlap"
    assert [event["id"] for event in document["events"]] == [first, then]
    assert document["events"][1]["after"] == [first]
    assert document["events"][1]["order_shown_by"] == [
        {
            "event": first,
            "footage": film,
            "stream": 0,
            "before": {"pts": 50, "frame": 50},
            "then": {"pts": 60, "frame": 60},
            "by_way_of": None,
        }
    ]
    assert other.after[0].by_frames is not None
    assert other.after[0].by_frames.words == "same recording: frame 50 (pts 50) before frame 60 (pts 60)"
    assert (one.open_with, other.open_with) == ((), ())


@pytest.mark.parametrize(("at", "within"), [((50, 52), 1), ((50, 50), 0), ((50, 60), 5)])
def test_moments_that_touch_in_one_recording_are_not_swapped(case: Case, at: tuple[int, int], within: int) -> None:
    with case:
        film = clocked(case, "a.mp4", "r1")
        kinds = (Kind.FALL, Kind.LYING)
        ids = [record(case, seen(film, pts, within=within, kind=kind)) for pts, kind in zip(at, kinds, strict=True)]
        events = order_of_events(case.store)
    assert [event.after for event in events] == [(), ()]
    assert [event.open_with for event in events] == [(), ()]
    same = at == (50, 50)
    assert [event.no_earlier_than for event in events] == [(ids[1],) if same else (), (ids[0],)]


def test_without_any_clock_one_recording_still_shows_the_order(case: Case) -> None:
    with case:
        film = add_film(case, "a.mp4", frames=500)
        first, then = record(case, seen(film, 50, text="z first")), record(case, seen(film, 60, text="a then"))
        events = order_of_events(case.store)
    assert [event.interval for event in events] == [None, None]
    assert [event.id for event in events] == [first, then], "not by title"
    assert [one.event for one in events[1].after] == [first]
    assert events[1].open_with == ()


def test_a_stream_whose_time_runs_backwards_shows_no_order(case: Case) -> None:
    with case:
        film = add_film(case, "a.mp4", frames=500)
        for pts in (50, 60):
            record(case, seen(film, pts))
        whole: dict[str, Any] = facts(500)
        whole["streams"][0]["jumps"] = [{"packet": 3, "from": None, "to": None, "direction": "backwards"}]
        case.decide("facts-read", "read again", sha256=film, facts=whole)
        assert [event.after for event in order_of_events(case.store)] == [(), ()]


def test_two_recordings_together_show_what_neither_does(case: Case) -> None:
    """A before B in one film; B is C's event in the other, and there before D."""
    with case:
        one, other = clocked(case, "a.mp4", "r1"), clocked(case, "b.mp4", "r2")
        first = record(case, seen(one, 50, kind=Kind.HANDS_UP))
        middle = [record(case, seen(one, 60)), record(case, seen(other, 60))]
        last = record(case, seen(other, 70, kind=Kind.LYING))
        state(case, "fall", *middle)
        events = {event.id: event for event in order_of_events(case.store)}
    assert [one.event for one in events[last].after] == [first, "fall"]
    assert {one.event: one.by_way_of for one in events[last].after} == {first: "fall", "fall": None}


def test_an_event_of_several_kinds_began_with_whichever_came_first(case: Case) -> None:
    """Its fall is before the other in the film; its raised hands are in another film, so they may have come later."""
    with case:
        one, other = clocked(case, "a.mp4", "r1"), clocked(case, "b.mp4", "r2")
        alone = record(case, seen(one, 50))
        members = [record(case, seen(one, 60)), record(case, seen(other, 55, kind=Kind.HANDS_UP))]
        state(case, "both", *members)
        later = record(case, seen(one, 70, kind=Kind.LYING))
        events = {event.id: event for event in order_of_events(case.store)}
    assert alone not in {one.event for one in events["both"].after}, "it may have begun with the hands, before"
    assert "both" in {one.event for one in events[later].after}, "whatever it began with, it had begun by the fall"


def test_frames_and_clocks_that_show_opposite_orders_are_a_contradiction(case: Case) -> None:
    """One film shows A before B; joined with sightings on another recorder, the clocks say that B came first."""
    with case:
        film = add_film(case, "a.mp4", frames=500)
        late, early = clocked(case, "b.mp4", "r2", fast_s=100), clocked(case, "c.mp4", "r3", fast_s=160)
        state(case, "A", record(case, seen(film, 50)), record(case, seen(late, 200)))
        state(case, "B", record(case, seen(film, 60)), record(case, seen(early, 10)))
        a, b = sorted(order_of_events(case.store), key=lambda event: event.id)
    assert (a.after, b.after) == ((), ())
    assert (a.latest, b.latest) == (None, None), "no bound is given while statements clash"
    assert a.conflicts == b.conflicts
    assert a.conflicts[0].startswith("these cannot all be true: ")
    assert all(name in a.conflicts[0] for name in ("a.mp4", "b.mp4", "c.mp4", "r2", "r3"))


def test_an_event_whose_sightings_were_rejected_stands_without_a_place(case: Case) -> None:
    with case:
        film = add_film(case, "a.mp4")
        one = seen(film, 10)
        record(case, one)
        case.decide("event-stated", "told", id="e1", title="A fall", members=[one.id])
        case.decide("observation-rejected", "a shadow", id=one.id)
        (event,) = order_of_events(case.store)
    assert (event.interval, event.not_placed) == (None, "none of its observations stands")


def stop_and_fall(case: Case) -> tuple[str, str, int]:
    """State an event that began with a vehicle's stop, and beside it what happened between that and the fall."""
    film = clocked(case, "a.mp4", "r1")
    stop = record(case, seen(film, 50, kind=Kind.VEHICLE_STOPS))
    seq = case.store.head().seq
    fall = record(case, seen(film, 200))
    between = record(case, seen(film, 120, kind=Kind.LYING))
    state(case, "e1", stop, fall)
    return stop, between, seq


@pytest.mark.parametrize("hide", ["erased", "protected"])
def test_a_hidden_sighting_takes_the_earliest_from_its_event_and_asserts_no_order(
    case: Case, tmp_path: Path, hide: str
) -> None:
    with case:
        stop, between, seq = stop_and_fall(case)
        assert {event.id: [one.event for one in event.after] for event in order_of_events(case.store)} == {
            "e1": [],
            between: ["e1"],
        }
        if hide == "erased":
            erase_entries(case, [seq], "order 7")
        else:
            make_key(case, tmp_path / "key.txt")
            protect_entries(case, [seq], "order 7")
        events = {event.id: event for event in order_of_events(case.store)}
        (written,) = (one for one in order_document(case.store)["events"] if one["id"] == "e1")
    event = events["e1"]
    (fall,) = event.sightings
    assert fall.interval is not None
    assert (event.interval, event.began_by) == (None, fall.interval.latest)
    assert (event.after, events[between].after) == ((), ()), "it may have begun with what is hidden"
    assert event.uncounted.startswith("1 of its 2 sightings has no time and may show an earlier beginning: ")
    assert f"{stop[:12]} (entry {seq}) is {hide} (order 7)" in event.uncounted
    assert written["uncounted"] == written["not_placed"] == event.uncounted
    shown = CliRunner().invoke(app, ["order", str(case.folder)], env={"COLUMNS": "250"})
    assert "1 of 2 sightings without time" in " ".join(shown.output.split())
    assert f"is {hide} (order 7)" in " ".join(shown.output.split())


def test_a_sighting_that_is_missing_altogether_counts_as_one_without_a_time(case: Case) -> None:
    with case:
        film = clocked(case, "a.mp4", "r1")
        fall = record(case, seen(film, 200))
        state(case, "e1", fall, "0" * 20)
        state(case, "e2", "1" * 20)
        one, other = sorted(order_of_events(case.store), key=lambda event: event.id)
    assert one.interval is None
    assert one.began_by is not None
    assert "withheld or missing" in one.uncounted
    assert other.latest is None
    assert "withheld or missing" in other.not_placed


def test_a_sighting_that_a_person_rejected_by_name_counts_no_more(case: Case) -> None:
    with case:
        stop, _, _ = stop_and_fall(case)
        case.decide("observation-rejected", "a shadow", id=stop)
        (event,) = (event for event in order_of_events(case.store) if event.id == "e1")
    (fall,) = event.sightings
    assert (event.interval, event.uncounted, event.gone) == (fall.interval, "", ())


def test_a_hidden_view_of_the_same_act_leaves_what_the_others_say(case: Case) -> None:
    with case:
        film, other = clocked(case, "a.mp4", "r1"), clocked(case, "b.mp4", "r2")
        first = record(case, seen(film, 50))
        seq = case.store.head().seq
        state(case, "e1", first, record(case, seen(other, 50)))
        erase_entries(case, [seq], "order 7")
        (event,) = order_of_events(case.store)
    assert event.interval == event.sightings[0].interval, "wider than both together and still true"
    assert event.uncounted.startswith("1 of its 2 sightings has no time: ")


def test_proposals_make_no_event(case: Case) -> None:
    with case:
        film = add_film(case, "a.mp4")
        propose(case, film, seen(film, 10))
        assert order_of_events(case.store) == ()


def test_no_events_is_an_empty_order(case: Case) -> None:
    with case:
        assert order_document(case.store)["events"] == []


def test_checks_of_one_clock_that_cannot_both_be_true_are_a_conflict_of_their_own_kind(case: Case) -> None:
    with case:
        film = add_film(case, "a.mp4", camera="a", recorder="r1")
        for fast_s in (100, 160):
            add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=fast_s)
        record(case, seen(film, 50))
        (event,) = order_of_events(case.store)
        (written,) = order_document(case.store)["events"]
    assert event.interval is None
    assert len(event.conflicts) == 1
    assert "cannot both be true" in event.conflicts[0]
    assert written["conflicts"] == [*event.conflicts]


def test_what_is_merely_missing_is_no_conflict(case: Case) -> None:
    with case:
        record(case, seen(add_film(case, "a.mp4", camera="a", recorder="r1"), 10))
        (event,) = order_of_events(case.store)
    assert (event.interval, event.conflicts) == (None, ())


def read_clock(case: Case, film: str, **said: object) -> None:
    body: dict[str, object] = {
        "sha256": film,
        "pts": 25,
        "time_base": "1/25",
        "displayed": "2022-03-16T14:05:01",
        "how": "tick",
    }
    case.decide("clock-read", "read", **{**body, **said})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"pts": 999_999_999}, "names no picture that is shown .they lie from 0 to 99"),
        ({"pts": -1}, "names no picture"),
        ({"time_base": "1/50"}, "counts 1/50 s a tick, and the stream counts 1/25"),
        ({"stream": 1}, "cannot be held against stream 1"),
        ({"how": "shows", "pts": 100, "within_ns": 10**9}, "names no picture"),
    ],
)
def test_a_reading_of_no_picture_places_nothing_beside_a_right_one(
    case: Case, said: dict[str, object], wrong: str
) -> None:
    with case:
        film = add_film(case, "a.mp4", camera="a", recorder="r1")
        add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
        read_clock(case, film, **said)
        with pytest.raises(BadReadingError, match=wrong):
            Clocks(case.store).place(film, seen(film, 50).start)


def test_a_reading_without_a_stream_is_of_the_only_one_with_pictures(case: Case) -> None:
    with case:
        film = add_film(case, "a.mp4", camera="a", recorder="r1")
        case.decide(
            "time-check-made",
            "checked",
            recorder="r1",
            displayed="2022-03-16T14:11:40",
            reference="2022-03-16T12:10:00Z",
            within_ns=0,
        )
        read_clock(case, film)
        placed = Clocks(case.store).place(film, seen(film, 50, within=0).start)
    assert placed.interval.width_ns == 40_000_000


def test_sightings_of_several_kinds_bound_the_first_of_them_and_contradict_nothing(case: Case) -> None:
    with case:
        film = add_film(case, "a.mp4", frames=500, camera="a", recorder="r1")
        add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
        first = record(case, seen(film, 50, kind=Kind.VEHICLE_STOPS))
        then = record(case, seen(film, 400))
        case.decide("event-stated", "one act", id="e1", title="They come", members=sorted([first, then]))
        (event,) = order_of_events(case.store)
    starts = {one.decided.observation.id: one.interval for one in event.sightings}
    assert event.interval == starts[first]
    assert event.conflicts == ()


def half_known(case: Case, *, kind: Kind = Kind.VEHICLE_STOPS, said: tuple[str, str] | None = None) -> str:
    """State an event of a fall that is placed and of something on footage whose recorder nobody knows."""
    film, unknown = clocked(case, "a.mp4", "r1"), add_film(case, "b.mp4", frames=500, camera="b")
    members = sorted([record(case, seen(film, 50)), record(case, seen(unknown, 400, kind=kind))])
    ends = dict(zip(("start_earliest", "start_latest"), (str(at(one)) for one in said), strict=True)) if said else {}
    case.decide("event-stated", "one act", id="e1", title="They come", members=members, **ends)
    return film


def test_a_sighting_without_a_time_leaves_only_the_latest_moment_of_an_event(case: Case) -> None:
    with case:
        film = half_known(case)
        later, sooner = record(case, seen(film, 400)), record(case, seen(film, 40))
        events = {event.id: event for event in order_of_events(case.store)}
        document = order_document(case.store)
    jsonschema.validate(document, schema("order"), cls=jsonschema.Draft202012Validator)
    event = events["e1"]
    placed = next(one.interval for one in event.sightings if one.interval)
    assert (event.interval, event.began_by) == (None, placed.latest), "what has no time may have begun it earlier"
    assert event.not_placed.startswith("1 of its 2 sightings has no time and may show an earlier beginning: footage")
    assert [one.event for one in events[later].after if one.event == "e1"], "it had begun before this one could"
    assert not event.after
    assert sooner in event.open_with
    assert event.conflicts == ()
    (written,) = (one for one in document["events"] if one["id"] == "e1")
    assert (written["earliest"], written["latest"], written["width_s"]) == (None, str(placed.latest), None)
    assert written["not_placed"] == written["uncounted"] == event.not_placed
    assert [one["id"] for one in document["events"]].index("e1") < [one["id"] for one in document["events"]].index(
        later
    )


def test_a_view_without_a_time_takes_nothing_from_another_view_of_the_same_act(case: Case) -> None:
    with case:
        half_known(case, kind=Kind.FALL)
        (event,) = order_of_events(case.store)
    assert event.interval == next(one.interval for one in event.sightings if one.interval)
    assert event.uncounted.startswith("1 of its 2 sightings has no time: footage")


@pytest.mark.parametrize(
    ("said", "earliest", "conflicts"),
    [
        (("12:00:00", "12:30:00"), at("12:00:00"), 0),
        (("11:00:00", "11:30:00"), at("11:00:00"), 0),  # earlier than the one that is placed: the other may be
        (("12:20:00", "12:30:00"), None, 1),  # it had begun before
    ],
)
def test_what_is_stated_of_an_event_bounds_it_beside_a_sighting_without_a_time(
    case: Case, said: tuple[str, str], earliest: Instant | None, conflicts: int
) -> None:
    with case:
        half_known(case, said=said)
        (event,) = order_of_events(case.store)
    assert (event.interval.earliest if event.interval else None) == earliest
    assert (event.began_by, len(event.conflicts)) == (None, conflicts)


def test_what_is_assumed_stands_beside_every_time_that_rests_on_it(case: Case) -> None:
    with case:
        film = add_film(case, "a.mp4", camera="a", recorder="r1")
        add_clock(case, "r1", film, pts=25, shown="2022-03-16T14:05:01", fast_s=100)
        record(case, seen(film, 50))
        (written,) = order_document(case.store)["events"]
    assert [sentence.split(":")[0] for sentence in written["assumes"]] == [
        "no drift of r1 is stated",
        "no zone of r1 is stated",
    ]
    assert written["sightings"][0]["assumes"] == written["assumes"]


def test_a_film_of_winter_time_and_a_check_of_summer_time_need_a_zone(case: Case) -> None:
    with case:
        film = add_film(case, "a.mp4", camera="a", recorder="r1")
        add_clock(case, "r1", film, pts=25, shown="2022-03-30T14:05:01", fast_s=100)
        one = seen(film, 50)
        with pytest.raises(ZoneNotStatedError):
            Clocks(case.store).place(film, one.start)
        facts = {"zone": "Europe/Kyiv", "max_rate_error": "1/1000000"}
        case.decide("acquisition-recorded", "told", form_sha256="ab" * 32, recorder="r1", facts=facts)
        placed = Clocks(case.store).place(film, one.start)
    # Summer time: the display stood at 14:05:02, and 100 s before that it was 11:03:22 in the world.
    assert placed.interval.holds(Instant.parse("2022-03-30T11:03:22Z"))
    assert placed.assumes == ()


HOUR = 3600 * 25
# Fifty pictures, then a hundred more: an hour on; from an earlier time; from a time within the fifty.
LEAPS = {
    "ahead": [*range(50), *range(50 + HOUR, 150 + HOUR)],
    "back": [*range(1000, 1050), *range(100, 200)],
    "over itself": [*range(1000, 1050), *range(1030, 1130)],
}


def leaping(case: Case, times: list[int], *read_at: int) -> str:
    """Journal a footage of these times, and that its clock showed one second more at each of some of them."""
    film = add_film(case, "a.ts", camera="a", recorder="r1", times=times)
    for number, pts in enumerate(read_at):
        shown = f"2022-03-16T14:05:{number + 1:02}"
        if number:
            read_clock(case, film, pts=pts, displayed=shown)
        else:
            add_clock(case, "r1", film, pts=pts, shown=shown, fast_s=100)
    return film


@pytest.mark.parametrize(
    ("leap", "read", "beside", "beyond"),
    [
        ("ahead", 25, 40, 60 + HOUR),
        ("ahead", 25, 0, 60 + HOUR),
        ("ahead", 100 + HOUR, 149 + HOUR, 40),
        ("back", 1025, 1040, 150),
        ("back", 150, 100, 1040),
        ("over itself", 1025, 1010, 1100),
        ("over itself", 1025, 1010, 1040),
    ],
)
def test_a_reading_says_nothing_beyond_a_leap_of_the_files_time(
    case: Case, leap: str, read: int, beside: int, beyond: int
) -> None:
    with case:
        film = leaping(case, LEAPS[leap], read)
        assert Clocks(case.store).place(film, seen(film, beside).start).interval.width_ns < 3 * 10**9
        with pytest.raises(LeapError, match=r"leaps between the reading and this moment.*clock on its side too"):
            Clocks(case.store).place(film, seen(film, beyond).start)


def test_an_event_beyond_a_leap_has_no_time_and_says_why(case: Case) -> None:
    with case:
        film = leaping(case, LEAPS["ahead"], 25)
        record(case, seen(film, 60 + HOUR))
        (event,) = order_of_events(case.store)
        assert (event.interval, event.conflicts) == (None, ())
        assert "the file's time leaps" in event.not_placed


def test_a_reading_on_either_side_places_both_and_neither_contradicts_the_other(case: Case) -> None:
    """The display says that four seconds went by, the file says an hour: the recorder's own count was set."""
    with case:
        film = leaping(case, LEAPS["ahead"], 25, 60 + HOUR)
        first, then = (Clocks(case.store).place(film, seen(film, pts, within=0).start) for pts in (25, 60 + HOUR))
    assert then.interval.earliest.ns - first.interval.earliest.ns == 10**9


def test_a_moment_that_reaches_over_a_leap_is_not_placed(case: Case) -> None:
    with case:
        film = leaping(case, LEAPS["ahead"], 25, 60 + HOUR)
        with pytest.raises(LeapError, match="or within it"):
            Clocks(case.store).place(film, seen(film, 50 + HOUR).start)


def test_the_first_tick_after_a_leap_is_no_more_than_a_plain_reading(case: Case) -> None:
    """The picture before it lies beyond the leap, so nobody saw the second flip."""
    with case:
        film = leaping(case, LEAPS["ahead"], 50 + HOUR)
        placed = Clocks(case.store).place(film, seen(film, 60 + HOUR, within=0).start)
    assert placed.interval.width_ns == 3 * 10**9, "a second of the reading, two of the check"


def test_a_reading_at_a_time_that_comes_twice_is_refused(case: Case) -> None:
    with case:
        film = leaping(case, LEAPS["over itself"], 1040)
        with pytest.raises(BadReadingError, match="a time that comes 2 times"):
            Clocks(case.store).place(film, seen(film, 1010).start)


@pytest.mark.parametrize(("fell_at", "came_at", "elsewhere_at"), [(50, 100, 30), (200, 300, 5)])
def test_an_appearance_that_two_cameras_show_has_no_earliest_in_either(
    case: Case, fell_at: int, came_at: int, elsewhere_at: int
) -> None:
    """He came into the one view after the fall; into the other perhaps, or surely, before it."""
    with case:
        film, other = clocked(case, "a.mp4", "r1"), clocked(case, "b.mp4", "r2")
        fall = record(case, seen(film, fell_at))
        views = [record(case, seen(one, at, kind=Kind.PERSON_ENTERS))
                 for one, at in ((film, came_at), (other, elsewhere_at))]  # fmt: skip
        state(case, "comes", *views)
        events = {event.id: event for event in order_of_events(case.store)}
        answer = before_document(OpenedCase.of(case.store), fall, "comes")
    assert (events["comes"].after, events["comes"].conflicts, events[fall].conflicts) == ((), (), ())
    assert answer["relation"] == ("open" if fell_at == 50 else "after")
    assert [one.event for one in events[fall].after] == ([] if fell_at == 50 else ["comes"])


def test_an_appearance_of_which_a_view_is_hidden_has_no_earliest(case: Case) -> None:
    """What is hidden may be another camera's earlier view: hiding it may not make the rest say more."""
    with case:
        film, other = clocked(case, "a.mp4", "r1"), clocked(case, "b.mp4", "r2")
        fall = record(case, seen(film, 50))
        view = record(case, seen(film, 100, kind=Kind.PERSON_ENTERS))
        hidden = record(case, seen(other, 30, kind=Kind.PERSON_ENTERS))
        state(case, "comes", view, hidden)
        erase_entries(case, [case.store.head().seq - 1], "order 7")
        comes = next(event for event in order_of_events(case.store) if event.id == "comes")
        answer = before_document(OpenedCase.of(case.store), fall, "comes")
    assert (comes.interval, comes.not_before, comes.after) == (None, None, ())
    assert answer["relation"] == "open"


def test_what_one_recording_shows_on_both_sides_of_a_leap_orders_in_the_network_too(case: Case) -> None:
    with case:
        film = leaping(case, LEAPS["ahead"], 25)
        first = record(case, seen(film, 10))
        state(case, "both", record(case, seen(film, 30)), record(case, seen(film, 70 + HOUR, kind=Kind.VEHICLE_STOPS)))
        both = next(event for event in order_of_events(case.store) if event.id == "both")
        answer = before_document(OpenedCase.of(case.store), first, "both")
    (shown,) = both.after
    assert (shown.event, answer["relation"]) == (first, "before")


def test_a_moment_within_a_leap_is_before_no_picture(case: Case) -> None:
    """What a file's time says there is neither side's: the pictures of half a second may bear an hour between them."""
    with case:
        film = leaping(case, LEAPS["ahead"], 25)
        within = replace(seen(film, 49), start=Moment(49, 48, 49 + HOUR // 2, BASE))
        first, then = record(case, within), record(case, seen(film, 60 + HOUR, kind=Kind.LYING))
        event = next(event for event in order_of_events(case.store) if event.id == then)
        answer = before_document(OpenedCase.of(case.store), first, then)
    assert (event.after, answer["relation"]) == ((), "open")


def test_of_too_many_events_it_is_said_that_their_order_is_not_drawn(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    with case:
        film, other = clocked(case, "a.mp4", "r1"), clocked(case, "b.mp4", "r2")
        first, then = record(case, seen(film, 50)), record(case, seen(other, 60, kind=Kind.VEHICLE_STOPS))
        assert [event.open_with for event in order_of_events(case.store)] == [(then,), (first,)]
        monkeypatch.setattr("gestae.workflow.placing.MOST_EVENTS", 1)
        document = order_document(case.store)
        assert [event.open_with for event in order_of_events(case.store)] == [(), ()]
        page = write_report(case).path.read_text(encoding="utf-8")
    jsonschema.validate(document, schema("order"), cls=jsonschema.Draft202012Validator)
    assert document["order_not_drawn"] == WORDS_NOT_DRAWN
    shown = CliRunner().invoke(app, ["order", str(case.folder)], env={"COLUMNS": "250"}).output
    assert "  order open  " not in shown
    assert WORDS_NOT_DRAWN in " ".join(shown.split())
    assert "Not all is shown here: the order of more than 5000 events is not drawn in full" in page
    assert "Order not established" not in page
    assert "order against the one above not established, or not drawn</li>" in page


def test_a_clash_of_clocks_alone_is_named_at_all_that_hangs_together_with_it(case: Case) -> None:
    """Two clocks and an offset clash, and no sighting is among them; a third film has nothing to do with it."""
    with case:
        a, b, c = (clocked(case, f"{name}.mp4", f"r{name}") for name in "abc")
        span = {"first_ns": 0, "last_ns": 10**9, "least_ns": 60 * 10**9, "most_ns": 61 * 10**9}
        case.decide("offset-accepted", "seen", a_sha256=a, b_sha256=b, how="movement", artifact="cd" * 32, **span)
        hang = {record(case, seen(film, 100)) for film in (a, b)}
        sure = record(case, seen(c, 300))
        events = {event.id: event for event in order_of_events(case.store)}
    assert events[sure].conflicts == ()
    for name in hang:
        (clash,) = events[name].conflicts
        assert clash.startswith("these cannot all be true: ")
        assert "the times of a.mp4 are 60 s to 61 s ahead of those of b.mp4" in clash
        why, _, statements = events[name].not_placed.partition("it hangs together with what cannot all be true: ")
        assert why == ""
        assert "ahead of those of b.mp4" in statements
