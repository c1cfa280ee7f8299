"""Access points as their controller sees them."""

from collections.abc import Mapping
from dataclasses import dataclass

from collectors.asking import Answer, Objects, ask, brought
from collectors.audience import Vendor, is_from, plays
from collectors.decode import mac_index
from nms.core.device import Role
from nms.core.observed import AccessPoint, Harvest
from nms.core.ports import Oid, Visit
from nms.core.sample import Sample

_ENTERPRISE: Oid = (1, 3, 6, 1, 4, 1)


@dataclass(frozen=True, slots=True)
class ApTable:
    """A controller's table of APs.

    Objects by the part they play: `state name ip mac model serial clients`; `states` names the values of `state`, of
    which "normal" is the good one; `mac_index` says that the index is the AP's MAC; `users` is a column of clients per
    radio (index AP, radio) where the AP row has none. `busy` is a column of channel utilisation in percent (AP, radio).
    """

    vendor: Vendor
    objects: Objects
    states: Mapping[int, str]
    mac_index: bool = False
    users: Oid = ()
    busy: Oid = ()


def _columns(*entry: int, **numbers: int) -> Objects:
    return {part: (*_ENTERPRISE, *entry, number) for part, number in numbers.items()}


TABLES: tuple[ApTable, ...] = (
    # HUAWEI-WLAN-AP-MIB hwWlanApTable, index MAC
    ApTable(
        Vendor.HUAWEI,
        _columns(2011, 6, 139, 13, 3, 3, 1, state=6, name=4, ip=13, model=3, serial=2, clients=44),
        {
            1: "idle",
            2: "autofind",
            3: "typeNotMatch",
            4: "fault",
            5: "config",
            6: "configFailed",
            7: "download",
            8: "normal",
            9: "committing",
            10: "commitFailed",
            11: "standby",
            12: "verMismatch",
            13: "nameConflicted",
            14: "invalid",
            15: "countryCodeMismatch",
        },
        mac_index=True,
        busy=(*_ENTERPRISE, 2011, 6, 139, 16, 1, 2, 1, 25),  # HUAWEI-WLAN-AP-RADIO-MIB hwWlanRadioChUtilizationRate
    ),
    # HH3C-DOT11-APMT-MIB hh3cDot11APObjectStatusTable and hh3cDot11APObjectTable, one index
    ApTable(
        Vendor.H3C,
        {
            **_columns(25506, 2, 75, 2, 1, 1, 1, state=4),
            **_columns(25506, 2, 75, 2, 1, 2, 1, name=8, ip=2, mac=3, model=9, clients=7),
        },
        {1: "join", 2: "joinConfirm", 3: "download", 4: "config", 5: "normal"},
    ),
    # AIRESPACE-WIRELESS-MIB bsnAPTable, index MAC; users in bsnAPIfTable, index MAC.slot
    ApTable(
        Vendor.CISCO,
        _columns(14179, 2, 2, 1, 1, state=6, name=3, ip=19, model=16, serial=17),
        {1: "normal", 2: "fault", 3: "download"},
        mac_index=True,
        users=(*_ENTERPRISE, 14179, 2, 2, 2, 1, 15),
    ),
)


def _text(answer: Answer, index: Oid, part: str) -> str:
    return answer.text(index, part) if answer.has(part) else ""


def _mac(answer: Answer, index: Oid, table: ApTable) -> str:
    if table.mac_index:
        return mac_index(index)
    return answer.mac(index, "mac") if answer.has("mac") else ""


def _clients(answer: Answer, index: Oid, users: Mapping[Oid, int]) -> int | None:
    return answer.natural(index, "clients") if answer.has("clients") else users.get(index)


def _access_point(answer: Answer, index: Oid, table: ApTable, users: Mapping[Oid, int]) -> AccessPoint:
    mac = _mac(answer, index, table)
    return AccessPoint(
        name=_text(answer, index, "name") or mac or ".".join(map(str, index)),
        state=answer.word(index, "state", table.states) or "unknown",
        mac=mac,
        ip=answer.ipv4(index, "ip"),
        model=_text(answer, index, "model"),
        serial=_text(answer, index, "serial"),
        clients=_clients(answer, index, users),
    )


async def _users(visit: Visit, table: ApTable) -> tuple[Answer, Mapping[Oid, int]]:
    """Clients by AP, summed over its radios."""
    objects = {"users": table.users}
    answer = await ask(visit.snmp, objects) if table.users else Answer(objects, {})
    total: dict[Oid, int] = {}
    for index in answer.indexes:
        total[index[:-1]] = total.get(index[:-1], 0) + (answer.natural(index, "users") or 0)
    return answer, total


async def _busy(visit: Visit, table: ApTable, names: Mapping[Oid, str]) -> tuple[Answer, list[Sample]]:
    """Channel utilisation of each radio, by "AP/radio"."""
    objects = {"busy": table.busy}
    answer = await ask(visit.snmp, objects) if table.busy and names else Answer(objects, {})
    found = [
        Sample(visit.device.name, "radio_utilisation_percent", f"{names[index[:-1]]}/{index[-1]}", visit.at, percent)
        for index in answer.indexes
        if index[:-1] in names and (percent := answer.natural(index, "busy", 100)) is not None
    ]
    return answer, found


def _away(row: AccessPoint) -> int:
    """Whether an AP is neither in service nor faulty (which the maker's own state tells)."""
    return int(row.state not in _SETTLED)


_SETTLED = frozenset({"normal", "fault", "unknown"})


@dataclass(frozen=True, slots=True)
class AccessPoints:
    """The AP tables of Huawei, H3C and Cisco (AireOS) controllers.

    Yields AccessPoint rows, clients per AP, whether it is away, and channel utilisation per radio (Huawei). Cadence
    status: an AP says nothing for itself, so its absence shows here first.
    """

    name: str = "access_points"
    cadence: str = "status"

    def wants(self, visit: Visit) -> bool:
        """Controllers, and strangers of a maker of controllers."""
        ours = any(is_from(visit, table.vendor) for table in TABLES)
        return visit.device.polled and ours and plays(visit, Role.AC)

    async def collect(self, visit: Visit) -> Harvest:
        """The tables of the vendor."""
        answers: list[Answer] = []
        rows: list[AccessPoint] = []
        measured: list[Sample] = []
        for table in TABLES:
            if is_from(visit, table.vendor):
                answer = await ask(visit.snmp, table.objects)
                radios, users = await _users(visit, table) if answer else (Answer({}, {}), {})
                found = {index: _access_point(answer, index, table, users) for index in answer.indexes}
                busy, samples = await _busy(visit, table, {index: row.name for index, row in found.items()})
                answers += [answer, radios, busy]
                rows += found.values()
                measured += samples
        clients = [
            Sample(visit.device.name, "ap_clients", row.name, visit.at, row.clients)
            for row in rows
            if row.clients is not None
        ]
        away = [Sample(visit.device.name, "ap_away", row.name, visit.at, _away(row)) for row in rows]
        return brought(*answers, rows=rows, covers=(AccessPoint,), samples=[*clients, *away, *measured])
