"""Consoles by SSH: one listening socket per element, the protocol set up only for those that somebody calls."""

import asyncio
import contextlib
import logging
import socket
from typing import Any

import asyncssh

from nms.city.console.element import Element
from nms.city.console.entrance import Entrance
from nms.city.console.login import Door, enter, greeting, questions
from nms.city.console.shell import Said
from nms.city.console.terminal import Terminal

LOGIN_TIMEOUT_S = 30
_LOG = logging.getLogger(__name__)


class _Session(asyncssh.SSHServerSession[str]):
    """One shell channel."""

    def __init__(self, server: "_Server") -> None:
        self._server, self._number = server, 0
        self._channel: asyncssh.SSHServerChannel[str] | None = None
        self._terminal = Terminal(self._write, self._end, asyncio.get_running_loop().call_later)

    def connection_made(self, chan: "asyncssh.SSHServerChannel[str]") -> None:
        self._channel = chan

    def shell_requested(self) -> bool:
        return True

    def session_started(self) -> None:
        server = self._server
        if server.in_band:
            self._terminal.begin(questions(server.element, server.door, self._entered))
        else:
            self._entered(server.user)
            self._terminal.begin(Said() if server.element.platform.ending else greeting(server.element))

    def _entered(self, user: str) -> None:
        self._number = enter(self._server.element, self, self._terminal, user)

    def data_received(self, data: str, datatype: asyncssh.DataType) -> None:
        del datatype  # a terminal has one stream
        self._terminal.feed(data)

    def eof_received(self) -> bool:
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        del exc  # gone is gone
        if self._number:
            self._server.element.note(self._number, self._server.user, "logout")
            self._server.element.forget(self._number)

    def drop(self) -> None:
        """Cut the whole connection."""
        self._server.abort()

    def _write(self, text: str) -> None:
        if self._channel is not None:
            with contextlib.suppress(BrokenPipeError, OSError):
                self._channel.write(text)

    def _end(self) -> None:
        if self._channel is not None:
            self._channel.exit(0)
        self._server.hang_up()


class _Server(asyncssh.SSHServer):
    """One connection."""

    def __init__(self, element: Element, door: Door) -> None:
        self.element, self.door, self.user = element, door, ""
        self.in_band = element.platform.login[0] == "Login:"  # such gear authenticates in its own dialogue
        self._connection: asyncssh.SSHServerConnection | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn

    def begin_auth(self, username: str) -> bool:
        self.user = username
        return not self.in_band

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        right = self.door.opens(username, password)
        if not right:
            self.element.note(0, username, "failed-login")
        return right

    def session_requested(self) -> Any:
        return _Session(self)

    def abort(self) -> None:
        if self._connection is not None:
            self._connection.abort()

    def hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()


class SshDoor(Entrance):
    """One element by SSH."""

    def __init__(self, element: Element, door: Door, key: str, address: tuple[str, int]) -> None:
        super().__init__(element, address)
        self._door, self._key = door, key
        self._options: asyncssh.SSHServerConnectionOptions | None = None

    async def _serve(self, connection: socket.socket) -> None:
        if self._options is None:
            self._options = _options(self._element, self._door, self._key)
        try:
            await asyncssh.run_server(connection, options=self._options)
        except (OSError, asyncssh.Error) as error:
            _LOG.debug("console of %s: %s", self._element.box.device.name, error)
            connection.close()


def _options(element: Element, door: Door, key: str) -> asyncssh.SSHServerConnectionOptions:
    return asyncssh.SSHServerConnectionOptions(
        server_factory=lambda: _Server(element, door),
        server_host_keys=[asyncssh.import_private_key(key)],
        line_editor=False,
        encoding="utf-8",
        errors="replace",
        allow_scp=False,
        gss_host=None,
        agent_forwarding=False,
        login_timeout=LOGIN_TIMEOUT_S,
        server_version=SERVER_VERSIONS.get(element.platform.name, "SSH"),
    )


SERVER_VERSIONS = {"cisco_ios": "Cisco-1.25", "hp_comware": "Comware-7.1.045", "huawei": "HUAWEI-1.5"}
