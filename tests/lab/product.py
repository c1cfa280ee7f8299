"""A site of the lab's routers: three that are polled, and the customer's box, which is only known."""

import json
from pathlib import Path

from daemons import COMMUNITY, TRAP_PORT, USER
from smallcity import CUSTOMER_WIRE, ROUTERS, WIRES, SmallCity

KEYS = {"LAB_AUTH_KEY": USER.auth_key, "LAB_PRIV_KEY": USER.priv_key}
POLL_V2C = ("--version", "2c", "--community", COMMUNITY)
POLL_V3 = (
    *("--version", "3", "--user", USER.name),
    *("--auth", USER.auth, "--auth-key-env", "LAB_AUTH_KEY"),
    *("--priv", USER.priv, "--priv-key-env", "LAB_PRIV_KEY"),
)
CREDENTIALS = {
    "plain": {"version": "2c"},
    "secret": {"version": "3", "user": USER.name, "auth": USER.auth, "priv": USER.priv},
}
SECRETS = {
    "NMS__SNMP__CREDENTIALS__PLAIN__COMMUNITY": COMMUNITY,
    "NMS__SNMP__CREDENTIALS__SECRET__AUTH_KEY": USER.auth_key,
    "NMS__SNMP__CREDENTIALS__SECRET__PRIV_KEY": USER.priv_key,
}
SPOKEN = {"p1": "secret", "pe1": "plain", "pe2": "plain"}
ROLES = {"p1": "p", "pe1": "pe", "pe2": "pe"}
DOWN_AFTER = 2


def write_site(folder: Path, lab: SmallCity) -> Path:
    """A site folder of the three routers, polled every two seconds; JSON is YAML too."""
    hosts: dict[str, object] = {
        name: {
            "hostname": lab.addresses[name],
            "platform": "frr",
            "data": {"site": "lab", "role": ROLES[name], "snmp": {"credential": SPOKEN[name]}},
        }
        for name in ROUTERS
    }
    hosts["ce"] = {"hostname": CUSTOMER_WIRE[5].partition("/")[0], "data": {"site": "lab", "managed": False}}
    links = {
        f"{a}-{b}": {"a": f"{a}:{a_port}", "b": f"{b}:{b_port}"}
        for a, a_port, _, b, b_port, _ in (*WIRES, CUSTOMER_WIRE)
    }
    files = {
        "config.yaml": _config(lab),
        "inventory/hosts.yaml": hosts,
        "inventory/sites.yaml": {"lab": {"kind": "core", "title": "Lab", "lon": 120.58, "lat": 30.01}},
        "inventory/links.yaml": links,
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=1))
    (folder / "templates").mkdir()
    return folder


def _config(lab: SmallCity) -> dict[str, object]:
    quick, slow = 2, 10
    return {
        "site": {"name": "lab", "title": "Lab", "timezone": "UTC", "language": "en"},
        "snmp": {"timeout_s": 0.5, "retries": 1, "credentials": CREDENTIALS},
        "cadences": {
            "status": quick,
            "counters": quick,
            "fdb": slow,
            "e1_intervals": slow,
            "environment": slow,
            "inventory": slow,
        },
        "poll": {"budget_s": 5, "down_after": DOWN_AFTER},
        "traps": {"listen": lab.nms, "port": TRAP_PORT},
    }
