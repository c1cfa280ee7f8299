"""Netmiko's connection reduced to its channel: login by SSH or telnet, text out, text in; nothing waits for silence."""

import codecs
import select
from typing import Any, cast

from netmiko import BaseConnection, log
from netmiko._telnetlib import telnetlib
from netmiko.channel import SSHChannel, TelnetChannel

from nms.core.change_ports import Login
from nms.core.device import Device
from nms.drivers.algorithms import Negotiation
from nms.drivers.hostkeys import HostKeys, check
from nms.drivers.reaching import access_of, hang_up, reach, told, transport_over

_READ = 65_536
_COLUMNS, _ROWS = 512, 1000  # wide and high enough that nothing wraps and few things page
_WINDOW_SIZE = telnetlib.IAC + telnetlib.SB + telnetlib.NAWS + bytes((2, 0, 3, 232)) + telnetlib.IAC + telnetlib.SE


_telnet = cast("Any", telnetlib.Telnet)  # ships without types


def _agree(connection: Any, command: bytes, option: bytes) -> None:
    """Let the device echo and suppress go-ahead (RFC 857, 858), tell the window's size (RFC 1073), refuse the rest."""
    if command == telnetlib.WILL:
        wanted = option in (telnetlib.ECHO, telnetlib.SGA)
        connection.sendall(telnetlib.IAC + (telnetlib.DO if wanted else telnetlib.DONT) + option)
    elif command == telnetlib.DO and option == telnetlib.NAWS:
        connection.sendall(telnetlib.IAC + telnetlib.WILL + option + _WINDOW_SIZE)
    elif command == telnetlib.DO:
        wanted = option == telnetlib.SGA
        connection.sendall(telnetlib.IAC + (telnetlib.WILL if wanted else telnetlib.WONT) + option)


class Wire(BaseConnection):
    """The channel to one device; SSH host keys must be pinned, old algorithms only where the inventory allows them.

    With `command` SSH runs that instead of a login shell, without a terminal.
    """

    def __init__(self, device: Device, login: Login, keys: HostKeys, connect_s: float, command: str = "") -> None:
        access = access_of(device)
        self._device, self._keys, self._command = device, keys, command
        self._legacy, self._connect_s = access.legacy, connect_s
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._transport: Negotiation | None = None
        super().__init__(
            host=device.address,
            port=access.port,
            username=login.username,
            password=login.password,
            device_type="own_telnet" if access.transport == "telnet" else "own",
            ssh_strict=True,
            auto_connect=False,
        )

    @property
    def over_telnet(self) -> bool:
        """Whether name and password travel in clear, and are asked for inside the session."""
        return bool(self.protocol == "telnet")

    def open(self, in_band: bool = False) -> None:
        """Connect; over SSH also log in, unless the device asks `in_band`. CliError, HostKeyError."""
        try:
            if self.over_telnet:
                self._dial_telnet()
            else:
                self._dial_ssh(in_band)
        except BaseException:
            self.close()
            raise

    def _dial_telnet(self) -> None:
        telnet: Any = _telnet()
        telnet.sock = reach(self._device, self._connect_s)
        telnet.set_option_negotiation_callback(_agree)
        self.remote_conn = telnet
        self.channel = TelnetChannel(conn=telnet, encoding="utf-8")

    def _dial_ssh(self, in_band: bool) -> None:
        pinned = self._keys.get(self._device.name)
        connection = reach(self._device, self._connect_s)
        self._transport = transport = transport_over(connection, self._legacy, [key.algorithm for key in pinned])
        transport.banner_timeout = transport.auth_timeout = transport.channel_timeout = self._connect_s
        with told(self._device, transport):
            transport.start_client(timeout=self._connect_s)
            check(self._device, pinned, transport.get_remote_server_key())
            if in_band:
                transport.auth_none(self.username)
            else:
                transport.auth_password(self.username, self.password or "")
            self.remote_conn = shell = transport.open_session(timeout=self._connect_s)
            shell.settimeout(self._connect_s)
            if self._command:
                shell.exec_command(self._command)
            else:
                shell.get_pty("vt100", _COLUMNS, _ROWS)
                shell.invoke_shell()
        self.channel = SSHChannel(conn=shell, encoding="utf-8")

    def send(self, text: str) -> None:
        """Write; OSError or EOFError when the connection is gone."""
        self.channel.write_channel(text)  # not our own write_channel: it would log what may be a secret

    def receive(self, timeout_s: float) -> str:
        """Whatever comes next, at least one byte; TimeoutError, EOFError when the other side closed."""
        while not (text := self._decoder.decode(self._bytes(timeout_s))):
            pass
        return text

    def _bytes(self, timeout_s: float) -> bytes:
        channel: Any = self.remote_conn
        if channel is None:
            raise EOFError
        if self.over_telnet:
            return self._telnet_bytes(channel, timeout_s)
        channel.settimeout(timeout_s)
        if not (data := channel.recv(_READ)):
            raise EOFError
        return bytes(data)

    @staticmethod
    def _telnet_bytes(telnet: Any, timeout_s: float) -> bytes:
        poll = select.poll()
        poll.register(telnet.sock, select.POLLIN)
        while not (data := telnet.read_very_eager()):
            if not poll.poll(timeout_s * 1000):
                raise TimeoutError
        return bytes(data)

    def close(self) -> None:
        """Hang up; safe to call twice."""
        if self._transport is not None:
            hang_up(self._transport)
        elif (telnet := cast("Any", self.remote_conn)) is not None:
            telnet.close()
        self._transport = self.remote_conn = None
        log.removeFilter(self._secrets_filter)
