"""A world to push in, for every test that asks."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pushworld import MAKES, Make, World


@pytest.fixture
def world_of(tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Opens worlds of given devices."""
    worlds: list[World] = []

    def open_one(makes: dict[str, Make] | None = None, revert_s: float = 3600.0) -> World:
        folder = tmp_path / f"world-{len(worlds)}"
        worlds.append(World(folder, makes or {f"d{n}": make for n, make in enumerate(MAKES, 1)}, revert_s))
        return worlds[-1]

    yield open_one
    for world in worlds:
        world.close()


@pytest.fixture
def world(world_of: Callable[..., World]) -> World:
    """One device of each make."""
    return world_of()
