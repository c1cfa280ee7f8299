"""Any sequence of reservations, releases and days that pass: the store answers as plain dictionaries do."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from resource_things import onu, vc3, vc4, vc12, vlans
from sqlalchemy import select

from nms.core.errors import ConflictError
from nms.core.line import Draw, Unit
from nms.core.line_ports import Drawn, Held, ResourceStore
from nms.store import Store
from nms.store.schema import metadata, resource_draw, resource_limit, resource_unit
from nms.testing import ManualClock, MemoryResources

HOLDERS = ("A", "B", "hand")
RESOURCES = [table for name, table in metadata.tables.items() if name.startswith("resource_")]
Wish = tuple[frozenset[Unit], tuple[Draw, ...]]
Answer = tuple[str, str]


def _sncp(k: int, number: int) -> Wish:
    """A VC-12 on one arc of a ring and another one on the other arc: both or none."""
    return vc12("work", 1, number % 63) | vc12("protect", 1, (number + k) % 63), ()


numbers, amounts, capacities = st.integers(0, 1), st.integers(0, 8), st.sampled_from((10, 10, 12))
wishes = st.one_of(
    st.builds(lambda n: (vc12("work", 1, n * 9), ()), numbers),
    st.builds(_sncp, numbers, numbers),
    st.builds(lambda k: (vc3("work", 1, k), ()), st.integers(1, 2)),
    st.builds(lambda n, mbps: onu("p", n, mbps * 100_000), numbers, st.integers(3, 9)),
    st.builds(lambda amount, capacity: (frozenset(), (Draw("link/l", amount, capacity),)), amounts, capacities),
    st.builds(lambda n: (vlans("yc", 1001, n + 1) | {Unit("s-vlan/yc", str(1001 + n))}, ()), numbers),
    st.just((vc4("work", 1), ())),
)


def _both(some: list[Wish]) -> Wish:
    """Several things for one line; a limit has one capacity."""
    capacities = {draw.scope: draw.capacity for _, draws in some for draw in draws}
    draws = tuple(replace(draw, capacity=capacities[draw.scope]) for _, draws in some for draw in draws)
    return frozenset().union(*(units for units, _ in some)), draws


many = st.lists(wishes, min_size=1, max_size=2).map(_both)
holders = st.sampled_from(HOLDERS)
days = st.integers(1, 2).map(lambda number: timedelta(days=number))


class Planners(RuleBasedStateMachine):
    """The store beside the model; each rule asks both the same."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store, self.model, self.now = store, MemoryResources(), ManualClock().now()
        with store.database.write() as connection:
            for table in (resource_draw, *(one for one in RESOURCES if one is not resource_draw)):
                connection.execute(table.delete())

    def both(self, name: str, *given: object) -> None:
        answers = [_answer(one, name, *given) for one in (self.store.resources, self.model)]
        assert answers[0] == answers[1]

    @rule(holder=holders, wish=many, stay=days)
    def reserve(self, holder: str, wish: Wish, stay: timedelta) -> None:
        self.both("reserve", holder, *wish, self.now + stay, self.now)

    @rule(holder=holders, wish=wishes, stay=days, passed=st.sampled_from((0, 0, 0, 1, 2)))
    def plan(self, holder: str, wish: Wish, stay: timedelta, passed: int) -> None:
        """Reserve and confirm, sometimes too late."""
        self.both("reserve", holder, *wish, self.now + stay, self.now)
        self.now += timedelta(days=passed)
        self.both("confirm", holder, self.now)

    @rule(holder=holders)
    def confirm(self, holder: str) -> None:
        self.both("confirm", holder, self.now)

    @rule(holder=holders, stay=st.none() | days)
    def release(self, holder: str, stay: timedelta | None) -> None:
        self.both("release", holder, None if stay is None else self.now + stay, self.now)

    @rule(holder=holders, wish=wishes, stay=st.none() | days)
    def modify(self, holder: str, wish: Wish, stay: timedelta | None) -> None:
        """Go on with one of the things a line may have."""
        self.both("keep_only", holder, *wish, None if stay is None else self.now + stay)

    @rule(wish=wishes)
    def adopt(self, wish: Wish) -> None:
        self.both("adopt", "hand", *wish, self.now)

    @rule(passed=days)
    def wait(self, passed: timedelta) -> None:
        self.now += passed

    @invariant()
    def nothing_is_held_twice_nor_beyond_its_limit(self) -> None:
        with self.store.database.read() as connection:
            units = [Held(Unit(row.scope, row.unit), *row[2:]) for row in connection.execute(select(resource_unit))]
            draws = connection.execute(select(resource_draw.c.scope, resource_draw.c.amount)).all()
            limits = [Drawn(*row) for row in connection.execute(select(resource_limit).order_by("scope"))]
        assert sorted(units, key=lambda held: held.unit) == self.model.everything()
        assert limits == self.model.drawn()
        for limit in limits:
            assert sum(amount for scope, amount in draws if scope == limit.scope) == limit.used <= limit.capacity

    def teardown(self) -> None:
        """Both answer alike, however they are asked."""
        assert _all(self.store.resources, self.now) == _all(self.model, self.now)


def _answer(store: ResourceStore, name: str, *given: object) -> object:
    try:
        return getattr(store, name)(*given)
    except ConflictError as error:
        return error.code, sorted(_words(error))


def _words(error: ConflictError) -> Collection[str]:
    """Holders and limits that a refusal names."""
    text = str(error.values)
    return [name for name in (*HOLDERS, "assured/p", "onus/p", "link/l") if f"({name}," in text or f"{name}:" in text]


def _all(store: ResourceStore, now: datetime) -> object:
    return (
        list(store.scopes()),
        list(store.held("span", now, below=True)),
        [tuple(map(list, store.of(holder))) for holder in HOLDERS],
        list(store.drawn()),
    )


def test_any_sequence_of_planners_leaves_what_the_model_says(store: Store) -> None:
    class Here(Planners):
        def __init__(self) -> None:
            super().__init__(store)

    run_state_machine_as_test(Here, settings=settings(max_examples=60, stateful_step_count=30, deadline=None))
