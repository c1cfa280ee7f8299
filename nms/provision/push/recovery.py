"""Which changes were being applied by a process that is gone."""

from collections.abc import Iterable

from nms.core.change import Change, ChangeState, Lease


def orphans(changes: Iterable[Change], running: Iterable[Lease]) -> list[Change]:
    """Changes being applied under no lease that runs: whoever did it is gone, or may not write any more (T5)."""
    held = {lease.change for lease in running}
    return [change for change in changes if change.state is ChangeState.APPLYING and change.id not in held]
