"""What must hold before a configuration line acts, as a table: each answers with the key of the refusal, or ""."""

from collections.abc import Callable, Mapping

from nms.city.console.situation import Situation
from nms.city.console.slots import unfolded
from nms.city.console.tree import Node


def _vlan_exists(situation: Situation) -> str:
    numbers = unfolded(situation.match.values.get("vlan", "") or situation.match.values.get("vlans", ""))
    return next(("no-vlan" for number in numbers if number != 1 and f"vlan {number}" not in situation.tree.below), "")


def _vlanif_vlan(situation: Situation) -> str:
    name = situation.match.values.get("if", "").lower()
    for prefix in ("vlanif", "vlan-interface"):
        number = name.removeprefix(prefix)
        if number not in (name, "1") and f"vlan {number}" not in situation.tree.below:
            return "no-vlan"
    return ""


def _vlan_free(situation: Situation) -> str:
    """A VLAN with an interface of its own is in use; number 1 always is."""
    numbers = {*unfolded(situation.match.values.get("vlan", "") or situation.match.values.get("vlans", ""))}
    if 1 in numbers:
        return "vlan-1"
    for key in situation.tree.below:
        for prefix in ("interface Vlanif", "interface Vlan-interface"):
            if key.startswith(prefix) and int(key.removeprefix(prefix)) in numbers:
                return "vlan-used"
    return ""


def _vrf_exists(situation: Situation) -> str:
    name = situation.match.values.get("vrf", "")
    known = any(f"{word} {name}" in situation.tree.below for word in ("ip vpn-instance", "vrf definition"))
    return "" if known else "no-vrf"


def _vrf_free(situation: Situation) -> str:
    """Whether no interface and no routing instance holds on to a VRF."""
    name = situation.match.values.get("vrf", "")
    lines = (f"ip binding vpn-instance {name}", f"vrf forwarding {name}")
    for _, node in situation.tree.named("interface "):
        if any(line in node.below for line in ("ip binding vpn-instance", "vrf forwarding")) and any(
            child.line in lines for child in node.below.values()
        ):
            return "vrf-used"
    return ""


def _interface_known(situation: Situation) -> str:
    name = situation.match.values.get("if", "")
    if f"interface {name}" in situation.tree.below or name in situation.box.by_name:
        return ""
    if "." in name:
        parent = name.rpartition(".")[0]
        return "" if f"interface {parent}" in situation.tree.below else "no-interface"
    made = any(kind.made and name.startswith(kind.name) for kind in situation.platform.kinds)
    return "" if made else "no-interface"


def _interface_made(situation: Situation) -> str:
    name = situation.match.values.get("if", "")
    if f"interface {name}" not in situation.tree.below:
        return "no-interface"
    made = "." in name or any(kind.made and name.startswith(kind.name) for kind in situation.platform.kinds)
    return "" if made else "interface-fixed"


def _is_sub(situation: Situation) -> str:
    return "" if "." in situation.interface else "not-sub"


def _is_layer2(situation: Situation) -> str:
    routed = any(line in situation.here.below for line in ("undo portswitch", "no switchport"))
    return "" if "." not in situation.interface and not routed else "not-layer2"


def _bridge_mode(situation: Situation) -> str:
    return "" if situation.here.value("port link-mode") == "bridge" or _aggregated(situation) else "not-bridge"


def _aggregated(situation: Situation) -> bool:
    return situation.interface.startswith("Bridge-Aggregation")


def _trunk_port(situation: Situation) -> str:
    return "" if situation.here.value("port link-type") == "trunk" else "not-trunk"


def _address_free(situation: Situation) -> str:
    """No other interface of the same VRF may hold the address."""
    wanted = situation.match.values.get("ip", "")
    mine = _vrf_of(situation.here)
    for key, node in situation.tree.named("interface "):
        other = node.value("ip address").split(" ")[0]
        if other == wanted and key != situation.interface and _vrf_of(node) == mine:
            return "address-used"
    return ""


def _vrf_of(node: Node) -> str:
    return node.value("ip binding vpn-instance") or node.value("vrf forwarding")


def _distinguisher_free(situation: Situation) -> str:
    wanted = situation.match.values.get("rd", "")
    for key, value in _distinguishers(situation.tree):
        if value == wanted and key not in situation.path:
            return "rd-used"
    return ""


def _distinguishers(tree: Node) -> list[tuple[str, str]]:
    found = []
    for key, node in tree.below.items():
        if key.startswith(("ip vpn-instance ", "vrf definition ")):
            inside = [node, *(child for child in node.below.values() if child.view)]
            found += [(key, one.value(word)) for one in inside for word in ("route-distinguisher", "rd")]
    return [(key, value) for key, value in found if value]


