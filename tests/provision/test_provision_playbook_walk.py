"""A run walks through its tasks, remembers, and after a crash does nothing twice."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.alarm import Actor
from nms.core.errors import InvalidError
from nms.core.playbook import Did, Run
from nms.provision.playbook.document import compiled
from nms.provision.playbook.module import registry
from nms.provision.playbook.walk import Call, Outcome, Place, StoppedError, Walk

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HOSTS = ("a", "b", "c")


class CrashError(BaseException):
    """The process dies."""


class Bench:
    """Deeds that count; `crash_after` acts the process dies, `broken` hosts fail at `show`."""

    def __init__(self, broken: frozenset[str] = frozenset(), crash_after: int = -1) -> None:
        self.store: dict[tuple[Place, str], Outcome] = {}
        self.acts: list[tuple[str, str, Any]] = []
        self.broken, self.left = broken, crash_after
        self.stop = False

    def do(self, call: Call) -> Mapping[str, Outcome]:
        if self.left == 0:
            raise CrashError
        self.left -= 1
        found = {}
        for host, arguments in call.arguments.items():
            self.acts.append((call.task.module.name, host, arguments))
            if call.task.module.name == "show" and host in self.broken:
                raise InvalidError("NMS-PLAY-045", None, device=host)
            did = Did.CHANGED if call.task.module.changes else Did.OK
            found[host] = Outcome(did, {"text": f"{host} {arguments.get('command', '')}", "number": len(host)})
        return found

    def scope(self, host: str) -> Mapping[str, Any]:
        return {"inventory_hostname": host}

    def kept(self, place: Place, host: str) -> Outcome | None:
        return self.store.get((place, host))

    def keep(self, place: Place, host: str, outcome: Outcome) -> None:
        self.store[place, host] = outcome

    def stopped(self) -> bool:
        return self.stop


def document(*tasks: dict[str, Any], **play: Any) -> list[dict[str, Any]]:
    return [{"name": "p", "hosts": "all", "tasks": list(tasks), **play}]


def walk(bench: Bench, plays: list[dict[str, Any]], tags: tuple[str, ...] = (), **inputs: Any) -> bool:
    run = Run(1, "p", plays, Actor("ann"), NOW, inputs=inputs, tags=tags)
    return Walk(run, bench, 2).through([(play, HOSTS) for play in compiled(plays, registry())])


SHOW = {"name": "s", "show": {"command": "display version"}, "register": "s"}


def test_what_one_task_registers_the_next_one_sees() -> None:
    bench = Bench()
    assert walk(bench, document(SHOW, {"when": "s.text is match('a')", "facts": {}}))
    assert [host for name, host, _ in bench.acts if name == "facts"] == ["a"]
    skipped = [place_host[1] for place_host, outcome in bench.store.items() if outcome.did is Did.SKIPPED]
    assert sorted(skipped) == ["b", "c"]


def test_a_failed_host_drops_out_and_the_others_go_on() -> None:
    bench = Bench(broken=frozenset({"b"}))
    assert not walk(bench, document(SHOW, {"facts": {}}))
    assert sorted(host for name, host, _ in bench.acts if name == "facts") == ["a", "c"]


def test_ignored_errors_keep_the_host_in() -> None:
    bench = Bench(broken=frozenset({"b"}))
    assert walk(bench, document({**SHOW, "ignore_errors": True}, {"facts": {}, "when": "not s.failed"}))
    assert sorted(host for name, host, _ in bench.acts if name == "facts") == ["a", "c"]


def test_any_errors_fatal_ends_the_play_for_all() -> None:
    bench = Bench(broken=frozenset({"b"}))
    assert not walk(bench, document(SHOW, {"facts": {}}, any_errors_fatal=True))
    assert not [1 for name, *_ in bench.acts if name == "facts"]


def test_a_loop_runs_once_per_item_and_keeps_the_type_of_its_values() -> None:
    bench = Bench()
    task = {"show": {"command": "display vlan {{ item.id }}"}, "loop": "{{ vlans }}", "register": "v"}
    assert walk(bench, document(task, {"facts": {}, "when": "v.results|length == 2"}), vlans=[{"id": 10}, {"id": 20}])
    commands = [arguments["command"] for name, host, arguments in bench.acts if name == "show" and host == "a"]
    assert commands == ["display vlan 10", "display vlan 20"]
    assert len([1 for name, *_ in bench.acts if name == "facts"]) == 3


def test_a_task_for_all_hosts_acts_once_with_the_arguments_of_each() -> None:
    bench = Bench()
    calls: list[Call] = []
    real = bench.do
    bench.do = lambda call: calls.append(call) or real(call)  # type: ignore[func-returns-value, method-assign]
    task = {
        "config": {"template": "description", "values": {"text": "{{ inventory_hostname }}"}},
        "when": "inventory_hostname != 'b'",
    }
    assert walk(bench, document(task))
    assert len(calls) == 1
    assert {host: arguments["values"]["text"] for host, arguments in calls[0].arguments.items()} == {"a": "a", "c": "c"}


def test_tags_choose_tasks() -> None:
    bench = Bench()
    assert walk(bench, document({**SHOW, "tags": "look"}, {"facts": {}, "tags": ["other"]}), tags=("look",))
    assert {name for name, *_ in bench.acts} == {"show"}


def test_an_undefined_name_fails_the_host_and_says_which() -> None:
    bench = Bench()
    assert not walk(bench, document({"when": "sshow.text", "facts": {}}))
    error = bench.store[Place(0, 0, 0), "a"].body["error"]
    assert error["code"] == "NMS-PLAY-050"
    assert "sshow" in error["values"]["reason"]


def test_a_stopped_run_acts_no_more() -> None:
    bench = Bench()
    bench.stop = True
    with pytest.raises(StoppedError):
        walk(bench, document(SHOW))
    assert not bench.acts


PLAYBOOK = document(
    SHOW,
    {"show": {"command": "{{ item }}"}, "loop": ["x", "y"]},
    {"config": {"template": "description", "values": {}}},
    {"facts": {}, "when": "s.number == 1"},
)


@given(crash=st.integers(0, 15), broken=st.sets(st.sampled_from(HOSTS)))
def test_a_crash_at_any_act_loses_nothing_and_repeats_nothing(crash: int, broken: set[str]) -> None:
    whole = Bench(frozenset(broken))
    end = walk(whole, PLAYBOOK)
    bench = Bench(frozenset(broken), crash_after=crash)
    try:
        assert walk(bench, PLAYBOOK) is end
    except CrashError:
        kept = {key for key, outcome in bench.store.items() if outcome.did is not Did.BEGUN}
        acted = len(bench.acts)
        bench.left = -1
        assert walk(bench, PLAYBOOK) is end
        again = bench.acts[acted:]
        assert not {(place, host) for place, host in kept if place.task == 2} or not any(
            n == "config" for n, *_ in again
        )
    assert bench.store == whole.store
