"""The history of the graph: what changed, and the links as of any moment."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nms.core.site import LinkEnd
from nms.store import Store
from nms.topology.graph import TopologyLink
from nms.topology.history import remembered

T0 = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def link(name: str, confidence: float = 0.8) -> TopologyLink:
    ends = LinkEnd(f"{name}-a", "1"), LinkEnd(f"{name}-b", "2")
    return TopologyLink(name, *ends, "fibre", "inventory", sources=("inventory",), confidence=confidence, km=1.5)


def names(store: Store, at: datetime) -> list[str]:
    return list(store.topology.as_of(at))


def test_the_graph_is_known_as_of_any_moment(store: Store) -> None:
    history = store.topology
    history.record([link("x"), link("y")], T0)
    history.record([link("x", 0.99)], T0 + HOUR)
    history.record([link("x", 0.99), link("y"), link("z")], T0 + 2 * HOUR)
    assert names(store, T0 - HOUR) == []
    assert names(store, T0) == ["x", "y"]
    assert names(store, T0 + HOUR + timedelta(minutes=59)) == ["x"]
    assert names(store, T0 + 3 * HOUR) == ["x", "y", "z"]
    assert remembered("x", history.as_of(T0)["x"]) == link("x")
    assert history.as_of(T0 + HOUR)["x"]["confidence"] == 0.99


def test_only_changes_are_kept_and_the_latest_come_first(store: Store) -> None:
    history = store.topology
    assert [change.change for change in history.record([link("x")], T0)] == ["added"]
    assert history.record([link("x")], T0 + HOUR) == []
    assert [change.change for change in history.record([link("x", 0.4)], T0 + 2 * HOUR)] == ["changed"]
    assert [change.change for change in history.record([], T0 + 3 * HOUR)] == ["gone"]
    told = history.changes(T0, T0 + 9 * HOUR)
    assert [(change.link, change.change) for change in told] == [("x", "gone"), ("x", "changed"), ("x", "added")]
    assert [change.change for change in history.changes(T0 + HOUR, T0 + 2 * HOUR, "x")] == ["changed"]
    assert history.changes(T0, T0 + 9 * HOUR, "other") == []


def test_a_look_from_the_past_changes_nothing(store: Store) -> None:
    """A clock that was set back, or a slow second process."""
    store.topology.record([link("x")], T0)
    assert store.topology.record([], T0 - HOUR) == []
    assert names(store, T0) == ["x"]


def test_the_history_survives_reopening(opened: Callable[[], Store]) -> None:
    opened().topology.record([link("x")], T0)
    assert names(opened(), T0) == ["x"]


def test_what_is_overtaken_for_long_is_forgotten_and_the_rest_stays_true(store: Store) -> None:
    history = store.topology
    history.record([link("x"), link("y")], T0)
    history.record([link("x", 0.5)], T0 + HOUR)
    history.record([link("x", 0.6)], T0 + 3 * HOUR)
    assert history.prune(T0 + 2 * HOUR) == 3
    assert [remembered(*told) for told in history.as_of(T0 + 2 * HOUR).items()] == [link("x", 0.5)]
    assert names(store, T0 + 4 * HOUR) == ["x"]
    assert history.as_of(T0) == {}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.sampled_from("uvw"), st.sampled_from([0.4, 0.8])), min_size=1, max_size=6))
def test_every_look_is_found_again_at_its_moment(store: Store, looks: list[dict[str, float]]) -> None:
    history = store.topology
    history.record([], T0)
    begun = max((change.at for change in history.changes(T0, T0 + timedelta(days=9999))), default=T0)
    for number, look in enumerate(looks, 1):
        history.record([link(name, confidence) for name, confidence in look.items()], begun + number * HOUR)
    for number, look in enumerate(looks, 1):
        links = history.as_of(begun + number * HOUR + HOUR / 2)
        assert {name: body["confidence"] for name, body in links.items()} == look
