"""The demo city 绍兴 as a plan: pure and seeded, the source of the inventory files of the demo site."""

from nms.city.plan.customers import draw_customers
from nms.city.plan.draft import Draft, HostPlan
from nms.city.plan.files import files, inventory_of
from nms.city.plan.halls import draw_halls
from nms.city.plan.network import draw_network
from nms.city.plan.radio import draw_radio
from nms.city.plan.transport import draw_transport

__all__ = ["Draft", "HostPlan", "draw", "files", "inventory_of"]


def draw(seed: int = 2006) -> Draft:
    """The whole city; the same for the same seed."""
    draft = Draft(seed)
    draw_network(draft)
    draw_transport(draft)
    draw_halls(draft)
    draw_radio(draft)
    draw_customers(draft)
    return draft
