"""The kinds of values that a service takes: what each looks like, and the plain value a template gets."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from typing import Any, NamedTuple

from nms.core.errors import InvalidError
from nms.provision import wording

_TEXT_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Kind:
    """`pattern` must match the whole text of a value; `shape` shows people what it looks like."""

    pattern: str
    shape: str
    made: Callable[[str], Any] = str


class Interface(NamedTuple):
    """An interface's address as templates need it: `10.0.0.1 255.255.255.252`, or with the prefix length."""

    address: str
    mask: str
    length: int
    network: str


def _interface(text: str) -> Interface:
    parsed = IPv4Interface(text)
    return Interface(str(parsed.ip), str(parsed.netmask), parsed.network.prefixlen, str(parsed.network.network_address))


def _network(text: str) -> Interface:
    parsed = IPv4Network(text)
    return Interface(str(parsed.network_address), str(parsed.netmask), parsed.prefixlen, str(parsed.network_address))


def _rd(text: str) -> str:
    """`asn:nn` (16:32 or 32:16 bit) or `address:nn` (RFC 4364, 4.2)."""
    head, _, number = text.rpartition(":")
    wide = "." in head or int(head) > 0xFFFF
    if "." in head:
        IPv4Address(head)
    elif int(head) > 0xFFFFFFFF:
        raise ValueError(text)
    if int(number) > (0xFFFF if wide else 0xFFFFFFFF):
        raise ValueError(text)
    return text


def _mac(text: str) -> str:
    return re.sub(r"[^0-9a-f]", "", text.lower())


def _timeslots(text: str) -> str:
    """Timeslots of an E1 in ascending order, none twice, never timeslot 0 (G.704)."""
    last = 0
    for part in text.split(","):
        low, _, high = part.partition("-")
        if not last < int(low) <= int(high or low) <= 31:
            raise ValueError(text)
        last = int(high or low)
    return text


class E1Channel(NamedTuple):
    """A channel of an E1: number, what it carries, timeslots as devices write them."""

    number: int
    use: str
    slots: str


def _e1_channel(text: str) -> E1Channel:
    number, use, slots = text.split(":")
    if int(number) > 30:
        raise ValueError(text)
    return E1Channel(int(number), use, _timeslots(slots))


class E1Telephone(NamedTuple):
    """A telephone port and its timeslot."""

    port: str
    slot: int


def _e1_telephone(text: str) -> E1Telephone:
    port, _, slot = text.partition(":")
    if not 1 <= int(slot) <= 31:
        raise ValueError(text)
    return E1Telephone(port, int(slot))


class MmlChange(NamedTuple):
    """A parameter of a man-machine command with its new value; `apply` and `undo` give it the new and the present one
    (`EDGEDLRXLEV=25`)."""

    name: str
    new: str
    apply: str
    undo: str


def _mml_change(text: str) -> MmlChange:
    name, _, values = text.partition("=")
    new, _, was = values.partition(":")
    return MmlChange(name, new, f"{name}={new}", f"{name}={was}")


_OCTETS = r"\d{1,3}(?:\.\d{1,3}){3}"

