"""All command lines: opening one, and doing something on many with a bounded number of workers."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from nornir.core import Nornir
from nornir.core.configuration import Config
from nornir.core.inventory import Hosts, Inventory
from nornir.core.task import Result, Task
from nornir.plugins.runners import ThreadedRunner

from nms.core.change_ports import CliSession, Login, Logins
from nms.core.device import Device
from nms.core.dialect import Dialect
from nms.core.errors import CliError, NmsError
from nms.drivers.connection import NAME, host_of
from nms.drivers.dialects import dialect_of
from nms.drivers.hostkeys import HostKeys
from nms.drivers.mml import MmlSession
from nms.drivers.reaching import access_of
from nms.drivers.session import VtySession
from nms.drivers.shell import COMMAND, ShellSession
from nms.drivers.terminal import Limits, Terminal
from nms.drivers.wire import Wire

ResultT = TypeVar("ResultT")


class NornirFleet:
    """Nms.core.change_ports.Fleet over the network, and Nornir's threaded runner over many devices."""

    def __init__(self, logins: Logins, keys: HostKeys, limits: Limits | None = None, workers: int = 10) -> None:
        self._logins, self._keys, self._limits, self._workers = logins, keys, limits or Limits(), workers

    def open(self, device: Device) -> CliSession:
        """Log in; CliError NMS-DRV-001 to 015, HostKeyError NMS-DRV-020 and 021, and what `Logins.of` raises."""
        dialect = dialect_of(device)
        access = access_of(device)
        open_to_all = access.transport == "telnet" and not access.credential
        login = Login("") if open_to_all else self._logins.of(device)
        wire = Wire(device, login, self._keys, self._limits.connect_s, COMMAND if dialect.shell else "")
        wire.open(in_band=dialect.in_band)
        if dialect.shell:
            return ShellSession(device, dialect, wire, self._limits)
        session = self._with_prompt(device, dialect, wire)
        try:
            session.start(login)
        except BaseException:
            session.close()
            raise
        return session

    def _with_prompt(self, device: Device, dialect: Dialect, wire: Wire) -> VtySession | MmlSession:
        if dialect.mml:
            return MmlSession(device, dialect, wire, self._limits)
        return VtySession(device, dialect, Terminal(device, dialect, wire, self._limits))

    def each(
        self, devices: Sequence[Device], work: Callable[[CliSession], ResultT]
    ) -> Mapping[str, ResultT | NmsError]:
        """What `work` returned on each device, by name, or the error that stopped it there and nowhere else.

        Every session is opened and closed by a worker of this call; at most `workers` are open at once.
        """
        hosts = Hosts({device.name: host_of(device, self) for device in devices})
        runner = ThreadedRunner(self._workers)
        nornir = Nornir(Inventory(hosts=hosts), config=Config(), runner=runner)
        results = nornir.run(_on_one, name="cli", work=work) if devices else {}
        return {name: _outcome(results[name][0]) for name in hosts}


def _outcome(result: Result) -> Any:
    """What a worker brought back; a fault of ours (its traceback is in the log) is that device's error alone."""
    if result.exception is None:
        return result.result
    name = result.host.name if result.host else ""
    return CliError("NMS-DRV-050", None, device=name, reason=type(result.exception).__name__)


def _on_one(task: Task, work: Callable[[CliSession], ResultT]) -> ResultT | NmsError:
    """Work on one host; an error we can tell people about is a result, because Nornir would log its traceback."""
    try:
        return work(task.host.get_connection(NAME, task.nornir.config))
    except NmsError as error:
        return error
    finally:
        task.host.close_connections()
