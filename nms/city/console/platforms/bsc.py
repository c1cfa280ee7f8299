"""The base station controller's man-machine console as a platform."""

from nms.city.box import Box
from nms.city.console.element import Element
from nms.city.console.grammar import Grammar
from nms.city.console.mml import put
from nms.city.console.mml_tables import TABLES
from nms.city.console.platform import Platform
from nms.city.console.shell import Shell
from nms.city.console.tree import Node

CELLS = 3  # of a controller that the inventory gives none


def prompt(_shell: Shell) -> str:
    """None."""
    return ""


def render(_element: Element, tree: object) -> str:
    """The commands that would make the tables what they are."""
    assert isinstance(tree, Node)
    return "\n".join(f"{node.line};" for node in tree.sorted())


def initial(element: Element) -> None:
    """Cells with default parameters, neighbours in a row."""
    rows = element.box.cells or _made_up(element.box)
    for number, (name, lac, ci, arfcn, bsic) in enumerate(rows):
        colour = f"{bsic:0>2}"
        cell = {"CELLID": str(number), "CELLNAME": name, "LAC": str(lac), "CI": str(ci), "BCCHNO": str(arfcn)}
        put(element, "GCELL", cell | {"NCC": colour[0], "BCC": colour[1], "ACTSTATUS": "ACTIVATED"})
        for table in ("GCELLHOBASIC", "GCELLHOAD"):
            fields = TABLES[table].fields
            defaults = {field: row.default for field, row in fields.items() if row.default}
            put(element, table, {"CELLID": str(number)} | defaults)
    for number in range(len(rows)):
        for other in {(number + 1) % len(rows), (number - 1) % len(rows)} - {number}:
            fields = TABLES["G2GNCELL"].fields
            defaults = {field: row.default for field, row in fields.items() if row.default}
            put(element, "G2GNCELL", {"SRC2GNCELLID": str(number), "NBR2GNCELLID": str(other)} | defaults)


def _made_up(box: Box) -> tuple[tuple[str, int, int, int, str], ...]:
    return tuple((f"{box.device.name}-{place}", 4_660, 100 + place, 60 + place, f"1{place}") for place in range(CELLS))


BSC = Platform(
    name="huawei_bsc_mml",
    grammar=Grammar((), "RMV"),
    misses={},
    words={},
    prompt=prompt,
    render=render,
    initial=initial,
    login=("", ""),
    ending=";",
)
