"""Which exhibit a word means: one way of naming for every verb, and no guess where a word means several."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result
from tests.unit.workflow.cases import add_film, made

from gestae.base.canonical import Json
from gestae.cli.app import app
from gestae.errors import InputRefused
from gestae.workflow.case import Case
from gestae.workflow.documents import schema
from gestae.workflow.eventlists import record_events
from gestae.workflow.exhibits import Exhibits, exhibit_numbers


def receive(case: Case, place: str | None, *, name: str = "ch01.mp4", content: bytes | None = None) -> str:
    """Journal a film that came under a path; returns its digest."""
    digest = case.originals.put_bytes(content or str(place).encode()).digest.hex
    said: dict[str, Json] = {"name": name, "source_path": place, "item": "footage", "media_type": "MP4 (by content)"}
    case.decide("item-received", "received", sha256=digest, size_bytes=9, protected=False, **said)
    return digest


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with made(tmp_path) as opened:
        for place in ("usb/DVR_A/ch01.mp4", "usb/DVR_B/ch01.mp4"):
            receive(opened, place)
        receive(opened, "usb/DVR_B/hall.mp4", name="hall.mp4")
        yield opened


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("DVR_A/ch01.mp4", 1),
        ("usb/DVR_B/ch01.mp4", 2),
        ("./DVR_B/ch01.mp4", 2),
        (r"DVR_B\ch01.mp4", 2),
        ("hall.mp4", 3),
        ("3", 3),
        ("#3", 3),
    ],
)
def test_a_name_a_path_and_a_number_name_one_exhibit(case: Case, given: str, number: int) -> None:
    assert exhibit_numbers(case.store)[Exhibits(case.store).named(given)] == number


def test_the_first_digits_of_a_digest_do_too_in_either_case(case: Case) -> None:
    exhibits = Exhibits(case.store)
    for sha256 in exhibits.numbers:
        assert exhibits.named(sha256[:8]) == exhibits.named(sha256.upper()) == sha256


@pytest.mark.parametrize("given", ["ch02.mp4", "A/ch01.mp4", "R_A/ch01.mp4", "4", "0", "#", "", "/", "usb/DVR_A"])
def test_what_is_no_whole_part_of_a_path_names_nothing(case: Case, given: str) -> None:
    with pytest.raises(InputRefused, match="there is no exhibit"):
        Exhibits(case.store).named(given)


def test_what_means_two_is_refused_with_the_way_out(case: Case) -> None:
    with pytest.raises(InputRefused) as refusal:
        Exhibits(case.store).named("ch01.mp4", "events.toml")
    said = str(refusal.value)
    assert said.startswith("events.toml: 'ch01.mp4' means 2 exhibits: 1 (usb/DVR_A/ch01.mp4, ")
    assert "2 (usb/DVR_B/ch01.mp4, " in said
    assert "write its number, such as 1, its path, such as usb/DVR_A/ch01.mp4" in said


def test_a_slip_is_answered_with_what_lies_near(case: Case) -> None:
    with pytest.raises(InputRefused, match=r"near it lie 'hall\.mp4'"):
        Exhibits(case.store).named("hal.mp4")


def test_a_path_that_is_withheld_names_nothing(case: Case) -> None:
    sha256 = receive(case, "withheld", name="Witness 1", content=b"x")
    exhibits = Exhibits(case.store)
    assert exhibits.received_as(sha256) == ()
    assert "withheld" not in str(exhibits.matching("withheld"))
    assert exhibits.named("Witness 1") == sha256


def test_the_same_bytes_under_two_paths_are_one_exhibit(case: Case) -> None:
    sha256 = receive(case, "disk/copy.mp4", name="copy.mp4", content=b"usb/DVR_A/ch01.mp4")
    exhibits = Exhibits(case.store)
    assert exhibits.named("copy.mp4") == exhibits.named("DVR_A/ch01.mp4") == sha256
    assert exhibits.received_as(sha256) == ("usb/DVR_A/ch01.mp4", "disk/copy.mp4")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], env={"GESTAE_AUTHOR": "O. T.", "COLUMNS": "160"})


def test_every_verb_takes_what_the_table_of_footage_shows(case: Case) -> None:
    shown = run("footage", case.folder).stdout
    assert "DVR_A/ch01.mp4" in shown
    assert "DVR_B/ch01.mp4" in shown
    document = json.loads(run("footage", case.folder, "--json").stdout)
    jsonschema.validate(document, schema("footage"), cls=jsonschema.Draft202012Validator)
    assert document["footage"][1]["received_as"] == ["usb/DVR_B/ch01.mp4"]
    sha256 = document["footage"][1]["sha256"]
    assert sha256[:8] in shown
    for given in ("DVR_B/ch01.mp4", "2", sha256[:8]):
        assert run("tag", case.folder, given, "van").exit_code == 0
        assert run("note", case.folder, given, "a van").exit_code == 0
        assert run("name", case.folder, given, "--camera", "gate", "--why", "plan").exit_code == 0
    assert {row["target"] for row in case.store.rows("tags")} == {sha256}
    assert [row["sha256"] for row in case.store.rows("cameras")] == [sha256]
    assert run("custody", case.folder, "ch01.mp4", "moved", "--why", "x").exit_code == 3


def test_a_list_of_events_names_footage_in_the_same_ways(case: Case, tmp_path: Path) -> None:
    film = add_film(case, "hall.mp4", content=b"usb/DVR_B/hall.mp4")
    path = tmp_path / "events.toml"
    for number, given in enumerate(("DVR_B/hall.mp4", "3", film[:6])):
        path.write_text(
            f'[list]\nformat = 1\n[[event]]\ntitle = "{number}"\n[[event.seen]]\nfootage = "{given}"\n'
            f'kind = "fall"\nstart = "{number}"\nwithin = "0 s"\nsays = "he falls"\n',
            encoding="utf-8",
        )
        record_events(case, path, "as listed")
    assert [row["footage"] for row in case.store.rows("observations")] == [film] * 3
