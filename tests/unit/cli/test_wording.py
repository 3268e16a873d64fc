"""`gestae words`: from a phrase on the command line to its readings, in tables and in the document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from gestae.cli.app import app
from gestae.workflow.documents import schema

CHANGE = """
format = 1
name = "yard"
[[relation]]
phrases = ["shortly after"]
readings = [{ least = "1 ns", most = "2 min", why = "the witness said so when asked" }]
"""


def words(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["words", *arguments])


def document(*arguments: str) -> Any:
    done = words(*arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("phrase", "language"),
    [
        ("less than ten seconds", "en"),
        ("at night", "en"),
        ("while", "en"),
        ("at dawn", "en"),
        ("менш ніж за десять секунд", "uk"),
        ("около трёх часов", "ru"),
    ],
)
def test_the_document_is_of_its_schema(phrase: str, language: str) -> None:
    found = document(phrase, "--lang", language)
    jsonschema.validate(found, schema("words"), cls=jsonschema.Draft202012Validator)
    assert (found["phrase"], found["policy"]) == (phrase, f"{language}/1")


def test_the_schema_is_one_and_refuses_another_document() -> None:
    jsonschema.Draft202012Validator.check_schema(schema("words"))
    spoilt = document("less than ten seconds") | {"policy": "english"}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(spoilt, schema("words"), cls=jsonschema.Draft202012Validator)


def test_the_interval_is_the_one_that_an_account_shows() -> None:
    (reading,) = document("less than ten seconds")["readings"]
    assert (reading["min"], reading["max"]) == ("0 s", "10 s")
    assert reading["constraints"] == [{"from_point": None, "to_point": None, "min": "0 s", "max": "10 s"}]


def test_every_reading_is_told_with_its_reason() -> None:
    done = words("a couple of minutes later")
    assert done.exit_code == 0
    told = " ".join(done.stdout.split())
    assert "policy en/1, row: {length} later" in told
    assert "a couple is two" in told
    assert "under every reading: to lies 1 min 30 s to 5 min 30 s after from" in told
    assert "not said by the words: later than what" in told


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("an hour before", "to lies 30 min to 1 h 30 min before from"),
        ("within ten minutes", "to lies from 10 min before from to 10 min after it"),
        ("at least a day later", "to lies at least 23 h after from"),
        ("no later than ten minutes after", "to lies at most 10 min after from, or anywhere before it"),
        ("not before", "to lies no earlier than from"),
        ("not after", "to lies no later than from"),
        ("after", "to lies at least 1 ns after from"),
        ("no earlier than ten minutes before", "to lies at most 10 min before from, or anywhere after it"),
        ("at 14:30:05", "to lies between 14:30:05 and 14:30:06 by the local clock"),
        ("at night", "to lies between 20:00 of the day before and 07:00 by the local clock"),
        ("midnight", "to lies between 24:00 and 00:01 of the next day by the local clock"),
        ("before noon", "to lies no later than 12:00 by the local clock"),
        ("after noon", "to lies no earlier than 12:00 by the local clock"),
        ("at dawn", "no time of the day: the words do not say it"),
        ("during", "to begins no earlier and ends no later than from"),
        ("meanwhile", "to and from have at least one moment in common"),
    ],
)
def test_a_reading_in_plain_words(phrase: str, said: str) -> None:
    assert said in [reading["said"] for reading in document(phrase)["readings"]]


def test_readings_about_different_things_have_no_hull() -> None:
    assert document("около трёх часов", "--lang", "ru")["hull"] is None
    assert "the readings are about different things" in words("около трёх часов", "--lang", "ru").stdout


def test_what_is_not_understood_is_refused_with_the_nearest_and_the_language_that_does() -> None:
    misspelt = words("ten secends later")
    assert misspelt.exit_code == 3
    assert "ten seconds later" in misspelt.stderr
    other = words("пару минут спустя")
    assert other.exit_code == 3
    assert "--lang ru understands it" in other.stderr
    assert other.stdout == ""


def test_a_cases_rows_decide_first_and_their_name_is_shown(tmp_path: Path) -> None:
    change = tmp_path / "yard.toml"
    change.write_text(CHANGE, "utf-8")
    found = document("shortly after", "--change", str(change))
    assert found["policy"] == "en/1+yard"
    assert [reading["max"] for reading in found["readings"]] == ["120 s"]


def test_a_forged_change_is_refused_with_its_line(tmp_path: Path) -> None:
    change = tmp_path / "yard.toml"
    change.write_text(CHANGE.replace("2 min", "two minutes"), "utf-8")
    done = words("shortly after", "--change", str(change))
    assert done.exit_code == 3
    assert "yard.toml, line 6" in done.stderr


@pytest.mark.parametrize("language", ["en", "uk", "ru"])
def test_the_whole_policy_is_listed(language: str) -> None:
    done = words("--list", "--lang", language, "--json")
    listed = json.loads(done.stdout)
    assert listed["policy"] == f"{language}/1"
    assert len(listed["rows"]) > 60
    assert all(row["words"] and row["bounds"] and row["why"] for row in listed["rows"])


def test_no_words_are_a_wrong_use() -> None:
    assert words().exit_code == 2
