"""Searching a range of addresses for agents, never faster than asked; what is found is only told."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from nms.app.probing import Probe
from nms.core.config import Config, SnmpConfig
from nms.core.discovery import Found, Sweep
from nms.core.errors import NmsError
from nms.core.ports import Clock, Snmp

AT_ONCE = 256
"""Addresses under way at the same time; most of them are silent."""

TELL_EVERY_S = 1.0

Keep = Callable[[Found], Awaitable[object]]
Tell = Callable[[Sweep], Awaitable[bool]]


def snmp_config(config: Config) -> SnmpConfig:
    """The settings of a search: short patience, many at once."""
    bounds = config.discovery
    return config.snmp.model_copy(
        update={"timeout_s": bounds.timeout_s, "retries": bounds.retries, "in_flight": AT_ONCE}
    )


@dataclass(frozen=True, slots=True)
class Search:
    """What to search: addresses, the agents' port, credentials in order, addresses per second."""

    addresses: Sequence[str]
    port: int
    credentials: Sequence[str]
    rate: float


@dataclass(slots=True)
class Searcher:
    """Asks every address of a search once.

    `keep` is awaited with each agent as it is found, `tell` about once a second with how far the search is; when
    `tell` says False, the search ends early.
    """

    snmp: Snmp
    clock: Clock
    config: SnmpConfig
    keep: Keep
    tell: Tell
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    _asked: int = field(init=False, default=0)
    _answered: int = field(init=False, default=0)
    _failures: Counter[str] = field(init=False, default_factory=Counter)
    _trouble: NmsError | None = field(init=False, default=None)

    async def run(self, search: Search) -> Sweep:
        """The search; address i is asked no earlier than i / rate seconds after the start."""
        start = self.clock.monotonic()
        room = asyncio.Semaphore(AT_ONCE)
        running: set[asyncio.Task[None]] = set()
        told_at = start
        try:
            for number, address in enumerate(search.addresses):
                await self._pace(start + number / search.rate)
                await room.acquire()
                task = asyncio.create_task(self._ask(address, search, room))
                running.add(task)
                task.add_done_callback(running.discard)
                if self.clock.monotonic() - told_at >= TELL_EVERY_S:
                    told_at = self.clock.monotonic()
                    if self._trouble is not None or not await self.tell(self._sweep(search, start)):
                        break
            else:
                await self._finish(running, search, start)
        finally:
            for task in list(running):
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
        if self._trouble is not None:
            raise self._trouble
        return self._sweep(search, start)

    async def _pace(self, at: float) -> None:
        wait = at - self.clock.monotonic()
        if wait > 0:
            await self.sleep(wait)

    async def _finish(self, running: set[asyncio.Task[None]], search: Search, start: float) -> None:
        """Wait for the last ones, telling how far it is."""
        while running:
            await asyncio.wait(running, timeout=TELL_EVERY_S)
            if not await self.tell(self._sweep(search, start)):
                return

    async def _ask(self, address: str, search: Search, room: asyncio.Semaphore) -> None:
        try:
            found = await self._first_answer(address, search)
            if found is not None:
                self._answered += 1
                await self.keep(found)
        except NmsError as error:  # what was found cannot be kept
            self._trouble = error
        finally:
            self._asked += 1
            room.release()

    async def _first_answer(self, address: str, search: Search) -> Found | None:
        for credential in search.credentials:
            probe = Probe.of(address, search.port, credential, self.config)
            try:
                said = await probe.knock(self.snmp)
            except NmsError as error:
                self._failures[error.code] += 1
            else:
                return await self._identified(probe, said)
        return None

    async def _identified(self, probe: Probe, said: str) -> Found:
        """Who it is; an agent that falls silent half-way was found all the same."""
        try:
            found, _ = await probe.identify(self.snmp, self.clock)
        except NmsError as error:
            self._failures[error.code] += 1
            return Found(probe.device.address, probe.port, probe.credential, sys_name=said)
        return found

    def _sweep(self, search: Search, start: float) -> Sweep:
        seconds = round(self.clock.monotonic() - start, 1)
        return Sweep(len(search.addresses), self._asked, self._answered, seconds, dict(self._failures))


def written(sweep: Sweep) -> str:
    """For the request's result."""
    return json.dumps(asdict(sweep))


def read(text: str) -> Sweep | None:
    """From the request's result; None while there is nothing readable in it."""
    try:
        told: dict[str, Any] = json.loads(text)
        return Sweep(**told)
    except (ValueError, TypeError):
        return None
