"""Watches how long the certificate of the pages still holds, so that its end is told thirty days before."""

import asyncio

from nms.app import serving
from nms.app.parts import Parts
from nms.core.alarm import Report, Severity
from nms.engine.recorder import Recorder
from nms.faults.problems import Said, cleared, raised
from nms.performance.health import NMS
from nms.site.doctor import Finding

EVERY_S = 3_600.0

_OBJECT, _PROBLEM = "pages", "certificate-expiring"
_SEVERITY = {"warning": Severity.WARNING, "failed": Severity.MAJOR}


class CertificateWatch:
    """Warning from thirty days before its end, major once it serves nobody any more; cleared when renewed."""

    def __init__(self, parts: Parts, recorder: Recorder) -> None:
        self._parts, self._recorder = parts, recorder
        self._state = ""

    async def look(self) -> None:
        """Read the file and report what has changed since the last look."""
        found = await asyncio.to_thread(serving.examined, self._parts.site, self._parts.clock.now())
        if found.state == self._state:
            return
        self._state = found.state
        report = self._judged(found)
        await self._recorder.run(lambda: self._parts.ledger.record(report))

    def _judged(self, found: Finding) -> Report:
        now = self._parts.clock.now()
        said = Said(NMS, now, now, "certificate", "certificate")
        if found.state == "ok":
            return cleared(said, _OBJECT, _PROBLEM)
        details = {"code": found.problem.code, "reason": found.problem.message("en")} if found.problem else {}
        return raised(said, _OBJECT, _PROBLEM, _SEVERITY[found.state], details)
