"""A monitor that believes it has missed nothing is right: any history, any loss, any moment of reading the table."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st
from monitoring import Heard, Watcher
from northbound_examples import AT, notice, tell

from nms.core.northbound import Change, Notice
from nms.core.ports import Oid, Value
from nms.snmp import alarm_mib, ber
from nms.snmp.alarm_mib import COLUMNS, ENTRY, Figures
from nms.snmp.alarm_view import AlarmView, Objects

Row = tuple[Value, ...]
BOOT = 7


@dataclass
class Story:
    """A view that changes, a channel that loses, doubles and swaps, and a monitor that reads the table in pieces."""

    view: AlarmView = field(default_factory=lambda: AlarmView(tell))
    shown: set[int] = field(default_factory=set)
    channel: list[Heard[Row]] = field(default_factory=list)
    inbox: list[Heard[Row]] = field(default_factory=list)
    watcher: Watcher[Row] = field(default_factory=Watcher)
    reading: Iterator[None] | None = None
    reads: int = 0

    def __post_init__(self) -> None:
        system = alarm_mib.system("citynms", "", "", 0)
        self.objects = Objects(self.view, lambda: system, self.figures)

    def figures(self) -> Figures:
        return Figures(BOOT, AT, self.view.last, self.view.last, 60, *self.view.counts())

    def change(self, number: int, gone: bool) -> None:
        then = Change.CLEARED if gone else Change.CHANGED
        change = then if number in self.shown else Change.RAISED
        one: Notice = notice(self.view.last + 1, number, change, acknowledged_by=f"at {self.view.last + 1}")
        told = self.view.apply(one)
        (self.shown.discard if change is Change.CLEARED else self.shown.add)(number)
        row = tuple(column.value(told) for column in COLUMNS)
        self.channel.append(Heard(str(change), BOOT, one.sequence, number, row))

    def step(self, step: str) -> None:
        if step == "read":
            self.read_on()
        elif step == "heartbeat":
            self.channel.append(Heard("heartbeat", BOOT, self.view.last))
        elif self.channel:
            self.transport(step)
        self.attend()

    def transport(self, step: str) -> None:
        if step == "swap":
            self.channel[:2] = self.channel[:2][::-1]
            return
        first = self.channel[0] if step == "double" else self.channel.pop(0)
        if step != "lose":
            self.inbox.append(first)

    def attend(self) -> None:
        """Read what has arrived, unless the table is just being read."""
        while self.inbox and self.reading is None:
            if not self.watcher.hear(self.inbox[0]):
                self.reading = self.table()
                return
            self.inbox.pop(0)

    def read_on(self) -> None:
        if self.reading is not None and next(self.reading, self) is self:
            self.reading = None

    def table(self) -> Iterator[None]:
        """Walks cell by cell; anything may happen at every yield."""
        self.reads += 1
        last = self.view.last
        yield
        cells: dict[int, list[Value]] = {}
        at: Oid = ENTRY
        while (bind := self.objects.after(at)).tag != ber.END_OF_MIB_VIEW:
            cells.setdefault(bind.oid[-1], [None] * len(COLUMNS))[bind.oid[-2] - alarm_mib.FIRST_COLUMN] = bind.value
            at = bind.oid
            yield
        whole = {number: tuple(row) for number, row in cells.items() if None not in row}
        self.watcher.read(BOOT, last, {number: (sequence(row), row) for number, row in whole.items()})

    def end(self) -> None:
        """Whatever is on its way arrives or not; the next heartbeat comes."""
        self.inbox += self.channel
        self.channel.clear()
        self.inbox.append(Heard("heartbeat", BOOT, self.view.last))
        while self.inbox:
            self.attend()
            while self.reading is not None:
                self.read_on()

    def truth(self) -> dict[int, Row]:
        cells: dict[int, list[Value]] = {}
        at: Oid = ENTRY
        while (bind := self.objects.after(at)).tag != ber.END_OF_MIB_VIEW:
            cells.setdefault(bind.oid[-1], []).append(bind.value)
            at = bind.oid
        return {number: tuple(row) for number, row in cells.items()}


def sequence(row: Row) -> int:
    assert isinstance(row[0], int)
    return row[0]


CHANGES = st.tuples(st.integers(1, 3), st.booleans())
TRANSPORT = st.sampled_from(["deliver", "deliver", "deliver", "lose", "double", "swap", "heartbeat"])
READ = st.sampled_from(["read", "read"])
STEPS = st.lists(st.one_of(CHANGES, TRANSPORT, READ), max_size=120)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(STEPS)
def test_whoever_believes_to_have_missed_nothing_is_right(steps: list[tuple[int, bool] | str]) -> None:
    story = Story()
    for step in steps:
        if isinstance(step, str):
            story.step(step)
        else:
            story.change(*step)
    story.end()
    assert story.watcher.last == story.view.last
    assert {number: row for number, (_, row) in story.watcher.alarms.items()} == story.truth()


def test_without_a_loss_the_table_is_read_once() -> None:
    story = Story()
    for number in range(60):
        story.change(number % 3 + 1, gone=number % 4 == 0)
        story.step("deliver")
        for _ in range(50):
            story.step("read")
    story.end()
    assert story.reads == 1  # at the beginning, to learn the boot id
    assert story.watcher.alarms.keys() == story.truth().keys()


def test_one_lost_notification_is_noticed_by_the_next_one() -> None:
    story = Story()
    for number in (1, 2, 3):
        story.change(number, gone=False)
    story.end()
    before = story.reads
    story.change(1, gone=True)
    story.step("lose")
    assert 1 in story.watcher.alarms
    story.change(2, gone=False)
    story.end()
    assert story.reads == before + 1
    assert story.watcher.alarms.keys() == {2, 3}


def test_a_loss_in_silence_is_noticed_by_the_heartbeat() -> None:
    story = Story()
    story.change(1, gone=False)
    story.end()
    story.change(1, gone=True)
    story.step("lose")
    story.end()
    assert story.watcher.alarms == {}
    assert story.reads == 2
