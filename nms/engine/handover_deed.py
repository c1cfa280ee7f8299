"""The playbook module `handover`: controllers read, recommendations fetched, a trial led from proposal to its end."""

from collections.abc import Mapping
from typing import Any

from nms.app.play_views import GATE
from nms.app.radio_digest import Advice
from nms.app.radio_views import RadioRoom
from nms.app.trial_views import TrialRoom
from nms.core.errors import InvalidError
from nms.core.playbook import Did
from nms.core.texts import say
from nms.core.trial import OVER, Trial, TrialState
from nms.engine.config_deed import LOOK_S
from nms.engine.playing import Work, same
from nms.provision.playbook.walk import Call, Outcome

_T = TrialState


class HandoverDeed:
    """Carries out one call; a run that is taken up again goes on from where the trial itself stands."""

    def __init__(self, radio: RadioRoom, trials: TrialRoom) -> None:
        self._radio, self._trials = radio, trials

    def do(self, work: Work, call: Call) -> Mapping[str, Outcome]:
        """The same outcome for every host."""
        wanted = next(iter(call.arguments.values()))
        acts = {"read": self._read, "recommend": self._recommend, "trial": self._trial}
        return acts[str(wanted["action"])](work, call, wanted)

    def _read(self, work: Work, call: Call, wanted: Mapping[str, Any]) -> Mapping[str, Outcome]:
        """Have the controller read; in check mode its last reading has to do."""
        controller = str(wanted.get("controller", ""))
        if not call.run.check:
            number = self._radio.refresh(controller, call.run.actor)
            while (found := work.parts.store.requests.get(number)) is not None and found.state == "waiting":
                work.wait(LOOK_S)
            if found is None or found.state == "failed":
                raise InvalidError("NMS-TRIAL-035", None, controller=controller, reason=found.result if found else "–")
        known = next((one for one in self._radio.controllers() if one.name == controller), None)
        read_at = known.read_at.isoformat() if known is not None and known.read_at else ""
        return same(call, Did.OK, {"controller": controller, "read_at": read_at})

    def _recommend(self, _work: Work, call: Call, wanted: Mapping[str, Any]) -> Mapping[str, Outcome]:
        """What can be tried of what the newest diagnosis recommends."""
        cell, most = str(wanted.get("cell", "")), int(wanted.get("most", 5))
        found = [one for _, one in self._radio.recommendations() if one.held and cell in ("", one.cell)]
        texts = [_written(one) for one in found]
        chosen = list(dict.fromkeys(texts))[:most]
        return same(call, Did.OK, {"cell": cell, "wanted": chosen})

    # ------------------------------------------------------------ a trial

    def _trial(self, work: Work, call: Call, wanted: Mapping[str, Any]) -> Mapping[str, Outcome]:
        texts = [str(one) for one in wanted.get("wanted", ())]
        if not texts and not call.begun:
            return same(call, Did.OK, {"trial": 0, "state": "none"})
        values = self._trials.read(texts)
        if call.run.check:
            draft = self._trials.check(values)
            return same(call, Did.CHANGED, {"trial": 0, "state": "none", "diff": texts, "control": list(draft.control)})
        told = dict(call.begun)
        if "trial" not in told:
            title = str(wanted.get("title", "")) or ", ".join(texts)[:100]
            told["trial"] = self._trials.propose(title, values, call.run.actor).id
            call.note(told)
        ended = self._led(work, call, told)
        body = {"trial": ended.id, "state": str(ended.state), "reason": _reason(ended, work)}
        if ended.state is not _T.KEPT:
            raise InvalidError("NMS-TRIAL-034", None, trial=ended.id, state=ended.state, reason=body["reason"])
        return same(call, Did.CHANGED, body)

    def _led(self, work: Work, call: Call, told: dict[str, Any]) -> Trial:
        """Through approval and start to the end; the engine's own tick moves it in between."""
        number = int(told["trial"])
        while (trial := self._trials.show(number).trial).state not in OVER:
            if trial.state is _T.PLANNED:
                if GATE not in told:
                    told |= {GATE: f"{call.task.name}: {trial.title}", "trials": {str(number): trial.digest}}
                    call.note(told)
                work.pause(waiting=True)
            elif trial.state is _T.APPROVED:
                work.pause(waiting=False)
                self._trials.start(number, call.run.actor)
            work.wait(LOOK_S)
        work.pause(waiting=False)
        return trial


def _written(one: Advice) -> str:
    where = f"{one.cell}>{one.towards}" if one.towards else one.cell
    return f"{one.kind}:{where}:{one.parameter}={one.new}"


def _reason(trial: Trial, work: Work) -> str:
    if trial.reason is None:
        return "–"
    return say(trial.reason.code, work.parts.config.site.language, **trial.reason.values)
