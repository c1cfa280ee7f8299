"""A fleet shared by several processes: as one process would have it, and whole again after any of them died."""

import errno
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from snmp_batch_agents import LAYOUT, TIMEOUT_S, Agents, members, serving
from snmp_doubles import RealClock
from waiting import until

from nms.core.ports import VarBind
from nms.snmp.batch.course import Round
from nms.snmp.batch.crew import Alone, Crew, crew_of
from nms.snmp.batch.fleet import Member, fleet_of
from nms.snmp.batch.layout import Layout
from nms.snmp.batch.part import longest_standstill
from nms.snmp.batch.shared import NAME
from nms.snmp.batch.vectorised import VectorWalk
from nms.snmp.batch.workers import Workers, part_of

COUNT = 12
RATE = 1000.0
GRACE_S = 3.0


@pytest.fixture(scope="module")
def agents() -> Iterator[Agents]:
    with serving() as found:
        yield found


@pytest.fixture(scope="module")
def crew(agents: Agents) -> Iterator[Workers]:
    workers = Workers(members(agents.port, COUNT), 2, RealClock(), RATE, grace_s=GRACE_S)
    yield workers
    workers.close()


def said(crew: Crew, rounds: list[Round | None]) -> dict[str, list[VarBind]]:
    """What each device said in a round."""
    found: dict[str, list[VarBind]] = {}
    for fleet, done in zip(crew.fleets, rounds, strict=True):
        if done is not None:
            found |= {one.device: list(done.answers.variables(n)) for n, one in enumerate(fleet.members)}
    return found


def whole(rounds: list[Round | None]) -> list[bool]:
    return [done is not None and bool(done.answers.whole().all()) for done in rounds]


def victim(crew: Workers, part: int) -> str:
    """The address of a device of that part."""
    return crew.fleets[part].members[-1].peer[0]


def test_a_device_is_always_polled_by_the_same_part_whoever_else_there_is() -> None:
    assert [part_of(f"yc-r{n}", 2) for n in range(8)] == [1, 0, 1, 1, 0, 1, 1, 1]  # as b2sum -l 64 says
    assert [part_of("越城-1", count) for count in (1, 2, 3, 4)] == [0, 1, 1, 3]
    shares = np.bincount([part_of(f"agent-127.1.{n // 250}.{n % 250}", 4) for n in range(10_000)])
    assert shares.min() > 2400
    assert shares.max() < 2600


def test_several_processes_bring_what_one_brings(agents: Agents, crew: Workers) -> None:
    alone = crew_of(members(agents.port, COUNT), 1, RealClock(), RATE)
    assert isinstance(alone, Alone)
    try:
        expected = said(alone, list(alone.poll()))
    finally:
        alone.close()
    rounds = list(crew.poll())
    assert len(expected) == COUNT
    assert said(crew, rounds) == expected
    assert whole(rounds) == [True, True]
    assert [part_of(one.device, 2) for fleet in crew.fleets for one in fleet.members] == sorted(
        part_of(one.device, 2) for one in members(agents.port, COUNT)
    )
    assert sum(done.tally.sent - done.tally.resent for done in rounds if done) == COUNT * len(list(LAYOUT.questions()))
    assert min(crew.cpu_s) > 0
    assert crew.setup_s > 0
    assert crew.peak_mb > 0


def test_answers_stay_while_the_next_round_is_under_way(agents: Agents, crew: Workers) -> None:
    first = list(crew.poll())
    kept = said(crew, first)
    agents.at += 7
    crew.begin()
    second = list(crew.end())
    assert said(crew, first) == kept
    assert said(crew, second) != kept
    assert whole(second) == [True, True]
    changed = sum(int(done.answers.changed.sum()) for done in second if done)
    assert changed == COUNT, "of each the message with sysUpTime beside sysDescr, not those of the column of texts"


