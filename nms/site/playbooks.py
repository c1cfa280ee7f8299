"""Reading playbooks: a checked document, or every error with line and column."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from nms.core.errors import InvalidError, NmsError, Where
from nms.site.complaints import complaints
from nms.site.positions import Positions
from nms.site.yamlfile import load_text, read, read_text

_MAX_BYTES = 1024 * 1024


class PlaybookError(InvalidError):
    """A playbook that cannot be run; `problems` holds every reason."""

    def __init__(self, path: Path, problems: tuple[NmsError, ...]) -> None:
        first = f"{problems[0].code} {problems[0].where}: {problems[0].message('en')}"
        super().__init__("NMS-PLAY-047", Where(str(path)), count=len(problems), first=first)
        self.problems = problems


def load_playbook(path: Path, model: type[BaseModel]) -> list[dict[str, Any]]:
    """The plays of a file, with what their vars_files hold (relative to it) merged below their vars.

    PlaybookError with everything that is wrong in the file and those it names.
    """
    try:
        text = load_text(path, "PLAY", _MAX_BYTES)
    except NmsError as problem:
        raise PlaybookError(path, (problem,)) from problem
    document = parse_playbook(text, path, model)
    problems: list[NmsError] = []
    for play in document:
        given: dict[str, Any] = {}
        for name in play.pop("vars_files", []):
            given |= _vars(path.parent / name, problems)
        play["vars"] = given | play.get("vars", {})
    if problems:
        raise PlaybookError(path, tuple(problems))
    return document


def parse_playbook(text: str, path: Path, model: type[BaseModel]) -> list[dict[str, Any]]:
    """The plays of a text; a single play may stand without its list. PlaybookError with everything that is wrong."""
    read_in = read_text(text, path, "PLAY")
    single = isinstance(read_in.value, dict)
    value = [read_in.value] if single else read_in.value
    if not read_in.readable or not isinstance(value, list) or not value:
        raise PlaybookError(path, read_in.problems or (InvalidError("NMS-PLAY-039", Where(str(path), 1)),))
    problems = [*read_in.problems, *_refused(value, text, path, model, single)]
    if problems:
        raise PlaybookError(path, tuple(problems))
    return value


def _refused(value: list[Any], text: str, path: Path, model: type[BaseModel], single: bool) -> list[NmsError]:
    try:
        model.model_validate(value)
    except ValidationError as error:
        positions = Positions.of_text(text)
        problems: list[NmsError] = []
        for complaint in complaints(error, model, "PLAY"):
            keys = complaint.keys[1:] if single else complaint.keys
            line, column = positions.place(keys)
            problem = complaint.error()
            problem.where = Where(str(path), line, ".".join(str(key) for key in keys), column)
            problems.append(problem)
        return problems
    return []


def _vars(path: Path, problems: list[NmsError]) -> Mapping[str, Any]:
    document = read(path, "PLAY", _MAX_BYTES)
    problems += document.problems
    if document.readable and not isinstance(document.value, dict | None):
        problems.append(InvalidError("NMS-PLAY-023", Where(str(path), 1), key=path.name))
    return document.value if isinstance(document.value, dict) else {}
