"""The proposed piece of hosts.yaml is accepted by the inventory's own checks."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from nms.core.config import SnmpConfig
from nms.core.device import Role, SnmpVersion
from nms.core.discovery import Found
from nms.site.entry import host_entry, host_name
from nms.site.inventory import read_inventory

CONFIG = SnmpConfig.model_validate(
    {"port": 1161, "credentials": {"plain": {"version": "2c", "community": "public"}, "own": {"community": "x"}}}
)
FOUND = Found("127.0.0.7", 161, "own", sys_name="绍兴 sw/1.net.example", serial="SN: 42", platform="huawei", role="olt")


def written(folder: Path, text: str) -> Path:
    (folder / "hosts.yaml").write_text(text, encoding="utf-8")
    return folder


def test_the_entry_is_read_back_as_the_device_that_was_found(tmp_path: Path) -> None:
    text = host_entry("sw-1", FOUND, CONFIG, also=["127.0.0.8:161"])
    reading = read_inventory(written(tmp_path, text), CONFIG)
    device = reading.inventory.devices["sw-1"]
    assert reading.problems == ()
    assert (device.address, device.platform, device.role) == ("127.0.0.7", "huawei", Role.OLT)
    assert device.snmp is not None
    assert (device.snmp.port, device.snmp.community, device.snmp.version) == (161, "x", SnmpVersion.V2C)
    assert device.labels == {"serial": "SN: 42", "also_at": "127.0.0.8:161"}


def test_what_is_unknown_is_left_out() -> None:
    text = host_entry("a", Found("10.0.0.1", 1161, "own", platform="made_up", role="other"), CONFIG)
    assert yaml.safe_load(text) == {"a": {"hostname": "10.0.0.1", "data": {"snmp": {"credential": "own"}}}}


@pytest.mark.parametrize(
    ("found", "taken", "name"),
    [
        (FOUND, (), "绍兴-sw-1"),
        (Found("10.0.0.1", sys_name="core"), ("core",), "core-2"),
        (Found("10.0.0.1", sys_name="core"), ("core", "core-2"), "core-3"),
        (Found("10.0.0.1"), (), "10.0.0.1"),
        (Found("fe80::1"), (), "fe80--1"),
        (Found("10.0.0.1", sys_name="..."), (), "10.0.0.1"),
    ],
)
def test_names_fit_the_inventory_and_are_free(found: Found, taken: tuple[str, ...], name: str) -> None:
    assert host_name(found, taken) == name


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.text(max_size=20))
def test_hostile_names_and_serials_stay_values(
    tmp_path_factory: pytest.TempPathFactory, name: str, serial: str
) -> None:
    found = Found("127.0.0.7", 161, "own", sys_name=name, serial=serial)
    folder = written(tmp_path_factory.mktemp("inventory"), host_entry(host_name(found, ()), found, CONFIG))
    reading = read_inventory(folder, CONFIG)
    assert [problem.code for problem in reading.problems] == []
    [device] = reading.inventory.devices.values()
    assert device.address == "127.0.0.7"
