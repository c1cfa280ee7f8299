"""What a configuration stops doing when lines are given to it: interfaces shut or gone, lines that stand no more."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nms.core.dialect import Dialect
from nms.provision.grammar import fits
from nms.provision.predict import predicted
from nms.provision.tree import Path, View, parse, paths

_VIEWS: Sequence[tuple[str, str]] = (
    (r"interface (\S.*)", r"\1"),
    (r"controller cpos (\S+)", r"Cpos\1"),
    (r"controller (?:SONET|sonet) (\S+)", r"SONET\1"),
    (r"controller (?:E1|e1) (\S+)", r"E1-\1"),
)
"""Views that stand for a port, and how the port is called."""

_BOARD, _ONT = r"interface (?:gpon|epon|xgpon) (\S+)", r"ont add (\d+) (\d+) "
_SHUT = (r"shutdown", r"shutdown force")
_HARMLESS = (
    r"(?:description|name|alias|desc|vlan-description|circuit-id)\b.*",
    r"(?:qos|car|rate-limit|traffic-policy|traffic-shape|service-policy|statistic\S*|load-interval|mtu|bandwidth)\b.*",
    r"(?:snmp-agent|snmp-server|ntp-service|ntp|info-center|logging|sysname|hostname|lldp|clock|log)\b.*",
    r"(?:port-security|switchport port-security)\b.*",
    r"(?:undo|no) .*|shutdown(?: .*)?",
)
"""Lines whose going takes nothing down: words for people, limits, monitoring."""

_SHELL: Sequence[tuple[str, str]] = (
    (r"ip link set (?:dev )?(\S+) down", r"\1"),
    (r"ip link (?:del|delete) (?:dev )?(\S+)", r"\1"),
    (r"(?:ifdown|ifconfig) (\S+)(?: down)?", r"\1"),
)
_CELLS = (
    r"(?:MOD|SET) GCELL\S*:.*\bCELLID=(\d+).*\bACTSTATUS=DEACTIVATED.*",
    r"(?:DEA|RMV|BLK) G?CELL\S*:.*\bCELLID=(\d+).*",
)


@dataclass(frozen=True, slots=True)
class Losses:
    """Ports that were open and are shut or gone, lines gone (with their views), cells switched off (by number).

    `told` is False where the grammar of the platform is a shell's or a man-machine one: there only what the lines say
    outright is known.
    """

    ports: tuple[str, ...] = ()
    lines: frozenset[Path] = frozenset()
    cells: tuple[str, ...] = ()
    told: bool = True

    def shut(self, path: Path) -> bool:
        """Whether a line stands in the view of a port that is shut or gone."""
        return port_of(path[0]) in self.ports


def losses(dialect: Dialect, running: str, lines: Sequence[str]) -> Losses:
    """What `lines`, as they are sent, take from the configuration `running`."""
    if dialect.shell or dialect.mml:
        words = [line.strip().rstrip("; ") for line in lines]
        return Losses(tuple(_matched(_SHELL, words)), cells=tuple(_cells(words)), told=False)
    before, after = parse(dialect, running), parse(dialect, predicted(dialect, running, lines))
    gone = frozenset(paths(before)) - frozenset(paths(after))
    return Losses(tuple(_closed(before, after)), frozenset(path for path in gone if bears(path)))


def bears(path: Path) -> bool:
    """Whether traffic may depend on a line."""
    return not fits(_HARMLESS, path[-1])


def port_of(line: str) -> str:
    """The port that a view stands for; "" for other lines."""
    return next(iter(_matched(_VIEWS, [line])), "")


def _closed(before: View, after: View) -> Iterator[str]:
    for line, view in before.items():
        port = port_of(line)
        if port and not _shut(view) and (line not in after or _shut(after[line])):
            yield port
    yield from sorted(_onts(before) - _onts(after))


def _onts(view: View) -> set[str]:
    """The ONTs of an OLT, as frame/slot/port/number."""
    boards = ((board[1], below) for line, below in view.items() if (board := re.fullmatch(_BOARD, line)))
    return {f"{slot}/{ont[1]}/{ont[2]}" for slot, below in boards for line in below if (ont := re.match(_ONT, line))}


def _shut(view: Mapping[str, View]) -> bool:
    return any(fits(_SHUT, line) for line in view)


def _matched(rules: Sequence[tuple[str, str]], lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        for pattern, answer in rules:
            if found := re.fullmatch(pattern, line):
                yield found.expand(answer)
                break


def _cells(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield from (found[1] for pattern in _CELLS if (found := re.fullmatch(pattern, line)))
