"""What a template may ask of the device's present configuration: what stands, what must, what would have to return."""

import re
from dataclasses import dataclass

from nms.core.dialect import Dialect
from nms.core.errors import ConflictError
from nms.provision import grammar as words
from nms.provision.grammars import grammar_of
from nms.provision.negation import negation
from nms.provision.sandbox import Expression, StandingLine
from nms.provision.tree import View, parse
from nms.provision.wording import objection


@dataclass(frozen=True, slots=True)
class Standing:
    """The configuration a plan is made from; without one (`running` None) nothing stands and nothing is asked for."""

    dialect: Dialect
    device: str
    running: str | None
    view: View

    @classmethod
    def of(cls, dialect: Dialect, device: str, running: str | None) -> "Standing":
        """Parsed once for a rendering."""
        return cls(dialect, device, running, parse(dialect, running or ""))

    def stands(self, *path: str) -> bool:
        """Whether a line stands below the views named before it."""
        return self.view.at(path) is not None

    def needs(self, *path: str) -> str:
        """Nothing, if the line stands; ConflictError NMS-CHG-020 if the device lacks what the service is built on."""
        if self.running is not None and not self.stands(*path):
            raise ConflictError("NMS-CHG-020", device=self.device, line=" / ".join(path))
        return ""

    def free(self, *path: str) -> str:
        """Nothing, if no such line stands; ConflictError NMS-CHG-021 if somebody uses it already."""
        if self.stands(*path):
            raise ConflictError("NMS-CHG-021", device=self.device, line=" / ".join(path))
        return ""

    def earlier(self, *path: str) -> str:
        """The standing line that the last words begin (`earlier("interface X", "description")`); "" if none does."""
        *above, start = path
        siblings = self.view.at(tuple(above)) or View()
        grammar = grammar_of(self.dialect.platform)
        key = words.key(grammar, f"{start} 0") or words.key(grammar, start)
        for line in siblings:
            same = not key or words.key(grammar, line) == key
            if same and (line == start or line.startswith(f"{start} ")):
                return StandingLine(line)
        return ""

    def restored(self, *path: str) -> str:
        """The line that takes a setting back to what it was: the earlier one, or its negation."""
        default = grammar_of(self.dialect.platform).default
        taken_back = f"{path[-1]} {default}" if default else negation(self.dialect, path[-1])
        return self.earlier(*path) or StandingLine(taken_back)

    def taken(self, name: str) -> str:
        """ConflictError NMS-CHG-021, as `free` has it."""
        raise ConflictError("NMS-CHG-021", device=self.device, line=name)

    def seen(self, pattern: str) -> bool:
        """Whether the state of a shell shows what an expression says, searched line by line."""
        return bool(re.search(pattern, self.running or "", re.MULTILINE))


def expression(value: object) -> Expression:
    """A value as a literal of a regular expression."""
    text = str(value)
    if found := objection(text):
        raise ValueError(f"{found!r} in {text[:40]!r}")
    return Expression(re.escape(text))


def hyphens(mac: str) -> str:
    """`001122334455` as 0011-2233-4455 (VRP, Comware)."""
    return "-".join(mac[at : at + 4] for at in (0, 4, 8))


def dots(mac: str) -> str:
    """`001122334455` as 0011.2233.4455 (IOS)."""
    return ".".join(mac[at : at + 4] for at in (0, 4, 8))
