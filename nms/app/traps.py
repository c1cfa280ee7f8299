"""Use cases around traps: what was heard, decoded again for those who look."""

from nms.app.mibs import Mibs
from nms.app.parts import Parts
from nms.app.views import TrapView
from nms.core.ports import Oid, RawTrap, Trap
from nms.core.queries import Page, StoredTrap
from nms.snmp.ber import MalformedError
from nms.snmp.decode import RepliedError, decode
from nms.snmp.name_table import NameTable
from nms.snmp.receiver import Rereader

_UNDERSTOOD = frozenset({"rule", "storm"})


class Traps:
    """Stored datagrams as pages show them."""

    def __init__(self, parts: Parts, mibs: Mibs) -> None:
        self._parts = parts
        self._mibs = mibs

    def page(self, device: str, *, unknown: bool, limit: int, offset: int) -> Page[TrapView]:
        """Newest first; `unknown` keeps those no rule understands."""
        outcome = "unknown" if unknown else None
        found = self._parts.store.traps.find(device=device or None, outcome=outcome, limit=limit, offset=offset)
        names = self._mibs.names()
        return Page(found.total, [self._view(trap, names) for trap in found.items])

    def evidence(self, evidence: str) -> TrapView | None:
        """The trap behind an alarm's evidence ("trap:812"), if a trap it was and is still kept."""
        kind, _, number = evidence.partition(":")
        if kind != "trap" or not number.isdigit():
            return None
        trap = self._parts.store.traps.get(int(number))
        return self._view(trap, self._mibs.names()) if trap is not None else None

    def _view(self, trap: StoredTrap, names: NameTable) -> TrapView:
        heard = self.heard(trap)
        binds = [(names.name_of(bind.oid), names.text_of(bind)) for bind in heard.binds] if heard else []
        return TrapView(
            id=trap.id,
            received_at=trap.received_at,
            address=trap.address,
            device=trap.device,
            name=names.name_of(_dotted(trap.oid)) if trap.oid else "",
            oid=trap.oid,
            known=trap.outcome in _UNDERSTOOD,
            binds=binds,
            payload_hex=trap.payload.hex(),
        )

    def heard(self, trap: StoredTrap) -> Trap | None:
        """Decoded anew for those who look; None if it cannot be, or its sender left the inventory."""
        device = self._parts.inventory.devices.get(trap.device)
        raw = RawTrap(trap.id, trap.received_at, trap.address, trap.port, trap.device, trap.payload)
        if device is None:
            return None
        try:
            return decode(raw, device, Rereader(self._parts.clock)).trap
        except (MalformedError, RepliedError):
            return None


def _dotted(oid: str) -> Oid:
    return tuple(int(part) for part in oid.split("."))
