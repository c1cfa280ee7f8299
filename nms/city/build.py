"""Builds the boxes of a city from an inventory: ports, cables, hosts, APs, ONTs and the traffic between them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address

from nms.city import curve, products
from nms.city.box import AccessPoint, Box, Host, Onu, Part, Port
from nms.city.curve import EVENING_PEAK_S, OFFICE_PEAK_S, Flow, Wave
from nms.city.line import Line
from nms.city.products import DS1, ETHERNET, GPON, SERIAL, SONET, PartPlan, Product, product_of
from nms.core.device import Device, Role
from nms.core.site import Hall, Inventory, Link, LinkEnd

OUI = {"huawei": "001e10", "h3c": "3ce5a6", "raisecom": "000e5e", "cisco": "001bd4", "linux": "525400"}
VLANS = ((1, "default"), (10, "OA"), (20, "voice"), (30, "WLAN-public"), (31, "WLAN-staff"), (99, "management"))
AP_MODEL, AP_OUI = "AP6050DN", bytes.fromhex("50 6f 77".replace(" ", ""))
FIRST_AP_PORT, OPTICS_INDEX = 21, 67240000
CABLED = frozenset((ETHERNET, DS1, GPON, SONET, products.V35))  # without a cable such a port is down
NOISY_SHARE = 0.06
UPTIME_SPREAD_S = 30 * 86_400


def anchor(now: float) -> float:
    """The moment (epoch seconds) before which all boxes booted.

    It depends on the year only, so that a city that is stopped and started again goes on counting where it would be.
    """
    moment = datetime.fromtimestamp(now, UTC) - timedelta(days=59)
    return datetime(moment.year, 1, 1, tzinfo=UTC).timestamp()


def build(inventory: Inventory, now: float, seed: int) -> dict[str, Box]:
    """A box for every element that speaks SNMP."""
    polled = [device for device in inventory.devices.values() if device.polled]
    boxes = {device.name: _box(device, ordinal, now, seed) for ordinal, device in enumerate(polled, 1)}
    for device in polled:
        boxes[device.name].location = device.site
    for link in inventory.links.values():
        _cable(link, boxes, seed)
    for number, hall in enumerate(inventory.halls.values(), 1):
        _furnish(hall, number, boxes, seed)
    _serve_aps(inventory, boxes, seed)
    _serve_bts(inventory, boxes)
    for box in boxes.values():
        _finish(box, seed)
    return boxes


def _box(device: Device, ordinal: int, now: float, seed: int) -> Box:
    product = product_of(device.role, device.platform)
    number = curve.key(seed, device.name)
    box = Box(device, product, number, anchor(now) - curve.share(number, 0) * UPTIME_SPREAD_S)
    box.mac = bytes.fromhex(OUI[product.vendor]) + ordinal.to_bytes(2, "big") + b"\0"
    box.ports = tuple(_ports(box, product))
    box.by_name = {port.name: port for port in box.ports}
    _stack(box)
    return box


def _ports(box: Box, product: Product) -> Iterable[Port]:
    index = 0
    for group in product.ports:
        for offset, place in enumerate(range(group.first, group.last + 1)):
            index = group.start + offset * group.step if group.start else index + 1
            name = group.pattern if "{}" not in group.pattern else group.pattern.format(place)
            yield Port(box, index, name, group.type, group.bps, optical=group.optical)


def _stack(box: Box) -> None:
    """Layers: serial over E1 channel over channelised STM-1."""
    trunk = next((port for port in box.ports if port.type == SONET), None)
    for port in box.ports:
        if port.type == DS1 and trunk is not None:
            port.lower = trunk
        elif port.type == SERIAL and trunk is not None:
            port.lower = box.by_name.get(port.name.removesuffix(":1").replace("Serial", "E1-"))


def port_of(box: Box, name: str, kind: str) -> Port:
    """The named port; one that the product does not have is added, as an E1 or an Ethernet port."""
    if name not in box.by_name:
        index = max((port.index for port in box.ports), default=0) + 1
        ds1 = kind == "e1"
        port = Port(box, index, name, DS1 if ds1 else ETHERNET, products.E1_BPS if ds1 else 1_000_000_000)
        box.ports, box.by_name[name] = (*box.ports, port), port
    return box.by_name[name]


def _cable(link: Link, boxes: Mapping[str, Box], seed: int) -> None:
    """Join the ends; each direction is one flow, so that what one end sends the other receives."""
    near, far = (boxes.get(end.device) for end in (link.a, link.b))
    a = port_of(near, link.a.port, link.kind) if near else None
    b = port_of(far, link.b.port, link.kind) if far else None
    bps = min(port.bps for port in (a, b) if port) if a or b else 0
    there, back = (_flow(bps, curve.key(seed, link.name, way)) for way in ("ab", "ba"))
    for port, other, end, flows in ((a, b, link.b, (back, there)), (b, a, link.a, (there, back))):
        if port is not None:
            port.inflow, port.outflow = flows
            _plug(port, other, link, end)


def _plug(port: Port, peer: Port | None, link: Link, end: LinkEnd) -> None:
    port.peer, port.link, port.alias = peer, link.name, f"to {end}"
    if port.type == DS1:
        port.box.circuits[port.name] = link.labels.get("circuit", link.name)


def _flow(bps: int, number: int) -> Flow:
    """Utilisation by speed: narrow lines are busier than broad ones, a hall's own cables carry little."""
    low, high = (0.08, 0.45) if bps <= products.STM1_BPS and bps != 100_000_000 else (0.05, 0.3)
    low, high = (0.002, 0.015) if bps == 100_000_000 else (low, high)
    mean = bps / 8 * (low + (high - low) * curve.share(number, 3))
    return Flow(mean, number, OFFICE_PEAK_S if bps <= products.STM1_BPS else EVENING_PEAK_S)


