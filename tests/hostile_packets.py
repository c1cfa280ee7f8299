"""Sound datagrams of our own, of captures and of v3 engines: what damage is done to."""

import random
from pathlib import Path

from snmp_captures import payloads

from nms.core.device import Device, SnmpAccess, SnmpVersion
from nms.core.ports import Oid, VarBind
from nms.snmp import ber, messages, usm
from nms.snmp.failures import Target
from nms.snmp.sender import trap_message
from nms.snmp.users import Credential

LINK_DOWN: Oid = (1, 3, 6, 1, 6, 3, 1, 1, 5, 3)
PRIVATE: Oid = (1, 3, 6, 1, 4, 1, 2011, 5, 25, 129, 2, 1, 9)
ADDRESS = "127.0.0.1"
ENGINE = bytes.fromhex("8000000001020304aa")
STRONG = SnmpAccess(
    version=SnmpVersion.V3, user="notifier", auth="sha256", auth_key="authentic-key", priv="aes128",
    priv_key="private-key",
)  # fmt: skip
OPEN = SnmpAccess(version=SnmpVersion.V3, user="notifier")
SEALED = usm.AUTHENTICATED | usm.ENCRYPTED
OF_COMMUNITIES = Device("r1", ADDRESS, snmp=SnmpAccess(community="public"))
OF_SECRETS = Device("r1", ADDRESS, snmp=STRONG)
OF_OPENNESS = Device("r1", ADDRESS, snmp=OPEN)


def variables() -> list[VarBind]:
    """One of every type."""
    column: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1)
    return [
        VarBind((*column, 1, 7), ber.INTEGER, -7),
        VarBind((*column, 2, 7), ber.OCTETS, "千兆口 0/0/7".encode()),
        VarBind((*column, 5, 300), 0x42, 4_000_000_000),
        VarBind((*column, 10, 70_000), ber.COUNTER32, 2**32 - 1),
        VarBind((*PRIVATE, 1), ber.OBJECT_ID, (1, 3, 6, 1, 4, 1, 2011, 2, 23)),
        VarBind((*PRIVATE, 2), ber.IP_ADDRESS, bytes((10, 0, 0, 1))),
        VarBind((*PRIVATE, 3), 0x44, b"\x9f\x78\x04\x3f\x80\x00\x00"),
        VarBind((*PRIVATE, 4), ber.TIME_TICKS, 4711),
    ]


def traps() -> list[bytes]:
    """Of v1, v2c, and informs."""
    made = []
    for oid in (LINK_DOWN, (*PRIVATE, 0, 7)):
        for version in (SnmpVersion.V1, SnmpVersion.V2C):
            target = Target("nms", ADDRESS, SnmpAccess(version=version, community="public"))
            more = [VarBind((*PRIVATE, 5), ber.COUNTER64, 2**63 + 5)] if version is SnmpVersion.V2C else []
            made += [trap_message(target, oid, binds, 4711) for binds in ([], variables() + more)]
    informs = [one.replace(bytes((messages.TRAP_V2,)), bytes((messages.INFORM,)), 1) for one in made]
    return made + [one for one in informs if one not in made]


def responses(count: int = 40) -> list[bytes]:
    """What agents answer to sessions: every type, exceptions, errors."""
    rng = random.Random(3416)
    made = []
    absent = [VarBind((*PRIVATE, 9), tag, None) for tag in (*sorted(ber.EXCEPTIONS), ber.NULL)]
    pool = [*variables(), *absent, VarBind((*PRIVATE, 5), ber.COUNTER64, 2**63 + 5)]
    for number in range(count):
        binds = [rng.choice(pool) for _ in range(rng.randrange(9))]
        status = rng.choice((0, 0, 0, 2, 5))
        listed = ber.element(ber.SEQUENCE, *map(ber.variable, binds))
        body = (ber.integer(messages.FIRST_ID + number), ber.integer(status), ber.integer(bool(status)), listed)
        whole = (
            ber.integer(number % 5 != 0),
            ber.element(ber.OCTETS, b"public"),
            ber.element(messages.RESPONSE, *body),
        )
        made.append(ber.element(ber.SEQUENCE, *whole))
    return made


def scoped() -> list[bytes]:
    """What v3 encrypts: notifications in their scopes."""
    trap_oid = VarBind((1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0), ber.OBJECT_ID, LINK_DOWN)
    listed = ber.element(ber.SEQUENCE, *map(ber.variable, [trap_oid, *variables()]))
    body = (ber.integer(7), ber.integer(0), ber.integer(0), listed)
    context = (ber.element(ber.OCTETS, ENGINE), ber.element(ber.OCTETS, b""))
    kinds = (messages.TRAP_V2, messages.INFORM)
    return [ber.element(ber.SEQUENCE, *context, ber.element(kind, *body)) for kind in kinds]


def sealed(inside: bytes, access: SnmpAccess, flags: int, engine: bytes = ENGINE) -> bytes:
    """A v3 message around a scoped PDU."""
    credential = Credential.of(access)
    envelope = usm.Envelope(1, flags, engine, 3, 1000, credential.user.encode(), b"", 0, b"", b"")
    return usm.seal(envelope, inside, credential)


def captured(folder: Path) -> list[bytes]:
    """Every UDP payload of the recorded captures."""
    files = sorted((folder / "pcap").rglob("*.pcap*"))
    assert len(files) >= 10, f"captures in {folder}"
    return [one for file in files for one in payloads(file.read_bytes())]
