"""Where the pages may be served: plainly on loopback, beyond it with a certificate and an admin or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import certificates
import pytest
from systems import system

from nms.app import serving
from nms.app.app import App
from nms.core.account import Role
from nms.core.alarm import Actor
from nms.core.config import Config, WebConfig
from nms.core.errors import InvalidError
from nms.core.serving import Certificate
from nms.testing import ManualClock

LI = Actor("li", "cli")
OPEN = "0.0.0.0"


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@contextmanager
def listening(folder: Path, clock: ManualClock, listen: str, *, tls: bool = True, days: int = 90) -> Iterator[App]:
    """A system whose pages shall listen there; its certificate lies in the site's folder."""
    web = WebConfig(listen=listen, certificate="nms.pem" if tls else "", key="nms.key.pem" if tls else "")
    with system(folder, clock, Config(web=web)) as app:
        begins = clock.now() - timedelta(days=100)
        certificates.write(app.parts.site.folder, begins=begins, ends=clock.now() + timedelta(days=days))
        yield app


def refused(app: App) -> InvalidError:
    with pytest.raises(InvalidError) as told:
        serving.admitted(app.parts)
    return told.value


@pytest.mark.parametrize("listen", ["127.0.0.1", "127.8.9.10", "::1", "localhost"])
def test_on_loopback_nothing_is_needed(tmp_path: Path, clock: ManualClock, listen: str) -> None:
    with listening(tmp_path, clock, listen, tls=False) as app:
        assert serving.admitted(app.parts) is None


def test_on_loopback_a_certificate_is_used_where_there_is_one(tmp_path: Path, clock: ManualClock) -> None:
    with listening(tmp_path, clock, "127.0.0.1") as app:
        assert isinstance(serving.admitted(app.parts), Certificate)


@pytest.mark.parametrize("listen", [OPEN, "", "::", "192.0.2.7", "2001:db8::7", "nms.example.net"])
def test_beyond_loopback_a_certificate_is_needed(tmp_path: Path, clock: ManualClock, listen: str) -> None:
    with listening(tmp_path, clock, listen, tls=False) as app:
        app.accounts.add("li", Role.ADMIN, LI)
        error = refused(app)
    assert (error.code, error.values["listen"]) == ("NMS-SERVE-001", listen)


def test_beyond_loopback_an_enabled_admin_is_needed(tmp_path: Path, clock: ManualClock) -> None:
    with listening(tmp_path, clock, OPEN) as app:
        assert refused(app).code == "NMS-SERVE-010"
        app.accounts.add("chen", Role.ENGINEER, LI)
        assert refused(app).code == "NMS-SERVE-010"
        app.accounts.add("li", Role.ADMIN, LI)
        found = serving.admitted(app.parts)
        assert found is not None
        assert found.path == app.parts.site.folder / "nms.pem"


@pytest.mark.parametrize("given", ["certificate", "key"])
def test_one_of_the_two_files_alone_is_refused(tmp_path: Path, clock: ManualClock, given: str) -> None:
    web = WebConfig.model_validate({given: "there.pem"})
    with system(tmp_path, clock, Config(web=web)) as app:
        error = refused(app)
    assert (error.code, error.values["value"]) == ("NMS-SERVE-002", "there.pem")
    assert error.values["given"] == f"web.{given}"


def test_a_certificate_that_has_ended_serves_nobody(tmp_path: Path, clock: ManualClock) -> None:
    with listening(tmp_path, clock, "127.0.0.1", days=-1) as app:
        assert refused(app).code == "NMS-SERVE-008"
        finding = serving.examined(app.parts.site, clock.now())
    assert (finding.state, finding.problem and finding.problem.code) == ("failed", "NMS-SERVE-008")


@pytest.mark.parametrize(("days", "state"), [(29, "warning"), (31, "ok")])
def test_the_doctor_tells_of_an_end_within_thirty_days(
    tmp_path: Path, clock: ManualClock, days: int, state: str
) -> None:
    with listening(tmp_path, clock, OPEN, days=days) as app:
        assert serving.examined(app.parts.site, clock.now()).state == state


def test_the_doctor_tells_before_the_start_that_a_certificate_is_missing(tmp_path: Path, clock: ManualClock) -> None:
    with listening(tmp_path, clock, OPEN, tls=False) as app:
        finding = serving.examined(app.parts.site, clock.now())
    assert finding.problem is not None
    assert finding.problem.code == "NMS-SERVE-001"
