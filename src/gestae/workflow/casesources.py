"""What a person means by a source of a case: a file, a form, an entry, or all files of a recorder or a camera."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from gestae.errors import InputRefused
from gestae.journal.replay import Logged
from gestae.store.case import CaseView
from gestae.workflow.clocks import IN_PLACE
from gestae.workflow.exhibits import Exhibits
from gestae.workflow.formentries import said_by

__all__ = ["CaseSources"]

_SHORT: Final = 12
_DIGITS: Final = 6
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_ENTRY: Final = re.compile(r"entry[ :]*([0-9]+)")


@dataclass(frozen=True, slots=True)
class CaseSources:
    """The sources of a case, as people may name them.

    Attributes:
        names: what each file or form is called.
        exhibits: for each word, the exhibits that it may mean.
        devices: for each recorder and camera, as `recorder:A`, `camera:A/gate` or `camera:gate`, its files.
        words: for each word, the recorders and cameras that it may mean.
        framing: what says of which recorder a file is, or how far its clock may run wrong: for each form, and each
            entry that names a camera, the places of all that it said. It is no statement of time by itself, and with it
            goes what follows from it.
        naming: for each file, the one of these that says of which recorder it is.
    """

    names: Mapping[str, str]
    exhibits: Mapping[str, frozenset[str]]
    devices: Mapping[str, frozenset[str]]
    words: Mapping[str, frozenset[str]]
    framing: Mapping[str, frozenset[int]]
    naming: Mapping[str, str]

    @classmethod
    def of(cls, view: CaseView, log: Sequence[Logged]) -> CaseSources:
        """Read a case, with its journal."""
        exhibits = Exhibits(view)
        words = {word for sha256, number in exhibits.numbers.items() for word in (str(number), f"#{number}")}
        words |= {name for sha256 in exhibits.numbers for name in exhibits.called(sha256)}
        matching = {word: frozenset(exhibits.matching(word)) for word in words}
        return cls(_names(view), matching, *_devices(view), *_framing(view, log))

    def called(self, source: str) -> str:
        """Name a source for people."""
        return self.names.get(source, source[:_SHORT] if _DIGEST.fullmatch(source) else source)

    def meant(self, name: str, ids: Set[str]) -> frozenset[str]:
        """Find the sources that a person means.

        Args:
            name: an exhibit's name, number or digest, an entry of the journal (`entry 12`), a recorder or a camera.
            ids: all sources of statements.

        Raises:
            InputRefused: there is none, or it may mean several things.
        """
        every = ids | self.framing.keys()
        found = self._candidates(name, every)
        if len(set(found.values())) == 1:
            return next(iter(found.values()))
        if not found:
            told = ", ".join(sorted({self.called(one) for one in every})) or "nothing: no statement rests on any"
            devices = ", ".join(sorted(device for device in self.devices if self.devices[device] & ids))
            also = f", or {devices}" if devices else ""
            raise InputRefused(name, wrong="is no source of this case's times", right=f"say one of {told}{also}")
        is_device = any(one in self.devices for one in found)
        right = "write one of these as it stands here" if is_device else "write more of its digest"
        raise InputRefused(name, wrong=f"means {', '.join(sorted(found))}", right=right)

    def _candidates(self, name: str, every: Set[str]) -> dict[str, frozenset[str]]:
        """Give what a word may mean, by how that is written; what is meant exactly goes before what only begins so."""
        if name in every:
            return {name: frozenset({name})}
        # A bare number is an exhibit's, as everywhere else; so an entry's is written with the word.
        entry = _ENTRY.fullmatch(name)
        if entry and (wanted := f"entry:{int(entry[1])}") in every:
            return {wanted: frozenset({wanted})}
        named = self.exhibits.get(name, frozenset()) & every | {one for one in every if self.called(one) == name}
        found = {one: frozenset({one}) for one in named}
        found |= {one: self.devices[one] & every for one in self.words.get(name, ()) if self.devices[one] & every}
        begins = [one for one in every if len(name) >= _DIGITS and one.startswith(name) and _DIGEST.fullmatch(one)]
        return found or {one: frozenset({one}) for one in begins}


def _names(view: CaseView) -> dict[str, str]:
    names = {str(row["sha256"]): str(row["name"]) for row in view.rows("exhibits")}
    forms = {str(row["form_sha256"]): f"form of {row['recorder']}" for row in view.rows("acquisitions")}
    return forms | names


def _devices(view: CaseView) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Give the files of each recorder and camera, and what each word may mean of them.

    One camera's name on several recorders is as many cameras, and the name alone may mean each of them.
    """
    files: dict[str, set[str]] = {}
    words: dict[str, set[str]] = {}
    for row in view.rows("cameras"):
        recorder, camera = (None if row[one] in (None, IN_PLACE) else str(row[one]) for one in ("recorder", "camera"))
        named = {f"recorder:{recorder}": [recorder]} if recorder else {}
        if camera:
            place = f"{recorder}/{camera}" if recorder else camera
            named[f"camera:{place}"] = [place, camera, f"camera:{camera}"]
        for device, called in named.items():
            files.setdefault(device, set()).add(str(row["sha256"]))
            for word in (device, *called):
                words.setdefault(str(word), set()).add(device)
    return ({one: frozenset(found) for one, found in files.items()},
            {one: frozenset(found) for one, found in words.items()})  # fmt: skip


def _framing(view: CaseView, log: Sequence[Logged]) -> tuple[dict[str, frozenset[int]], dict[str, str]]:
    forms = sorted({str(row["form_sha256"]) for row in view.rows("acquisitions")})
    framing = {form: frozenset(said_by(log, form)) for form in forms}
    naming: dict[str, str] = {}
    for row in view.rows("cameras"):
        seq = row["seq"]
        if row["recorder"] in (None, IN_PLACE) or not isinstance(seq, int):
            continue
        form = next((one for one in forms if seq in framing[one]), None)
        naming[str(row["sha256"])] = form or f"entry:{seq}"
        if form is None:
            framing[f"entry:{seq}"] = frozenset({seq})
    return framing, naming