def _has_distinguisher(situation: Situation) -> str:
    here = situation.here
    return "" if here.value("route-distinguisher") or here.value("rd") else "no-rd"


def _profile_exists(situation: Situation) -> str:
    for slot, word in (("line", "ont-lineprofile gpon profile-id"), ("srv", "ont-srvprofile gpon profile-id")):
        number = situation.match.values.get(slot)
        if number is not None and f"{word} {number}" not in situation.tree.below:
            return "no-profile"
    dba = situation.match.values.get("dba")
    known = dba is None or f"dba-profile add profile-id {dba}" in situation.tree.below
    return "" if known else "no-profile"


def _profile_free(situation: Situation) -> str:
    for slot, word in (("line", "ont-lineprofile-id"), ("srv", "ont-srvprofile-id"), ("dba", "dba-profile-id")):
        number = situation.match.values.get(slot)
        if number is not None and any(f" {word} {number}" in f"{line} " for line in _all(situation.tree)):
            return "profile-used"
    return ""


def _all(tree: Node) -> list[str]:
    return [line for node in tree.below.values() for line in (f"{node.line} ", *_all(node))]


def _ont_free(situation: Situation) -> str:
    values = situation.match.values
    if f"ont add {values['port']} {values['ont']}" in situation.here.below:
        return "ont-exists"
    serial = f"sn-auth {values['sn']} "
    return "sn-exists" if any(serial in line for line in _all(situation.tree)) else ""


def _ont_unused(situation: Situation) -> str:
    values, place = situation.match.values, situation.path[-1].removeprefix("interface gpon ")
    wanted = f" gpon {place}/{values['port']} ont {values['ont']} "
    return "ont-used" if any(wanted in line for line in _all(situation.tree)) else ""


def _ont_exists(situation: Situation) -> str:
    values = situation.match.values
    place = values.get("gpon")
    path = f"interface gpon {place.rpartition('/')[0]}" if place else situation.path[-1]
    port = place.rpartition("/")[2] if place else values["port"]
    board = situation.tree.below.get(path)
    known = board is not None and f"ont add {port} {values['ont']}" in board.below
    return "" if known else "no-ont"


def _gpon_known(situation: Situation) -> str:
    start = f"GPON {situation.match.values['place']}/"
    return "" if any(name.startswith(start) for name in situation.box.by_name) else "no-interface"


def _pon_port(situation: Situation) -> str:
    name = f"GPON {situation.path[-1].removeprefix('interface gpon ')}/{situation.match.values['port']}"
    return "" if name in situation.box.by_name else "no-interface"


def _ethernet_port(situation: Situation) -> str:
    return "" if "ethernet" in situation.interface.lower() else "not-ethernet"


def _e1_port(situation: Situation) -> str:
    return "" if situation.interface.startswith("E1-") else "not-e1"


def _service_port_free(situation: Situation) -> str:
    return "service-port-exists" if f"service-port {situation.match.values['index']}" in situation.tree.below else ""


def _vlan_unserved(situation: Situation) -> str:
    number = situation.match.values["vlan"]
    used = any(f" vlan {number} " in line for line in _all(situation.tree) if line.startswith("service-port"))
    return "vlan-used" if used else _vlan_free(situation)


def _vsi_exists(situation: Situation) -> str:
    return "" if f"vsi {situation.match.values['vsi']}" in situation.tree.below else "no-vsi"


def _trunk_exists(situation: Situation) -> str:
    return "" if f"interface Eth-Trunk{situation.match.values['trunk']}" in situation.tree.below else "no-interface"


def _one_bgp(situation: Situation) -> str:
    """There is one BGP process; another number is refused."""
    other = [
        key for key in situation.tree.below if key.startswith(("bgp ", "router bgp ")) and key != situation.match.key
    ]
    return "bgp-other" if other else ""


def _peer_exists(situation: Situation) -> str:
    address = situation.match.values["ip"]
    known = any(f"{word} {address}" in situation.here.below for word in ("peer", "neighbor"))
    return "" if known or f"neighbor {address} remote-as" in situation.here.below else "no-peer"


def _vrf_has_distinguisher(situation: Situation) -> str:
    name = situation.match.values["vrf"]
    known = any(
        key in (f"ip vpn-instance {name}", f"vrf definition {name}") for key, _ in _distinguishers(situation.tree)
    )
    return "" if known else "no-rd"


