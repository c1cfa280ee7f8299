"""What the API answers of halls' E1 plans."""

from typing import Any

from pydantic import Field

from web.api.shapes import Shape


class E1Item(Shape):
    """An E1: framing, place, timeslots by use as text ("1-6,17-31"), kbit/s."""

    order: int
    framing: str
    crc4: bool
    line_type: int = Field(description="dsx1LineType")
    router: str
    slot: str
    number: int = Field(description="1 to 63 as in G.707; 0: no place yet")
    voice: str
    data: str
    management: str
    free: str
    data_kbit: int
    voice_kbit: int
    free_kbit: int
    calls: int


class PlannedE1Item(E1Item):
    """An E1 of a plan; `spare`: it takes a number that is kept for repairs."""

    klm: str
    spare: bool


class JoinedItem(Shape):
    """E1s as one: members, real kbit/s, kbit/s after a member is lost, code of what then happens."""

    bonding: str
    members: list[int]
    kbit: float
    after_loss: float
    loss: str


class VoiceRateItem(Shape):
    """What the calls cost one way, kbit/s."""

    way: str
    mlppp: float
    ethernet: float | None


class PlanItem(Shape):
    """A plan; it can be built where `problems` is empty."""

    hall: str
    voice_lines: int
    e1: list[PlannedE1Item]
    bonding: JoinedItem
    voice: list[VoiceRateItem]
    problems: list[dict[str, Any]]


class TributaryItem(Shape):
    """A number of an STM-1 that is taken."""

    number: int
    klm: str
    holder: str


class Stm1Item(Shape):
    """A channelised STM-1; used, spare and free make 63."""

    router: str
    slot: str
    used: int
    spare: int
    free: int
    total: int
    taken: list[TributaryItem]


class HallE1Item(Shape):
    """A hall's E1s; `source` read (kept configurations) or declared (inventory: timeslots are not known)."""

    hall: str
    title: str
    e1: list[E1Item]
    bonding: str
    data_kbit: float
    calls: int
    voice_lines: int
    source: str


class TotalsItem(Shape):
    """All together."""

    stm1s: int
    used: int
    spare: int
    free: int
    halls: int
    e1: int
    data_kbit: float
    calls: int


class CapacityItem(Shape):
    """How full everything is."""

    ports: list[Stm1Item]
    halls: list[HallE1Item]
    totals: TotalsItem


class EndItem(Shape):
    """One end of an E1: dsx1TransmitClockSource in words, as declared or as polled."""

    device: str
    port: str
    source: str | None
    told: str
    hall: bool


class ClockLineItem(Shape):
    """An E1 with the ends that are known."""

    line: str
    ends: list[EndItem]


class ClocksItem(Shape):
    """Clocks, and what is wrong with them."""

    lines: list[ClockLineItem]
    findings: list[dict[str, Any]]


class BoxItem(Shape):
    """A box in series."""

    name: str
    role: str


class CableItem(Shape):
    """A link in series."""

    name: str
    kind: str


class WatchedItem(Shape):
    """A thing and who looks at it ("" nobody); `how` is a code of the catalogue."""

    thing: str
    name: str
    by: str
    how: str


class BillItem(Shape):
    """One design: what stands in series between a PC and the centre; `points` boxes and links may fail."""

    design: str
    boxes: list[BoxItem]
    links: list[CableItem]
    watched: list[WatchedItem]
    points: int
    unwatched: int


class StepItem(Shape):
    """A step: code of its sentence, what it names, whether the hall is without service meanwhile."""

    code: str
    values: dict[str, str]
    outage: bool


class NewLinkItem(Shape):
    """A link that the inventory gets."""

    name: str
    a: str
    b: str
    kind: str


class MigrationItem(Shape):
    """Before, after, the steps, and what the inventory becomes."""

    hall: str
    before: BillItem
    after: BillItem
    steps: list[StepItem]
    removed_devices: list[str]
    removed_links: list[str]
    added_links: list[NewLinkItem]


class ErlangItem(Shape):
    """Erlang B."""

    erlang: float
    lines: int
    blocking: float
    blocked: float
    needed: int
    carried: float
    rates: list[VoiceRateItem]