def _furnish(hall: Hall, number: int, boxes: Mapping[str, Box], seed: int) -> None:
    """What stands in a hall: PCs and thin APs at its switch, telephones at its converter."""
    boxes_here = [boxes[name] for name in hall.devices if name in boxes]
    for box in boxes_here:
        if box.device.role is Role.HALL_SWITCH:
            _seat(hall, number, box, boxes_here, seed)
        elif box.device.role is Role.CONVERTER:
            _wire_telephones(hall, box, seed)


def _seat(hall: Hall, number: int, switch: Box, boxes_here: list[Box], seed: int) -> None:
    hosts = []
    for seat, pc in enumerate(hall.pcs, 10):
        hosts.append(Host(pc.vlan, bytes.fromhex(pc.mac), pc.port, bytes((10, 100, number, seat))))
        _occupy(switch, pc.port, f"PC {pc.mac}", 20_000, seed)
    for place in range(int(hall.labels.get("aps", 0))):
        port = f"GigabitEthernet0/0/{FIRST_AP_PORT + place}"
        hosts.append(Host(99, ap_mac(number, place), port, ap_ip(number, place)))
        _occupy(switch, port, ap_name(hall, place), 150_000, seed)
    for box in boxes_here:
        towards = next((port for port in switch.ports if port.peer is not None and port.peer.box is box), None)
        if towards is not None:
            vlans = (10, 20, 99) if box.device.role is Role.CONVERTER else (99,)
            hosts += [Host(vlan, box.mac, towards.name, bytes((10, 100, number, 1))) for vlan in vlans]
    switch.hosts = tuple(hosts)


def _occupy(switch: Box, name: str, alias: str, mean: float, seed: int) -> None:
    port = port_of(switch, name, "ethernet")
    numbers = [curve.key(seed, switch.device.name, name, way) for way in ("in", "out")]
    port.alias = alias
    port.inflow = Flow(mean * (0.2 + curve.share(numbers[0], 3)), numbers[0], OFFICE_PEAK_S)
    port.outflow = Flow(mean * 4 * (0.2 + curve.share(numbers[1], 3)), numbers[1], OFFICE_PEAK_S)


