"""Rollouts: the canary first, then wave by wave; what is pushed next follows from how the changes stand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nms.core.change import ChangeState, OnFailure, Rollout
from nms.core.errors import InvalidError

_S = ChangeState
_READY = frozenset({_S.APPROVED})
_GOING = frozenset({_S.APPLYING})
_WAITING = frozenset({_S.DRAFT, _S.PLANNED})

States = Mapping[int, ChangeState]
"""Change → how it stands."""


@dataclass(frozen=True, slots=True)
class Next:
    """Changes to push now, and how the rollout as a whole stands (APPLYING while there is something to come)."""

    push: tuple[int, ...]
    state: ChangeState


def waves_of(changes: Sequence[int], canary: int, size: int) -> tuple[tuple[int, ...], ...]:
    """The first `canary` changes as a wave of their own (0: no canary), the rest in waves of `size`.

    InvalidError NMS-CHG-070 for no changes, one named twice, or sizes that cannot be.
    """
    if not changes or len(set(changes)) != len(changes):
        raise InvalidError("NMS-CHG-070", field="changes", reason=", ".join(map(str, changes)) or "–")
    if canary < 0 or size < 1:
        raise InvalidError("NMS-CHG-070", field="canary, wave", reason=f"{canary}, {size}")
    first, rest = tuple(changes[:canary]), changes[canary:]
    others = tuple(tuple(rest[at : at + size]) for at in range(0, len(rest), size))
    return (first, *others) if first else others


def following(rollout: Rollout, states: States) -> Next:
    """What comes next: the first wave that is not through decides.

    A wave is through when none of its changes is ready or going on; a change that did not commit stops what has not
    begun yet, unless the rollout goes on after failures. Changes that are not approved hold their wave back.
    """
    for wave in rollout.waves:
        stand = [states[number] for number in wave]
        failed = any(state not in _READY | _GOING | _WAITING | {_S.COMMITTED} for state in stand)
        stopping = failed and rollout.on_failure is OnFailure.STOP
        if any(state in _GOING for state in stand):
            ready = () if stopping else _in(wave, states, _READY)
            return Next(ready, _S.APPLYING)
        if stopping:
            return Next((), ended(states))
        if any(state in _READY | _WAITING for state in stand):
            return Next(_in(wave, states, _READY), _S.APPLYING)
    return Next((), ended(states))


def _in(wave: Sequence[int], states: States, wanted: frozenset[ChangeState]) -> tuple[int, ...]:
    return tuple(number for number in wave if states[number] in wanted)


def ended(states: States) -> ChangeState:
    """How a rollout ended: everything committed, something unknown, or something left as it was."""
    kinds = set(states.values())
    if kinds <= {_S.COMMITTED}:
        return _S.COMMITTED
    return _S.UNKNOWN if _S.UNKNOWN in kinds else _S.ROLLED_BACK


def failed(rollout: Rollout, states: States) -> tuple[int, ...]:
    """What "retry failed only" plans anew: rolled back or expired, in the order of the waves."""
    return tuple(
        number for wave in rollout.waves for number in wave if states[number] in (_S.ROLLED_BACK, _S.EXPIRED)
    )  # fmt: skip


def matrix(rollout: Rollout, states: States) -> tuple[Mapping[str, int], ...]:
    """Per wave: state → how many changes."""
    return tuple(dict(Counter(str(states[number]) for number in wave)) for wave in rollout.waves)
