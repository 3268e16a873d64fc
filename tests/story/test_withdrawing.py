"""A form taken back on the command line: its recorder places nothing, which is said wherever one looks."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.story.incident import FORM, Workplace, begin

from gestae.model.evidence import Digest

pytestmark = pytest.mark.story

WHY = "filled in before another recorder"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """A case whose only event was placed, until its form was withdrawn."""
    place = begin(tmp_path_factory.mktemp("withdrawn"))
    assert place.json("order", place.case)["events"][0]["earliest"] is not None
    return place


def test_a_form_is_withdrawn_and_a_corrected_one_places_again(place: Workplace) -> None:
    form = Digest.of(FORM.encode()).hex
    without = place.json("without", place.case, "--source", form[:10])
    by_name = place.json("without", place.case, "--source", "recorder:recorder-a")
    said = place.run("withdraw", place.case, form[:10], "--why", WHY).stdout.replace("\n", " ")
    assert "of recorder-a (time checks: 1, files whose camera it named: 1)" in said
    entries = [one["entry"] for one in place.json("log", place.case)["entries"] if one["entry"]]
    kinds = [entry["kind"] for entry in entries]
    assert kinds.index("acquisition-recorded") < kinds.index("acquisition-withdrawn")
    assert entries[kinds.index("acquisition-withdrawn")]["reason"] == WHY
    order = place.json("order", place.case)
    (event,) = order["events"]
    assert event["earliest"] is None
    assert {one["left"]["earliest"] for one in (*without["points"].values(), *by_name["points"].values())} == {None}
    assert order["points"] == {name: one["left"] for name, one in without["points"].items()}
    assert {one["why"] for one in order["left_out"]} == {WHY}
    assert "withdrawn entries that speak of time are not counted" in " ".join(
        place.run("tell", place.case).stdout.split()
    )
    for verb in ("order", "verify"):
        told = " ".join(place.run(verb, place.case).stdout.split())
        assert "recorder recorder-a places nothing: no time check of it stands" in told
        assert WHY in told
    verified = place.json("verify", place.case)
    assert verified["whole"], "that a clock is lost is no fault of the case"
    assert [one["recorder"] for one in verified["silent_recorders"]] == ["recorder-a"]
    corrected: Path = place.root / "corrected.toml"
    corrected.write_text(FORM.replace("14:10:00", "14:11:00"), encoding="utf-8")
    place.run("add", place.case, place.delivery, "--acquisition", corrected, "--from", "I. Mak", code=None)
    (event,) = place.json("order", place.case)["events"]
    assert event["earliest"] is not None
    assert place.json("order", place.case)["silent_recorders"] == []
    assert place.json("rebuild", place.case)["equal"]


def test_what_is_no_form_is_refused(place: Workplace) -> None:
    refused = place.run("withdraw", place.case, "0123456789", "--why", WHY, code=3)
    assert "no time check, clock reading, offset, zone, event or form" in " ".join(refused.stderr.split())