def _wire_telephones(hall: Hall, converter: Box, seed: int) -> None:
    telephones = [port for port in converter.ports if port.type == products.FXS]
    gone = {port.name for port in telephones[hall.voice_lines :]}
    gone |= {port.name for port in converter.ports if port.type == products.V35 and not port.link}
    converter.ports = tuple(port for port in converter.ports if port.name not in gone)
    converter.by_name = {port.name: port for port in converter.ports}
    for port in converter.ports:
        if port.type == products.FXS:
            _occupy(converter, port.name, f"{hall.name} {port.name}", 900, seed)


def ap_name(hall: Hall, place: int) -> str:
    """The name of a hall's thin AP, counted from zero."""
    return f"{hall.name}-ap{place + 1}"


def ap_mac(number: int, place: int) -> bytes:
    """The MAC of a thin AP of hall number `number`."""
    return AP_OUI + bytes((0xDC, number, place))


def ap_ip(number: int, place: int) -> bytes:
    """The IPv4 address of a thin AP of hall number `number`."""
    return bytes((10, 99, number, 100 + place))


def _serve_aps(inventory: Inventory, boxes: Mapping[str, Box], seed: int) -> None:
    controller = next((box for box in boxes.values() if box.device.role is Role.AC), None)
    if controller is None:
        return
    rows: list[AccessPoint] = []
    for number, hall in enumerate(inventory.halls.values(), 1):
        for place in range(int(hall.labels.get("aps", 0))):
            name = ap_name(hall, place)
            clients = Wave(8 + 6 * curve.share(curve.key(seed, name), 1), 6, 1.5, curve.key(seed, name))
            serial = f"2102350PKF10J{len(rows) + 1:07d}"
            mac, ip = ap_mac(number, place), ap_ip(number, place)
            rows.append(AccessPoint(len(rows), name, mac, ip, AP_MODEL, serial, hall.name, clients))
    controller.aps = tuple(rows)


def _serve_bts(inventory: Inventory, boxes: Mapping[str, Box]) -> None:
    """Each BTS is an Abis E1 of its controller."""
    for box in boxes.values():
        if box.device.role is Role.BSC:
            box.cells = tuple(cell for cell in inventory.cells.values() if cell.bsc == box.device.name)
            names = sorted({cell.bts for cell in box.cells})
            for name, port in zip(names, (port for port in box.ports if port.type == DS1), strict=False):
                port.alias = box.circuits[port.name] = f"BTS {name}"
                number = curve.key(box.number, name)
                port.inflow = port.outflow = Flow(60_000 + 60_000 * curve.share(number, 3), number)


def _finish(box: Box, seed: int) -> None:
    """What follows from the rest: numbers, lines, radios, PON ports, parts, vlans, the states at rest."""
    _drop_idle_channels(box)
    for port in box.ports:
        port.mac = box.mac[:5] + bytes((port.index & 0xFF,)) if port.type in (ETHERNET, products.RADIO) else b""
        _feed(port, seed)
    if "bridge" in box.product.mibs:
        box.vlans = VLANS if box.device.role is Role.HALL_SWITCH else (VLANS[0], VLANS[-1])
        box.hosts += tuple(_neighbours(box))
    _draw_lines(box)
    _fit_parts(box)
    box.onus = tuple(_onus(box))
    _rest(box)


def _drop_idle_channels(box: Box) -> None:
    """Serial interfaces exist only over channels in use; unused E1s are shut down, but not spare channels of an STM-1:
    the transmission network ends those in a loop, ready to be used."""
    for port in box.ports:
        if port.type == DS1 and port.name not in box.circuits and not _is_channel(port):
            port.admin = 2
        if port.type == SERIAL and port.lower is not None:
            port.inflow, port.outflow, port.alias = port.lower.inflow, port.lower.outflow, port.lower.alias
    gone = {p.name for p in box.ports if p.type == SERIAL and p.lower is not None and p.lower.name not in box.circuits}
    box.ports = tuple(port for port in box.ports if port.name not in gone)
    box.by_name = {port.name: port for port in box.ports}
    ethernet = [port for port in box.ports if port.type == ETHERNET and not port.name.lower().startswith("meth")]
    for number, port in enumerate(ethernet, 1):
        port.number = number
    for port in box.ports:
        if port.lower is not None:
            port.lower.upper = (*port.lower.upper, port)


