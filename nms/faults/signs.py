"""What an alarm shows of the network: a port that is down, a signal that is lost, a device that is silent."""

from collections.abc import Mapping
from typing import NamedTuple

from nms.core.alarm import AlarmKey
from nms.topology.naming import WHOLE, resource

DOWN, SIGNAL, SILENT, POWER, AP, DEGRADED = "down", "signal", "silent", "power", "ap", "degraded"


class Sign(NamedTuple):
    """One observable state: of a port (down, signal, degraded), a device (silent, power) or a thin AP (ap).

    An E1 that fails and its interface that is down are one sign, not two.
    """

    device: str
    object: str
    state: str


_STATES: Mapping[str, str] = {
    "link-down": DOWN,
    "device-unreachable": SILENT,
    "power-loss": POWER,
    "ap-fault": AP,
    **dict.fromkeys(("e1-los", "e1-lof", "e1-ais", "e1-failure", "e1-unavailable", "e1-out-of-service"), DOWN),
    **dict.fromkeys(
        ("sonet-los", "sonet-lof", "sonet-line-ais", "sonet-lop", "sonet-path-ais", "sonet-unequipped"), SIGNAL
    ),
    **dict.fromkeys(
        (
            "e1-rai",
            "e1-xmt-rai",
            "e1-xmt-ais",
            "e1-ts16-ais",
            "e1-lomf",
            "e1-xmt-lomf",
            "sonet-line-rdi",
            "sonet-path-rdi",
            "sonet-section-errored-seconds-high",
            "optical-power",
            *(f"e1-{count}-{span}" for count in ("es", "ses", "uas", "pcv", "css") for span in ("15min", "24h")),
        ),
        DEGRADED,
    ),
}


def sign_of(key: AlarmKey) -> Sign | None:
    """The sign that an alarm of this key is; None for troubles that nothing else in the network explains."""
    state = _STATES.get(key.problem)
    if state is None:
        return None
    device, thing = resource(key.device, key.object)
    if state == POWER and thing != WHOLE:
        state = AP
    return Sign(device, thing, state)


def down(device: str, port: str) -> Sign:
    """The sign of a port that is down, by its name in any spelling."""
    return Sign(*resource(device, port), DOWN)


def silent(device: str) -> Sign:
    """The sign of a device that does not answer."""
    return Sign(device, WHOLE, SILENT)
