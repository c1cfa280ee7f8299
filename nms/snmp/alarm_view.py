"""What one monitor is shown, as the objects of an agent: scalars and the table of active alarms, in order."""

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from nms.core.alarm import Severity
from nms.core.northbound import Change, Notice, Told
from nms.core.ports import Oid, VarBind
from nms.snmp import alarm_mib, ber
from nms.snmp.alarm_mib import COLUMNS, ENTRY, FIRST_COLUMN, Figures

Tell = Callable[[Notice], Told]


class AlarmView:
    """The alarms of one monitor with the number of the last change they contain."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._rows: dict[int, Told] = {}
        self._ids: list[int] = []
        self.last = 0

    def load(self, notices: Iterable[Notice], last: int) -> None:
        """Begin with what the store remembers."""
        self._rows = {notice.alarm.id: self._tell(notice) for notice in notices}
        self._ids = sorted(self._rows)
        self.last = last

    def apply(self, notice: Notice) -> Told:
        """Take one more change in; returns it in the monitor's words."""
        told, alarm_id = self._tell(notice), notice.alarm.id
        self.last = notice.sequence
        if notice.change is Change.CLEARED:
            self._forget(alarm_id)
            return told
        if alarm_id not in self._rows:
            insort(self._ids, alarm_id)
        self._rows[alarm_id] = told
        return told

    def _forget(self, alarm_id: int) -> None:
        if self._rows.pop(alarm_id, None) is not None:
            del self._ids[bisect_left(self._ids, alarm_id)]

    def tell(self, notice: Notice) -> Told:
        """A notice in the monitor's words."""
        return self._tell(notice)

    def counts(self) -> Sequence[int]:
        """Active alarms by severity as the monitor names it, the worst first."""
        found = Counter(told.severity for told in self._rows.values())
        return [found[severity] for severity in Severity if severity is not Severity.CLEARED]

    # ------------------------------------------------------------ the table

    def cell(self, oid: Oid) -> VarBind | None:
        """The instance of this very OID."""
        if oid[: len(ENTRY)] != ENTRY or len(oid) != len(ENTRY) + 2:
            return None
        place, told = oid[-2] - FIRST_COLUMN, self._rows.get(oid[-1])
        return alarm_mib.cell(place, told) if told is not None and 0 <= place < len(COLUMNS) else None

    def after(self, oid: Oid) -> VarBind | None:
        """The first instance behind an OID, None at the end of the table."""
        place, row = self._behind(oid)
        if row >= len(self._ids):
            place, row = place + 1, 0
        if place >= len(COLUMNS) or not self._ids:
            return None
        return alarm_mib.cell(place, self._rows[self._ids[row]])

    def _behind(self, oid: Oid) -> tuple[int, int]:
        """(place of the column, place of the row) that come next; both may be one too far."""
        suffix = oid[len(ENTRY) :] if oid[: len(ENTRY)] == ENTRY else ()
        if not suffix:
            return (0, 0) if oid <= ENTRY else (len(COLUMNS), 0)
        place = suffix[0] - FIRST_COLUMN
        if place < 0:
            return 0, 0
        return place, bisect_right(self._ids, suffix[1]) if len(suffix) > 1 else 0


class Objects:
    """All objects that one monitor may read: the system group, its scalars, its table."""

    def __init__(
        self, view: AlarmView, system: Callable[[], Sequence[VarBind]], figures: Callable[[], Figures]
    ) -> None:
        self._view = view
        self._system = system
        self._figures = figures

    def _scalars(self) -> list[VarBind]:
        return [*self._system(), *alarm_mib.scalars(self._figures())]

    def get(self, oid: Oid) -> VarBind:
        """The instance, or the exception that stands for it (RFC 3416 section 4.2.1)."""
        cell = self._view.cell(oid)
        if cell is not None:
            return cell
        scalars = {bind.oid: bind for bind in self._scalars()}
        known = _column(oid) or any(oid[: len(name) - 1] == name[:-1] for name in scalars)
        return scalars.get(oid) or VarBind(oid, ber.NO_SUCH_INSTANCE if known else ber.NO_SUCH_OBJECT, None)

    def after(self, oid: Oid) -> VarBind:
        """The next instance, or endOfMibView; the scalars all lie before the table."""
        following = None
        if oid < ENTRY:
            following = next((bind for bind in self._scalars() if bind.oid > oid), None)
        return following or self._view.after(oid) or VarBind(oid, ber.END_OF_MIB_VIEW, None)


def _column(oid: Oid) -> bool:
    return oid[: len(ENTRY)] == ENTRY and len(oid) > len(ENTRY) and 0 <= oid[len(ENTRY)] - FIRST_COLUMN < len(COLUMNS)
