"""Agents that answer badly, in whole rounds over real sockets: nobody else loses anything, nothing wrong is taken."""

import socket
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pytest
from damage import Corpus
from snmp_batch_doubles import COLUMNS, SCALARS, walks
from snmp_scripted import (
    MIB,
    PATIENCE_S,
    Agents,
    Asked,
    answered,
    bound,
    member,
    polling,
    rescued,
    said,
    serving,
    twice,
)  # fmt: skip

from nms.core.device import Device, SnmpAccess
from nms.core.ports import Oid, Table, Value
from nms.core.sample import Kind, Metric
from nms.performance.grid_rates import GridRates, unbounded
from nms.snmp import ber
from nms.snmp.batch.answers import Fate
from nms.snmp.batch.bulk_wire import BulkWire
from nms.snmp.batch.fleet import Member
from nms.snmp.batch.layout import Layout
from nms.snmp.batch.walking import Walk

pytestmark = pytest.mark.usefixtures("unhurried")

GARBAGE = 2000
MANY = 10_000
HURRY = 400.0
"""Requests a second to one agent: no faster than its thread surely reads them, so that its buffer loses none."""

COUNTER, NAME = COLUMNS
FIRST = "127.3.0.1"
LARGEST = 1472
"""Octets of UDP in a frame of Ethernet."""


@pytest.fixture
def agents() -> Iterator[Agents]:
    made = Agents()
    with serving(made) as port:
        made.port = port
        yield made


@pytest.fixture(scope="module", params=["numpy", "native"])
def walk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    return next(one for one in walks(tmp_path_factory.mktemp("walk")) if one.name == request.param)


def device(port: int, number: int = 0) -> Device:
    return Device(f"d{number}", f"127.3.0.{number + 1}", snmp=SnmpAccess(port=port, community="public"))


def test_answers_to_the_round_before_are_late_and_their_values_are_not_taken(agents: Agents, walk: Walk) -> None:
    former: list[bytes] = []
    current = dict(MIB)

    def lagging(asked: Asked) -> Iterable[bytes]:
        old, fresh = list(former), answered(asked, current)
        former.append(fresh)
        yield from old
        yield fresh

    agents.behaviours = {FIRST: lagging}
    with polling([member(agents.port, 0)], walk) as poller:
        poller.poll()
        current |= {(*COUNTER, row): (ber.COUNTER64, 7_000_000 + row) for row in range(1, 7)}
        outcome = poller.poll()
        assert said(outcome.answers, 0) == current
        assert outcome.tally.fates[Fate.LATE] >= 4
        assert outcome.tally.fates[Fate.ANSWER] == 4


def test_every_answer_twice_and_once_more_from_elsewhere_counts_once(agents: Agents, walk: Walk) -> None:
    with bound(socket.AF_INET) as elsewhere, polling([member(agents.port, n) for n in range(4)], walk) as poller:
        wire = poller._equipment.wires[0]
        assert isinstance(wire, BulkWire)
        target = ("127.0.0.1", wire._socket.getsockname()[1])

        def thrice(asked: Asked) -> Iterable[bytes]:
            forged = {oid: (tag, 666 if isinstance(value, int) else value) for oid, (tag, value) in MIB.items()}
            elsewhere.sendto(answered(asked, forged), target)
            return twice(asked)

        agents.behaviours = {f"127.3.0.{n + 1}": thrice for n in range(4)}
        for _ in range(3):
            outcome = poller.poll()
            assert outcome.answers.whole().all()
            assert all(said(outcome.answers, agent) == MIB for agent in range(4))
            assert outcome.tally.fates[Fate.ANSWER] == 16
            assert outcome.tally.fates[Fate.FOREIGN] >= 15
            assert outcome.tally.resent == 0


def moved(mib: dict[Oid, tuple[int, Value]]) -> dict[Oid, tuple[int, Value]]:
    """Row 6 became row 9."""
    return {(*oid[:-1], 9) if oid[:-1] in COLUMNS and oid[-1] == 6 else oid: value for oid, value in mib.items()}


def test_a_table_that_changes_between_two_columns_is_read_anew_whole_and_told(agents: Agents, walk: Walk) -> None:
    def changing(asked: Asked) -> Iterable[bytes]:
        seen = [one for one in agents.asked if one.address == FIRST and one.oids[0][: len(NAME)] == NAME]
        yield answered(asked, moved(MIB) if seen else MIB)

    agents.behaviours = {FIRST: changing}
    with polling([member(agents.port, 0), member(agents.port, 1)], walk) as poller:
        outcome = poller.poll()
        assert outcome.answers.whole().tolist() == [False, True]
        assert said(outcome.answers, 1) == MIB
        found = rescued(outcome.answers, [device(agents.port), device(agents.port, 1)])
        assert found.relaid == [0], "its rows are others now: the layout must be learnt again"
        told = {oid: value for oid, (_, value) in said(outcome.answers, 0).items()}
        gone = {(*root, 6) for root in COLUMNS}
        assert told == {oid: None if oid in gone else value for oid, (_, value) in MIB.items()}


STEP_S = 60.0
OCTETS = Metric("octets", "octets", Kind.COUNTER, "bit/s", bits=64)


