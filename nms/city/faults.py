"""Faults of the city as a table: which places a kind strikes, what it does there, and its undoing.

The management of hall boxes stays reachable whatever happens to their E1: the data communication network is taken to
run beside the line. Aggregation and access switches and OLTs are managed in band: without any way to the centre they
answer nobody and their notifications do not arrive. A box that did not run starts anew when the fault is repaired.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from nms.city.box import AP_FAULT, GASP, NO_GASP, Box, Change, Effect, Host, Port, What
from nms.city.line import LOOPBACK, LOS, OUT_OF_SERVICE, RCV_AIS, RCV_FAR_END_LOF, UNAVAILABLE
from nms.city.notices import Notice, cold_start, notices
from nms.city.products import DS1, GPON, SONET
from nms.city.state import City
from nms.city.targets import Target, nearest, resolve
from nms.core.device import Role
from nms.core.errors import InvalidError

SECTION_LOS = 2
HIGH_CPU_PERCENT = 96
CROWD_CLIENTS = 60
ERRORED_SECONDS_PER_S = 0.4
FIBRE_LOSS_DB, PON_LOSS_DB = -16.0, -6.0
FLAPS, LINK_FLAPS = 3, 6
CONGESTED_SHARE, DRIFT_SHARE = 0.6, 0.5
ROGUE_MAC = bytes.fromhex("3c970e")  # a notebook maker's prefix


@dataclass(frozen=True, slots=True)
class Active:
    """A fault at work."""

    kind: str
    target: str
    names: frozenset[str]
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of the fault table: the sorts of place it strikes and the effects it has there."""

    sorts: tuple[str, ...]
    effects: Callable[[City, Target], Iterable[Effect]]
    lasting: bool = True
    flaps: int = FLAPS


def effect(what: What, port: Port, value: float | Host = 0, *, quiet: bool = False) -> Effect:
    """An effect on a port."""
    return Effect(what, port.box.device.name, port.name, value, quiet)


def _broken_cable(_city: City, target: Target) -> Iterable[Effect]:
    for port in target.ports:
        for end in {port, port.peer} if len(target.ports) == 1 else {port}:
            if end is not None:
                yield from dark(end)


def dark(port: Port) -> Iterable[Effect]:
    """Nothing arrives at a port any more."""
    if port.type == DS1:
        yield effect(What.LINE, port, LOS)
    elif port.type == SONET:
        yield from _lost_trunk(port)
    else:
        yield effect(What.PORT_DOWN, port)


def _lost_line(_city: City, target: Target) -> Iterable[Effect]:
    """The named end loses its signal; transmission sends the other end all ones."""
    for port in target.ports[:1]:
        yield effect(What.LINE, port, LOS)
        if port.peer is not None:
            yield effect(What.LINE, port.peer, RCV_AIS)


def _both_ends(hall: int, centre: int) -> Callable[[City, Target], Iterable[Effect]]:
    """What the end at the hall says and what the end at the centre does, as bits of dsx1LineStatus (0: nothing)."""

    def effects(_city: City, target: Target) -> Iterable[Effect]:
        for port in target.ports[:1]:
            if hall:
                yield effect(What.LINE, port, hall)
            if centre and port.peer is not None:
                yield effect(What.LINE, port.peer, centre)

    return effects


def _errors_to_hall(_city: City, target: Target) -> Iterable[Effect]:
    for port in target.ports[:1]:
        yield effect(What.ERRORS, port, ERRORED_SECONDS_PER_S)


def _errors_to_centre(_city: City, target: Target) -> Iterable[Effect]:
    for port in target.ports[:1]:
        if port.peer is not None:
            yield effect(What.ERRORS, port.peer, ERRORED_SECONDS_PER_S)


def _failed_lines(_city: City, target: Target) -> Iterable[Effect]:
    """The E1 card of a converter: every line is out of service, transmission sends all ones to the centre."""
    for port in _box(target).ports:
        if port.type == DS1 and port.peer is not None:
            yield effect(What.LINE, port, OUT_OF_SERVICE, quiet=True)
            yield effect(What.LINE, port.peer, RCV_AIS)


