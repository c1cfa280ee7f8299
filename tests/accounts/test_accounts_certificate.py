"""The certificate of the pages: read with its key, or refused with the reason."""

from datetime import timedelta
from pathlib import Path

import certificates
import pytest
from certificates import NAME, NOW

from nms.accounts.certificate import check_valid, read_certificate
from nms.core.errors import InvalidError
from nms.core.serving import SOON


def refused(path: Path, key: Path) -> InvalidError:
    with pytest.raises(InvalidError) as told:
        read_certificate(path, key)
    return told.value


def test_a_certificate_tells_its_names_and_its_time(tmp_path: Path) -> None:
    begins, ends = NOW.replace(microsecond=0), NOW.replace(microsecond=0) + timedelta(days=90)
    found = read_certificate(*certificates.write(tmp_path, begins=begins, ends=ends))
    assert found.names == (NAME, "*.halls.example.net", "127.0.0.1")
    assert (found.begins, found.ends) == (begins, ends)


def test_the_issuers_certificates_may_follow_our_own(tmp_path: Path) -> None:
    other, _ = certificates.write(tmp_path, name="issuer.example.net")
    chain = other.read_bytes()
    path, key = certificates.write(tmp_path)
    path.write_bytes(path.read_bytes() + chain)
    assert read_certificate(path, key).names[0] == NAME


@pytest.mark.parametrize("mode", [0o604, 0o644, 0o660, 0o601])
def test_a_key_that_others_may_read_or_write_is_refused(tmp_path: Path, mode: int) -> None:
    error = refused(*certificates.write(tmp_path, mode=mode))
    assert (error.code, error.values["mode"]) == ("NMS-SERVE-007", f"{mode:04o}")


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o640])
def test_the_group_of_a_key_may_read_it(tmp_path: Path, mode: int) -> None:
    assert read_certificate(*certificates.write(tmp_path, mode=mode)).names


def test_a_key_of_another_certificate_is_refused(tmp_path: Path) -> None:
    path, key = certificates.write(tmp_path)
    kept = path.read_bytes()
    certificates.write(tmp_path)
    path.write_bytes(kept)
    assert refused(path, key).code == "NMS-SERVE-006"


def test_files_that_are_not_there_or_no_pem_are_named_with_their_setting(tmp_path: Path) -> None:
    path, key = certificates.write(tmp_path)
    missing = tmp_path / "missing.pem"
    assert refused(missing, key).values["field"] == "web.certificate"
    assert refused(path, missing).values["field"] == "web.key"
    assert refused(key, key).code == "NMS-SERVE-004"
    key.write_bytes(path.read_bytes())
    assert refused(path, key).code == "NMS-SERVE-005"


def test_a_key_with_a_passphrase_cannot_be_used(tmp_path: Path) -> None:
    assert refused(*certificates.write(tmp_path, passphrase=b"quartz")).code == "NMS-SERVE-005"


def test_a_certificate_holds_from_its_first_to_its_last_moment(tmp_path: Path) -> None:
    found = read_certificate(*certificates.write(tmp_path))
    check_valid(found, found.begins)
    check_valid(found, found.ends)
    for moment, code in (
        (found.begins - timedelta(seconds=1), "NMS-SERVE-009"),
        (found.ends + timedelta(seconds=1), "NMS-SERVE-008"),
    ):
        with pytest.raises(InvalidError) as told:
            check_valid(found, moment)
        assert told.value.code == code


def test_thirty_days_before_its_end_it_ends_soon(tmp_path: Path) -> None:
    found = read_certificate(*certificates.write(tmp_path))
    assert found.ends_soon(found.ends - SOON)
    assert not found.ends_soon(found.ends - SOON - timedelta(seconds=1))