@pytest.mark.parametrize("by", [1, 1000, 2**31, 2**40])
def test_counters_that_go_backwards_give_neither_a_negative_rate_nor_a_spike(
    agents: Agents, walk: Walk, by: int
) -> None:
    top = 2**41
    counts = [top, top + 6000, top + 6000 - by, top + 12_000 - by]
    now = {"round": 0}

    def counting(asked: Asked) -> Iterable[bytes]:
        yield answered(asked, MIB | {(*COUNTER, row): (ber.COUNTER64, counts[now["round"]]) for row in range(1, 7)})

    agents.behaviours = {FIRST: counting}
    rates = GridRates([OCTETS] * 6, unbounded(1, 6))
    found = []
    with polling([member(agents.port, 0)], walk) as poller:
        group = poller.fleet.groups[0]
        for number in range(4):
            now["round"] = number
            bits, kinds = poller.poll().answers.numbers(group, range(3, 9))
            found += [values.copy() for _, values in rates.step(number * STEP_S, bits, kinds)]
    assert np.isnan(found[0]).all()
    assert (found[1] == 6000 * OCTETS.factor / STEP_S).all()
    assert np.isnan(found[2]).all(), "what it was meanwhile nobody knows"
    assert (found[3] == 6000 * OCTETS.factor / STEP_S).all()


def large() -> tuple[dict[Oid, tuple[int, Value]], Layout]:
    """An interface table of ten thousand rows, and the layout that its answers give."""
    rows = range(1, MANY + 1)
    mib: dict[Oid, tuple[int, Value]] = {SCALARS[0]: (ber.TIME_TICKS, 4711)}
    mib |= {(*COUNTER, row): (ber.COUNTER64, (row << 33) + row) for row in rows}
    mib |= {(*NAME, row): (ber.OCTETS, b"GigabitEthernet1/0/%d" % row) for row in rows}
    cells: dict[Oid, Sequence[Value]] = {(row,): [mib[(*COUNTER, row)][1], mib[(*NAME, row)][1]] for row in rows}
    return mib, Layout.of({SCALARS[0]: 4711}, COLUMNS, Table(cells), 60)


def test_ten_thousand_rows_arrive_in_answers_of_which_each_fits_one_datagram(agents: Agents, walk: Walk) -> None:
    mib, layout = large()
    order = sorted(mib)
    sizes: list[int] = []

    def huge(asked: Asked) -> Iterable[bytes]:
        sizes.append(len(made := answered(asked, mib, order=order)))
        yield made

    agents.behaviours = {FIRST: huge}
    members = [Member("d0", (FIRST, agents.port), "public", layout, PATIENCE_S), member(agents.port, 1)]
    with polling(members, walk, HURRY) as poller:
        outcome = poller.poll()
    assert outcome.answers.whole().all()
    assert outcome.tally.fates[Fate.ANSWER] == sum(map(len, layout.cuts)) + 1 + 4
    assert said(outcome.answers, 0) == mib
    assert max(sizes) <= LARGEST


def test_a_table_of_ten_thousand_rows_with_one_bad_answer_is_read_by_the_session(agents: Agents) -> None:
    mib, layout = large()
    order = sorted(mib)
    bad = next(question.request.binds[0].oid for question in layout.questions() if (*NAME, 5000) in question.oids)

    def faulty(asked: Asked) -> Iterable[bytes]:
        made = answered(asked, mib, order=order)
        yield made if asked.tries > 1 or bad not in asked.oids else made.replace(b"GigabitEthernet", b"", 1)

    agents.behaviours = {FIRST: faulty}
    with polling([Member("d0", (FIRST, agents.port), "public", layout, PATIENCE_S)], rate=HURRY) as poller:
        answers = poller.poll().answers
        assert not answers.whole().any()
        agents.behaviours[FIRST] = lambda asked: [answered(asked, mib, order=order)]
        assert rescued(answers, [device(agents.port)]).whole == [0]
    assert {oid: value for oid, (_, value) in said(answers, 0).items()} == {
        oid: value for oid, (_, value) in mib.items()
    }


def test_thousands_of_damaged_answers_make_their_agent_odd_at_worst_and_nobody_else(agents: Agents, walk: Walk) -> None:
    rng = np.random.default_rng(8)

    def flooding(asked: Asked) -> Iterable[bytes]:
        sound = answered(asked)
        rows, sizes = Corpus.of([sound]).damaged(np.zeros(GARBAGE // 4, np.int64), rng)
        yield from (row[:size].tobytes() for row, size in zip(rows, sizes.tolist(), strict=True) if size)
        yield sound

    agents.behaviours = {FIRST: flooding, "127.3.0.9": flooding}
    with polling([member(agents.port, number) for number in range(5)], walk) as poller:
        for _ in range(2):
            outcome = poller.poll()
            whole = outcome.answers.whole()
            assert whole[1:].all()
            assert all(said(outcome.answers, agent) == MIB for agent in range(1, 5))
            assert not outcome.answers.silent().any()
            assert outcome.tally.fates[Fate.MALFORMED] > 0
    agents.behaviours = {}
    with polling([member(agents.port, number) for number in range(5)], walk) as poller:
        assert poller.poll().answers.whole().all()
