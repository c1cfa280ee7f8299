"""How command lines are reached, as the inventory says it: through defaults, groups and hosts."""

from collections.abc import Callable
from pathlib import Path

import pytest

from nms.core import texts
from nms.core.config import CliConfig, SnmpConfig
from nms.core.device import CliAccess
from nms.drivers.dialects import DIALECTS
from nms.site.complaints import CautionError
from nms.site.inventory import Reading, read_inventory
from nms.site.platforms import PLATFORMS, SPOKEN

Write = Callable[..., Path]

CLI = CliConfig.model_validate({"credentials": {"ops": {"username": "ops"}, "core": {"username": "nms"}}})
SNMP = SnmpConfig.model_validate({"credentials": {"demo": {"version": "2c"}}})


def reading(write: Write, hosts: str, **files: str) -> Reading:
    files = {"defaults": "data: {snmp: {credential: demo}}", **files}
    return read_inventory(write(hosts=hosts, **files), SNMP, CLI)


def host(data: str, platform: str = "huawei_vrp") -> str:
    return f"pe1: {{hostname: 127.0.1.1, platform: {platform}, data: {{{data}}}}}"


def test_access_is_joined_from_defaults_groups_and_host(write: Write) -> None:
    read = reading(
        write,
        """
        pe1: {hostname: 127.0.1.1, groups: [old], data: {cli: {port: 2201}}}
        pe2: {hostname: 127.0.1.2, platform: huawei_vrpv8, groups: []}
        pe3: {hostname: 127.0.1.3, groups: [old], data: {cli: null}}
        """,
        groups="old: {platform: huawei_vrp, data: {cli: {legacy: true, credential: core}}}",
        defaults="data: {snmp: {credential: demo}, cli: {credential: ops}}",
    )
    assert not read.problems
    assert {name: device.cli for name, device in read.inventory.devices.items()} == {
        "pe1": CliAccess(2201, "ssh", "core", legacy=True),
        "pe2": CliAccess(22, "ssh", "ops"),
        "pe3": None,
    }


def test_a_host_without_a_word_about_it_has_no_command_line(write: Write) -> None:
    assert reading(write, host("role: pe")).inventory.devices["pe1"].cli is None


def test_telnet_only_where_the_inventory_says_so_and_there_without_login(write: Write) -> None:
    read = reading(write, host("cli: {transport: telnet, port: 4242}", "osmo_vty_telnet"))
    assert not read.problems
    assert read.inventory.devices["pe1"].cli == CliAccess(4242, "telnet")
    moved = reading(write, host("cli: {transport: telnet, port: 4242, ctrl_port: 4250}", "osmo_vty_telnet"))
    assert moved.inventory.devices["pe1"].cli == CliAccess(4242, "telnet", ctrl_port=4250)
    default = reading(write, host("cli: {transport: telnet, credential: ops}"))
    assert default.inventory.devices["pe1"].cli == CliAccess(23, "telnet", "ops")


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        ("cli: {credential: opps}", "NMS-INV-081", "ops"),
        ("cli: {port: 22}", "NMS-INV-080", "credential"),
        ("cli: {credential: ops, transport: telnett}", "NMS-INV-025", "telnet"),
        ("cli: {credential: ops, password: x}", "NMS-INV-011", "credential"),
        ("cli: {credential: ops, port: 70000}", "NMS-INV-018", "65535"),
    ],
)
def test_a_mistake_is_told_with_what_was_meant(write: Write, data: str, code: str, said: str) -> None:
    problem = reading(write, host(data)).problems[0]
    assert problem.code == code
    assert said in problem.message("en") + problem.remedy("en")
    for language in texts.LANGUAGES:
        assert "{" not in problem.message(language) + problem.remedy(language)


def test_a_host_with_a_wrong_login_is_polled_all_the_same(write: Write) -> None:
    device = reading(write, host("cli: {credential: nobody}")).inventory.devices["pe1"]
    assert device.snmp is not None
    assert device.cli is None


def test_a_platform_that_nobody_speaks_is_a_caution(write: Write) -> None:
    read = reading(write, host("cli: {credential: ops}", "juniper_junos"))
    assert [problem.code for problem in read.problems] == ["NMS-INV-082"]
    assert isinstance(read.problems[0], CautionError)
    assert read.inventory.devices["pe1"].cli == CliAccess(22, "ssh", "ops")


def test_the_inventory_knows_the_platforms_that_the_drivers_speak() -> None:
    assert set(DIALECTS) == SPOKEN
    assert SPOKEN <= PLATFORMS
