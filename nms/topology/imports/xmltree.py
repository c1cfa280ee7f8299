"""XML from strangers as a plain tree: no DOCTYPE, no entities, nothing fetched, bounded in size and depth."""

from dataclasses import dataclass, field
from xml.parsers import expat

from nms.core.errors import InvalidError, Where

MOST_OCTETS = 32 * 1024 * 1024
"""A file with a million links has about this size."""

_MOST_DEPTH = 64
_MOST_ELEMENTS = 5_000_000


@dataclass(slots=True)
class Element:
    """An element with its name without namespace, attributes, own text and the line it begins on."""

    name: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list["Element"] = field(default_factory=list)

    def all(self, name: str) -> list["Element"]:
        """Direct children of a name."""
        return [child for child in self.children if child.name == name]

    def first(self, *path: str) -> "Element | None":
        """The first child of the first name, its first child of the second, and so on."""
        found: Element | None = self
        for name in path:
            found = next((child for child in found.children if child.name == name), None) if found else None
        return found

    def word(self, *path: str) -> str:
        """The text at a path, stripped; "" where there is none."""
        found = self.first(*path)
        return found.text.strip() if found else ""


def parse(data: bytes, file: str) -> Element:
    """The root of a document.

    InvalidError: NMS-TOPO-002 not XML (with line and column), NMS-TOPO-003 a DOCTYPE or an entity, NMS-TOPO-004 deeper
    or larger than any network.
    """
    return _Reader(file).read(data)


class _Reader:
    def __init__(self, file: str) -> None:
        self._file, self._count = file, 0
        self._open: list[Element] = []
        self._texts: list[list[str]] = []
        self._root: Element | None = None
        # expat leaves out any namespace declaration by itself; names come as "namespace name"
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype

    def read(self, data: bytes) -> Element:
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            where = Where(self._file, error.lineno, column=error.offset + 1)
            raise InvalidError("NMS-TOPO-002", where, reason=reason) from None
        except (ValueError, LookupError) as error:  # an encoding that Python does not know
            raise InvalidError("NMS-TOPO-002", Where(self._file, 1), reason=error) from None
        assert self._root is not None, "expat accepts no document without a root"
        return self._root

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) >= _MOST_DEPTH or self._count > _MOST_ELEMENTS:
            raise InvalidError("NMS-TOPO-004", self._here(), depth=_MOST_DEPTH, elements=_MOST_ELEMENTS)
        element = Element(name.rpartition(" ")[2], attributes, self._parser.CurrentLineNumber)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._root = element
        self._open.append(element)
        self._texts.append([])

    def _end(self, _name: str) -> None:
        self._open.pop().text = "".join(self._texts.pop())

    def _text(self, text: str) -> None:
        self._texts[-1].append(text)

    def _doctype(self, *_declaration: object) -> None:
        raise InvalidError("NMS-TOPO-003", self._here())

    def _here(self) -> Where:
        return Where(self._file, self._parser.CurrentLineNumber)
