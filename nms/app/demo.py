"""The demo: a city of its own beside the engine, free ports, keys made on the spot, a day of history."""

import fcntl
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from nms.app.app import App
from nms.app.pulse import PULSE
from nms.city.console.keys import host_keys, public
from nms.city.history import history
from nms.city.state import City
from nms.city.waiting import hall_at, number_of
from nms.core.account import Role
from nms.core.alarm import Actor
from nms.core.errors import NmsError
from nms.core.queue import QueueSample
from nms.halls.queue import follower
from nms.site.loading import Site, load_site
from nms.store.secrets import HostKey

CONTROL_FILE = "city.json"
KEYS_FILE = "demo-keys.json"
_OVERLAY = "NMS__SNMP__CREDENTIALS__DEMO_V3"
_LOGIN = "NMS__CLI__CREDENTIALS__DEMO"
_SECRETS = (f"{_OVERLAY}__AUTH_KEY", f"{_OVERLAY}__PRIV_KEY", f"{_LOGIN}__PASSWORD", f"{_LOGIN}__ENABLE")
_PINNED_BY = "demo"
_FILLED = "demo.history"
_START_S = 180.0
"""A city that dies is noticed at once; on a crowded machine one that lives may need long to read its walks."""
_QUEUE_STEP = timedelta(minutes=15)
ACCOUNTS = (Role.ENGINEER, Role.APPROVER, Role.ADMIN)


@contextmanager
def claimed(var: Path) -> Iterator[None]:
    """Hold the folder for variable data against a second demo; NMS-CLI-004 if one runs already."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "demo.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise NmsError("NMS-CLI-004", folder=var) from error
        yield


def held_udp_port(host: str, wanted: int) -> socket.socket:
    """A socket on the wanted UDP port, or on the next free one above it; close it just before the port is needed."""
    for port in range(wanted, wanted + 100):
        held = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            held.bind((host, port))
        except OSError:
            held.close()
        else:
            return held
    raise NmsError("NMS-CLI-005", host=host, port=wanted)


def demo_keys(var: Path) -> dict[str, str]:
    """The v3 keys and the consoles' login of the demo as environment overlay: made once, kept for their owner only."""
    path = var / KEYS_FILE
    keys: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    missing = [name for name in _SECRETS if name not in keys]
    if missing:
        keys |= {name: secrets.token_urlsafe(18) for name in missing}
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(keys, file)
        fresh.replace(path)
    return keys


def pin_consoles(app: App, var: Path) -> int:
    """Pin the host keys of the city's consoles, which the demo made itself; returns how many were not pinned yet."""
    store, at = app.parts.store.hostkeys, app.now()
    shown = {name: public(key) for name, key in host_keys(var, ()).items()}
    known = {(key.device, key.algorithm, key.key) for key in store.all()}
    fresh = [HostKey(name, *key, _PINNED_BY, at) for name, key in shown.items() if (name, *key) not in known]
    if fresh:
        store.accept_all(fresh)
    return len(fresh)


def _settle_environment(site: Site) -> socket.socket:
    """Ports that are free and keys that exist, where the settings are read from: this process and its child.

    The trap port stays held, because the engine opens it only after the history is written.
    """
    traps = held_udp_port(site.config.traps.listen, site.config.traps.port)
    with held_udp_port("0.0.0.0", site.config.city.port) as held:  # noqa: S104 - the agents answer loopback alone
        city = str(held.getsockname()[1])
    ports = {"CITY": city, "SNMP": city, "TRAPS": str(traps.getsockname()[1])}
    os.environ.update(demo_keys(site.var) | {f"NMS__{section}__PORT": port for section, port in ports.items()})
    return traps


@contextmanager
def running_city(folder: Path | None) -> Iterator[socket.socket]:
    """The city as a child process, which ends with the context; yields what holds the trap port, to be closed."""
    site = load_site(folder)
    with claimed(site.var):
        traps = _settle_environment(site)
        child = _spawn(load_site(folder))
        try:
            _await_city(site.var / CONTROL_FILE, child)
            yield traps
        finally:
            traps.close()
            child.terminate()
            child.wait(10)


def _spawn(site: Site) -> subprocess.Popen[bytes]:
    (site.var / CONTROL_FILE).unlink(missing_ok=True)
    target = f"{site.config.traps.listen}:{site.config.traps.port}"
    command = [sys.executable, "-m", "nms", "--site", str(site.folder), "city", "run", "--trap-target", target]
    command += ["--parent", str(os.getpid())]
    environment = {**os.environ, "NMS_VAR": str(site.var)}
    with (site.var / "city.log").open("wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=environment)  # noqa: S603 - our own command


def _await_city(control: Path, child: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _START_S
    while time.monotonic() < end:
        if child.poll() is not None:
            raise NmsError("NMS-CLI-006", log=control.with_name("city.log"))
        if control.exists() and json.loads(control.read_text() or "{}").get("pid") == child.pid:
            return
        time.sleep(0.05)
    raise NmsError("NMS-CLI-006", log=control.with_name("city.log"))


def demo_accounts(app: App, actor: Actor, *, renew: bool) -> dict[Role, str]:
    """The demo's accounts, called as their roles: those made now (with `renew` all) with their one-time passwords."""
    known = {view.account.name for view in app.accounts.views()}
    made = {role: app.accounts.add(str(role), role, actor) for role in ACCOUNTS if role not in known}
    if renew:
        made |= {role: app.accounts.renew_password(str(role), actor) for role in ACCOUNTS if role in known}
    return made


def needs_history(app: App) -> bool:
    """Whether the store is fresh: nothing was ever back-filled or polled into it."""
    wanted = app.config.city.history_hours > 0
    return wanted and app.parts.store.meta.get(_FILLED) is None and app.parts.store.meta.get(PULSE) is None


def fill_history(app: App) -> None:
    """Back-fill a fresh store once with the city's past, marked as simulated."""
    parts, now = app.parts, app.now()
    city = City(parts.inventory, parts.clock, parts.config.city.seed)
    start = now - timedelta(hours=parts.config.city.history_hours)
    for device in city.boxes:
        axes: dict[bytes, dict[tuple[str, str], Any]] = {}
        moments: dict[bytes, Any] = {}
        for metric, instance, times, values in history(city, device, start.timestamp(), now.timestamp()):
            moments[times.tobytes()] = times
            axes.setdefault(times.tobytes(), {})[metric, instance] = values
        for axis, columns in axes.items():
            at = [datetime.fromtimestamp(second, UTC) for second in moments[axis].tolist()]
            parts.store.samples.backfill(device, at, columns)
    parts.store.queues.add(list(_queues(app, start, now)), follower(parts.config.queues.rule))
    parts.store.meta.put(_FILLED, now.isoformat())


def _queues(app: App, start: datetime, end: datetime) -> Iterator[QueueSample]:
    """What the halls' ticket machines would have told every quarter of an hour."""
    for hall in app.inventory.halls.values():
        number, at = number_of(hall.site), end
        while at >= start:
            yield QueueSample(hall.name, at, *hall_at(number, at.timestamp()))
            at -= _QUEUE_STEP
