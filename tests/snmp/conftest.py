"""What several tests of SNMP use."""

import pytest

from nms.snmp.batch import pacing


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """No round of this process asks again before an agent's whole time-out is over, however fast the agent was: on a
    crowded machine that would depend on chance. How time-outs follow the round trips is told of `Schedule` alone."""
    monkeypatch.setattr(pacing, "SHORTEST_S", 3600.0)
