"""Counters of controllers on their cadence: asked over CTRL, each controller by itself, kept as samples."""

import asyncio
import logging
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Final

from nms.app.parts import Parts
from nms.core.alarm import Report
from nms.core.device import Device
from nms.core.errors import CliError
from nms.core.sample import Sample
from nms.drivers.osmo_cells import CellCount, cell_counts
from nms.engine.background import Background
from nms.engine.recorder import Recorder
from nms.faults.problems import Said, cleared, raised

log = logging.getLogger(__name__)

PLATFORM: Final = "osmo_vty_telnet"
AWAY: Final = "cell-away"
COUNTERS: Final[Mapping[str, str]] = {
    # metric → the BSC's own name
    "handover_attempted": "handover:attempted",
    "handover_completed": "handover:completed",
    "handover_failed": "handover:failed",
    "handover_no_channel": "handover:no_channel",
    "handover_timeout": "handover:timeout",
    "handover_error": "handover:error",
    "handover_stopped": "handover:stopped",
    "tch_activations": "chan_act:tch",
    "tch_radio_failures": "chan:rf_fail_tch",
}
_Names = Mapping[tuple[int, int], str]


class RadioCounters:
    """Asks every controller that has a CTRL interface; one that is still busy with the last question is left alone."""

    def __init__(self, parts: Parts, recorder: Recorder) -> None:
        self._parts, self._recorder = parts, recorder
        self._controllers = [one for one in parts.inventory.devices.values() if one.platform == PLATFORM and one.cli]
        self._names = {(cell.lac, cell.ci): cell.name for cell in parts.inventory.cells.values()}
        self._threads = ThreadPoolExecutor(max(1, len(self._controllers)), thread_name_prefix="ctrl")
        self._background = Background(log)
        self._busy: set[str] = set()
        self._said: dict[str, str] = {}

    def tick(self) -> None:
        """Begin a question to each controller, without waiting for any: a silent one delays nobody else."""
        for device in self._controllers:
            if device.name not in self._busy:
                self._busy.add(device.name)
                self._background.run(self._ask(device))

    async def ended(self) -> None:
        """Wait until nobody is being asked."""
        await self._background.ended()

    async def stop(self) -> None:
        """Ask nobody any more; a thread that still waits for an answer ends with its time-out."""
        self._background.cancel()
        await self._background.ended()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _ask(self, device: Device) -> None:
        at = self._parts.clock.now()
        ask = partial(cell_counts, device, self._parts.config.cli.reply_timeout_s)
        try:
            cells = await asyncio.get_running_loop().run_in_executor(self._threads, ask)
            found = list(samples(device.name, at, cells, self._names))
            said = Said(device.name, at, self._parts.clock.now(), "engine", "sample:cell_away")
            await self._recorder.run(lambda: self._recorder.sampled(found, away(said, found)))
            self._tell(device, None)
        except CliError as error:
            self._tell(device, error)
        finally:
            self._busy.discard(device.name)

    def _tell(self, device: Device, error: CliError | None) -> None:
        """Into the log, once as long as it stays the same."""
        code = error.code if error else ""
        if code != self._said.get(device.name, ""):
            if error:
                log.warning("%s", error)
            else:
                log.info("%s tells its counters again", device.name)
        self._said[device.name] = code


def away(said: Said, found: Iterable[Sample]) -> list[Report]:
    """An alarm on every cell whose base station its controller does not reach, an all-clear on the others."""
    cells = [one for one in found if one.metric == "cell_away"]
    return [raised(said, one.instance, AWAY) if one.value else cleared(said, one.instance, AWAY) for one in cells]


def samples(controller: str, at: datetime, cells: Iterable[CellCount], names: _Names) -> Iterator[Sample]:
    """Samples by the name of each cell: the inventory's by LAC and CI, else (and for its twin) "<controller>:<index>".

    A cell without traffic channels has no load; a counter that the BSC does not know gives no sample.
    """
    taken: set[str] = set()
    for cell in cells:
        name = names.get((cell.lac, cell.ci), "")
        name = name if name and name not in taken else f"{controller}:{cell.index}"
        taken.add(name)
        yield Sample(controller, "cell_away", name, at, 0 if cell.attached else 1)
        if cell.channels:
            yield Sample(controller, "tch_load_percent", name, at, round(100 * cell.used / cell.channels, 1))
        for metric, counter in COUNTERS.items():
            if counter in cell.counters:
                yield Sample(controller, metric, name, at, cell.counters[counter])
