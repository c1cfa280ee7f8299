"""Bringing a database to the newest schema, and refusing what is no store of ours or one of the future."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from nms.core.errors import StoreError
from nms.store import schema

MIGRATIONS = Path(__file__).parent / "migrations"


def is_newest(connection: Connection, place: str) -> bool:
    """Whether nothing is to be done; StoreError for a stranger's database."""
    return revision(connection, place) == schema.REVISION


def to_newest(connection: Connection, place: str) -> None:
    """Apply what is missing inside the caller's transaction; StoreError for a stranger's or a newer database."""
    current = revision(connection, place)
    if current == schema.REVISION:
        return
    _apply(connection, current, place)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA application_id={schema.APPLICATION_ID}")


def revision(connection: Connection, place: str) -> str:
    """The schema's revision, "" of an empty database."""
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" in tables and "meta" in tables and _ours(connection):
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    if tables:
        raise StoreError("NMS-STORE-001", path=place)
    return ""


def _ours(connection: Connection) -> bool:
    if connection.dialect.name != "sqlite":
        return True
    return connection.exec_driver_sql("PRAGMA application_id").scalar() == schema.APPLICATION_ID


def _apply(connection: Connection, current: str, place: str) -> None:
    # alembic costs 0.1 s to import, and only a store that is behind needs it
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current and current not in known:
        raise StoreError("NMS-STORE-002", path=place, found=current, newest=schema.REVISION)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
