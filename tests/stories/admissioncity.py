"""Two halls of the demo's city on loopback, agents and consoles and all, and a system that watches them."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from waiting import until

from nms.app.app import App
from nms.app.demo import pin_consoles
from nms.city import remote
from nms.city.plan import draw, inventory_of
from nms.city.process import run
from nms.core.config import CityConfig, CliConfig, Config, LoginConfig
from nms.core.device import CliAccess, SnmpAccess
from nms.core.site import Inventory
from nms.engine.engine import Engine
from nms.site.loading import Site

REPOSITORY = Path(__file__).resolve().parents[2]
HALLS = ("yc-h03", "yc-h05")
FDB_S = 2.0


def free_port(kind: socket.SocketKind) -> int:
    """A port of loopback that nobody held a moment ago."""
    with closing(socket.socket(socket.AF_INET, kind)) as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def halls_of(snmp_port: int, ssh_port: int) -> Inventory:
    """The halls' boxes and the controller of their access points."""
    whole = inventory_of(draw(), {"demo_v2c": SnmpAccess(community="c"), "demo_v3": SnmpAccess(community="c")})
    names = [name for hall in HALLS for name in whole.halls[hall].devices] + ["ac-1"]
    devices = {
        name: replace(
            whole.devices[name],
            snmp=SnmpAccess(community="c", port=snmp_port),
            cli=CliAccess(port=ssh_port, credential="demo"),
        )
        for name in names
    }
    links = {name: one for name, one in whole.links.items() if {one.a.device, one.b.device} <= devices.keys()}
    return replace(
        whole, devices=devices, links=links, halls={name: whole.halls[name] for name in HALLS}, cells={}, customers={}
    )


@dataclass
class AdmissionCity:
    """The system, and the city by its control channel."""

    app: App
    control: Path

    def order(self, verb: str, **fields: Any) -> Any:
        """Have the city obey."""
        return remote.order(self.control, verb, **fields)


@contextmanager
def admission_city(folder: Path) -> Iterator[AdmissionCity]:
    """City and system, both running."""
    snmp_port, ssh_port, trap_port = (
        free_port(kind) for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM, socket.SOCK_DGRAM)
    )
    (folder / "templates").symlink_to(REPOSITORY / "templates")
    inventory = halls_of(snmp_port, ssh_port)
    credentials = {"demo": LoginConfig(username="demo", password=SecretStr("made-by-this-test"))}
    settings = {"traps": {"port": trap_port}, "cadences": {"fdb": FDB_S, "status": 5}, "push": {"lease_s": 10}}
    config = Config.model_validate(settings).model_copy(
        update={
            "cli": CliConfig(credentials=credentials),
            "city": CityConfig(port=snmp_port, ssh_port=ssh_port, telnet_port=0),
        }
    )
    site = Site(folder, folder / "var", config, inventory)
    site.var.mkdir()
    with _living(inventory, config, site.var / "city.json", trap_port):
        app = App.open(site)
        pin_consoles(app, site.var)
        engine = Engine(app)
        engine.start()
        try:
            yield AdmissionCity(app, site.var / "city.json")
        finally:
            engine.stop()
            app.close()


@contextmanager
def _living(inventory: Inventory, config: Config, control: Path, trap_port: int) -> Iterator[None]:
    loop = asyncio.new_event_loop()
    living = run(inventory, config, trap_target=("127.0.0.1", trap_port), control_file=control)
    task = asyncio.run_coroutine_threadsafe(living, loop)
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        until(lambda: control.exists() or task.done(), "the city runs")
        yield
    finally:
        if control.exists():
            remote.order(control, "quit")
        task.result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(20)
        loop.close()
