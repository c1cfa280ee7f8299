"""The inventory folder: what it becomes, and how each mistake is told while the rest is loaded."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sitefiles import CONFIG, SOUND

from nms.core import texts
from nms.core.config import SnmpConfig
from nms.core.device import Role, SnmpVersion
from nms.core.errors import NmsError
from nms.core.site import Inventory, LinkEnd
from nms.site.complaints import CautionError
from nms.site.inventory import Reading, read_inventory

Read = Callable[..., Reading]
Write = Callable[..., Path]


def codes(reading: Reading) -> list[str]:
    return [problem.code for problem in reading.problems]


def place(problem: NmsError) -> str:
    assert problem.where is not None
    return f"{Path(problem.where.file).name}:{problem.where.line}: {problem.where.key}"


def test_a_sound_inventory_is_read_whole(read: Read) -> None:
    reading = read()
    inventory = reading.inventory
    assert reading.problems == ()
    assert list(inventory.devices) == ["pe1", "iad1", "sw1", "bsc1", "ring1"]
    assert inventory.sites["yuecheng"].district == "越城"
    assert inventory.links["up1"].a == LinkEnd("pe1", "Serial1/0/0:1")
    assert inventory.customers["bank"].grade == "AAA"
    assert inventory.halls["yc-h01"].devices == ("iad1", "sw1")
    assert inventory.halls["yc-h01"].pcs[0].mac == "001a2b3c4d5e"
    assert inventory.cells["cell1"].bsic == "45"


def test_hosts_inherit_from_groups_and_defaults_in_nornirs_order(read: Read) -> None:
    reading = read(
        groups="""
            a: {groups: [parent], data: {labels: {ring: a, from: a}}}
            b: {platform: cisco_ios, data: {role: p, labels: {from: b, only: b}}}
            parent: {platform: huawei, data: {site: core, labels: {from: parent}, snmp: {retries: 3}}}
            hall: {data: {snmp: {credential: demo}}}
            router: {data: {snmp: {credential: demo}}}
            """,
        defaults="{platform: linux, data: {role: pe, snmp: {credential: field, timeout_s: 9}}}",
        hosts="x: {hostname: 127.0.1.9, groups: [a, b], data: {labels: {own: 1}, snmp: {port: 99}}}",
        **dict.fromkeys(("links", "halls", "cells"), ""),
    )
    device = reading.inventory.devices["x"]
    assert reading.problems == ()
    assert (device.platform, device.role, device.site) == ("huawei", Role.P, "core")
    assert device.labels == {"own": "1", "ring": "a", "from": "a", "only": "b"}
    assert device.snmp is not None
    assert (device.snmp.port, device.snmp.retries, device.snmp.timeout_s) == (99, 3, 9)
    assert device.snmp.community == "not-in-the-file"


def test_snmp_access_comes_from_host_credential_and_settings(read: Read) -> None:
    devices = read(
        hosts="""
            one: {hostname: 127.0.1.1, data: {snmp: {credential: demo, version: 1, context: vrf1, may_set: true}}}
            three: {hostname: 127.0.1.2, data: {snmp: {credential: secure}}}
            bare: {hostname: 127.0.1.3, data: {snmp: {community: public, port: 161}}}
            none: {hostname: 127.0.1.4, data: {managed: false}}
            """,
        **dict.fromkeys(("links", "halls", "cells"), ""),
    ).inventory.devices
    one, three, bare = (devices[name].snmp for name in ("one", "three", "bare"))
    assert one is not None and three is not None and bare is not None  # noqa: PT018 - narrows three at once
    assert (one.version, one.context, one.may_set, one.community) == (SnmpVersion.V1, "vrf1", True, "public")
    assert (three.version, three.user, three.auth, three.auth_key) == (SnmpVersion.V3, "nms", "sha256", "authentic1")
    assert (bare.version, bare.community, bare.port) == (SnmpVersion.V2C, "public", 161)
    assert not devices["none"].polled
    assert three.port == 1161


# file → its text, and the problem expected of it: code, place and the name that is then left out ("" if it stays)
MISTAKES = {
    "unknown key": (
        "hosts",
        "a: {hostname: 127.0.2.1, adress: 1, data: {snmp: {credential: demo}}}",
        "011",
        "a.adress",
        "a",
    ),
    "unknown deep key": (
        "hosts",
        "a: {hostname: 127.0.2.1, data: {snmp: {credentials: demo}}}",
        "010",
        "a.data.snmp.credentials",
        "a",
    ),
    "bad address": ("hosts", "a: {hostname: 127.0.2, data: {snmp: {credential: demo}}}", "040", "a.hostname", "a"),
    "multicast": ("hosts", "a: {hostname: 224.0.0.1, data: {snmp: {credential: demo}}}", "040", "a.hostname", "a"),
    "no address": ("hosts", "a: {data: {snmp: {credential: demo}}}", "057", "a", "a"),
    "unknown group": (
        "hosts",
        "a: {hostname: 127.0.2.1, groups: [hal], data: {snmp: {credential: demo}}}",
        "054",
        "a.groups.0",
        "a",
    ),
    "unknown credential": (
        "hosts",
        "a: {hostname: 127.0.2.1, data: {snmp: {credential: dmo}}}",
        "051",
        "a.data.snmp.credential",
        "a",
    ),
    "no credential": ("hosts", "a: {hostname: 127.0.2.1, data: {role: pe}}", "050", "a.data", "a"),
    "v3 without user": (
        "hosts",
        "a: {hostname: 127.0.2.1, data: {snmp: {credential: demo, version: 3}}}",
        "052",
        "a.data.snmp.credential",
        "a",
    ),
    "unknown role": (
        "hosts",
        "a: {hostname: 127.0.2.1, data: {role: pee, snmp: {credential: demo}}}",
        "025",
        "a.data.role",
        "a",
    ),
    "bad port": (
        "hosts",
        "a: {hostname: 127.0.2.1, data: {snmp: {credential: demo, port: 70000}}}",
        "018",
        "a.data.snmp.port",
        "a",
    ),
    "secret": (
        "hosts",
        "a: {hostname: 127.0.2.1, password: x, data: {snmp: {credential: demo}}}",
        "031",
        "a.password",
        "a",
    ),
    "secret community": (
        "hosts",
        "a: {hostname: 127.0.2.1, data: {snmp: {community: sesame}}}",
        "031",
        "a.data.snmp.community",
        "a",
    ),
    "bad name": ("hosts", "'a b': {hostname: 127.0.2.1, data: {snmp: {credential: demo}}}", "053", "a b", "a b"),
    "no mapping": ("hosts", "a: 127.0.2.1", "023", "a", "a"),
    "unknown site": (
        "hosts",
        "a: {hostname: 127.0.2.1, data: {site: coer, snmp: {credential: demo}}}",
        "061",
        "a.data.site",
        "",
    ),
    "unknown platform": (
        "hosts",
        "a: {hostname: 127.0.2.1, platform: huawai, data: {snmp: {credential: demo}}}",
        "060",
        "a.platform",
        "",
    ),
    "public abroad": ("hosts", "a: {hostname: 10.0.2.1, data: {snmp: {credential: demo}}}", "059", "a.hostname", ""),
    "site kind": ("sites", "a: {kind: cellar}", "021", "a.kind", "a"),
    "swapped coordinates": ("sites", "a: {kind: core, lon: 30, lat: 120}", "018", "a.lat", "a"),
    "link to nowhere": ("links", "a: {a: 'nobody:1', b: 'pe1:x'}", "062", "a.a", "a"),
    "link without port": ("links", "a: {a: pe1, b: 'iad1:x'}", "042", "a.a", "a"),
    "link to itself": ("links", "a: {a: 'pe1:x', b: 'pe1:x'}", "063", "a.b", "a"),
    "port taken": ("links", "a: {a: 'pe1:Serial1/0/0:1', b: 'bsc1:x'}", "064", "a.a", "a"),
    "grade": ("customers", "a: {grade: B}", "021", "a.grade", "a"),
    "hall nowhere": ("halls", "a: {site: nowhere}", "061", "a.site", ""),
    "hall of nobody": ("halls", "a: {site: core, devices: [nobody]}", "062", "a.devices.0", ""),
    "device in two halls": ("halls", "a: {site: core, devices: [sw1]}", "065", "a.devices.0", ""),
    "bad mac": ("halls", "a: {site: core, pcs: [{mac: 00-1a-2b-3c-4d}]}", "041", "a.pcs.0.mac", "a"),
    "group mac": ("halls", "a: {site: core, pcs: [{mac: 011a2b3c4d5e}]}", "041", "a.pcs.0.mac", "a"),
    "mac twice": (
        "halls",
        "a: {site: core, pcs: [{mac: 001a.2b3c.4d5e}, {mac: 001a-2b3c-4d5e}]}",
        "066",
        "a.pcs.1.mac",
        "",
    ),
    "vlan": ("halls", "a: {site: core, pcs: [{mac: 001a2b3c4d5e, vlan: 4095}]}", "018", "a.pcs.0.vlan", "a"),
    "cell of nobody": ("cells", "a: {bsc: bsc9, bts: b, lac: 1, ci: 2, arfcn: 1}", "062", "a.bsc", "a"),
    "cell of a router": ("cells", "a: {bsc: pe1, bts: b, lac: 1, ci: 2, arfcn: 1}", "067", "a.bsc", "a"),
    "cell identity twice": ("cells", "a: {bsc: bsc1, bts: b, lac: 1, ci: 1, arfcn: 1}", "068", "a.ci", "a"),
    "cell without ci": ("cells", "a: {bsc: bsc1, bts: b, lac: 1, arfcn: 1}", "012", "a.ci", "a"),
    "arfcn": ("cells", "a: {bsc: bsc1, bts: b, lac: 1, ci: 2, arfcn: 1024}", "018", "a.arfcn", "a"),
}

WHERE_IN = {"hosts": "devices"}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_place_and_the_rest_is_loaded(
    mistake: str, write: Write, read: Read, tmp_path: Path
) -> None:
    file, text, number, key, left_out = MISTAKES[mistake]
    sound = read().inventory
    path = tmp_path / f"{file}.yaml"
    path.write_text(f"{path.read_text()}\n{text}\n")
    lines = path.read_text().splitlines()
    reading = read_inventory(tmp_path, CONFIG.snmp)
    assert [(problem.code, place(problem)) for problem in reading.problems] == [
        (f"NMS-INV-{number}", f"{file}.yaml:{lines.index(text) + 1}: {key}")
    ]
    problem = reading.problems[0]
    assert all(problem.message(language) and problem.remedy(language) for language in texts.LANGUAGES)
    assert "–" not in problem.message("en")
    kept = getattr(reading.inventory, WHERE_IN.get(file, file))
    assert (key.split(".", maxsplit=1)[0] not in kept) == bool(left_out)
    assert set(getattr(sound, WHERE_IN.get(file, file))) <= set(kept)


def test_everything_wrong_is_told_at_once_in_order_of_file_and_line(read: Read) -> None:
    reading = read(
        hosts="""
            a: {hostname: 127.0.1.1, data: {snmp: {credential: demo}}}
            a: {hostname: 127.0.1.2, data: {snmp: {credential: demo}}}
            b: {hostname: 127.0.1.1, data: {snmp: {credential: demo}}}
            c: {hostname: x, port: y, data: {managed: maybe}}
            """,
        links="l: {a: 'b:1', b: 'c:1'}\nm: {a: 'z:1', b: 'y:1'}\n",
        **dict.fromkeys(("halls", "cells"), ""),
    )
    assert [(problem.code, place(problem)) for problem in reading.problems] == [
        ("NMS-INV-006", "hosts.yaml:3: a"),
        ("NMS-INV-058", "hosts.yaml:4: b.hostname"),
        ("NMS-INV-040", "hosts.yaml:5: c.hostname"),
        ("NMS-INV-013", "hosts.yaml:5: c.port"),
        ("NMS-INV-015", "hosts.yaml:5: c.data.managed"),
        ("NMS-INV-062", "links.yaml:2: m.a"),
        ("NMS-INV-062", "links.yaml:2: m.b"),
    ]
    assert list(reading.inventory.devices) == ["a"]
    assert reading.inventory.links == {}, "a link to a host that is left out goes with it, without a report of its own"


def test_one_address_may_serve_several_agents_that_differ(read: Read) -> None:
    reading = read(
        hosts="""
            a: {hostname: 127.0.1.1, data: {snmp: {credential: demo}}}
            b: {hostname: 127.0.1.1, data: {snmp: {credential: demo, context: vrf1}}}
            c: {hostname: 127.0.1.1, data: {snmp: {credential: demo, port: 162}}}
            d: {hostname: 127.0.1.1, data: {snmp: {credential: field}}}
            e: {hostname: 127.0.1.1, data: {snmp: {credential: demo, port: 1161}}}
            """,
        **dict.fromkeys(("links", "halls", "cells"), ""),
    )
    assert [(problem.code, problem.values["name"]) for problem in reading.problems] == [("NMS-INV-058", "e")]


def test_a_pon_port_may_be_split_but_no_other(read: Read) -> None:
    split = "p{n}: {{a: 'pe1:0/1/0', b: 'sw1:{n}', kind: {kind}}}\n"
    for kind, expected in (("pon", []), ("fibre", ["NMS-INV-064"])):
        links = "".join(split.format(n=n, kind=kind) for n in (1, 2))
        assert codes(read(links=links)) == expected


def test_a_broken_group_takes_its_hosts_with_it_and_circles_end(read: Read) -> None:
    reading = read(
        groups="""
            hall: {groups: [ring]}
            ring: {groups: [hall]}
            router: {groups: [bad], data: {snmp: {credential: demo}}}
            bad: {platfrom: x}
            """,
    )
    assert codes(reading) == [
        *("NMS-INV-055", "NMS-INV-055", "NMS-INV-056", "NMS-INV-010"),
        *("NMS-INV-056", "NMS-INV-056"),
    ]
    assert set(reading.inventory.devices) == {"sw1", "bsc1", "ring1"}
    assert reading.inventory.halls["yc-h01"].devices == ("sw1",)
    assert reading.written["groups"] == {}


def test_a_broken_file_costs_only_that_file(read: Read) -> None:
    reading = read(halls="yc-h01: [", links="- not a mapping")
    assert [(problem.code, place(problem)) for problem in reading.problems] == [
        ("NMS-INV-005", "halls.yaml:2: "),
        ("NMS-INV-009", "links.yaml:1: "),
    ]
    assert len(reading.inventory.devices) == 5
    assert reading.inventory.halls == {}


def test_absent_files_are_empty_ones_but_hosts_must_be_there(tmp_path: Path, write: Write) -> None:
    assert codes(read_inventory(tmp_path, SnmpConfig())) == ["NMS-INV-001"]
    write(hosts="")
    reading = read_inventory(tmp_path, SnmpConfig())
    assert (reading.inventory, reading.problems) == (Inventory(), ())


def test_a_file_with_a_misspelt_name_is_noticed(read: Read, write: Write) -> None:
    write(host="a: {}")
    problem = read().problems[0]
    assert isinstance(problem, CautionError)
    assert (problem.code, problem.values["nearest"]) == ("NMS-INV-069", "hosts.yaml")


BROKEN = {"hosts": {"hostname": "nowhere"}, "sites": {"kind": "none"}, "halls": {}, "links": {"a": "b"}}
NAMES = sorted(name for file in BROKEN for name in yaml.safe_load(SOUND[file]))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(broken=st.sets(st.sampled_from(NAMES)))
def test_every_reference_of_a_loaded_inventory_holds(read: Read, broken: set[str]) -> None:
    files = {file: yaml.safe_load(SOUND[file]) for file in BROKEN}
    for file, entries in files.items():
        entries.update(dict.fromkeys(entries.keys() & broken, BROKEN[file]))
    inventory = read(**{file: yaml.safe_dump(entries) for file, entries in files.items()}).inventory
    assert not broken & {*inventory.devices, *inventory.sites, *inventory.links, *inventory.halls}
    assert {device.site for device in inventory.devices.values()} <= {"", *inventory.sites}
    assert {hall.site for hall in inventory.halls.values()} <= {"", *inventory.sites}
    ends = {end.device for link in inventory.links.values() for end in (link.a, link.b)}
    members = {name for hall in inventory.halls.values() for name in hall.devices}
    assert ends | members | {cell.bsc for cell in inventory.cells.values()} <= inventory.devices.keys()
