"""How long 10,000 hosts take to read; printed, never judged."""

import time
from pathlib import Path

import pytest

from nms.core.config import SnmpConfig
from nms.site.inventory import read_inventory
from nms.site.nornir_inventory import CityInventory

HOSTS = 10_000
SNMP = SnmpConfig.model_validate({"credentials": {"demo": {"community": "public"}}})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Inventory files as the demo's, only longer."""
    host = "h{n}: {{hostname: 127.{a}.{b}.{c}, groups: [hall], data: {{site: s{s}, labels: {{n: '{n}'}}}}}}\n"
    rows = (host.format(n=n, a=1 + (n >> 14), b=n >> 7 & 127, c=1 + (n & 127), s=n % 400) for n in range(HOSTS))
    (tmp_path / "hosts.yaml").write_text("".join(rows))
    (tmp_path / "groups.yaml").write_text(
        "hall: {platform: huawei, data: {role: converter, snmp: {credential: demo}}}\n"
    )
    (tmp_path / "sites.yaml").write_text("".join(f"s{n}: {{kind: hall}}\n" for n in range(400)))
    return tmp_path


@pytest.mark.bench
def test_reading_ten_thousand_hosts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    start = time.process_time()
    inventory = read_inventory(folder, SNMP).inventory
    ours = time.process_time()
    hosts = CityInventory(str(folder), SNMP).load().hosts
    end = time.process_time()
    with capsys.disabled():
        print(f"\n{HOSTS} hosts: {ours - start:.2f} CPU-s as devices, {end - ours:.2f} CPU-s for Nornir")
    assert len(inventory.devices) == len(hosts) == HOSTS
