"""What an agent answers: GET, GETNEXT, GETBULK and a refused SET over objects in order (RFC 3416, RFC 1157)."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from nms.core.ports import Oid, VarBind
from nms.snmp import ber, messages
from nms.snmp.messages import GET, GET_BULK, GET_NEXT, SET, Answer

TOO_BIG, NO_SUCH_NAME, NOT_WRITABLE = 1, 2, 17
ANSWERED = frozenset({GET, GET_NEXT, GET_BULK, SET})
MOST_ASKED = 128  # objects in one request: no manager asks for more
BULK_OCTETS = 1300  # a GETBULK is answered in one Ethernet frame; only a single object may be longer
MOST_OCTETS = 65_000


class Readable(Protocol):
    """Objects in lexicographic order; both give an exception tag where there is nothing."""

    def get(self, oid: Oid) -> VarBind: ...

    def after(self, oid: Oid) -> VarBind: ...


class Reply(NamedTuple):
    """error-status, error-index and variables of a response."""

    status: int
    position: int
    binds: Sequence[VarBind]


def answer(kind: int, asked: Answer, objects: Readable, *, v1: bool) -> Reply:
    """The reply to a request of this PDU tag; of a GETBULK, `asked` carries non-repeaters and max-repetitions."""
    if kind == SET:
        return Reply(NO_SUCH_NAME if v1 else NOT_WRITABLE, 1, [_echo(bind) for bind in asked.binds])
    if len(asked.binds) > MOST_ASKED:
        return _too_big(asked, v1=v1)
    if kind == GET_BULK:
        return Reply(0, 0, _bulk(asked, objects))
    binds = [objects.get(bind.oid) if kind == GET else objects.after(bind.oid) for bind in asked.binds]
    if v1:
        missing = next((at for at, bind in enumerate(binds, start=1) if bind.tag in ber.EXCEPTIONS), 0)
        if missing:
            return Reply(NO_SUCH_NAME, missing, [_echo(bind) for bind in asked.binds])
    return Reply(0, 0, binds)


def _too_big(asked: Answer, *, v1: bool) -> Reply:
    return Reply(TOO_BIG, 0, [_echo(bind) for bind in asked.binds[:MOST_ASKED]] if v1 else ())


def _echo(bind: VarBind) -> VarBind:
    # a value that could not be read cannot be written back
    return bind if bind.value is not None else VarBind(bind.oid, ber.NULL, None)


def _bulk(asked: Answer, objects: Readable) -> list[VarBind]:
    single = max(0, min(asked.status, len(asked.binds)))
    binds = [objects.after(bind.oid) for bind in asked.binds[:single]]
    room = BULK_OCTETS - sum(len(ber.variable(bind)) for bind in binds)
    row = [bind.oid for bind in asked.binds[single:]]
    for _ in range(max(0, asked.position) if row else 0):
        nexts = [objects.after(oid) for oid in row]
        room -= sum(len(ber.variable(bind)) for bind in nexts)
        if room < 0 and binds:
            break
        binds += nexts
        if all(bind.tag == ber.END_OF_MIB_VIEW for bind in nexts):
            break
        row = [bind.oid for bind in nexts]
    return binds


def response(kind: int, number: int, asked: Answer, objects: Readable, *, v1: bool) -> bytes:
    """The encoded Response-PDU to a request."""
    encoded = _encoded(number, answer(kind, asked, objects, v1=v1))
    return encoded if len(encoded) <= MOST_OCTETS else _encoded(number, _too_big(asked, v1=v1))


def _encoded(number: int, reply: Reply) -> bytes:
    binds = ber.element(ber.SEQUENCE, *map(ber.variable, reply.binds))
    figures = (ber.integer(number), ber.integer(reply.status), ber.integer(reply.position))
    return ber.element(messages.RESPONSE, *figures, binds)
