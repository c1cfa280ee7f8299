"""Takes logins out of the 802.1X tables that rounds bring, before anybody is judged by them."""

from nms.app.parts import Parts
from nms.core.observed import Dot1xPort, FdbEntry
from nms.engine.recorder import Recorder
from nms.engine.rounds import Visited
from nms.halls import dot1x


class LoginTables:
    """One more source of who logged in where, beside RADIUS accounting."""

    def __init__(self, parts: Parts, recorder: Recorder) -> None:
        self._parts, self._recorder = parts, recorder

    async def visited(self, visited: Visited) -> None:
        """Note who came and left, where a switch has ports that ask for a login."""
        harvests = [one for _, one in visited.harvests if Dot1xPort in one.covers and not one.partial]
        rows = [row for one in harvests for row in one.rows if isinstance(row, Dot1xPort)]
        if rows:
            await self._recorder.run(lambda: self._note(visited, rows), urgent=True)

    def _note(self, visited: Visited, rows: list[Dot1xPort]) -> None:
        device, store = visited.device.name, self._parts.store.admission
        known = {login.mac: login for login in store.logins()}
        found = dot1x.told(device, rows, self._parts.store.devices.rows(device, FdbEntry), known, visited.at)
        for login in found.began:
            store.authenticated(login.mac, login.user, device, login.port, login.at)
        for mac in found.ended:
            store.logged_off(mac, visited.at)
