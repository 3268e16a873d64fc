"""A question to a case in a small strict language: "person bicycle after 14:00 camera:gate lasting>10s".

Plain words name things (person, car) and kinds of observation (fall, vehicle_stops). Words of one sort, and values of
one key, are alternatives; different keys must all hold. What may stand there is a table, which reads the question,
names the nearest word for a misspelt one, and prints the reference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fractions import Fraction
from functools import partial
from typing import Any, Final

from gestae.base.units import parse_duration
from gestae.errors import Faults, InputRefused
from gestae.model.colour import Colour
from gestae.model.observation import ATTRIBUTES, Kind
from gestae.model.sighting import Label
from gestae.observe.query import Bounds, Direction, Query, When

__all__ = ["describe_keys", "read_query"]

_DECISIONS: Final = ("proposed", "accepted", "recorded", "rejected")
_WHAT: Final = "the question"
_NS_PER_DAY: Final = 86_400 * 10**9
_MOST_LISTED: Final = 16


@dataclass(frozen=True, slots=True)
class _Key:
    """One key: what it holds, how its values are read, and an example."""

    field: str
    says: str
    example: str
    read: Callable[[str], Any]
    is_bound: bool = False
    is_single: bool = False


def _one_of(words: Mapping[str, Any], what: str) -> Callable[[str], Any]:
    def read(value: str) -> object:
        word = value.casefold().replace("-", "_")
        if word not in words:
            raise InputRefused(_WHAT, wrong=f"there is no {what} {value!r}", right=_nearest(word, words))
        return words[word]

    return read


def _nearest(word: str, known: Mapping[str, Any]) -> str:
    near = get_close_matches(word, known, 3, 0.6)
    if near:
        return f"did you mean {' or '.join(near)}?"
    few = sorted(known)
    return f"write one of {', '.join(few)}" if len(few) <= _MOST_LISTED else "gestae find --words lists all"


def _text(value: str) -> str:
    return value


_OF_DAY: Final = re.compile(r"(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?", re.ASCII)
_DATED: Final = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[T ](?P<time>\d\d:\d\d)(?P<rest>:\d\d(?:\.\d{1,9})?)?(?P<zone>Z|[+-]\d\d:\d\d)?", re.ASCII
)


def _when(value: str) -> When:
    """Read a moment.

    >>> _when("14:00").of_day_ns == 14 * 3600 * 10**9, _when("90s").footage_ns
    (True, 90000000000)
    >>> _when("2022-03-16T14:00").written
    '2022-03-16T14:00:00'
    """
    if dated := _DATED.fullmatch(value):
        return When(written=f"{dated['day']}T{dated['time']}{dated['rest'] or ':00'}{dated['zone'] or ''}")
    if of_day := _OF_DAY.fullmatch(value):
        hours, minutes, seconds = (int(of_day[group] or 0) for group in (1, 2, 3))
        of_day_ns = ((hours * 60 + minutes) * 60 + seconds) * 10**9 + int((of_day[4] or "").ljust(9, "0"))
        if minutes < 60 and seconds < 60 and of_day_ns < _NS_PER_DAY:
            return When(of_day_ns=of_day_ns)
    elif re.fullmatch(r"\d+(\.\d+)?\s?(ms|s|min|h)", value, re.ASCII):
        return When(footage_ns=parse_duration(value, _WHAT))
    raise InputRefused(
        _WHAT,
        wrong=f"{value!r} is no moment",
        right="write a time of the day (14:00, 14:00:30), a date with one (2022-03-16T14:00), or seconds from each "
        "footage's first picture (90s)",
    )


def _seconds(value: str) -> Fraction:
    """Read how long something lasts.

    >>> _seconds("1.5s")
    Fraction(3, 2)
    """
    right = "write a length such as lasting>10s"
    try:
        length_ns = parse_duration(value, _WHAT)
    except InputRefused as refused:
        raise InputRefused(_WHAT, wrong=refused.wrong, right=right) from refused
    if length_ns < 0:
        raise InputRefused(_WHAT, wrong=f"nothing lasts {value}, less than no time", right=right)
    return Fraction(length_ns, 10**9)


def _pixels(value: str) -> Fraction:
    matched = re.fullmatch(r"(\d{1,6})\s?(?:px)?", value, re.ASCII)
    if not matched:
        raise InputRefused(_WHAT, wrong=f"{value!r} are no pixels", right="write a whole number, such as height>80px")
    return Fraction(int(matched[1]))


_COLOURS: Final = {colour.value: colour for colour in Colour}
_KEYS: Final[Mapping[str, _Key]] = {
    "text": _Key("texts", "words that stand in what was read, or in what a person wrote", 'text:"grey van"', _text),
    "camera": _Key("cameras", "a camera, or footage by name, number or digest", "camera:gate,yard", _text),
    "zone": _Key("zones", "its feet, or its lowest edge, were in a zone that was drawn", "zone:doorway", _text),
    "colour": _Key(
        "colours",
        "a colour of clothing, upper or lower, or of a vehicle",
        "colour:red",
        _one_of({name: (None, colour) for name, colour in _COLOURS.items()}, "colour"),
    ),
    "upper": _Key("upper", "the colour of a person's upper clothing", "upper:red", _one_of(_COLOURS, "colour")),
    "lower": _Key("lower", "the colour of a person's lower clothing", "lower:black", _one_of(_COLOURS, "colour")),
    "direction": _Key(
        "directions",
        "which way it went in the picture",
        "direction:left",
        _one_of({one.value: one for one in Direction}, "direction"),
    ),
    "decision": _Key(
        "decisions",
        "what became of an observation; without it, all but the rejected",
        "decision:accepted",
        _one_of({one: one for one in _DECISIONS}, "decision"),
    ),
    "after": _Key("after", "it was still seen then, or later", "after 14:00", _when, is_single=True),
    "before": _Key("before", "it was seen then already, or earlier", "before 14:05:30", _when, is_single=True),
    "lasting": _Key("lasting", "how long it was seen", "lasting>10s", _seconds, is_bound=True),
    "height": _Key("height", "how high it was in the picture, in the middle of its looks", "height>80px", _pixels,
                   is_bound=True),
}  # fmt: skip

_THINGS: Final[Mapping[str, tuple[Label, ...]]] = {
    **{label.value: (label,) for label in Label},
    "vehicle": tuple(label for label in Label if label.is_vehicle),
    "bag": tuple(label for label in Label if label.is_bag),
}
_ACTS: Final[Mapping[str, Kind]] = {kind.value: kind for kind in Kind}
# A value in quotes may hold blanks; a length may stand apart from its sign and its unit.
_TOKEN: Final = re.compile(
    r"""\s*(?:
        (?P<key>[A-Za-z_]+)\s*(?P<op>>=|<=|>|<)\s*(?P<length>\d+(?:\.\d+)?\s?(?:ms|s|min|h|px)\b|\S*)
      | (?P<named>[A-Za-z_]+):(?P<values>(?:"[^"]*"|[^\s"])*)
      | (?P<side>after|before)\s+(?P<moment>"[^"]*"|\S+)
      | (?P<word>"[^"]*"|\S+)
    )""",
    re.VERBOSE | re.IGNORECASE,
)

_VALUE: Final = re.compile(r'"[^"]*"|[^\s,"]+')
_VALUES: Final = re.compile(rf"(?:{_VALUE.pattern})(?:,(?:{_VALUE.pattern}))*")


def read_query(words: str) -> Query:
    """Read a question.

    Raises:
        InputRefused: it is empty, or has one fault.
        Faults: all its faults at once, each with the nearest words that there are.

    >>> asked = read_query("person bicycle after 14:00 camera:gate colour:red lasting>10s")
    >>> [label.value for label in asked.things], asked.cameras, asked.lasting.least
    (['person', 'bicycle'], ('gate',), Fraction(10, 1))
    """
    if not words.strip():
        raise InputRefused(_WHAT, wrong="is empty", right="write what to look for, such as person camera:gate")
    query, faults = Query(), []
    for token in _TOKEN.finditer(words.strip()):
        try:
            query = _taken(query, token)
        except InputRefused as refused:
            faults.append(refused)
    for refuse in (_refuse_nonsense, partial(_refuse_open_quote, words)):
        try:
            refuse(query)
        except InputRefused as refused:
            faults.append(refused)
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise Faults(_WHAT, tuple(faults))
    return query


def describe_keys() -> tuple[dict[str, str], ...]:
    """Give one row for each key, for people and for the reference.

    >>> describe_keys()[0]["key"]
    'text'
    """
    return tuple({"key": name, "says": key.says, "example": key.example} for name, key in _KEYS.items())


def _taken(query: Query, token: re.Match[str]) -> Query:
    if token["word"] is not None:
        return _plain(query, token["word"])
    if token["key"] is not None:
        return _bounded(query, token["key"].casefold(), token["op"], token["length"])
    if token["side"] is not None:
        return _valued(query, token["side"].casefold(), token["moment"])
    return _valued(query, token["named"].casefold(), token["values"])


def _plain(query: Query, written: str) -> Query:
    word = written.casefold().replace("-", "_")
    if written.startswith('"'):
        quoted = written.strip('"')
        raise InputRefused(_WHAT, wrong=f"{written} stands by itself", right=f'write text:"{quoted}"')
    if word in _THINGS:
        return replace(query, things=tuple(dict.fromkeys((*query.things, *_THINGS[word]))))
    if word in _ACTS:
        return replace(query, acts=tuple(dict.fromkeys((*query.acts, (_ACTS[word], None)))))
    if word in _KEYS:
        raise InputRefused(_WHAT, wrong=f"{written!r} says nothing by itself", right=f"write {_KEYS[word].example}")
    if word in _COLOURS:
        raise InputRefused(_WHAT, wrong=f"{written!r} says nothing by itself", right=f"write colour:{word}")
    known = {**_THINGS, **_ACTS, **_KEYS}
    raise InputRefused(_WHAT, wrong=f"there is no word {written!r}", right=_nearest(word, known))


def _valued(query: Query, name: str, written: str) -> Query:
    if name in _ACTS:
        return _said_of(query, _ACTS[name], written)
    key = _key(name, is_bound=False)
    if getattr(query, key.field):
        right = f"write {name} once" if key.is_single else f"write {name}:THIS,THAT for either"
        raise InputRefused(_WHAT, wrong=f"{name} stands twice", right=right)
    if key.is_single:
        return replace(query, **{key.field: key.read(written.strip('"'))})
    values = _listed(name, written, key.example)
    read: dict[str, Any] = {key.field: tuple(dict.fromkeys(key.read(one) for one in values))}
    return replace(query, **read)


def _listed(name: str, written: str, example: str) -> list[str]:
    """Part the values of a key; each stands in quotes altogether, or not at all.

    >>> _listed("camera", 'gate,"north yard"', "camera:gate")
    ['gate', 'north yard']
    """
    if not _VALUES.fullmatch(written):
        held = written.replace('"', "").strip(" ,")
        wrong = f"{name}:{written} has quotes or commas amiss" if held else f"{name}: holds nothing"
        whole = f'{name}:"{held}" for one value, {name}:THIS,THAT for either'
        raise InputRefused(_WHAT, wrong=wrong, right=f"write {whole if held else example}")
    values = [one.strip('"') for one in _VALUE.findall(written)]
    if not all(one.strip() for one in values):
        raise InputRefused(_WHAT, wrong=f"{name}: holds nothing", right=f"write {example}")
    return values


def _said_of(query: Query, kind: Kind, written: str) -> Query:
    """Read a kind with the words that it is said of: wears:armband,uniform."""
    words = ATTRIBUTES.get(kind, ())
    if not words:
        raise InputRefused(_WHAT, wrong=f"{kind.value} is said of nothing more", right=f"write {kind.value} alone")
    read = _one_of({word: word for word in words}, f"word of {kind.value}")
    acts = tuple((kind, read(one)) for one in written.strip('"').split(","))
    return replace(query, acts=tuple(dict.fromkeys((*query.acts, *acts))))


def _bounded(query: Query, name: str, sign: str, written: str) -> Query:
    key = _key(name, is_bound=True)
    value, has = key.read(written), getattr(query, key.field) or Bounds()
    side = "least" if sign.startswith(">") else "most"
    if getattr(has, side) is not None:
        raise InputRefused(_WHAT, wrong=f"{name}{sign[0]} stands twice", right="write each side once")
    both: dict[str, Any] = {key.field: replace(has, **{side: value, f"with_{side}": sign.endswith("=")})}
    return replace(query, **both)


def _key(name: str, *, is_bound: bool) -> _Key:
    if name not in _KEYS:
        raise InputRefused(_WHAT, wrong=f"there is no key {name!r}", right=_nearest(name, _KEYS))
    key = _KEYS[name]
    if key.is_bound is not is_bound:
        raise InputRefused(_WHAT, wrong=f"{name!r} is asked for otherwise", right=f"write {key.example}")
    return key


def _refuse_open_quote(words: str, _: Query) -> None:
    if words.count('"') % 2:
        raise InputRefused(_WHAT, wrong="a quotation mark has no second one", right='write both: text:"grey van"')


def _refuse_nonsense(query: Query) -> None:
    """Refuse what nothing can fulfil: it would be answered with nothing, and that would be read as "not seen"."""
    for name, bounds in (("lasting", query.lasting), ("height", query.height)):
        if bounds is None or bounds.most is None:
            continue
        if bounds.least is not None and bounds.least > bounds.most:
            raise InputRefused(_WHAT, wrong=f"{name} is at least more than at most", right="swap the two")
        least = bounds.least or Fraction(0)
        if least == bounds.most and not bounds.hold(least):
            raise InputRefused(_WHAT, wrong=f"no {name} fulfils that", right=f"write {_KEYS[name].example}")
    after, before = (one.of_day_ns if one else None for one in (query.after, query.before))
    if after is not None and before is not None and after > before:
        raise InputRefused(
            _WHAT, wrong="no day has a time after the one and before the other", right="write dates with the times"
        )
    if (query.texts or query.decisions) and query.things and not query.acts:
        raise InputRefused(
            _WHAT,
            wrong="a thing has no text and no decision of its own",
            right="leave out the thing, or name kinds of observations, such as person_present",
        )
