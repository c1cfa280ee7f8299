"""What the city weighs: shared structure instead of an OID per object."""

import tracemalloc

from nms.city.mib import view_of
from nms.city.plan import draw, inventory_of
from nms.city.state import City
from nms.core.device import SnmpAccess
from nms.testing import ManualClock


def test_boxes_of_one_kind_share_their_view(city: City) -> None:
    views = {id(view_of(box.product.mibs)) for box in city.boxes.values()}
    assert len(views) <= len({box.product.mibs for box in city.boxes.values()}) < 20


def test_a_million_objects_take_a_few_megabytes() -> None:
    inventory = inventory_of(draw(), dict.fromkeys(("demo_v2c", "demo_v3"), SnmpAccess(community="c")))
    clock = ManualClock()
    tracemalloc.start()
    city = City(inventory, clock)
    for box in city.boxes.values():
        for place in view_of(box.product.mibs).places:
            place.table.rows_of(box, city.now())
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(city.boxes) >= 245
    assert size < 40 << 20
    print(f"the city's state and all row indexes: {size / 2**20:.1f} MiB")
