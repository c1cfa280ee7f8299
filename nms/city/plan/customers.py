"""The group customers' sites, how each can be reached, and where the halls meet the transport network."""

from collections.abc import Iterator

from nms.city.plan.draft import Draft
from nms.city.plan.places import DISTRICTS, District, around
from nms.core.site import Access, Site

_BY_CODE = {district.code: district for district in DISTRICTS}
HOME = "yc"
BANK_BRANCHES, SHOPS, MARKETS = 20, 40, 6
USUAL_SPLITS, REMOTE_SPLITS, REMOTE_KM = (32,), (64,), 18.0
STM1_ROUTERS = (("cpos-1", "Cpos0/1/0"), ("cpos-2", "Cpos0/1/0"))


def draw_customers(draft: Draft) -> None:
    """Sites of the seven customers; ways to them, to the halls and to the centre."""
    draft.accesses["centre"] = tuple(Access("e1", router, port) for router, port in STM1_ROUTERS)
    for number, hall in enumerate(draft.halls.values()):
        district = _BY_CODE[hall.name.partition("-")[0]]
        draft.accesses[hall.site] = (_sdh(district, number, 0.5, hall.site),)
    for number, (name, customer, title, code) in enumerate(_sites()):
        district = _BY_CODE[code]
        lon, lat = around(district, number + 45, 0.13)
        draft.sites[name] = Site(name, "customer", district.title, title, lon, lat, customer)
        draft.accesses[name] = tuple(_ways(draft, name, customer, district, number))


def _sites() -> Iterator[tuple[str, str, str, str]]:
    """Name, customer, title and district's code of every site; headquarters first."""
    codes = [district.code for district in DISTRICTS]
    yield "bank-hq", "bank", "绍兴银行总行", HOME
    for branch in range(1, BANK_BRANCHES + 1):
        yield f"bank-{branch:02d}", "bank", f"绍兴银行{branch}号支行", codes[branch % len(codes)]
    yield "pharmacy-hq", "pharmacy", "连锁药店总部", HOME
    for shop in range(1, SHOPS + 1):
        yield f"pharmacy-{shop:02d}", "pharmacy", f"连锁药店{shop}号门店", codes[shop % len(codes)]
    yield "textile-hq", "textile-market", "轻纺城市场管理中心", "kq"
    for market in range(1, MARKETS + 1):
        yield f"textile-{market}", "textile-market", f"轻纺城{market}号市场", "kq"
    yield "egov-centre", "e-government", "市政务数据中心", HOME
    yield "egov-hall", "e-government", "市行政服务中心", "kq"
    yield "carrier-a", "carrier", "其他运营商局房甲", HOME
    yield "carrier-b", "carrier", "其他运营商局房乙", "sy"
    yield "idc-1", "datacentre", "数据中心一号楼", HOME
    yield "idc-2", "datacentre", "数据中心二号楼", "sz"
    yield "plant-hq", "remote-plant", "远端厂区总部", HOME
    yield "plant-1", "remote-plant", "新昌远端厂区", "xc"


def _ways(draft: Draft, site: str, customer: str, district: District, number: int) -> Iterator[Access]:
    remote = site == "plant-1"
    yield _sdh(district, number, 2.0, site)
    km = REMOTE_KM if remote else round(3.0 + 5.0 * draft.chance(site, "odn"), 1)
    yield _pon(district, number, km, REMOTE_SPLITS if remote else USUAL_SPLITS, site)
    if remote:
        return
    yield _ethernet(district, number, site, "a")
    if customer in ("e-government", "datacentre"):
        yield _ethernet(district, number + 1, site, "b")


def _sdh(district: District, number: int, km: float, site: str) -> Access:
    return Access("sdh", f"mstp-{district.code}{1 + number % 4}", km=km, fibres=1, srlg=(f"duct-{site}-s",))


def _pon(district: District, number: int, km: float, splits: tuple[int, ...], site: str) -> Access:
    olt, port = f"{district.code}-olt{1 + number % 2}", f"0/1/{number // 2 % 8}"
    return Access("pon", olt, port, km, splits, srlg=(f"duct-{site}-p",))


def _ethernet(district: District, number: int, site: str, way: str) -> Access:
    last = site.startswith("idc-")  # ten gigabit fill an uplink: these two POPs serve nobody else
    pop = district.pops - number % 2 if last else 1 + number % (district.pops - 2)
    switch = f"{district.code}-acc{pop:02d}"
    return Access("ethernet", switch, km=round(1.0 + number % 7 / 2, 1), fibres=2, srlg=(f"duct-{site}-{way}",))
