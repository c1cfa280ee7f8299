"""`nms topology …`: networks read in, paths, disjoint pairs with certificates, weak points, the past."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, cast

import typer

from nms.app import topology
from nms.app.clock import SystemClock
from nms.app.topology_views import Wanted, impossible, link_told, pair_told, path_told
from nms.cli.opening import opened_app
from nms.cli.output import AsJson, complain, group, print_json, print_table, say, tell
from nms.core.errors import ConflictError, InvalidError, NmsError
from nms.topology.disjoint import Disjoint, NamedPath
from nms.topology.graph import TopologyLink
from nms.topology.network import Cost, Network, network_of

app = group("Topology: import, paths, disjoint pairs, weak points, history / 拓扑")

File = Annotated[Path | None, typer.Option("--file", help="A GraphML, SNDlib or Repetita file instead of the site.")]
Costs = Annotated[str, typer.Option("--cost", help="km or hops.")]
Rate = Annotated[float, typer.Option("--mbps", min=0, help="Only links that carry so much, Mbit/s.")]
SHOWN = 20


def _columns(*names: str) -> list[str]:
    return [f"topology.{name}" for name in names]


def _network(file: Path | None, cost: str = "km") -> Network:
    if cost not in ("km", "hops"):
        raise InvalidError("NMS-TOPO-021", cost=cost)
    unit = cast("Cost", cost)
    return network_of(topology.imported(file).graph, unit) if file else opened_app().topology.network(unit)


@app.command("import")
def import_network(
    file: Annotated[Path, typer.Argument(help="GraphML, SNDlib XML or Repetita .graph.")],
    out: Annotated[Path | None, typer.Option(help="Write it as a site into this folder.")] = None,
    as_json: AsJson = False,
) -> None:
    """Read a published network, say what is odd about it, and write it as a site's inventory."""
    network = topology.imported(file)
    written = topology.write_site(network, out) if out else []
    summary = network.summary()
    if as_json:
        print_json({**summary, "written": [str(path) for path in written]})
        return
    for caution in network.cautions:
        complain(caution)
    tell("topology.imported", **{**summary, "cautions": len(network.cautions)})
    if out:
        tell("topology.written", count=len(written), folder=out)


@app.command("paths")
def list_paths(
    a: Annotated[str, typer.Argument(help="A device, or a node of the file.")],
    b: str,
    count: Annotated[int, typer.Option("-k", min=1, max=10_000, help="How many.")] = 3,
    file: File = None,
    cost: Costs = "km",
    mbps: Rate = 0.0,
    as_json: AsJson = False,
) -> None:
    """The k shortest paths without loops; parallel links make different paths."""
    network = _network(file, cost)
    found = topology.paths(network, a, b, count, mbps)
    if as_json:
        print_json({"total": len(found), "unit": network.unit, "items": [path_told(path) for path in found]})
        return
    print_table(_columns("path", "cost", "nodes", "links"), (_row(str(at), path) for at, path in enumerate(found, 1)))


def _row(name: str, path: NamedPath) -> tuple[object, ...]:
    return name, f"{path.cost:g}", " – ".join(path.nodes), ", ".join(path.links)


@app.command("disjoint")
def find_pair(
    a: Annotated[str, typer.Argument(help="A device, or a node of the file.")],
    b: str,
    node: Annotated[bool, typer.Option("--node/--link", help="No common node, or no common link alone.")] = True,
    srlg: Annotated[bool, typer.Option("--srlg", help="No common shared-risk group (duct) either.")] = False,
    file: File = None,
    cost: Costs = "km",
    mbps: Rate = 0.0,
    seconds: Annotated[float, typer.Option(min=0, help="Bound on the search for shared-risk groups.")] = 10.0,
    as_json: AsJson = False,
) -> None:
    """Working and protection path of least total cost, with a certificate; code 2 where none are fully disjoint."""
    kind: Literal["node", "link"] = "node" if node else "link"
    wanted = Wanted(a, b, kind, srlg, mbps, seconds)
    network = _network(file, cost)
    try:
        answer = topology.pair(network, wanted, SystemClock().monotonic)
    except ConflictError as error:
        if as_json:
            print_json(_none(error))
        _refuse(error)
    reason = impossible(answer)
    if as_json:
        print_json(pair_told(answer))
    else:
        _print_pair(answer)
    if not answer.proven:
        complain(InvalidError("NMS-TOPO-030", seconds=f"{seconds:g}"))
    if reason is not None:
        _refuse(reason)


def _refuse(error: NmsError) -> None:
    complain(error)
    sys.exit(2)


def _none(error: NmsError) -> dict[str, object]:
    """There is no path at all."""
    nothing: dict[str, object] = {"cost": None, "working": None, "protection": None, "shared": [], "proven": True}
    return {**nothing, "disjoint": False, "max_flow": 0, "cut": [], "error": error.as_dict()}


