"""Nornir's connection plugin for our command lines; hosts are made from our devices, no inventory of its own."""

from typing import Any

from nornir.core.configuration import Config
from nornir.core.inventory import ConnectionOptions, Host
from nornir.core.plugins.connections import ConnectionPluginRegister

from nms.core.change_ports import CliSession, Fleet
from nms.core.device import Device

NAME = "city-cli"


class CliConnection:
    """Opens the session of the device that stands in `extras`; the login is found when it is opened, never stored."""

    def __init__(self) -> None:
        self.connection: CliSession | None = None

    def open(
        self,
        hostname: str | None,
        username: str | None,
        password: str | None,
        port: int | None,
        platform: str | None,
        extras: dict[str, Any] | None = None,
        configuration: Config | None = None,
    ) -> None:
        """As Nornir's ConnectionPlugin says; CliError, HostKeyError."""
        del hostname, username, password, port, platform, configuration
        extras = extras or {}
        fleet: Fleet = extras["fleet"]
        self.connection = fleet.open(extras["device"])

    def close(self) -> None:
        """Hang up."""
        if self.connection is not None:
            self.connection.close()


def host_of(device: Device, fleet: Fleet) -> Host:
    """A Nornir host that knows our device and who opens its command line."""
    options = ConnectionOptions(extras={"device": device, "fleet": fleet})
    port = device.cli.port if device.cli else None
    return Host(device.name, device.address, port, platform=device.platform, connection_options={NAME: options})


ConnectionPluginRegister.register(NAME, CliConnection)
