"""A device's configuration as a tree of lines that it edits as real ones do."""

from collections.abc import Iterator, Sequence

SINGLE = (
    # beginnings of lines of which a view has one at most: another takes its place
    "description", "name", "mtu", "ip address", "port default vlan", "port access vlan", "switchport access vlan",
    "bandwidth", "qos", "sysname", "hostname", "duplex", "ip ospf cost", "ospf cost",
)  # fmt: skip


class RefusedError(Exception):
    """The device does not take this line."""


class ConfigTree:
    """Lines below lines, printed in one order whatever the way they came in."""

    def __init__(self, negate: str, text: str = "") -> None:
        self._negate = negate
        self._top: dict[str, object] = {}
        self.enter(text.splitlines())

    def copy(self) -> "ConfigTree":
        """Another tree of the same lines."""
        return ConfigTree(self._negate, self.text())

    def text(self) -> str:
        """The configuration as it is printed."""
        return "\n".join(_printed(self._top, 0))

    def enter(self, lines: Sequence[str]) -> None:
        """Several lines, each below the ones it is indented under."""
        for _ in self.entering(lines):
            pass

    def entering(self, lines: Sequence[str]) -> Iterator[str]:
        """Line by line: each has taken effect when the next is asked for; RefusedError for one that is not taken."""
        views: list[tuple[int, dict[str, object]]] = [(-1, self._top)]
        for line in lines:
            if not line.strip() or line.strip().startswith(("#", "!")):
                continue
            indent = len(line) - len(line.lstrip())
            while views[-1][0] >= indent:
                views.pop()
            yield line
            below = self._one(views[-1][1], line.strip())
            views.append((indent, below))

    def _one(self, view: dict[str, object], line: str) -> dict[str, object]:
        if "?" in line or line.startswith("bad "):
            raise RefusedError(line)
        if line.startswith(f"{self._negate} "):
            self._remove(view, line.removeprefix(f"{self._negate} "))
            return {}
        kind = next((one for one in SINGLE if line.startswith(f"{one} ")), None)
        for other in [other for other in view if kind and other.startswith(f"{kind} ") and other != line]:
            del view[other]
        below = view.setdefault(line, {})
        assert isinstance(below, dict)
        return below

    def _remove(self, view: dict[str, object], what: str) -> None:
        gone = [line for line in view if line == what or line.startswith(f"{what} ")]
        if not gone:
            raise RefusedError(what)
        for line in gone:
            del view[line]


def _printed(view: dict[str, object], depth: int) -> Iterator[str]:
    for line in sorted(view):
        yield " " * depth + line
        below = view[line]
        assert isinstance(below, dict)
        yield from _printed(below, depth + 1)
