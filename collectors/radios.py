"""The radios of an access point that stands for itself."""

from dataclasses import dataclass

from collectors.asking import Answer, Objects, ask, brought
from collectors.audience import plays
from collectors.ports import port, port_names
from nms.core.device import Role
from nms.core.observed import Harvest, Radio
from nms.core.ports import Oid, Visit
from nms.core.sample import Sample

_DOT11: Oid = (1, 2, 840, 10036)

_RADIO: Objects = {
    "dot11DesiredSSID": (*_DOT11, 1, 1, 1, 9),
    "dot11CurrentTxPowerLevel": (*_DOT11, 4, 3, 1, 10),
    "dot11CurrentChannel": (*_DOT11, 4, 5, 1, 1),  # DSSS, 2.4 GHz
    "dot11CurrentFrequency": (*_DOT11, 4, 11, 1, 1),  # OFDM, 5 GHz: a channel number in spite of its name
    "dot11TransmittedFragmentCount": (*_DOT11, 2, 2, 1, 1),
    "dot11RetryCount": (*_DOT11, 2, 2, 1, 4),
    "dot11FCSErrorCount": (*_DOT11, 2, 2, 1, 12),
}
_METRICS = {
    "dot11TransmittedFragmentCount": "radio_transmitted",
    "dot11RetryCount": "radio_retries",
    "dot11FCSErrorCount": "radio_fcs_errors",
}
_CHANNELS = 200  # the highest channel number of any regulation is below


def _radio(answer: Answer, index: Oid, name: str) -> Radio:
    channel = answer.natural(index, "dot11CurrentChannel", _CHANNELS)
    return Radio(
        name=name,
        ssid=answer.text(index, "dot11DesiredSSID"),
        channel=channel or answer.natural(index, "dot11CurrentFrequency", _CHANNELS) or None,
        power_level=answer.natural(index, "dot11CurrentTxPowerLevel"),
    )


@dataclass(frozen=True, slots=True)
class Radios:
    """IEEE802dot11-MIB (IEEE 802.11) of fat access points.

    Yields Radio rows (SSID, channel, transmit power level as an index, not dBm) and counters in frames of what was
    sent, sent again and received broken, by "device/ifName". Cadence environment: the ratios matter over minutes.
    """

    name: str = "radios"
    cadence: str = "environment"

    def wants(self, visit: Visit) -> bool:
        """Access points with an agent of their own, and strangers."""
        return visit.device.polled and plays(visit, Role.AP)

    async def collect(self, visit: Visit) -> Harvest:
        """One row a radio."""
        answer = await ask(visit.snmp, _RADIO)
        names = await port_names(visit) if answer else {}
        device = visit.device.name
        rows, samples = [], []
        for index in answer.indexes:
            if len(index) != 1:
                continue
            name = port(names, index[0])
            rows.append(_radio(answer, index, name))
            for counter, metric in _METRICS.items():
                value = answer.natural(index, counter)
                if value is not None:
                    samples.append(Sample(device, metric, f"{device}/{name}", visit.at, value))
        return brought(answer, rows=rows, covers=(Radio,), samples=samples)
