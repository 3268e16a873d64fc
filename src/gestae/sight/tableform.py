"""How a table of models is written: what may stand in its TOML, and the entries that a file without fault becomes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any, Final

from gestae.base.toml import Form, Key, Many, One, Parsed, integer, number, one_of, read_toml, text
from gestae.errors import InputRefused
from gestae.model.sighting import Label
from gestae.sight.detector import COCO_80, COCO_90
from gestae.sight.resize import Fit
from gestae.sight.table import Archive, Input, Kind, ModelEntry, ModelTable, Output, Registry, Role

__all__ = ["TABLE_FORM", "load_table"]

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
# Names go to a command line and into file names: nothing in them may mean anything there.
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_PACKAGE: Final = re.compile(r"(@[a-z0-9][a-z0-9._-]*/)?[A-Za-z0-9][A-Za-z0-9._-]*")
_VERSION: Final = re.compile(r"[0-9][0-9A-Za-z.+_-]*")
_CLASS_LISTS: Final = {"coco-80": COCO_80, "coco-90": COCO_90}
_BOX_FORMS: Final = ("x1 y1 x2 y2", "y1 x1 y2 x2", "cx cy w h", "x1 y1 w h")
_FORMAT: Final = 1


def load_table(source: str | bytes, what: str = "models.toml") -> ModelTable:
    """Read a table of models.

    Args:
        source: TOML, see `TABLE_FORM`.
        what: the file's name, for its faults.

    Raises:
        InputRefused: no TOML, or not UTF-8.
        Faults: everything else that is wrong, at once.

    >>> load_table("format = 1").entries
    ()
    """
    return read_toml(source, what, TABLE_FORM)


def _matching(pattern: re.Pattern[str], right: str) -> Callable[[object, str], str]:
    def read(value: object, what: str) -> str:
        word = text(value, what)
        if not pattern.fullmatch(word):
            raise InputRefused(what, wrong=f"{word!r} cannot be used here", right=right)
        return word

    return read


def _between(low: int, high: int) -> Callable[[object, str], int]:
    def read(value: object, what: str) -> int:
        found = integer(value, what)
        if not low <= found <= high:
            raise InputRefused(what, wrong=f"is {found}", right=f"write a whole number from {low} to {high}")
        return found

    return read


def _score(value: object, what: str) -> float:
    found = float(number(value, what))
    if not 0 < found < 1:
        raise InputRefused(what, wrong=f"is {found}", right="write a number between 0 and 1, such as 0.4")
    return found


def _member(value: object, what: str) -> str:
    word = text(value, what)
    path = PurePosixPath(word)
    if path.is_absolute() or ".." in path.parts or "\\" in word:
        raise InputRefused(what, wrong=f"{word!r} leads out of the archive", right="write the path inside the archive")
    return word


def _https(value: object, what: str) -> str:
    word = text(value, what)
    if not word.startswith("https://"):
        raise InputRefused(what, wrong=f"{word!r} is no https address", right="write an address that begins https://")
    return word


def _three(value: object, what: str) -> tuple[float, ...]:
    found = tuple(float(number(part, what)) for part in value) if isinstance(value, list) else ()
    if len(found) != len("rgb"):
        raise InputRefused(
            what, wrong="is not three numbers", right="write one for each colour, such as [0.0, 0.0, 0.0]"
        )
    return found


def _build_archive(table: Parsed) -> Archive:
    return Archive(Registry(table["registry"]), table["package"], table["version"], table["sha256"], table["member"])


def _build_input(table: Parsed) -> Input:
    given = {key: value for key, value in table.values.items() if value is not None}
    if 0.0 in given.get("deviation", ()):
        table.refuse("deviation", wrong="divides by zero", right="write three numbers other than 0")
    return Input(**given | {"fit": Fit(given["fit"])})


def _build_output(table: Parsed) -> Output:
    return Output(**table.values)


def _build_class(table: Parsed) -> tuple[int, Label]:
    return table["row"], Label(table["label"])


def _build_entry(table: Parsed) -> ModelEntry | None:
    kind, role = Kind(table["kind"]), Role(table["role"])
    if kind.role is not role:
        table.refuse("kind", wrong=f"{kind} is no {role}", right=f"write role = {kind.role.value!r}")
        return None
    own = dict(table["class"])
    if role is not Role.DETECTOR:
        if own or table["classes"]:
            table.refuse("classes", wrong="go with a detector only", right="leave them out")
    elif bool(own) == bool(table["classes"]):
        table.refuse(
            "classes", wrong="there must be one list of classes", right="write classes or [[model.class]] rows"
        )
        return None
    if (kind is Kind.ONNX) != (table["output"] is not None):
        table.refuse("output", wrong=f"does not go with kind {kind}", right=f"write it for {Kind.ONNX} and only there")
        return None
    plain = ("name", "sha256", "size_bytes", "licence", "licence_from", "says", "sure_score", "input", "output", "url")
    values: dict[str, Any] = {key: table[key] for key in plain}
    classes = own or (_CLASS_LISTS[table["classes"]] if table["classes"] else {})
    return ModelEntry(role=role, kind=kind, classes=classes, archives=table["archive"], **values)


def _build_table(table: Parsed) -> ModelTable:
    if table["format"] != _FORMAT:
        table.refuse("format", wrong=f"is {table['format']}", right=f"this version reads format {_FORMAT}")
    return ModelTable(tuple(filter(None, table["model"])))


_DIGEST: Final = _matching(_SHA256, "write the 64 digits that sha256sum prints")
_ARCHIVE_FORM: Final = Form(
    {
        "registry": Key("which registry's client takes it", one_of(*Registry), required=True),
        "package": Key("the package's name there", _matching(_PACKAGE, "write the package's name"), required=True),
        "version": Key("its exact version", _matching(_VERSION, "write one exact version"), required=True),
        "sha256": Key("digest of the archive as downloaded", _DIGEST, required=True),
        "member": Key("path of the model file inside the archive", _member, required=True),
    },
    _build_archive,
)
_INPUT_FORM: Final = Form(
    {
        "width_px": Key("width of the net's input; for text, at most", _between(16, 4096), required=True),
        "height_px": Key(
            "height of the net's input; for onnx-text-lines, the shorter side", _between(16, 4096), required=True
        ),
        "fit": Key("pad: proportions kept; stretch: both sides filled", one_of(*Fit), required=True),
        "filling": Key("grey of the padding, 114 if absent", _between(0, 255)),
        "colours": Key("rgb (if absent) or bgr", one_of("rgb", "bgr")),
        "channels": Key("first (if absent): 1 3 h w; last: 1 h w 3", one_of("first", "last")),
        "mean": Key("taken off each colour on the scale 0..255, none if absent", _three),
        "deviation": Key("divides what remains, 1 if absent", _three),
    },
    _build_input,
)
_OUTPUT_FORM: Final = Form(
    {
        "boxes": Key("name of the array of boxes (1, n, 4)", required=True),
        "scores": Key("name of the array of scores (1, n), or (1, n, classes) without `classes`", required=True),
        "classes": Key("name of the array of class rows (1, n)"),
        "box_form": Key("order and meaning of a box's four numbers", one_of(*_BOX_FORMS), required=True),
        "box_unit": Key("pixel of the net's input, or part of its sides", one_of("pixel", "part"), required=True),
        "scores_are": Key("parts (0 to 1) or logits", one_of("parts", "logits"), required=True),
    },
    _build_output,
)
_CLASS_FORM: Final = Form(
    {
        "row": Key("the net's number for it, from 0", _between(0, 100_000), required=True),
        "label": Key("what gestae calls it", one_of(*Label), required=True),
    },
    _build_class,
)
_MODEL_FORM: Final = Form(
    {
        "name": Key("how it is called on the command line", _matching(_NAME, "write a-z 0-9 . _ -"), required=True),
        "role": Key("what it is for", one_of(*Role), required=True),
        "kind": Key("how it is run and read", one_of(*Kind), required=True),
        "sha256": Key("digest of the model file", _DIGEST, required=True),
        "size_bytes": Key("length of the model file", _between(1, 2**40), required=True),
        "licence": Key("SPDX name of the weights' licence", required=True),
        "licence_from": Key("where that is stated", required=True),
        "says": Key("one line for people", required=True),
        "classes": Key("a list of classes that is known: coco-80 or coco-90", one_of(*_CLASS_LISTS)),
        "sure_score": Key("score at which as many are wrong as are missed", _score, required=True),
        "url": Key("https address of the bare file, tried last", _https),
        "input": One(_INPUT_FORM, "how a picture is brought before it", required=True),
        "output": One(_OUTPUT_FORM, "which arrays hold what, for onnx-boxes"),
        "class": Many(_CLASS_FORM, "classes of its own, instead of `classes`"),
        "archive": Many(_ARCHIVE_FORM, "carriers, tried in this order"),
    },
    _build_entry,
)
TABLE_FORM: Final = Form(
    {
        "format": Key("format of this table: 1", integer, required=True),
        "model": Many(_MODEL_FORM, "one model"),
    },
    _build_table,
)
