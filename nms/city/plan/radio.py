"""The GSM side: sixty base stations with three cells each, 900 and 1800 MHz, under two controllers."""

from nms.city.plan.draft import Draft
from nms.city.plan.places import DISTRICTS, around
from nms.core.site import Cell

STATIONS, SECTORS = 60, 3
FIRST_900, FIRST_1800 = 10, 530
SPACING = 3  # carriers from one cell of a district to the next, so that none lies beside another
REUSE = 4  # every fourth site of a district has the same carriers: these lie on opposite sides of its middle


def draw_radio(draft: Draft) -> None:
    """Every third station works at 1800 MHz; a location area per district."""
    for station in range(STATIONS):
        district = DISTRICTS[station % len(DISTRICTS)]
        lon, lat = around(district, 2 + station // len(DISTRICTS) * 3, 0.18)
        bts, wide = f"b{station + 1:03d}", station % 3 == 2
        for sector in range(SECTORS):
            own = station // len(DISTRICTS) % REUSE * SECTORS + sector
            arfcn = (FIRST_1800 if wide else FIRST_900) + SPACING * own + station % len(DISTRICTS)
            name = f"{bts}-{sector + 1}"
            draft.cells[name] = Cell(
                name,
                bsc=f"bsc-{1 + station % 2}",
                bts=bts,
                lac=22_000 + station % len(DISTRICTS) + 1,
                ci=30_000 + station * 10 + sector + 1,
                arfcn=arfcn,
                bsic=f"{station % 8}{sector + station // 8 % 5}",
                lon=lon,
                lat=lat,
            )
