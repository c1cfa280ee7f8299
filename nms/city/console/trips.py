"""Faults of a command line, planted to strike at a chosen line."""

import re
from dataclasses import dataclass

from nms.core.errors import InvalidError

KINDS = ("reject", "hang", "disconnect", "reboot", "slow", "prompt", "expire", "unreachable")


@dataclass(slots=True)
class Trip:
    """A fault that waits for its line.

    `kind` is one of KINDS. It strikes at the `at`-th line (from 1) that matches the regular expression `on`, or, where
    `on` is "", at the `at`-th configuration line; then `times` times in a row (0: from there on until repaired). With
    `after` the line takes effect before the fault strikes. `seconds` is the delay of `slow` and how long a `reboot` or
    `unreachable` keeps everybody out; `text` is what a refusal says or the name a changed prompt shows.
    """

    kind: str
    at: int = 1
    on: str = ""
    after: bool = False
    times: int = 1
    seconds: float = 0.0
    text: str = ""
    seen: int = 0
    struck: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InvalidError("NMS-CON-001", field="kind", value=self.kind, known=", ".join(KINDS))
        try:
            re.compile(self.on)
        except re.error as error:
            raise InvalidError("NMS-CON-002", field="on", value=self.on, reason=error) from error

    def strikes(self, line: str, *, configures: bool) -> bool:
        """Count a line; whether the fault strikes at it."""
        if self.over or not (re.search(self.on, line) if self.on else configures):
            return False
        self.seen += 1
        if self.seen < self.at:
            return False
        self.struck += 1
        return True

    @property
    def over(self) -> bool:
        """Whether it has struck as often as it should."""
        return bool(self.times) and self.struck >= self.times
