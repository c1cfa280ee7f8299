"""What was acknowledged is there: after kill -9, with two processes at once, and on a full disk."""

import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import writing

from nms.core.alarm import AlarmKey, EventType
from nms.core.errors import StoreError
from nms.core.sample import SeriesKey
from nms.store import Store
from nms.testing import ManualClock

REPOSITORY = Path(__file__).resolve().parents[2]


def writer(place: Path, name: str, rounds: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, writing.__file__, str(place), name, str(rounds)]
    environment = {"PYTHONPATH": str(REPOSITORY), "PATH": "/usr/bin:/bin"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def told(process: subprocess.Popen[str], until: int) -> int:
    """Read what the writer acknowledges up to a number."""
    assert process.stdout is not None
    for line in process.stdout:
        if int(line) >= until:
            return int(line)
    raise AssertionError("the writer ended early")


def everything_is_there(store: Store, name: str, rounds: int) -> None:
    end = writing.T0 + timedelta(days=30)
    for device in range(writing.DEVICES):
        for port in (0, 7):
            raw = store.samples.raw(SeriesKey(f"{name}{device}", "interface_in_octets", f"GE{port}"), writing.T0, end)
            assert [value for _, value in raw][:rounds] == [1_000_000 * number + port for number in range(rounds)]
    for number in range(rounds):
        alarm = store.alarms.active(AlarmKey(name, f"E1 {number}", EventType.COMMUNICATIONS, "e1-los"))
        assert alarm is not None
        assert [event.kind for event in store.alarms.history(alarm.id)] == ["raised"]
    traps = store.traps.find(device=name, limit=10_000)
    assert {trap.payload for trap in traps.items} >= {writing.trap_of(number, name).payload for number in range(rounds)}


@pytest.mark.parametrize("after", [3, 65])
def test_what_a_killed_process_was_promised_is_there(place: Path, opened: Callable[[], Store], after: int) -> None:
    with writer(place, "a") as process:
        told(process, after)
        process.send_signal(signal.SIGKILL)
        assert process.stdout is not None
        last = max([after, *(int(line) for line in process.stdout if line.endswith("\n"))])
    store = opened()
    everything_is_there(store, "a", last + 1)
    for number in range(last + 2, last + 5):  # and it goes on
        store.samples.append_round(writing.round_of(number, "a"))
    store.samples.seal(writing.T0 + timedelta(days=1))
    everything_is_there(store, "a", last + 1)


def test_two_processes_write_at_once_and_lose_nothing(place: Path, opened: Callable[[], Store]) -> None:
    rounds = 60
    with writer(place, "a", rounds) as first, writer(place, "b", rounds) as second:  # both make the file
        told(first, rounds - 1)
        told(second, rounds - 1)
    assert (first.returncode, second.returncode) == (0, 0)
    store = opened()
    everything_is_there(store, "a", rounds)
    everything_is_there(store, "b", rounds)


def fill(store: Store, start: int) -> tuple[int, StoreError]:
    """Write rounds until the store refuses; returns the first one refused."""
    for number in range(start, start + 20_000):
        try:
            writing.write(store, number, "a")
        except StoreError as error:
            return number, error
    raise AssertionError("the store never became full")


def test_a_full_store_says_so_and_loses_nothing(place: Path, opened: Callable[[], Store]) -> None:
    store = opened()
    with store.database.write() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    with store.database.write() as connection:  # the limit is the connection's, and the pool has but this one
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 60}")
    number, error = fill(store, 0)
    assert error.code == "NMS-STORE-003"
    assert error.remedy("zh")
    assert error.remedy("en")
    everything_is_there(opened(), "a", number)
    store.close()
    again = opened()  # room again
    again.samples.append_round(writing.round_of(number, "a"))
    assert check(place) == "ok"


FULL_DISK = """
import resource, signal, sys
sys.path.insert(0, {folder!r})
import writing
from pathlib import Path
from nms.core.errors import StoreError
from nms.store import Store
from nms.testing import ManualClock

store = Store.open(Path({place!r}), ManualClock())
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))
for number in range(20_000):
    try:
        writing.write(store, number, "a")
    except StoreError as error:
        print(number, error.code)
        break
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
writing.write(store, number + 1, "a")
"""


def test_a_full_disk_is_survived_and_writing_resumes(place: Path, opened: Callable[[], Store]) -> None:
    code = FULL_DISK.format(folder=str(Path(writing.__file__).parent), place=str(place))
    child = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(REPOSITORY)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)),
    )
    number, error = child.stdout.split()
    assert error == "NMS-STORE-003"
    everything_is_there(opened(), "a", int(number))
    assert check(place) == "ok"


def test_a_locked_store_says_so(store: Store, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nms.store.database.PRAGMAS", ("journal_mode=WAL", "busy_timeout=20"))
    impatient = Store.open(place, ManualClock())
    with store.database.write(), pytest.raises(StoreError) as told_:
        impatient.meta.put("key", "value")
    assert told_.value.code == "NMS-STORE-004"
    impatient.meta.put("key", "value")
    assert store.meta.get("key") == "value"
    impatient.close()


def check(place: Path) -> str:
    connection = sqlite3.connect(place)
    try:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
    finally:
        connection.close()