def _controller_known(situation: Situation) -> str:
    place = situation.match.values["place"]
    known = any(name in situation.box.by_name for name in (f"Cpos{place}", f"SONET {place}"))
    return "" if known or situation.match.key in situation.tree.below else "no-interface"


def _whole_free(situation: Situation) -> str:
    start = f"e1 {situation.match.values['e1']} channel-set "
    return "slots-used" if any(key.startswith(start) for key in situation.here.below) else ""


def _template_off(situation: Situation) -> str:
    """A wireless service that is on the air is neither changed nor taken away."""
    template = situation.here if situation.path else situation.here.below.get(situation.match.key)
    return "template-on" if template is not None and "service-template enable" in template.below else ""


def _xconnect_free(situation: Situation) -> str:
    """Another pseudo wire must go before a new one comes."""
    present = situation.here.below.get("xconnect")
    return "xconnect-used" if present is not None and present.line != situation.match.line else ""


def _class_exists(situation: Situation) -> str:
    return "" if f"pseudowire-class {situation.match.values['class']}" in situation.tree.below else "no-class"


def _is_serial(situation: Situation) -> str:
    return "" if situation.interface.startswith("Serial") else "not-serial"


def _tributary_free(situation: Situation) -> str:
    """A channel group of an E1 takes time slots that no other group of it has."""
    values = situation.match.values
    start = f"tug-2 {values['tug2']} e1 {values['e1']} channel-group "
    return _slots_free(situation, start)


def _slots_free(situation: Situation, start: str) -> str:
    wanted = set(unfolded(situation.match.values.get("slots", "")))
    for key, node in situation.here.below.items():
        other = key.startswith(start) and key != f"{start}{situation.match.values['set']}"
        if other and wanted & set(unfolded(node.line.rpartition(" ")[2])):
            return "slots-used"
    return ""


def _channel_free(situation: Situation) -> str:
    """A channel set of an E1 takes time slots that no other set of it has."""
    values = situation.match.values
    if f"e1 {values['e1']} unframed" in situation.here.below:
        return "slots-used"
    return _slots_free(situation, f"e1 {values['e1']} channel-set ")


def _fxs_port(situation: Situation) -> str:
    return "" if situation.interface.startswith("fxs") else "not-fxs"


def _map_free(situation: Situation) -> str:
    """A group of timeslots has none of another group, none that signals, and none on a line without frames."""
    wanted = set(unfolded(situation.match.values.get("slots", "")))
    below, mine = situation.here.below, f"timeslot-map {situation.match.values['group']}"
    others = (node.line.split()[2] for key, node in below.items() if key.startswith("timeslot-map ") and key != mine)
    taken = {slot for text in others for slot in unfolded(text)}
    framing = situation.here.value("framing")
    reserved = {16} if framing == "pcm30" else set()
    return "slots-used" if framing == "unframed" or wanted & (taken | reserved) else ""


CONDITIONS: Mapping[str, Callable[[Situation], str]] = {
    "vlan-exists": _vlan_exists,
    "vlanif-vlan": _vlanif_vlan,
    "vlan-free": _vlan_free,
    "vlan-unserved": _vlan_unserved,
    "vrf-exists": _vrf_exists,
    "vrf-free": _vrf_free,
    "interface-known": _interface_known,
    "interface-made": _interface_made,
    "sub": _is_sub,
    "layer2": _is_layer2,
    "address-free": _address_free,
    "bridge-mode": _bridge_mode,
    "trunk-port": _trunk_port,
    "rd-free": _distinguisher_free,
    "has-rd": _has_distinguisher,
    "profile-exists": _profile_exists,
    "profile-free": _profile_free,
    "ont-free": _ont_free,
    "ont-exists": _ont_exists,
    "ont-unused": _ont_unused,
    "service-port-free": _service_port_free,
    "ethernet-port": _ethernet_port,
    "e1-port": _e1_port,
    "fxs-port": _fxs_port,
    "map-free": _map_free,
    "gpon-known": _gpon_known,
    "pon-port": _pon_port,
    "channel-free": _channel_free,
    "channel-free-all": _whole_free,
    "vsi-exists": _vsi_exists,
    "trunk-exists": _trunk_exists,
    "one-bgp": _one_bgp,
    "peer-exists": _peer_exists,
    "class-exists": _class_exists,
    "serial": _is_serial,
    "tributary-free": _tributary_free,
    "template-off": _template_off,
    "xconnect-free": _xconnect_free,
    "vrf-has-rd": _vrf_has_distinguisher,
    "controller-known": _controller_known,
}
