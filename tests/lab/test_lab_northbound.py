"""Net-snmp's snmptrapd above us: every alarm change in order, and a loss that it finds by the number and mends."""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from monitoring import LOOPBACK, Heard, Watcher
from serving import free_udp_port
from snmptrapd import AUTH_KEY, COMMUNITY, PRIV_KEY, PROGRAMS, USER, V1, V2C, V3, Reader, Row, Snmptrapd
from suites import unavailable
from waiting import until

from nms.app.app import App
from nms.app.monitors import ENGINE
from nms.core.alarm import Actor, AlarmKey, EventType, Report, Severity
from nms.core.config import Config
from nms.core.site import Inventory
from nms.engine.engine import Engine
from nms.site.loading import Site
from nms.snmp.receiver import new_engine

pytestmark = [pytest.mark.lab, pytest.mark.timeout(400)]

CREDENTIALS = {
    "one": {"version": "1", "community": COMMUNITY},
    "two": {"version": "2c", "community": COMMUNITY},
    "three": {
        "version": "3", "user": USER, "auth": "sha256", "auth_key": AUTH_KEY, "priv": "aes128", "priv_key": PRIV_KEY,
    },
}  # fmt: skip
OPTIONS = {"one": V1, "two": V2C, "three": V3}
ME = Actor("lab")
QUEUE = 3
CYCLES = 100
BEAT_S = 0.15


def demand() -> None:
    if lacking := [program for program in PROGRAMS if not shutil.which(program)]:
        unavailable("lab", f"not installed (see tests/lab/packages.txt): {', '.join(lacking)}")


@dataclass
class Above:
    """One monitor: its daemon, its tools, and what it knows by the rules of the MIB."""

    name: str
    daemon: Snmptrapd
    reader: Reader
    read_table: Callable[[], dict[int, tuple[int, Row]]]
    watcher: Watcher[Row] = field(default_factory=Watcher)
    heard: list[Heard[Row]] = field(default_factory=list)
    gaps: int = 0

    def attend(self) -> None:
        """Take in what the daemon has logged; mend by the table where something is missing."""
        for heard in self.daemon.heard():
            self.heard.append(heard)
            if not self.watcher.hear(heard):
                self.gaps += 1
                self.mend()

    def mend(self) -> None:
        boot, last = self.reader.numbers()
        self.watcher.read(boot, last, self.read_table())

    def numbers(self) -> list[int]:
        return [heard.sequence for heard in self.heard if heard.kind != "heartbeat"]


class Product:
    """A running engine without devices, and the alarms that a test lets it have."""

    def __init__(self, folder: Path, monitors: dict[str, dict[str, object]], engine_id: str = "") -> None:
        quick = {"address": LOOPBACK, "timeout_s": 0.1, "retries": 0, "heartbeat_s": BEAT_S, "language": "zh"}
        settings = {
            "snmp": {"credentials": CREDENTIALS},
            "traps": {"port": 0},
            "alarms": {"flap_window_s": 0.001},  # what comes and goes here at a test's pace is not flapping
            "agent": {"port": 0},
            "monitors": {name: {**quick, **monitor} for name, monitor in monitors.items()},
        }
        config = Config.model_validate(settings)
        self.app = App.open(Site(folder, folder / "var", config, Inventory()))
        if engine_id:
            self.app.parts.store.meta.put(ENGINE, engine_id)
        self.engine = Engine(self.app)
        self.engine.start()
        self._chance = random.Random(2006)
        self._alive: dict[int, int] = {}

    def stop(self) -> None:
        self.engine.stop()
        self.app.close()

    def change(self) -> None:
        """One noteworthy change of one of six alarms: it comes, is acknowledged or given back, or goes."""
        number = self._chance.randrange(6)
        if number not in self._alive:
            self._alive[number] = self._report(number, Severity.MAJOR)
        elif self._chance.random() < 0.5:
            self._report(number, Severity.CLEARED)
            del self._alive[number]
        elif self.app.alarm(self._alive[number]).alarm.acknowledged_by:
            self.app.unacknowledge([self._alive[number]], ME)
        else:
            self.app.acknowledge([self._alive[number]], ME)

    def _report(self, number: int, severity: Severity) -> int:
        now = self.app.now()
        key = AlarmKey(f"hall-{number}", "E1 0/0/1", EventType.COMMUNICATIONS, "e1-los")
        alarm = self.app.parts.ledger.record(Report(key, severity, "lossOfSignal", now, now, "poll"))
        assert alarm is not None
        return alarm.id

    def shown(self, name: str) -> dict[int, int]:
        """What the store says that a monitor is shown: alarm → number."""
        return {notice.alarm.id: notice.sequence for notice in self.app.parts.store.outbox.view(name)}

    def last(self, name: str) -> int:
        return self.app.parts.store.outbox.states()[name].last

    def sent(self, name: str) -> int:
        return self.app.parts.store.outbox.states()[name].sent

    def shared(self) -> bool:
        """Whether every change has its numbers."""
        active = list(self.app.parts.store.alarms.all_active())
        views = (self.app.parts.store.outbox.view(view.name) for view in self.app.monitors())
        return all([notice.alarm for notice in view] == active for view in views)


