"""Readings, counters, files and digests of the radio network in the store."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from nms.core.errors import StoreError
from nms.core.radio import CounterPeriod
from nms.core.radio_ports import ExportFile, NewCounters, StoredDigest, StoredReading
from nms.store import Store
from nms.store.schema import radio_counters

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def new(start: datetime, kind: str = "relation", document: bytes = b"{}", rows: int = 3) -> NewCounters:
    return NewCounters(start, 3600, kind, rows, document)


def file(name: str, state: str = "read") -> ExportFile:
    problem = {"code": "NMS-OMC-070", "where": f"{name}:1", "name": "成功"}
    return ExportFile(name, 10, AT, "d", state, AT, 3, {"count": "1"}, (problem,) if state == "bad" else ())


def test_a_failure_keeps_the_last_good_reading_and_says_why(store: Store) -> None:
    radio = store.radio
    assert radio.reading("bsc") is None
    radio.failed("bsc", AT, "NMS-CLI-001", {"device": "bsc"})
    assert radio.readings() == [StoredReading("bsc", None, AT, "NMS-CLI-001", {"device": "bsc"})]
    radio.put_reading("bsc", AT + HOUR, "读".encode())
    assert radio.readings() == [StoredReading("bsc", AT + HOUR, AT + HOUR)]
    radio.failed("bsc", AT + 2 * HOUR, "NMS-CLI-002", {})
    assert radio.readings() == [StoredReading("bsc", AT + HOUR, AT + 2 * HOUR, "NMS-CLI-002")]
    assert radio.reading("bsc") == "读".encode()


def test_counters_of_one_place_are_replaced_and_the_replacement_is_another(store: Store) -> None:
    radio = store.radio
    radio.put_counters("osmo", [new(AT), new(AT, "cell"), new(AT + HOUR)])
    before = {(one.start, one.kind): one.id for one in radio.counters(AT, AT + 2 * HOUR)}
    mark = radio.mark()
    radio.put_counters("osmo", [new(AT, document=b"[1]", rows=5)])
    after = {(one.start, one.kind): one.id for one in radio.counters(AT, AT + 2 * HOUR)}
    changed = {key for key in before if before[key] != after[key]}
    assert (changed, len(after)) == ({(AT, "relation")}, 3)
    assert radio.mark() > mark
    assert radio.documents(after.values())[after[AT, "relation"]] == b"[1]"
    assert radio.periods(AT, AT + HOUR) == [CounterPeriod("osmo", AT, 3600, 8)]
    assert radio.newest() == AT + HOUR


def test_a_file_gives_what_it_holds_now_and_no_more(store: Store) -> None:
    radio = store.radio
    radio.took(file("a.csv"), "omc/a.csv", [new(AT), new(AT + HOUR)])
    radio.took(file("a.csv"), "omc/a.csv", [new(AT + HOUR)])
    assert [one.start for one in radio.counters(AT, AT + 9 * HOUR)] == [AT + HOUR]
    radio.note(file("a.csv", "bad"))  # what it said before stays until it says something else
    assert [one.start for one in radio.counters(AT, AT + 9 * HOUR)] == [AT + HOUR]
    [noted] = radio.exports(50)
    assert noted == file("a.csv", "bad")


def test_a_day_has_one_digest_and_the_newest_is_told(store: Store) -> None:
    radio = store.radio
    assert radio.digest() is None
    for hours, document in ((0, b"a"), (1, b"b")):
        radio.put_digest(StoredDigest(AT + hours * HOUR, AT - HOUR, AT + hours * HOUR, document))
    assert radio.digest() == StoredDigest(AT + HOUR, AT - HOUR, AT + HOUR, b"b")
    radio.put_digest(StoredDigest(AT + 24 * HOUR, AT, AT + 24 * HOUR, b"c"))
    assert radio.prune(AT + 2 * HOUR) == 1
    assert radio.digest() == StoredDigest(AT + 24 * HOUR, AT, AT + 24 * HOUR, b"c")


def test_what_is_past_its_time_goes_and_readings_stay(store: Store) -> None:
    radio = store.radio
    radio.put_reading("bsc", AT, b"x")
    radio.took(file("a.csv"), "omc/a.csv", [new(AT), new(AT + HOUR)])
    assert radio.prune(AT + HOUR) == 2
    assert [one.start for one in radio.counters(AT, AT + 9 * HOUR)] == [AT + HOUR]
    assert radio.exports(50) == []
    assert radio.reading("bsc") == b"x"


def test_a_damaged_document_is_said(store: Store) -> None:
    store.radio.put_counters("osmo", [new(AT, document=b"x" * 500)])
    [stored] = store.radio.counters(AT, AT + HOUR)
    with store.database.write() as connection:
        connection.execute(update(radio_counters).values(document=b"(\xb5/\xfd nonsense"))
    with pytest.raises(StoreError, match="NMS-STORE-005"):
        store.radio.documents([stored.id])
