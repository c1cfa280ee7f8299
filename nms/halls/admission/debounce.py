"""When a verdict counts (B.6): a trap and one poll, or two polls in a row that saw the MAC at its port."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

HINT_FOR = timedelta(seconds=90)
"""How long a trap speaks of what follows it: a PC needs some seconds after the link to send its first frame."""

POLLS = 2


@dataclass(frozen=True, slots=True)
class Hints:
    """Traps of ports that something may have been plugged into: (device, port or "" for any) → when."""

    at: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    kept_out: Mapping[tuple[str, str, str], datetime] = field(default_factory=dict)
    """(device, port, MAC) that port security turned away → when: such a MAC never gets into a forwarding table."""

    def heard(self, device: str, ports: Iterable[str], at: datetime) -> "Hints":
        """With the ports that a trap names; of none it names the device is meant."""
        named = {(device, port): at for port in ports} or {(device, ""): at}
        fresh = {place: known for place, known in self.at.items() if at - known <= HINT_FOR}
        return Hints({**fresh, **named}, self.kept_out)

    def refused(self, device: str, macs: Iterable[tuple[str, str]], at: datetime) -> "Hints":
        """With the (port, MAC) that a switch says it let through no frame of."""
        fresh = {place: known for place, known in self.kept_out.items() if at - known <= HINT_FOR}
        return Hints(self.at, {**fresh, **{(device, port, mac): at for port, mac in macs}})

    def refused_by(self, device: str, at: datetime) -> list[tuple[str, str]]:
        """(port, MAC) that a switch turned away not long before a poll."""
        recent = (place for place, known in self.kept_out.items() if timedelta() <= at - known <= HINT_FOR)
        return sorted((port, mac) for name, port, mac in recent if name == device)

    def speak_of(self, device: str, port: str, at: datetime) -> bool:
        """Whether a trap came for that port, or for the device as a whole, not long before a poll."""
        heard = [self.at.get((device, port)), self.at.get((device, ""))]
        return any(known is not None and timedelta() <= at - known <= HINT_FOR for known in heard)


def confirmed(polls: int, *, hinted: bool) -> bool:
    """Whether a verdict counts: `polls` rounds in a row saw the MAC there, this one included."""
    return polls >= (1 if hinted else POLLS)
