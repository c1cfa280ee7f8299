"""What admission is judged against: who may sit where, what hangs on which port, what a hall's policy is."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from nms.app.parts import Parts
from nms.core.admission import HallPolicy, PcLogin
from nms.core.device import Role
from nms.core.errors import NotFoundError
from nms.core.hall import VLANS, AdmissionPolicy, HallForm
from nms.core.hall_bundle import BundleState
from nms.core.observed import AccessPoint, Identifiers, LocalLldp
from nms.core.site import Hall
from nms.halls.admission.ports import Surroundings
from nms.halls.admission.verdict import Limits, Rule, Rules

_STANDING = (BundleState.STANDING, BundleState.CHANGING, BundleState.CLOSING)


class Register:
    """Inventory and store together; reads, never writes."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        inventory = parts.inventory
        self._halls = {name: hall for hall in inventory.halls.values() for name in hall.devices}
        self._linked: dict[str, set[str]] = defaultdict(set)
        self._to_aps: dict[str, set[str]] = defaultdict(set)
        self._peers: dict[str, set[str]] = defaultdict(set)
        for link in inventory.links.values():
            for near, far in ((link.a, link.b), (link.b, link.a)):
                self._linked[near.device].add(near.port)
                self._peers[near.device].add(far.device)
                known = inventory.devices.get(far.device)
                if known is not None and known.role is Role.AP:
                    self._to_aps[near.device].add(near.port)
        self._names = frozenset(name.casefold() for name in inventory.devices)
        self._controllers = [device.name for device in inventory.devices.values() if device.role is Role.AC]

    def hall_of(self, device: str) -> Hall | None:
        """The hall that a device stands in; None for any other."""
        return self._halls.get(device)

    def hall(self, name: str) -> Hall:
        """By name; NotFoundError."""
        found = self._parts.inventory.halls.get(name)
        if found is None:
            raise NotFoundError("hall", name)
        return found

    def rules(self, hall: str, now: datetime) -> Rules:
        """Who is admitted anywhere: by the inventory, by the form that stands, by people since; the last counts."""
        found: dict[tuple[str, str], Rule] = {}
        listed = [(known.name, known.pcs) for known in self._parts.inventory.halls.values()]
        for name, pcs in [*listed, *((name, form.pcs) for name, form in self._forms().items())]:
            for pc in pcs:
                found[name, pc.mac] = Rule(name, pc.mac, pc.port, pc.vlan, pc.owner)
        refused: set[str] = set()
        expired: dict[str, datetime] = {}
        for said in self._parts.store.admission.admissions():
            over = said.expires_at is not None and said.expires_at <= now
            if said.admitted and not over:
                found[said.hall, said.mac] = Rule(said.hall, said.mac, said.port, said.vlan, said.owner)
                continue
            found.pop((said.hall, said.mac), None)
            if said.hall == hall and not said.admitted:
                refused.add(said.mac)
            elif said.hall == hall and said.expires_at is not None:
                expired[said.mac] = said.expires_at
        return Rules(_by_mac(found), frozenset(refused), expired)

    def limits(self, hall: str) -> Limits:
        """What a hall allows: by the settings, in the VLANs of the form that stands there, else the usual ones."""
        config, form = self._parts.config.admission, self._forms().get(hall)
        vlans = {**VLANS, **(form.vlans if form else {})}
        return Limits(config.max_macs, vlans, network_makers=frozenset(oui.lower() for oui in config.network_makers))

    def _forms(self) -> Mapping[str, HallForm]:
        """Hall → the form that its boxes are set up by; one that is still on its way does not count yet."""
        bundles = self._parts.store.hall_bundles.find(_STANDING)
        return {bundle.hall: bundle.previous or bundle.form for bundle in bundles}

    def surroundings(self, device: str) -> Surroundings:
        """What the rest of the system knows of a switch's ports."""
        store, hall = self._parts.store.devices, self.hall_of(device)
        others = {*self._peers[device], *(hall.devices if hall else ())} - {device}
        aps = [row for name in self._controllers for row in store.rows(name, AccessPoint)]
        macs = {mac for name in sorted(others) for mac in self._macs(name)}
        fat = {name for name in others if self._is_ap(name)}
        fat_macs = {mac for name in sorted(fat) for mac in self._macs(name)}
        vlans = self.limits(hall.name if hall else "").vlans
        return Surroundings(
            linked=frozenset(self._linked[device]),
            access_points=frozenset(self._to_aps[device]),
            network_macs=frozenset(macs - fat_macs),
            network_names=self._names - {name.casefold() for name in fat},
            ap_macs=frozenset({row.mac for row in aps if row.mac} | fat_macs),
            ap_names=frozenset({row.name.casefold() for row in aps} | {name.casefold() for name in fat}),
            aps_known=bool(aps) or not self._controllers,
            voice_vlan=vlans["voice"],
            management_vlan=vlans["management"],
        )

    def _is_ap(self, name: str) -> bool:
        known = self._parts.inventory.devices.get(name)
        return known is not None and known.role is Role.AP

    def _macs(self, name: str) -> set[str]:
        """By which addresses an element of ours is known."""
        store = self._parts.store.devices
        told = {row.chassis_id for row in store.rows(name, LocalLldp)}
        for row in store.rows(name, Identifiers):
            told |= {row.chassis_mac, row.bridge_mac}
        return told - {""}

    def logins(self) -> Mapping[str, PcLogin]:
        """What 802.1X said last, by MAC."""
        return {login.mac: login for login in self._parts.store.admission.logins()}

    def policy(self, hall: str) -> HallPolicy:
        """A hall's policy: what somebody set, else what the form that stands says of it, else that of the settings."""
        config = self._parts.config.admission
        usual = HallPolicy(hall, AdmissionPolicy(config.automatic, config.furthest, config.most_per_hour))
        return self._parts.store.admission.policy(hall) or self._formed(hall) or usual

    def _formed(self, hall: str) -> HallPolicy | None:
        """What the form that stands says, in the name of who asked for it and had it approved; None: nothing."""
        for bundle in self._parts.store.hall_bundles.find(_STANDING):
            policy = (bundle.previous or bundle.form).policy
            if bundle.hall == hall and policy != AdmissionPolicy():
                return HallPolicy(hall, policy, bundle.author)
        return None


def _by_mac(found: Mapping[tuple[str, str], Rule]) -> Mapping[str, tuple[Rule, ...]]:
    by_mac: dict[str, list[Rule]] = defaultdict(list)
    for rule in found.values():
        by_mac[rule.mac].append(rule)
    return {mac: tuple(rules) for mac, rules in by_mac.items()}
