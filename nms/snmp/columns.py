"""How to walk columns side by side, decided without I/O: what to ask next, and what an answer adds."""

from dataclasses import dataclass, field

from nms.core.ports import Oid, VarBind
from nms.snmp import failures
from nms.snmp.ber import EXCEPTIONS
from nms.snmp.failures import GEN_ERR, NO_SUCH_NAME, TOO_BIG
from nms.snmp.messages import Answer

VARBINDS_PER_REQUEST = 200
ROW_LIMIT = 50_000
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Step:
    """One question: the columns (by position) whose successors are asked, and how many rows of them."""

    columns: tuple[int, ...]
    cursors: tuple[Oid, ...]
    repetitions: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a walk broke off: a failure code, or an error-status of the agent, and the place."""

    oid: Oid
    code: str = ""
    status: int = 0


@dataclass(slots=True)
class ColumnWalk:
    """A walk through columns under `roots`, at most `most` rows a question, of tables of about `expected` rows.

    Columns may differ in length and have holes: each keeps its own cursor and ends for itself.
    """

    roots: tuple[Oid, ...]
    most: int
    expected: int = UNKNOWN
    troubles: list[Trouble] = field(default_factory=list)
    rows: int = 0
    _cursors: list[Oid] = field(init=False)
    _open: list[int] = field(init=False)
    _repetitions: int = field(init=False)
    _width: int = field(init=False)

    def __post_init__(self) -> None:
        self._cursors = list(self.roots)
        self._open = list(range(len(self.roots)))
        self._repetitions = self.most
        self._width = max(1, len(self.roots))

    @property
    def partial(self) -> bool:
        """Whether the agent broke off before the end."""
        return bool(self.troubles)

    def step(self) -> Step | None:
        """The next question, or None at the end."""
        columns = tuple(self._open[: self._width])
        if not columns:
            return None
        fitting = max(1, VARBINDS_PER_REQUEST // len(columns))
        return Step(columns, tuple(self._cursors[i] for i in columns), min(self._repetitions, fitting, self._wanted()))

    def hear(self, step: Step, answer: Answer) -> list[tuple[int, VarBind]]:
        """What an answer adds: (column, variable) in the order of the answer."""
        if answer.status:
            self._refused(step, answer)
            return []
        if not answer.binds:
            self.shrink(step, Trouble(step.cursors[0], failures.MISMATCH))
            return []
        width = len(step.columns)
        heard = []
        for place, bind in enumerate(answer.binds):
            column = step.columns[place % width]
            if column in self._open and self._advances(column, bind):
                self._cursors[column] = bind.oid
                heard.append((column, bind))
        self.rows += -(-len(heard) // width)
        return heard

    def shrink(self, step: Step, trouble: Trouble) -> None:
        """Ask for less at once; a question that cannot shrink any further is given up as `trouble`."""
        if step.repetitions > 1:
            self._repetitions = step.repetitions // 2
        elif len(step.columns) > 1:
            self._width = len(step.columns) // 2
        else:
            self._give_up(step.columns[0], trouble)

    def silent(self, step: Step, trouble: Trouble) -> None:
        """No answer came: ask for a single row instead, or stop if that is what was asked."""
        if step.repetitions == 1:
            self.stop(trouble)
        else:
            self._repetitions = 1

    def stop(self, trouble: Trouble) -> None:
        """Break the walk off here."""
        self.troubles.append(trouble)
        self._open.clear()

    def _wanted(self) -> int:
        # a table's length hardly changes between two polls: ask for what is left of it and one row to see its end
        left = self.expected - self.rows
        return left + 1 if left >= 0 else self.most

    def _advances(self, column: int, bind: VarBind) -> bool:
        if bind.tag in EXCEPTIONS:
            self._open.remove(column)
            return False
        if bind.oid <= self._cursors[column]:
            self._give_up(column, Trouble(bind.oid, failures.LOOP))
            return False
        root = self.roots[column]
        if bind.oid[: len(root)] != root:
            self._open.remove(column)
            return False
        return True

    def _refused(self, step: Step, answer: Answer) -> None:
        named = 1 <= answer.position <= len(step.columns)
        place = answer.position - 1 if named else 0
        column, trouble = step.columns[place], Trouble(step.cursors[place], status=answer.status)
        if answer.status == TOO_BIG:
            self.shrink(step, trouble)
        elif not named and len(step.columns) > 1:
            self._width = 1  # the agent does not say which: ask one by one
        elif answer.status == NO_SUCH_NAME:
            self._open.remove(column)  # the end of the MIB in SNMPv1
        elif answer.status == GEN_ERR and step.repetitions > 1:
            self._repetitions = 1  # get as near to the faulty row as possible
        else:
            self._give_up(column, trouble)

    def _give_up(self, column: int, trouble: Trouble) -> None:
        self._open.remove(column)
        self.troubles.append(trouble)
