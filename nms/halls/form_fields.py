"""The fields of a hall form with their bounds, as pydantic reads them."""

import re
from collections.abc import Mapping
from ipaddress import IPv4Address
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, model_validator
from pydantic_core import PydanticCustomError

from nms.core.errors import InvalidError
from nms.core.hall import (
    VLANS,
    AdmissionPolicy,
    Ap,
    Bonding,
    Channel,
    ChannelUse,
    E1Use,
    Framing,
    Guard,
    Place,
    Ssid,
    SsidKind,
)
from nms.core.site import AdmittedPc
from nms.halls.admission.ladder import MOST_PER_HOUR
from nms.halls.e1 import normal, slots_of

_MAC: Final = re.compile(r"[0-9a-f]{12}")
_PLACE: Final = re.compile(r"(?P<router>[^\s:]+):(?P<slot>\d+(?:/\d+)*)/(?P<number>\d+)")
_MOST_PCS, _MOST_APS = 256, 64


def _refused(code: str, **values: object) -> PydanticCustomError:
    return PydanticCustomError(code, "cannot be used", values)


def _mac_if_any(value: object) -> str:
    return _mac(value) if value else ""


def _mac(value: object) -> str:
    """12 lower-case hex digits, however it was written; a group address is no PC's (IEEE 802)."""
    text = str(value).strip().lower()
    plain = re.sub(r"[-:.]", "", text)
    if not _MAC.fullmatch(plain) or int(plain[1], 16) & 1 or not int(plain, 16):
        raise _refused("NMS-HALL-210")
    return plain


def _slots(value: object) -> object:
    try:
        return slots_of(value) if isinstance(value, str) else [value] if isinstance(value, int) else value
    except InvalidError:
        raise _refused("NMS-HALL-001") from None


def _address(value: str) -> str:
    try:
        return str(IPv4Address(value)) if value else ""
    except ValueError:
        raise _refused("NMS-HALL-211") from None


def _place(value: object) -> object:
    """Written as router:slot/number too."""
    found = _PLACE.fullmatch(value.strip()) if isinstance(value, str) else None
    return found.groupdict() if found else value


