"""The ways to reach sites (access.yaml) and the customers whose sites they are: what is read, what is told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from nms.city.plan import draw
from nms.core.errors import NmsError
from nms.core.site import Access
from nms.site.complaints import CautionError
from nms.site.inventory import Reading

Read = Callable[..., Reading]
HOSTS = """
    olt1: {hostname: 127.0.3.1, data: {role: olt, snmp: {credential: demo}}}
    acc1: {hostname: 127.0.4.1, data: {role: access-switch, snmp: {credential: demo}}}
    cpos1: {hostname: 127.0.5.1, data: {role: cpos-router, snmp: {credential: demo}}}
    ring1: {data: {role: mstp, managed: false}}
    """
SITES = "shop: {kind: customer, customer: bank}"
ELSE = dict.fromkeys(("groups", "links", "halls", "cells"), "")


def place(problem: NmsError) -> str:
    assert problem.where is not None
    return f"{Path(problem.where.file).name}:{problem.where.line}: {problem.where.key}"


def test_every_way_to_a_site_is_read_in_its_order(read: Read) -> None:
    reading = read(
        hosts=HOSTS,
        sites=SITES,
        access="""
            shop:
            - {kind: sdh, device: ring1, km: 2, fibres: 1}
            - {kind: pon, device: olt1, port: 0/1/0, km: 8.5, splits: [4, 8], optics: C+, srlg: [duct-1]}
            - {kind: pon, device: olt1, port: 0/1/1, km: 9, splits: [32], standby: true}
            - {kind: ethernet, device: acc1, fibres: 2}
            - {kind: e1, device: cpos1, port: Cpos0/1/0}
            """,
        **ELSE,
    )
    assert reading.problems == ()
    assert reading.inventory.sites["shop"].customer == "bank"
    assert reading.inventory.accesses["shop"] == (
        Access("sdh", "ring1", km=2.0, fibres=1),
        Access("pon", "olt1", "0/1/0", 8.5, (4, 8), "C+", srlg=("duct-1",)),
        Access("pon", "olt1", "0/1/1", 9.0, (32,), standby=True),
        Access("ethernet", "acc1", fibres=2),
        Access("e1", "cpos1", "Cpos0/1/0"),
    )


WAYS = {
    "device": ("shop: [{kind: sdh, device: ring2}, {kind: ethernet, device: acc1}]", "062", "shop.0.device"),
    "role": ("shop: [{kind: pon, device: acc1, port: 0/1/0}, {kind: ethernet, device: acc1}]", "091", "shop.0.device"),
    "port": ("shop: [{kind: pon, device: olt1}, {kind: ethernet, device: acc1}]", "092", "shop.0.port"),
}


@pytest.mark.parametrize(("text", "code", "key"), WAYS.values(), ids=WAYS)
def test_a_way_that_leads_nowhere_is_told_and_the_others_stay(read: Read, text: str, code: str, key: str) -> None:
    reading = read(hosts=HOSTS, sites=SITES, access=text, **ELSE)
    assert [(problem.code, place(problem)) for problem in reading.problems] == [
        (f"NMS-INV-{code}", f"access.yaml:1: {key}")
    ]
    assert reading.inventory.accesses["shop"] == (Access("ethernet", "acc1"),)
    assert not isinstance(reading.problems[0], CautionError)


SHAPES = {
    "site": ("depot: [{kind: ethernet, device: acc1}]", "061", "depot"),
    "kind": ("shop: [{kind: radio, device: acc1}]", "021", "shop.0.kind"),
    "key": ("shop: [{kind: ethernet, device: acc1, fibre: 2}]", "010", "shop.0.fibre"),
    "split": ("shop: [{kind: pon, device: olt1, port: 0/1/0, splits: [33]}]", "021", "shop.0.splits.0"),
    "list": ("shop: {kind: ethernet, device: acc1}", "022", "shop"),
    "length": ("shop: [{kind: ethernet, device: acc1, km: -1}]", "017", "shop.0.km"),
}


@pytest.mark.parametrize(("text", "code", "key"), SHAPES.values(), ids=SHAPES)
def test_ways_of_the_wrong_shape_are_left_out(read: Read, text: str, code: str, key: str) -> None:
    reading = read(hosts=HOSTS, sites=SITES, access=text, **ELSE)
    assert [problem.code for problem in reading.problems] == [f"NMS-INV-{code}"]
    assert place(reading.problems[0]).endswith(key)
    assert not reading.inventory.accesses


def test_a_site_of_a_customer_that_nobody_knows_stays_as_nobodys(read: Read) -> None:
    reading = read(hosts=HOSTS, sites="shop: {kind: customer, customer: banc}", access="", **ELSE)
    (problem,) = reading.problems
    assert (problem.code, problem.values["nearest"]) == ("NMS-INV-090", "bank")
    assert reading.inventory.sites["shop"].customer == ""


def test_the_demo_site_reads_the_ways_that_were_drawn(read: Read) -> None:
    folder = Path(__file__).resolve().parents[2] / "inventory"
    texts = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.yaml")}
    texts["groups"] = texts["groups"].replace("credential: demo_v2c", "credential: demo").replace("demo_v3", "secure")
    reading = read(**texts)
    drawn = draw()
    assert reading.inventory.accesses == drawn.accesses
    assert {name: site.customer for name, site in reading.inventory.sites.items()} == {
        name: site.customer for name, site in drawn.sites.items()
    }
