"""Whatever net-snmp's tools send is heard: stored raw, decoded, acknowledged; strangers and rubbish are kept apart."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from daemons import TRAP_PORT
from netsnmp import V3, datagram, inform, notify, v1_trap
from serving import Serving
from smallcity import SmallCity
from waiting import until

PLAYPEN = "1.3.6.1.4.1.8072.9999.77"  # net-snmp's own: no rule will ever know it
WORD = (f"{PLAYPEN}.1.0", "s", "绍兴 <b>&")
SENDER_ENGINE = ("-e", "0x8000000001020304")  # a trap's authoritative engine is its sender


class Way(NamedTuple):
    """A kind of notification: the node it comes from, and how it is sent with a given trap number."""

    sender: str
    send: Callable[[SmallCity, str, int], None]


def _to(lab: SmallCity) -> str:
    return f"{lab.nms}:{TRAP_PORT}"


def _v1(lab: SmallCity, sender: str, number: int) -> None:
    v1_trap(lab.nodes[sender], _to(lab), PLAYPEN, 6, number, *WORD)


def _v2c(lab: SmallCity, sender: str, number: int) -> None:
    notify(lab.nodes[sender], _to(lab), f"{PLAYPEN}.0.{number}", *WORD)


def _v2c_inform(lab: SmallCity, sender: str, number: int) -> None:
    inform(lab.nodes[sender], _to(lab), f"{PLAYPEN}.0.{number}", *WORD)


def _v3(lab: SmallCity, sender: str, number: int) -> None:
    notify(lab.nodes[sender], _to(lab), f"{PLAYPEN}.0.{number}", *WORD, credentials=(*V3, *SENDER_ENGINE))


def _v3_inform(lab: SmallCity, sender: str, number: int) -> None:
    inform(lab.nodes[sender], _to(lab), f"{PLAYPEN}.0.{number}", *WORD, credentials=V3)


WAYS = {
    "v1-trap": Way("pe1", _v1),
    "v2c-trap": Way("pe1", _v2c),
    "v2c-inform": Way("pe2", _v2c_inform),
    "v3-trap": Way("p1", _v3),
    "v3-inform": Way("p1", _v3_inform),
}


def _heard(running: Serving, number: int) -> list[dict[str, Any]]:
    heard = running.get("traps?limit=200")["items"]
    return [trap for trap in heard if trap["oid"] == f"{PLAYPEN}.0.{number}"]


@pytest.mark.parametrize(("number", "name"), list(enumerate(WAYS, 101)), ids=WAYS)
def test_a_notification_is_stored_and_decoded(lab: SmallCity, running: Serving, number: int, name: str) -> None:
    way = WAYS[name]
    way.send(lab, way.sender, number)  # an inform that nobody acknowledges fails here
    [trap] = until(lambda: _heard(running, number), f"the {name}")
    assert (trap["device"], trap["address"]) == (way.sender, lab.addresses[way.sender])
    assert not trap["known"]
    assert WORD[2] in dict(trap["binds"]).values()
    assert trap["payload_hex"].startswith("30")


def test_a_v3_trap_under_a_wrong_key_is_kept_but_believed_by_nobody(lab: SmallCity, running: Serving) -> None:
    forged = (*V3, *SENDER_ENGINE, "-A", "no-key-of-this-lab")
    notify(lab.nodes["p1"], _to(lab), f"{PLAYPEN}.0.201", *WORD, credentials=forged)
    notify(lab.nodes["p1"], _to(lab), f"{PLAYPEN}.0.202", *WORD, credentials=(*V3, *SENDER_ENGINE))
    until(lambda: _heard(running, 202), "the honest trap sent after it")
    assert not _heard(running, 201)


def test_a_stranger_is_counted_and_kept_apart_and_raises_nothing(lab: SmallCity, running: Serving) -> None:
    counted = _figure(running, "traps_strangers")
    notify(lab.nodes["stranger"], _to(lab), "1.3.6.1.6.3.1.1.5.3", "1.3.6.1.2.1.2.2.1.1.5", "i", "5")
    _v2c(lab, "pe1", 301)
    until(lambda: _heard(running, 301), "a trap sent after the stranger's")
    until(lambda: _figure(running, "traps_strangers") == counted + 1, "the stranger is counted", 30)
    address = lab.addresses["stranger"]
    assert not [trap for trap in running.get("traps?limit=200")["items"] if trap["address"] == address]
    assert not [alarm for alarm in running.get("alarms?state=all&limit=500")["items"] if address in str(alarm)]


def _figure(running: Serving, name: str) -> float:
    """A figure of the engine's last sign of life."""
    figures: dict[str, float] = running.get("health")["figures"]
    return figures.get(name, 0.0)


RUBBISH = {
    "nothing-but-zeros": bytes(40),
    "a-truncated-trap": bytes.fromhex("3082010002010104066c61622d72"),
    "a-length-beyond-the-end": bytes.fromhex("3084ffffffff020101"),
    "text": b"GET / HTTP/1.1\r\n\r\n",
    "one-octet": b"\x30",
    "very-long": b"\x30\x83\x00\xf0\x00" + bytes(60_000),
}


@pytest.mark.parametrize(("number", "name"), list(enumerate(RUBBISH, 401)), ids=RUBBISH)
def test_rubbish_is_survived_and_stored(lab: SmallCity, running: Serving, number: int, name: str) -> None:
    datagram(lab.nodes["pe1"], _to(lab), RUBBISH[name])
    _v2c(lab, "pe1", number)
    until(lambda: _heard(running, number), "a trap sent after the rubbish")
    kept = [trap for trap in running.get("traps?device=pe1&limit=200")["items"] if _is(trap, RUBBISH[name])]
    assert [trap["known"] for trap in kept] == [False]


def _is(trap: dict[str, Any], payload: bytes) -> bool:
    return str(trap["payload_hex"]) == payload.hex()
