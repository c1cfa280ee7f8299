"""Opening: new, known, newer, foreign and unreachable databases."""

import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from nms.core.errors import StoreError
from nms.store import Store, schema
from nms.store.database import Database, upsert
from nms.testing import ManualClock


def refused(target: Path | str) -> StoreError:
    with pytest.raises(StoreError) as told:
        Store.open(target, ManualClock())
    for language in ("zh", "en"):
        assert told.value.message(language)
        assert told.value.remedy(language)
        assert "–" not in told.value.message(language)  # every value of the sentence is given
    return told.value


def test_the_migrations_make_exactly_the_schema(store: Store) -> None:
    with store.database.read() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), schema.metadata)
        version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    assert differences == []
    assert version == schema.REVISION


def test_a_new_store_is_its_owner_s_alone(store: Store, place: Path) -> None:
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    store.meta.put("key", "value")
    assert {stat.S_IMODE(path.stat().st_mode) for path in place.parent.iterdir()} == {0o600}


def test_the_store_runs_as_it_should(store: Store) -> None:
    with store.database.read() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
        ]
    assert found == ["wal", 1, 5000, 1]


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    place = tmp_path / "notes.txt"
    place.write_text("a shopping list, long enough to be read as a header")
    assert refused(place).code == "NMS-STORE-001"
    assert place.read_text().startswith("a shopping list")


@pytest.mark.parametrize("table", ["photos", "alembic_version", "meta"])
def test_another_program_s_database_is_refused_and_left_alone(tmp_path: Path, table: str) -> None:
    place = tmp_path / "other.db"
    connection = sqlite3.connect(place)
    connection.execute(f"CREATE TABLE {table} (version_num TEXT, value TEXT)")
    connection.close()
    assert refused(place).code == "NMS-STORE-001"
    connection = sqlite3.connect(place)
    assert connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [(table,)]
    connection.close()


def test_a_store_of_a_later_version_is_refused(store: Store, place: Path) -> None:
    with store.database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    error = refused(place)
    assert error.code == "NMS-STORE-002"
    assert "9999" in error.message("en")


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert refused(tmp_path / "file" / "nms.db").code == "NMS-STORE-006"
    assert refused(tmp_path).code == "NMS-STORE-006"


@pytest.mark.parametrize("target", ["nonsense://somewhere/x", "postgresql+nodriver://nms:secret@host/nms", "://"])
def test_an_address_that_leads_nowhere_is_told_without_its_password(target: str) -> None:
    error = refused(target)
    assert error.code == "NMS-STORE-008"
    assert "secret" not in str(error)


def test_a_sqlite_url_opens_the_same_store(store: Store, place: Path) -> None:
    store.meta.put("key", "value")
    other = Store.open(f"sqlite:///{place}", ManualClock())
    assert other.meta.get("key") == "value"
    assert other.meta.get("nothing") is None
    other.close()


def half_done(store: Store) -> None:
    with store.database.write() as connection:
        upsert(connection, schema.meta, [{"key": "half", "value": "done"}])
        raise RuntimeError


def test_a_failing_write_leaves_no_trace(store: Store) -> None:
    with pytest.raises(RuntimeError):
        half_done(store)
    assert store.meta.get("half") is None


def test_readers_see_one_state_while_others_write(opened: Callable[[], Store]) -> None:
    reader, writer = opened(), opened()
    with reader.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM meta").scalar_one() == 0
        writer.meta.put("key", "value")
        assert connection.exec_driver_sql("SELECT count(*) FROM meta").scalar_one() == 0
    assert reader.meta.get("key") == "value"


def test_a_damaged_file_is_told(store: Store, place: Path) -> None:
    for number in range(2000):
        store.meta.put(f"key{number}", "x" * 50)
    store.close()
    with place.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 200_000)
    with pytest.raises(StoreError) as told:
        Database.open(place)
    assert told.value.code == "NMS-STORE-005"
