"""The vault: made once with mode 0600, refused when others may read it, rotated without losing anything."""

import multiprocessing
import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from nms.accounts.vault import FILE, FernetVault
from nms.core.errors import InvalidError, StoreError

CANARY = b"canary-7Qz"


def test_the_first_start_makes_a_key_file_for_its_owner_alone(tmp_path: Path) -> None:
    vault = FernetVault.open(tmp_path / "var", {})
    path = tmp_path / "var" / FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == [FILE]
    sealed = vault.seal(CANARY)
    assert CANARY not in sealed
    assert FernetVault.open(tmp_path / "var", {}).unseal(sealed) == CANARY


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    FernetVault.open(tmp_path, {})
    (tmp_path / FILE).chmod(mode)
    with pytest.raises(InvalidError) as told:
        FernetVault.open(tmp_path, {})
    assert told.value.code == "NMS-ACC-012"
    assert f"{mode:04o}" in str(told.value)


@pytest.mark.parametrize("keys", ["nonsense", " , ", "AAAA"])
def test_what_is_no_key_is_refused_without_being_quoted(tmp_path: Path, keys: str) -> None:
    with pytest.raises(InvalidError) as told:
        FernetVault.open(tmp_path, {"NMS_KEY": keys})
    assert told.value.code == "NMS-ACC-013"
    assert "nonsense" not in str(told.value)


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError) as told:
        FernetVault.open(tmp_path / "file" / "var", {})
    assert told.value.code == "NMS-STORE-006"


def test_the_environment_wins_and_leaves_no_file(tmp_path: Path) -> None:
    FernetVault.open(tmp_path, {"NMS_KEY": Fernet.generate_key().decode()})
    assert list(tmp_path.iterdir()) == []


def test_a_new_key_in_front_reads_the_old_and_seals_anew_and_derives_the_same() -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    before, both = FernetVault(old), FernetVault(f"{new},{old}")
    sealed = before.seal(CANARY)
    assert both.unseal(sealed) == CANARY
    anew = both.reseal(sealed)
    assert FernetVault(new).unseal(anew) == CANARY
    with pytest.raises(StoreError) as told:
        before.unseal(anew)
    assert told.value.code == "NMS-ACC-015"
    assert both.derived("audit") == before.derived("audit") != before.derived("mark")


def test_a_sealed_secret_that_was_altered_opens_nothing() -> None:
    vault = FernetVault(Fernet.generate_key().decode())
    sealed = bytearray(vault.seal(CANARY))
    sealed[20] ^= 1
    for call in (vault.unseal, vault.reseal):
        with pytest.raises(StoreError) as told:
            call(bytes(sealed))
        assert told.value.code == "NMS-ACC-015"


def _derive(folder: str) -> bytes:
    return FernetVault.open(Path(folder), {}).derived("x")


def test_processes_that_start_together_use_one_key(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        assert len(set(pool.map(_derive, [str(tmp_path / "var")] * 6))) == 1
    assert [entry.name for entry in (tmp_path / "var").iterdir()] == [FILE]
