"""Hears RADIUS accounting of the hall switches: who logged in where; each request answered once it is stored."""

import asyncio
import logging
from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from nms.app.parts import Parts
from nms.app.secrets import Secrets
from nms.core.config.radius import RadiusConfig
from nms.core.device import Device
from nms.core.errors import InvalidError, StoreError
from nms.engine.background import Background
from nms.engine.recorder import Recorder
from nms.halls import radius
from nms.halls.radius import Accounting, Packet

log = logging.getLogger(__name__)

SECRET = "admission.radius"  # noqa: S105 - the name under which it is sealed
_REMEMBERED = 4096
_MOST_WAITING = 512

Request = tuple[str, int, int, bytes]
"""What makes two datagrams the same request (RFC 5080, 2.2.2): address, port, identifier, authenticator."""


@dataclass(frozen=True, slots=True)
class Nas:
    """Who sends: a switch of the inventory, or (device None) a server that passes on what switches send."""

    device: Device | None
    secret: bytes


class Radius:
    """The listener; `admission.radius.listen` "" leaves it off. `port` is where it hears, 0 while it does not."""

    def __init__(self, parts: Parts, secrets: Secrets, recorder: Recorder) -> None:
        self._parts, self._secrets, self._recorder = parts, secrets, recorder
        self._nas: Mapping[str, Nas] = {}
        self._answers: OrderedDict[Request, bytes | None] = OrderedDict()  # None: being stored
        self._background = Background(log)
        self._transport: asyncio.DatagramTransport | None = None
        self._waiting = 0
        self.counts: Counter[str] = Counter()
        """received, answered, duplicates, strangers, dropped and the flaws of `nms.halls.radius.Flaw`."""
        self.port = 0

    async def start(self) -> None:
        """Listen; InvalidError: NMS-SERVE-020 (no secret), 021 (this address cannot be had)."""
        settings = self._parts.config.admission.radius
        if not settings.listen:
            return
        self._nas = self._known(settings)
        loop, place = asyncio.get_running_loop(), (settings.listen, settings.port)
        try:
            self._transport, _ = await loop.create_datagram_endpoint(lambda: _Hearing(self), local_addr=place)
        except OSError as error:
            reason = error.strerror or str(error)
            raise InvalidError("NMS-SERVE-021", listen=place[0], port=place[1], reason=reason) from error
        self.port = self._transport.get_extra_info("sockname")[1]

    async def stop(self) -> None:
        """Hear nothing more; store what is under way."""
        if self._transport is not None:
            self._transport.close()
        await self._background.ended()

    def _known(self, settings: RadiusConfig) -> Mapping[str, Nas]:
        """Senders by address: a switch's own secret (`admission.radius.DEVICE`) goes before the common one."""
        common = settings.secret.get_secret_value() or self._secrets.value(SECRET) or ""
        sealed = {note.name for note in self._secrets.notes()}
        known = {}
        for device in self._parts.inventory.devices.values():
            name = f"{SECRET}.{device.name}".lower()
            own = self._secrets.value(name) if name in sealed else common
            if own and device.address:
                known[device.address] = Nas(device, own.encode())
        if not known and not common:
            raise InvalidError("NMS-SERVE-020", listen=settings.listen)
        return known | {address: Nas(None, common.encode()) for address in settings.proxies if common}

    # ------------------------------------------------------------ one datagram

    def heard(self, datagram: bytes, address: tuple[str, int]) -> None:
        """Verify it, answer a repeated one again, have a new one stored."""
        self.counts["received"] += 1
        nas = self._nas.get(address[0])
        if nas is None:
            self._drop("strangers", address)
            return
        try:
            packet = radius.verified(datagram, nas.secret)
            said = radius.accounting(packet)
        except radius.RefusedError as error:
            self._drop(error.flaw.value, address)
            return
        request = (*address[:2], packet.identifier, packet.authenticator)
        if request in self._answers:
            self._again(request)
        elif self._waiting >= _MOST_WAITING:
            self._drop("dropped", address)
        else:
            self._begin(request, packet, said, nas)

    def _drop(self, why: str, address: tuple[str, int]) -> None:
        self.counts[why] += 1
        if self.counts[why] == 1:  # the first tells; a flood must not fill the log
            log.warning("RADIUS accounting from %s dropped: %s", address[0], why)

    def _again(self, request: Request) -> None:
        """It is known: its answer may have been lost, or is still to come."""
        self.counts["duplicates"] += 1
        self._answers.move_to_end(request)
        self._send(request, self._answers[request])

    def _begin(self, request: Request, packet: Packet, said: Accounting, nas: Nas) -> None:
        self._answers[request] = None
        while len(self._answers) > _REMEMBERED:
            self._answers.popitem(last=False)
        self._waiting += 1
        self._background.run(self._take(request, packet, said, nas))

    async def _take(self, request: Request, packet: Packet, said: Accounting, nas: Nas) -> None:
        """Store, then answer: a switch repeats what it has no answer to."""
        at = self._parts.clock.now() - timedelta(seconds=said.ago_s)
        try:
            await self._recorder.run(lambda: self._store(said, nas, at))
        except StoreError as error:
            self._answers.pop(request, None)
            log.error("RADIUS accounting not stored: %s", error)  # noqa: TRY400 - said in one line
            return
        finally:
            self._waiting -= 1
        self.counts["answered"] += 1
        self._answers[request] = radius.answer(packet, nas.secret)
        self._send(request, self._answers[request])

    def _send(self, request: Request, answer: bytes | None) -> None:
        if answer is not None and self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(answer, request[:2])

    # ------------------------------------------------------------ what it says, in the writing thread

    def _store(self, said: Accounting, nas: Nas, at: datetime) -> None:
        store = self._parts.store.admission
        device = nas.device or self._passed_on(said)
        name = device.name if device else ""
        port = self._port(name, said)
        if said.status.of_all:
            for mac in self._inside(name, port):
                store.logged_off(mac, at)
        elif said.mac and said.status.present:
            store.authenticated(said.mac, said.user, name, port, at)
        elif said.mac:
            store.logged_off(said.mac, at)

    def _inside(self, device: str, port: str) -> list[str]:
        """Whose sessions end with a switch, or with one port where it speaks for that alone."""
        logins = [one for one in self._parts.store.admission.logins() if device and one.device == device]
        return [one.mac for one in logins if one.ended_at is None and port in ("", one.port)]

    def _passed_on(self, said: Accounting) -> Device | None:
        """The switch that a server speaks for, by the address or the name it gives."""
        devices = self._parts.inventory.devices
        by_address = (device for device in devices.values() if said.nas_address and device.address == said.nas_address)
        return next(by_address, None) or devices.get(said.nas_name)

    def _port(self, device: str, said: Accounting) -> str:
        """The ifName: as NAS-Port-Id says, else the interface that NAS-Port numbers."""
        names = self._parts.store.devices.interface_names(device) if device else {}
        by_number = names.get(said.port_number, "") if said.port_number is not None else ""
        return said.port if said.port in names.values() else by_number or said.port


class _Hearing(asyncio.DatagramProtocol):
    """Hands every datagram on."""

    def __init__(self, owner: Radius) -> None:
        self._owner = owner

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        """One request."""
        self._owner.heard(data, (addr[0], addr[1]))

    def error_received(self, exc: Exception) -> None:
        """A switch that cannot be reached repeats its request."""
        log.debug("RADIUS: %s", exc)
