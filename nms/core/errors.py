"""One family of errors: a stable code, the values that fill its sentence, and where it happened."""

from dataclasses import dataclass

from nms.core import texts


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file of the site: path, 1-based line and column (0 = unknown) and dotted key."""

    file: str
    line: int = 0
    key: str = ""
    column: int = 0

    def __str__(self) -> str:
        place = ":".join([self.file, *(str(number) for number in (self.line, self.column) if number)])
        return f"{place}: {self.key}" if self.key else place


class NmsError(Exception):
    """Anything a user can be told: `code` is a key of the text catalogue, `values` fill its sentence."""

    def __init__(self, code: str, where: Where | None = None, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.where = where
        self.values = values

    def message(self, language: texts.Language) -> str:
        """What happened, in one sentence."""
        return texts.say(self.code, language, **self.values)

    def remedy(self, language: texts.Language) -> str:
        """What to do, in one sentence ("" if nothing helps)."""
        return texts.remedy(self.code, language, **self.values)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        hint = self.remedy("en")
        return f"{self.code} {place}{self.message('en')}" + (f" — {hint}" if hint else "")

    def as_dict(self) -> dict[str, object]:
        """The shape the API and `--json` answer with: code, message and remedy in both languages, values, where."""
        return {
            "code": self.code,
            "message": {language: self.message(language) for language in texts.LANGUAGES},
            "remedy": {language: self.remedy(language) for language in texts.LANGUAGES},
            "values": {name: str(value) for name, value in self.values.items()},
            "where": str(self.where) if self.where else None,
        }


class NotFoundError(NmsError):
    """The named thing does not exist."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__("NMS-CORE-002", kind=kind, name=name)


class InvalidError(NmsError):
    """A value from outside cannot be used; the API answers 422."""


class SnmpError(NmsError):
    """An agent could not be asked or answered with an error."""


class NoAnswerError(SnmpError):
    """The agent stayed silent within its budget."""


class StoreError(NmsError):
    """The store could not read or keep something (full disk, damaged file, another schema)."""


class CliError(NmsError):
    """A command line could not be reached or used."""


class HostKeyError(CliError):
    """The device showed a host key that is not the pinned one, or none is pinned yet; never tried again by itself."""


class LostSessionError(CliError):
    """The session broke: `accepted` configuration lines were answered for, of the rest nobody knows."""

    def __init__(self, code: str, accepted: int = 0, **values: object) -> None:
        super().__init__(code, None, accepted=accepted, **values)
        self.accepted = accepted


class RejectedError(CliError):
    """The device refused a line; the `accepted` lines before it may be in effect."""

    def __init__(self, code: str, line: str, reply: str, accepted: int, **values: object) -> None:
        super().__init__(code, None, line=line, reply=reply, accepted=accepted, **values)
        self.line, self.reply, self.accepted = line, reply, accepted


class UnauthenticatedError(NmsError):
    """Who acts is not known: nobody is logged in, the password or the token is wrong; the API answers 401."""


class DeniedError(NmsError):
    """The account may not do this; the API answers 403."""


class ConflictError(NmsError):
    """Somebody else was faster, or the thing is not in the state this needs; the API answers 409."""
