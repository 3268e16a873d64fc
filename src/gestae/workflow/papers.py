"""The originals that a person reads: their text and their tables, where they stand in the open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from gestae.errors import InputRefused
from gestae.model.account import SourceKind
from gestae.model.evidence import Digest, ItemKind
from gestae.observe.passages import read_text
from gestae.observe.records import Table, read_table
from gestae.store.case import CaseView
from gestae.workflow.case import ORIGINALS
from gestae.workflow.exhibits import Exhibits

__all__ = ["Papers", "source_kind"]

# Larger files are no statements.
MOST_BYTES: Final = 8 << 20
_IN_WORDS: Final = 'write where it stands instead, without its own words: place = "third paragraph"'
_KINDS: Final = {
    ItemKind.TEXT.value: SourceKind.STATEMENT,
    ItemKind.TABLE.value: SourceKind.CALLS,
    ItemKind.FOOTAGE.value: SourceKind.FOOTAGE,
    ItemKind.PICTURE.value: SourceKind.PHOTOGRAPH,
}


def source_kind(item: str) -> SourceKind:
    """Say what an item is as a source, where nobody said it: plain text is a statement, a table are records.

    >>> source_kind("text").value, source_kind("archive").value
    ('statement', 'document')
    """
    return _KINDS.get(item, SourceKind.DOCUMENT)


@dataclass(slots=True)
class Papers:
    """The exhibits of a case as people read them; each is read and checked against its digest once."""

    view: CaseView
    exhibits: Exhibits = field(init=False)
    _rows: dict[str, dict[str, object]] = field(init=False)
    _hidden: frozenset[object] = field(init=False)
    _texts: dict[str, str] = field(default_factory=dict)
    _tables: dict[str, Table] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.exhibits = Exhibits(self.view)
        self._rows = {str(row["sha256"]): dict(row) for row in self.view.rows("exhibits")}
        self._hidden = frozenset(row["hidden_seq"] for row in self.view.rows("withheld"))

    def item(self, sha256: str) -> str:
        """Name what an exhibit is by its bytes; nothing where its receipt is withheld."""
        return str(self._rows[sha256]["item"]) if sha256 in self._rows else ""

    def is_withheld(self, sha256: str) -> bool:
        """Say whether an exhibit is under protection, or its receipt is hidden: its words are not for the open."""
        row = self._rows[sha256]
        return bool(row["protected"]) or row["seq"] in self._hidden

    def text(self, sha256: str, what: str) -> str:
        """Read the text of a statement.

        Raises:
            InputRefused: it is withheld, no plain text, too large, not UTF-8, or no longer what was received.
        """
        if sha256 not in self._texts:
            self._texts[sha256] = self._read(sha256, ItemKind.TEXT, "a passage", what)
        return self._texts[sha256]

    def table(self, sha256: str, what: str) -> Table:
        """Read a table of records.

        Raises:
            InputRefused: as `text` says, or it is no table whose rows are all as long as its head.
        """
        if sha256 not in self._tables:
            text = self._read(sha256, ItemKind.TABLE, "a row", what)
            self._tables[sha256] = read_table(text, what)
        return self._tables[sha256]

    def _read(self, sha256: str, kind: ItemKind, what_of_it: str, what: str) -> str:
        if self.is_withheld(sha256):
            wrong = f"its source is withheld, so {what_of_it} of it may not stand in the open journal"
            raise InputRefused(what, wrong=wrong, right=_IN_WORDS)
        if self.item(sha256) != kind.value:
            wrong = f"its source is {self.item(sha256)}, and {what_of_it} is looked for in {_FORMS[kind]} alone"
            raise InputRefused(what, wrong=wrong, right=_IN_WORDS)
        path = self.view.folder / ORIGINALS / sha256[:2] / sha256
        data = path.read_bytes() if path.is_file() and path.stat().st_size <= MOST_BYTES else b""
        if Digest.of(data).hex != sha256:
            wrong = f"its source is missing, no longer what was received, or larger than {MOST_BYTES >> 20} MiB"
            raise InputRefused(what, wrong=wrong, right=f"see gestae verify; or {_IN_WORDS}")
        return read_text(data, what)


_FORMS: Final = {ItemKind.TEXT: "plain text", ItemKind.TABLE: "tables (CSV)"}
