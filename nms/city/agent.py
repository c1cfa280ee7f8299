"""A light SNMPv1/v2c agent (RFC 1157, RFC 3416): decides what a served agent answers to a request; no I/O."""

from collections.abc import Iterator

from nms.city import ber
from nms.city.ber import END_OF_MIB, GET, GET_BULK, NO_SUCH_INSTANCE, NO_SUCH_OBJECT, SET, V1, Message
from nms.city.served import Found, Served
from nms.core.ports import Oid

NO_ERROR, TOO_BIG, NO_SUCH_NAME, GEN_ERR, NO_CREATION, NOT_WRITABLE = 0, 1, 2, 5, 11, 17
FRAME = 64  # octets of a response around its bindings, the community apart
MAX_NAMES, MAX_REPETITIONS = 128, 2048


def answer(served: Served, message: Message, at: float) -> bytes:
    """The whole response message; never larger than the agent's largest message."""
    if len(message.names) > MAX_NAMES:
        return ber.response(message, TOO_BIG, 0, b"")
    if message.pdu == SET:
        return _refuse(served, message, at)
    room = served.message_size - FRAME - len(message.community)
    if message.pdu == GET_BULK and message.version != V1:
        return ber.response(message, NO_ERROR, 0, _bulk(served, message, at, room))
    found = _get(served, message, at) if message.pdu == GET else _next(served, message, at)
    if message.version == V1:
        failed = next((place for place, (_, tag, _) in enumerate(found, 1) if tag >= NO_SUCH_OBJECT), 0)
        if failed:
            return ber.response(message, NO_SUCH_NAME, failed, message.raw_binds)
    binds = b"".join(ber.bind_raw(*one) for one in found)
    if len(binds) > room:
        return ber.response(message, TOO_BIG, 0, message.raw_binds if message.version == V1 else b"")
    return ber.response(message, NO_ERROR, 0, binds)


def _get(served: Served, message: Message, at: float) -> list[Found]:
    found: list[Found] = []
    for oid in message.names:
        known = served.get(oid, at)
        if known is not None and (message.version != V1 or known[0] != ber.COUNTER64):
            found.append((ber.oid_body(oid), *known))
        else:
            tag = NO_SUCH_INSTANCE if served.knows(oid) else NO_SUCH_OBJECT
            found.append((ber.oid_body(oid), tag, None))
    return found


def _next(served: Served, message: Message, at: float) -> list[Found]:
    return [next(_walk(served, oid, at, message.version), _end(oid)) for oid in message.names]


def _walk(served: Served, oid: Oid, at: float, version: int) -> Iterator[Found]:
    return served.after(oid, at, wide=version != V1)


def _end(oid: Oid) -> Found:
    return ber.oid_body(oid), END_OF_MIB, None


def _bulk(served: Served, message: Message, at: float, room: int) -> bytes:
    """GETBULK's bindings, row by row over the repeaters, as many as fit (RFC 3416, 4.2.3)."""
    single = max(0, min(message.first, len(message.names)))
    out: list[bytes] = []
    left = room
    for found in _bulk_binds(served, message, at, single):
        bind = ber.bind_raw(*found)
        left -= len(bind)
        if left < 0:
            break
        out.append(bind)
    return b"".join(out)


def _bulk_binds(served: Served, message: Message, at: float, single: int) -> Iterator[Found]:
    for oid in message.names[:single]:
        yield next(_walk(served, oid, at, message.version), _end(oid))
    walks = [_walk(served, oid, at, message.version) for oid in message.names[single:]]
    last = [_end(oid) for oid in message.names[single:]]
    for _ in range(max(0, min(message.second, MAX_REPETITIONS)) if walks else 0):
        ended = 0
        for place, walk in enumerate(walks):
            found = next(walk, None)
            if found is None:
                found, ended = last[place], ended + 1
            else:
                last[place] = (found[0], END_OF_MIB, None)
            yield found
        if ended == len(walks):
            return


def _refuse(served: Served, message: Message, at: float) -> bytes:
    """Nothing can be written here: notWritable where the instance exists, else noCreation (v1: noSuchName)."""
    if message.version == V1 or not message.names:
        status = NO_SUCH_NAME if message.names else NO_ERROR
    else:
        exists = served.get(message.names[0], at) is not None
        status = NOT_WRITABLE if exists else NO_CREATION
    return ber.response(message, status, 1 if status else 0, message.raw_binds)


def admits(served: Served, community: bytes) -> bool:
    """Whether the agent answers a community at all; a wrong one meets silence."""
    access = served.device.snmp
    return access is not None and access.version != "3" and access.community.encode() == community
