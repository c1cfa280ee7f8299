"""Taking an address on: each step is told with its outcome, and only a sound one ends in a proposal."""

import asyncio
import json
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
import yaml
from agents import SWITCH, Neighbourhood

from nms.app import onboarding
from nms.app.onboarding import Onboarder
from nms.app.probing import credentials_of
from nms.core import texts
from nms.core.config import SnmpConfig
from nms.core.discovery import Found, Onboarding
from nms.core.errors import InvalidError, NmsError
from nms.testing import ManualClock

CONFIG = SnmpConfig.model_validate(
    {"port": 1161, "credentials": {"wrong": {"community": "nope"}, "right": {"community": "yes"}, "more": {}}}
)
NAMES = ("wrong", "right", "more")
HERE = ("10.0.0.1", "yes")


async def echo(_address: str) -> float | None:
    return 0.0013


def taken_on(
    snmp: Neighbourhood, credentials: Sequence[str] = NAMES, **settings: Any
) -> tuple[Onboarding, list[Onboarding]]:
    told: list[Onboarding] = []

    async def tell(report: Onboarding) -> None:
        told.append(report)

    onboarder = Onboarder(snmp, ManualClock(), CONFIG, **{"ping": echo, **settings}, tell=tell)
    return asyncio.run(onboarder.run("10.0.0.1", 1161, credentials)), told


def steps(report: Onboarding) -> list[tuple[str, str, str, str]]:
    return [
        (step.step, step.credential, step.state, str(step.error["code"]) if step.error else "") for step in report.steps
    ]


def test_a_wrong_and_then_a_right_credential_tell_each_step() -> None:
    report, told = taken_on(Neighbourhood({HERE: SWITCH}))
    assert steps(report) == [
        ("ping", "", "ok", ""),
        ("snmp", "wrong", "failed", "NMS-SNMP-001"),
        ("snmp", "right", "ok", ""),
        ("snmp", "more", "skipped", ""),
        ("identify", "", "ok", ""),
        ("collect", "", "ok", ""),
    ]
    assert report.steps[0].detail == "1.3 ms"
    assert "Huawei" in report.steps[4].detail
    assert report.steps[5].tables["Interface"] == 1
    error = report.steps[1].error
    assert error is not None
    assert all(error["remedy"][language] for language in texts.LANGUAGES)  # type: ignore[index]  # as as_dict gives it
    states = [tuple(step.state for step in one.steps) for one in told]
    assert states[0] == ("running",)
    assert states[1] == ("ok",)
    assert all(len(first) <= len(second) for first, second in pairwise(states))


def test_a_sound_agent_ends_in_a_piece_of_hosts_yaml() -> None:
    report, _ = taken_on(Neighbourhood({HERE: SWITCH}), taken={"yc-sw9"})
    assert report.ok
    [(name, entry)] = yaml.safe_load(report.entry).items()
    assert name == "yc-sw9-2"
    assert entry["hostname"] == "10.0.0.1"
    assert entry["platform"].startswith("huawei")
    assert entry["data"]["snmp"] == {"credential": "right"}
    assert entry["data"]["labels"] == {"serial": "2102359575DMJ9000001"}
    found = report.found
    assert found is not None
    assert (found.engine_id, found.macs) == ("800007db03c0ffee000001", frozenset({"c0ffee000001"}))


def test_what_the_inventory_has_under_another_address_is_recognised_and_not_proposed() -> None:
    known = [Found("10.0.9.9", engine_id="800007db03c0ffee000001", device="yc-h01-sw")]
    report, _ = taken_on(Neighbourhood({HERE: SWITCH}), known=known)
    assert (report.known, report.entry, report.ok) == ("yc-h01-sw", "", False)


def test_nobody_there_skips_what_follows() -> None:
    async def nothing(_address: str) -> float | None:
        return None

    report, _ = taken_on(Neighbourhood({}), ["wrong", "right"], ping=nothing)
    assert steps(report) == [
        ("ping", "", "failed", "NMS-DISC-007"),
        ("snmp", "wrong", "failed", "NMS-SNMP-001"),
        ("snmp", "right", "failed", "NMS-SNMP-001"),
        ("identify", "", "skipped", ""),
        ("collect", "", "skipped", ""),
    ]
    assert not report.ok


def test_a_ping_that_may_not_be_tried_is_no_failure() -> None:
    async def forbidden(_address: str) -> float | None:
        raise NmsError("NMS-DISC-011")

    report, _ = taken_on(Neighbourhood({HERE: SWITCH}), ["right"], ping=forbidden)
    assert steps(report)[0] == ("ping", "", "skipped", "NMS-DISC-011")
    assert report.ok


def test_a_credential_that_is_shown_nothing_is_told_so_and_the_next_is_tried() -> None:
    blind = Neighbourhood({("10.0.0.1", "nope"): {"1.3.6.1.9.9.0": 1}, HERE: SWITCH})
    report, _ = taken_on(blind, ["wrong", "right"])
    assert [step[1:] for step in steps(report) if step[0] == "snmp"] == [
        ("wrong", "failed", "NMS-DISC-006"),
        ("right", "ok", ""),
    ]


@pytest.mark.parametrize(
    ("questions", "expected"),
    [
        (1, [("identify", "failed", "NMS-SNMP-001"), ("collect", "skipped", "")]),
        (8, [("identify", "ok", ""), ("collect", "failed", "NMS-SNMP-001")]),
    ],
)
def test_an_agent_that_falls_silent_half_way_is_told_at_its_step(
    questions: int, expected: list[tuple[str, str, str]]
) -> None:
    snmp = Neighbourhood({HERE: SWITCH}, {"10.0.0.1": questions})
    report, _ = taken_on(snmp, ["right"])
    assert [
        (step, state, code) for step, _, state, code in steps(report) if step in ("identify", "collect")
    ] == expected


def test_the_report_survives_the_desk() -> None:
    report, _ = taken_on(Neighbourhood({HERE: SWITCH}))
    assert onboarding.read(onboarding.written(report)) == report
    assert json.loads(onboarding.written(report))["ok"] is True
    assert onboarding.read("") is None
    assert onboarding.read("NMS-DISC-004 there is no such credential") is None
    assert onboarding.read('{"steps": 7}') is None


def test_credentials_are_tried_in_the_order_asked_else_in_that_of_the_settings() -> None:
    assert credentials_of((), CONFIG) == ["wrong", "right", "more"]
    assert credentials_of(("right", "wrong", "right"), CONFIG) == ["right", "wrong"]
    with pytest.raises(InvalidError) as told:
        credentials_of(("other",), CONFIG)
    assert told.value.code == "NMS-DISC-004"
    with pytest.raises(InvalidError) as told:
        credentials_of((), SnmpConfig())
    assert told.value.code == "NMS-DISC-005"


def test_no_secret_is_in_the_report() -> None:
    report, _ = taken_on(Neighbourhood({HERE: SWITCH}))
    assert '"yes"' not in onboarding.written(report)
    assert "nope" not in onboarding.written(report)


def test_what_a_stranger_says_is_cleaned_and_cut() -> None:
    loud = {**SWITCH, "1.3.6.1.2.1.1.5.0": "sw\x1b[31m\n\x07" + "x" * 5000, "1.3.6.1.2.1.1.1.0": "d" * 60_000}
    report, _ = taken_on(Neighbourhood({HERE: loud}), ["right"])
    assert report.found is not None
    assert len(report.found.sys_name) == len(report.found.sys_descr) == 500
    assert not [char for char in report.steps[1].detail + report.found.sys_name if not char.isprintable()]
