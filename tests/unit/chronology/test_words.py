"""Words that say when: each language's table, what holds under all readings, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.unit.chronology import phrases_en, phrases_ru, phrases_uk

from gestae.base.units import parse_duration
from gestae.chronology.phrase import Phrase, Reading, Relation, UnknownPhraseError
from gestae.chronology.policy import Policy
from gestae.chronology.words import read_change, read_phrase, read_policy
from gestae.errors import Faults, InputRefused, RecordError

POLICIES = Path(__file__).resolve().parents[3] / "src" / "gestae" / "chronology" / "policies"
TABLES = {"en": phrases_en.TABLE, "uk": phrases_uk.TABLE, "ru": phrases_ru.TABLE}


def policy(language: str) -> Policy:
    return read_policy((POLICIES / f"{language}.toml").read_bytes(), f"{language}.toml")


LOADED = {language: policy(language) for language in TABLES}


def rows(language: str) -> list[tuple[str, str, str]]:
    lines = [line.split(" = ") for line in TABLES[language].strip().splitlines()]
    return [(language, phrase, readings) for phrase, readings in lines]


def _side(text: str) -> int | None:
    return None if text == "–" else parse_duration(text)


def _expected(text: str) -> tuple[int | None, int | None, Relation]:
    if text in ("during", "overlaps"):
        return None, None, Relation(text)
    least, most = text.removeprefix("clock ").split(" … ")
    relation = Relation.OF_DAY if text.startswith("clock ") else Relation.APART
    return _side(least), _side(most), relation


ALL = [row for language in TABLES for row in rows(language)]


@pytest.mark.parametrize(("language", "phrase", "readings"), ALL, ids=[f"{row[0]} {row[1]}" for row in ALL])
def test_each_phrase_has_exactly_these_readings(language: str, phrase: str, readings: str) -> None:
    found = read_phrase(phrase, LOADED[language])
    assert [(one.least_ns, one.most_ns, one.relation) for one in found.readings] == [
        _expected(one) for one in readings.split(" | ")
    ]
    assert found.policy == f"{language}/1"
    assert all(one.why and "\n" not in one.why for one in found.readings)


@pytest.mark.parametrize("language", TABLES)
def test_each_table_is_long_enough_to_be_one(language: str) -> None:
    assert len({phrase for _, phrase, _ in rows(language)}) >= 120


def test_the_bound_of_the_account_format_is_the_one_it_shows() -> None:
    (only,) = read_phrase("less than ten seconds", LOADED["en"]).readings
    assert (only.least_ns, only.most_ns) == (0, 10_000_000_000)


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("ten secends later", "ten seconds later"),
        ("abuot five minutes", "about five minutes"),
        ("simultanously", "simultaneously"),
        ("shortly bevore noon", "shortly before noon"),
    ],
)
def test_a_misspelt_phrase_is_refused_with_the_nearest(wrong: str, near: str) -> None:
    with pytest.raises(UnknownPhraseError) as refused:
        read_phrase(wrong, LOADED["en"], "account.toml, line 3")
    assert refused.value.nearest[0] == near
    assert (refused.value.phrase, refused.value.policy) == (wrong, "en/1")
    assert str(refused.value).startswith("account.toml, line 3: ")


@pytest.mark.parametrize(
    "phrase",
    [
        "he ran",
        "ten",
        "ten bananas",
        "ten seconds ten seconds",
        "ten minutes three hours",
        "twenty a minutes",
        "25:00",
        "at 14:75",
        "at 14:30 am",
        "throughout",
        "not during",
        "less than",
        "{duration}",
        "١٠ seconds",
        "1,5 seconds",
        "ten seconds before and after",
        "between fifteen and ten minutes",
    ],
)
def test_what_the_table_does_not_know_is_refused_and_never_guessed(phrase: str) -> None:
    with pytest.raises(UnknownPhraseError):
        read_phrase(phrase, LOADED["en"])


@pytest.mark.parametrize("phrase", ["", "  ", "…", "ten seconds " * 30])
def test_what_is_no_phrase_is_refused(phrase: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_phrase(phrase, LOADED["en"])
    assert not isinstance(refused.value, UnknownPhraseError)


@pytest.mark.parametrize(("more", "is_phrase"), [(0, True), (1, False)])
def test_two_hundred_characters_may_be_a_phrase_and_one_more_is_a_sentence(more: int, is_phrase: bool) -> None:
    with pytest.raises(InputRefused, match="is not understood" if is_phrase else "has 201 characters") as refused:
        read_phrase("x" * (200 + more), LOADED["en"])
    assert isinstance(refused.value, UnknownPhraseError) is is_phrase


def test_five_units_may_be_added_up_and_a_sixth_is_not() -> None:
    five = "one week two days three hours four minutes five seconds"
    (reading,) = read_phrase(f"exactly {five}", LOADED["en"]).readings
    assert reading.most_ns is not None
    assert reading.most_ns >= parse_duration("9 d") + (3 * 3600 + 4 * 60 + 5) * 10**9
    with pytest.raises(UnknownPhraseError):
        read_phrase(f"exactly one month {five}", LOADED["en"])


HULLS = [
    ("en", "ten seconds", (5_000_000_000, 15_000_000_000, Relation.APART)),
    ("en", "less than ten seconds", (0, 10_000_000_000, Relation.APART)),
    ("en", "shortly after", (1, None, Relation.APART)),
    ("en", "shortly before", (None, -1, Relation.APART)),
    ("en", "while", (None, None, Relation.OVERLAPS)),
    ("en", "during", (None, None, Relation.DURING)),
    ("uk", "тоді", (-60_000_000_000, None, Relation.APART)),
]


@pytest.mark.parametrize(("language", "phrase", "hull"), HULLS, ids=[row[1] for row in HULLS])
def test_what_holds_under_every_reading(
    language: str, phrase: str, hull: tuple[int | None, int | None, Relation]
) -> None:
    found = read_phrase(phrase, LOADED[language]).hull
    assert found is not None
    assert (found.least_ns, found.most_ns, found.relation) == hull


def test_a_time_of_the_day_and_a_distance_have_nothing_in_common() -> None:
    found = read_phrase("около трёх часов", LOADED["ru"])
    assert {one.relation for one in found.readings} == {Relation.APART, Relation.OF_DAY}
    assert found.hull is None


def test_during_limits_two_pairs_of_points() -> None:
    (during,) = read_phrase("during", LOADED["en"]).readings
    assert [(one.from_point, one.to_point, one.least_ns, one.most_ns) for one in during.pairs] == [
        ("start", "start", 0, None),
        ("end", "end", None, 0),
    ]


def test_what_overlaps_limits_each_start_by_the_others_end() -> None:
    overlaps = Reading(None, None, "", Relation.OVERLAPS)
    assert [(one.from_point, one.to_point, one.least_ns, one.most_ns) for one in overlaps.pairs] == [
        ("start", "end", 0, None),
        ("end", "start", None, 0),
    ]


def test_a_distance_is_one_pair_and_a_time_of_the_day_is_none() -> None:
    assert [(one.from_point, one.least_ns) for one in Reading(1, 2, "").pairs] == [(None, 1)]
    assert Reading(1, 2, "", Relation.OF_DAY).pairs == ()


def test_dawn_is_not_knowable_without_a_place() -> None:
    found = read_phrase("at dawn", LOADED["en"])
    assert not any(one.says_something for one in found.readings)
    assert found.leaves is not None
    assert "look it up" in found.leaves


@pytest.mark.parametrize(
    "make",
    [
        lambda: Reading(2, 1, ""),
        lambda: Reading(0, None, "", Relation.DURING),
        lambda: Phrase("x", (), "en/1", "x"),
    ],
)
def test_a_reading_that_contradicts_itself_cannot_be(make: object) -> None:
    assert callable(make)
    with pytest.raises(RecordError):
        make()


CHANGE = """
format = 1
name = "yard"
[[relation]]
phrases = ["shortly after"]
readings = [{ least = "1 ns", most = "2 min", why = "the witness said so when asked: two minutes at the most" }]
[[count]]
phrases = ["a handful of"]
readings = [{ least = 3, most = 5, why = "as many as the fingers of a hand, by the witness's own words" }]
[[clock]]
phrases = ["closing time"]
at = ["18:00"]
"""


def test_a_cases_rows_decide_first_and_are_named() -> None:
    changed = LOADED["en"].changed(read_change(CHANGE, "yard.toml"))
    found = read_phrase("shortly after", changed)
    assert found.policy == "en/1+yard"
    assert [(one.least_ns, one.most_ns) for one in found.readings] == [(1, 120_000_000_000)]
    assert read_phrase("a handful of minutes later", changed).readings[0].most_ns == 330_000_000_000
    assert read_phrase("shortly before closing time", changed).readings[0].most_ns == parse_duration("18 h")
    assert len(read_phrase("shortly after", LOADED["en"]).readings) == 2


def test_a_change_is_made_once() -> None:
    change = read_change(CHANGE, "yard.toml")
    with pytest.raises(RecordError, match="was made already"):
        LOADED["en"].changed(change).changed(change)


def test_a_changed_row_that_swaps_its_ends_is_refused_when_it_is_used() -> None:
    swapped = (
        CHANGE.replace("shortly after", "{duration} hence").replace('"1 ns"', '"2 * most"').replace('"2 min"', '"most"')
    )
    changed = LOADED["en"].changed(read_change(swapped, "yard.toml"))
    with pytest.raises(RecordError, match="swap"):
        read_phrase("ten seconds hence", changed)


HEAD = 'format = 1\nlanguage = "xx"\nversion = 1\ndecimal = "."\nclock_hours = 24\n'
NUMBER = '[[number]]\nis = 1\nwords = ["one"]\n'
UNIT = '[[unit]]\nname = "minute"\nforms = ["minute[s]"]\nleast = "1 min"\n'
LENGTH = '[[length]]\nphrases = ["{duration}"]\nreadings = [{ least = "least", most = "most", why = "so" }]\n'

FORGED = {
    "another format": (HEAD.replace("format = 1", "format = 2") + NUMBER, "format that is not known"),
    "no numbers": (HEAD, "number: is missing"),
    "an unknown key": (HEAD + NUMBER + 'colour = "red"\n', "colour: is not known here"),
    "a number word twice": (HEAD + NUMBER + NUMBER, "'one' stands twice"),
    "a number that is built": (HEAD + NUMBER.replace("1\n", "1001\n"), "is built from others"),
    "figures as marks": (HEAD.replace('"."', '"5"') + NUMBER, "are no marks"),
    "hours of another dial": (HEAD.replace("24", "10") + NUMBER, "write 12 or 24"),
    "a unit of no length": (HEAD + NUMBER + UNIT.replace('"1 min"', '"0 s"'), "has no length that is possible"),
    "a unit that is no duration": (HEAD + NUMBER + UNIT.replace('"1 min"', '"long"'), "is not a duration"),
    "a form twice": (HEAD + NUMBER + UNIT + UNIT, "write it once"),
    "an open bracket": (HEAD + NUMBER + LENGTH.replace("{duration}", "(about {duration}"), "is no pattern"),
    "an unknown place": (HEAD + NUMBER + LENGTH.replace("{duration}", "{time}"), "a place of no known name"),
    "three places": (HEAD + NUMBER + LENGTH.replace("{duration}", "{duration} {unit} {count}"), "no known name"),
    "too many spellings": (HEAD + NUMBER + LENGTH.replace("{duration}", "[a|b|c|d]" * 8), "too many spellings"),
    "a value not supplied": (HEAD + NUMBER + LENGTH.replace('"least"', '"clock"'), "'clock' is no bound"),
    "two values without a sign": (HEAD + NUMBER + LENGTH.replace('"least"', '"least most"'), "is no bound"),
    "an empty bound": (HEAD + NUMBER + LENGTH.replace('"least"', '" "'), "is empty"),
    "a float as bound": (HEAD + NUMBER + LENGTH.replace('"least"', "0.5"), "write it in quotes"),
    "ends swapped": (HEAD + NUMBER + LENGTH.replace('"least"', '"2 s"').replace('"most"', '"1 s"'), "swap them"),
    "no reason": (HEAD + NUMBER + LENGTH.replace(', why = "so"', ""), "why: is missing"),
    "no readings": (HEAD + NUMBER + '[[length]]\nphrases = ["x"]\n', "readings: is missing"),
    "nothing limited": (
        HEAD + NUMBER + '[[relation]]\nphrases = ["x"]\nreadings = [{ why = "so" }]\n',
        "nothing is limited",
    ),
    "an unknown relation": (
        HEAD + NUMBER + '[[relation]]\nphrases = ["x"]\nreadings = [{ relation = "near", why = "so" }]\n',
        "'near' is not known here",
    ),
    "during with bounds": (
        HEAD
        + NUMBER
        + '[[relation]]\nphrases = ["x"]\nreadings = [{ relation = "during", least = "0 s", why = "so" }]\n',
        "no bounds of its own",
    ),
    "an hour of no dial": (HEAD + NUMBER + '[[clock]]\nphrases = ["late"]\nhour = 13\n', "no hour on a dial"),
    "a clock without a time": (HEAD + NUMBER + '[[clock]]\nphrases = ["late"]\n', "neither or both"),
    "a time past midnight": (HEAD + NUMBER + '[[clock]]\nphrases = ["late"]\nat = ["24:01"]\n', "no time of the day"),
    "minutes past the hour": (HEAD + NUMBER + '[[clock]]\nphrases = ["late"]\nat = ["12:60"]\n', "no time of the day"),
    "a part of no hours": (
        HEAD + NUMBER + '[[part]]\nwords = ["late"]\nfirst_hour = 20\nlast_hour = 24\n',
        "24 is no hour",
    ),
    "a count below zero": (
        HEAD + NUMBER + '[[count]]\nphrases = ["few"]\nreadings = [{ least = 3, most = 2, why = "so" }]\n',
        "the least comes first",
    ),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_policy_is_refused_with_its_place(name: str) -> None:
    source, message = FORGED[name]
    with pytest.raises((Faults, InputRefused)) as refused:
        read_policy(source, "xx.toml")
    assert re.search(re.escape(message), str(refused.value)), str(refused.value)
    assert "xx.toml" in str(refused.value)


def test_the_sound_policy_that_the_forged_ones_spoil_is_read() -> None:
    (reading,) = read_phrase("one minute", read_policy(HEAD + NUMBER + UNIT + LENGTH, "xx.toml")).readings
    assert (reading.least_ns, reading.most_ns) == (60_000_000_000, 60_000_000_000)


def test_all_faults_of_a_policy_are_told_at_once() -> None:
    with pytest.raises(Faults) as refused:
        read_policy(HEAD.replace("24", "10") + NUMBER + UNIT.replace('"1 min"', '"long"'), "xx.toml")
    assert len(refused.value.faults) >= 1
    with pytest.raises(Faults) as several:
        read_policy(HEAD + NUMBER + UNIT.replace('"1 min"', '"long"') + LENGTH.replace('"least"', '"clock"'), "xx.toml")
    assert len(several.value.faults) == 2


@pytest.mark.parametrize("source", [b"\xff", b"= 3", "format = "])
def test_what_is_no_policy_file_is_refused(source: bytes | str) -> None:
    with pytest.raises(InputRefused):
        read_policy(source, "xx.toml")


@pytest.mark.parametrize("name", ["", "a b", "a+b"])
def test_a_change_bears_a_name(name: str) -> None:
    with pytest.raises(Faults):
        read_change(f'format = 1\nname = "{name}"\n', "yard.toml")
