"""Write docs/reference from the code: python tools/reference.py (or `make reference`).

A page that is written here is never edited by hand; a test (tests/unit/docs) fails when one differs from the code.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import click

import gestae
from gestae.base.units import NS_PER_S, format_duration
from gestae.chronology.accountfile import account_reference
from gestae.chronology.policyform import policy_reference
from gestae.cli.app import app
from gestae.errors import GestaeError
from gestae.journal.kinds import KINDS
from gestae.model.observation import ATTRIBUTES, Kind
from gestae.observe.opinions import OPINION_WORDS
from gestae.observe.rules import RULES, Settings, describe_rules, parameters
from gestae.sight.table import ModelEntry, Role
from gestae.sight.weights import shipped_table
from gestae.workflow.documents import SCHEMAS, schema
from gestae.workflow.eventlists import event_list_reference
from gestae.workflow.words import LANGUAGES, policy_rows, shipped_policy

ROOT: Final = Path(__file__).resolve().parent.parent
FOLDER: Final = ROOT / "docs" / "reference"
# Written by benchmarks/acts.py, kept beside the pages.
MEASURED: Final = "measured.toml"
MARK: Final = (
    "<!-- Written by tools/reference.py from the code. Do not edit; change the code and run `make reference`. -->"
)

# What an exit code of 1 says, for each verb that has one. The other three codes are those of every verb.
FINDINGS: Final[Mapping[str, str]] = {
    "demo": "the report contradicts itself; with --check: an act was missed, lies outside its interval, or an interval "
    "is wider than aimed at",
    "add": "the list given with --expect and the delivery differ",
    "analyze": "an original that is to be looked at is missing, or no longer what was received",
    "clock": "a film could not be read",
    "sync": "nothing is proposed, or sound and movement contradict each other",
    "frame": "a picture could not be taken, or its original is no longer what was received",
    "show": "a picture could not be taken, or its original is no longer what was received",
    "order": "not everything that is said can be true; with a key: what was shown for a protected entry is not what it "
    "says",
    "why": "not everything that is said can be true; of a written account there is then no answer",
    "before": "not everything that is said can be true; of a written account there is then no answer",
    "without": "not everything that is left can be true; of a written account there is then nothing to compare",
    "conflicts": "the account, or the case, contradicts itself",
    "tell": "the account, or the case, contradicts itself, so nothing is told",
    "moments": "with --to: a picture could not be taken, or its original is no longer what was received",
    "find": "nothing fulfils the question; with --like: nothing can be compared, or a picture could not be taken",
    "search": "the words stand nowhere in the open",
    "verify": "the case has a fault",
    "custody": "asked, you did not agree, and nothing was recorded",
    "protect": "asked, you did not agree, and nothing was hidden",
    "erase": "asked, you did not agree, and nothing was hidden",
    "open": "what was shown in its place is not what the entry says",
    "rebuild": "a row of the tables differed from the journal",
    "investigate": "as with `gestae analyze` and `gestae report`",
    "report": "sightings, clocks or frames contradict each other, or an original that a still was to be taken from is "
    "no longer what was received; the page says so",
    "reproduce": "something came out otherwise than it is recorded",
    "models fetch": "a model could not be had from any of its carriers",
}


def pages() -> dict[str, str]:
    """Give the text of every generated page, by its file name."""
    written = {
        "cli.md": _cli(),
        "schemas.md": _schemas(),
        "vocabulary.md": _vocabulary(),
        "kinds.md": _kinds(),
        "event-list.md": _event_list(),
        "account.md": _account(),
        "journal-kinds.md": _journal_kinds(),
        "models.md": _models(),
        "words.md": _words(),
        "errors.md": _errors(),
    }
    return {name: f"{MARK}\n\n{text.rstrip()}\n" for name, text in written.items()}


def main() -> int:
    """Write the pages."""
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"wrote docs/reference/{name}")
    return 0


def commands() -> Iterator[tuple[str, click.Command]]:
    """Give every verb by its full name, in the order of the help."""
    context = click.Context(app)
    for name in app.list_commands(context):
        command = app.commands[name]
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {inner}", command.commands[inner]) for inner in sorted(command.commands))


def _cli() -> str:
    lines = [
        "# The command line",
        "",
        "Every verb prints a table for people or, with `--json`, one document for programs ([schemas](schemas.md)).",
        "Results go to standard output; progress, warnings and refusals to standard error.",
        "",
        "| exit code | meaning |",
        "|---|---|",
        "| 0 | done |",
        "| 1 | a finding; said with each verb below. Also: a question answered with no |",
        "| 2 | used wrongly: an option or argument that is missing, unknown or impossible |",
        "| 3 | input refused, in whole or in part; what is wrong and what would be right is said for each |",
        "| 70 | a fault of gestae itself, and no answer; please report it |",
        "| 130 | stopped by Ctrl-C; what was recorded stays |",
        "",
        "Who acts is `--by`, else the environment variable `GESTAE_AUTHOR`, else the login name.",
        "It is the name that stands in the journal.",
        "",
    ]
    for name, command in commands():
        lines += _verb(name, command)
    return "\n".join(lines)


def _verb(name: str, command: click.Command) -> Iterator[str]:
    yield from (f"{'###' if ' ' in name else '##'} gestae {name}", "")
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        if paragraph.startswith("\b"):
            yield from ("```", *paragraph.splitlines()[1:], "```", "")
        else:
            yield from (" ".join(paragraph.split()), "")
    if isinstance(command, click.Group):
        return
    arguments = [one for one in command.params if isinstance(one, click.Argument)]
    options = [one for one in command.params if isinstance(one, click.Option)]
    usage = " ".join(one.make_metavar(click.Context(command)) for one in arguments)
    yield from (f"Usage: `{' '.join(['gestae', name, usage]).rstrip()}`", "")
    if options:
        yield from ("| option | meaning |", "|---|---|", *map(_option, options), "")
    if name in FINDINGS:
        yield from (f"Exit code 1: {FINDINGS[name]}.", "")


def _option(option: click.Option) -> str:
    spelt = ", ".join(f"`{word}`" for word in option.opts)
    if option.metavar == "KIND":
        spelt += " KIND, a word of the [vocabulary](vocabulary.md)"
    elif not option.is_flag:
        spelt += f" {option.make_metavar(click.Context(app))}".replace("|", " \\| ")
    told = [(option.help or "").rstrip(".") + "." if option.help else ""]
    if option.required:
        told.append("Required.")
    if option.multiple:
        told.append("May be given several times.")
    if isinstance(option.show_default, str):
        told.append(f"Default: {option.show_default}.")
    elif option.show_default and option.default is not None:
        told.append(f"Default: {option.default}.")
    return f"| {spelt} | {' '.join(part for part in told if part)} |"


def _schemas() -> str:
    lines = [
        "# Documents for programs",
        "",
        "`gestae VERB … --json` prints one document. Those below ship with a JSON Schema (draft 2020-12), which",
        "`gestae schema NAME` prints. A document says its `format`; another form gets another number. `[]` stands",
        "for each item of a list; a field that may be left out is marked.",
        "",
    ]
    for name in SCHEMAS:
        loaded = schema(name)
        lines += [f"## {name}", "", loaded.get("description", ""), "", "| field | holds |", "|---|---|"]
        lines += [f"| `{path}` | {holds} |" for path, holds in _fields(loaded, loaded)]
        lines.append("")
    return "\n".join(lines)


def _fields(node: Mapping[str, Any], root: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    node = _resolved(node, root)
    required = set(node.get("required", ()))
    for name, inner in node.get("properties", {}).items():
        here = f"{path}.{name}".lstrip(".")
        absent = "" if name in required else "; may be left out"
        found = _resolved(inner, root)
        yield here, _holds(found, root) + absent
        yield from _below(found, root, here)


def _below(node: Mapping[str, Any], root: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    if "items" in node:
        item = _resolved(node["items"], root)
        yield from _fields(item, root, f"{path}[]")
    for inner in (node, *(_resolved(one, root) for one in node.get("anyOf", node.get("oneOf", ())))):
        if "properties" in inner:
            yield from _fields(inner, root, path)


def _resolved(node: Mapping[str, Any], root: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in node:
        found: Any = root
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


def _holds(node: Mapping[str, Any], root: Mapping[str, Any]) -> str:
    if "const" in node:
        holds = f"always {json.dumps(node['const'])}"
    elif "enum" in node:
        holds = "one of " + ", ".join(f"`{json.dumps(word, ensure_ascii=False)}`" for word in node["enum"])
    elif "anyOf" in node or "oneOf" in node:
        several = node.get("anyOf", node.get("oneOf", ()))
        holds = " or ".join(dict.fromkeys(_holds(_resolved(one, root), root) for one in several))
    else:
        kinds = node.get("type", "anything")
        holds = " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
        if holds == "array" and "items" in node:
            holds = f"list of {_holds(_resolved(node['items'], root), root)}"
    return f"{holds}: {node['description']}" if "description" in node else holds


def _vocabulary() -> str:
    values = parameters(Settings())
    lines = [
        "# Vocabulary: what can be said to have been seen",
        "",
        "An observation has one of these kinds. Some a rule proposes; the rest people mark, with",
        "[`gestae mark`](../how-to/find-people-and-acts.md#marks-of-your-own) or in a",
        "[list of events](event-list.md). How a rule finds its moments is told in",
        "[what a rule sees](../explanation/what-a-rule-sees.md).",
        "`gestae observations --kinds` prints this table; how far each rule was off where the truth is known stands in",
        "[kinds](kinds.md).",
        "",
        "## Kinds that a rule proposes",
        "",
        "| kind | rule | starts | ends | does not show |",
        "|---|---|---|---|---|",
        *(
            f"| `{row['kind']}` | `{row['rule']}` | {row['starts']} | {row['ends']} | {row['does not show']} |"
            for row in describe_rules()
        ),
        "",
        "## Kinds that people mark",
        "",
        ", ".join(f"`{kind.value}`" for kind in Kind if kind not in RULES) + ".",
        "",
        *(
            f"`{kind.value}` is said of something, as `{kind.value}:{words[0]}` is: {', '.join(words)}."
            for kind, words in ATTRIBUTES.items()
        ),
        "",
        "## Parameters of the rules",
        "",
        "The unit is the end of the name.",
        "",
        "| parameter | value | read by |",
        "|---|---|---|",
        *(f"| `{name}` | {value:g} | {_readers(name)} |" for name, value in values.items()),
        "",
        "## Words that an observation may not hold",
        "",
        "They say how somebody felt, meant or guessed, or judge an act. They belong to a statement or an inference; a",
        "mark, or a list of events, that uses one of them in a title or in `says` is refused. Only the words on this",
        "list are.",
        "",
        ", ".join(OPINION_WORDS) + ".",
    ]
    return "\n".join(lines)


def _readers(name: str) -> str:
    readers = [f"`{kind.value}`" for kind, rule in RULES.items() if name in rule.parameters]
    return ", ".join(readers) or "what the rules share"


def _kinds() -> str:
    measured = tomllib.loads((FOLDER / MEASURED).read_text("utf-8"))
    lines = [
        "# Kinds of observation, and the measured error of each",
        "",
        "What each rule takes for its kind, what it reads, what it never shows, and how far it was off where the truth",
        "is known: on [real footage](../explanation/what-a-rule-sees.md) whose acts were read by eye; in rows of",
        "their own, on [the sample](../explanation/the-yard.md), five times drawn, whose truth is exact. A rule",
        "that was never held against a truth is marked *not measured*: what it proposes may be wrong.",
        "",
        f"Measured with gestae {measured['version']} on {measured['date'].isoformat()}, {measured['how']}, by",
        "`python -m benchmarks.acts`. An act counts as found on each film that shows it if both share three tenths of",
        "the time that they cover together, or, for a moment, if both lie within a second and the truth's own doubt.",
        "*Again* is a part of a true act, told once more. Errors are in seconds: median, and the greatest in brackets.",
        "*Inside* counts the true starts that lie within the stated bounds. Where no film showed an act of the kind,",
        "only what was proposed falsely is measured, and finding and missing are *not measured*.",
        "",
    ]
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for row in measured["measured"]:
        rows.setdefault(row["kind"], []).append(row)
    values = parameters(Settings())
    for kind, rule in RULES.items():
        lines += [f"## {kind.value}", "", f"Rule `{kind.value}/{rule.version}`.", ""]
        lines += [f"- **Starts**: {rule.starts}.", f"- **Ends**: {rule.ends}."]
        lines += [f"- **Reads**: {', '.join(f'`{name}` = {values[name]:g}' for name in rule.parameters)}."]
        lines += [
            f"- **Does not show**: {' '.join(rule.limits)}",
            "",
            *_errors_of(rows.get(kind.value, ()), f"{kind.value}/{rule.version}"),
            "",
        ]
    return "\n".join(lines)


def _errors_of(rows: Iterable[Mapping[str, Any]], rule_now: str) -> Iterator[str]:
    """Print what was measured of one kind; where another version of its rule was measured, say which."""
    found = list(rows)
    if not found:
        yield "Not measured."
        return
    yield "| on | films | found | on any camera | missed | false | again | start | end | inside |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for row in found:
        rule = "" if row["rule"] == rule_now else f", `{row['rule']}`"
        false = f"{row['false']} in {format_duration(row['judged_s'] * NS_PER_S)}" if row["judged_s"] else "not judged"
        yield (
            f"| {row['material']}{rule} | {row['films']} | {row['found']} | {_share(row['acts_found'], row['acts'])} "
            f"| {row['missed'] if row['acts'] else '–'} | {false} | {row['again']} | {_off(row, 'start')} "
            f"| {_off(row, 'end')} | {_share(row['start_held'], row['found'])} |"
        )


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole}" if whole else "not measured"


def _off(row: Mapping[str, Any], which: str) -> str:
    if f"{which}_median_s" not in row:
        return "–"
    return f"{row[f'{which}_median_s']:.2f} ({row[f'{which}_most_s']:.2f})"


def _event_list() -> str:
    return "\n".join(
        [
            "# The list of events, format 1",
            "",
            "A TOML file in which people write what they saw in the footage, which sightings show the same event, and",
            "what statements and call records say of it. It is given to `gestae events CASE LIST`. All faults are told",
            "at once, each with its line and what would be right. How to write one:",
            "[write your own events](../how-to/write-your-own-events.md) and",
            "[say what papers say](../how-to/say-what-papers-say.md). The tables below are printed by the code that",
            "reads the file.",
            "",
            event_list_reference(),
        ]
    )


def _account() -> str:
    return "\n".join(
        [
            "# The account file, format 1",
            "",
            "A TOML file with everything that is said of time, given to `gestae order ACCOUNT.toml` and its like. All",
            "faults are told at once, each with its line and what would be right. How to write one:",
            "[write an account](../how-to/write-an-account.md). The tables below are printed by the code that reads",
            "the file.",
            "",
            "Names hold letters, digits, `_` and `-`. Durations: `10 s`, `250 ms`, `1.5 min`, `2 h`, `3 d`, `40 us`,",
            "`5 ns` or `PT10S`; those of `min` and `max` may be negative. Times: local ones are read in the zone, or",
            "they carry an offset or `Z`. A point is an event's name, or `NAME.start` and `NAME.end` of one that",
            "lasts.",
            "",
            "In answers, what no `[[constraints]]` table says has the ids `seen:POINT:N`, `compared:CLOCK:N` and",
            "`lasts:EVENT`; N counts from 1 in the order of the file.",
            "",
            account_reference(),
        ]
    )


def _journal_kinds() -> str:
    lines = [
        "# Kinds of journal entries",
        "",
        "An entry is `kind, at, author, reason, body`; what stands in the body is fixed by its kind. An entry that",
        "does not fit is refused before it is written. What the journal is: [the journal](../design/journal.md).",
        "",
    ]
    for name, kind in KINDS.items():
        lines += [f"## {name}", "", kind.says, "", "| field | required | holds |", "|---|---|---|"]
        lines += [f"| `{field}` | yes | {form.right} |" for field, form in kind.required.items()]
        lines += [f"| `{field}` | no | {form.right} |" for field, form in kind.optional.items()]
        lines += [f"\nAt least one of {', '.join(f'`{field}`' for field in group)}." for group in kind.any_of]
        lines.append("")
    return "\n".join(lines)


def _models() -> str:
    lines = [
        "# The shipped table of models",
        "",
        "gestae ships no weights. It ships this table: for each model the digest of its one file, its licence, and",
        "carriers to take it from. `gestae models fetch NAME` takes it; the digest is checked then and each time the",
        "file is loaded. Within a role the order is the order of preference. To add one:",
        "[add a detector](../how-to/add-a-detector.md).",
        "",
        "| name | role | licence | size | for what |",
        "|---|---|---|---|---|",
    ]
    table = shipped_table()
    entries = [table.entry(name) for name in table.names]
    lines += [
        f"| `{e.name}` | {e.role.value} | {e.licence} | {e.size_bytes / 1e6:.1f} MB | {e.says} |" for e in entries
    ]
    for entry in entries:
        lines += ["", f"## {entry.name}", "", *_model(entry)]
    return "\n".join(lines)


def _model(entry: ModelEntry) -> Iterable[str]:
    other = "the joints of a person" if entry.role is Role.POSE else "lines of text"
    labels = ", ".join(sorted({label.value for label in entry.classes.values()})) or other
    shape = f"{entry.input.width_px} × {entry.input.height_px} pixels, {entry.input.fit.value}"
    carriers = [f"{one.registry.value}: `{one.package}` {one.version}, member `{one.member}`" for one in entry.archives]
    yield from ("| | |", "|---|---|")
    yield f"| sha256 | `{entry.sha256}` |"
    yield f"| read as | `{entry.kind.value}` |"
    yield f"| input | {shape} |"
    yield f"| licence | {entry.licence} ({entry.licence_from}) |"
    yield f"| sees | {labels} |"
    yield f"| sure from score | {entry.sure_score:g} |"
    for number, carrier in enumerate([*carriers, *([f"`{entry.url}`"] if entry.url else [])], 1):
        yield f"| carrier {number} | {carrier} |"


def _words() -> str:
    lines = [
        "# Words that say when: the policies",
        "",
        "What words of time mean, row by row; the first row that fits decides, and all its readings are kept.",
        "`(a|b)` is one of several, `[a]` may be left out. `{duration}` is a number with a unit, `{length}` a",
        "duration with what is said of its exactness, `{clock}` a time of the day. A dash is an open side. `fine` is",
        "half of the last place that was said, `rough` half of the step that a round number may have been rounded to;",
        "`lowfine` and `lowrough` are the same in the shortest length of the unit. A time of the day is what a local",
        "clock shows, counted from midnight; everything else is how far `to` lies after `from`. How to use and to",
        "change them:",
        "[words that say when](../how-to/words-that-say-when.md).",
    ]
    for language in LANGUAGES:
        policy = shipped_policy(language)
        lines += ["", f"## {policy.name}", "", "| about | words | least … greatest | why |", "|---|---|---|---|"]
        lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in policy_rows(policy)]
        lines += ["", "| unit | least | greatest | why |", "|---|---|---|---|"]
        lines += [
            f"| {unit.name} | {format_duration(unit.least_ns - unit.loses_ns)} "
            f"| {format_duration(unit.most_ns + unit.gains_ns)} | {unit.why or 'fixed'} |"
            for unit in policy.rows.units
        ]
    return "\n".join([*lines, "", "## What may stand in a policy file", "", policy_reference()])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _errors() -> str:
    for module in pkgutil.walk_packages(gestae.__path__, "gestae."):
        importlib.import_module(module.name)
    lines = [
        "# Refusals",
        "",
        "Whatever gestae refuses is an error of one family; on the command line it is printed as one message that says",
        "what is wrong and what would be right, and the exit code is 3. In a script, catch the family's head,",
        "`gestae.errors.GestaeError`, or one of its members; the facts are attributes.",
        "",
        "| error | of the family | says | room |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| `{one.__name__}` | {', '.join(f'`{base.__name__}`' for base in one.__bases__)} "
        f"| {inspect.cleandoc(one.__doc__ or '').splitlines()[0]} | `{one.__module__}` |"
        for one in _family(GestaeError)
    ]
    return "\n".join(lines)


def _family(head: type[Exception]) -> list[type[Exception]]:
    members = [one for one in head.__subclasses__() if one.__module__.startswith("gestae.")]
    found = [head]
    for one in sorted(members, key=lambda one: (one.__module__ != "gestae.errors", one.__name__)):
        found += [later for later in _family(one) if later not in found]
    return found


if __name__ == "__main__":
    raise SystemExit(main())
