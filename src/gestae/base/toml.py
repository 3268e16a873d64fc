"""Strict TOML: a file is read against a table of what may stand in it, and all its faults are told at once.

What may stand there is a value, a `Form`: each key with its reader and one line of meaning. The same value
reads the file, names the nearest known key for a misspelt one, and prints the reference page. A table that
is without fault becomes a noun by the form's `build`; the whole is returned only where nothing is wrong.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any, Final, Generic, TypeAlias, TypeVar

from gestae.base.tomllines import key_lines
from gestae.errors import Faults, GestaeError, InputRefused

__all__ = [
    "Form",
    "Key",
    "Many",
    "Named",
    "One",
    "Parsed",
    "flag",
    "integer",
    "number",
    "one_of",
    "read_toml",
    "reference",
    "text",
    "texts",
    "written",
]

T = TypeVar("T")
Reader: TypeAlias = Callable[[object, str], Any]
Path: TypeAlias = "tuple[str | int, ...]"

_NAMES: Final = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    Decimal: "a number",
    list: "a list",
    dict: "a table",
}


_EMPTY: Final = "is empty"
_OR_LEAVE_OUT: Final = "write what is known, or leave the line out"
# So many lines that may be left out are named one by one; more are told in one sentence.
_MOST_EMPTY: Final = 3


def text(value: object, what: str) -> str:
    """Read a text that says something.

    >>> text("gate", "camera")
    'gate'
    """
    if not isinstance(value, str):
        raise _wrong_type(value, what, _quoted(value))
    if not value.strip():
        raise InputRefused(what, wrong=_EMPTY, right=_OR_LEAVE_OUT)
    return value


def integer(value: object, what: str) -> int:
    """Read a whole number; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, int):
        meant = value.strip() if isinstance(value, str) else ""
        example = f": {meant}" if meant.isdecimal() else ", such as 312000"
        raise _wrong_type(value, what, f"a whole number without quotes{example}")
    return value


def number(value: object, what: str) -> Decimal:
    """Read a number, exactly as written."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _wrong_type(value, what, "a number without quotes, such as 0.5")
    return Decimal(value)


def flag(value: object, what: str) -> bool:
    """Read true or false."""
    if not isinstance(value, bool):
        raise _wrong_type(value, what, "true or false")
    return value


def texts(value: object, what: str) -> tuple[str, ...]:
    """Read a list of texts."""
    if not isinstance(value, list):
        raise _wrong_type(value, what, 'a list of texts, such as ["a", "b"]')
    return tuple(text(entry, f"{what}[{place}]") for place, entry in enumerate(value, 1))


def one_of(*allowed: str) -> Reader:
    """Read one word of a closed list."""
    allowed = tuple(map(str, allowed))  # members of an enumeration are shown as what is written

    def read(value: object, what: str) -> str:
        word = text(value, what)
        if word not in allowed:
            raise InputRefused(what, wrong=f"{word!r} is not known here", right=_nearest(word, allowed))
        return word

    return read


def written(parse: Callable[[str, str], T]) -> Callable[[object, str], T]:
    """Read a text and hand it to a parser that takes (text, what it belongs to).

    A date written without quotes is refused rather than understood: TOML's own dates lose the zone's meaning.
    """
    return lambda value, what: parse(text(value, what), what)


@dataclass(frozen=True, slots=True)
class Key:
    """One line that may stand in a table."""

    says: str
    read: Reader = text
    required: bool = False


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """What may stand in a table, and the noun that a table without fault becomes.

    With `always`, `build` is called for a faulty table too, with None where a key could not be read: for files whose
    parts name each other, so that a wrong name is told together with a misspelt key elsewhere.
    """

    keys: Mapping[str, Key | One[Any] | Many[Any] | Named[Any]]
    build: Callable[[Parsed], T]
    always: bool = False


@dataclass(frozen=True, slots=True)
class One(Generic[T]):
    """One table below this one: `[acquisition]`."""

    form: Form[T]
    says: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Many(Generic[T]):
    """A row of tables: `[[recorder]]`; absent, it is empty unless it is required."""

    form: Form[T]
    says: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Named(Generic[T]):
    """Tables by name: `[sources.cam2]`; the name is read by `name`, and `Parsed.name` holds it."""

    form: Form[T]
    says: str
    name: Callable[[object, str], str] = text
    required: bool = False


@dataclass(slots=True)
class _Book:
    """One file being read: its text, and the faults found so far."""

    what: str
    source: str
    faults: list[InputRefused] = field(default_factory=list)
    _lines: Mapping[Path, int] | None = None

    def where(self, path: Path) -> str:
        """Name a place in the file: its name, the line and the key, rows counted from 1."""
        if self._lines is None:
            self._lines = key_lines(self.source)
        line = next((self._lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self._lines), None)
        key = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
        return ", ".join(filter(None, (self.what, f"line {line}" if line else "", key)))


@dataclass(frozen=True, slots=True)
class Parsed:
    """A table whose keys were all read: values by key, None where an optional key is absent (or could not be read).

    `present` names the keys that stand in the file, read or not.
    """

    values: Mapping[str, Any]
    path: Path
    book: _Book
    present: frozenset[str] = frozenset()

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - a form's keys have as many types as readers
        return self.values[key]

    @property
    def name(self) -> str:
        """The last part of the table's own name."""
        return str(self.path[-1])

    def refuse(self, key: str | Path | None, *, wrong: str, right: str) -> None:
        """Note a fault of this table, of one of its keys, or of a place further down (rows from 0), and read on."""
        below = () if key is None else (key,) if isinstance(key, str) else key
        path = (*self.path, *below)
        self.book.faults.append(InputRefused(self.book.where(path), wrong=wrong, right=right))


