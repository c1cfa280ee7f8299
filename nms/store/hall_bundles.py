"""Remembering the bundles of halls and every move of them; each call one transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, insert, select, update

from nms.core.errors import ConflictError, NotFoundError
from nms.core.hall import HallForm
from nms.core.hall_bundle import BundleEvent, BundleState, HallBundle
from nms.store.database import Database
from nms.store.schema import hall_bundle, hall_bundle_event
from nms.store.typed_json import read, read_freely, written, written_freely

_C = hall_bundle.c
_AS_THEY_ARE = ("moved_at", "author", "asked_at", "change", "reason")


class HallBundles:
    """The HallBundleStore: every move is a compare-and-set with its event, durable when the call returns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, wish: HallBundle, actor: str, body: Mapping[str, str]) -> HallBundle:
        """Write a bundle that stands as it was seen, with its event; ConflictError NMS-HALL-240 otherwise."""
        with self._database.write_durably() as connection:
            _written(connection, wish)
            event = {"hall": wish.hall, "at": wish.moved_at, "state": str(wish.state), "actor": actor}
            connection.execute(insert(hall_bundle_event).values(event | {"body": written_freely(body)}))
        return replace(wish, version=wish.version + 1)

    def get(self, hall: str) -> HallBundle:
        """NotFoundError for a hall without a bundle."""
        with self._database.read() as connection:
            row = connection.execute(select(hall_bundle).where(_C.hall == hall)).first()
        if row is None:
            raise NotFoundError("bundle", hall)
        return _bundle(row)

    def find(self, states: Collection[BundleState] = ()) -> Sequence[HallBundle]:
        """Bundles by hall; no states: all."""
        query = select(hall_bundle).order_by(_C.hall)
        if states:
            query = query.where(_C.state.in_(sorted(states)))
        with self._database.read() as connection:
            return [_bundle(row) for row in connection.execute(query)]

    def events(self, hall: str) -> Sequence[BundleEvent]:
        """Every move of a hall's bundle, oldest first."""
        moves = hall_bundle_event.c
        query = select(hall_bundle_event).where(moves.hall == hall).order_by(moves.id)
        with self._database.read() as connection:
            return [
                BundleEvent(row.id, row.hall, row.at, row.state, row.actor, read_freely(row.body))
                for row in connection.execute(query)
            ]


def _written(connection: Connection, wish: HallBundle) -> None:
    stored = connection.execute(select(_C.version, _C.state).where(_C.hall == wish.hall)).first()
    if (stored.version if stored else 0) != wish.version:
        raise ConflictError("NMS-HALL-240", hall=wish.hall, state=stored.state if stored else "–")
    if stored is None:
        connection.execute(insert(hall_bundle).values(_row(wish) | {"hall": wish.hall}))
    else:
        connection.execute(update(hall_bundle).where(_C.hall == wish.hall).values(_row(wish)))


def _row(wish: HallBundle) -> dict[str, Any]:
    return {name: getattr(wish, name) for name in _AS_THEY_ARE} | {
        "state": str(wish.state),
        "form": written(wish.form),
        "previous": "" if wish.previous is None else written(wish.previous),
        "version": wish.version + 1,
    }


def _bundle(row: Any) -> HallBundle:
    return HallBundle(
        hall=row.hall,
        form=read(HallForm, row.form),
        state=BundleState(row.state),
        previous=read(HallForm, row.previous) if row.previous else None,
        version=row.version,
        **{name: getattr(row, name) for name in _AS_THEY_ARE},
    )