def _dark_hall(city: City, target: Target) -> Iterable[Effect]:
    """The mains fail: every box of the hall says so and falls silent."""
    assert target.hall is not None  # only halls are accepted
    boxes = [city.boxes[name] for name in target.hall.devices if name in city.boxes]
    for box in boxes:
        yield from _unheard(port for port in box.ports if port.peer is None or port.peer.box not in boxes)
        yield Effect(What.SILENT, box.device.name, value=GASP)


def _errored_line(_city: City, target: Target) -> Iterable[Effect]:
    for port in target.ports[:1]:
        for end in (port, port.peer):
            if end is not None:
                yield effect(What.ERRORS, end, ERRORED_SECONDS_PER_S)


def _lost_section(_city: City, target: Target) -> Iterable[Effect]:
    yield from _lost_trunk(target.ports[0])


def _lost_trunk(trunk: Port) -> Iterable[Effect]:
    """One linkDown speaks for all: RFC 4805 sends no DS1 trap where a higher level is the cause."""
    yield effect(What.SECTION, trunk, SECTION_LOS)
    for channel in trunk.upper:
        if channel.type == DS1:
            yield effect(What.LINE, channel, RCV_AIS | UNAVAILABLE, quiet=True)
            if channel.peer is not None:
                yield effect(What.LINE, channel.peer, RCV_AIS, quiet=True)


def _no_power(_city: City, target: Target) -> Iterable[Effect]:
    """The box falls silent; its neighbours lose their links, and transmission sends all ones on its E1s."""
    box = _box(target)
    yield from _unheard(box.ports)
    yield Effect(What.SILENT, box.device.name, value=GASP)


def _broken_box(_city: City, target: Target) -> Iterable[Effect]:
    """As without power, but nothing is left that could say so."""
    box = _box(target)
    yield from _unheard(box.ports)
    yield Effect(What.SILENT, box.device.name, value=NO_GASP)


def _unheard(ports: Iterable[Port]) -> Iterable[Effect]:
    """Nothing comes from these ports any more: what that does to those at the other ends."""
    for port in ports:
        if port.peer is not None and port.peer.type == DS1:
            yield effect(What.LINE, port.peer, RCV_AIS)
        elif port.peer is not None:
            yield effect(What.PORT_DOWN, port.peer)


def _cut_fibres(_city: City, target: Target) -> Iterable[Effect]:
    """All links of a duct at once; where it carries transmission, the E1s within receive all ones at both ends."""
    for port in target.ports:
        if port.type == DS1:
            yield effect(What.LINE, port, RCV_AIS)
        else:
            yield from dark(port)


def _failed_card(_city: City, target: Target) -> Iterable[Effect]:
    """Every port of a slot is gone, and what it sent; E1 channels on it are out of service, which nobody traps."""
    for port in target.ports:
        if port.type == DS1:
            yield effect(What.LINE, port, OUT_OF_SERVICE, quiet=True)
            if port.peer is not None:
                yield effect(What.LINE, port.peer, RCV_AIS, quiet=True)
        elif port.lower is None:
            yield effect(What.PORT_DOWN, port)
            yield from _unheard([port])


def _cut_tree(_city: City, target: Target) -> Iterable[Effect]:
    """The feeder of a PON: the port loses every ONT."""
    yield effect(What.PORT_DOWN, target.ports[0])


def _box(target: Target) -> Box:
    assert target.box is not None  # the sorts of this kind resolve to boxes only
    return target.box


def _lost_ap(_city: City, target: Target) -> Iterable[Effect]:
    yield Effect(What.AP, _box(target).device.name, target.ap, AP_FAULT)


def _crowded_ap(_city: City, target: Target) -> Iterable[Effect]:
    yield Effect(What.CROWD, _box(target).device.name, target.ap, CROWD_CLIENTS)


def _busy(_city: City, target: Target) -> Iterable[Effect]:
    yield Effect(What.CPU, _box(target).device.name, "", HIGH_CPU_PERCENT)


