"""An imported network as the files of a site: hosts, sites and links, which the house loads like any other."""

import json
from collections.abc import Mapping

from nms.topology.imports.draft import Imported

_MOST_KM = 50_000.0  # what links.yaml takes


def site_files(imported: Imported) -> dict[str, str]:
    """Path below the site's folder → text: a config.yaml that names the site, and its inventory.

    Nodes become hosts that are not managed (nobody polls them), each at a site of its own; capacities are the label
    `mbps`. JSON is YAML, so that every value is quoted as it must be.
    """
    name = imported.file.rpartition("/")[2].rpartition(".")[0] or imported.file
    about = f"# {imported.format} network {json.dumps(name, ensure_ascii=False)}, imported.\n"
    hosts: dict[str, object] = {}
    sites: dict[str, object] = {}
    for node, facts in imported.graph.nodes(data=True):
        hosts[node] = {"data": {"site": node, "managed": False}}
        place = {axis: facts[axis] for axis in ("lon", "lat") if facts.get(axis) is not None}
        label = next((word for word in reversed(facts["known_as"]) if word), node)
        sites[node] = {"kind": "core", "title": label, **place}
    return {
        "config.yaml": f"{about}site: {json.dumps({'name': 'imported', 'title': name}, ensure_ascii=False)}\n",
        "inventory/hosts.yaml": about + _yaml(hosts),
        "inventory/sites.yaml": about + _yaml(sites),
        "inventory/links.yaml": about + _yaml(_links(imported)),
    }


def _links(imported: Imported) -> dict[str, object]:
    ports = dict.fromkeys(imported.graph.nodes, 0)
    found: dict[str, object] = {}
    for a, b, name, facts in imported.graph.edges(keys=True, data=True):
        ports[a] += 1
        ports[b] += 1
        entry = {"a": f"{a}:port{ports[a]}", "b": f"{b}:port{ports[b]}", "kind": "fibre"}
        labels = {} if facts["mbps"] is None else {"labels": {"mbps": f"{facts['mbps']:g}"}}
        found[name] = {**entry, "km": min(facts["km"], _MOST_KM), "srlg": list(facts["srlg"]), **labels}
    return found


def _yaml(entries: Mapping[str, object]) -> str:
    if not entries:
        return "{}\n"
    rows = (
        f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(entry, ensure_ascii=False)}\n"
        for name, entry in entries.items()
    )
    return "".join(rows)
