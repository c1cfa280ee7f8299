"""Averages from running sums are those of the plain last reports."""

from hypothesis import given
from hypothesis import strategies as st

from nms.handover.bsc.levels import KEPT, Levels

levels = st.integers(0, 63)
qualities = st.integers(0, 7)
windows = st.integers(1, 10)
reports = st.lists(st.tuples(levels, qualities, st.dictionaries(st.integers(0, 14), levels, max_size=6)), max_size=60)


@given(reports, windows)
def test_serving_averages_are_those_of_the_last_reports(
    seen: list[tuple[int, int, dict[int, int]]], window: int
) -> None:
    kept = Levels()
    for nr, (level, quality, neighbours) in enumerate(seen):
        kept.push(nr % 256, level, quality, neighbours.items())
        last = seen[: nr + 1][-window:]
        full = len(last) == window
        assert kept.level(window) == (sum(one[0] for one in last) // window if full else None)
        assert kept.quality(window) == (sum(one[1] for one in last) // window if full else None)
        assert kept.bad_of_last_four() == sum(one[1] >= 5 for one in seen[: nr + 1][-4:])


@given(reports, windows)
def test_neighbours_are_kept_and_averaged_as_a_plain_store_does(
    seen: list[tuple[int, int, dict[int, int]]], window: int
) -> None:
    kept, plain = Levels(), PlainStore()
    for nr, (level, quality, neighbours) in enumerate(seen):
        kept.push(nr % 256, level, quality, neighbours.items())
        plain.push(nr, neighbours)
        assert [known.key for known in kept.neighbours] == [key for key, _ in plain.slots]
        assert [known.average(window) for known in kept.neighbours] == [
            sum(history[-window:]) // len(history[-window:]) for _, history in plain.slots
        ]
        assert [known.last_seen for known in kept.neighbours] == [plain.last_seen[key] for key, _ in plain.slots]


def test_the_eleventh_neighbour_takes_the_place_of_the_weakest() -> None:
    kept = Levels()
    kept.push(0, 40, 0, [(key, 20 + key) for key in range(5, 11)])
    kept.push(1, 40, 0, [(key, 20 + key) for key in range(1, 5)])
    kept.push(2, 40, 0, [(99, 20)])
    assert [known.key for known in kept.neighbours] == [99, 6, 7, 8, 9, 10, 1, 2, 3, 4]  # absent, 5 fell most


class PlainStore:
    """Ten slots with whole histories: what is not in a report counts 0, a new cell displaces the weakest."""

    def __init__(self) -> None:
        self.slots: list[tuple[int, list[int]]] = []
        self.last_seen: dict[int, int] = {}

    def push(self, nr: int, neighbours: dict[int, int]) -> None:
        if not neighbours:
            return
        self.last_seen |= dict.fromkeys(neighbours, nr)
        fresh = neighbours.keys() - {key for key, _ in self.slots}
        for key, history in self.slots:
            history.append(neighbours.get(key, 0))
        for key, level in neighbours.items():
            if key in fresh:
                self.add(key, level)

    def add(self, key: int, level: int) -> None:
        if len(self.slots) < KEPT:
            self.slots.append((key, [level]))
            return
        means = [sum(history[-KEPT:]) // len(history[-KEPT:]) for _, history in self.slots]
        self.slots[means.index(min(means))] = (key, [level])
