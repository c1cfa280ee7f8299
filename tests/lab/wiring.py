"""Cables between nodes, the one interface of the host, and the files that daemons read."""

import os
import pwd
from pathlib import Path

from namespaces import LabError, Node, ip


def claim(switch: Node) -> tuple[str, str]:
    """The host's interface and the network prefix of a free number: creating the name is what reserves it."""
    for attempt in range(256):
        number = (os.getpid() + attempt) % 256
        uplink = f"nmslab-{number}"
        if not exists(uplink) and _created(f"link add {uplink} type veth peer name uplink netns {switch.pid}"):
            return uplink, f"198.18.{number}"
    raise LabError("256 labs are running on this machine")


def _created(line: str) -> bool:
    try:
        ip([line])
    except LabError as error:
        if "File exists" in str(error):  # another lab was faster
            return False
        raise
    return True


def exists(interface: str) -> bool:
    return Path("/sys/class/net", interface).exists()


def veth(a: Node, a_port: str, b: Node, b_port: str) -> str:
    return f"link add name {a_port} netns {a.pid} type veth peer name {b_port} netns {b.pid}"


def write(path: Path, text: str, owner: str = "root") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o644)  # FRR reads snmp/frr.conf as its own user
    account = pwd.getpwnam(owner)
    for target in (path, path.parent):
        os.chown(target, account.pw_uid, account.pw_gid)
