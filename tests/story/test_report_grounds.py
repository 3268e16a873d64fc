"""A report of papers, from the command line: what bounds take as given, and what cannot all be true."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.unit.workflow.papers import CALLS, LETTER, LIST, SEALED, STATEMENT

from gestae.cli.app import app
from gestae.workflow.case import Case, Desk

pytestmark = pytest.mark.story

BY = ("--by", "L. Dzvin")
NASTY = '"><img src=x onerror=alert(1)>\u202e'
LATE = """
[list]
format = 1
words = "en"
[[constraint]]
id = "long-after"
from = "noise.end"
to = "call"
phrase = "half an hour later"
source = "neighbour.txt"
passage = "The van was grey"
[[constraint]]
id = "late-shout"
to = "shout"
after = "2022-03-16T14:15:00"
source = "neighbour.txt"
passage = "Then a man came out"
"""


class Seen(HTMLParser):
    """A page as a reader has it: its words, and what in it could run or be fetched."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words, self.skips, self.runs = "", 0, list[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.skips += tag == "style"
        self.runs += [tag] * (tag in ("script", "iframe", "object"))
        self.runs += [
            key for key, value in attrs if key.startswith("on") or (key == "src" and "data:" not in str(value))
        ]

    def handle_endtag(self, tag: str) -> None:
        self.skips -= tag == "style"

    def handle_data(self, data: str) -> None:
        self.words += "" if self.skips else data

    @property
    def text(self) -> str:
        return " ".join(self.words.split())


def gestae(*words: str | Path, code: int = 0) -> Result:
    done = CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "200"})
    assert done.exit_code == code, done.output
    return done


def page_of(case: Path, code: int = 0) -> Seen:
    written: dict[str, Any] = json.loads(gestae("report", case, *BY, "--json", code=code).stdout)
    return Seen(Path(written["report"]).read_text("utf-8"))


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case of papers alone, one of them protected, with a list of what they say."""
    delivery = tmp_path / "delivery"
    delivery.mkdir()
    for name, text in (("neighbour.txt", STATEMENT), ("calls.csv", CALLS), ("letter.txt", LETTER)):
        (delivery / name).write_text(text, encoding="utf-8")
    (tmp_path / "guard.txt").write_text(SEALED, encoding="utf-8")
    (tmp_path / "events.toml").write_text(LIST, encoding="utf-8")
    case = tmp_path / "yard.case"
    gestae("init", case, "--title", "The yard", "--zone", "Europe/Kyiv", *BY)
    gestae("add", case, delivery, "--from", "Yard Service Ltd.", *BY)
    gestae("add", case, tmp_path / "guard.txt", "--protected", "--pseudonym", "Statement of Witness 1",
           "--key", tmp_path / "yard.key", *BY)  # fmt: skip
    gestae("events", case, tmp_path / "events.toml", "--why", "as the papers say", *BY)
    return case


def test_a_report_of_papers_tells_its_words_premises_and_sources(case: Path) -> None:
    text = page_of(case).text
    assert "4 sources" in text
    assert "1 list of calls or other records" in text
    assert "within ten secondsEnglish (en/1)" in text
    assert "the van that she saw and the van at the gate are one" in text
    assert "gestae without CASE --link same-van" in text
    assert "Clock of papers: operator" in text
    assert SEALED not in text
    # The page names the very link that the verb takes.
    gestae("without", case, "--link", "same-van")


def test_what_was_taken_back_and_hidden_is_told_and_not_shown(case: Path) -> None:
    gestae("withdraw", case, "that-day", "--why", f"of another day {NASTY}", *BY)
    log = json.loads(gestae("log", case, "--json").stdout)["entries"]
    (seq,) = (one["seq"] for one in log if one["entry"] and one["entry"]["body"].get("name") == "within-ten")
    gestae("protect", case, str(seq), "--ground", "order 7 of the court", "--yes", *BY)
    seen = page_of(case)
    assert seen.runs == []
    assert 'of another day "><img src=x onerror=alert(1)>⟨U+202E⟩' in seen.text
    assert "Taken back, or found wrong" in seen.text
    assert re.search(rf"entries protected ?1 ?{seq} ?order 7 of the court", seen.text)
    assert "No words of time were read" in seen.text


def test_a_contradiction_is_told_with_ways_out_that_lead_out(case: Path, tmp_path: Path) -> None:
    (tmp_path / "late.toml").write_text(LATE, encoding="utf-8")
    gestae("events", case, tmp_path / "late.toml", "--why", "as the papers say", *BY)
    text = page_of(case, code=1).text
    assert "rest on recordings and their clocks alone" in text
    assert "The smallest sets that cannot all be true" in text
    ways = re.findall(r"Way \d+: without 1 statement.*?gestae withdraw CASE (\d+) --why REASON", text)
    assert ways
    gestae("withdraw", case, ways[0], "--why", "misheard", *BY)
    calm = page_of(case).text
    assert "Contradictions that are open" not in calm
    assert "0 contradictions" in calm


def test_names_that_were_forged_into_the_journal_stay_words(case: Path) -> None:
    """A hand-made journal may hold any text where a list would have refused it."""
    with Case.open(case, Desk("L. Dzvin")) as opened:
        sha256 = next(str(row["sha256"]) for row in opened.store.rows("exhibits", name="neighbour.txt"))
        events = {str(row["name"]): str(row["id"]) for row in opened.store.rows("events")}
        opened.decide("link-stated", NASTY, id="ab" * 10, name=f"link {NASTY}", says=f"says {NASTY}")
        opened.decide("clock-stated", NASTY, id="cd" * 10, name=f"clock {NASTY}", sha256=sha256, zone=f"zone {NASTY}")
        passage = {"sha256": sha256, "place": f"place {NASTY}"}
        opened.decide("constraint-stated", NASTY, id="ef" * 10, start=events["shout"], to=events["call"], least="1 s",
                      sources=[sha256], passages=[passage], phrase=f"phrase {NASTY}", policy=f"table {NASTY}",
                      links=["ab" * 10])  # fmt: skip
    seen = page_of(case)
    assert seen.runs == []
    assert "\u202e" not in seen.words
    for told in ("link", "says", "clock", "zone", "place", "phrase", "table"):
        assert f'{told} "><img src=x onerror=alert(1)>⟨U+202E⟩' in seen.text
