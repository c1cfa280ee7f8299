"""The settings of monitors: what cannot be is said with its place, and the doctor looks at the agent's port."""

import socket
from pathlib import Path
from typing import Any

import pytest

from nms.core import texts
from nms.core.config import Config
from nms.core.errors import NmsError
from nms.site import doctor
from nms.site.settings import SettingsError, load_settings

CREDENTIALS = "snmp: {credentials: {old: {version: 1}, plain: {version: 2c}, safe: {version: 3, user: noc}}}\n"


TWINS = """\
  a: {address: 10.0.0.1, credential: safe}
  b: {address: 10.0.0.2, credential: safe, readers: [10.0.0.1]}
"""


def problems(folder: Path, monitors: str) -> list[NmsError]:
    path = folder / "config.yaml"
    path.write_text(f"{CREDENTIALS}monitors:\n{monitors}", encoding="utf-8")
    with pytest.raises(SettingsError) as told:
        load_settings(path, {})
    return list(told.value.problems)


@pytest.mark.parametrize(
    ("monitors", "code", "named"),
    [
        ("  noc: {address: 10.0.0.1, credential: nobody}", "NMS-CFG-070", "nobody"),
        ("  noc: {address: 10.0.0.1, credential: old}", "NMS-CFG-071", "old"),
        (
            TWINS,
            "NMS-CFG-072",
            "10.0.0.1",
        ),
        ("  noc: {address: noc.example, credential: plain}", "NMS-CFG-073", "noc.example"),
        ("  noc: {address: 10.0.0.1, credential: plain, severity: bad}", "NMS-CFG-021", "bad"),
        ("  noc: {address: 10.0.0.1, credential: plain, severities: {major: worse}}", "NMS-CFG-021", "worse"),
        ("  noc: {address: 10.0.0.1, credential: plain, heartbeat: 5}", "NMS-CFG-010", "heartbeat_s"),
        ("  noc: {credential: plain}", "NMS-CFG-012", "address"),
    ],
)
def test_a_monitor_that_cannot_be_is_refused_with_its_place(
    tmp_path: Path, monitors: str, code: str, named: str
) -> None:
    [problem] = problems(tmp_path, monitors)
    assert problem.code == code
    for language in texts.LANGUAGES:
        assert named in problem.message(language) + problem.remedy(language)
    assert problem.where is not None
    assert problem.where.line >= 2


def test_a_name_that_no_address_can_hold_is_refused(tmp_path: Path) -> None:
    assert problems(tmp_path, "  a/b: {address: 10.0.0.1, credential: plain}")


def test_addresses_are_spelled_in_one_way(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(
        CREDENTIALS + "monitors: {省公司: {address: '2001:DB8:0::5', credential: safe, readers: [10.0.0.7]}}",
        encoding="utf-8",
    )
    assert load_settings(path, {}).monitors["省公司"].sources == {"2001:db8::5", "10.0.0.7"}


def config(port: int, **monitor: Any) -> Config:
    one = {"address": "127.0.0.1", "credential": "plain", **monitor}
    return Config.model_validate(
        {"snmp": {"credentials": {"plain": {}}}, "agent": {"port": port}, "monitors": {"noc": one}}
    )


def test_the_doctor_looks_at_the_agents_port_where_a_monitor_needs_it() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert doctor.agent_port(config(port)).state == "warning"
        assert doctor.agent_port(config(port, enabled=False)).state == "ok"
    assert doctor.agent_port(config(0)).state == "ok"
