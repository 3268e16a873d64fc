"""The account of the format's own page, answered as that page says; and every way in which it can be asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from gestae.base.units import parse_duration
from gestae.errors import Faults, InputRefused
from gestae.model.time import Instant
from gestae.workflow.accounts import OpenedAccount, told_words
from gestae.workflow.asking import (  # fmt: skip
    before_document,
    conflicts_document,
    order_answer,
    why_document,
    without_document,
)
from gestae.workflow.documents import schema
from gestae.workflow.phrases import phrase_reader

YARD = """
[account]
format = 1
title = "The yard"
zone = "Europe/Kyiv"
[sources.cam2]
kind = "footage"
origin = "recorder-A"
[sources.handover]
kind = "document"
[sources.w1]
kind = "statement"
[clocks.cam2]
source = "cam2"
zone = "Europe/Kyiv"
compared = [{ clock = "2022-03-16T14:03:00", reference = "2022-03-16T14:01:20", within = "1 s", source = "handover" }]
[events.turned]
title = "The two men turn away"
seen = [{ clock = "cam2", at = "2022-03-16T14:20:05.240", within = "40 ms" }]
[events.fell]
title = "Both fall"
[events.talk]
title = "They talk"
lasts = { min = "1 min", max = "10 min" }
seen = [{ clock = "cam2", at = "2022-03-16T14:12:00", point = "start" }]
[[constraints]]
id = "w1-ten-seconds"
from = "turned"
to = "fell"
min = "0 s"
max = "10 s"
sources = ["w1"]
[[constraints]]
to = "talk.end"
after = "2022-03-16T14:00:00"
before = "2022-03-16T15:00:00"
sources = ["cam2"]
"""
LATE = """
[[constraints]]
id = "w2"
from = "talk.start"
to = "turned"
min = "1 h"
sources = ["w1"]
links = ["same-talk"]
"""


def opened(tmp_path: Path, text: str = YARD) -> OpenedAccount:
    path = tmp_path / "yard.toml"
    path.write_text(text, "utf-8")
    return OpenedAccount.read(path)


def test_the_worked_example_is_answered_as_the_format_says(tmp_path: Path) -> None:
    answer = order_answer(opened(tmp_path))
    assert answer["consistent"] is True
    assert answer["points"]["turned"] == {
        "earliest": "2022-03-16T12:18:24.200000000Z",
        "latest": "2022-03-16T12:18:26.280000000Z",
        "grade": "instrument",
    }
    assert answer["points"]["fell"] == {
        "earliest": "2022-03-16T12:18:24.200000000Z",
        "latest": "2022-03-16T12:18:36.280000000Z",
        "grade": "testimony",
    }
    assert ["turned", "fell"] in answer["order"]["not_after"]
    assert ["talk.start", "turned"] in answer["order"]["before"]
    assert answer["words"] == []


def test_drift_widens_what_lies_far_from_the_comparison(tmp_path: Path) -> None:
    drifting = opened(tmp_path, YARD.replace("compared =", 'drift = "20 ppm"\ncompared ='))
    # 1025.24 s after the comparison: 20.5048 ms of drift either way.
    assert order_answer(drifting)["points"]["turned"]["earliest"] == "2022-03-16T12:18:24.179495200Z"


def test_a_contradiction_yields_conflicts_and_repairs_and_no_bounds(tmp_path: Path) -> None:
    answer = order_answer(opened(tmp_path, YARD + LATE))
    assert "points" not in answer
    assert "order" not in answer
    assert answer["consistent"] is False
    (conflict,) = answer["conflicts"]
    assert conflict == {
        "constraints": ["seen:talk.start:1", "seen:turned:1", "w2"],
        "sources": ["cam2", "w1"],
        "links": ["same-talk"],
        "remains_without": ["seen:talk.start:1"],
    }
    assert answer["others"] is True
    # Without the reading of the talk's start the clash stays: its end and its length bound the start as well.
    assert {tuple(one["constraints"]) for one in answer["repairs"]} == {("seen:turned:1",), ("w2",)}


def test_every_conflict_says_whether_that_was_all(tmp_path: Path) -> None:
    both = opened(tmp_path, YARD + LATE + LATE.replace('"w2"', '"w3"').replace("1 h", "2 h"))
    assert order_answer(both, every=True)["complete"] is True
    # Each lie clashes with the talk's start as it was seen, and as its end and its length bound it.
    assert len(order_answer(both, every=True)["conflicts"]) == 4
    assert len(order_answer(both)["conflicts"]) == 1
    assert order_answer(both, every=True, most=1)["complete"] is False


def test_why_gives_steps_that_lead_from_the_origin_to_the_point(tmp_path: Path) -> None:
    answer = why_document(opened(tmp_path), "fell")
    latest = answer["latest_rests_on"]
    assert latest["constraints"] == ["compared:cam2:1", "seen:turned:1", "w1-ten-seconds"]
    assert [step["constraint"] for step in latest["steps"]] == ["compared:cam2:1", "seen:turned:1", "w1-ten-seconds"]
    assert latest["steps"][-1] == {
        "from": "turned",
        "to": "fell",
        "at_most": "10 s",
        "so_far": "1116.28 s",
        "at": "2022-03-16T12:18:36.280000000Z",
        "constraint": "w1-ten-seconds",
        "says": "0 s to 10 s later (w1)",
    }
    earliest = answer["earliest_rests_on"]["steps"]
    assert [(step["from"], step["to"], step["at_least"]) for step in earliest] == [
        (None, "clock cam2", "-101 s"), ("clock cam2", "turned", "1205.2 s"), ("turned", "fell", "0 s"),
    ]  # fmt: skip
    assert earliest[1]["says"] == "clock cam2 stood at 2022-03-16 14:20:05.240 +02:00 give or take 0.04 s"


def test_every_step_of_a_bound_says_the_moment_that_it_reaches_and_no_step_between_two_points_does(
    tmp_path: Path,
) -> None:
    account = opened(tmp_path)
    answer = why_document(account, "fell")
    for side in ("earliest", "latest"):
        steps = answer[f"{side}_rests_on"]["steps"]
        assert steps[-1]["at"] == answer[side]
        for one in steps:
            reached_ns = Instant.parse(one["at"]).ns - account.network.epoch_ns
            assert reached_ns == parse_duration(one["so_far"])
    between = before_document(account, "turned", "fell")
    assert not [one for key in ("least_rests_on", "most_rests_on") for one in between[key]["steps"] if "at" in one]


def test_a_moment_that_no_calendar_names_is_left_out(tmp_path: Path) -> None:
    # The clock runs ten years behind, so the step to its node reaches what it showed in the year 10007.
    late = YARD[: YARD.rindex("[[constraints]]")]
    late = late.replace("2022-03-16T14:01:20", "9997-03-16T14:01:20").replace("2022", "9987")
    steps = why_document(opened(tmp_path, late), "turned")["latest_rests_on"]["steps"]
    assert [("at" in one) for one in steps] == [False, True]


PHRASED = """
[[constraints]]
id = "max-alone"
from = "turned"
to = "talk.end"
max = "5 s"
sources = ["w1"]
[[constraints]]
id = "min-alone"
from = "talk.start"
to = "turned"
min = "90 s"
sources = ["w1", "cam2"]
[[constraints]]
id = "told"
from = "turned"
to = "fell"
phrase = "less than a minute"
sources = ["w1"]
"""
STATED = {
    "max-alone": "max-alone: talk.end lies up to 5 s after turned, or at any time before it (w1)",
    "min-alone": "min-alone: turned lies at least 1 min 30 s after talk.start (w1, cam2)",
    "told": (
        "told: fell lies between 0 s and 1 min after turned, "
        "as \u201cless than a minute\u201d is read by policy en/1 (w1)"
    ),
    "c2": "c2: talk.end not before 2022-03-16 14:00:00.000 +02:00 and not after 2022-03-16 15:00:00.000 +02:00 (cam2)",
    "seen:turned:1": "seen:turned:1: clock cam2 stood at 2022-03-16 14:20:05.240 +02:00 give or take 0.04 s",
    "lasts:talk": "lasts:talk: it lasts 1 min to 10 min",
}


def test_a_statement_is_named_by_its_id_and_what_it_says(tmp_path: Path) -> None:
    path = tmp_path / "told.toml"
    path.write_text(YARD.replace("[sources.cam2]", 'words = "en"\n[sources.cam2]', 1) + PHRASED, "utf-8")
    account = OpenedAccount.read(path, phrase_reader())
    assert {name: account.stated(name) for name in STATED} == STATED
    said = told_words(account.account)
    assert said["max-alone"] == "at most 5 s later, or any time before (w1)"
    assert said["min-alone"] == "at least 1 min 30 s later (w1, cam2)"
    assert said["told"] == "\u201cless than a minute\u201d, read by policy en/1 as 0 s to 1 min later (w1)"


def test_before_says_what_follows_how_firmly_and_which_clock_could_break_it(tmp_path: Path) -> None:
    answer = before_document(opened(tmp_path), "talk.start", "turned")
    assert (answer["relation"], answer["least"], answer["most"]) == ("before", "485.2 s", "485.28 s")
    assert answer["breaks_without"] == ["recorder-A"]
    assert answer["clocks"] == [{"clock": "cam2", "breaks_if_earlier_by": None, "breaks_if_later_by": None}]


def test_an_open_order_is_shown_by_two_timelines_that_disagree(tmp_path: Path) -> None:
    answer = before_document(opened(tmp_path), "talk.end", "turned")
    assert answer["relation"] == "open"
    first, second = answer["timelines"]
    assert first["talk.end"] < first["turned"]
    assert second["turned"] < second["talk.end"]


def test_without_a_witness_the_fall_has_no_bound(tmp_path: Path) -> None:
    answer = without_document(opened(tmp_path), ["w1"], [])
    assert answer["dropped"] == ["w1-ten-seconds"]
    assert (answer["dropped_uncounted"], answer["ends_contradiction"]) == ([], False)
    assert answer["points"]["fell"]["change"] == "lost"
    assert answer["points"]["fell"]["left"] == {"earliest": None, "latest": None, "grade": None}
    assert answer["points"]["turned"]["change"] == "unchanged"
    assert answer["lost_order"] == [{"first": "turned", "second": "fell", "was": "not_after"}]


def test_what_the_account_does_not_name_is_refused(tmp_path: Path) -> None:
    account = opened(tmp_path)
    with pytest.raises(InputRefused, match=r"talk\.end, talk\.start"):
        why_document(account, "talk")
    with pytest.raises(InputRefused, match="no source"):
        without_document(account, ["w9"], [])
    with pytest.raises(InputRefused, match="say one of rate:cam2, same-talk"):
        without_document(opened(tmp_path, YARD + LATE.replace("1 h", "1 min")), [], ["same-man"])
    bare = opened(tmp_path, '[account]\nformat = 1\ntitle = "bare"\n[events.fell]\ntitle = "Both fall"\n')
    with pytest.raises(InputRefused, match="it names none"):
        without_document(bare, ["w1"], [])
    with pytest.raises(InputRefused, match="nothing here rests on a link"):
        without_document(bare, [], ["same-man"])
    with pytest.raises(InputRefused, match="against itself"):
        before_document(account, "fell", "fell")
    with pytest.raises(InputRefused, match="cannot be read"):
        OpenedAccount.read(tmp_path / "nowhere.toml")


def test_more_points_than_an_order_is_drawn_for_have_none_unless_asked(tmp_path: Path) -> None:
    events = "".join(f'[events.e{number}]\ntitle = "event"\n' for number in range(1001))
    many = opened(tmp_path, '[account]\nformat = 1\ntitle = "many"\n' + events)
    assert order_answer(many)["order"] is None
    assert order_answer(many, order=True)["order"] == {"before": [], "not_after": [], "same": []}
    assert order_answer(many)["points"]["e0"] == {"earliest": None, "latest": None, "grade": None}


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    wrong = YARD.replace('kind = "statement"', 'kind = "rumour"').replace('to = "fell"', 'to = "fall"')
    with pytest.raises(Faults) as caught:
        opened(tmp_path, wrong)
    assert len(caught.value.faults) == 2


ASKED: dict[str, Callable[[OpenedAccount], dict[str, Any]]] = {
    "account": order_answer,
    "conflicts": lambda one: conflicts_document(one.network),
    "why": lambda one: why_document(one, "fell"),
    "before": lambda one: before_document(one, "talk.start", "turned"),
    "without": lambda one: without_document(one, ["w1"], []),
}


@pytest.mark.parametrize("name", ASKED)
def test_every_answer_is_as_its_schema_says(tmp_path: Path, name: str) -> None:
    Draft202012Validator.check_schema(schema(name))
    Draft202012Validator(schema(name)).validate(ASKED[name](opened(tmp_path)))


def test_conflicts_and_open_orders_are_as_their_schemas_say(tmp_path: Path) -> None:
    wrong = opened(tmp_path, YARD + LATE)
    for every in (False, True):
        Draft202012Validator(schema("account")).validate(order_answer(wrong, every=every))
        Draft202012Validator(schema("conflicts")).validate(conflicts_document(wrong.network, every=every))
    Draft202012Validator(schema("before")).validate(before_document(opened(tmp_path), "talk.end", "turned"))
    Draft202012Validator(schema("account")).validate(order_answer(opened(tmp_path), order=False))