def _is_channel(port: Port) -> bool:
    return port.type == DS1 and port.box.device.role is Role.CPOS_ROUTER


FEEDS = {GPON: (6e6, 40e6, EVENING_PEAK_S), products.RADIO: (4e4, 2e5, OFFICE_PEAK_S), SONET: (2e6, 3e6, OFFICE_PEAK_S)}


def _feed(port: Port, seed: int) -> None:
    """Traffic of ports that no cable of the inventory explains."""
    cabled = port.type in CABLED and not _is_channel(port)
    port.idle = cabled and not port.link and port.inflow is None and port.type not in FEEDS
    if port.inflow is None and port.type in FEEDS:
        low, high, peak = FEEDS[port.type]
        numbers = [curve.key(seed, port.box.device.name, port.name, way) for way in ("in", "out")]
        port.inflow = Flow(low * (0.5 + curve.share(numbers[0], 3)), numbers[0], peak)
        port.outflow = Flow(high * (0.5 + curve.share(numbers[1], 3)), numbers[1], peak)


def _neighbours(box: Box) -> Iterable[Host]:
    for port in box.ports:
        if port.peer is not None and port.type == ETHERNET and box.device.role is not Role.HALL_SWITCH:
            yield Host(99, port.peer.box.mac, port.name)


def _draw_lines(box: Box) -> None:
    lines = []
    for port in box.ports:
        if port.type == DS1:
            number = curve.key(box.number, port.name)
            noisy = port.admin == 1 and curve.share(number, 1) < NOISY_SHARE
            circuit = box.circuits.get(port.name, "")
            port.line = Line(port.index, port.name, circuit, number, box.boot, noisy=noisy)
            lines.append(port.line)
    box.lines = tuple(lines)


def _fit_parts(box: Box) -> None:
    number, model = box.number, box.product.model
    parts: list[Part] = []
    for plan in box.product.parts:
        named = replace(plan, name=plan.name.format(model=model), descr=plan.descr.format(model=model))
        parts.append(Part(named, f"2102{number % 10**12:012d}{len(parts):02d}", curve.mix(number + plan.index)))
    board = next((plan.index for plan in box.product.parts if plan.type == products.MODULE), 1)
    for place, port in enumerate(box.ports, 1):
        if port.optical and box.product.vendor in ("huawei", "h3c") and not port.idle:
            port.part = OPTICS_INDEX + place
            plan = PartPlan(port.part, products.PORT, port.name, f"{port.name} optical port", board)
            parts.append(Part(plan, f"PF{number % 10**6:06d}{place:03d}", curve.key(number, port.name), port))
    box.parts = tuple(parts)


def _onus(box: Box) -> Iterable[Onu]:
    ports = [port for port in box.ports if port.type == GPON]
    for count in range(int(box.device.labels.get("onus", 0)) if ports else 0):
        number = curve.key(box.number, "onu", count)
        port = ports[count % len(ports)]
        metres = 400 + int(9_000 * curve.share(number, 1))
        received = Wave(-15.5 - 4.5 * curve.share(number, 2) - 0.00035 * metres, 0.3, 0.1, number)
        serial = b"HWTC" + (number & 0xFFFFFFFF).to_bytes(4, "big")
        yield Onu(port, count // len(ports), serial, f"PL-{box.device.name}-{count + 1:03d}", metres, received)


def _rest(box: Box) -> None:
    """States without any fault: lower layers first."""
    for port in sorted(box.ports, key=_depth):
        port.oper = port.state()


def _depth(port: Port) -> int:
    return 0 if port.lower is None else 1 + _depth(port.lower)


def address_of(device: Device) -> bytes:
    """The four octets of an element's address."""
    return IPv4Address(device.address).packed
