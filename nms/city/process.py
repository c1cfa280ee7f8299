"""The simulated city as a process: its agents' socket, a control socket on loopback, and its end with its parent."""

import asyncio
import contextlib
import json
import os
import secrets
import signal
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nms.city.console.consoles import Consoles
from nms.city.console.world import CityWorld
from nms.city.faults import KINDS, Faults
from nms.city.notices import Notice
from nms.city.radio import Counting, Radio
from nms.city.responder import Responder
from nms.city.state import City
from nms.core.config import Config
from nms.core.errors import InvalidError, NmsError
from nms.core.ports import Clock
from nms.core.site import Inventory

PARENT_CHECK_S = 0.5
LINE_LIMIT = 65_536
ORDERS = ("fault", "repair", "list", "status", "quit", "console-fault", "console-repair", "console-log")
LOG_LINES = 100


class WallClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The aware UTC moment."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds of the loop's clock."""
        return asyncio.get_running_loop().time()


class Control:
    """Carries out orders: each is a JSON object on a line, and so is its answer."""

    def __init__(
        self,
        city: City,
        responder: Responder,
        trap_target: tuple[str, int],
        token: str,
        consoles: Consoles | None = None,
    ) -> None:
        self._city, self._responder, self._token, self._consoles = city, responder, token, consoles
        self._target = trap_target
        self._faults = Faults(city)
        self._open: set[asyncio.StreamWriter] = set()
        self.over = asyncio.Event()
        self.listening = 0
        self._orders: Mapping[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "fault": self._fault,
            "repair": self._repair,
            "list": self._list,
            "status": self._status,
            "quit": self._quit,
            "console-fault": self._console_fault,
            "console-repair": self._console_repair,
            "console-log": self._console_log,
        }

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one order after the other."""
        self._open.add(writer)
        with contextlib.suppress(ConnectionError, ValueError):  # ValueError: a line beyond the limit
            while line := await reader.readline():
                writer.write(json.dumps(self.obey(line), ensure_ascii=False).encode() + b"\n")
                await writer.drain()
        self._open.discard(writer)
        await _closed(writer)

    async def close(self) -> None:
        """Hang up on whoever is still connected."""
        for writer in tuple(self._open):
            await _closed(writer)

    def obey(self, line: bytes) -> dict[str, Any]:
        """The answer to an order; errors are answers too."""
        try:
            return {"ok": True, **self._obeyed(line)}
        except NmsError as error:
            return {"ok": False, "code": error.code, "values": {key: str(value) for key, value in error.values.items()}}

    def _obeyed(self, line: bytes) -> dict[str, Any]:
        try:
            order = json.loads(line)
        except ValueError as error:
            raise self._refusal("no JSON") from error
        if not isinstance(order, dict) or not secrets.compare_digest(str(order.get("token", "")), self._token):
            raise self._refusal("token")
        verb = str(order.get("verb", ""))
        if verb not in self._orders:
            raise self._refusal(verb)
        return self._orders[verb](order)

    def _refusal(self, reason: str) -> InvalidError:
        return InvalidError("NMS-CITY-006", reason=reason, known=", ".join(ORDERS))

    def _fault(self, order: dict[str, Any]) -> dict[str, Any]:
        sent = self._faults.fault(str(order.get("kind", "")), str(order.get("target", "")))
        return self._announce(sent, trap=bool(order.get("trap", True)))

    def _repair(self, order: dict[str, Any]) -> dict[str, Any]:
        return self._announce(self._faults.repair(str(order.get("target", ""))), trap=bool(order.get("trap", True)))

    def _announce(self, sent: list[Notice], *, trap: bool) -> dict[str, Any]:
        for notice in sent if trap else ():
            self._responder.trap(notice, self._target)
        return {"traps": len(sent) if trap else 0}

    def _list(self, _order: dict[str, Any]) -> dict[str, Any]:
        active = [{"kind": one.kind, "target": one.target} for one in self._faults.active]
        return {"kinds": {name: list(kind.sorts) for name, kind in KINDS.items()}, "active": active}

    def _status(self, _order: dict[str, Any]) -> dict[str, Any]:
        tally = self._responder.tally
        counts = {name: getattr(tally, name) for name in tally.__slots__}
        return {
            "agents": len(self._city.boxes),
            "port": self._responder.port,
            "pid": os.getpid(),
            "consoles": self.listening,
            **counts,
        }

    def _console(self, order: dict[str, Any]) -> tuple[Consoles, str]:
        device = str(order.get("device", ""))
        if self._consoles is None:
            raise InvalidError("NMS-CON-005", field="device", value=device)
        return self._consoles, device

    def _console_fault(self, order: dict[str, Any]) -> dict[str, Any]:
        consoles, device = self._console(order)
        consoles.fault(device, order)
        return {}

    def _console_repair(self, order: dict[str, Any]) -> dict[str, Any]:
        consoles, device = self._console(order)
        return {"count": consoles.repair(device)}

    def _console_log(self, order: dict[str, Any]) -> dict[str, Any]:
        consoles, device = self._console(order)
        return {"log": consoles.log(device, LOG_LINES)}

    def _quit(self, _order: dict[str, Any]) -> dict[str, Any]:
        self.over.set()
        return {}


async def run(
    inventory: Inventory,
    config: Config,
    *,
    trap_target: tuple[str, int],
    control_file: Path,
    port: int | None = None,
    parent: int | None = None,
    clock: Clock | None = None,
    radio: Radio | None = None,
) -> None:
    """Run the city until told to quit, by order or SIGTERM, or until its parent process (`parent`) is gone.

    Agents listen on `port` (default config.city.port; 0 = any free). `control_file` is written (mode 0600) once
    everything answers: {"port", "token", "snmp_port", "pid"}; it is removed at the end. NMS-CITY-005: port taken.
    `radio` counts the calls of its cells every config.city.radio_period_s.
    """
    chosen = config.city.port if port is None else port
    city = City(inventory, clock or WallClock(), config.city.seed)
    try:
        await _live(city, config, chosen, trap_target, control_file, parent or os.getppid(), radio)
    finally:
        _forget(control_file)


async def _live(
    city: City,
    config: Config,
    port: int,
    target: tuple[str, int],
    control_file: Path,
    parent: int,
    radio: Radio | None,
) -> None:
    responder = Responder(city, port)
    token = secrets.token_hex(16)
    world = CityWorld(city, lambda notice: responder.trap(notice, target))
    consoles = Consoles(city, config, control_file.parent, world)
    control = Control(city, responder, target, token, consoles)
    server = await asyncio.start_server(control.serve, "127.0.0.1", 0, limit=LINE_LIMIT)
    responder.start()
    control.listening = consoles.open()
    _on_signal(control.over)
    watches = [asyncio.create_task(_outlive(parent, control.over))]
    if radio is not None and (seconds := config.city.radio_period_s):
        counting = Counting(radio, consoles.elements, seconds, city.clock.now)
        watches.append(asyncio.create_task(counting.run(control.over)))
    place = {
        "port": server.sockets[0].getsockname()[1],
        "token": token,
        "snmp_port": responder.port,
        "pid": os.getpid(),
    }
    _write(control_file, json.dumps(place))
    try:
        await control.over.wait()
    finally:
        control.over.set()
        consoles.close()
        responder.close()
        server.close()
        await control.close()
        await asyncio.gather(*watches)


async def _closed(writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        writer.close()
        await writer.wait_closed()


async def _outlive(parent: int, over: asyncio.Event) -> None:
    """A city whose parent died is nobody's: end."""
    while os.getppid() == parent and not over.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), PARENT_CHECK_S)
    over.set()


def _on_signal(over: asyncio.Event) -> None:
    """SIGTERM and SIGINT end the city in order, where the loop may have them (the main thread)."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(ValueError, RuntimeError):
            loop.add_signal_handler(number, over.set)


def _write(path: Path, text: str) -> None:
    """Whole or not at all, readable by the owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    fresh.replace(path)


def _forget(path: Path) -> None:
    """Remove our control file; another city's stays."""
    with contextlib.suppress(OSError, ValueError):
        if json.loads(path.read_text())["pid"] == os.getpid():
            path.unlink()
