"""Any sequence of reservations, releases and days that pass: the store answers as plain dictionaries do."""

from collections.abc import Collection
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from resource_things import PON_KBPS, SPLIT, onu, vc3, vc4, vc12, vlans
from sqlalchemy import func, select

from nms.core.errors import ConflictError
from nms.core.line import Draw, Unit
from nms.core.line_ports import ResourceStore
from nms.store import Store
from nms.store.schema import metadata, resource_draw, resource_limit, resource_unit
from nms.testing import ManualClock, MemoryResources

HOLDERS, SPANS = ("A", "B", "C", "hand"), ("work", "protect")
RESOURCES = [table for name, table in metadata.tables.items() if name.startswith("resource_")]
Wish = tuple[frozenset[Unit], tuple[Draw, ...]]
Answer = tuple[str, str]


def _sncp(k: int, number: int) -> Wish:
    """A VC-12 on one arc of a ring and another one on the other arc: both or none."""
    return vc12("work", 1, number % 63) | vc12("protect", 1, (number + k) % 63), ()


numbers = st.integers(0, 6)
wishes = st.one_of(
    st.builds(lambda span, n: (vc12(span, 1, n * 9), ()), st.sampled_from(SPANS), numbers),
    st.builds(lambda span, k: (vc3(span, 1, k), ()), st.sampled_from(SPANS), st.integers(1, 3)),
    st.builds(lambda span: (vc4(span, 1), ()), st.sampled_from(SPANS)),
    st.builds(_sncp, st.integers(1, 3), numbers),
    st.builds(lambda n, mbps: onu("p", n, mbps * 100_000), numbers, st.integers(0, 7)),
    st.builds(lambda s, c: (vlans("yc", s, c + 1), ()), st.sampled_from((1001, 1002)), numbers),
    st.builds(lambda n: (frozenset({Unit("s-vlan/yc", str(1001 + n))}), ()), numbers),
)
many = st.lists(wishes, min_size=1, max_size=3).map(
    lambda some: (frozenset().union(*(units for units, _ in some)), tuple(draw for _, draws in some for draw in draws))
)
holders = st.sampled_from(HOLDERS)
days = st.integers(1, 4).map(lambda number: timedelta(days=number))


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

    @rule(holder=holders)
    def confirm(self, holder: str) -> None:
        self.both("confirm", holder, self.now)

    @rule(holder=holders, wish=many, stay=st.none() | days)
    def keep_only(self, holder: str, wish: Wish, stay: timedelta | None) -> None:
        self.both("keep_only", holder, *wish, None if stay is None else self.now + stay)

    @rule(holder=holders, stay=st.none() | days)
    def release(self, holder: str, stay: timedelta | None) -> None:
        self.both("release", holder, None if stay is None else self.now + stay, self.now)

    @rule(wish=many)
    def adopt(self, wish: Wish) -> None:
        self.both("adopt", "hand", *wish, self.now)

    @rule(passed=days)
    def wait(self, passed: timedelta) -> None:
        self.now += passed

    @invariant()
    def both_know_the_same(self) -> None:
        assert _all(self.store.resources, self.now) == _all(self.model, self.now)

    @invariant()
    def nothing_is_held_twice_nor_beyond_its_limit(self) -> None:
        drawn = select(resource_draw.c.scope, func.sum(resource_draw.c.amount)).group_by(resource_draw.c.scope)
        with self.store.database.read() as connection:
            rows = connection.execute(select(resource_unit.c.scope, resource_unit.c.unit)).all()
            sums = {scope: int(total) for scope, total in connection.execute(drawn)}
            limits = connection.execute(select(resource_limit)).all()
        assert len(rows) == len(set(rows))
        assert {row.scope: row.used for row in limits} == sums
        assert all(row.used <= {"assured/p": PON_KBPS, "onus/p": SPLIT}[row.scope] for row in limits)


def _answer(store: ResourceStore, name: str, *given: object) -> object:
    try:
        return getattr(store, name)(*given)
    except ConflictError as error:
        return error.code, sorted(_words(error))


def _words(error: ConflictError) -> Collection[str]:
    """Holders and limits that a refusal names."""
    text = str(error.values)
    return [name for name in (*HOLDERS, "assured/p", "onus/p") if f"({name}," in text or f"{name}:" in text]


def _all(store: ResourceStore, now: datetime) -> object:
    scopes = store.scopes()
    return (
        scopes,
        [list(store.held(scope, now)) for scope in scopes],
        list(store.held("span", now, below=True)),
        [tuple(map(list, store.of(holder))) for holder in HOLDERS],
        list(store.drawn()),
    )


def test_any_sequence_of_planners_leaves_what_the_model_says(store: Store) -> None:
    class Here(Planners):
        def __init__(self) -> None:
            super().__init__(store)

    run_state_machine_as_test(Here, settings=settings(max_examples=30, stateful_step_count=30, deadline=None))
