"""The session port on pysnmp: get, get-next, bulk, walk, columns and set for any version, polite and bounded."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from nms.core.config import SnmpConfig
from nms.core.device import Device, SnmpVersion
from nms.core.errors import NoAnswerError, SnmpError
from nms.core.ports import Clock, Oid, Table, Value, VarBind
from nms.snmp import ber, failures, messages
from nms.snmp.columns import ROW_LIMIT, UNKNOWN, ColumnWalk, Step, Trouble
from nms.snmp.community import CommunityExchange
from nms.snmp.endpoint import Endpoint, EndpointStats
from nms.snmp.failures import GEN_ERR, NO_SUCH_NAME, TOO_BIG, Target
from nms.snmp.messages import Answer, Request
from nms.snmp.policer import Policer
from nms.snmp.users import Credential
from nms.snmp.v3 import UserEngine, UserExchange

OIDS_PER_REQUEST = 40


class Exchange(Protocol):
    """One agent, spoken to in one version: a question goes out, an answer or an SnmpError comes back."""

    @property
    def bulk(self) -> bool: ...

    async def ask(self, request: Request) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Courtesy:
    """What one agent may be burdened with: its policer, the bound of the whole engine, rows per question.

    `lengths` remembers how long each table was, so that the next walk asks for little beyond its end.
    """

    policer: Policer
    in_flight: asyncio.Semaphore
    repetitions: int
    lengths: dict[tuple[Oid, ...], int]


class AgentSession:
    """A conversation with one agent (the port `SnmpSession`): one question at a time."""

    def __init__(self, target: Target, exchange: Exchange, courtesy: Courtesy) -> None:
        self._target = target
        self._exchange = exchange
        self._courtesy = courtesy
        self._turn = asyncio.Lock()
        self._heard = False  # whether the agent has answered this session

    async def get(self, *oids: Oid) -> list[VarBind]:
        """One variable per OID in the order asked; absent ones carry an exception tag.

        What the agent cannot fetch (genErr) counts as absent as long as it can fetch anything of the question.
        """
        found = await self._fetch(messages.GET, oids, ber.NO_SUCH_INSTANCE)
        return [found[oid] for oid in oids]

    async def get_next(self, *oids: Oid) -> list[VarBind]:
        """The successor of each OID; endOfMibView under the OID asked where there is none."""
        found = await self._fetch(messages.GET_NEXT, oids, ber.END_OF_MIB_VIEW)
        return [found[oid] for oid in oids]

    async def bulk(self, *oids: Oid, repetitions: int) -> list[VarBind]:
        """One GETBULK as the agent answers it, row by row; SnmpError for any error-status."""
        answer = await self._ask(Request.of(messages.GET_BULK, oids, repetitions))
        if answer.status:
            raise self._target.refusal(answer.status, _named(oids, answer))
        return answer.binds

    async def set(self, *binds: VarBind) -> list[VarBind]:
        """Write all or nothing; refused unless the device may be written."""
        if not self._target.access.may_set:
            raise self._target.failure(failures.READ_ONLY)
        answer = await self._ask(Request(messages.SET, binds))
        if answer.status:
            raise self._target.refusal(answer.status, _named([bind.oid for bind in binds], answer))
        return answer.binds

    async def walk(self, root: Oid, limit: int = ROW_LIMIT) -> AsyncIterator[VarBind]:
        """Everything below `root` in order; SnmpError after what came, where the agent loops, fails or goes silent."""
        walk = self._begin((root,))
        count = 0
        while step := walk.step():
            for _, bind in await self._advance(walk, step):
                count += 1
                if count > limit:
                    raise self._target.failure(failures.TOO_MANY, limit=limit)
                yield bind
        if walk.troubles:
            raise self._error(walk.troubles[0])
        self._remember(walk)

    async def columns(self, *roots: Oid, limit: int = ROW_LIMIT) -> Table:
        """Columns by index, at most `limit` rows; raises only if the agent fails before the first answer."""
        roots = tuple(dict.fromkeys(roots))
        walk = self._begin(roots)
        cells: dict[Oid, list[Value]] = {}
        while step := walk.step():
            for column, bind in await self._advance(walk, step):
                index = bind.oid[len(roots[column]) :]
                cells.setdefault(index, [None] * len(roots))[column] = bind.value
            if len(cells) > limit:
                walk.stop(Trouble(step.cursors[0], failures.TOO_MANY))
        if walk.troubles and not cells:
            raise self._error(walk.troubles[0])
        self._remember(walk)
        return Table(cells, walk.partial)

    def _begin(self, roots: tuple[Oid, ...]) -> ColumnWalk:
        if not self._exchange.bulk:
            return ColumnWalk(roots, 1)
        return ColumnWalk(roots, self._courtesy.repetitions, self._courtesy.lengths.get(roots, UNKNOWN))

    def _remember(self, walk: ColumnWalk) -> None:
        if not walk.partial:
            self._courtesy.lengths[walk.roots] = walk.rows

    async def _advance(self, walk: ColumnWalk, step: Step) -> list[tuple[int, VarBind]]:
        kind = messages.GET_BULK if self._exchange.bulk else messages.GET_NEXT
        try:
            answer = await self._ask(Request.of(kind, step.cursors, step.repetitions))
        except NoAnswerError:
            if not walk.rows and not (self._heard and step.repetitions > 1):
                raise
            # an agent that went silent amid a visit may have choked on a large answer: ask once for a single row
            walk.silent(step, Trouble(step.cursors[0], failures.NO_ANSWER))
            return []
        except SnmpError as error:
            if not walk.rows:
                raise
            walk.stop(Trouble(step.cursors[0], error.code))
            return []
        return walk.hear(step, answer)

    def _error(self, trouble: Trouble) -> SnmpError:
        if trouble.code == failures.NO_ANSWER:
            return self._target.silence()
        if trouble.code:
            return self._target.failure(trouble.code, oid=failures.dotted(trouble.oid), limit=ROW_LIMIT)
        return self._target.refusal(trouble.status, trouble.oid)

    async def _fetch(self, kind: int, oids: Sequence[Oid], absent: int) -> dict[Oid, VarBind]:
        found: dict[Oid, VarBind] = {}
        waiting = [oids[at : at + OIDS_PER_REQUEST] for at in range(0, len(oids), OIDS_PER_REQUEST)]
        failed: list[Oid] = []
        while waiting:
            asked = [oid for oid in dict.fromkeys(waiting.pop(0)) if oid not in found]
            if not asked:
                continue
            answer = await self._ask(Request.of(kind, tuple(asked)))
            if answer.status:
                waiting[:0] = self._without(asked, answer, absent, found, failed)
            else:
                waiting[:0] = self._sorted_in(kind, asked, answer, found)
        if failed and all(bind.tag in ber.EXCEPTIONS for bind in found.values()):
            raise self._target.refusal(GEN_ERR, failed[0])
        return found

    def _without(
        self, asked: list[Oid], answer: Answer, absent: int, found: dict[Oid, VarBind], failed: list[Oid]
    ) -> list[list[Oid]]:
        # what to ask instead of a question that was refused as a whole
        half = len(asked) // 2
        if answer.status == TOO_BIG and half:
            return [asked[:half], asked[half:]]
        if answer.status not in (NO_SUCH_NAME, GEN_ERR):
            raise self._target.refusal(answer.status, _named(asked, answer))
        if not 1 <= answer.position <= len(asked) and half:
            return [[oid] for oid in asked]
        oid = _named(asked, answer)
        found[oid] = VarBind(oid, absent, None)
        if answer.status == GEN_ERR:
            failed.append(oid)
        return [[other for other in asked if other != oid]]

    def _sorted_in(self, kind: int, asked: list[Oid], answer: Answer, found: dict[Oid, VarBind]) -> list[list[Oid]]:
        # an agent may answer fewer variables than asked: the rest is asked again, so long as some did come
        if kind == messages.GET:
            told = {bind.oid: bind for bind in answer.binds if bind.oid in asked}
        else:
            told = dict(zip(asked, answer.binds, strict=False))
        if not told:
            raise self._target.failure(failures.MISMATCH, oid=failures.dotted(asked[0]))
        found |= told
        return [[oid for oid in asked if oid not in told]]

    async def _ask(self, request: Request) -> Answer:
        async with self._turn:
            await self._courtesy.policer.admit()
            async with self._courtesy.in_flight:
                answer = await self._exchange.ask(request)
        self._heard = True
        return answer


def _named(oids: Sequence[Oid], answer: Answer) -> Oid:
    return oids[answer.position - 1] if 1 <= answer.position <= len(oids) else oids[0]


class PysnmpSnmp:
    """Speaks to any agent (the port `Snmp`); use one per event loop, and close it there."""

    def __init__(self, config: SnmpConfig, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self._endpoint = Endpoint()
        self._engines: dict[Credential, UserEngine] = {}
        self._in_flight = asyncio.Semaphore(config.in_flight)
        self._courtesies: dict[tuple[str, str, int], Courtesy] = {}

    def session(self, device: Device) -> AgentSession:
        """A session by the device's SnmpAccess; opens nothing yet. SnmpError if no SNMP reaches the device."""
        target = Target.of(device)
        return AgentSession(target, self._exchange(target), self._courtesy(target))

    @property
    def stats(self) -> EndpointStats:
        """Datagrams of v1 and v2c by fate."""
        return self._endpoint.stats

    async def close(self) -> None:
        """Give back sockets and timers."""
        self._endpoint.close()
        for engine in self._engines.values():
            engine.close()
        self._engines.clear()
        await asyncio.sleep(0)  # asyncio closes its transports one turn later

    def _exchange(self, target: Target) -> Exchange:
        if target.access.version is SnmpVersion.V3:
            return UserExchange(target, self._engines)
        return CommunityExchange(target, self._endpoint)

    def _courtesy(self, target: Target) -> Courtesy:
        key = (target.device, target.address, target.access.port)
        if key not in self._courtesies:
            policer = Policer(self._clock, self._config.requests_per_second)
            self._courtesies[key] = Courtesy(policer, self._in_flight, self._config.max_repetitions, {})
        return self._courtesies[key]
