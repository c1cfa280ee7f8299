"""The watch over diversity: ways of lines that were certified apart, held against the network as it is now."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from typing import Any

from nms.app.impacts import STANDING, standing
from nms.app.parts import Parts
from nms.app.topology import Topology
from nms.core.alarm import AlarmKey, Report
from nms.core.line import Line, LineState
from nms.engine.recorder import Recorder
from nms.faults.problems import Said, cleared, key, raised
from nms.performance.health import NMS
from nms.topology.recheck import Lost, recheck

log = logging.getLogger(__name__)

LOST = "diversity-lost"
_HELD = STANDING | {LineState.SUSPENDED}
_MOST = 100_000

Place = tuple[str, str]
"""Circuit number and site."""
Pairs = Mapping[Place, Mapping[str, Any]]


class Diversity:
    """Re-checks certificates when the graph or the lines have changed; nothing is searched, so it costs little.

    One alarm a line, on "line NUMBER" of the device at which its first working way begins; it tells what was found
    first. It ends when nothing is lost any more, or the line has left the network.
    """

    def __init__(self, parts: Parts, topology: Topology, recorder: Recorder) -> None:
        self._parts, self._topology, self._recorder = parts, topology, recorder
        self._held: Pairs | None = None
        self._looking = False

    async def look(self) -> None:
        """Note what changed in the graph, then check if anything did; never two looks at once.

        Beside the writing thread, as it reads much and writes little.
        """
        if self._looking:
            return
        self._looking = True
        try:
            changes = await asyncio.to_thread(self._topology.record)
            if changes:
                log.info("%d links changed", len(changes))
            await self.check(changed=bool(changes))
        finally:
            self._looking = False

    async def check(self, *, changed: bool = True) -> None:
        """Hold the certificates of all lines against the graph, unless neither that nor they have changed."""
        lines = await asyncio.to_thread(self._lines)
        pairs = {(number, site): told for number, line in lines.items() for site, told in _certificates(line).items()}
        if not changed and pairs == self._held:
            return
        lost = await asyncio.to_thread(self._lost, pairs)
        await self._recorder.run(lambda: self._tell(lines, lost))
        self._held = pairs

    def _lines(self) -> Mapping[str, Line]:
        """What stands in the network, suspended lines too: theirs are the ways that they come back to."""
        return {line.number: standing(line) for line in self._parts.store.lines.find(_HELD, limit=_MOST)[1]}

    def _lost(self, pairs: Pairs) -> Mapping[str, Mapping[str, tuple[Lost, ...]]]:
        """Circuit number → site → what is lost there."""
        if not pairs:
            return {}
        found: dict[str, dict[str, tuple[Lost, ...]]] = {}
        places = {f"{number} {site}": (number, site) for number, site in pairs}
        for lost in recheck(self._topology.network(), {name: pairs[place] for name, place in places.items()}):
            number, site = places[lost.name]
            sites = found.setdefault(number, {})
            sites[site] = (*sites.get(site, ()), lost)
        return found

    def _tell(self, lines: Mapping[str, Line], lost: Mapping[str, Mapping[str, tuple[Lost, ...]]]) -> None:
        now = self._parts.clock.now()
        wanted: dict[AlarmKey, Report] = {}
        for number, sites in lost.items():
            device, thing = self._device(lines[number]), f"line {number}"
            said = Said(device, now, now, "engine", f"topology:{_named(sites.values())}")
            wanted[key(device, thing, LOST)] = raised(said, thing, LOST, details=_details(sites))
        over = [one.key for one in self._parts.ledger.active() if one.key.problem == LOST and one.key not in wanted]
        ended = [cleared(Said(one.device, now, now, "engine", "topology"), one.object, LOST) for one in over]
        self._parts.ledger.record_all([*ended, *wanted.values()])

    def _device(self, line: Line) -> str:
        ways = line.design.ways if line.design else ()
        named = (name for way in ways if way.role == "work" for name in way.devices)
        return next((name for name in named if name in self._parts.inventory.devices), NMS)


def _certificates(line: Line) -> Mapping[str, Mapping[str, Any]]:
    """Of each site that has two ways."""
    found = line.design.certificate if line.design else {}
    return {site: told for site, told in found.items() if isinstance(told, Mapping) and "working" in told}


def _named(sites: Iterable[Iterable[Lost]]) -> str:
    """The elements, each once."""
    names = (name for found in sites for lost in found for name in (*lost.links, *lost.nodes, *lost.srlg))
    return ", ".join(dict.fromkeys(names))


def _details(sites: Mapping[str, tuple[Lost, ...]]) -> Mapping[str, str]:
    """The sites, and by reason (shared, working-broken, protection-broken) the elements."""
    by_reason: dict[str, list[Lost]] = {}
    for lost in (one for found in sites.values() for one in found):
        by_reason.setdefault(lost.reason, []).append(lost)
    return {"sites": ", ".join(sites), **{reason: _named([found]) for reason, found in by_reason.items()}}
