"""age encryption: what is closed opens for its recipients and for nobody else, and every trouble has its own error."""

from __future__ import annotations

import io
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from gestae.errors import InputRefused, SealError
from gestae.preserve.sealing import (
    WrongKey,
    decrypt_bytes,
    decrypt_file,
    decrypt_stream,
    encrypt_bytes,
    encrypt_file,
    encrypt_stream,
    make_identity,
    parse_recipient,
    read_identities,
)

PLAIN = b"Ivan saw it." * 9000  # more than one piece of the stream


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "a.key"


def test_what_is_closed_opens_for_each_recipient(tmp_path: Path, key: Path) -> None:
    other = tmp_path / "b.key"
    recipients = [parse_recipient(make_identity(place)) for place in (key, other)]
    sealed = encrypt_bytes(PLAIN, recipients)
    assert b"Ivan" not in sealed
    for place in (key, other):
        assert decrypt_bytes(sealed, read_identities(place)) == PLAIN


def test_streams_and_bytes_are_one_format(key: Path) -> None:
    recipients = [parse_recipient(make_identity(key))]
    sealed, plain = io.BytesIO(), io.BytesIO()
    encrypt_stream(io.BytesIO(PLAIN), sealed, recipients)
    assert decrypt_bytes(sealed.getvalue(), read_identities(key)) == PLAIN
    decrypt_stream(io.BytesIO(encrypt_bytes(PLAIN, recipients)), plain, read_identities(key))
    assert plain.getvalue() == PLAIN


def test_files_have_their_name_only_when_they_are_whole(tmp_path: Path, key: Path) -> None:
    recipients = [parse_recipient(make_identity(key))]
    source, sealed, opened = tmp_path / "film.mp4", tmp_path / "film.age", tmp_path / "again.mp4"
    source.write_bytes(PLAIN)
    encrypt_file(source, sealed, recipients)
    decrypt_file(sealed, opened, read_identities(key))
    assert opened.read_bytes() == PLAIN
    opened.unlink()
    sealed.write_bytes(sealed.read_bytes()[:-1] + b"\0")
    with pytest.raises(SealError, match=r"restore it from a second copy|cut or altered"):
        decrypt_file(sealed, opened, read_identities(key))
    assert sorted(place.name for place in tmp_path.iterdir()) == ["a.key", "film.age", "film.mp4"]


def test_a_key_is_for_its_owner_only_and_is_never_overwritten(key: Path) -> None:
    public = make_identity(key)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert public.startswith("age1")
    assert public in key.read_text()
    before = key.read_bytes()
    with pytest.raises(SealError, match="does not exist"):
        make_identity(key)
    assert key.read_bytes() == before
    with pytest.raises(SealError, match="cannot be written"):
        make_identity(key.parent / "absent" / "b.key")


def test_another_key_opens_nothing_and_that_is_said(tmp_path: Path, key: Path) -> None:
    sealed = encrypt_bytes(PLAIN, [parse_recipient(make_identity(key))])
    make_identity(tmp_path / "b.key")
    with pytest.raises(WrongKey, match="the ledger: none of the given keys"):
        decrypt_bytes(sealed, read_identities(tmp_path / "b.key"), "the ledger")
    with pytest.raises(WrongKey):
        decrypt_stream(io.BytesIO(sealed), io.BytesIO(), read_identities(tmp_path / "b.key"))


DAMAGE = [
    pytest.param(lambda whole: whole[:-30], id="cut"),
    pytest.param(lambda whole: whole[:40], id="cut-in-the-header"),
    pytest.param(lambda whole: whole[:-1] + bytes([whole[-1] ^ 1]), id="altered"),
    pytest.param(lambda whole: whole.replace(b"X25519", b"X25518", 1), id="header-altered"),
    pytest.param(lambda _whole: b"", id="empty"),
    pytest.param(lambda _whole: b"hello", id="something-else"),
]


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_no_wrong_key_and_gives_nothing(key: Path, damage: object) -> None:
    assert callable(damage)
    sealed = damage(encrypt_bytes(b"Ivan", [parse_recipient(make_identity(key))]))
    with pytest.raises(SealError):
        decrypt_bytes(sealed, read_identities(key))
    with pytest.raises(SealError):
        decrypt_stream(io.BytesIO(sealed), io.BytesIO(), read_identities(key))


def test_nothing_is_encrypted_to_nobody(tmp_path: Path) -> None:
    with pytest.raises(SealError, match="add a recipient first"):
        encrypt_bytes(PLAIN, [])
    with pytest.raises(SealError, match="add a recipient first"):
        encrypt_stream(io.BytesIO(), io.BytesIO(), [])
    (tmp_path / "x").write_bytes(b"x")
    with pytest.raises(SealError):
        encrypt_file(tmp_path / "x", tmp_path / "y", [])
    assert not (tmp_path / "y").exists()
    with pytest.raises(SealError, match="absent"):
        encrypt_file(tmp_path / "absent", tmp_path / "y", [])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be read"),
        (b"\xff\xfe", "cannot be read"),
        (b"# nothing\n\n", "holds no key"),
        (b"# a\nAGE-SECRET-KEY-1NONSENSE\n", "line 2: is no age secret key"),
    ],
)
def test_a_key_file_that_is_none_is_refused_without_repeating_it(key: Path, content: bytes | None, says: str) -> None:
    if content is not None:
        key.write_bytes(content)
    with pytest.raises(InputRefused, match=says) as refusal:
        read_identities(key)
    assert "NONSENSE" not in str(refusal.value)


def test_a_secret_key_is_no_recipient(key: Path) -> None:
    public = make_identity(key)
    assert str(parse_recipient(f" {public}\n")) == public
    with pytest.raises(InputRefused, match="age1"):
        parse_recipient("age1nonsense")


def test_a_large_file_takes_constant_memory(tmp_path: Path, key: Path) -> None:
    """64 MiB through a process that may not take 48 MiB more than it has after its imports."""
    public = make_identity(key)
    source = tmp_path / "large"
    with source.open("wb") as file:
        file.truncate(64 << 20)
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from gestae.preserve.sealing import encrypt_file, decrypt_file, parse_recipient, read_identities\n"
        "place = Path(sys.argv[1]); peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "before = peak()\n"
        "encrypt_file(place / 'large', place / 'large.age', [parse_recipient(sys.argv[2])])\n"
        "decrypt_file(place / 'large.age', place / 'again', read_identities(place / 'a.key'))\n"
        "print(peak() - before)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path), public]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 48 << 10
    assert (tmp_path / "again").stat().st_size == 64 << 20
