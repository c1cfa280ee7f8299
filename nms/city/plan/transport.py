"""The SDH/MSTP transport: an STM-64 core ring and an STM-16 ring in every district; elements without SNMP."""

from itertools import pairwise

from nms.city.plan.draft import Draft, end
from nms.city.plan.places import DISTRICTS
from nms.core.device import Role

RING_SIZE = 4


def draw_transport(draft: Draft) -> None:
    """Six core elements, one per district, and four more in each district's ring; both STM-1s of the centre."""
    for number, district in enumerate(DISTRICTS, 1):
        site = "centre" if number == 1 else f"{district.code}-core"
        draft.host(f"mstp-c{number}", f"127.9.0.{number}", Role.MSTP, site, ring="core", level="STM-64")
        for element in range(1, RING_SIZE + 1):
            name, address = f"mstp-{district.code}{element}", f"127.9.{number}.{element}"
            draft.host(name, address, Role.MSTP, f"{district.code}-agg{element}", ring=district.code, level="STM-16")
    size = len(DISTRICTS)
    for number in range(1, size + 1):
        follower = number % size + 1
        draft.link(
            end(f"mstp-c{number}", "STM64-1"),
            end(f"mstp-c{follower}", "STM64-2"),
            "sdh",
            f"duct-sdh-{number}",
            ring="core",
            level="STM-64",
            protection="MSP-2F",
        )
    for number, district in enumerate(DISTRICTS, 1):
        _district_ring(draft, f"mstp-c{number}", district.code)
    for number in (1, 2):
        draft.link(
            end(f"cpos-{number}", "Cpos0/1/0"),
            end("mstp-c1", f"STM1-{number}"),
            "sdh",
            level="STM-1",
            structure="63xVC-12",
        )


def _district_ring(draft: Draft, hub: str, code: str) -> None:
    ring = [hub, *(f"mstp-{code}{element}" for element in range(1, RING_SIZE + 1)), hub]
    for span, (west, east) in enumerate(pairwise(ring), 1):
        draft.link(
            end(west, "STM16-1"),
            end(east, "STM16-2"),
            "sdh",
            f"duct-sdh-{code}{span}",
            ring=code,
            level="STM-16",
            protection="SNCP",
        )
