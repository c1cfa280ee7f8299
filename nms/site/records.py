"""Reading one file of a given shape for a trade: the checked record, or every error with line and column."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from nms.core.errors import InvalidError, NmsError, Where
from nms.site.complaints import Complaint, complaints
from nms.site.positions import Positions
from nms.site.yamlfile import Family, load_text, read_text

_MAX_BYTES = 32 * 1024 * 1024
Record = TypeVar("Record", bound=BaseModel)


class RecordError(InvalidError):
    """A file that cannot be used; `problems` holds every reason."""

    def __init__(self, path: Path, problems: tuple[NmsError, ...], family: Family = "OMC") -> None:
        first = f"{problems[0].code} {problems[0].where}: {problems[0].message('en')}"
        super().__init__(f"NMS-{family}-060", Where(str(path)), count=len(problems), first=first)
        self.problems = problems


def read_record(path: Path, model: type[Record], family: Family) -> Record:
    """A YAML (or JSON) file as the model says it; RecordError with everything that is wrong in it."""
    try:
        text = load_text(path, family, _MAX_BYTES)
    except NmsError as problem:
        raise RecordError(path, (problem,), family) from problem
    document = read_text(text, path, family)
    if document.problems:
        raise RecordError(path, document.problems, family)
    record, refused = checked({} if document.value is None else document.value, model, family)
    if record is None:
        raise RecordError(path, _placed(refused, text, path), family)
    return record


def checked(value: object, model: type[Record], family: Family) -> tuple[Record | None, list[Complaint]]:
    """The record that a value makes, or everything the model refuses; for what came by another way than a file."""
    try:
        return model.model_validate(value), []
    except ValidationError as error:
        return None, complaints(error, model, family)


def _placed(refused: Iterable[Complaint], text: str, path: Path) -> tuple[NmsError, ...]:
    positions = Positions.of_text(text)
    problems: list[NmsError] = []
    for complaint in refused:
        line, column = positions.place(complaint.keys)
        problem = complaint.error()
        problem.where = Where(str(path), line, ".".join(map(str, complaint.keys)), column)
        problems.append(problem)
    return tuple(problems)
