"""`nms impact` and `nms line sla|report|probe|excuse`: what they print, and what they refuse."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cli_site import alone
from typer.testing import CliRunner

from nms.cli import app as nms
from nms.cli.opening import opened_app
from nms.core.errors import InvalidError, NmsError, NotFoundError
from nms.core.line import Design, Line, LineEnd, LineService, LineState, Order, Outage, Requirement, Solution, Way

HOSTS = """
pe-1: {hostname: 127.0.0.1, platform: huawei_vrpv8, data: {role: pe, managed: false}}
acc-1: {hostname: 127.0.0.2, platform: huawei, data: {role: access-switch, managed: false}}
"""
LINKS = "pe-acc: {a: 'pe-1:GigabitEthernet0/2/0', b: 'acc-1:XGigabitEthernet0/0/1', srlg: [duct-7]}"
CUSTOMERS = "bank: {title: Bank, grade: A}"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Path]:
    files = {"hosts": HOSTS, "links": LINKS, "customers": CUSTOMERS}
    (tmp_path / "inventory").mkdir()
    (tmp_path / "config.yaml").write_text("site: {timezone: UTC}")
    for name, text in files.items():
        (tmp_path / "inventory" / f"{name}.yaml").write_text(text)
    with alone(tmp_path / "var"):
        yield tmp_path


def run(site: Path, *words: str) -> str:
    done = CliRunner().invoke(nms, ["--site", str(site), "--lang", "en", *words])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def line(site: Path) -> datetime:
    """A line in service for long, with an outage of an hour in the last month; when that began."""
    run(site, "line", "sla")  # opens the site
    now = datetime.now(UTC)
    ends = (LineEnd("hq", hub=True), LineEnd("shop"))
    order = Order("PL-1", "bank", "Bank to shop", LineService.EPL, Requirement(100), ends, "A")
    ways = (Way("shop", "work", ("acc-1", "pe-1"), ("pe-acc",)),)
    begun = now - timedelta(days=400)
    store = opened_app().parts.store.lines
    made = Line(0, order, LineState.ACTIVE, begun, begun, "li", Design(Solution.ETH, ways=ways), active_at=begun)
    number = store.add(made, "li").id
    start = (now.replace(day=1) - timedelta(days=10)).replace(hour=12, minute=0, second=0, microsecond=0)
    store.open_outage(Outage(number, start, None))
    store.close_outage(number, "down", start + timedelta(hours=1))
    return start


def parsed(text: str) -> Any:
    return json.loads(text)


def test_impact_names_lines_customers_and_minutes_at_risk(site: Path) -> None:
    line(site)
    said = run(site, "impact", "pe-acc")
    assert "lines down (1): PL-1" in said
    assert "customers (1): bank" in said
    assert "SLA minutes at risk: 480, if repairs take as long as each grade allows" in said
    assert "breaks the promise" in said
    found = parsed(run(site, "impact", "duct-7", "--minutes", "5", "--json"))
    assert (found["lines"], found["risk_minutes"], found["devices"]) == (["PL-1"], 5, ["acc-1"])


def test_impact_of_nothing_says_so(site: Path) -> None:
    line(site)
    assert "takes nothing down" in run(site, "impact", "acc-1:GigabitEthernet0/0/9")


@pytest.mark.parametrize("words", [(), ("pe-acc", "--change", "1")])
def test_impact_needs_elements_or_a_change(site: Path, words: tuple[str, ...]) -> None:
    with pytest.raises(InvalidError, match="ELEMENT"):
        run(site, "impact", *words)


def test_what_is_not_there_is_refused(site: Path) -> None:
    for words in (("impact", "nowhere"), ("impact", "--change", "7"), ("line", "sla", "no"), ("line", "report", "no")):
        with pytest.raises(NotFoundError):
            run(site, *words)
    with pytest.raises(NmsError, match="NMS-LINE-304"):
        run(site, "line", "sla", "--month", "march")


def test_a_lines_clock_its_outages_and_all_clocks(site: Path) -> None:
    month = f"{line(site):%Y-%m}"
    one = parsed(run(site, "line", "sla", "PL-1", "--month", month, "--json"))
    assert one["condition"]["state"] == "up"
    assert one["outages"][0]["kind"] == "down"
    assert one["clock"]["down_s"] == 3600
    assert "PL-1  up" in run(site, "line", "sla", "PL-1", "--month", month)
    everything = parsed(run(site, "line", "sla", "--month", month, "--json"))
    assert (everything["total"], everything["items"][0]["condition"]["state"]) == (1, "up")


def test_a_customers_month(site: Path) -> None:
    start = line(site)
    month = f"{start:%Y-%m}"
    said = run(site, "line", "report", "bank", "--month", month)
    assert f"{month}: monthly report for Bank" in said
    assert "1 lines did not keep their promise" in said
    found = parsed(run(site, "line", "report", "bank", "--month", month, "--json"))
    assert found["broken"] == ["PL-1"]


def test_an_outage_is_excused_and_an_end_probed(site: Path) -> None:
    start = line(site)
    run(site, "line", "excuse", "PL-1", start.isoformat(), "--why", "customer's router")
    month = f"{start:%Y-%m}"
    assert parsed(run(site, "line", "sla", "PL-1", "--month", month, "--json"))["clock"]["down_s"] == 0
    with pytest.raises(NmsError, match="NMS-CORE-001"):
        run(site, "line", "excuse", "PL-1", "yesterday")
    assert "shop of line PL-1 is probed at 192.0.2.1" in run(site, "line", "probe", "PL-1", "shop", "192.0.2.1")
    assert "shop of line PL-1 is not probed" in run(site, "line", "probe", "PL-1", "shop")
