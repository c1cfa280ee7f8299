"""Alarms: reading them, acting on many at once, taking them along as a file."""

from collections.abc import Sequence

from flask import Response

from nms.core.alarm import Alarm
from web import exports
from web.api.alarm_shapes import AlarmAnswer, AlarmItem, AlarmList
from web.api.answers import answer, blueprint
from web.context import acting, facade
from web.queries import AcknowledgeBody, AlarmExportQuery, AlarmIds, AlarmQuery, CommentBody, IdPath, ShelveBody

api = blueprint("alarms", "Troubles and what people do about them")


def _listed(alarms: Sequence[Alarm], total: int) -> Response:
    now = facade().now()
    return answer(AlarmList(total=total, items=[AlarmItem.of(alarm, now) for alarm in alarms]))


@api.get("/alarms", summary="List alarms, worst first", responses={200: AlarmList})
def list_alarms(query: AlarmQuery) -> Response:
    page = facade().alarms(query.wanted())
    return _listed(page.items, page.total)


@api.get("/alarms/export", summary="Alarms as CSV or XLSX")
def export_alarms(query: AlarmExportQuery) -> Response:
    rows = exports.gather(lambda wanted: facade().alarms(wanted), query.wanted(), query.whole)
    return exports.answer("alarms", exports.ALARM_COLUMNS, rows, query.format)


@api.get("/alarms/<int:id>", summary="One alarm with history, cause and evidence", responses={200: AlarmAnswer})
def show_alarm(path: IdPath) -> Response:
    return answer(AlarmAnswer.of_detail(facade().alarm(path.id), facade().now()))


@api.post("/alarms/acknowledge", summary="Take alarms into one's hands", responses={200: AlarmList})
def acknowledge(body: AcknowledgeBody) -> Response:
    changed = facade().acknowledge(body.ids, acting(), body.text)
    return _listed(changed, len(changed))


@api.post("/alarms/unacknowledge", summary="Give alarms back", responses={200: AlarmList})
def unacknowledge(body: AlarmIds) -> Response:
    changed = facade().unacknowledge(body.ids, acting())
    return _listed(changed, len(changed))


@api.post("/alarms/shelve", summary="Put alarms aside for a time", responses={200: AlarmList})
def shelve(body: ShelveBody) -> Response:
    changed = facade().shelve(body.ids, body.end(facade().now()), acting(), body.text)
    return _listed(changed, len(changed))


@api.post("/alarms/unshelve", summary="Take alarms off the shelf", responses={200: AlarmList})
def unshelve(body: AlarmIds) -> Response:
    changed = facade().unshelve(body.ids, acting())
    return _listed(changed, len(changed))


@api.post("/alarms/comment", summary="Write a note into the history of alarms", responses={200: AlarmList})
def comment(body: CommentBody) -> Response:
    changed = facade().comment(body.ids, acting(), body.text)
    return _listed(changed, len(changed))
