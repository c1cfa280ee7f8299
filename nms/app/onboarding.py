"""Taking one address on, step by step: ping, SNMP with one credential after the other, identify, collect (T13)."""

import json
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

import collectors
from nms.app.ping import Ping, ping
from nms.app.probing import Probe
from nms.core.config import SnmpConfig
from nms.core.discovery import Found, Onboarding, Step
from nms.core.errors import NmsError, NoAnswerError
from nms.core.observed import Harvest
from nms.core.ports import Clock, Snmp, Visit
from nms.site.entry import host_entry, host_name
from nms.topology.identity import merge

PING, SNMP, IDENTIFY, COLLECT = "ping", "snmp", "identify", "collect"
_AGAIN = frozenset({"system", "uptime", "layout", "identifiers", "interface_states"})  # asked before, or known by then

Tell = Callable[[Onboarding], Awaitable[object]]


async def nobody(_report: Onboarding) -> None:
    """Tells nobody how far it is."""


@dataclass(slots=True)
class Onboarder:
    """Runs the steps; `known` are the agents of the inventory, `taken` its names. It changes nothing anywhere."""

    snmp: Snmp
    clock: Clock
    config: SnmpConfig
    known: Sequence[Found] = ()
    taken: Collection[str] = ()
    ping: Ping = ping
    tell: Tell = nobody
    _report: Onboarding = field(init=False, default=Onboarding("", 0))

    async def run(self, address: str, port: int, credentials: Sequence[str]) -> Onboarding:
        """The report, complete; `tell` has heard of every step as it began and ended."""
        self._report = Onboarding(address, port)
        await self._ping(address)
        probe = await self._speak(address, port, credentials)
        if probe is None:
            await self._skip(IDENTIFY, COLLECT)
            return self._report
        visit = await self._identify(probe)
        if visit is None:
            await self._skip(COLLECT)
        else:
            await self._collect(visit)
            await self._propose()
        return self._report

    async def _ping(self, address: str) -> None:
        start = await self._begin(Step(PING, "running"))
        try:
            seconds = await self.ping(address)
        except NmsError as error:
            await self._end(start, Step(PING, "skipped", error=error.as_dict()))
            return
        if seconds is None:
            silence = NmsError("NMS-DISC-007", address=address, seconds=f"{self.clock.monotonic() - start:.1f}")
            await self._end(start, Step(PING, "failed", error=silence.as_dict()))
        else:
            await self._end(start, Step(PING, "ok", f"{seconds * 1000:.1f} ms"))

    async def _speak(self, address: str, port: int, credentials: Sequence[str]) -> Probe | None:
        """The first credential that the agent answers to; those after it need not be tried."""
        spoken: Probe | None = None
        for name in credentials:
            if spoken is not None:
                await self._skip(SNMP, credential=name)
                continue
            probe = Probe.of(address, port, name, self.config)
            start = await self._begin(Step(SNMP, "running", credential=name))
            try:
                said = await probe.knock(self.snmp)
            except NmsError as error:
                await self._end(start, Step(SNMP, "failed", error=error.as_dict(), credential=name))
            else:
                spoken = probe
                await self._end(start, Step(SNMP, "ok", said, credential=name))
        return spoken

    async def _identify(self, probe: Probe) -> Visit | None:
        start = await self._begin(Step(IDENTIFY, "running"))
        try:
            found, visit = await probe.identify(self.snmp, self.clock)
        except NmsError as error:
            await self._end(start, Step(IDENTIFY, "failed", error=error.as_dict()))
            return None
        self._report = replace(self._report, found=found)
        said = (found.vendor, found.hardware, found.platform, found.serial and f"S/N {found.serial}")
        await self._end(start, Step(IDENTIFY, "ok", " · ".join(filter(None, said)) or found.sys_descr[:100]))
        return visit

    async def _collect(self, visit: Visit) -> None:
        """Which tables came; what an agent refuses is told, and only silence fails the step."""
        start = await self._begin(Step(COLLECT, "running"))
        wanted = [collector for collector in collectors.ALL if collector.name not in _AGAIN]
        tables: Counter[str] = Counter()
        refusals: list[NmsError] = []
        for _, result in await collectors.harvest_all(visit, wanted):
            if isinstance(result, Harvest):
                tables.update(type(row).__name__ for row in result.rows)
                tables["Sample"] += len(result.samples)
            else:
                refusals.append(result)
        silent = any(isinstance(error, NoAnswerError) for error in refusals)
        error = refusals[-1].as_dict() if refusals else None
        counted = {name: count for name, count in tables.items() if count}
        await self._end(start, Step(COLLECT, "failed" if silent else "ok", error=error, tables=counted))

    async def _propose(self) -> None:
        found = self._report.found
        assert found is not None
        [proposal] = merge([found], self.known)
        if proposal.known:
            self._report = replace(self._report, known=", ".join(proposal.known))
        else:
            entry = host_entry(host_name(found, self.taken), found, self.config)
            self._report = replace(self._report, entry=entry)
        await self.tell(self._report)

    async def _skip(self, *steps: str, credential: str = "") -> None:
        skipped = [Step(name, "skipped", credential=credential) for name in steps]
        self._report = replace(self._report, steps=(*self._report.steps, *skipped))
        await self.tell(self._report)

    async def _begin(self, step: Step) -> float:
        self._report = replace(self._report, steps=(*self._report.steps, step))
        await self.tell(self._report)
        return self.clock.monotonic()

    async def _end(self, start: float, step: Step) -> None:
        timed = replace(step, seconds=round(self.clock.monotonic() - start, 3))
        self._report = replace(self._report, steps=(*self._report.steps[:-1], timed))
        await self.tell(self._report)


# ---------------------------------------------------------------- as JSON, on the desk and on the command line


def as_dict(report: Onboarding) -> dict[str, Any]:
    """The report in JSON's own types."""
    told = asdict(report) | {"ok": report.ok}
    if report.found is not None:
        told["found"] = found_dict(report.found)
    return told


def found_dict(found: Found) -> dict[str, Any]:
    """An agent in JSON's own types."""
    return asdict(found) | {"macs": sorted(found.macs)}


def written(report: Onboarding) -> str:
    """For the request's result."""
    return json.dumps(as_dict(report), ensure_ascii=False)


def read(text: str) -> Onboarding | None:
    """From the request's result; None while there is nothing readable in it."""
    try:
        told = json.loads(text)
        steps = tuple(Step(**step) for step in told["steps"])
        found = told["found"] and found_of(told["found"])
        return Onboarding(told["address"], told["port"], steps, found, told["known"], told["entry"])
    except (ValueError, TypeError, KeyError):
        return None


def found_of(told: Mapping[str, Any]) -> Found:
    """An agent out of JSON."""
    names = {entry.name for entry in fields(Found)}
    said = {name: value for name, value in told.items() if name in names}
    return Found(**{**said, "macs": frozenset(said.get("macs", ()))})