def _dim(_city: City, target: Target) -> Iterable[Effect]:
    for port in target.ports:
        yield effect(What.OPTICS, port, PON_LOSS_DB if port.type == GPON else FIBRE_LOSS_DB)


def _seats(city: City, target: Target) -> list[tuple[Port, Host]]:
    """The office ports of a hall's switch that are in use, each with its PC."""
    assert target.hall is not None  # only halls are accepted
    here = (city.boxes[name] for name in target.hall.devices if name in city.boxes)
    switch = next((box for box in here if box.device.role is Role.HALL_SWITCH), None)
    if switch is None:
        return []
    known = {host.mac: host for host in switch.hosts}
    macs = [bytes.fromhex(pc.mac) for pc in target.hall.pcs]
    return [(switch.by_name[known[mac].port], known[mac]) for mac in macs if mac in known]


def _unknown(port: Port, like: Host, number: int, *, alone: bool) -> Host:
    """A PC that nobody listed, behind a port where another sits or sat."""
    mac = ROGUE_MAC + ((port.box.number >> 40) + number & 0xFFFFFF).to_bytes(3, "big")
    return Host(like.vlan, mac, port.name, bytes((*like.ip[:3], 200 + number)), alone)


def _stranger(city: City, target: Target) -> Iterable[Effect]:
    """A PC that the hall does not admit is plugged in at an office port, in place of the one that sat there."""
    for port, known in _seats(city, target)[:1]:
        yield effect(What.HOST, port, _unknown(port, known, 0, alone=True))


def _hub(city: City, target: Target) -> Iterable[Effect]:
    """Two more PCs turn up behind a port beside the one that belongs there."""
    for port, known in _seats(city, target)[1:2]:
        for number in (1, 2):
            yield effect(What.HOST, port, _unknown(port, known, number, alone=False), quiet=number > 1)


def _spoof(city: City, target: Target) -> Iterable[Effect]:
    """Somebody answers for the address of another PC."""
    seats = _seats(city, target)
    for port, known in seats[2:3]:
        host = _unknown(port, known, 3, alone=True)
        yield effect(What.HOST, port, host._replace(ip=seats[0][1].ip))


def _congested(_city: City, target: Target) -> Iterable[Effect]:
    """All channels of a cell are taken, most of the time."""
    yield Effect(What.CONGESTION, _box(target).device.name, target.ap, CONGESTED_SHARE)


def _drifting(_city: City, target: Target) -> Iterable[Effect]:
    """A base station's clock runs off: handovers to and from other stations fail, those within it do not."""
    yield Effect(What.DRIFT, _box(target).device.name, target.ap, DRIFT_SHARE)


def _nothing(_city: City, _target: Target) -> Iterable[Effect]:
    return ()


def _shaken(_city: City, target: Target) -> Iterable[Effect]:
    for port in target.ports[:1]:
        yield from dark(port)


def _shaken_link(_city: City, target: Target) -> Iterable[Effect]:
    for port in target.ports:
        yield from dark(port)


_HALL_LINES = ("hall-line", "e1-port", "e1-link")

