"""The packet network and the support centre: P, PE, aggregation, OLTs, access switches, CPOS routers, DCN, servers."""

from nms.city.plan.draft import Draft, end
from nms.city.plan.places import DISTRICTS, District
from nms.core.device import Role
from nms.core.site import Customer

# PEs of a district by number: its own first; a district with one PE leans on a neighbour's.
PE_PAIRS = {"yc": (1, 2), "kq": (3, 4), "sy": (5, 1), "zj": (6, 2), "sz": (7, 8), "xc": (8, 7)}
PE_SITES = {
    1: "yc-core",
    2: "centre",
    3: "kq-core",
    4: "kq-agg1",
    5: "sy-core",
    6: "zj-core",
    7: "sz-core",
    8: "xc-core",
}
ONUS_PER_OLT, USUAL_S_VLAN = 25, "1000"
CUSTOMERS = (
    ("bank", "绍兴银行", "AAA"),
    ("pharmacy", "连锁药店", "normal"),
    ("textile-market", "轻纺城市场", "A"),
    ("e-government", "市政务网", "AA"),
    ("carrier", "其他运营商", "AAA"),
    ("datacentre", "数据中心", "AA"),
    ("remote-plant", "新昌远端厂区", "A"),
)


def draw_network(draft: Draft) -> None:
    """Everything between the halls' E1s and the network management system."""
    for name, title, grade in CUSTOMERS:
        draft.customers[name] = Customer(name, title, grade)
    _core(draft)
    for number, district in enumerate(DISTRICTS, 1):
        _aggregation(draft, number, district)
        _olts(draft, number, district)
        _access(draft, number, district)
    _centre(draft)


def _core(draft: Draft) -> None:
    for number, site in ((1, "centre"), (2, "sy-core")):
        draft.host(f"p-{number}", f"127.1.1.{number}", Role.P, site)
    draft.link(end("p-1", "100GE0/1/11"), end("p-2", "100GE0/1/11"), "fibre", "duct-core-0")
    for number, site in PE_SITES.items():
        pe = draft.host(f"pe-{number}", f"127.1.2.{number}", Role.PE, site, lsr_id=f"10.0.2.{number}")
        for core in (1, 2):
            uplink, downlink = end(pe, f"100GE0/1/{core - 1}"), end(f"p-{core}", f"100GE0/1/{number - 1}")
            draft.link(uplink, downlink, "fibre", f"duct-core-{number}{'ab'[core - 1]}")


def _aggregation(draft: Draft, number: int, district: District) -> None:
    for room in range(1, 5):
        name = f"{district.code}-agg{room}"
        draft.host(name, f"127.2.{number}.{room}", Role.AGGREGATION, name, domain=district.code)
        for way, pe in enumerate(PE_PAIRS[district.code]):
            slot = (number - 1) * 4 + room - 1
            draft.link(
                end(name, f"XGigabitEthernet0/0/{23 + way}"),
                end(f"pe-{pe}", f"GigabitEthernet0/2/{slot % 24}"),
                "fibre",
                f"duct-{district.code}-{room}{'ab'[way]}",
                mbps="10000",
            )


def _olts(draft: Draft, number: int, district: District) -> None:
    for olt in (1, 2):
        name = draft.host(
            f"{district.code}-olt{olt}",
            f"127.3.{number}.{olt}",
            Role.OLT,
            f"{district.code}-agg{olt * 2}",
            onus=str(ONUS_PER_OLT),
            s_vlans=USUAL_S_VLAN,
            domain=district.code,
        )
        for way in (0, 1):
            agg = f"{district.code}-agg{olt * 2 - way}"
            draft.link(end(name, f"ethernet0/9/{way}"), end(agg, "XGigabitEthernet0/0/1"), "fibre")


def _access(draft: Draft, number: int, district: District) -> None:
    for pop in range(1, district.pops + 1):
        site = f"{district.code}-pop{pop:02d}"
        address = f"127.4.{number}.{pop}"
        name = draft.host(f"{district.code}-acc{pop:02d}", address, Role.ACCESS_SWITCH, site, domain=district.code)
        for way in (0, 1):
            agg = f"{district.code}-agg{1 + (pop - 1 + way) % 4}"
            draft.link(
                end(name, f"XGigabitEthernet0/0/{way + 1}"),
                end(agg, f"XGigabitEthernet0/0/{2 + pop}"),
                "fibre",
                f"duct-{site}-{'ab'[way]}",
            )


def _centre(draft: Draft) -> None:
    draft.host("fw-1", "127.5.1.1", Role.FIREWALL, "centre")
    draft.host("ac-1", "127.5.2.1", Role.AC, "centre")
    draft.host("radius-1", "127.5.3.1", Role.RADIUS, "centre")
    for number in (1, 2):
        draft.host(f"dcn-{number}", f"127.5.4.{number}", Role.DCN, "centre")
        draft.host(f"cpos-{number}", f"127.5.5.{number}", Role.CPOS_ROUTER, "centre")
        draft.host(f"bsc-{number}", f"127.5.6.{number}", Role.BSC, "centre")
    for number in (1, 2):
        _centre_side(draft, number)
    for way in (25, 26):
        port = f"Ten-GigabitEthernet1/0/{way}"
        draft.link(end("dcn-1", port), end("dcn-2", port), "ethernet", name=f"dcn-1--dcn-2.{way - 24}")


def _centre_side(draft: Draft, number: int) -> None:
    """One of the centre's two halves: everything is connected to both DCN switches."""
    cpos, dcn = f"cpos-{number}", f"dcn-{number}"
    draft.link(end(cpos, "GigabitEthernet0/2/0"), end("fw-1", f"GigabitEthernet0/0/{number - 1}"), "ethernet")
    draft.link(end(cpos, "GigabitEthernet0/2/1"), end(f"pe-{number}", "GigabitEthernet0/2/22"), "ethernet")
    draft.link(end("fw-1", f"GigabitEthernet0/0/{number + 1}"), end(dcn, "GigabitEthernet1/0/1"), "ethernet")
    draft.link(end("ac-1", f"XGigabitEthernet0/0/{number}"), end(dcn, "Ten-GigabitEthernet1/0/27"), "ethernet")
    draft.link(end("radius-1", f"eth{number - 1}"), end(dcn, "GigabitEthernet1/0/2"), "ethernet")
    for bsc in (1, 2):
        draft.link(end(f"bsc-{bsc}", f"eth{number - 1}"), end(dcn, f"GigabitEthernet1/0/{2 + bsc}"), "ethernet")
    draft.link(end(dcn, "Ten-GigabitEthernet1/0/28"), end(f"p-{number}", "GigabitEthernet0/2/0"), "fibre")
