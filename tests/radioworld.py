"""A small radio network: cells of the inventory, what its controller says of them, and what was counted on them."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from nms.app import radio_counters, radio_readings
from nms.app.app import App
from nms.core.config import Config
from nms.core.device import CliAccess, Device
from nms.core.radio import CellRelation, ControlledCell, ControllerReading, HeldValue
from nms.core.site import Cell, Inventory
from nms.handover.control.mml import PLACES
from nms.handover.engine.decision import HandoverCause
from nms.handover.kpi.counters import CellCounters, Counters, HandoverCounters
from nms.site.loading import Site
from nms.testing import ManualClock

START = datetime(2026, 9, 14, 3, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
BSC = "bsc1"
SWING = ("b000-1", "b001-1")
BAD = ("b002-1", "b001-2")
MAPPING = """
tables:
  - kind: relation
    files: "relation*.csv"
    time: {column: 时间}
    columns: {source: 源小区, target: 目标小区, requests: 请求, commands: 命令, successes: 成功, back_soon: 回切}
"""
HEADER = "时间,源小区,目标小区,请求,命令,成功,回切"


def cells(sites: int = 4) -> dict[str, Cell]:
    """Three cells a site, sites a kilometre apart in a row."""
    return {one.name: one for site in range(sites) for one in _site(site)}


def _site(site: int) -> Iterator[Cell]:
    for sector in range(3):
        number = 3 * site + sector
        name, place = f"b{site:03}-{sector + 1}", (120.5 + 0.0104 * site, 30.0 + 0.004 * (site % 3))
        colour = f"{number // 8 % 8}{number % 8}"
        yield Cell(name, BSC, f"b{site:03}", 7, 100 + number, 10 + number % 100, colour, *place)


def inventory(sites: int = 4) -> Inventory:
    """With the controller as a device."""
    device = Device(BSC, "127.0.0.1", "huawei_bsc_mml", cli=CliAccess())
    return Inventory(devices={BSC: device}, cells=cells(sites))


def relations(sites: int = 4) -> tuple[CellRelation, ...]:
    """Cells of a site and of the next ones; one way is missing."""
    names = list(cells(sites))
    near = [
        CellRelation(one, other) for one in names for other in names if one != other and abs(_of(one) - _of(other)) < 2
    ]
    return tuple(pair for pair in near if pair != ("b003-3", "b002-3"))


def _of(name: str) -> int:
    return int(name[1:4])


def reading(at: datetime, sites: int = 4) -> ControllerReading:
    """Defaults, and thresholds that let calls swing between one pair."""
    held = cells(sites)
    controlled = [
        ControlledCell(one.name, str(place), one.lac, one.ci, one.arfcn, int(one.bsic, 8))
        for place, one in enumerate(held.values())
    ]
    ways = relations(sites)
    values = [_value(kind, name, "", parameter) for kind, parameter in PLACES if kind != "relation" for name in held]
    values += [_value(kind, *way, parameter) for kind, parameter in PLACES if kind == "relation" for way in ways]
    return ControllerReading(BSC, at, tuple(controlled), ways, tuple(values))


def _value(kind: str, cell: str, towards: str, parameter: str) -> HeldValue:
    default = PLACES[kind, parameter].parameter.default
    if parameter == "pbgt_threshold" and {cell, towards} == set(SWING):
        return HeldValue(kind, cell, towards, parameter, 1, "cell")
    return HeldValue(kind, cell, towards, parameter, default, "")


def counters(start: datetime, hours: int = 3, sites: int = 4, seed: int = 7) -> Counters:
    """What was counted: one pair swings, one relation fails."""
    dice = random.Random(seed)
    found = Counters()
    for hour in range(hours):
        at = start + hour * HOUR
        rows = [row for way in relations(sites) for row in _relation(way, at, dice)]
        own = [_cell(name, at, dice) for name in cells(sites)]
        found += Counters(tuple(rows), tuple(own))
    return found


def _relation(way: CellRelation, at: datetime, dice: random.Random) -> Iterator[HandoverCounters]:
    tried = dice.randint(180, 260)
    success = 0.6 if way == BAD else 0.985
    done = round(tried * success)
    back = round(done * (0.3 if set(way) == set(SWING) else 0.01))
    lost = (tried - done) // 3
    returned = tried - done - lost
    yield HandoverCounters(
        *way,
        at,
        requests=tried,
        commands=tried,
        successes=done,
        returned=returned,
        lost=lost,
        back_soon=back,
        no_channel=0,
    )
    for cause, share in ((HandoverCause.PBGT, 0.75), (HandoverCause.EDGE, 0.25)):
        part = round(tried * share)
        yield HandoverCounters(*way, at, cause, requests=part, commands=part, successes=round(part * success))


def _cell(name: str, at: datetime, dice: random.Random) -> CellCounters:
    calls = dice.randint(1800, 2600)
    drops = round(calls * (0.03 if name == "b002-1" else 0.004))
    return CellCounters(
        name,
        at,
        tch_seizures=calls,
        tch_drops=drops,
        tch_attempts=calls,
        tch_blocked=5,
        sdcch_attempts=9000,
        sdcch_blocked=9,
        reports=90_000,
        low_level=1500,
        load=55.0,
    )


def csv(start: datetime, hours: int = 1) -> str:
    """The relations as an OMC exports them, in local time."""
    lines = [HEADER]
    for row in counters(start, hours).relations:
        if row.cause is None and row.hour is not None:
            local = row.hour.astimezone(UTC) + timedelta(hours=8)
            counts = (row.requests, row.commands, row.successes, row.back_soon)
            lines.append(",".join([f"{local:%Y-%m-%d %H:%M:%S}", row.source, row.target, *map(str, counts)]))
    return "\n".join(lines) + "\n"


def system(folder: Path, sites: int = 4, **settings: Any) -> tuple[App, ManualClock]:
    """The system of a site with a mapping of its OMC's exports."""
    maps = folder / "templates" / "omc"
    maps.mkdir(parents=True)
    (maps / "bsc6000.yaml").write_text(MAPPING, encoding="utf-8")
    config = Config.model_validate({"traps": {"port": 0}, **settings})
    clock = ManualClock(START)
    return App.open(Site(folder, folder, config, inventory(sites)), clock), clock


def hand_over(app: App, start: datetime, hours: int = 3) -> None:
    """Let a good reading and counters be in the store."""
    one = reading(start + hours * HOUR)
    app.parts.store.radio.put_reading(BSC, one.at, radio_readings.written(one))
    documents = radio_counters.documents(counters(start, hours), 3600)
    app.parts.store.radio.put_counters("test", documents)
