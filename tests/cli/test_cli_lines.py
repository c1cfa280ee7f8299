"""`nms line` and `nms customer` over the demo's site: an order becomes a design, as words and JSON; no engine runs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_site import alone
from typer.testing import CliRunner

from nms.cli import app as nms
from nms.cli import whom
from nms.cli.opening import opened_app
from nms.core.alarm import Actor
from nms.core.change import ChangeState
from nms.core.errors import ConflictError, DeniedError, InvalidError, NmsError

REPOSITORY = Path(__file__).resolve().parents[2]
ORDERS = REPOSITORY / "templates" / "orders"
TEXTILE, BANK = "PL-2026-0004", "PL-2026-0001"


@pytest.fixture(autouse=True)
def store(tmp_path: Path) -> Iterator[Path]:
    with alone(tmp_path):
        yield tmp_path


def run(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(nms, ["--site", str(REPOSITORY), "--lang", "en", *words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code, done.output
    return done.output


def told(*words: str) -> Any:
    return json.loads(run(*words, "--json"))


def refused(error: type[NmsError], *words: str) -> str:
    with pytest.raises(error) as caught:
        run(*words)
    return caught.value.code


def ordered(name: str = "textile-market") -> Any:
    return told("line", "order", str(ORDERS / f"{name}.yaml"))


def test_an_order_is_surveyed_compared_designed_and_listed() -> None:
    made = ordered()
    assert (made["number"], made["state"], made["may"]) == (TEXTILE, "draft", ["survey", "design", "withdraw"])
    assert told("line", "survey", TEXTILE)["order"]["requirement"]["eth_fibre"] is True
    advice = told("line", "advise", TEXTILE)
    assert advice["recommended"] == "ETH"
    designed = told("line", "design", TEXTILE)
    assert (designed["state"], designed["solution"]) == ("designed", "ETH")
    assert {one["state"] for one in designed["held"]} == {"reserved"}
    assert [one["number"] for one in told("line", "list", "--state", "designed")["items"]] == [TEXTILE]
    assert told("line", "list", "--customer", "bank")["total"] == 0
    assert told("line", "config", TEXTILE) == {"total": 0, "items": []}


def test_words_say_where_a_line_stands_and_what_may_be_done() -> None:
    ordered()
    shown = run("line", "design", TEXTILE)
    assert "reserved until" in shown
    assert "approve" in shown
    assert "textile-1 work: kq-acc" in shown
    assert TEXTILE in run("line", "list")
    assert "PL-2026-0004" in run("customer", "show", "textile-market")


def test_an_order_is_only_checked_when_asked_so() -> None:
    checked = json.loads(run("line", "order", str(ORDERS / "bank-e1.yaml"), "--check"))
    assert checked["requirement"]["sdh_km"] is not None
    assert told("line", "list")["total"] == 0


def test_four_eyes_and_the_way_to_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    ordered("bank-e1")
    run("line", "design", BANK)
    assert refused(DeniedError, "line", "approve", BANK) == "NMS-LINE-206"
    monkeypatch.setattr(whom, "ACTOR", Actor("wang", "cli"))
    assert told("line", "approve", BANK)["state"] == "approved"
    line = told("line", "provision", BANK, "--no-wait")
    assert (line["state"], line["changes"][0]["state"]) == ("provisioning", "draft")
    change = opened_app().changes.withdraw(line["change"], Actor("wang", "cli"))
    assert change.state is ChangeState.WITHDRAWN


def test_a_number_is_used_once_and_a_withdrawn_order_is_over() -> None:
    ordered()
    assert refused(ConflictError, "line", "order", str(ORDERS / "textile-market.yaml")) == "NMS-LINE-201"
    assert told("line", "withdraw", TEXTILE)["state"] == "withdrawn"
    assert refused(ConflictError, "line", "design", TEXTILE) == "NMS-LINE-202"


def test_nonsense_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "order.yaml"
    broken.write_text("- a list\n")
    assert refused(InvalidError, "line", "order", str(broken)) == "NMS-LINE-211"
    assert refused(InvalidError, "line", "list", "--state", "asleep") == "NMS-LINE-211"
    ordered()
    assert refused(InvalidError, "line", "design", TEXTILE, "COPPER") == "NMS-LINE-211"
    assert refused(ConflictError, "line", "modify", TEXTILE, "--move", "a=b") == "NMS-LINE-202"
    assert refused(InvalidError, "line", "modify", TEXTILE, "--move", "a") == "NMS-LINE-211"


def test_customers_with_their_lines() -> None:
    ordered()
    customers = {one["name"]: one for one in told("customer", "list")["items"]}
    assert customers["textile-market"]["states"] == {"draft": 1}
    assert "textile-hq" in customers["textile-market"]["sites"]
    assert "textile-market" in run("customer", "list")
    assert [one["number"] for one in told("customer", "show", "textile-market")["items"]] == [TEXTILE]
