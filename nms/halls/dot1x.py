"""Logins as a switch's own 802.1X table tells them: by port, so that who is meant follows from who sits there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from nms.core.admission import PcLogin
from nms.core.observed import Dot1xPort, FdbEntry

_LEARNED = "learned"


@dataclass(frozen=True, slots=True)
class Told:
    """What a table adds to what is known: who is in now, and the MACs whose sessions are over."""

    began: tuple[PcLogin, ...] = ()
    ended: tuple[str, ...] = ()


def told(
    device: str, ports: Iterable[Dot1xPort], fdb: Iterable[FdbEntry], known: Mapping[str, PcLogin], at: datetime
) -> Told:
    """Compare a switch's ports with the newest login of every MAC.

    An authorised port with exactly one MAC lets that one in; with several nobody can tell whose login it is. Where a
    port is authorised no more, whoever logged in there has left.
    """
    behind: dict[str, set[str]] = defaultdict(set)
    for entry in fdb:
        if entry.status == _LEARNED:
            behind[entry.port].add(entry.mac)
    rows = {row.port: row for row in ports}
    began = [
        PcLogin(next(iter(behind[row.port])), row.user, device, row.port, at)
        for row in rows.values()
        if row.authorised and len(behind[row.port]) == 1
    ]
    shut = {row.port for row in rows.values() if not row.authorised}
    over = [one.mac for one in known.values() if _inside(one) and one.device == device and one.port in shut]
    return Told(tuple(one for one in began if _new(one, known.get(one.mac))), tuple(sorted(over)))


def _inside(login: PcLogin) -> bool:
    return login.accepted and login.ended_at is None


def _new(now: PcLogin, before: PcLogin | None) -> bool:
    """Whether it says more than is known: a server of RADIUS names the user where a switch may not."""
    if before is None or not _inside(before):
        return True
    return (before.device, before.port) != (now.device, now.port) or now.user not in ("", before.user)
