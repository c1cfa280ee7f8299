"""The engine's sign of life in the store: when it last was there, and its figures."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

PULSE = "engine.pulse"


@dataclass(frozen=True, slots=True)
class Pulse:
    """When the engine last wrote, and what it counted; `at` is None if it never ran here."""

    at: datetime | None = None
    figures: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str | None) -> Self:
        """From the store's text; nothing stored is no pulse."""
        if not text:
            return cls()
        said = json.loads(text)
        return cls(datetime.fromisoformat(said["at"]), said["figures"])

    def written(self) -> str:
        """For the store."""
        return json.dumps({"at": self.at.isoformat() if self.at else None, "figures": dict(self.figures)})
