"""What `nms doctor` says of a machine."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from nms.core import texts
from nms.core.config import Config, CredentialConfig
from nms.core.errors import NmsError
from nms.core.site import Inventory
from nms.site import doctor
from nms.site.doctor import Finding
from nms.site.loading import Site

OURS = {name: ["citynms"] for name in ("nms", "collectors", "web")}


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]


V3 = {"version": "3", "user": "u", "auth": "sha256", "auth_key": "k" * 8, "priv": "aes128"}

CASES: dict[str, tuple[Callable[[], Finding], str, str]] = {
    "python": (lambda: doctor.python((3, 11, 2)), "ok", ""),
    "old python": (lambda: doctor.python((3, 9, 2)), "failed", "NMS-CFG-050"),
    "our packages": (lambda: doctor.packages(OURS), "ok", ""),
    "bare checkout": (lambda: doctor.packages({}), "ok", ""),
    "editable listed twice": (lambda: doctor.packages({**OURS, "nms": ["citynms", "citynms"]}), "ok", ""),
    "web.py beside us": (lambda: doctor.packages({**OURS, "web": ["citynms", "web.py"]}), "failed", "NMS-CFG-051"),
    "web.py instead": (lambda: doctor.packages({"web": ["web.py"]}), "failed", "NMS-CFG-051"),
    "sqlite": (lambda: doctor.sqlite((3, 40, 1)), "ok", ""),
    "old sqlite": (lambda: doctor.sqlite((3, 31, 0)), "failed", "NMS-CFG-052"),
    "time zone": (lambda: doctor.timezone("Asia/Shanghai"), "ok", ""),
    "no time zone": (lambda: doctor.timezone("Asia/Shaoxing"), "failed", "NMS-CFG-053"),
    "disk": (lambda: doctor.disk(10 * 2**30), "ok", ""),
    "little disk": (lambda: doctor.disk(2**30), "warning", "NMS-CFG-055"),
    "full disk": (lambda: doctor.disk(2**20), "failed", "NMS-CFG-055"),
    "buffer": (lambda: doctor.receive_buffer(8_388_608, 8_388_608), "ok", ""),
    "unknown buffer": (lambda: doctor.receive_buffer(None, 8_388_608), "ok", ""),
    "small buffer": (lambda: doctor.receive_buffer(212_992, 8_388_608), "warning", "NMS-CFG-057"),
    "inventory": (lambda: doctor.inventory(()), "ok", ""),
    "bad inventory": (lambda: doctor.inventory([NmsError("NMS-INV-001")]), "warning", "NMS-CFG-059"),
    "community": (lambda: doctor.credentials({"a": CredentialConfig(community=SecretStr("x"))}), "ok", ""),
    "no community": (lambda: doctor.credentials({"a": CredentialConfig()}), "warning", "NMS-CFG-058"),
    "no privacy key": (
        lambda: doctor.credentials({"a": CredentialConfig.model_validate(V3)}),
        "warning",
        "NMS-CFG-058",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_fact_is_judged_and_a_bad_one_has_a_remedy(case: str) -> None:
    ask, state, code = CASES[case]
    finding = ask()
    assert (finding.state, finding.problem.code if finding.problem else "") == (state, code)
    for language in texts.LANGUAGES:
        assert texts.say(f"doctor.{finding.check}", language)
        assert texts.say(f"doctor.{finding.state}", language)
        if finding.problem:
            assert "–" not in finding.problem.message(language) + finding.problem.remedy(language)


def test_a_port_in_use_is_seen(taken: int) -> None:
    assert doctor.port("web_port", "127.0.0.1", taken, socket.SOCK_STREAM).state == "warning"
    assert doctor.port("trap_port", "127.0.0.1", 0, socket.SOCK_DGRAM).state == "ok"


def test_a_folder_is_tried_by_writing(tmp_path: Path) -> None:
    assert doctor.variable_data(tmp_path / "a" / "b").state == "ok"
    assert list((tmp_path / "a" / "b").iterdir()) == []
    (tmp_path / "file").touch()
    assert doctor.variable_data(tmp_path / "file" / "below").state == "failed"


def test_everything_is_examined_once(tmp_path: Path) -> None:
    findings = doctor.examine(Site(tmp_path, tmp_path / "var", Config(), Inventory()))
    assert [finding.check for finding in findings] == list(dict.fromkeys(finding.check for finding in findings))
    assert len(findings) == 12
    assert all(texts.say(f"doctor.{finding.check}", "zh") for finding in findings)
