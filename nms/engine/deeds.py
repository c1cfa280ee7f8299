"""What the built-in playbook modules do."""

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from nms.app.app import App
from nms.app.play_views import GATE
from nms.app.views import AlarmFilter
from nms.core.change_ports import Fleet
from nms.core.dialect import scrubbed
from nms.core.errors import CliError, InvalidError
from nms.core.playbook import Did
from nms.drivers.dialects import dialect_of
from nms.drivers.parsing import parsed
from nms.engine.config_deed import ConfigDeed
from nms.engine.hall_deed import HallDeed
from nms.engine.handover_deed import HandoverDeed
from nms.engine.line_deed import LineDeed
from nms.engine.playing import Deed, Work, same
from nms.engine.ticket_deed import TicketDeed
from nms.provision.playbook.filling import filled, value_of
from nms.provision.playbook.walk import Call, Outcome

_READS = re.compile(
    r"(display|show|ping|tracert|traceroute|LST|DSP)\b[^\n\r;|&<>`$]*"
    r"|(ip|bridge|tc)( -(d|s|j|br|4|6))* \w+ show[ \w.-]*"  # never `set`, `add`, `del`, nor `-batch FILE`
)
_ALARMS = 200


class Deeds:
    """The deeds of one engine, by module name; `deeds` of later trades are put beside them."""

    def __init__(self, app: App, fleet: Fleet) -> None:
        self._app, self._fleet = app, fleet

    @property
    def all(self) -> Mapping[str, Deed]:
        """Module → who carries it out."""
        return {
            "facts": self.facts,
            "show": self.show,
            "config": ConfigDeed(self._app.changes).do,
            "line": LineDeed(self._app.lines, self._app.changes).do,
            "hall": HallDeed(self._app.bundles, self._app.changes).do,
            "handover": HandoverDeed(self._app.radio, self._app.trials).do,
            "ticket": TicketDeed(self._app.tickets).do,
            "backup": self.backup,
            "assert": self.check,
            "wait_for": self.wait_for,
            "approve": self.approve,
            "notify": self.notify,
        }

    def scope(self, host: str) -> Mapping[str, Any]:
        """What expressions may name of a host without asking anything."""
        device = self._app.inventory.devices[host]
        return {
            "inventory_hostname": host,
            "address": device.address,
            "platform": device.platform,
            "role": device.role.value,
            "site": device.site,
            "labels": dict(device.labels),
        }

    def facts(self, _work: Work, call: Call) -> Mapping[str, Outcome]:
        """What is known of each host."""
        return {
            host: Outcome(Did.OK, self._known(host, bool(wanted.get("interfaces")), bool(wanted.get("alarms"))))
            for host, wanted in call.arguments.items()
        }

    def _known(self, host: str, interfaces: bool, alarms: bool) -> dict[str, Any]:
        detail = self._app.device(host)
        facts = detail.facts
        known: dict[str, Any] = {
            "state": detail.view.state,
            "worst": detail.view.worst.word if detail.view.worst else "",
            "vendor": facts.vendor,
            "hardware": facts.hardware,
            "version": facts.version,
            "serial": facts.serial,
            "sys_name": facts.sys_name,
            "uptime_s": facts.uptime_s,
        }
        if interfaces:
            fields = ("name", "alias", "admin", "oper", "speed_bps")
            known["interfaces"] = [{name: getattr(row, name) for name in fields} for row in detail.interfaces]
        if alarms:
            page = self._app.alarms(AlarmFilter(state="active", device=host, limit=_ALARMS))
            known["alarms"] = [
                {"id": one.id, "severity": one.severity.word, "object": one.key.object, "problem": one.key.problem}
                for one in page.items
            ]
        return known

    def show(self, _work: Work, call: Call) -> Mapping[str, Outcome]:
        """A reading command on each device, parsed where a parser knows it."""
        return {host: self._shown(host, str(wanted["command"])) for host, wanted in call.arguments.items()}

    def _shown(self, host: str, command: str) -> Outcome:
        if not _READS.fullmatch(command):
            raise InvalidError("NMS-PLAY-051", None, value=command)
        device = self._app.inventory.devices[host]
        session = self._fleet.open(device)
        try:
            text = session.show(command)
        finally:
            session.close()
        dialect = dialect_of(device)
        text = scrubbed(dialect, text)
        with suppress(CliError):  # the text is there; rows only where a parser knows the command
            return Outcome(Did.OK, {"text": text, "rows": parsed(host, dialect, command, text)})
        return Outcome(Did.OK, {"text": text, "rows": []})

    def backup(self, work: Work, call: Call) -> Mapping[str, Outcome]:
        """Read and keep the configuration; in check mode only what is kept already."""
        host = next(iter(call.arguments))
        newest = next(iter(self._app.configs.history(host, 1)), None)
        if call.run.check:
            return same(call, Did.OK, {"id": newest.id if newest else ""})
        number = self._app.configs.backup([host], call.run.actor)
        while (found := self._app.configs.backed(number)).request.state == "waiting":
            work.wait(0.2)
        done = next(iter(found.devices), None)
        if done is None or done.state == "failed":
            raise InvalidError("NMS-PLAY-048", None, result=done.reason if done else found.request.result)
        changed = newest is None or newest.id != done.kept
        return same(call, Did.CHANGED if changed else Did.OK, {"id": done.kept})

    def check(self, _work: Work, call: Call) -> Mapping[str, Outcome]:
        """Every expression must hold."""
        [(host, wanted)] = call.arguments.items()
        for expression in wanted["that"]:
            if not value_of(expression, wanted["scope"]):
                say = filled(wanted.get("say", ""), wanted["scope"])
                raise InvalidError("NMS-PLAY-041", None, value=expression, say=say)
        return {host: Outcome(Did.OK)}

    def wait_for(self, work: Work, call: Call) -> Mapping[str, Outcome]:
        """Look again and again until the expression holds; in check mode once, whatever it says."""
        [(host, wanted)] = call.arguments.items()
        every, timeout = (
            float(filled(wanted.get(name, default), wanted["scope"]))
            for name, default in (("every", 5), ("timeout", 300))
        )
        command = filled(wanted.get("command", ""), wanted["scope"])
        clock = self._app.parts.clock
        until = clock.monotonic() + timeout
        while True:
            self._asked(work, host, until)
            seen = self._known(host, interfaces=True, alarms=True)
            if command:
                seen["output"] = self._shown(host, command).body["text"]
            if call.run.check or value_of(wanted["until"], {**wanted["scope"], **seen}):
                return {host: Outcome(Did.OK)}
            if clock.monotonic() >= until:
                raise InvalidError("NMS-PLAY-042", None, value=wanted["until"], seconds=f"{timeout:g}")
            work.wait(min(every, max(0.05, until - clock.monotonic())))

    def _asked(self, work: Work, host: str, until: float) -> None:
        """Have the device asked now, as the button does: what is known of it would else be as old as its last round."""
        if work.run.check or not self._app.inventory.devices[host].polled:
            return
        parts = work.parts
        number = parts.store.requests.put("poll", {"device": host}, work.run.actor, parts.clock.now())
        while (found := parts.store.requests.get(number)) is not None and found.state == "waiting":
            if parts.clock.monotonic() >= until:
                return
            work.wait(0.2)

    def approve(self, work: Work, call: Call) -> Mapping[str, Outcome]:
        """Wait at the gate; in check mode there is nothing to approve."""
        if call.run.check:
            return same(call, Did.OK)
        if not call.begun:
            call.note({GATE: next(iter(call.arguments.values()))["message"]})
        work.pause(waiting=True)
        while (gate := work.fresh(call.place, "")) is None or gate.did is Did.BEGUN:
            work.wait(0.3)
        return same(call, Did.OK, {"approver": gate.body.get("approver", "")})

    def notify(self, work: Work, call: Call) -> Mapping[str, Outcome]:
        """Tell the pages, and write it into the audit."""
        wanted = next(iter(call.arguments.values()))
        message, severity = str(wanted["message"]), str(wanted.get("severity", "info"))
        parts = work.parts
        with parts.audit.doing(call.run.actor, "play.notify", str(call.run.id), message=message, severity=severity):
            body = {"message": message, "severity": severity}
            parts.store.events.append("notice", str(call.run.id), parts.clock.now(), body)
        return same(call, Did.OK, {"say": message})