@contextmanager
def city(folder: Path, names: str, **settings: object) -> Iterator[tuple[Product, list[Above]]]:
    """The product with one daemon per monitor; all are ended with the context."""
    demand()
    engine_id = new_engine().hex()
    inform = settings.get("inform", True)
    daemons = {name: Snmptrapd(folder / name, free_udp_port(), "" if inform else engine_id) for name in names.split()}
    for daemon in daemons.values():
        daemon.start()
    monitors: dict[str, dict[str, object]] = {
        name: {"port": daemon.port, "credential": name, **settings} for name, daemon in daemons.items()
    }
    product = Product(folder, monitors, engine_id)
    try:
        yield product, [_above(name, daemon, product.engine.agent_port) for name, daemon in daemons.items()]
    finally:
        product.stop()
        for daemon in daemons.values():
            daemon.stop(kill=True)


def _above(name: str, daemon: Snmptrapd, port: int) -> Above:
    reader = Reader(port, OPTIONS[name])
    return Above(name, daemon, reader, reader.table if name == "two" else reader.walk)


def knows_all(product: Product, above: Above) -> bool:
    above.attend()
    known = {alarm: number for alarm, (number, _) in above.watcher.alarms.items()}
    return above.watcher.last == product.last(above.name) and known == product.shown(above.name)


def agrees(product: Product, above: Above) -> bool:
    """Whether the store, the notifications and both of net-snmp's ways to read the table say the same."""
    return knows_all(product, above) and above.watcher.alarms == above.reader.walk() == above.reader.table()


def in_sync(product: Product, monitors: list[Above]) -> None:
    until(product.shared, "every change is numbered")
    for above in monitors:
        until(partial(agrees, product, above), f"{above.name} knows exactly what it is shown")


def test_every_change_is_received_in_order_over_v2c_and_v3_informs(tmp_path: Path) -> None:
    with city(tmp_path, "two three") as (product, monitors):
        in_sync(product, monitors)
        for _ in range(300):
            product.change()
        in_sync(product, monitors)
        for above in monitors:
            assert above.numbers() == list(range(1, product.last(above.name) + 1))
            assert len(above.numbers()) == 300
            assert above.gaps == 1  # the first word of all
            kinds = {heard.kind for heard in above.heard}
            assert kinds == {"raised", "changed", "cleared", "heartbeat"}
            texts = {heard.row[7] for heard in above.heard if heard.row}
            assert texts == {"E1 信号丢失"}


def test_a_monitor_that_was_away_finds_the_gap_and_the_table_closes_it_every_time(tmp_path: Path) -> None:
    with city(tmp_path, "two three", queue=QUEUE) as (product, monitors):
        in_sync(product, monitors)
        closed = dict.fromkeys(("two", "three"), 0)
        for cycle in range(CYCLES):
            product.change()
            in_sync(product, monitors)
            before = {above.name: above.gaps for above in monitors}
            for above in monitors:
                above.daemon.stop(kill=bool(cycle % 2))
            for _ in range(QUEUE + 1 + cycle % 4):
                product.change()
            until(product.shared, "every change is numbered")
            for above in monitors:
                above.daemon.start()
            in_sync(product, monitors)
            for above in monitors:
                closed[above.name] += above.gaps > before[above.name]
        print(f"gaps found by the number and closed by the table: {closed} of {CYCLES}")
        assert closed == {"two": CYCLES, "three": CYCLES}


def test_what_fits_the_queue_is_sent_again_and_leaves_no_gap(tmp_path: Path) -> None:
    with city(tmp_path, "two three") as (product, monitors):
        in_sync(product, monitors)
        before = {above.name: above.gaps for above in monitors}
        for _cycle in range(5):
            for above in monitors:
                above.daemon.stop()  # politely: killed, it may have acknowledged what it never wrote
            for _ in range(20):
                product.change()
            for above in monitors:
                above.daemon.start()
            in_sync(product, monitors)
        assert {above.name: above.gaps for above in monitors} == before
        for above in monitors:
            assert sorted(set(above.numbers())) == list(range(1, product.last(above.name) + 1))


def test_traps_of_all_versions_arrive_and_the_heartbeat_shows_what_was_lost(tmp_path: Path) -> None:
    with city(tmp_path, "one", inform=False) as (product, [above]):
        assert _lost_one(product, above)
    with city(tmp_path / "more", "two three", inform=False) as (product, monitors):
        for above in monitors:
            assert _lost_one(product, above)


def _lost_one(product: Product, above: Above) -> Any:
    product.change()
    until(partial(knows_all, product, above), f"{above.name} hears traps")
    before, last = above.gaps, product.last(above.name)
    above.daemon.stop()
    product.change()
    until(lambda: product.sent(above.name) > last, "the change is sent to nobody")
    above.daemon.start()
    return until(lambda: knows_all(product, above) and above.gaps > before, "the heartbeat shows the loss")


def test_strangers_get_nothing_from_the_agent(tmp_path: Path) -> None:
    with city(tmp_path, "two three") as (product, monitors):
        in_sync(product, monitors)
        port = product.engine.agent_port
        wrong = Reader(port, ("-v2c", "-c", "public", "-r", "0", "-t", "0.3"))
        with pytest.raises(AssertionError, match="Timeout"):
            wrong.numbers()
        weak = Reader(port, ("-v3", "-l", "noAuthNoPriv", "-u", USER, "-r", "0", "-t", "1"))
        with pytest.raises(AssertionError, match="security level"):
            weak.numbers()
