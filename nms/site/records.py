"""Reading one file of a given shape for a trade: the checked record, or every error with line and column."""

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from nms.core.errors import InvalidError, NmsError, Where
from nms.site.complaints import complaints
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
    try:
        return model.model_validate({} if document.value is None else document.value)
    except ValidationError as error:
        raise RecordError(path, _placed(error, text, path, model, family), family) from error


def _placed(
    error: ValidationError, text: str, path: Path, model: type[BaseModel], family: Family
) -> tuple[NmsError, ...]:
    positions = Positions.of_text(text)
    problems: list[NmsError] = []
    for complaint in complaints(error, model, family):
        line, column = positions.place(complaint.keys)
        problem = complaint.error()
        problem.where = Where(str(path), line, ".".join(map(str, complaint.keys)), column)
        problems.append(problem)
    return tuple(problems)