def test_one_killed_in_the_middle_of_a_round_is_whole_in_the_next(
    agents: Agents, crew: Workers, caplog: pytest.LogCaptureFixture
) -> None:
    crew.poll()
    pid, deaths = crew.pids[0], crew.deaths
    agents.before[victim(crew, 0)] = lambda: os.kill(pid, signal.SIGKILL)
    with caplog.at_level(logging.ERROR):
        rounds = list(crew.poll())
    assert rounds[0] is None
    assert whole(rounds) == [False, True]
    told = f"NMS-POLL-030 polling process {pid} ended in a round (status -9); its {len(crew.fleets[0].members)} devices"
    assert [record.getMessage().startswith(told) for record in caplog.records] == [True]
    assert crew.deaths == deaths + 1
    after = list(crew.poll())
    assert whole(after) == [True, True]
    assert crew.pids[0] != pid
    assert after[0] is not None
    assert after[0].answers.changed.all(), "what the dead one had read may never have been told"
    assert after[1] is not None
    assert not after[1].answers.changed.any()


def test_one_that_died_between_two_rounds_is_missed_in_none(crew: Workers, caplog: pytest.LogCaptureFixture) -> None:
    crew.poll()
    pid, deaths = crew.pids[1], crew.deaths
    os.kill(pid, signal.SIGKILL)
    assert crew._parts[1].pipe.poll(20), "its end of the pipe is closed"
    with caplog.at_level(logging.ERROR):
        assert whole(list(crew.poll())) == [True, True]
    assert crew.deaths == deaths + 1
    assert "NMS-POLL-032" in caplog.text


def test_one_that_stands_still_is_ended_and_replaced(
    agents: Agents, crew: Workers, caplog: pytest.LogCaptureFixture
) -> None:
    crew.poll()
    pid = crew.pids[0]
    agents.before[victim(crew, 0)] = lambda: os.kill(pid, signal.SIGSTOP)
    with caplog.at_level(logging.ERROR):
        rounds = list(crew.poll())
    assert whole(rounds) == [False, True]
    assert "NMS-POLL-031" in caplog.text
    assert state(pid) == ""
    assert whole(list(crew.poll())) == [True, True]


def test_a_late_word_of_a_round_that_nobody_waited_for_is_not_taken_for_this_one(agents: Agents, crew: Workers) -> None:
    crew.begin()
    agents.at += 7
    crew.begin()
    rounds = list(crew.end())
    assert whole(rounds) == [True, True]
    assert said(crew, rounds)["d0"][1].value == int(agents.at * 100)


def test_a_worker_is_told_no_secret_that_others_see_and_inherits_nothing(crew: Workers) -> None:
    crew.poll()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ours:
        os.set_inheritable(ours.fileno(), True)
        held = Path(f"/proc/self/fd/{ours.fileno()}").readlink()
        os.kill(crew.pids[0], signal.SIGKILL)
        crew.poll()
        crew.poll()
        for pid in crew.pids:
            assert b"secret-word" not in Path(f"/proc/{pid}/cmdline").read_bytes()
            assert held not in links(pid)


def state(pid: int) -> str:
    """As the kernel has it: R, S, T, Z …; "" if there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def links(pid: int) -> list[Path]:
    """What the descriptors of a process lead to."""
    return [one.readlink() for one in Path(f"/proc/{pid}/fd").iterdir() if one.is_symlink()]


def test_nothing_is_left_after_close(agents: Agents) -> None:
    before = len(links_of_answers())
    workers = Workers(members(agents.port, 4), 2, RealClock(), RATE, VectorWalk())
    rounds = list(workers.poll())
    pids = workers.pids
    assert all(str(link).endswith("(deleted)") for link in links_of_answers()), "it has no name that could stay"
    workers.close()
    workers.close()
    assert [state(pid) for pid in pids] == ["", ""]
    assert whole(rounds) == [True, True], "what was answered can still be read"
    del rounds, workers
    assert len(links_of_answers()) == before


def links_of_answers() -> list[Path]:
    return [link for link in links(os.getpid()) if NAME in link.name]


def test_close_ends_a_round_that_another_thread_waits_for(agents: Agents) -> None:
    workers = Workers([replace(one, timeout_s=60.0) for one in members(agents.port, 1)], 1, RealClock(), RATE)
    (pid,) = workers.pids
    asked = threading.Event()

    def stop() -> None:
        os.kill(pid, signal.SIGSTOP)
        asked.set()

    agents.before["127.4.0.1"] = stop
    rounds: list[Round | None] = []
    thread = threading.Thread(target=lambda: rounds.extend(workers.poll()))
    thread.start()
    assert asked.wait(20)
    workers.close()
    thread.join(20)
    assert rounds == [None]
    assert workers.deaths == 0
    assert state(pid) == ""


PARENT = """
import signal, sys, time
from contextlib import closing
from snmp_batch_agents import members
from snmp_doubles import RealClock
from nms.snmp.batch.workers import Workers

