"""A city of any size on disk for measurements: rings of aggregation, access switches around them, some in trouble."""

import math
from collections.abc import Iterator
from pathlib import Path

from nms.app.app import App
from nms.core.alarm import AlarmKey, EventType, Report, Severity
from nms.site.loading import load_site

RING = 12  # sites of one ring
BOXES = 10  # elements of one site
CONFIG = """\
site: {name: bench, title: 测量, timezone: Asia/Shanghai, language: zh}
store: {path: nms.db}
snmp: {credentials: {demo: {version: 2c, community: public}}}
accounts: {anonymous: viewer}
"""


def write(folder: Path, nodes: int) -> None:
    """config.yaml and inventory of about `nodes` elements with their links, ducts and rings."""
    places = nodes // BOXES
    (folder / "inventory").mkdir(parents=True)
    (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
    files = {"sites": _sites(places), "hosts": _hosts(places), "links": _links(places)}
    for name, lines in files.items():
        (folder / "inventory" / f"{name}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def trouble(folder: Path, var: Path, every: int = 25) -> int:
    """Everything has answered, and each `every`-th element has an alarm; returns how many."""
    app = App.open(load_site(folder, {"NMS_VAR": str(var)}))
    names = list(app.inventory.devices)
    for name in names:
        app.parts.store.devices.answered(name, app.now(), ())
    severities = (Severity.CRITICAL, Severity.MAJOR, Severity.MINOR, Severity.WARNING)
    chosen = names[::every]
    for place, name in enumerate(chosen):
        key = AlarmKey(name, "GigabitEthernet0/0/1", EventType.COMMUNICATIONS, "link-down")
        severity = severities[place % 4]
        app.parts.ledger.record(Report(key, severity, "lossOfSignal", app.now(), app.now(), "poll"))
    app.close()
    return len(chosen)


def _spot(place: int) -> tuple[float, float]:
    """Rings stand in a lattice, their sites around the middle."""
    ring, seat = divmod(place, RING)
    column, row = ring % 7, ring // 7
    turn = 2 * math.pi * seat / RING
    return 120.2 + 0.1 * column + 0.04 * math.cos(turn), 29.6 + 0.09 * row + 0.035 * math.sin(turn)


def _sites(places: int) -> Iterator[str]:
    for place in range(places):
        lon, lat = _spot(place)
        yield f"s{place}: {{kind: access, district: D{place // RING}, lon: {lon:.5f}, lat: {lat:.5f}}}"


def _hosts(places: int) -> Iterator[str]:
    for place in range(places):
        for box in range(BOXES):
            role = "pe" if box == 0 and place % RING == 0 else "aggregation" if box == 0 else "access-switch"
            address = f"127.{10 + place // 200}.{place % 200}.{box + 1}"
            yield (
                f"n{place}-{box}: {{hostname: {address}, platform: huawei,"
                f" data: {{role: {role}, site: s{place}, snmp: {{credential: demo}}}}}}"
            )


def _links(places: int) -> Iterator[str]:
    for place in range(places):
        for box in range(1, BOXES):
            yield _link(f"n{place}-0", f"n{place}-{box}", f"GigabitEthernet0/0/{box}", "ethernet", "")
        ring, seat = divmod(place, RING)
        following = ring * RING + (seat + 1) % RING
        if following < places:
            extra = f", srlg: [duct-{ring}-{seat // 2}], labels: {{ring: R{ring}}}"
            yield _link(f"n{place}-0", f"n{following}-0", "XGigabitEthernet0/1/1", "fibre", extra)
        if seat == 0 and ring:
            yield _link(f"n{place}-0", f"n{(ring - 1) * RING}-0", "XGigabitEthernet0/2/1", "fibre", "")


def _link(a: str, b: str, port: str, kind: str, extra: str) -> str:
    far = {"XGigabitEthernet0/1/1": "XGigabitEthernet0/1/2", "XGigabitEthernet0/2/1": "XGigabitEthernet0/2/2"}
    other = far.get(port, "GigabitEthernet0/0/1")
    return f"{a}--{b}: {{a: '{a}:{port}', b: '{b}:{other}', kind: {kind}{extra}}}"
