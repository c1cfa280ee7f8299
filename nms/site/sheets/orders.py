"""Orders of private lines in a sheet: one row an order, as the documents that the order form knows."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nms.core.errors import InvalidError, NmsError, Where
from nms.core.line import Order
from nms.core.texts import Language
from nms.site.sheets.book import Grid, read_book
from nms.site.sheets.layout import ORDERS
from nms.site.sheets.rows import grid_of, merged, read_rows

_HUB, _BRANCHES = "hub", "branches"


def read_orders(file: Path) -> tuple[dict[int, dict[str, Any]], tuple[NmsError, ...]]:
    """Row number → order document, and everything that is wrong with the sheet."""
    grids = [grid for grid in read_book(file) if grid.head]
    grid = next((grid for grid in grids if grid.title.casefold() in ORDERS.titles), None)
    if grid is None and len(grids) == 1:
        grid = grids[0]
    if grid is None:
        found = ", ".join(one.title for one in grids) or "–"
        return {}, (InvalidError("NMS-SHEET-012", Where(str(file)), sheet=found[:80], known=ORDERS.stem),)
    rows = read_rows(file, grid, ORDERS)
    documents = {rows.numbers[name]: _document(name, merged({}, told)) for name, told in rows.values.items()}
    return documents, rows.problems


def _document(number: str, entry: dict[str, Any]) -> dict[str, Any]:
    hub, branches = entry.pop(_HUB, None), entry.pop(_BRANCHES, [])
    ends = [{"site": hub, "hub": True}] if hub else []
    return {"number": number, **entry, "ends": ends + [{"site": site} for site in branches]}


def orders_grid(orders: Iterable[Order], language: Language) -> Grid:
    """Orders as a sheet that `read_orders` reads back."""
    return grid_of(ORDERS, {order.number: _entry(order) for order in orders}, language)


def _entry(order: Order) -> Mapping[str, Any]:
    wanted = order.requirement
    hub = next((end.site for end in order.ends if end.hub), None)
    return {"customer": order.customer, "title": order.title, "service": order.service.value, "grade": order.grade,
             "solution": order.solution.value if order.solution else None, "iface": wanted.iface,
             "mbps": wanted.mbps, "reliability": wanted.reliability, "topology": wanted.topology,
             "security": wanted.security, "growth": wanted.growth, "budget": wanted.budget, "encrypt": wanted.encrypt,
             _HUB: hub, _BRANCHES: [end.site for end in order.ends if end.site != hub]}  # fmt: skip
