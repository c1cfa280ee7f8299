"""The surroundings of the consoles: the city's state and clock, real timers, and where notifications go."""

import asyncio
from collections.abc import Callable, Sequence

from nms.city.box import Change, Effect
from nms.city.console.element import Timer
from nms.city.notices import Notice
from nms.city.state import City


class CityWorld:
    """Elements of one city in one event loop; `rate` of the devices' seconds pass in a real one."""

    def __init__(self, city: City, tell: Callable[[Notice], None], rate: float = 1.0) -> None:
        self._city, self._tell, self._rate = city, tell, rate

    def now(self) -> float:
        """Epoch seconds."""
        return self._city.now()

    def later(self, seconds: float, call: Callable[[], object]) -> Timer:
        """Call once after so many of the device's seconds."""
        return asyncio.get_running_loop().call_later(seconds / self._rate, call)

    def changed(self, added: Sequence[Effect], removed: Sequence[Effect]) -> list[Change]:
        """Let effects on other elements begin and end."""
        return self._city.apply(added, removed)

    def tell(self, notice: Notice) -> None:
        """Send a notification."""
        self._tell(notice)
