"""Found agents, rules by hand and names of MIB modules, as several processes see them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from nms.core.alarm import Actor, Severity
from nms.core.discovery import Found
from nms.core.errors import NotFoundError
from nms.core.hand_rules import HandRule, MibModule, MibObject
from nms.store import Store

T0 = datetime(2026, 3, 1, tzinfo=UTC)
FOUND = Found(
    "10.0.0.1", 1161, "plain", "8000", "SN1", frozenset({"c0ffee000001", "c0ffee000002"}), "绍兴", "1.3.6.1.4.1.9",
    "descr", "Cisco", "cisco_ios", "pe", "C1",
)  # fmt: skip
RULE = HandRule("1.3.6.1.4.1.9.9.1", "custom-x", "sw1", "port", severity=Severity.MAJOR, ttl_s=60, zh="一", en="one")
MODULE = MibModule("ACME-MIB", "acme.txt", 2, "me", T0)
OBJECTS = (
    MibObject("1.3.6.1.4.1.9.1", "acmeDoor", "object", (), ((1, "open"), (2, "closed"))),
    MibObject("1.3.6.1.4.1.9.0.1", "acmeOpened", "notification", ("1.3.6.1.4.1.9.1",)),
)


def test_a_found_agent_comes_back_as_it_was(store: Store) -> None:
    store.found.keep([FOUND, Found("fe80::1")], T0)
    assert [row.found for row in store.found.all()] == [FOUND, Found("fe80::1")]


def test_finding_it_again_renews_what_it_says_and_keeps_the_decision(store: Store) -> None:
    store.found.keep([FOUND], T0)
    assert store.found.decide([("10.0.0.1", 1161), ("10.9.9.9", 161)], "dismissed") == 1
    store.found.keep([replace(FOUND, serial="SN2")], T0 + timedelta(days=1))
    [row] = store.found.all()
    assert (row.found.serial, row.found.state) == ("SN2", "dismissed")
    assert (row.first_seen, row.last_seen) == (T0, T0 + timedelta(days=1))
    assert store.found.prune(T0 + timedelta(days=2)) == 1
    assert store.found.all() == []


def test_a_rule_comes_back_and_replaces_its_predecessor_only(store: Store) -> None:
    first = store.trap_rules.save(RULE, T0)
    assert replace(first, id=0, created_at=None) == RULE
    anywhere = store.trap_rules.save(replace(RULE, device="", severity=None, clears=True), T0)
    changed = store.trap_rules.save(replace(RULE, problem="link-down"), T0)
    assert store.trap_rules.all() == [changed, anywhere]
    assert changed.id != first.id
    assert store.trap_rules.get(anywhere.id) == anywhere
    with pytest.raises(NotFoundError):
        store.trap_rules.get(first.id)


def test_another_process_sees_that_rules_changed(opened: Callable[[], Store]) -> None:
    engine, page = opened(), opened()
    before = engine.trap_rules.version()
    rule = page.trap_rules.save(RULE, T0)
    after = engine.trap_rules.version()
    page.trap_rules.drop(rule.id)
    assert len({before, after, engine.trap_rules.version()}) == 3
    with pytest.raises(NotFoundError):
        page.trap_rules.drop(rule.id)


def test_names_come_and_go_with_their_module(store: Store) -> None:
    store.mibs.keep([(MODULE, OBJECTS)], T0)
    assert list(store.mibs.modules()) == [MODULE]
    assert set(store.mibs.objects()) == set(OBJECTS)
    store.mibs.keep([(replace(MODULE, objects=1), OBJECTS[:1])], T0)
    assert list(store.mibs.objects()) == [OBJECTS[0]]
    version = store.mibs.version()
    store.mibs.drop("ACME-MIB")
    assert (store.mibs.modules(), store.mibs.objects()) == ([], [])
    assert store.mibs.version() != version
    with pytest.raises(NotFoundError):
        store.mibs.drop("ACME-MIB")


def test_the_progress_of_a_request_ends_when_somebody_stops_it(store: Store) -> None:
    number = store.requests.put("discover", {"range": "10.0.0.0/24"}, Actor("me"), T0)
    assert store.requests.progress(number, "half")
    assert (found := store.requests.get(number)) is not None
    assert (found.state, found.result) == ("waiting", "half")
    store.requests.finish(number, "stopped", "half")
    assert not store.requests.progress(number, "three quarters")
    newest = store.requests.newest("discover")
    assert newest is not None
    assert (newest.id, newest.state, newest.result) == (number, "stopped", "half")
    assert store.requests.newest("poll") is None
