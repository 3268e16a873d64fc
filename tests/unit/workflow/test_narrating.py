"""The worked accounts are answered and told as when they were read through; what cannot be told is refused."""

from __future__ import annotations

import json
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jsonschema
import pytest
from tests.unit.workflow.cases import add_film, made, record, seen

from gestae.casefile.tongues import TONGUES
from gestae.chronology.bounds import ContradictoryError
from gestae.errors import InputRefused
from gestae.model.account import Account, AccountEvent
from gestae.model.observation import Kind
from gestae.workflow.accounts import OpenedAccount, zone_of
from gestae.workflow.asking import order_answer
from gestae.workflow.casenetwork import OpenedCase
from gestae.workflow.documents import schema
from gestae.workflow.narrating import draw, narrate, narrate_shortly, narrative_document, write_figure
from gestae.workflow.phrases import phrase_reader

ROOT = Path(__file__).resolve().parents[3]
ACCOUNTS = sorted((ROOT / "examples" / "accounts").glob("*.toml"))
GOLDEN = ROOT / "tests" / "golden" / "accounts"
CONSISTENT = [path for path in ACCOUNTS if path.stem != "contradiction"]


def opened(path: Path) -> OpenedAccount:
    return OpenedAccount.read(path, phrase_reader())


def golden(name: str) -> Any:
    return json.loads((GOLDEN / name).read_text("utf-8"))


def test_there_are_three() -> None:
    assert [path.stem for path in ACCOUNTS] == ["contradiction", "robbery", "titanic"]


@pytest.mark.parametrize("path", ACCOUNTS, ids=lambda path: path.stem)
def test_a_worked_account_is_answered_as_before(path: Path) -> None:
    answer = json.loads(json.dumps(order_answer(opened(path))))
    assert _sets(answer) == _sets(golden(f"{path.stem}.order.json"))


@pytest.mark.parametrize("lang", ["en", "uk"])
@pytest.mark.parametrize("path", CONSISTENT, ids=lambda path: path.stem)
def test_a_worked_account_is_told_as_before(path: Path, lang: str) -> None:
    document = json.loads(json.dumps(narrative_document(narrate(opened(path), lang), lang)))
    assert document == golden(f"{path.stem}.tell.{lang}.json")
    jsonschema.validate(document, schema("tell"), cls=jsonschema.Draft202012Validator)


def test_its_schema_is_one_and_refuses_what_is_none() -> None:
    jsonschema.Draft202012Validator.check_schema(schema("tell"))
    document = golden("robbery.tell.en.json")
    document["sentences"][1]["claims"][0]["says"] = "perhaps"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema("tell"), cls=jsonschema.Draft202012Validator)


def test_the_contradictory_account_has_two_clashes_and_is_neither_told_nor_drawn() -> None:
    account = opened(next(path for path in ACCOUNTS if path.stem == "contradiction"))
    answer = order_answer(account)
    first, second = (set(one["constraints"]) for one in answer["conflicts"])
    assert first.isdisjoint(second)
    assert all(len(one["constraints"]) == 2 for one in answer["repairs"])
    for act in (narrate, draw):
        with pytest.raises(ContradictoryError):
            act(account)


def test_the_collision_lies_where_both_inquiries_put_it() -> None:
    """9.50 p.m. New York time by the British report's reckoning, 10.13 by that of the Senate: neither is ruled out."""
    points = order_answer(opened(ROOT / "examples" / "accounts" / "titanic.toml"))["points"]
    assert points["collision"]["earliest"] <= "1912-04-15T02:50:00" < "1912-04-15T03:13:00"
    assert points["collision"]["latest"] >= "1912-04-15T03:13:00"


@pytest.mark.parametrize("path", CONSISTENT, ids=lambda path: path.stem)
def test_a_figure_is_written_once(path: Path, tmp_path: Path) -> None:
    figure = tmp_path / "figure.svg"
    write_figure(opened(path), figure)
    drawn = figure.read_text("utf-8")
    assert drawn == draw(opened(path))
    assert all(source.id in drawn for source in opened(path).account.sources)
    with pytest.raises(InputRefused, match="there already"):
        write_figure(opened(path), figure)


def test_a_crowd_is_neither_told_nor_drawn(tmp_path: Path) -> None:
    events = "\n".join(f'[events.e{number}]\ntitle = "t"' for number in range(1001))
    account = f'[account]\nformat = 1\ntitle = "many"\n{events}\n'
    (tmp_path / "crowd.toml").write_text(account, encoding="utf-8")
    crowd = OpenedAccount.read(tmp_path / "crowd.toml")
    with pytest.raises(InputRefused, match="at most 1000 can be told"):
        narrate(crowd)
    with pytest.raises(InputRefused, match="at most 1000 can be drawn"):
        draw(crowd)


ZONES = {
    None: ZoneInfo("UTC"),
    "Europe/Kyiv": ZoneInfo("Europe/Kyiv"),
    "-02:58": timezone(-timedelta(hours=2, minutes=58)),
    "+05:30": timezone(timedelta(hours=5, minutes=30)),
}


@pytest.mark.parametrize("name", ZONES)
def test_times_are_told_in_the_accounts_zone(name: str | None) -> None:
    account = Account("t", name, None, (), (), (AccountEvent("a", "A", None, ()),), ())
    assert zone_of(account) == ZONES[name]


def _sets(answer: dict[str, Any]) -> dict[str, Any]:
    """Lists of the answer are sets: put them in one order."""
    return {key: _sorted(value) for key, value in answer.items()}


def _sorted(value: Any) -> Any:
    if isinstance(value, list):
        return sorted((_sorted(one) for one in value), key=json.dumps)
    return {key: _sorted(one) for key, one in value.items()} if isinstance(value, dict) else value


def test_kinds_of_sightings_are_told_in_ukrainian_and_what_people_wrote_stays(tmp_path: Path) -> None:
    with made(tmp_path) as case:
        film = add_film(case, "a.mp4", camera="gate", recorder="r1")
        record(case, seen(film, 50, kind=Kind.PERSON_ENTERS))
        written = record(case, seen(film, 90, text="person enters (camera gate)"))
        asked = OpenedCase.of(case.store)
        told = {lang: " ".join(narrate_shortly(asked, lang).lines) for lang in ("en", "uk")}
        full = " ".join(one.text for one in narrate(asked, "uk").sentences)
    found = next(one.id for one in asked.events if one.id != written)
    # Both have one title in English: beside it stands the word that commands take for each.
    for event in (found, written):
        assert told["en"].count(f"“person enters (camera gate) [{event[:8]}]”") == 1
    for text in (told["uk"], full):
        assert f"«людина входить у кадр (камера gate) [{found[:8]}]»" in text
        assert text.count(f"«person enters (camera gate) [{written[:8]}]»") == 1


def test_every_kind_has_a_name_in_ukrainian() -> None:
    assert TONGUES["uk"].kinds.keys() == {kind.value for kind in Kind}
