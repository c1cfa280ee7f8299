"""The business halls: converter, switch, E1s into the channelised STM-1s, PCs and access points."""

from nms.city.plan.draft import Draft, end
from nms.city.plan.places import DISTRICTS, District
from nms.core.device import Role
from nms.core.site import AdmittedPc, Hall

BUILT_2005 = 64
OLD_DESIGN = "zj-h12"
SPARE_CHANNELS, CHANNELS = 3, 63
CONVERTER_PORT, ROUTER_PORT, SWITCH_PORT, FAT_AP_PORT = (
    "fastethernet1/1",
    "GigabitEthernet0/0/0",
    "GigabitEthernet0/0/24",
    "GigabitEthernet0/0/20",
)


def klm(channel: int) -> str:
    """The K-L-M address of VC-12 number 1..63 in a VC-4, by the order of G.707."""
    rest = channel - 1
    return f"{rest % 3 + 1}-{rest // 3 % 7 + 1}-{rest // 21 + 1}"


def draw_halls(draft: Draft) -> None:
    """Eighty halls; every other one has a second E1, on the other CPOS router."""
    free = {number: iter(range(1, CHANNELS + 1 - SPARE_CHANNELS)) for number in (1, 2)}
    number = 0
    for district in DISTRICTS:
        for place in range(1, district.halls + 1):
            number += 1
            _hall(draft, number, district, place)
            first = 1 + number % 2 if number % 4 in (0, 3) else 2 - number % 2
            for order, router in enumerate((first, 3 - first)[: 1 + number % 2], 1):
                _line(draft, f"{district.code}-h{place:02d}", order, router, next(free[router]))


def _line(draft: Draft, hall: str, order: int, router: int, channel: int) -> None:
    code, _ = hall.split("-")
    draft.link(
        end(f"{hall}-iad", f"E1-1/{order}"),
        end(f"cpos-{router}", f"E1-0/1/0/{channel}"),
        "e1",
        f"ring-{code}",
        name=f"e1-{hall}-{order}",
        circuit=f"E1-{hall.upper()}-{order}",
        klm=klm(channel),
        frame="PCM30",
    )


def _hall(draft: Draft, number: int, district: District, place: int) -> None:
    name = f"{district.code}-h{place:02d}"
    old = name == OLD_DESIGN
    draft.host(f"{name}-iad", f"127.20.{number}.1", Role.CONVERTER, name)
    draft.host(f"{name}-sw", f"127.20.{number}.2", Role.HALL_SWITCH, name)
    devices: tuple[str, ...] = (f"{name}-iad", f"{name}-sw")
    if old:
        draft.host(f"{name}-rt", f"127.20.{number}.3", Role.HALL_ROUTER, name)
        draft.link(end(f"{name}-iad", "v35-1/1"), end(f"{name}-rt", "Serial1/0/0"), "ethernet", interface="V.35")
        draft.link(end(f"{name}-rt", ROUTER_PORT), end(f"{name}-sw", SWITCH_PORT), "ethernet")
        devices = (f"{name}-iad", f"{name}-rt", f"{name}-sw")
    else:
        draft.link(end(f"{name}-iad", CONVERTER_PORT), end(f"{name}-sw", SWITCH_PORT), "ethernet")
    if place <= district.fat_aps:
        draft.host(f"{name}-ap", f"127.20.{number}.10", Role.AP, name)
        draft.link(end(f"{name}-ap", "GigabitEthernet0"), end(f"{name}-sw", FAT_AP_PORT), "ethernet")
        devices += (f"{name}-ap",)
    title = draft.sites[name].title
    voice = 0 if old else 4 + int(draft.chance(name, "voice") * 5)
    labels = {"aps": str(2 + int(draft.chance(name, "aps") * 3)), "built": "2005" if number <= BUILT_2005 else "2006"}
    draft.halls[name] = Hall(
        name, name, title, "old" if old else "new", devices, _pcs(draft, number, name), voice, labels
    )


def _pcs(draft: Draft, number: int, name: str) -> tuple[AdmittedPc, ...]:
    count = 6 + int(draft.chance(name, "pcs") * 10)
    seats = [f"{seat}号台席" for seat in range(1, count - 1)] + ["值班经理台", "后台办公位"]
    return tuple(
        AdmittedPc(f"00e04c68{number:02x}{seat:02x}", owner, f"GigabitEthernet0/0/{seat}", 10)
        for seat, owner in enumerate(seats, 1)
    )
