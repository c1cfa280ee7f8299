"""What else follows from a configuration line, as a table."""

from collections.abc import Callable, Mapping

from nms.city.console.situation import Situation
from nms.city.console.slots import folded, unfolded
from nms.city.console.tree import Node


def _erase_addresses(situation: Situation) -> None:
    """Binding a VPN instance, and releasing it, erases the addresses of the interface."""
    gone = [key for key in situation.here.below if key.startswith("ip address")]
    for key in gone:
        del situation.here.below[key]
    if gone or "told-always" in situation.match.rule.then:
        situation.told.append(situation.say("erased", interface=situation.interface))


def _erase_options(situation: Situation) -> None:
    """Taking a line away takes away those that begin with it (`peer 10.0.0.1 …`)."""
    if situation.match.form.negated:
        start = f"{situation.match.key} "
        for key in [key for key in situation.here.below if key.startswith(start)]:
            del situation.here.below[key]


def _erase_neighbour(situation: Situation) -> None:
    """Cisco: no neighbour, none of its lines."""
    if situation.match.form.negated:
        start = f"neighbor {situation.match.values['ip']} "
        for key in [key for key in situation.here.below if key.startswith(start)]:
            del situation.here.below[key]


def _erase_instance(situation: Situation) -> None:
    """A VPN instance takes its routes and routing families with it."""
    if not situation.match.form.negated:
        return
    name = situation.match.values["vrf"]
    tree = situation.tree
    for key in [
        key for key in tree.below if key.startswith((f"ip route-static vpn-instance {name} ", f"ip route vrf {name} "))
    ]:
        del tree.below[key]
    for key, node in tree.below.items():
        if key.startswith(("bgp ", "router bgp ")):
            for family in (f"ipv4-family vpn-instance {name}", f"address-family ipv4 vrf {name}"):
                node.below.pop(family, None)


def _release_vsi(situation: Situation) -> None:
    """Interfaces leave a VSI that is gone."""
    if situation.match.form.negated:
        for _, node in situation.tree.named("interface "):
            if node.value("l2 binding vsi") == situation.match.values["vsi"]:
                del node.below["l2 binding vsi"]


def leave_vlans(situation: Situation) -> None:
    """Ports leave a VLAN that is gone."""
    if not situation.match.form.negated:
        return
    gone = {*unfolded(situation.match.values.get("vlans", "") or situation.match.values.get("vlan", ""))}
    gone -= {1}
    for _, node in situation.tree.named("interface "):
        for key in [key for key, child in node.below.items() if key in MEMBERSHIP and child]:
            kept = {*unfolded(node.value(key))} - gone
            child = node.below[key]
            if kept:
                node.below[key] = Node(f"{key} {folded([*kept])}", child.order)
            else:
                del node.below[key]


MEMBERSHIP = ("port default vlan", "port trunk allow-pass vlan", "port access vlan", "port trunk permit vlan")


def _make_serial(situation: Situation) -> None:
    """A channel set of an E1 is a serial interface."""
    values = situation.match.values
    number = situation.path[-1].split(" ")[-1]
    _channel(situation, f"interface Serial{number}/{values['e1']}:{values.get('set', '0')}")


def _make_sonet_serial(situation: Situation) -> None:
    """Cisco numbers the channels of a channelised STM-1 by TUG-3, TUG-2 and E1."""
    values, (sonet, tug) = situation.match.values, situation.path[-2:]
    place = f"{sonet.split(' ')[-1]}.{tug.split(' ')[1]}/{tug.split(' ')[-1]}/{values['tug2']}/{values['e1']}"
    _channel(situation, f"interface Serial{place}:{values['set']}")


def _channel(situation: Situation, key: str) -> None:
    if situation.match.form.negated:
        situation.tree.below.pop(key, None)
    else:
        rank = next(r for r, rule in enumerate(situation.platform.grammar.rows) if rule.pattern == "interface <if:if>")
        situation.tree.put(key, key, rank, "interface")


def _tell_added(situation: Situation) -> None:
    situation.told.append(situation.say("added"))


EFFECTS: Mapping[str, Callable[[Situation], None]] = {
    "erase-addresses": _erase_addresses,
    "erase-options": _erase_options,
    "erase-neighbour": _erase_neighbour,
    "erase-instance": _erase_instance,
    "release-vsi": _release_vsi,
    "leave-vlans": leave_vlans,
    "make-serial": _make_serial,
    "make-sonet-serial": _make_sonet_serial,
    "tell-added": _tell_added,
}
