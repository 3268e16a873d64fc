"""By which entry a reading of a paper's clock was made, when other readings of the event say nothing or are gone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.workflow.cases import add_film, record, seen
from tests.unit.workflow.papers import LIST, papers, take_in

from gestae.model.observation import Moment
from gestae.workflow.asking import conflicts_document
from gestae.workflow.case import Case
from gestae.workflow.casenetwork import OpenedCase
from gestae.workflow.statedby import StatedBy
from gestae.workflow.withdrawing import withdraw

CLOCK = """
[[clock]]
id = "{0}"
source = "calls.csv"
zone = "Europe/Kyiv"
drift = "1 ppm"
compared = [{{ clock = "{1}", reference = "2022-03-16T10:00:00", within = "2 s", source = "letter.txt" }}]
"""
READ = """
[[event.recorded]]
source = "calls.csv"
row = {0}
column = "start_local"
clock = "{1}"
within = "1 s"
"""
LATE = """
[[constraint]]
id = "late"
to = "call"
after = "2022-03-16T15:00:00"
source = "neighbour.txt"
passage = "A grey van went into the yard"
"""


def twice_recorded(one: str) -> str:
    """Write a list of one call that two clocks date, by a row each, and of which a witness says that it came later."""
    clocks = CLOCK.format("one", one) + CLOCK.format("two", "2022-03-16T10:00:00")
    event = '[[event]]\nid = "call"\ntitle = "A guard telephones"\n' + READ.format(1, "one") + READ.format(2, "two")
    return '[list]\nformat = 1\nwords = "en"\n' + clocks + event + LATE


@pytest.mark.parametrize(("one", "back"), [("2022-03-16T10:00:00", True), ("2015-03-16T10:00:00", False)])
def test_a_reading_bears_its_own_row_and_entry_where_an_earlier_one_says_nothing(
    tmp_path: Path, one: str, *, back: bool
) -> None:
    """Of two readings of an event the first counts for nothing: its clock is withdrawn, or years away from the rest."""
    with papers(tmp_path) as case:
        take_in(case, tmp_path, twice_recorded(one))
        if back:
            withdraw(case, ["one"], "another clock")
        (entry,) = {int(str(row["seq"])) for row in case.store.rows("readings") if row["row"] == 2}
        opened = OpenedCase.of(case.store)
        stated = StatedBy(case.store, opened)
        (name,) = (said.id for said in opened.network.said if said.id.startswith("seen:"))
        assert stated.entries(name) == (entry,)
        assert "clock two" in stated.says(name)
        assert "row 2, column start_local" in stated.says(name)
        assert stated.way_out(name) == f"gestae withdraw CASE {entry} --why REASON"
        withdraw(case, [str(entry)], "as the way out says")
        assert conflicts_document(OpenedCase.of(case.store).network)["consistent"], "the way out is one"


def test_a_reading_that_is_taken_back_leaves_the_others_their_rows(tmp_path: Path) -> None:
    with papers(tmp_path) as case:
        take_in(case, tmp_path, twice_recorded("2022-03-16T10:00:00"))
        entries = {row["row"]: int(str(row["seq"])) for row in case.store.rows("readings")}
        opened = OpenedCase.of(case.store)
        stated = StatedBy(case.store, opened)
        names = sorted(said.id for said in opened.network.said if said.id.startswith("seen:"))
        rows = {1: "“1,+380", 2: "“2,+380"}
        for name in names:
            (row,) = (row for row, words in rows.items() if words in stated.says(name))
            assert stated.entries(name) == (entries[row],)
        withdraw(case, [str(entries[1])], "misread")
        opened = OpenedCase.of(case.store)
        (left,) = (said.id for said in opened.network.said if said.id.startswith("seen:"))
        assert StatedBy(case.store, opened).entries(left) == (entries[2],)


def test_a_reading_of_an_event_that_frames_show_to_last_keeps_its_row(tmp_path: Path) -> None:
    """The list says nothing of how long the call lasted; a sighting with an end does: the reading is of its start."""
    with papers(tmp_path) as case:
        film = add_film(case, "gate.mp4", frames=500)
        shown = lasting(case, film)
        text = LIST.replace('title = "A guard telephones"\n', f'title = "A guard telephones"\nfound = ["{shown}"]\n')
        take_in(case, tmp_path, text.replace('from = "noise.end"\nto = "call"', 'from = "noise.end"\nto = "shout"'))
        (entry,) = {int(str(row["seq"])) for row in case.store.rows("readings")}
        opened = OpenedCase.of(case.store)
        stated = StatedBy(case.store, opened)
        (name,) = (one.id for one in opened.network.said if one.id in opened.told.entries)
        assert any(point.endswith(".start") for point in opened.titles if point.split(".")[0] in name)
        assert "row 2, column start_local" in stated.says(name)
        assert stated.entries(name) == (entry,)


def lasting(case: Case, film: str) -> str:
    one = seen(film, 30)
    return record(case, replace(one, end=Moment(60, 59, 61, one.start.time_base)))
