"""One open cause beside the believable city, in memory: an STM-1 section that explains an alarm."""

from collections.abc import Sequence
from datetime import UTC, datetime

from nms.app.cause_views import CauseDetail, CausePath, CauseView, EvidenceView, PathEdge, PathNode, RivalView
from nms.core.alarm import Alarm, Severity
from nms.core.errors import NotFoundError

SINCE = datetime(2026, 3, 1, 8, tzinfo=UTC)
NAME = "stm1:cpos-1:cpos0/1/0"


class FakeCauses:
    """The room of causes; its alarms are those that it is given."""

    def __init__(self, alarms: Sequence[Alarm] = ()) -> None:
        self.alarms = alarms

    def open(self) -> Sequence[CauseView]:
        """The one cause."""
        return [
            CauseView(
                NAME, "stm1", "element.stm1", "cpos-1:cpos0/1/0", "cpos-1", Severity.CRITICAL, SINCE, 600.0, 0.98,
                self.alarms[0].id if self.alarms else 0, max(len(self.alarms), 1), ("cpos-1",), (), "", False, False,
                False,
            )
        ]  # fmt: skip

    def cause(self, name: str) -> CauseDetail:
        """The cause with two sentences of evidence and a rival."""
        if name != NAME:
            raise NotFoundError("cause", name)
        evidence = [
            EvidenceView("evidence.explains", {"count": "126", "names": "cpos-1:cpos0/1/0 …"}, 252.0),
            EvidenceView("evidence.unasked", {"count": "2", "names": "yc-h01-iad:e1-1/1"}, -0.8),
        ]
        rival = RivalView("card:cpos-1:0/1", "card", "cpos-1:0/1", 125, 0, 4.3)
        return CauseDetail(self.open()[0], evidence, [rival], self.alarms, {})

    def path(self, name: str, alarm_id: int) -> CausePath:
        """From the router to a hall."""
        if name != NAME:
            raise NotFoundError("cause", name)
        nodes = [PathNode("cpos-1", "cpos-router", "alarmed"), PathNode("yc-h01-iad", "converter", "alarmed")]
        return CausePath(name, alarm_id, nodes, [PathEdge("e1-yc-h01-1", "yc-h01-iad", "cpos-1", "e1", "failed")])

    def of_alarm(self, alarm_id: int) -> str:
        """The one cause explains whatever it was given."""
        return NAME if any(alarm.id == alarm_id for alarm in self.alarms) else ""
