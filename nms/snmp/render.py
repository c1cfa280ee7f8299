"""Values of variables as people read them: text without control characters, addresses, dates, numbers (RFC 2579)."""

import re
import unicodedata
from datetime import datetime, timedelta, timezone

from nms.core.ports import VarBind
from nms.snmp import ber
from nms.snmp.names import name_of, object_of

MAC_OCTETS = 6
LONGEST_TEXT = 500
ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)")
MACS = frozenset({
    "ifPhysAddress", "dot1dBaseBridgeAddress", "dot1dTpFdbAddress", "ipNetToMediaPhysAddress",
    "ipNetToPhysicalPhysAddress", "dot11MACAddress", "hwWlanApMac", "cpsIfSecureLastMacAddress",
})  # fmt: skip
DATES = frozenset({"hrSystemDate"})
EXCEPTION_TEXTS = {
    ber.NO_SUCH_OBJECT: "noSuchObject",
    ber.NO_SUCH_INSTANCE: "noSuchInstance",
    ber.END_OF_MIB_VIEW: "endOfMibView",
}


def clean(text: str) -> str:
    """Text of a device made harmless: terminal sequences and control characters gone, white space folded, capped."""
    bare = ANSI.sub("", text)
    kept = "".join(" " if c.isspace() else c for c in bare if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join(kept.split())[:LONGEST_TEXT]


def text_of(octets: bytes) -> str | None:
    """The text in an OCTET STRING (UTF-8, else GB 18030 as Chinese boxes send); None if it is not text."""
    trimmed = octets.rstrip(b"\x00")
    for encoding in ("utf-8", "gb18030"):
        try:
            text = trimmed.decode(encoding)
        except UnicodeDecodeError:
            continue
        if all(c.isspace() or unicodedata.category(c)[0] != "C" for c in text):
            return clean(text)
    return None


def mac_of(octets: bytes) -> str:
    """Octets as a hardware address: 00:1b:44:11:3a:b7."""
    return octets.hex(":")


def date_of(octets: bytes) -> datetime | None:
    """A DateAndTime (RFC 2579): 8 octets without or 11 with a zone; aware only with one; None if it is no date."""
    if len(octets) not in (8, 11):
        return None
    year = int.from_bytes(octets[:2], "big")
    month, day, hour, minute, second, tenth = octets[2:8]
    try:
        moment = datetime(year, month, day, hour, minute, min(second, 59), tenth * 100_000)  # noqa: DTZ001 - zone follows
        if len(octets) == 8:
            return moment
        ahead = timedelta(hours=octets[9], minutes=octets[10])
        return moment.replace(tzinfo=timezone(-ahead if octets[8:9] == b"-" else ahead))
    except ValueError:
        return None


def value_text(bind: VarBind) -> str:
    """The value of a variable as text."""
    if bind.tag in EXCEPTION_TEXTS:
        return EXCEPTION_TEXTS[bind.tag]
    if bind.value is None:
        return ""
    if isinstance(bind.value, tuple):
        return name_of(bind.value)
    if isinstance(bind.value, bytes):
        return _octets_text(bind.tag, bind.value, object_of(bind.oid)[0])
    return _duration(bind.value) if bind.tag == ber.TIME_TICKS else str(bind.value)


def line(bind: VarBind) -> str:
    """A whole variable on one line: "ifDescr.5 = GigabitEthernet0/0/5"."""
    return f"{name_of(bind.oid)} = {value_text(bind)}"


def _octets_text(tag: int, octets: bytes, name: str) -> str:
    if tag == ber.IP_ADDRESS and len(octets) == 4:
        return ".".join(map(str, octets))
    if name in MACS:
        return mac_of(octets)
    moment = date_of(octets) if name in DATES else None
    if moment:
        return moment.isoformat(sep=" ")
    text = text_of(octets)
    return mac_of(octets[:LONGEST_TEXT]) if text is None else text


def _duration(ticks: int) -> str:
    days, rest = divmod(ticks // 100, 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{days} d {hours:02}:{minutes:02}:{seconds:02}"