KINDS: dict[str, Kind] = {
    "link-cut": Kind(("link", "port"), _broken_cable),
    "e1-los": Kind(("hall-line", "e1-port", "e1-link"), _lost_line),
    "e1-errors": Kind(("hall-line", "e1-port", "e1-link"), _errored_line),
    "stm1-los": Kind(("stm1",), _lost_section),
    "power-loss": Kind(("device",), _no_power),
    "reboot": Kind(("device",), _nothing, lasting=False),
    "ap-offline": Kind(("ap",), _lost_ap),
    "ap-crowded": Kind(("ap",), _crowded_ap),
    "cpu-high": Kind(("device-with-cpu",), _busy),
    "optics-degraded": Kind(("optical-port",), _dim),
    "rogue-pc": Kind(("hall",), _stranger),
    "pc-hub": Kind(("hall",), _hub),
    "arp-spoof": Kind(("hall",), _spoof),
    "port-flap": Kind(("port", "link"), _shaken, lasting=False),
    "link-flap": Kind(("link",), _shaken_link, lasting=False, flaps=LINK_FLAPS),
    "fibre-cut": Kind(("duct", "link"), _cut_fibres),
    "card-failure": Kind(("card",), _failed_card),
    "converter-failure": Kind(("converter",), _broken_box),
    "olt-failure": Kind(("olt",), _broken_box),
    "pon-cut": Kind(("pon-port",), _cut_tree),
    # of a hall's E1, by where it lies
    "e1-cut-to-hall": Kind(_HALL_LINES, _both_ends(LOS, RCV_FAR_END_LOF)),
    "e1-cut-to-centre": Kind(_HALL_LINES, _both_ends(RCV_FAR_END_LOF, RCV_AIS)),
    "e1-path-failure": Kind(_HALL_LINES, _both_ends(RCV_AIS, RCV_AIS)),
    "e1-channel-failure": Kind(_HALL_LINES, _both_ends(RCV_AIS, OUT_OF_SERVICE)),
    "e1-loop-hall": Kind(_HALL_LINES, _both_ends(LOOPBACK, 0)),
    "e1-loop-centre": Kind(_HALL_LINES, _both_ends(0, LOOPBACK)),
    "e1-errors-to-hall": Kind(_HALL_LINES, _errors_to_hall),
    "e1-errors-to-centre": Kind(_HALL_LINES, _errors_to_centre),
    "e1-card-failure": Kind(("converter",), _failed_lines),
    "hall-power-loss": Kind(("hall",), _dark_hall),
    # of the radio network, which only its counters show
    "cell-congested": Kind(("cell",), _congested),
    "site-clock-drift": Kind(("bts",), _drifting),
}


class Faults:
    """Which faults are at work in a city. Each call returns the notifications that the boxes send for it."""

    def __init__(self, city: City) -> None:
        self._city = city
        self.active: list[Active] = []

    def fault(self, kind: str, target: str) -> list[Notice]:
        """Let a fault strike; InvalidError NMS-CITY-001 (kind), -002 (target) or -007 (at work already)."""
        if kind not in KINDS:
            known = ", ".join(KINDS)
            raise InvalidError("NMS-CITY-001", field="kind", value=kind, near=nearest(kind, KINDS), known=known)
        row = KINDS[kind]
        place = resolve(self._city, kind, target, row.sorts)
        if any(one.kind == kind and one.target == target for one in self.active):
            raise InvalidError("NMS-CITY-007", field="target", value=target, kind=kind)
        effects = tuple(row.effects(self._city, place))
        if not row.lasting:
            return self._pass(row, place, effects)
        self.active.append(Active(kind, target, place.names, effects))
        return self._told(self._city.apply(added=effects))

    def _pass(self, row: Kind, place: Target, effects: tuple[Effect, ...]) -> list[Notice]:
        """A fault that is over at once: a reboot, or a port that flaps and stays up."""
        if not effects:
            at = self._city.now()
            _box(place).restart(at)
            return [cold_start(_box(place), at)]
        sent = []
        for _ in range(row.flaps):
            sent += self._told(self._city.apply(added=effects))
            sent += self._told(self._city.apply(removed=effects))
        return sent

    def repair(self, target: str) -> list[Notice]:
        """Undo every fault at a place, by any of its names; InvalidError NMS-CITY-003 if nothing is broken there."""
        mended = [one for one in self.active if target == one.target or target in one.names]
        if not mended:
            near = nearest(target, (one.target for one in self.active))
            raise InvalidError("NMS-CITY-003", field="target", value=target, near=near)
        self.active = [one for one in self.active if one not in mended]
        changes: list[Change] = []
        for one in mended:
            changes += self._mend(one)
        return self._told(changes)

    def _mend(self, one: Active) -> list[Change]:
        changes = self._city.apply(removed=one.effects)
        for part in one.effects:
            box = self._city.boxes[part.device]
            if part.what is What.SILENT and not box.dead:
                box.restart(self._city.now())
        return changes

    def _told(self, changes: list[Change]) -> list[Notice]:
        return notices(changes, self._city.now())
