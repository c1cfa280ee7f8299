"""A business hall as it is asked for in one form: E1 lines, timeslots, voice, VLANs, WLAN, and who may sit there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from nms.core.site import AdmittedPc


class Framing(StrEnum):
    """How an E1 is framed (G.704); CRC-4 is told apart by `E1Use.crc4`."""

    UNFRAMED = "unframed"  # 2048 kbit/s, no timeslots
    PCM31 = "pcm31"  # timeslot 0 is alignment
    PCM30 = "pcm30"  # timeslot 16 carries channel-associated signalling as well


class ChannelUse(StrEnum):
    """What a channel of an E1 carries."""

    VOICE = "voice"
    DATA = "data"
    MANAGEMENT = "management"


class Bonding(StrEnum):
    """How several E1 become one (`E1Use.bonded`)."""

    NONE = "none"
    IMUX = "imux"  # the converters' own inverse multiplexing
    VCAT = "vcat"  # G.7043 with GFP (G.8040)
    MLPPP = "mlppp"  # RFC 1990


class Guard(StrEnum):
    """How a hall's ports tell PCs apart."""

    PORT_SECURITY = "port-security"
    DOT1X = "dot1x"


class SsidKind(StrEnum):
    """Who a wireless network is for."""

    PUBLIC = "public"  # open with a portal, isolated
    STAFF = "staff"  # WPA2-Enterprise
    DEMO = "demo"  # pre-shared key, off unless asked for


VLANS: Mapping[str, int] = {"oa": 10, "voice": 20, "wlan-public": 30, "wlan-staff": 31, "management": 99}
"""The VLANs of a hall by use."""

QUARANTINE_VLAN = 666


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel set of an E1: number 0..30, its timeslots (1..31) in order, and its use."""

    number: int
    slots: tuple[int, ...]
    use: ChannelUse


@dataclass(frozen=True, slots=True)
class Place:
    """Where an E1 enters a channelised STM-1: router, slot of the controller ("0/1/0"), number 1..63 (G.707)."""

    router: str
    slot: str
    number: int


@dataclass(frozen=True, slots=True)
class E1Use:
    """One E1 of a hall: `order` is its port on the converter (1..4)."""

    order: int
    framing: Framing = Framing.PCM31
    crc4: bool = True
    channels: tuple[Channel, ...] = ()
    """None where it is unframed."""
    place: Place | None = None
    """None: the system gives it one."""


@dataclass(frozen=True, slots=True)
class Ssid:
    """A wireless network of a hall."""

    name: str
    kind: SsidKind
    vlan: int
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Ap:
    """An access point of a hall: switch port it hangs on, channels and power (dBm EIRP); 0: the plan chooses.

    `mac` (12 lower-case hex digits) is what its controller knows it by, under `number`; an AP that is a device of its
    own needs neither.
    """

    name: str
    port: str
    channel_2g: int = 0
    channel_5g: int = 0
    power_2g: int = 0
    power_5g: int = 0
    mac: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class AdmissionPolicy:
    """What happens to a PC that nobody admitted: how far it may go by itself; otherwise each step is proposed.

    `automatic` False: every action waits for a person. `furthest` is the last rung of alert → quarantine → blackhole →
    shutdown that may be taken. `most_per_hour` bounds automatic actions in this hall.
    """

    automatic: bool = False
    furthest: str = "quarantine"
    most_per_hour: int = 3


@dataclass(frozen=True, slots=True)
class HallForm:
    """Everything one form says of a hall; `nms.halls.form` reads it, `nms.halls.bundle` makes a change of it."""

    hall: str
    e1: tuple[E1Use, ...]
    voice_lines: int = 0
    busy_erlang: float = 0.0
    """Voice traffic expected in the busy hour; 0: not given."""
    bonding: Bonding = Bonding.NONE
    vlans: Mapping[str, int] = field(default_factory=lambda: dict(VLANS))
    guard: Guard = Guard.PORT_SECURITY
    pcs: tuple[AdmittedPc, ...] = ()
    ssids: tuple[Ssid, ...] = ()
    aps: tuple[Ap, ...] = ()
    policy: AdmissionPolicy = AdmissionPolicy()
    trap_target: str = ""
    """Address that the hall's devices send notifications to; "" as the settings say."""
