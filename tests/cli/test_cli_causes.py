"""`nms cause`: the list, one with its evidence, the way to an alarm."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_site import alone
from typer.testing import CliRunner, Result

from nms.cli import app as nms
from nms.cli.opening import opened_app
from nms.core.errors import NmsError, NotFoundError
from nms.faults.problems import Said, raised

LINK = (("yc-agg1", "XGigabitEthernet0/0/23"), ("pe-1", "GigabitEthernet0/2/0"))
NAME = "link:yc-agg1--pe-1"


@pytest.fixture(autouse=True)
def quiet(tmp_path: Path) -> Iterator[None]:
    with alone(tmp_path / "var"):
        yield


def run(*words: str) -> Result:
    done = CliRunner().invoke(nms, ["--lang", "en", *words])
    if isinstance(done.exception, NmsError):
        raise done.exception
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def answer(*words: str) -> Any:
    return json.loads(run(*words, "--json").stdout)


def cut() -> list[int]:
    """A link goes down at both ends; the numbers of the alarms."""
    system = opened_app()
    now = system.now()
    reports = [raised(Said(device, now, now, "trap"), port, "link-down") for device, port in LINK]
    return [alarm.id for alarm in system.parts.ledger.record_all(reports)]


def test_nothing_open_is_said() -> None:
    assert "no cause is open" in run("cause", "list").stdout
    assert answer("cause", "list") == {"total": 0, "items": []}


def test_a_cut_link_is_one_cause_of_two_alarms() -> None:
    cut()
    told = answer("cause", "list")
    assert (told["total"], told["items"][0]["name"], told["items"][0]["alarms"]) == (1, NAME, 2)
    assert NAME in run("cause", "list").stdout


def test_one_cause_shows_evidence_rivals_and_the_way() -> None:
    numbers = cut()
    told = answer("cause", "show", NAME, "--path", str(numbers[0]))
    assert {one["code"] for one in told["cause"]["evidence"]} >= {"evidence.explains", "evidence.present"}
    assert [edge["link"] for edge in told["path"]["edges"]] == ["yc-agg1--pe-1"]
    shown = run("cause", "show", NAME, "--path", str(numbers[0])).stdout
    assert "it explains 2 signs" in shown
    assert "yc-agg1--pe-1" in shown


def test_an_unknown_cause_is_refused() -> None:
    with pytest.raises(NotFoundError):
        run("cause", "show", "link:nowhere")
