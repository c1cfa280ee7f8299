"""Our inventory plugin against Nornir's own reading of the same files."""

from collections.abc import Callable
from pathlib import Path

from nornir import InitNornir
from nornir.core.inventory import Inventory
from nornir.plugins.inventory.simple import SimpleInventory
from sitefiles import CONFIG

from nms.site.loading import CHECKOUT, load_site
from nms.site.nornir_inventory import NAME, CityInventory, register

TRICKY = {
    "hosts": """
        a: {hostname: 127.0.1.1, groups: [x, y], data: {snmp: {credential: demo}}}
        b: {hostname: 127.0.1.2, port: 2222, platform: huawei, groups: [y], data: {labels: {n: 1}}}
        c:
          hostname: 127.0.1.3
          data: {managed: false}
          connection_options: {netmiko: {port: 22, extras: {fast: true}}}
        """,
    "groups": """
        x: {groups: [z], data: {labels: {from: x}}}
        y: {platform: cisco_ios, username: ops, data: {role: p, snmp: {credential: demo}}}
        z: {port: 830, data: {role: pe, site: core}}
        """,
    "defaults": "{platform: linux, port: 22, data: {snmp: {credential: demo}}}",
    "sites": "core: {kind: core}",
}


def plain(folder: Path) -> Inventory:
    files = (str(folder / f"{stem}.yaml") for stem in ("hosts", "groups", "defaults"))
    return SimpleInventory(*files).load()


def seen(inventory: Inventory) -> dict[str, object]:
    """What a task sees of each host, inherited values included."""
    return {
        name: {
            "attributes": [getattr(host, key) for key in ("hostname", "port", "username", "password", "platform")],
            "groups": [group.name for group in host.extended_groups()],
            "data": dict(host.items()),
            "netmiko": host.get_connection_parameters("netmiko").dict(),
        }
        for name, host in inventory.hosts.items()
    }


def test_the_demo_city_is_the_same_to_nornir() -> None:
    site, folder = load_site(CHECKOUT, {}), CHECKOUT / "inventory"
    ours, theirs = CityInventory(str(folder), site.config.snmp).load(), plain(folder)
    assert seen(ours) == seen(theirs)
    assert ours.dict() == theirs.dict()
    assert len(ours.hosts) > 240


def test_inheritance_is_nornirs_own(write: Callable[..., Path]) -> None:
    folder = write(**TRICKY)
    ours = CityInventory(str(folder), CONFIG.snmp).load()
    assert seen(ours) == seen(plain(folder))
    assert [ours.hosts[name].platform for name in "abc"] == ["cisco_ios", "huawei", "linux"]


def test_our_devices_agree_with_what_nornir_sees() -> None:
    site = load_site(CHECKOUT, {})
    hosts = CityInventory(str(CHECKOUT / "inventory"), site.config.snmp).load().hosts
    for name, device in site.inventory.devices.items():
        host = hosts[name]
        assert (device.address, device.platform) == (host.hostname or "", host.platform or "")
        assert device.site == host.get("site", "")
        assert device.role == host.get("role", "other")


def test_what_the_check_leaves_out_is_left_out_for_nornir_too(write: Callable[..., Path]) -> None:
    folder = write(**TRICKY)
    hosts = (folder / "hosts.yaml").read_text() + "\nbad: {hostname: nowhere, groups: [x]}\n"
    (folder / "hosts.yaml").write_text(hosts)
    assert list(CityInventory(str(folder), CONFIG.snmp).load().hosts) == ["a", "b", "c"]


def test_nornir_starts_with_the_registered_plugin(write: Callable[..., Path]) -> None:
    register()
    options = {"folder": str(write(**TRICKY)), "snmp": CONFIG.snmp}
    nornir = InitNornir(
        inventory={"plugin": NAME, "options": options}, logging={"enabled": False}, runner={"plugin": "serial"}
    )
    assert sorted(nornir.filter(role="p").inventory.hosts) == ["b"]
    assert sorted(nornir.filter(role="pe").inventory.hosts) == ["a"]
