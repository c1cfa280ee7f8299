"""Made-up rounds of a grid, to measure with: counters that grow unevenly and gauges about a level."""

from collections.abc import Iterator, Sequence

import numpy as np

PACE = {"interface_in_octets": 40_000_000, "interface_out_octets": 9_000_000, "interface_in_errors": 2}
"""The most that a counter grows by in a round; what is not here is a gauge."""

SEED = 2026


def rounds(devices: int, metrics: Sequence[str], count: int) -> Iterator[tuple[memoryview, memoryview]]:
    """So many rounds of devices × columns as `Samples.append_grid` takes them."""
    rng = np.random.default_rng(SEED)
    pace = np.array([PACE.get(metric, 0) for metric in metrics], np.int64)
    gauge, shape = pace == 0, (devices, len(metrics))
    cells = rng.integers(0, 1 << 40, shape) * (pace > 2)
    kinds = np.ones(shape, np.uint8)
    for _ in range(count):
        cells = cells + (pace * rng.random(shape)).astype(np.int64)
        cells[:, gauge] = rng.integers(20, 60, (devices, int(gauge.sum())))
        yield cells.view(np.uint64).data, kinds.data
