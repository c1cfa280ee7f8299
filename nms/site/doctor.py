"""Whether this machine can run the site: each check judges one measured fact and says what to mend."""

import shutil
import socket
import sqlite3
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nms.core.config import Config, CredentialConfig
from nms.core.errors import NmsError
from nms.site.loading import Site

State = Literal["ok", "warning", "failed"]

NEEDED_PYTHON = (3, 11)
NEEDED_SQLITE = (3, 37, 0)  # STRICT tables
OUR_PACKAGES = ("nms", "collectors", "web")
_DISK_FAILED, _DISK_WARNING = 200 * 2**20, 2 * 2**30
_RMEM_MAX = Path("/proc/sys/net/core/rmem_max")


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: its name (text `doctor.<check>`), how it stands, what was found, and the problem if there is one."""

    check: str
    state: State
    found: str
    problem: NmsError | None = None


def _good(check: str, found: object) -> Finding:
    return Finding(check, "ok", str(found))


def _bad(check: str, state: State, code: str, found: object, **values: object) -> Finding:
    return Finding(check, state, str(found), NmsError(code, None, **{"found": found, **values}))


def _dotted(version: Iterable[int]) -> str:
    return ".".join(str(part) for part in version)


def python(version: tuple[int, ...]) -> Finding:
    """The interpreter is recent enough."""
    found, needed = _dotted(version), _dotted(NEEDED_PYTHON)
    if version[:2] < NEEDED_PYTHON:
        return _bad("python", "failed", "NMS-CFG-050", found, needed=needed)
    return _good("python", found)


def packages(owners: Mapping[str, Sequence[str]]) -> Finding:
    """Nobody else installed a top-level package of our names: web.py would overwrite `web` without a word.

    In a bare checkout no distribution owns them, which is fine.
    """
    for package in OUR_PACKAGES:
        names = sorted(set(owners.get(package, ())))
        if len(names) > 1 or (names and names != ["citynms"]):
            return _bad("packages", "failed", "NMS-CFG-051", ", ".join(names), package=package)
    return _good("packages", "citynms")


def sqlite(version: Sequence[int]) -> Finding:
    """SQLite knows what the store needs."""
    if tuple(version) < NEEDED_SQLITE:
        return _bad("sqlite", "failed", "NMS-CFG-052", _dotted(version), needed=_dotted(NEEDED_SQLITE))
    return _good("sqlite", _dotted(version))


def disk(free: int) -> Finding:
    """There is room for samples, traps and backups."""
    found = f"{free / 2**30:.1f} GiB"
    if free >= _DISK_WARNING:
        return _good("disk", found)
    return _bad("disk", "failed" if free < _DISK_FAILED else "warning", "NMS-CFG-055", found, needed="2 GiB")


def receive_buffer(allowed: int | None, wanted: int) -> Finding:
    """The kernel grants the trap socket the buffer that config.yaml asks for (None: not told by this system)."""
    if allowed is not None and allowed < wanted:
        return _bad("receive_buffer", "warning", "NMS-CFG-057", allowed, needed=wanted)
    return _good("receive_buffer", "–" if allowed is None else allowed)


def credentials(known: Mapping[str, CredentialConfig]) -> Finding:
    """Every credential has its secrets, by file (the demo's `public`) or environment."""
    bare = [name for name, credential in known.items() if _lacks_secret(credential)]
    if bare:
        return _bad("credentials", "warning", "NMS-CFG-058", ", ".join(bare))
    return _good("credentials", len(known))


def _lacks_secret(credential: CredentialConfig) -> bool:
    if credential.version != "3":
        return not credential.community.get_secret_value()
    return bool(
        (credential.auth and not credential.auth_key.get_secret_value())
        or (credential.priv and not credential.priv_key.get_secret_value())
    )


def inventory(problems: Sequence[NmsError]) -> Finding:
    """Everything in the inventory was loaded."""
    return _bad("inventory", "warning", "NMS-CFG-059", len(problems)) if problems else _good("inventory", 0)


def port(check: str, host: str, number: int, kind: socket.SocketKind) -> Finding:
    """Nothing else listens there; the engine of this very site counts as something else, so ask before starting it."""
    place = f"{host}:{number}"
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, kind) as probe:
        if kind is socket.SOCK_STREAM:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, number))
        except OSError:
            return _bad(check, "warning", "NMS-CFG-056", place)
    return _good(check, place)


def agent_port(config: Config) -> Finding:
    """Our own agent's port is free, where a monitor needs it."""
    if not any(monitor.enabled for monitor in config.monitors.values()):
        return _good("agent_port", "–")
    return port("agent_port", config.agent.listen, config.agent.port, socket.SOCK_DGRAM)


def variable_data(folder: Path) -> Finding:
    """The folder for data can be made and written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".doctor"
        probe.touch()
        probe.unlink()
    except OSError:
        return _bad("variable_data", "failed", "NMS-CFG-054", folder)
    return _good("variable_data", folder)


def timezone(name: str) -> Finding:
    """The system has the site's time zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return _bad("timezone", "failed", "NMS-CFG-053", name)
    return _good("timezone", name)


def _rmem_max() -> int | None:
    try:
        return int(_RMEM_MAX.read_text())
    except (OSError, ValueError):
        return None


def _free_bytes(folder: Path) -> int:
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    return shutil.disk_usage(existing).free


def _checks(site: Site) -> tuple[Callable[[], Finding], ...]:
    config: Config = site.config
    return (
        lambda: python(sys.version_info[:3]),
        lambda: packages(packages_distributions()),
        lambda: sqlite(sqlite3.sqlite_version_info),
        lambda: timezone(config.site.timezone),
        lambda: variable_data(site.var),
        lambda: disk(_free_bytes(site.var)),
        lambda: port("web_port", config.web.listen, config.web.port, socket.SOCK_STREAM),
        lambda: port("trap_port", config.traps.listen, config.traps.port, socket.SOCK_DGRAM),
        lambda: agent_port(config),
        lambda: receive_buffer(_rmem_max(), config.traps.receive_buffer),
        lambda: credentials(config.snmp.credentials),
        lambda: inventory(site.problems),
    )


def examine(site: Site) -> list[Finding]:
    """All findings, in the order a reader mends them."""
    return [ask() for ask in _checks(site)]
