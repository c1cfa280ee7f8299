"""A crew without a network: what agents would answer a round is read from the sessions that the engine has."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from nms.core.device import Device
from nms.engine.fleet_rounds import FleetRounds
from nms.engine.fleet_shapes import Plan
from nms.snmp.batch.answers import Answers, State
from nms.snmp.batch.course import Round, Tally
from nms.snmp.batch.crew import Crew
from nms.snmp.batch.fleet import fleet_of
from nms.snmp.batch.rescue import rescue

Spoil = Callable[[Answers], None]


def honest(_answers: Answers) -> None:
    """Nothing happens to the answers."""


class SessionCrew:
    """One part; `spoil` may change what came."""

    def __init__(self, plans: Sequence[Plan], devices: Mapping[str, Device], snmp: Any, spoil: Spoil = honest) -> None:
        self.fleets = [fleet_of([plan.member for plan in plans])]
        self._devices = [devices[member.device] for member in self.fleets[0].members]
        self._snmp = snmp
        self._spoil = spoil

    def poll(self) -> Sequence[Round | None]:
        """What the sessions say is what a round brings: silence is silence, another table is odd."""
        answers = Answers.empty(self.fleets[0])
        answers.states[:] = State.STRANGE
        found = asyncio.run(rescue(answers, self._devices, self._snmp))
        for state, agents in ((State.ANSWERED, found.whole), (State.GIVEN_UP, found.lost)):
            for agent in agents:
                answers.states[answers.fleet.agent_of == agent] = state
        self._spoil(answers)
        return [Round(answers, Tally(), 0.01)]

    def close(self) -> None:
        """Nothing is open."""


def crew_by_session(rounds: FleetRounds, plans: Sequence[Plan]) -> Crew:
    """In the place of `FleetRounds._crew`."""
    return SessionCrew(plans, rounds._parts.inventory.devices, rounds._snmp)


def without_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No engine of this test sends a datagram of a round."""
    monkeypatch.setattr(FleetRounds, "_crew", crew_by_session)
