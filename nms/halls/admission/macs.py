"""What a MAC says of itself: its normal form, whether it is made up, and whether its maker builds routers."""

import re
from collections.abc import Collection

from nms.core.errors import InvalidError

_SEPARATORS = re.compile(r"[:\-. ]")
_MAC = re.compile(r"[0-9a-f]{12}")
_LOCAL, _GROUP = 0x02, 0x01  # bits of the first octet (IEEE 802)


def normal(text: str) -> str:
    """12 lower hex digits out of any usual spelling; InvalidError NMS-ADM-001, also for group addresses."""
    digits = _SEPARATORS.sub("", text.strip().lower())
    if not _MAC.fullmatch(digits) or int(digits[:2], 16) & _GROUP or digits == "0" * 12:
        raise InvalidError("NMS-ADM-001", field="mac", value=text[:40])
    return digits


def randomised(mac: str) -> bool:
    """Whether the address is locally administered: phones and PCs make such up, anew for every network."""
    return bool(int(mac[:2], 16) & _LOCAL)


def network_maker(mac: str, more: Collection[str] = ()) -> bool:
    """Whether the maker of the interface is one whose boxes are routers and access points; `more` are OUIs as well."""
    return mac[:6] in NETWORK_MAKERS or mac[:6] in more


def spelled(mac: str) -> str:
    """With colons, as people read it."""
    return ":".join(mac[place : place + 2] for place in range(0, len(mac), 2))


_TP_LINK = (
    "001d0f 002719 14cc20 388345 50c7bf 54c80f 6466b3 74ea3a 90f652 a0f3c1 b0487a c04a00 d85d4c e894f6 ec086b f4f26d "
    "f81a67"
)
_D_LINK = "001195 0015e9 001cf0 14d64d 1cbdb9 28107b 340804 84c9b2 b8a386 c8be19 fc7516"
_NETGEAR = (
    "00095b 000fb5 00146c 00184d 001b2f 001e2a 001f33 00223f 0024b2 0026f2 204e7f 2cb05d 30469a 4c60de 744401 841b5e "
    "9cd36d a021b7 c03f0e c43dc7 e0469a e091f5"
)
_LINKSYS = (
    "000c41 000f66 001217 001310 0014bf 0016b6 001839 001a70 001c10 001d7e 001ee5 002129 00226b 002369 00259c 586d8f "
    "687f74 98fc11 c0c1c0"
)
_TENDA = "00b00c c83a35"

NETWORK_MAKERS: frozenset[str] = frozenset(f"{_TP_LINK} {_D_LINK} {_NETGEAR} {_LINKSYS} {_TENDA}".split())
"""OUIs of makers of small routers and access points; from memory, and never whole: the settings add to them."""
