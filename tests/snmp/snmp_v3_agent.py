"""A real SNMPv3 agent in the test's event loop: pysnmp's responder with one user and the system group."""

import asyncio
import socket
from typing import Any, Self

from pysnmp.carrier.asyncio.dgram import udp
from pysnmp.entity import config
from pysnmp.entity.engine import SnmpEngine
from pysnmp.entity.rfc3413 import cmdrsp, context
from snmp_doubles import LOOPBACK

from nms.core.device import Device, SnmpAccess
from nms.snmp.users import AUTH, PRIV, Credential

SYSTEM = (1, 3, 6, 1, 2, 1, 1)


class V3Agent:
    """Answers one user, as its credential says, in the default context."""

    def __init__(self, credential: Credential) -> None:
        self.credential = credential
        self.engine = SnmpEngine()

    async def __aenter__(self) -> Self:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((LOOPBACK, 0))
        self.socket.setblocking(False)
        self.port = int(self.socket.getsockname()[1])
        config.add_transport(self.engine, udp.DOMAIN_NAME, udp.UdpAsyncioTransport().open_server_mode(sock=self.socket))
        told = self.credential
        auth, priv = AUTH[told.auth], PRIV[told.priv]
        config.add_v3_user(self.engine, told.user, auth, told.auth_key or None, priv, told.priv_key or None)
        config.add_vacm_user(self.engine, 3, told.user, told.level, SYSTEM, SYSTEM)
        serving = context.SnmpContext(self.engine)
        for responder in (
            cmdrsp.GetCommandResponder,
            cmdrsp.SetCommandResponder,
            cmdrsp.NextCommandResponder,
            cmdrsp.BulkCommandResponder,
        ):
            responder(self.engine, serving)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.engine.close_dispatcher()
        await asyncio.sleep(0)
        self.socket.close()

    def device(self, **more: Any) -> Device:
        told = self.credential
        access = SnmpAccess(port=self.port, user=told.user, auth=told.auth, auth_key=told.auth_key, priv=told.priv,
                            priv_key=told.priv_key, **more)  # fmt: skip
        return Device("r3", LOOPBACK, snmp=access)
