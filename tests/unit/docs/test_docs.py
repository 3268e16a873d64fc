"""What the pages say is true: links lead somewhere, options exist, generated pages are current, code runs."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
from tests.unit.docs.pages import GENERATED, ROOT, Command, Fence, commands, fences, links, pages
from tools.reference import FINDINGS, FOLDER, MARK, MEASURED
from tools.reference import commands as verbs
from tools.reference import pages as generated_pages

import gestae
from gestae.base.toml import read_toml
from gestae.cli.app import app
from gestae.observe.eventlist import listed_event
from gestae.observe.rules import RULES
from gestae.workflow.eventlists import list_form

PAGES = pages()
FRONT_DOOR = [
    "Case",
    "Delivery",
    "Desk",
    "Looks",
    "accept",
    "add",
    "analyze",
    "create_case",
    "findings",
    "order_of_events",
    "read_case",
    "record_events",
    "reject",
    "verify_case",
    "write_report",
]
# Words that betray a machine or an address of ours: absolute paths of anybody's disk but the usual places of media and
# programs, and addresses on the network; package registries are spoken of by name, never by host.
FORBIDDEN = (
    r"(?<![\w.:/~-])/(?!media/|usr/|dev/)[a-z]+/",
    r"\.\./shared",
    r"https?://(?!creativecommons\.org|www\.apache\.org)",
    r"\bTODO\b",
    r"\bFIXME\b",
)


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in links(page):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        aim = (page.parent / path).resolve() if path else page
        assert aim.exists(), f"{_name(page)} links to {target}, which is not there"
        assert not anchor or anchor in _anchors(aim), f"{_name(page)} links to {target}: no such heading"


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_no_page_betrays_a_machine(page: Path) -> None:
    text = page.read_text("utf-8")
    assert [word for word in FORBIDDEN if re.search(word, text)] == []


def _shown() -> list[Command]:
    return [command for page in PAGES for command in commands(page)]


def test_pages_show_commands_at_all() -> None:
    assert len(_shown()) > 100


@pytest.mark.parametrize("shown", _shown(), ids=lambda shown: f"{shown.where} {' '.join(shown.words)[:60]}")
def test_every_command_that_is_shown_exists_with_its_options(shown: Command) -> None:
    words = list(shown.words)
    if words[0] in ("VERB", "--help", "--version") or words[0].isupper():
        return
    command, rest = _resolve(words, shown)
    known = {spelt for one in command.params for spelt in (*one.opts, *one.secondary_opts)} | {"--help", "-h"}
    given = [word.partition("=")[0] for word in rest if word.startswith("-") and word != "-"]
    assert [option for option in given if option not in known] == [], shown.where


@pytest.mark.parametrize(("name", "command"), list(verbs()), ids=lambda one: one if isinstance(one, str) else "")
def test_every_verb_has_help_a_section_and_an_example(name: str, command: click.Command) -> None:
    assert command.help
    section = _section((FOLDER / "cli.md").read_text("utf-8"), name)
    assert section
    if not isinstance(command, click.Group):
        assert f"gestae {name}" in command.help.partition("\b")[2], f"{name} shows no example"


def test_every_verb_is_told_in_a_page_that_people_write() -> None:
    told = {command.words[0] for command in _shown() if not command.where.startswith("docs/reference/cli.md")}
    assert [name for name in app.commands if name not in told | {"untag"}] == []


def test_what_code_1_means_is_said_of_every_verb_that_has_it() -> None:
    # By itself, or by what tells the findings and gives the code that they call for.
    codes = ("FINDING", "tell_faults(", "tell_departures(", "_tell_torn(")
    finds = {name for name, one in verbs() if one.callback and any(code in _source(one) for code in codes)}
    assert finds | {"demo"} == set(FINDINGS)


@pytest.mark.parametrize("name", sorted(generated_pages()))
def test_generated_pages_are_current(name: str) -> None:
    written = (FOLDER / name).read_text("utf-8")
    assert written == generated_pages()[name], f"docs/reference/{name} differs from the code: run `make reference`"


def test_what_was_measured_is_of_kinds_that_have_a_rule_and_adds_up() -> None:
    measured = tomllib.loads((FOLDER / MEASURED).read_text("utf-8"))["measured"]
    assert {row["kind"] for row in measured} <= {kind.value for kind in RULES}
    assert len({(row["kind"], row["material"]) for row in measured}) == len(measured)
    for row in measured:
        assert row["acts_found"] <= row["acts"] <= row["found"] + row["missed"], row
        assert row["start_held"] <= row["found"], row


def test_of_what_no_film_shows_nothing_is_called_measured() -> None:
    page = generated_pages()["kinds.md"]
    assert "0 of 0" not in page
    assert page.count("not measured |") >= sum(
        not row["found"] for row in tomllib.loads((FOLDER / MEASURED).read_text("utf-8"))["measured"]
    )


def test_a_generated_page_says_so_and_no_other_does() -> None:
    marked = {page.name for page in PAGES if page.read_text("utf-8").startswith(GENERATED)}
    assert marked == set(generated_pages())
    assert MARK.startswith(GENERATED)


def _blocks(language: str) -> list[Fence]:
    return [fence for page in PAGES for fence in fences(page) if fence.info.split(" ")[0] == language]


@pytest.mark.parametrize("fence", _blocks("python"), ids=lambda fence: fence.where)
def test_python_in_pages_is_python_and_imports_what_there_is(fence: Fence) -> None:
    """A block that needs the reader's own files is compiled and its imports are done; any other runs."""
    tree = ast.parse(fence.body)
    imports: list[ast.stmt] = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    needs_files = re.search(r"""open\(|Path\(["']""", fence.body) is not None
    body = ast.Module(imports, []) if needs_files else tree
    exec(compile(body, fence.where, "exec"), {})  # noqa: S102 - the project's own page


