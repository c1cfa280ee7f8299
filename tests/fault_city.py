"""A simulated city that breaks, its traps and polls on a virtual clock, and the Ledger that hears of it all."""

import heapq
import random
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast

from collectors import ALL
from nms.city import ber
from nms.city.box import Box
from nms.city.faults import Faults
from nms.city.mib import view_of
from nms.city.notices import Notice
from nms.city.state import City
from nms.core.alarm import Alarm, AlarmEvent, AlarmKey, Report
from nms.core.device import SnmpVersion
from nms.core.errors import NoAnswerError
from nms.core.observed import Row
from nms.core.ports import Oid, RawTrap, Table, Value, VarBind, Visit
from nms.core.site import Inventory
from nms.faults.attribution import Attribution
from nms.faults.causes import Seen
from nms.faults.elements import Elements
from nms.faults.ledger import Ledger
from nms.faults.notify import Notifiers
from nms.faults.problems import Said
from nms.faults.rules import understand
from nms.faults.states import judge
from nms.faults.transition import Policy
from nms.faults.weights import Patience
from nms.performance.poller import Reachability
from nms.snmp.decode import decode
from nms.snmp.receiver import Receiver
from nms.testing import ManualClock, MemoryAlarms
from nms.topology.dependency import dependency
from nms.topology.reach import reach
from nms.topology.roles import port_roles

READ = "read by the corpus"
START = datetime(2026, 9, 14, 3, 0, tzinfo=UTC)
STATUS_S, LOOK_S, DOWN_AFTER = 60.0, 5.0, 2
LOST, DOUBLED, SKEW_S, SLOWEST_S = 0.05, 0.05, 5.0, 3.0  # clocks of two devices differ by up to twice the skew
FLAP_S = 4.0
IDLE_LOOKS = 6  # where no alarm came or went, only what was polled meanwhile can change the picture
POLICY = Policy(orphan_s=90.0, hold_s=5.0)
STATUS = tuple(one for one in ALL if one.cadence == "status" and one.name not in ("uptime", "layout"))