def _print_pair(answer: Disjoint) -> None:
    rows = (_row(say("topology.working"), answer.working), _row(say("topology.protection"), answer.protection))
    print_table(_columns("path", "cost", "nodes", "links"), rows)
    shared = ", ".join((*answer.shared.links, *answer.shared.nodes, *answer.shared.srlg)) or say("topology.nothing")
    proven = say("topology.yes" if answer.proven else "topology.no")
    tell("topology.total", cost=f"{answer.cost:g}", unit=answer.unit, shared=shared, proven=proven)


@app.command("check")
def check_certificate(
    certificate: Annotated[Path, typer.Argument(help="What `disjoint … --json` printed.")],
    file: File = None,
    cost: Costs = "km",
    as_json: AsJson = False,
) -> None:
    """Verify a certificate by means that no search has a part in; code 1 for one that does not hold."""
    doubts = topology.checked(_network(file, cost), certificate)
    said = [say(doubt.code, **doubt.values) for doubt in doubts]
    if as_json:
        print_json({"holds": not doubts, "doubts": said})
    else:
        for line in said:
            sys.stderr.write(f"{line}\n")
        if not doubts:
            tell("topology.holds", file=certificate)
    sys.exit(1 if doubts else 0)


@app.command("show")
def show_topology(file: File = None, as_json: AsJson = False) -> None:
    """Counts, rings, single points of failure, and the links with source, age and confidence."""
    network = _network(file)
    found = topology.weak_points(network)
    rings = [] if file else list(opened_app().topology.layers().rings)
    links = [] if file else list(opened_app().topology.links())
    counts = {"nodes": len(network.nodes), "links": len(network.links), "pieces": len(found.pieces)}
    counts |= {"rings": len(rings), "srlg": len(network.srlg)}
    if as_json:
        weak = [one._asdict() for one in found.weak]
        sizes = {"sizes": found.pieces, "names": network.nodes}
        items = [link_told(link) for link in links]
        print_json({**counts, **sizes, "weak": weak, "found_rings": rings, "items": items})
        return
    tell("topology.counts", **counts)
    print_table(_columns("weak_point", "kind", "cut_off"), ((one.name, say(f"topology.{one.kind}"), one.cut_off)
                for one in found.weak[:SHOWN]))  # fmt: skip
    if rings:
        print_table(
            _columns("ring", "kind", "nodes"), ((one.name, one.layer, " – ".join(one.devices)) for one in rings)
        )
    _print_links(links)


def _print_links(links: list[TopologyLink]) -> None:
    columns = _columns("link", "end_a", "end_b", "source", "confidence", "first_seen", "last_seen", "stale")
    print_table(columns, map(_link_row, links))


def _link_row(link: TopologyLink) -> tuple[object, ...]:
    source, stale = say(f"link_source.{link.source}"), say("topology.yes") if link.stale else ""
    seen = _local(link.first_seen), _local(link.last_seen)
    return link.name, link.a, link.b, source, f"{link.confidence:.2f}", *seen, stale


def _local(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"


@app.command("as-of")
def show_past(
    at: Annotated[str, typer.Argument(help="ISO 8601: 2026-03-01 or 2026-03-01T08:30+08:00.")],
    as_json: AsJson = False,
) -> None:
    """The links as they were known at a moment."""
    moment = _moment(at)
    links = list(opened_app().topology.links(moment))
    if as_json:
        print_json({"at": moment, "total": len(links), "items": [link_told(link) for link in links]})
        return
    _print_links(links)
    tell("topology.as_of", at=_local(moment), links=len(links))


@app.command("changes")
def show_changes(
    start: Annotated[str, typer.Option("--from", help="ISO 8601; the beginning if not given.")] = "",
    end: Annotated[str, typer.Option("--to", help="ISO 8601; now if not given.")] = "",
    link: Annotated[str, typer.Option(help="Of one link only.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 100,
    as_json: AsJson = False,
) -> None:
    """Links that were added, changed or went, the latest first."""
    system = opened_app()
    since = _moment(start) if start else datetime.min.replace(year=1970, tzinfo=system.now().tzinfo)
    found = system.topology.changes(since, _moment(end) if end else system.now(), link, limit)
    if as_json:
        print_json({"total": len(found), "items": list(found)})
        return
    rows = ((_local(one.at), say(f"topology.{one.change}"), one.link, say(f"link_source.{one.body['source']}"))
            for one in found)  # fmt: skip
    print_table(["column.changed_at", *_columns("change", "link", "source")], rows)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidError("NMS-CORE-001", field="at", value=text, reason="ISO 8601") from error
    return moment if moment.tzinfo else moment.astimezone()
