"""Networks of Repetita (Gay, Schaus, Vissicchio 2017): `.graph` files of nodes and directed edges."""

from collections.abc import Iterator

from nms.core.errors import InvalidError, Where
from nms.topology.imports.draft import Draft, RawLink, RawNode
from nms.topology.imports.numbers import number

_HIGHEST = 1e12

Row = tuple[int, list[str]]  # line, words


def read_repetita(text: str, file: str) -> Draft:
    """NODES (label x y) and EDGES (label src dest weight bw delay, in kbit/s); two opposite edges are one link.

    Lengths come from the coordinates; the weight is one of routing. InvalidError NMS-TOPO-017 for a wrong line.
    """
    draft = Draft(file, "Repetita")
    rows = ((line, words.split()) for line, words in enumerate(text.splitlines(), 1) if words.strip())
    for line, words in _section(rows, file, "NODES", 3):
        x = number(words[1], file, line, "x", least=-180, most=180)
        y = number(words[2], file, line, "y", least=-90, most=90)
        draft.nodes.append(RawNode(str(len(draft.nodes)), words[0], x, y, line))
    waiting: dict[tuple[str, str], list[RawLink]] = {}
    for line, words in _section(rows, file, "EDGES", 6):
        link = _link(draft, line, words)
        back = waiting.get((link.b, link.a))
        if back and link.a != link.b:
            first = back.pop(0)
            draft.links.append(first._replace(mbps=min(first.mbps or 0.0, link.mbps or 0.0)))
        else:
            waiting.setdefault((link.a, link.b), []).append(link)
    for link in (link for links in waiting.values() for link in links):
        if link.a != link.b:
            draft.caution("NMS-TOPO-018", link.line, name=link.name)
        draft.links.append(link._replace(name=""))
    return draft


def _section(rows: Iterator[Row], file: str, title: str, columns: int) -> Iterator[Row]:
    """The rows behind a title with their number, and the line of column names."""
    line, words = next(rows, (1, []))
    if len(words) != 2 or words[0] != title or not words[1].isdecimal():
        raise InvalidError("NMS-TOPO-017", Where(file, line), wanted=f"{title} N", found=" ".join(words)[:60])
    count = int(words[1])
    next(rows, None)
    for _ in range(count):
        line, words = next(rows, (line, []))
        if len(words) != columns:
            wanted = f"{title}: {columns} columns in {count} rows"
            raise InvalidError("NMS-TOPO-017", Where(file, line), wanted=wanted, found=" ".join(words)[:60])
        yield line, words


def _link(draft: Draft, line: int, words: list[str]) -> RawLink:
    """An edge; its ends are positions in the list of nodes: a wrong one is found when the graph is built."""
    mbps = number(words[4], draft.file, line, "bw", least=0, most=_HIGHEST) / 1000
    return RawLink(words[1], words[2], line, words[0], mbps=mbps)