def _arcs(body: bytes) -> Oid:
    """An OBJECT IDENTIFIER's contents (X.690, 8.19) as numbers."""
    numbers, value = [], 0
    for octet in body:
        value = value << 7 | octet & 0x7F
        if octet < 0x80:
            numbers.append(value)
            value = 0
    return (numbers[0] // 40, numbers[0] % 40, *numbers[1:])


class BoxSession:
    """Reads a box's own tables, as an SNMP session would."""

    def __init__(self, box: Box, at: float) -> None:
        self._box, self._at, self._view = box, at, view_of(box.product.mibs)

    def _below(self, root: Oid) -> Iterator[VarBind]:
        for name, tag, value in self._view.after(self._box, root, self._at):
            oid = _arcs(name)
            if oid[: len(root)] != root:
                return
            yield VarBind(oid, tag, value)

    async def get(self, *oids: Oid) -> list[VarBind]:
        """Values; what is not there has the tag of noSuchInstance."""
        found = [(oid, self._view.get(self._box, oid, self._at)) for oid in oids]
        return [VarBind(oid, *known) if known else VarBind(oid, 0x81, None) for oid, known in found]

    async def get_next(self, *oids: Oid) -> list[VarBind]:
        """What comes after each."""
        return [next(self._below(oid), VarBind(oid, 0x82, None)) for oid in oids]

    async def set(self, *binds: VarBind) -> list[VarBind]:
        """Nothing can be written."""
        raise NoAnswerError("NMS-SNMP-001", address=self._box.device.address)

    async def walk(self, root: Oid) -> AsyncIterator[VarBind]:
        """Everything below."""
        for bind in self._below(root):
            yield bind

    async def columns(self, *roots: Oid) -> Table:
        """Columns side by side."""
        cells: dict[Oid, list[Value]] = {}
        for place, root in enumerate(roots):
            for bind in self._below(root):
                cells.setdefault(bind.oid[len(root) :], [None] * len(roots))[place] = bind.value
        return Table(cells)


class LiveAlarms(MemoryAlarms):
    """Keeps the active ones at hand: thousands have cleared before the corpus is through."""

    def __init__(self) -> None:
        super().__init__()
        self._live: dict[int, Alarm] = {}

    def all_active(self) -> Sequence[Alarm]:
        """Every active alarm."""
        return list(self._live.values())

    def save(self, alarm: Alarm, events: Sequence[AlarmEvent]) -> Alarm:
        """Insert or update."""
        saved = super().save(alarm, events)
        if saved.active:
            self._live[saved.id] = saved
        else:
            self._live.pop(saved.id, None)
        return saved


class CorpusCity:
    """One city for many faults, one after the other: strike, let time pass, look, mend, let time pass.

    A trap may be lost or come twice, takes up to three seconds, and its sender's clock is wrong by up to five. Status
    is polled every minute, each device at its own second. A box on which no fault is at work and of which no alarm
    is active says what it said before: it is noted as asked, its tables are not read anew.
    """

    def __init__(self, inventory: Inventory, seed: int, lost: float = LOST) -> None:
        self.inventory, self.dice = inventory, random.Random(seed)
        self.clock = ManualClock(START)
        self.city = City(inventory, self.clock)
        self.faults = Faults(self.city)
        self.store = LiveAlarms()
        self.roles = port_roles(inventory)
        depends = dependency(inventory)
        self.elements = Elements(inventory, depends, reach(inventory))
        self.ledger = Ledger(self.store, Notifiers(), self.clock, policy=POLICY, depends=depends)
        self.attribution = Attribution(self.ledger, self.elements, self.clock, Patience(STATUS_S * (DOWN_AFTER + 2)))
        self.reachability = Reachability(DOWN_AFTER)
        self.answered = dict.fromkeys(self.city.boxes, START)
        self._share_lost = lost
        self.sent = self.lost = self.doubled = 0
        self._looks = 0
        self._asked: set[str] = set()
        self._silent: set[str] = set()
        self._judged: dict[str, tuple[object, frozenset[AlarmKey]]] = {}
        self._skew = {name: self.dice.uniform(-SKEW_S, SKEW_S) for name in self.city.boxes}
        self._names = {name: {port.index: port.name for port in box.ports} for name, box in self.city.boxes.items()}
        self._receiver = Receiver(self.clock, b"\x80\x00\x00\x09\x05corpus", 1)
        self._queue: list[tuple[float, int, Callable[[], None]]] = []
        self._number = 0
        self._turns: dict[int, list[str]] = {second: [] for second in range(int(STATUS_S))}
        for name in self.city.boxes:
            self._turns[self.dice.randrange(int(STATUS_S))].append(name)
        self._at(1.0, self._second)
        self._at(LOOK_S, self._look)

    # ------------------------------------------------------------ time

    def pass_time(self, seconds: float) -> None:
        """Let everything happen that is due within so many seconds."""
        end = self.clock.monotonic() + seconds
        while self._queue and self._queue[0][0] <= end:
            at, _, act = heapq.heappop(self._queue)
            self.clock.advance(max(at - self.clock.monotonic(), 0.0))
            act()
        self.clock.advance(max(end - self.clock.monotonic(), 0.0))

    def _at(self, after: float, act: Callable[[], None]) -> None:
        self._number += 1
        heapq.heappush(self._queue, (self.clock.monotonic() + after, self._number, act))

    def _look(self) -> None:
        if self.ledger.active():
            self.ledger.expire()
        self._looks += 1
        if not self.attribution.idle or (self.ledger.active() and self._looks % IDLE_LOOKS == 0):
            self.attribution.look(Seen(self.answered, self.answered))
        self._at(LOOK_S, self._look)

    # ------------------------------------------------------------ faults and their traps

    def strike(self, kind: str, target: str) -> None:
        """Break something; its traps are on their way."""
        notices = self.faults.fault(kind, target)
        gap = FLAP_S if kind.endswith("-flap") else 0.0
        self._send(notices, gap)

    def mend(self, target: str) -> None:
        """Repair it."""
        if any(target == one.target for one in self.faults.active):
            self._send(self.faults.repair(target), 0.0)

    def _send(self, notices: Iterable[Notice], gap: float) -> None:
        turns: dict[tuple[str, Oid, object], int] = {}
        for notice in notices:
            data = self._encoded(notice)
            subject = (notice.box.device.name, notice.oid, notice.binds[:1])
            turn = turns[subject] = turns.get(subject, -1) + 1
            late = gap * turn + (gap / 2 if notice.oid[-1] == 4 else 0.0)
            self._deliver(notice.box, data, late)

    def _deliver(self, box: Box, data: bytes, late: float) -> None:
        self.sent += 1
        copies = 0 if self.dice.random() < self._share_lost else 2 if self.dice.random() < DOUBLED else 1
        self.lost, self.doubled = self.lost + (copies == 0), self.doubled + (copies == 2)
        slow = SLOWEST_S if not late else FLAP_S / 4
        for _ in range(copies):
            self._at(late + self.dice.uniform(0.01, slow), lambda: self._heard(box, data))

    def _encoded(self, notice: Notice) -> bytes:
        """The datagram as the box sends it; in v2c also where the box speaks v3: the secrets are not the matter."""
        binds = b"".join(ber.bind(*bind) for bind in notice.all_binds())
        return ber.trap(b"corpus", self._number, binds)

    def _heard(self, box: Box, data: bytes) -> None:
        now, device = self.clock.now(), box.device
        raw = RawTrap(0, now, device.address, 162, device.name, data)
        assert device.snmp is not None
        plain = replace(device, snmp=replace(device.snmp, version=SnmpVersion.V2C, community="corpus"))
        trap = decode(raw, plain, self._receiver).trap
        reports = understand(trap, device, self._names[device.name], self.roles).reports
        self.ledger.record_all([self._stamped(report, device.name) for report in reports])
        self._poll_at_once(box.device.name)

    def _stamped(self, report: Report, device: str) -> Report:
        return replace(report, event_at=report.event_at + timedelta(seconds=self._skew[device]))

    def _poll_at_once(self, name: str) -> None:
        """A trap is a hint: the box is read at once, once for many."""

        def ask() -> None:
            self._asked.discard(name)
            self._poll(name)

        if name not in self._asked:
            self._asked.add(name)
            self._at(1.0, ask)

    # ------------------------------------------------------------ polls

    def _second(self) -> None:
        for name in self._turns[int(self.clock.monotonic()) % int(STATUS_S)]:
            self._poll(name)
        self._at(1.0, self._second)

    def _poll(self, name: str) -> None:
        box, now = self.city.boxes[name], self.clock.now()
        self.answered[name] = self.answered[name] if box.silent else now
        if not (box.effects or box.cut or name in self._silent or self.ledger.active_keys(name)):
            return
        report = self.reachability.judge(box.device, now, answered=not box.silent)
        reports = [report] if report else []
        (self._silent.add if box.silent else self._silent.discard)(name)
        if not box.silent and not self._says_the_same(box):
            reports += judge(self._rows(box), Said(name, now, now, "poll", "poll:status"), self.roles)
        self.ledger.record_all(reports)
        self._judged[name] = (box.rows.get(READ), self.ledger.active_keys(name))

    def _says_the_same(self, box: Box) -> bool:
        """Whether the box says what it last said, and the Ledger knows of it what it then knew: a poll changes nothing,
        unless something flaps and waits to be confirmed."""
        name = box.device.name
        rows, keys = self._judged.get(name, (None, frozenset()))
        known = self.ledger.active_keys(name)
        flaps = any(alarm.flapping and alarm.key in known for alarm in self.ledger.active())
        return rows is not None and rows is box.rows.get(READ) and keys == known and not flaps

    def _rows(self, box: Box) -> list[Row]:
        """What its tables say; the box drops what it remembers whenever a state changes."""
        if READ not in box.rows:
            box.rows[READ] = self._fresh_rows(box)
        return cast(list[Row], box.rows[READ])

    def _fresh_rows(self, box: Box) -> list[Row]:
        visit = Visit(box.device, self.clock.now(), BoxSession(box, self.city.now()), self._names[box.device.name])
        return _done(_gathered(visit))


def _done(work: Coroutine[None, None, list[Row]]) -> list[Row]:
    """What work brings that never waits."""
    try:
        work.send(None)
    except StopIteration as end:
        return list(end.value)
    raise AssertionError("it waited")


async def _gathered(visit: Visit) -> list[Row]:
    return [row for one in STATUS if one.wants(visit) for row in (await one.collect(visit)).rows]
