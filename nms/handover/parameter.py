"""A handover parameter as a row of the table: name, range, default, unit, encoding, source; and what follows."""

from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, Literal

from nms.core.errors import InvalidError

Encoding = Literal["plain", "offset64", "switch", "choice"]
"""How a controller writes the value: as it is, 64 added (PBGT threshold 68 = +4 dB), 0/1, or a word of a list."""

Source = Literal["verified", "remembered", "own"]
"""Where range and default come from: read in a vendor's reference or run, GSM practice, a choice of this system."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A row. `low`, `high` and `default` are in `unit`, as the engine computes; `vty` and `mml` are controllers' words.

    `scope` is the narrowest place that may set it: cell, bsc, or relation (a cell towards one neighbour).
    """

    name: str
    low: int
    high: int
    default: int
    unit: str = ""
    encoding: Encoding = "plain"
    source: Source = "verified"
    scope: Literal["cell", "bsc", "relation"] = "cell"
    words: tuple[str, ...] = ()
    vty: str = ""
    mml: str = ""

    def checked(self, value: int) -> int:
        """The value itself; InvalidError (NMS-HO-001) outside the range."""
        if not self.low <= value <= self.high:
            raise self.refusal(str(value))
        return value

    def read(self, text: str) -> int:
        """The value a person or a controller wrote in the engine's unit; words of a choice count by position."""
        if self.words and text in self.words:
            return self.words.index(text)
        try:
            return self.checked(int(text))
        except ValueError:
            raise self.refusal(text) from None

    def refusal(self, text: str) -> InvalidError:
        """What is said of a value outside the table."""
        allowed = ", ".join(self.words) if self.words else f"{self.low}…{self.high} {self.unit}".strip()
        return InvalidError("NMS-HO-001", field=self.name, value=text, allowed=allowed)

    def encoded(self, value: int) -> str:
        """The value as the controller writes it."""
        if self.words:
            return self.words[self.checked(value)]
        return str(self.checked(value) + (64 if self.encoding == "offset64" else 0))

    def decoded(self, text: str) -> int:
        """The value a controller shows, in the engine's unit."""
        value = self.read(text) if self.words else int(text) - (64 if self.encoding == "offset64" else 0)
        return self.checked(value)

    def vty_line(self, value: int) -> str:
        """The line that sets it at a VTY; "" where the controller has no such line."""
        return f"{self.vty} {self.encoded(value)}" if self.vty else ""


def row(low: int, high: int, default: int, unit: str = "", **facts: Any) -> Any:
    """A field of a parameter class that carries its own row of the table; the name is the field's."""
    return field(default=default, metadata={"row": {"low": low, "high": high, "unit": unit, **facts}})


def switch(default: int, **facts: Any) -> Any:
    """A row that is off (0) or on (1)."""
    return row(0, 1, default, encoding="switch", **facts)


def choice(*words: str, default: str, **facts: Any) -> Any:
    """A row whose value is the position of a word."""
    return row(0, len(words) - 1, words.index(default), encoding="choice", words=words, **facts)


def table_of(kind: type[Any]) -> dict[str, Parameter]:
    """The rows of a parameter class, by name and in order."""
    return {one.name: _parameter(one) for one in fields(kind)}


def _parameter(one: Field[Any]) -> Parameter:
    assert one.default is not MISSING
    return Parameter(name=one.name, default=one.default, **one.metadata["row"])