signal.signal(signal.SIGINT, signal.default_int_handler)  # what a shell starts in the background ignores it else
with closing(Workers(members(int(sys.argv[1]), 4), 2, RealClock(), 1000.0)) as workers:
    workers.poll()
    print(*workers.pids, flush=True)
    while True:
        time.sleep(60)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_workers_end_with_the_process_that_started_them_and_say_nothing(agents: Agents, number: int) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", PARENT, str(agents.port)],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    ) as parent:  # fmt: skip
        try:
            assert parent.stdout is not None
            pids = [int(word) for word in parent.stdout.readline().split()]
            os.killpg(parent.pid, number)
            said = parent.communicate(timeout=60)[1]  # ends when the workers too have closed it
        finally:
            parent.kill()
    assert len(pids) == 2
    until(lambda: all(state(pid) in "ZX" for pid in pids), "the workers ended")
    assert said.count("Traceback") == (number == signal.SIGINT), said
    assert "worker" not in said


def test_a_part_with_nothing_to_ask_has_no_process(agents: Agents) -> None:
    with pytest.raises(ValueError, match="agent with a question"):
        Workers([], 2, RealClock(), RATE)
    idle = Member("idle", ("127.4.0.9", agents.port), "public", Layout())
    assert part_of("idle", 2) != part_of("d0", 2)
    workers = crew_of([*members(agents.port, 1), idle], 2, RealClock(), RATE)
    try:
        assert [[one.device for one in fleet.members] for fleet in workers.fleets] == [["d0"]]
        assert whole(list(workers.poll())) == [True]
    finally:
        workers.close()


def test_where_one_process_cannot_be_started_none_is_left(agents: Agents, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Scarce(subprocess.Popen[bytes]):
        def __init__(self, *words: Any, **options: Any) -> None:
            if started:
                raise OSError(errno.EAGAIN, "no more processes")
            super().__init__(*words, **options)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Scarce)
    with pytest.raises(OSError, match="no more processes"):
        Workers(members(agents.port, 4), 2, RealClock(), RATE)
    assert [state(one.pid) for one in started] == [""]


def test_a_process_that_cannot_be_replaced_is_tried_again_at_the_next_round(
    crew: Workers, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refused(*words: object, **options: object) -> None:
        raise OSError(errno.EAGAIN, "no more processes")

    crew.poll()
    os.kill(crew.pids[0], signal.SIGKILL)
    assert crew._parts[0].pipe.poll(20)
    with monkeypatch.context() as patched, caplog.at_level(logging.ERROR):
        patched.setattr(subprocess, "Popen", refused)
        assert whole(list(crew.poll())) == [False, True]
    assert "NMS-POLL-033" in caplog.text
    assert whole(list(crew.poll())) == [True, True]


def test_a_round_may_stand_still_as_long_as_its_slowest_agent_explains() -> None:
    few, many = members(161, 1)[0], Layout(tuple((1, 3, n) for n in range(400)))
    slow = Member("slow", ("127.4.0.9", 161), "public", many, 5.0, 2)
    assert longest_standstill(fleet_of([few]), 10.0) == pytest.approx(2 * (TIMEOUT_S + 0.4))
    assert longest_standstill(fleet_of([few, slow]), 10.0) == pytest.approx(3 * (5.0 + 1.0))