def read_toml(source: str | bytes, what: str, form: Form[T]) -> T:
    """Read a TOML file against its form.

    Args:
        source: the file's text; bytes must be UTF-8.
        what: the file's name, for its faults.
        form: what may stand in it.

    Raises:
        InputRefused: it is no TOML at all, or not UTF-8.
        Faults: every other fault of the file at once, each with its line and what would be right.

    >>> form = Form({"id": Key("a name", required=True)}, build=lambda table: table["id"])
    >>> read_toml('id = "gate"', "form.toml", form)
    'gate'
    >>> read_toml('di = "gate"', "form.toml", form)
    Traceback (most recent call last):
    gestae.errors.Faults: form.toml: 2 faults
      - form.toml, line 1, di: is not known here; did you mean 'id'? Known: id
      - form.toml, id: is missing; add it: a name
    """
    words = _decoded(source, what)
    try:
        # Floats stay decimal, so that 0.1 means a tenth.
        values = tomllib.loads(words, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise InputRefused(what, wrong=f"is not TOML ({error})", right="mend it at that place") from error
    book = _Book(what, words)
    built = _read_table(values, form, (), book)
    if book.faults:
        raise Faults(what, _gathered(what, book.faults))
    return built  # type: ignore[return-value] # without a fault, every table was built


def reference(form: Form[Any], title: str = "") -> Iterator[str]:
    """Print a form as lines of Markdown: one table of keys for each table of the file.

    >>> list(reference(Form({"id": Key("a name", required=True)}, build=dict)))[-1]
    '| `id` | yes | a name |'
    """
    if title:
        yield from (f"## `{title}`", "")
    yield from ("| key | required | meaning |", "|---|---|---|")
    for key, rule in form.keys.items():
        yield f"| `{key}` | {'yes' if rule.required else 'no'} | {rule.says} |"
    for key, rule in form.keys.items():
        if not isinstance(rule, Key):
            inner = f"{title.strip('[]')}.{key}".lstrip(".")
            yield ""
            yield from reference(rule.form, f"[[{inner}]]" if isinstance(rule, Many) else f"[{inner}]")


def _gathered(what: str, faults: list[InputRefused]) -> tuple[InputRefused, ...]:
    """Tell the many empty lines of a form that nobody filled in as one fault, where they may be left out."""
    empty = [fault for fault in faults if (fault.wrong, fault.right) == (_EMPTY, _OR_LEAVE_OUT)]
    if len(empty) <= _MOST_EMPTY:
        return tuple(faults)
    places = [fault.what.removeprefix(f"{what}, line ").partition(", ") for fault in empty]
    told = ", ".join(f"{line} ({key.rpartition('.')[2]})" for line, _, key in places)
    others = tuple(fault for fault in faults if fault not in empty)
    right = "write what is known, or leave these lines out"
    return (*others, InputRefused(f"{what}, lines {told}", wrong="are empty", right=right))


def _decoded(source: str | bytes, what: str) -> str:
    if isinstance(source, str):
        return source
    try:
        return source.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputRefused(what, wrong=f"is not UTF-8 ({error})", right="save it as UTF-8") from error


def _read_table(values: Mapping[str, object], form: Form[T], path: Path, book: _Book) -> T | None:
    """Read one table and what lies in it; build its noun only where nothing in it is wrong."""
    before = len(book.faults)
    for key in values:
        if key not in form.keys:
            book.faults.append(
                InputRefused(book.where((*path, key)), wrong="is not known here", right=_nearest(key, tuple(form.keys)))
            )
    found: dict[str, Any] = {}
    for key, rule in form.keys.items():
        found[key] = _read_key(values.get(key), rule, (*path, key), book)
    if len(book.faults) > before and not form.always:
        return None
    try:
        return form.build(Parsed(found, path, book, frozenset(values)))
    except InputRefused as refused:
        book.faults.append(refused)
    except GestaeError as error:
        wrong, _, right = str(error).partition("; ")
        book.faults.append(InputRefused(book.where(path), wrong=wrong, right=right or "mend it"))
    return None


def _read_key(value: object, rule: Key | One[Any] | Many[Any] | Named[Any], path: Path, book: _Book) -> Any:  # noqa: ANN401
    if value is None:
        if rule.required:
            book.faults.append(InputRefused(book.where(path), wrong="is missing", right=f"add it: {rule.says}"))
        return () if isinstance(rule, Many | Named) else None
    try:
        if isinstance(rule, Key):
            return rule.read(value, book.where(path))
        return _READ_NESTED[type(rule)](value, rule, path, book)
    except InputRefused as refused:
        must_stay = rule.required and refused.wrong == _EMPTY
        right = f"write {rule.says}; its table needs this line" if must_stay else refused.right
        book.faults.append(InputRefused(refused.what, wrong=refused.wrong, right=right))
        return None


def _read_one(value: object, rule: One[Any], path: Path, book: _Book) -> Any:  # noqa: ANN401
    if not isinstance(value, dict):
        raise _wrong_type(value, book.where(path), f"a table, written [{path[-1]}]")
    return _read_table(value, rule.form, path, book)


def _read_many(value: object, rule: Many[Any], path: Path, book: _Book) -> tuple[Any, ...]:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        names = ".".join(part for part in path if isinstance(part, str))
        raise _wrong_type(value, book.where(path), f"a row of tables, each written [[{names}]]")
    return tuple(_read_table(row, rule.form, (*path, place), book) for place, row in enumerate(value))


def _read_named(value: object, rule: Named[Any], path: Path, book: _Book) -> tuple[Any, ...]:
    if not isinstance(value, dict) or not all(isinstance(inner, dict) for inner in value.values()):
        names = ".".join(part for part in path if isinstance(part, str))
        raise _wrong_type(value, book.where(path), f"tables with names, each written [{names}.name]")
    built = []
    for name, inner in value.items():
        try:
            rule.name(name, book.where((*path, name)))
        except InputRefused as refused:
            book.faults.append(refused)
        built.append(_read_table(inner, rule.form, (*path, name), book))
    return tuple(built)


_READ_NESTED: Final[Mapping[type, Callable[..., Any]]] = {One: _read_one, Many: _read_many, Named: _read_named}


def _wrong_type(value: object, what: str, right: str) -> InputRefused:
    name = _NAMES.get(type(value), "a date or time without quotes")
    return InputRefused(what, wrong=f"is {name}", right=f"write {right}")


def _quoted(value: object) -> str:
    """Say how a text is written: what stands there, in quotes, where that may be what was meant."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return f'it in quotes: "{value}"'
    if isinstance(value, date | time):  # a date with its time is a date too
        return f'it in quotes: "{value.isoformat()}"'
    return 'a text in quotes, such as "gate"'


def _nearest(word: str, known: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    guess = f"did you mean {close[0]!r}? " if close else ""
    return f"{guess}Known: {', '.join(known)}"