@pytest.mark.parametrize(
    "fence",
    [one for one in _blocks("toml") if "[list]" in one.body],
    ids=lambda one: one.where,
)
def test_lists_of_events_in_pages_are_read(fence: Fence) -> None:
    """The form alone: what a list names is in no case here."""
    read_toml(fence.body, fence.where, list_form(lambda table: [listed_event(one, "told", "recorded")
                                                                for one in table["event"]]))  # fmt: skip


def test_the_front_door_is_pinned() -> None:
    assert list(gestae.__all__) == FRONT_DOOR
    assert len(FRONT_DOOR) <= 15
    assert all(callable(getattr(gestae, name)) for name in FRONT_DOOR)
    assert set(FRONT_DOOR) <= set(dir(gestae))


def test_numbers_written_as_words_are_the_codes_own() -> None:
    """`fifteen names` stands in several pages; whoever adds one changes it there. Kinds stand in a table, uncounted."""
    words = {9: "nine", 10: "ten", 11: "eleven", 12: "twelve", 13: "thirteen", 14: "fourteen", 15: "fifteen"}
    for page in PAGES:
        text = page.read_text("utf-8").lower()
        assert set(re.findall(r"(\w+) kinds of (?:act|observation)", text)) <= {"the"}, page
        assert set(re.findall(r"(\w+) names", text)) & set(words.values()) <= {words[len(FRONT_DOOR)]}, page


def test_a_name_that_is_not_there_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="no attribute 'faces'"):
        _ = gestae.faces


def test_importing_gestae_loads_no_room() -> None:
    told = "import gestae, sys; print([name for name in sys.modules if name.startswith(('gestae.', 'numpy', 'av'))])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_index_of_decisions_is_complete() -> None:
    folder = ROOT / "docs" / "adr"
    rows = re.findall(r"^\| (\d+) \| \[[^\]]+\]\(([^)]+)\) \|", (folder / "README.md").read_text("utf-8"), re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, len(rows) + 1))
    assert sorted(name for _, name in rows) == sorted(
        page.name for page in folder.glob("*.md") if page.name != "README.md"
    )


def test_fragments_of_the_changelog_are_named_rightly() -> None:
    fragments = [page for page in (ROOT / "changes").iterdir() if page.name != "README.md"]
    wrong = [
        page.name for page in fragments if not re.fullmatch(r"[a-z0-9-]+\.(added|changed|fixed|removed)\.md", page.name)
    ]
    assert wrong == []
    assert all(1 <= len(page.read_text("utf-8").strip().splitlines()) <= 2 for page in fragments)


def test_pages_that_the_code_names_are_there() -> None:
    named = {
        found
        for path in (ROOT / "src").rglob("*.py")
        for found in re.findall(r"docs/[a-z/-]+\.md", path.read_text("utf-8"))
    }
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, todo = set(), [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        if page in reached or page.suffix != ".md" or not page.is_file():
            continue
        reached.add(page)
        todo += [(page.parent / target.partition("#")[0]).resolve() for target in links(page) if ":" not in target]
    assert [_name(page) for page in (ROOT / "docs").rglob("*.md") if page not in reached] == []


def _resolve(words: list[str], shown: Command) -> tuple[click.Command, list[str]]:
    name, rest = words[0], words[1:]
    assert name in app.commands, f"{shown.where}: there is no verb {name!r}"
    command = app.commands[name]
    if isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        wanted = rest[0].split("|")
        assert set(wanted) <= set(command.commands), f"{shown.where}: there is no verb {name} {rest[0]}"
        return command.commands[wanted[0]], rest[1:]
    return command, rest


def _source(command: click.Command) -> str:
    import inspect

    assert command.callback is not None
    return inspect.getsource(inspect.unwrap(command.callback))


def _section(page: str, name: str) -> str:
    found = re.search(rf"^##+ gestae {re.escape(name)}\n(.*?)(?=^##|\Z)", page, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else ""


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
