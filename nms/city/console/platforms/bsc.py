"""The base station controller's man-machine console as a platform."""

from nms.city.box import Box
from nms.city.console.element import Element
from nms.city.console.grammar import Grammar
from nms.city.console.mml import put
from nms.city.console.mml_tables import defaults
from nms.city.console.platform import Platform
from nms.city.console.shell import Shell
from nms.city.console.tree import Node
from nms.city.neighbours import neighbours
from nms.core.site import Cell

CELLS = 3  # of a controller that the inventory gives none
OF_CELL = ("GCELLHOBASIC", "GCELLHOAD", "GCELLTMR")


def prompt(_shell: Shell) -> str:
    """None."""
    return ""


def render(_element: Element, tree: object) -> str:
    """The commands that would make the tables what they are."""
    assert isinstance(tree, Node)
    return "\n".join(f"{node.line};" for node in tree.sorted())


def initial(element: Element) -> None:
    """Cells with default parameters, and their neighbours."""
    box = element.box
    cells = box.cells or _made_up(box)
    for number, cell in enumerate(cells):
        colour = f"{cell.bsic:0>2}"
        row = {"CELLID": str(number), "CELLNAME": cell.name, "LAC": str(cell.lac), "CI": str(cell.ci)}
        row |= {"BCCHNO": str(cell.arfcn), "NCC": colour[0], "BCC": colour[1], "ACTSTATUS": "ACTIVATED"}
        put(element, "GCELL", row)
        for table in OF_CELL:
            put(element, table, {"CELLID": str(number)} | defaults(table))
    for source, target in neighbours(cells):
        put(element, "G2GNCELL", {"SRC2GNCELLID": str(source), "NBR2GNCELLID": str(target)} | defaults("G2GNCELL"))


def _made_up(box: Box) -> tuple[Cell, ...]:
    name = box.device.name
    return tuple(Cell(f"{name}-{n}", name, name, 4_660, 100 + n, 60 + n, f"1{n}") for n in range(CELLS))


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
