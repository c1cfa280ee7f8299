"""config.yaml with the environment laid over it, checked and typed; every error at once, each with its place."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError

from nms.core.config import Config
from nms.core.errors import InvalidError, NmsError, Where
from nms.site.complaints import Complaint, Keys, below, complaints
from nms.site.overlay import Overlaid, overlay
from nms.site.positions import placed
from nms.site.yamlfile import read

FILE = "config.yaml"
DEMO_COMMUNITY = "public"
_MAX_BYTES = 1024 * 1024


class SettingsError(InvalidError):
    """The settings cannot be used; `problems` holds every reason."""

    def __init__(self, path: Path, problems: tuple[NmsError, ...]) -> None:
        first = f"{problems[0].code} {problems[0].where}"
        super().__init__("NMS-CFG-030", Where(str(path)), count=len(problems), first=first)
        self.problems = problems


def load_settings(path: Path, environ: Mapping[str, str]) -> Config:
    """The typed settings; raises SettingsError with all that is wrong in file and environment."""
    document = read(path, "CFG", _MAX_BYTES)
    raw = {} if document.value is None else document.value
    if not document.readable or not isinstance(raw, dict):
        raise SettingsError(path, document.problems or (InvalidError("NMS-CFG-009", Where(str(path), 1)),))
    laid = overlay(raw, environ, Config)
    config, refused = validated(laid.value)
    refused += [Complaint("NMS-CFG-031", keys, {"key": keys[-1]}) for keys in written_secrets(raw, Config)]
    problems = (*document.problems, *laid.problems, *_placed(path, laid, refused))
    if config is None or problems:
        raise SettingsError(path, problems)
    return config


def validated(settings: Mapping[str, Any]) -> tuple[Config | None, list[Complaint]]:
    """The typed settings, or everything the model refuses."""
    try:
        return Config.model_validate(settings), []
    except ValidationError as error:
        return None, complaints(error, Config, "CFG")


def written_secrets(value: object, kind: object, keys: Keys = ()) -> Iterator[Keys]:
    """Key paths of secrets that a file spells out; only the demo's community `public` may stand there."""
    if kind is SecretStr:
        if value not in ("", None, DEMO_COMMUNITY):
            yield keys
        return
    items = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from written_secrets(item, below(kind, key), (*keys, key))


def _placed(path: Path, laid: Overlaid, refused: list[Complaint]) -> Iterator[NmsError]:
    """Give each complaint its place: a line of the file, or the variable of the environment."""
    variables = [(complaint, laid.origin(complaint.keys)) for complaint in refused]
    in_file = [(complaint.error(), path, complaint.keys) for complaint, variable in variables if not variable]
    yield from placed(in_file)
    for complaint, variable in variables:
        if variable:
            error = complaint.error()
            error.where = Where("environment", 0, variable)
            yield error
