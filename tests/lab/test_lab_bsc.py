"""Handover parameters of a real osmo-bsc: pushed over its VTY, read back, refused without a trace, undone."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from bsccity import PORT, BscCity
from needs import demand
from pushing import ENGINEER, Provisioner, pushing

from nms.core.change import ChangeState

pytestmark = [pytest.mark.lab, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def bsc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BscCity]:
    """The running controller."""
    demand()
    city = BscCity(tmp_path_factory.mktemp("bsc"))
    try:
        yield city
    finally:
        city.stop()


@pytest.fixture(scope="module")
def desk(bsc: BscCity, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provisioner]:
    """The engine that speaks to it."""
    cli = {"transport": "telnet", "port": PORT}
    data = {"managed": False, "role": "bsc", "cli": cli}
    hosts = {"bsc-1": {"hostname": bsc.address, "platform": "osmo_vty_telnet", "data": data}}
    with pytest.MonkeyPatch.context() as patch, pushing(tmp_path_factory.mktemp("push"), hosts, {}, patch) as made:
        yield made


def step(**values: Any) -> list[dict[str, Any]]:
    return [{"device": "bsc-1", "template": "handover", "values": values}]


def cell(text: str, bts: int) -> str:
    """A cell's part of the configuration."""
    found = re.search(rf"^ bts {bts}\n(?:  .*\n)+", text, re.MULTILINE)
    assert found, text
    return found[0]


def test_parameters_are_pushed_read_back_and_restored_to_inherited(bsc: BscCity, desk: Provisioner) -> None:
    before = bsc.running()
    assert "handover2 power budget hysteresis" not in cell(before, 1)
    wish = step(bts=1, handover2_power_budget_hysteresis=7, handover2_min_rxlev=-97)
    done = desk.committed("HO-1", wish)
    assert "  handover2 power budget hysteresis 7\n" in cell(bsc.running(), 1)
    assert "  handover2 min rxlev -97\n" in cell(bsc.saved(), 1), "it survives a restart"

    again = desk.planned("HO-1", wish)
    assert desk.lines(again) == {"bsc-1": ()}, "a second push is 0 lines"
    desk.app.changes.withdraw(again.id, ENGINEER)

    desk.undone(done)
    assert bsc.running() == before


def test_values_of_the_network_go_back_to_what_they_were(bsc: BscCity, desk: Provisioner) -> None:
    first = desk.committed("HO-NET", step(handover2_min_rxqual=4))
    between = bsc.running()
    second = desk.committed("HO-NET-2", step(handover2_min_rxqual=3))
    assert "handover2 min rxqual 3\n" in bsc.running()
    desk.undone(second)
    assert bsc.running() == between
    desk.undone(first)
    assert "min rxqual" not in bsc.running()


def test_a_refused_line_leaves_nothing_behind(bsc: BscCity, desk: Provisioner) -> None:
    before = bsc.running()
    change = desk.planned("HO-2", step(bts=0, handover2_min_rxlev=-95, handover2_congestion_check=20))
    ended = desk.pushed(change)  # the first line is taken; the second one exists for the whole network only
    assert ended.state is ChangeState.ROLLED_BACK, ended.reason
    outcome = desk.app.changes.show(change.id).outcomes["bsc-1"]
    assert outcome.line.strip() == "handover2 congestion-check 20"
    assert outcome.reply.startswith("% Unknown command")
    assert bsc.running() == before
