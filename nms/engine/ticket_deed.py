"""The playbook module `ticket`: a ticket opened once per run and task, or moved one step on."""

from collections.abc import Callable, Mapping
from typing import Any

from nms.app.ticket_views import TicketRoom
from nms.core.playbook import Did
from nms.core.ticket import Ticket, TicketChannel, TicketState, TicketType, TicketWish
from nms.engine.playing import Work, same
from nms.provision.playbook.walk import Call, Outcome

_S = TicketState
DONE: Mapping[str, frozenset[TicketState]] = {
    "start": frozenset({_S.IN_PROGRESS}),
    "wait": frozenset({_S.WAITING_CUSTOMER}),
    "resume": frozenset({_S.IN_PROGRESS}),
    "restore": frozenset({_S.RESTORED, _S.CLOSED}),
    "close": frozenset({_S.CLOSED}),
}
"""Action → the states in which nothing is left to do."""


class TicketDeed:
    """Carries out one call; a run that is taken up again finds the ticket that it opened by its key."""

    def __init__(self, tickets: TicketRoom) -> None:
        self._tickets = tickets

    def do(self, _work: Work, call: Call) -> Mapping[str, Outcome]:
        """The same outcome for every host: changed, or ok where nothing was to be done."""
        wanted = next(iter(call.arguments.values()))
        action, number = str(wanted["action"]), str(wanted.get("number", ""))
        if action == "open":
            return self._opened(call, wanted)
        ticket = self._tickets.show(number).ticket
        if self._done(action, ticket, wanted):
            return same(call, Did.OK, _told(ticket))
        after = ticket if call.run.check else self._moved(action, number, call, wanted)
        return same(call, Did.CHANGED, _told(after))

    def _opened(self, call: Call, wanted: Mapping[str, Any]) -> Mapping[str, Outcome]:
        if call.run.check:
            return same(call, Did.CHANGED, {"ticket": "", "state": "new"})
        names = ("title", "text", "line", "hall", "customer")
        title, text, line, hall, customer = (str(wanted.get(name, "")) for name in names)
        wish = TicketWish(
            TicketType.FAULT, TicketChannel.API, title, text, customer=customer, line=line, hall=hall,
            key=f"play {call.run.id} {call.place.play}.{call.place.task}.{call.place.item}",
        )  # fmt: skip
        found = self._tickets.report(wish, call.run.actor)
        return same(call, Did.CHANGED, _told(found.ticket))

    def _done(self, action: str, ticket: Ticket, wanted: Mapping[str, Any]) -> bool:
        if action == "assign":
            return ticket.assignee == str(wanted.get("assignee", ""))
        return ticket.state in DONE.get(action, frozenset())

    def _moved(self, action: str, number: str, call: Call, wanted: Mapping[str, Any]) -> Ticket:
        actor, room, text = call.run.actor, self._tickets, str(wanted.get("text", ""))
        acts: Mapping[str, Callable[[], Ticket]] = {
            "assign": lambda: room.assign(number, str(wanted.get("assignee", "")), actor),
            "start": lambda: room.start(number, actor),
            "wait": lambda: room.wait(number, text, actor),
            "resume": lambda: room.resume(number, actor),
            "restore": lambda: room.restore(number, text, actor),
            "close": lambda: room.close(number, str(wanted.get("cause", "")), text, actor),
            "comment": lambda: room.comment(number, text, actor),
        }
        return acts[action]()


def _told(ticket: Ticket) -> dict[str, Any]:
    return {"ticket": ticket.number, "state": str(ticket.state)}