KINDS: Mapping[str, Kind] = {
    "int": Kind(r"-?\d{1,10}", "100", int),
    "word": Kind(r"[a-z][a-z0-9/-]{0,30}", ""),
    "text": Kind(rf".{{1,{_TEXT_LENGTH}}}", "PL-2006-0001"),
    "name": Kind(r"[A-Za-z][A-Za-z0-9_.-]{0,30}", "CUST-HX"),
    "port": Kind(r"[A-Za-z][A-Za-z-]{0,24}\d{1,4}(?:/\d{1,4}){0,4}(?::\d{1,3})?(?:\.\d{1,4})?", "GigabitEthernet0/1/1"),
    "slot": Kind(r"\d{1,3}(?:/\d{1,3}){0,3}", "0/1/0"),
    "uplink": Kind(r"\d{1,2}/\d{1,2} \d{1,2}", "0/19 0"),
    "place": Kind(r"[A-Za-z0-9][A-Za-z0-9/.:-]{0,30}", "2-SL4-1"),
    "netdev": Kind(r"[a-z][a-z0-9]{0,11}(?:-[a-z0-9]{1,6})?", "eth1"),
    "ipv4": Kind(_OCTETS, "10.0.0.2", lambda text: str(IPv4Address(text))),
    "interface": Kind(_OCTETS + r"/\d{1,2}", "192.168.10.1/30", _interface),
    "network": Kind(_OCTETS + r"/\d{1,2}", "10.20.0.0/16", _network),
    "rd": Kind(rf"(?:\d{{1,10}}|{_OCTETS}):\d{{1,10}}", "65000:1001", _rd),
    "mac": Kind(r"(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}|(?:[0-9A-Fa-f]{4}[.-]){2}[0-9A-Fa-f]{4}|[0-9A-Fa-f]{12}",
                "0011-2233-4455", _mac),
    "timeslots": Kind(r"\d{1,2}(?:-\d{1,2})?(?:,\d{1,2}(?:-\d{1,2})?){0,15}", "1-15,17-31", _timeslots),
    "e1-channel": Kind(r"\d{1,2}:(?:voice|data|management):\d{1,2}(?:-\d{1,2})?(?:,\d{1,2}(?:-\d{1,2})?){0,15}",
                       "1:data:7-15,17-31", _e1_channel),
    "e1-telephone": Kind(r"[a-z]{1,8}\d{1,2}(?:/\d{1,2}){0,2}:\d{1,2}", "fxs1/1:3", _e1_telephone),
    "serial": Kind(r"[0-9A-F]{16}|[A-Z]{4}[0-9A-F]{8}", "48575443E39049AE"),
    "mml": Kind(r"[A-Z0-9_]{1,40}", "GCELLHOBASIC"),
    "mml-value": Kind(r"[A-Z0-9_]{1,40}=[A-Z0-9_]{1,40}", "PBGTMARGIN=68"),
    "mml-change": Kind(r"[A-Z0-9_]{1,40}=[A-Z0-9_]{1,40}:[A-Z0-9_]{1,40}", "EDGEDLRXLEV=25:20", _mml_change),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a service: its kind and limits, whether it must be given, what it means, and (where the template
    needs it) the `line` that a device calls it by. `low` and `high` bound an int, `high` the length of a text or name,
    `most` the number of values where a list is taken; `needs` names a field that must then be given too, `platforms`
    those that know the field (all, if empty).
    """

    name: str
    kind: str
    zh: str = ""
    en: str = ""
    required: bool = True
    default: Any = None
    low: int | None = None
    high: int | None = None
    choices: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    most: int = 0
    line: str = ""
    needs: str = ""
    platforms: tuple[str, ...] = ()
    touched: bool = False
    """Whether the value names what the service touches (a port)."""

    def read(self, value: object) -> Any:
        """The plain value for a template; InvalidError for one that may not be sent."""
        if not self.most:
            return self._one(value)
        if not isinstance(value, (list, tuple)) or not 1 <= len(value) <= self.most:
            raise self._refusal("NMS-CHG-012", value, most=self.most)
        if len({str(one) for one in value}) != len(value):
            raise self._refusal("NMS-CHG-013", value)
        return tuple(self._one(one) for one in value)

    def _one(self, value: object) -> Any:
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise self._refusal("NMS-CHG-007", value, shape=self.shape)
        text = str(value)
        if text in self.also:
            return text
        if self.choices:
            return self._choice(text)
        if self.kind == "text":
            return self._text(text)
        return self._typed(text)

    def _choice(self, text: str) -> str:
        if text in self.choices:
            return text
        near = get_close_matches(text, self.choices, n=1)
        nearest = near[0] if near else "–"
        raise self._refusal("NMS-CHG-008", text, choices=", ".join(self.choices), nearest=nearest)

    def _text(self, text: str) -> str:
        most = self.high or _TEXT_LENGTH
        if not 1 <= len(text) <= most:
            raise self._refusal("NMS-CHG-011", text, found=len(text), high=most)
        if found := wording.objection(text):
            raise self._refusal("NMS-CHG-009", text, found=found)
        return text

    def _typed(self, text: str) -> Any:
        kind = KINDS[self.kind]
        if not re.fullmatch(kind.pattern, text, re.ASCII) or wording.objection(text):
            raise self._refusal("NMS-CHG-007", text, shape=self.shape)
        try:
            made = kind.made(text)
        except ValueError as error:
            raise self._refusal("NMS-CHG-007", text, shape=self.shape) from error
        measured = made if isinstance(made, int) else len(text)
        if (self.low is not None and measured < self.low) or (self.high is not None and measured > self.high):
            raise self._refusal("NMS-CHG-006", text, low=self.low, high=self.high)
        return made

    @property
    def shape(self) -> str:
        """What a value looks like, for people."""
        return ", ".join((KINDS[self.kind].shape, *self.also)) if not self.choices else ", ".join(self.choices)

    def _refusal(self, code: str, value: object, **more: object) -> InvalidError:
        text = str(value) if isinstance(value, (str, int)) else type(value).__name__
        shown = "".join("·" if wording.odd(character) else character for character in text)[:60]
        return InvalidError(code, None, field=self.name, value=shown, **more)
