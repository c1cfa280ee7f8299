"""A process that writes without end and says what it was promised; run by the durability tests."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nms.core.alarm import Alarm, AlarmEvent, AlarmKey, EventType, Severity
from nms.core.ports import RawTrap
from nms.core.sample import Sample
from nms.store import Store
from nms.testing import ManualClock

T0 = datetime(2026, 3, 1, tzinfo=UTC)
DEVICES = 5


def round_of(number: int, name: str) -> list[Sample]:
    """What every writer stores in its round of that number."""
    at = T0 + timedelta(seconds=60 * number)
    return [
        Sample(f"{name}{device}", "interface_in_octets", f"GE{port}", at, 1_000_000 * number + port)
        for device in range(DEVICES)
        for port in range(8)
    ]


def alarm_of(number: int, name: str) -> tuple[Alarm, list[AlarmEvent]]:
    """The alarm of that round with its history."""
    at = T0 + timedelta(seconds=60 * number)
    key = AlarmKey(name, f"E1 {number}", EventType.COMMUNICATIONS, "e1-los")
    return Alarm(0, key, Severity.CRITICAL, "lossOfSignal", at, at, at), [AlarmEvent(0, at, "raised")]


def trap_of(number: int, name: str) -> RawTrap:
    """The datagram of that round."""
    payload = number.to_bytes(4, "big") * 20
    return RawTrap(0, T0 + timedelta(seconds=60 * number), "127.1.2.3", 40_000, name, payload)


def write(store: Store, number: int, name: str) -> None:
    """One round of everything; a past hour is sealed on the way."""
    store.samples.append_round(round_of(number, name))
    store.alarms.save(*alarm_of(number, name))
    store.traps.keep([trap_of(number, name)])
    if number % 20 == 0:
        store.samples.seal(T0 + timedelta(seconds=60 * number))


def main(place: str, name: str, rounds: int) -> None:
    """Write `rounds` rounds (0: without end), telling each number once it is stored."""
    store = Store.open(Path(place), ManualClock())
    number = 0
    while not rounds or number < rounds:
        write(store, number, name)
        print(number, flush=True)
        number += 1


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
