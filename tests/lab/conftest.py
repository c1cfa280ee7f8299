"""The lab as a fixture, and the product that watches it."""

from collections.abc import Iterator

import pytest
from needs import demand
from product import SECRETS, write_site
from serving import Serving, serving
from smallcity import ROUTERS, SmallCity
from waiting import until


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallCity]:
    """The running lab, one for all tests of the session."""
    demand()
    city = SmallCity(tmp_path_factory.mktemp("lab"))
    try:
        yield city
    finally:
        city.stop()


@pytest.fixture(scope="session")
def running(lab: SmallCity, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """`nms up` with the lab's routers as its inventory, every one of them up."""
    folder = tmp_path_factory.mktemp("product")
    site = write_site(folder / "site", lab)
    with serving(folder, "up", ("--site", str(site)), **SECRETS) as running:
        until(lambda: running.get("devices?state=up")["total"] == len(ROUTERS), "all routers are up", 30)
        yield running


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for the lab is a lab test."""
    for item in items:
        if "lab" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.lab)
