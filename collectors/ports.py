"""What ports are called: ifName, else ifDescr, else the index, each name given once."""

from collections import Counter
from collections.abc import Mapping

from collectors.asking import Answer, Objects, ask
from nms.core.ports import Oid, Visit

IF_NAME: Oid = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1)
IF_DESCR: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1, 2)

NAMES: Objects = {"ifName": IF_NAME, "ifDescr": IF_DESCR}


def unique(wanted: Mapping[int, str]) -> dict[int, str]:
    """Names by index; whoever shares a name carries its index too ("Vlan1#17"), and nobody is named by nothing.

    All of them, not all but the first: a name must not wander to another port when a row comes or goes.
    """
    base = {index: name or str(index) for index, name in wanted.items()}
    times = Counter(base.values())
    given = {index: name for index, name in base.items() if times[name] == 1}
    taken = set(given.values())
    for index in sorted(base.keys() - given.keys()):
        name = f"{base[index]}#{index}"
        while name in taken:
            name += "#"
        given[index] = name
        taken.add(name)
    return given


def named(answer: Answer) -> dict[int, str]:
    """Names by ifIndex from an answer that holds ifName and ifDescr; rows with a longer index are no interfaces."""
    return unique(
        {
            index[0]: answer.text(index, "ifName") or answer.text(index, "ifDescr")
            for index in answer.indexes
            if len(index) == 1
        }
    )


async def port_names(visit: Visit) -> Mapping[int, str]:
    """ifIndex → name: what is known of the device, else asked (ifName, and ifDescr where an agent has no ifXTable)."""
    if visit.names:
        return visit.names
    answer = await ask(visit.snmp, NAMES)
    return named(answer)


def port(names: Mapping[int, str], index: int) -> str:
    """The name of a port, its index where the agent has no such interface."""
    return names.get(index) or str(index)
