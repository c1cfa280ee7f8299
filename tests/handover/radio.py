"""A small radio network and a call in it, fed with reports that differ from good ones only where a story says so."""

from typing import Any

from nms.handover.engine.deciding import decide
from nms.handover.engine.decision import STAY, Decision
from nms.handover.engine.network import RadioCell, RadioNetwork, relate
from nms.handover.engine.parameters import CellParameters, RelationParameters
from nms.handover.engine.state import CallState
from nms.handover.reports import Report, key_of

HOME, NEAR, FAR = 0, 1, 2


def network(
    home: dict[str, Any] | None = None,
    near: dict[str, Any] | None = None,
    far: dict[str, Any] | None = None,
    **relation: int,
) -> RadioNetwork:
    """Three cells, each on a site of its own, each the neighbour of both others."""
    cells = {
        number: RadioCell(number, key_of(100 + number, number), CellParameters(**(values or {})), site=number)
        for number, values in enumerate((home, near, far))
    }
    for cell in cells.values():
        relate(cell, [(other, RelationParameters(**relation)) for other in cells.values() if other is not cell])
    return RadioNetwork(cells)


class Story:
    """A call in HOME; each `hear` is a report, NEAR and FAR heard at the levels given (None: not heard)."""

    def __init__(self, radio: RadioNetwork, **call: Any) -> None:
        self.radio = radio
        self.state = CallState(radio.cells[HOME], **call)
        self.nr = 0

    def report(self, level: int = 40, near: int | None = None, far: int | None = None, **facts: Any) -> Report:
        heard = [(self.radio.cells[cell].key, there) for cell, there in ((NEAR, near), (FAR, far)) if there is not None]
        return Report(self.nr, level, neighbours=tuple(heard), **({"ul_level": level} | facts)).checked()

    def hear(self, level: int = 40, near: int | None = None, far: int | None = None, **facts: Any) -> Decision:
        report = self.report(level, near, far, **facts)
        self.nr = (self.nr + 1) % 256
        return decide(self.state, report, self.radio, explain=True)

    def until_decided(self, reports: int, *heard: Any, **facts: Any) -> Decision:
        """The first decision within so many like reports."""
        for _ in range(reports):
            decision = self.hear(*heard, **facts)
            if decision.kind != "none":
                return decision
        return STAY

    def settle(self, *heard: Any, **facts: Any) -> None:
        """Enough like reports to fill all filters and pass all guards."""
        for _ in range(12):
            assert self.hear(*heard, **facts).kind == "none"
