"""Path tests that routers run by themselves: pings of NQA and IP SLA, their round trips and what was lost."""

from collections.abc import Iterator
from dataclasses import dataclass

from collectors import decode
from collectors.asking import Answer, Objects, ask, brought
from collectors.audience import Vendor, is_from, routes
from nms.core.device import Role
from nms.core.observed import Harvest
from nms.core.ports import Oid, Visit
from nms.core.sample import Sample

_PING: Oid = (1, 3, 6, 1, 2, 1, 80, 1, 3, 1)
_RTT: Oid = (1, 3, 6, 1, 4, 1, 9, 9, 42, 1, 2, 10, 1)

PINGS: Objects = {"rtt": (*_PING, 6), "answered": (*_PING, 7), "sent": (*_PING, 8)}
"""DISMAN-PING-MIB (RFC 4560) pingResultsTable, index owner and test name; round trips in ms."""
OPERATIONS: Objects = {"rtt": (*_RTT, 1), "sense": (*_RTT, 2)}
"""CISCO-RTTMON-MIB rttMonLatestRttOperTable, index the operation's number; round trips in ms."""
_ANSWERED = frozenset({1, 3})  # ok, overThreshold
_IDLE = frozenset({0, 2, 5, 6})  # other, disconnected, busy, notConnected: nothing was tested


def _pings(answer: Answer) -> Iterator[tuple[str, float | None, float]]:
    """Name, round trip, percent lost of every test that has sent anything."""
    for index in answer.indexes:
        sent, answered = answer.natural(index, "sent"), answer.natural(index, "answered")
        if sent and answered is not None:
            rtt = answer.natural(index, "rtt") if answered else None
            yield f"ping {_named(index)}", rtt, round(100 * (1 - min(answered, sent) / sent), 3)


def _operations(answer: Answer) -> Iterator[tuple[str, float | None, float]]:
    for index in answer.indexes:
        sense = answer.natural(index, "sense")
        if sense is not None and sense not in _IDLE:
            good = sense in _ANSWERED
            name = f"ip-sla {'.'.join(map(str, index))}"
            yield name, answer.natural(index, "rtt") if good else None, 0.0 if good else 100.0


def _named(index: Oid) -> str:
    """Two texts, each after its length: owner/test; anything else as numbers."""
    owner, rest = index[1 : 1 + index[0]], index[1 + index[0] :]
    if len(owner) != index[0] or not rest or len(rest) != rest[0] + 1 or max(index) > 255:
        return ".".join(map(str, index))
    return "/".join(filter(None, (decode.text(bytes(owner)), decode.text(bytes(rest[1:])))))


@dataclass(frozen=True, slots=True)
class PathTests:
    """DISMAN-PING-MIB (RFC 4560), CISCO-RTTMON-MIB.

    Yields samples path_rtt_milliseconds and path_loss_percent per test. Cadence counters.
    """

    name: str = "path_tests"
    cadence: str = "counters"

    def wants(self, visit: Visit) -> bool:
        """Edge and aggregation routers, and strangers whose system can route."""
        return visit.device.polled and routes(visit, Role.PE, Role.AGGREGATION, Role.CPOS_ROUTER)

    async def collect(self, visit: Visit) -> Harvest:
        """The standard table, and Cisco's own."""
        pings = await ask(visit.snmp, PINGS)
        answers, found = [pings], list(_pings(pings))
        if is_from(visit, Vendor.CISCO):
            operations = await ask(visit.snmp, OPERATIONS)
            answers.append(operations)
            found += _operations(operations)
        return brought(*answers, samples=list(_samples(visit, found)))


def _samples(visit: Visit, found: list[tuple[str, float | None, float]]) -> Iterator[Sample]:
    for name, rtt, loss in found:
        yield Sample(visit.device.name, "path_loss_percent", name, visit.at, loss)
        if rtt is not None:
            yield Sample(visit.device.name, "path_rtt_milliseconds", name, visit.at, rtt)