def _worded(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _ascii(value: str) -> str:
    """What goes into a command line."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]*", value):
        raise _refused("NMS-HALL-212")
    return value


def _port(value: str) -> str:
    if value and not re.fullmatch(r"[A-Za-z][A-Za-z-]{0,24}\d{1,4}(?:/\d{1,4}){0,4}", value):
        raise _refused("NMS-HALL-213")
    return value


Mac = Annotated[str, BeforeValidator(_mac)]
Vlan = Annotated[int, Field(ge=2, le=4094)]
Label = Annotated[str, Field(max_length=80)]
Named = Annotated[str, Field(min_length=1, max_length=26), AfterValidator(_ascii)]
Port = Annotated[str, AfterValidator(_port)]
Use = Literal["oa", "voice", "wlan-public", "wlan-staff", "management"]


class _Fields(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PcFields(_Fields):
    """An admitted PC."""

    mac: Mac
    owner: Label = ""
    port: Port = ""
    vlan: Vlan | None = None

    def pc(self, vlan: int) -> AdmittedPc:
        """As the core has it; `vlan` where none is said."""
        return AdmittedPc(self.mac, self.owner, self.port, self.vlan or vlan)


class ChannelFields(_Fields):
    """A channel set; its timeslots as "1-6,17-31" or a list."""

    number: int
    slots: Annotated[tuple[int, ...], BeforeValidator(_slots), Field(max_length=64)]
    use: Annotated[ChannelUse, BeforeValidator(_worded)]


class PlaceFields(_Fields):
    """Where an E1 enters an STM-1."""

    router: Label
    slot: Annotated[str, Field(pattern=r"^\d+(/\d+){0,3}$")]
    number: int


class E1Fields(_Fields):
    """One E1."""

    order: int
    framing: Annotated[Framing, BeforeValidator(_worded)] = Framing.PCM31
    crc4: StrictBool = True
    channels: Annotated[tuple[ChannelFields, ...], Field(max_length=64)] = ()
    place: Annotated[PlaceFields | None, BeforeValidator(_place)] = None

    def use(self, place: Place | None) -> E1Use:
        """As the core has it; `place` where none is said."""
        channels = tuple(Channel(one.number, one.slots, one.use) for one in self.channels)
        said = self.place
        place = Place(said.router, said.slot, said.number) if said else place
        return normal(E1Use(self.order, self.framing, self.crc4, channels, place))


class SsidFields(_Fields):
    """A wireless network."""

    name: Named
    kind: Annotated[SsidKind, BeforeValidator(_worded)]
    vlan: Vlan
    enabled: StrictBool | None = None

    def ssid(self) -> Ssid:
        """As the core has it: a demonstration is off unless asked for."""
        enabled = self.kind is not SsidKind.DEMO if self.enabled is None else self.enabled
        return Ssid(self.name, self.kind, self.vlan, enabled)


class ApFields(_Fields):
    """An access point; 0: as planned."""

    name: Annotated[str, Field(min_length=1, max_length=31), AfterValidator(_ascii)]
    port: Port = ""
    mac: Annotated[str, BeforeValidator(_mac_if_any)] = ""
    number: Annotated[int, Field(ge=0, le=8191)] = 0
    channel_2g: int = 0
    channel_5g: int = 0
    power_2g: int = 0
    power_5g: int = 0

    def ap(self) -> Ap:
        """As the core has it."""
        return Ap(**self.model_dump())


class PolicyFields(_Fields):
    """What happens to a PC that nobody admitted."""

    automatic: StrictBool = False
    furthest: Literal["alert", "quarantine", "blackhole", "shutdown"] = "quarantine"
    most_per_hour: Annotated[int, Field(ge=0, le=MOST_PER_HOUR)] = MOST_PER_HOUR

    def policy(self) -> AdmissionPolicy:
        """As the core has it."""
        return AdmissionPolicy(self.automatic, self.furthest, self.most_per_hour)


class FormDocument(_Fields):
    """A hall form; None is "not said". A number for `e1` says how many the system shall plan (`e1_count`)."""

    hall: Annotated[str, Field(min_length=1, max_length=80)]
    e1: Annotated[tuple[E1Fields, ...], Field(min_length=1, max_length=16)] | None = None
    e1_count: Annotated[int, Field(ge=1, le=16)] | None = None
    framing: Annotated[Framing | None, BeforeValidator(_worded)] = None
    crc4: StrictBool = True
    voice_lines: Annotated[int, Field(ge=0, le=1000)] | None = None
    busy_erlang: Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)] = 0.0
    bonding: Annotated[Bonding, BeforeValidator(_worded)] = Bonding.NONE
    vlans: Mapping[Use, Vlan] = {}
    guard: Annotated[Guard, BeforeValidator(_worded)] = Guard.PORT_SECURITY
    pcs: Annotated[tuple[PcFields, ...], Field(max_length=_MOST_PCS)] | None = None
    ssids: Annotated[tuple[SsidFields, ...], Field(max_length=16)] | None = None
    aps: Annotated[tuple[ApFields, ...], Field(max_length=_MOST_APS)] | None = None
    policy: PolicyFields = PolicyFields()
    trap_target: Annotated[str, AfterValidator(_address)] = ""

    @model_validator(mode="before")
    @classmethod
    def _counted(cls, value: Any) -> Any:
        """A number alone, or as text from a form or a sheet."""
        said = value.get("e1") if isinstance(value, dict) else None
        if (isinstance(said, int | float) and not isinstance(said, bool)) or str(said or "").strip().isdecimal():
            return {**value, "e1": None, "e1_count": said}
        return value

    @property
    def vlans_by_use(self) -> dict[str, int]:
        """The VLANs of the hall: as said, the rest as everywhere."""
        return {**VLANS, **{str(use): vlan for use, vlan in self.vlans.items()}}

    @classmethod
    def parts(cls) -> Mapping[str, type[BaseModel]]:
        """Field → the model of what stands below it."""
        return {
            "e1": E1Fields,
            "channels": ChannelFields,
            "place": PlaceFields,
            "pcs": PcFields,
            "ssids": SsidFields,
            "aps": ApFields,
            "policy": PolicyFields,
        }
