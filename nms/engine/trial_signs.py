"""What speaks against going on with a trial beside its counters, and what people are told when it was taken back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from nms.app.parts import Parts
from nms.app.trial_evidence import TrialEvidence
from nms.core.alarm import Report
from nms.core.observed import Layout
from nms.core.texts import say
from nms.core.trial import Remark, Trial, TrialState
from nms.faults.problems import Said, cleared, raised
from nms.handover.trial.life import undoing
from nms.handover.trial.readback import altered, disturbed
from nms.provision.approval import frozen

UNDONE, STUCK = "trial-undone", "trial-stuck"
_NMS = "nms"
_MISSED = 2
"""Readings of a controller that may fail in a row."""
_SLACK = timedelta(seconds=60)
"""How far the moment of a start, as a device tells it, may be off."""


class TrialSigns:
    """Reads the store; tells the ledger and the pages."""

    def __init__(self, parts: Parts, evidence: TrialEvidence) -> None:
        self._parts, self._evidence = parts, evidence

    # ------------------------------------------------------------ what speaks against it

    def frozen(self) -> Remark | None:
        """Whether nothing is pushed now."""
        config = self._parts.config
        window = frozen(config.push.freeze, self._parts.clock.now().astimezone(config.site.zone))
        return Remark("trials.why.freeze", {"start": window.start, "end": window.end}) if window else None

    def halted(self, trial: Trial) -> Trial | None:
        """The trial on its way back because something else changed, or its controllers are out of reach; or None."""
        if others := altered(trial, self._evidence.readings()):
            waves = tuple(
                replace(wave, left=others.get(number)) if wave.stands else wave
                for number, wave in enumerate(trial.waves)
            )
            return undoing(replace(trial, waves=waves), TrialState.STOPPED, others[max(others)])
        why = self._disturbed(trial) or self._unreachable(trial) or self._restarted(trial)
        return undoing(trial, TrialState.STOPPED, why) if why else None

    def _disturbed(self, trial: Trial) -> Remark | None:
        now = self._evidence.around(trial.wanted, (*trial.cells, *trial.control))
        cells = disturbed(trial, now)
        return Remark("trials.why.disturbed", {"cells": ", ".join(cells)}) if cells else None

    def _unreachable(self, trial: Trial) -> Remark | None:
        patience = timedelta(seconds=_MISSED * self._parts.config.radio.read_every_s)
        lost = self._evidence.out_of_reach(trial.cells, patience)
        return Remark("trials.why.unreachable", {"controllers": ", ".join(lost)}) if lost else None

    def _restarted(self, trial: Trial) -> Remark | None:
        since = trial.waves[0].pushed_at
        names = self._evidence.controllers(trial.cells) if since else ()
        starts = {name: self._booted(name) for name in names}
        late = [name for name, at in starts.items() if at and since and at > since + _SLACK]
        return Remark("trials.why.restarted", {"controllers": ", ".join(late)}) if late else None

    def _booted(self, controller: str) -> datetime | None:
        rows = self._parts.store.devices.rows(controller, Layout)
        return rows[0].booted_at if rows else None

    # ------------------------------------------------------------ what people are told

    def undone(self, trial: Trial) -> None:
        """It was taken back by itself: an alarm that ends by itself, and a notice on the pages."""
        self._record(raised(self._said(trial), f"trial {trial.id}", UNDONE, details=self._details(trial)))
        self._notice("trials.notice.undone", trial, "warning")

    def stuck(self, trial: Trial) -> None:
        """What is in force could not be taken back: somebody has to look."""
        self._record(raised(self._said(trial), f"trial {trial.id}", STUCK, details=self._details(trial)))
        self._notice("trials.notice.stuck", trial, "major")

    def loose(self, trial: Trial) -> None:
        """It could, after all."""
        self._record(cleared(self._said(trial), f"trial {trial.id}", STUCK))

    def _notice(self, code: str, trial: Trial, severity: str) -> None:
        language = self._parts.config.site.language
        message = say(code, language, trial=trial.id, title=trial.title, reason=_reason(trial, language))
        body = {"message": message, "severity": severity}
        self._parts.store.events.append("notice", str(trial.id), self._parts.clock.now(), body)

    def _record(self, report: Report) -> None:
        self._parts.ledger.record(report)

    def _said(self, trial: Trial) -> Said:
        now = self._parts.clock.now()
        controllers = self._evidence.controllers(trial.cells)
        device = controllers[0] if controllers else _NMS
        return Said(device, now, now, "engine", f"trial:{trial.id}")

    def _details(self, trial: Trial) -> Mapping[str, str]:
        language = self._parts.config.site.language
        return {"trial": str(trial.id), "cells": ", ".join(trial.cells), "reason": _reason(trial, language)}


def _reason(trial: Trial, language: str) -> str:
    if trial.reason is None:
        return "–"
    return say(trial.reason.code, "zh" if language == "zh" else "en", **trial.reason.values)
