"""The sample orders of the demo city, and its inventory with nothing taken but what stands."""

from functools import cache

from nms.city.plan import draw, inventory_of
from nms.core.config import LinesConfig
from nms.core.device import SnmpAccess
from nms.core.line import LineEnd, LineService, Order, Requirement, Solution
from nms.core.site import Inventory

CONFIG = LinesConfig()


@cache
def demo() -> Inventory:
    """The demo city."""
    return inventory_of(draw(), {"demo_v2c": SnmpAccess(community="a"), "demo_v3": SnmpAccess(community="b")})


def ends(hub: str, *branches: str, networks: bool = False) -> tuple[LineEnd, ...]:
    """A hub and its branches; with networks of their own for routed lines."""
    behind = [(f"10.{100 + at // 250}.{at % 250}.0/24",) if networks else () for at in range(len(branches) + 1)]
    first = LineEnd(hub, hub=True, networks=behind[0])
    return (first, *(LineEnd(site, networks=behind[at]) for at, site in enumerate(branches, 1)))


def order(
    number: str, customer: str, service: LineService, asked: Requirement, places: tuple[LineEnd, ...], *given: str
) -> Order:
    """An order that says some fields of its requirement itself."""
    return Order(number, customer, number, service, asked, places, surveyed=frozenset(given))


def serials(one: Order) -> Order:
    """With a serial number for every branch's ONT."""
    numbered = tuple(
        LineEnd(end.site, end.hub, end.iface, end.networks, end.vlan, f"48575443{at:08X}")
        for at, end in enumerate(one.ends)
    )
    return Order(one.number, one.customer, one.title, one.service, one.requirement, numbered, surveyed=one.surveyed)


BANK_E1 = order(
    "PL-2026-0001", "bank", LineService.TDM,
    Requirement(2, "E1", 5, 99.99, "p2p", 1, 1, 5), ends("bank-hq", "bank-01"),
)  # fmt: skip
BANK_STAR = order(
    "PL-2026-0002", "bank", LineService.EPL,
    Requirement(10, "FE", 5, 99.99, "star", 20, 2, 4), ends("bank-hq", *(f"bank-{n:02d}" for n in range(1, 21))),
)  # fmt: skip
PHARMACY = serials(order(
    "PL-2026-0003", "pharmacy", LineService.L3VPN,
    Requirement(4, "FE", 2, 99.5, "tree", 40, 4, 1),
    ends("pharmacy-hq", *(f"pharmacy-{n:02d}" for n in range(1, 41)), networks=True),
))  # fmt: skip
TEXTILE = order(
    "PL-2026-0004", "textile-market", LineService.VPLS,
    Requirement(100, "FE", 3, 99.9, "star", 6, 5, 3), ends("textile-hq", *(f"textile-{n}" for n in range(1, 7))),
)  # fmt: skip
EGOV = order(
    "PL-2026-0005", "e-government", LineService.L3VPN,
    Requirement(1000, "GE", 4, 99.95, "star", 1, 4, 3, dual_home=True), ends("egov-centre", "egov-hall", networks=True),
)  # fmt: skip
CARRIER = order(
    "PL-2026-0006", "carrier", LineService.TDM,
    Requirement(155, "STM1", 4, 99.99, "p2p", 1, 3, 5), ends("carrier-a", "carrier-b"),
)  # fmt: skip
DATACENTRE = order(
    "PL-2026-0007", "datacentre", LineService.EPL,
    Requirement(10_000, "10GE", 3, 99.95, "p2p", 1, 5, 5, dual_home=True), ends("idc-1", "idc-2"),
)  # fmt: skip
REMOTE = serials(order(
    "PL-2026-0008", "remote-plant", LineService.EPL,
    Requirement(20, "FE", 3, 99.9, "star", 1, 3, 3), ends("plant-hq", "plant-1"),
))  # fmt: skip
ADVICE = {
    BANK_E1.number: Solution.SDH,
    BANK_STAR.number: Solution.SDH,
    PHARMACY.number: Solution.PON,
    TEXTILE.number: Solution.ETH,
    EGOV.number: Solution.ETH,
    CARRIER.number: Solution.SDH,
    DATACENTRE.number: Solution.ETH,
    REMOTE.number: Solution.SDH,
}
"""What the comparison recommends for each."""
ORDERS = (BANK_E1, BANK_STAR, PHARMACY, TEXTILE, EGOV, CARRIER, DATACENTRE, REMOTE)


def hall_line(number: int, hall: str) -> Order:
    """An E1 from a hall to the centre."""
    asked = Requirement(2, "E1", 3, 99.5)
    return order(f"PL-2026-9{number:03d}", "bank", LineService.TDM, asked, ends("centre", hall))
