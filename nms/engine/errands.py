"""What pages ask of the engine besides polling: taking an address on, searching a range, interpreting traps again."""

import logging
from collections.abc import Awaitable, Callable, Mapping

from nms.app import onboarding, searching
from nms.app.app import App
from nms.app.discovery import DISCOVER, ONBOARD, credentials_in, known_agents, search_of
from nms.app.onboarding import Onboarder
from nms.app.searching import Searcher, snmp_config
from nms.app.trap_rules import REINTERPRET
from nms.core.config import SnmpConfig
from nms.core.discovery import Found, Onboarding, Sweep
from nms.core.ports import Request
from nms.engine.desk import Errand
from nms.engine.recorder import Recorder
from nms.snmp.session import PysnmpSnmp

log = logging.getLogger(__name__)

MOST_TRAPS = 5_000
"""Stored traps that one wish interprets again, the newest of them."""


class StoppedError(Exception):
    """Somebody stopped what was under way."""


class Errands:
    """Carries out requests of its kinds, each with SNMP of its own: strangers must not weigh on the polling."""

    def __init__(self, app: App, recorder: Recorder) -> None:
        self._app = app
        self._parts = app.parts
        self._recorder = recorder

    @property
    def kinds(self) -> Mapping[str, Errand]:
        """Kind of request → who carries it out."""
        return {ONBOARD: self.onboard, DISCOVER: self.discover, REINTERPRET: self.reinterpret}

    async def onboard(self, request: Request) -> tuple[str, str]:
        """Take one address on; the report is the result, growing as the steps end."""
        port, report = int(request.body["port"]), Onboarding(request.body["address"], int(request.body["port"]))

        async def tell(said: Onboarding) -> None:
            nonlocal report
            report = said
            if not await self._progress(request, onboarding.written(said)):
                raise StoppedError

        async def work(snmp: PysnmpSnmp) -> None:
            known = await self._recorder.run(lambda: known_agents(self._parts))
            taken = self._parts.inventory.devices
            onboarder = Onboarder(snmp, self._parts.clock, self._parts.config.snmp, known, taken, tell=tell)
            await onboarder.run(request.body["address"], port, credentials_in(request))

        state = await self._with_snmp(self._parts.config.snmp, work)
        return await self._told(request, state, onboarding.written(report))

    async def discover(self, request: Request) -> tuple[str, str]:
        """Search a range; what is found is kept at once, how far it is told every second."""
        search = search_of(request, self._parts)
        sweep = Sweep(len(search.addresses))

        async def tell(said: Sweep) -> bool:
            nonlocal sweep
            sweep = said
            return await self._progress(request, searching.written(said))

        async def keep(found: Found) -> None:
            now = self._parts.clock.now()
            await self._recorder.run(lambda: self._parts.store.found.keep([found], now))

        async def work(snmp: PysnmpSnmp) -> None:
            nonlocal sweep
            sweep = await Searcher(snmp, self._parts.clock, config, keep, tell).run(search)

        config = snmp_config(self._parts.config)
        state = await self._with_snmp(config, work)
        return await self._told(request, state, searching.written(sweep))

    async def reinterpret(self, request: Request) -> tuple[str, str]:
        """Let the stored traps of a rule become reports, in the order in which they came."""
        rule = self._parts.store.trap_rules.get(int(request.body["rule"]))
        traps = await self._recorder.run(lambda: self._app.rules.stored(rule, MOST_TRAPS))
        reports = 0
        for trap in traps:
            device = self._parts.inventory.devices[trap.device]
            names = self._parts.store.devices.interface_names(device.name)
            understood = await self._recorder.run(lambda: self._recorder.trapped(trap, device, names))  # noqa: B023 - run at once
            reports += len(understood.reports)
        return await self._told(request, "done", f"{len(traps)} traps, {reports} reports")

    async def _with_snmp(self, config: SnmpConfig, work: Callable[[PysnmpSnmp], Awaitable[None]]) -> str:
        snmp = PysnmpSnmp(config, self._parts.clock)
        try:
            await work(snmp)
        except StoppedError:
            return "stopped"
        finally:
            await snmp.close()
        return "done"

    async def _progress(self, request: Request, result: str) -> bool:
        """Write down how far it is; False once somebody stopped it."""
        waits = await self._recorder.run(lambda: self._parts.store.requests.progress(request.id, result))
        await self._tell(request, "waiting")
        return waits

    async def _told(self, request: Request, state: str, result: str) -> tuple[str, str]:
        """The end of a request; one that was stopped stays so."""
        waits = await self._recorder.run(lambda: self._parts.store.requests.progress(request.id, result))
        state = state if waits else "stopped"
        await self._tell(request, state)
        return state, result

    async def _tell(self, request: Request, state: str) -> None:
        now, body = self._parts.clock.now(), {"kind": request.kind, "state": state}
        await self._recorder.run(lambda: self._parts.store.events.append("request", str(request.id), now, body))
