"""Who logged in at which port: IEEE 802.1X as an authenticator tells it."""

from dataclasses import dataclass

from collectors.asking import Answer, Objects, ask, brought
from collectors.audience import plays
from collectors.ports import port, port_names
from nms.core.device import Role
from nms.core.observed import Dot1xPort, Harvest
from nms.core.ports import Oid, Visit

_PAE: Oid = (1, 0, 8802, 1, 1, 1, 1, 2)

_AUTHENTICATOR: Objects = {
    "dot1xAuthPaeState": (*_PAE, 1, 1, 1),
    "dot1xAuthAuthControlledPortStatus": (*_PAE, 1, 1, 5),
    "dot1xAuthAuthControlledPortControl": (*_PAE, 1, 1, 6),
    "dot1xAuthSessionUserName": (*_PAE, 4, 1, 9),
}
_STATES = {
    1: "initialize",
    2: "disconnected",
    3: "connecting",
    4: "authenticating",
    5: "authenticated",
    6: "aborting",
    7: "held",
    8: "forceAuth",
    9: "forceUnauth",
    10: "restart",
}
_CONTROLS = {1: "forceUnauthorized", 2: "auto", 3: "forceAuthorized"}
_STATUS = {1: "authorized", 2: "unauthorized"}


def _row(answer: Answer, index: Oid, name: str) -> Dot1xPort:
    authorised = answer.word(index, "dot1xAuthAuthControlledPortStatus", _STATUS) == "authorized"
    return Dot1xPort(
        port=name,
        authorised=authorised,
        state=answer.word(index, "dot1xAuthPaeState", _STATES),
        user=answer.text(index, "dot1xAuthSessionUserName") if authorised else "",
    )


@dataclass(frozen=True, slots=True)
class Dot1x:
    """IEEE8021-PAE-MIB (IEEE 802.1X-2001, 9.7), indexed by ifIndex. Cadence fdb: judged beside that table.

    Yields a Dot1xPort row for every port that asks for a login; those that are forced open or shut are left out. The
    session's user is told only while the port is authorised: agents keep the name of the last one.
    """

    name: str = "dot1x"
    cadence: str = "fdb"

    def wants(self, visit: Visit) -> bool:
        """Switches with PCs behind their ports."""
        return visit.device.polled and plays(visit, Role.HALL_SWITCH, Role.ACCESS_SWITCH)

    async def collect(self, visit: Visit) -> Harvest:
        """One row a port."""
        answer = await ask(visit.snmp, _AUTHENTICATOR)
        names = await port_names(visit) if answer else {}
        rows = [
            _row(answer, index, port(names, index[0]))
            for index in answer.indexes
            if len(index) == 1
            and answer.value(index, "dot1xAuthAuthControlledPortStatus") is not None
            and answer.word(index, "dot1xAuthAuthControlledPortControl", _CONTROLS) in ("", "auto")
        ]
        return brought(answer, rows=rows, covers=(Dot1xPort,))
