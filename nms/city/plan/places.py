"""The districts of the demo city and the places in them; coordinates are rough, addresses fictitious."""

import math
from typing import NamedTuple

from nms.core.site import Site


class District(NamedTuple):
    """A district: its letters, title, middle, and how much of everything stands there."""

    code: str
    title: str
    lon: float
    lat: float
    halls: int
    pops: int
    fat_aps: int


DISTRICTS = (
    District("yc", "越城", 120.582, 30.000, 24, 12, 3),
    District("kq", "柯桥", 120.492, 30.081, 16, 8, 2),
    District("sy", "上虞", 120.868, 30.033, 12, 6, 2),
    District("zj", "诸暨", 120.236, 29.713, 12, 6, 1),
    District("sz", "嵊州", 120.822, 29.588, 9, 4, 1),
    District("xc", "新昌", 120.903, 29.500, 7, 4, 1),
)
STREETS = (
    "解放路", "中兴路", "胜利路", "人民路", "迎恩门", "东街", "城南", "北海", "塔山", "府山", "鲁迅路", "环城路",
    "百官", "东浦", "斗门", "马山", "皋埠", "陶堰", "富盛", "灵芝", "鉴湖", "孙端", "稽山", "袍江",
)  # fmt: skip
CENTRE = Site("centre", "core", "越城", "支撑中心机房", 120.5860, 30.0040)
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def around(district: District, number: int, radius_deg: float) -> tuple[float, float]:
    """The position of the n-th place around a district's middle: a sunflower, so that nothing overlaps on the map."""
    reach = radius_deg * math.sqrt((number + 0.5) / 30)
    angle = number * GOLDEN_ANGLE
    return round(district.lon + reach * math.cos(angle), 4), round(district.lat + 0.85 * reach * math.sin(angle), 4)


def kilometres(a: Site, b: Site) -> float:
    """Length of a cable between two places: the way as the crow flies and a third more."""
    east = (a.lon - b.lon) * 111.32 * math.cos(math.radians((a.lat + b.lat) / 2))
    north = (a.lat - b.lat) * 110.57
    return round(1.33 * math.hypot(east, north) + 0.1, 1)


def sites() -> dict[str, Site]:
    """All places by name: the centre, a core room and four aggregation rooms per district, POPs and halls."""
    places = [CENTRE]
    for district in DISTRICTS:
        code, title = district.code, district.title
        places.append(Site(f"{code}-core", "core", title, f"{title}核心机房", district.lon, district.lat))
        for room in range(1, 5):
            lon, lat = around(district, room, 0.12)
            places.append(Site(f"{code}-agg{room}", "agg", title, f"{title}汇聚机房{room}", lon, lat))
        for pop in range(1, district.pops + 1):
            lon, lat = around(district, pop + 5, 0.16)
            places.append(Site(f"{code}-pop{pop:02d}", "access", title, f"{title}接入点{pop}", lon, lat))
        for hall in range(1, district.halls + 1):
            lon, lat = around(district, hall + 20, 0.14)
            street = STREETS[hall - 1]
            places.append(Site(f"{code}-h{hall:02d}", "hall", title, f"{title}{street}营业厅", lon, lat))
    return {place.name: place for place in places}
