"""A small city whose changes may be moved: rooms over a store of the test's own, requests that nobody carries out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from change_world import opened
from fake_facade import FakeCity

from nms.app.app import App
from nms.app.change_views import ChangeRoom
from nms.app.service_views import ServiceRoom
from nms.core.ports import Request


@dataclass
class ChangingCity(FakeCity):
    """The small city over `system`."""

    system: App | None = None

    @property
    def _app(self) -> App:
        assert self.system is not None
        return self.system

    @property
    def changes(self) -> ChangeRoom:
        return self._app.changes

    @property
    def services(self) -> ServiceRoom:
        return self._app.services

    def request(self, request_id: int) -> Request:
        return self._app.request(request_id)


@contextmanager
def changing(folder: Path) -> Iterator[ChangingCity]:
    """The city until the context ends."""
    app = opened(folder)
    try:
        yield ChangingCity(system=app)
    finally:
        app.close()
