"""When whose configuration is read: turns spread evenly over the period, failures tried again, the oldest backup."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Self

RETRY_S = 300.0
"""A failed device is tried again so long after its first failure, and twice as long after every other one."""


@dataclass(frozen=True, slots=True)
class Backed:
    """How the backups of one device go.

    `since` is when it was first to be read, `tried_at` when it was last tried, `checked_at` when it was last read (and
    kept, if it had changed); `failures` counts from there. `error` is a code, `reason` its sentence in English and
    `patient` says that only the next turn makes sense, not an earlier retry.
    """

    since: datetime
    tried_at: datetime | None = None
    checked_at: datetime | None = None
    failures: int = 0
    error: str = ""
    reason: str = ""
    patient: bool = False

    def read(self, at: datetime) -> Self:
        """After it was read."""
        return replace(self, tried_at=at, checked_at=at, failures=0, error="", reason="", patient=False)

    def failed(self, at: datetime, error: str, reason: str, *, patient: bool = False) -> Self:
        """After it could not be read."""
        return replace(self, tried_at=at, failures=self.failures + 1, error=error, reason=reason, patient=patient)

    def age_s(self, now: datetime) -> float:
        """How old the newest backup is: since it was read, else since it was first to be."""
        return (now - (self.checked_at or self.since)).total_seconds()

    def written(self) -> str:
        """As text, for the store."""
        plain = {
            name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(self).items()
        }
        return json.dumps(plain, ensure_ascii=False)

    @classmethod
    def of(cls, text: str) -> Self:
        """From the store's text."""
        said = json.loads(text)
        moments = {name: said[name] and datetime.fromisoformat(said[name]) for name in ("tried_at", "checked_at")}
        return cls(**{**said, **moments, "since": datetime.fromisoformat(said["since"])})


def due(names: Sequence[str], states: Mapping[str, Backed], every_s: float, now: datetime) -> list[str]:
    """Whose turn it is, whoever waits longest first.

    Device i of n has its turn at i/n of every period, counted from 1970: turns neither bunch nor move when the engine
    starts anew. Whoever was never tried is due at once; whoever failed, earlier than its turn.
    """
    tried = {name: states[name].tried_at if name in states else None for name in names}
    found = [name for place, name in enumerate(names) if _is_due(states.get(name), place / len(names), every_s, now)]
    return sorted(found, key=lambda name: (tried[name] is not None, tried[name] or now))


def _is_due(state: Backed | None, phase: float, every_s: float, now: datetime) -> bool:
    if state is None or state.tried_at is None or state.tried_at > now:
        return True
    if _turn(now, phase, every_s) > _turn(state.tried_at, phase, every_s):
        return True
    wait = timedelta(seconds=min(every_s, RETRY_S * 2.0 ** min(state.failures - 1, 20)))
    return state.failures > 0 and not state.patient and now - state.tried_at >= wait


def _turn(at: datetime, phase: float, every_s: float) -> int:
    return int((at.timestamp() - phase * every_s) // every_s)


def oldest(ages: Iterable[tuple[str, float]]) -> tuple[str, float]:
    """The device with the oldest newest backup and its age in seconds; ("", 0) where there is no device."""
    return max(ages, key=lambda pair: pair[1], default=("", 0.0))
