"""The end of the certificate is told thirty days before, worse once it has come, and no more when it is renewed."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import certificates
import pytest
from systems import system

from nms.app.app import App
from nms.core.alarm import Alarm, Severity
from nms.core.config import Config, WebConfig
from nms.engine.certificates import CertificateWatch
from nms.engine.recorder import Recorder
from nms.testing import ManualClock


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def app(tmp_path: Path, clock: ManualClock) -> Iterator[App]:
    with system(tmp_path, clock, Config(web=WebConfig(certificate="nms.pem", key="nms.key.pem"))) as opened:
        yield opened


def active(app: App) -> list[Alarm]:
    return list(app.parts.store.alarms.all_active())


def test_from_a_warning_to_an_alarm_and_back(app: App, clock: ManualClock) -> None:
    def write(days: int) -> None:
        begins = clock.now() - timedelta(days=60)
        certificates.write(app.parts.site.folder, begins=begins, ends=clock.now() + timedelta(days=days))

    async def looks() -> None:
        recorder = Recorder(app.parts)
        watch = CertificateWatch(app.parts, recorder)
        try:
            write(31)
            await watch.look()
            assert active(app) == []
            clock.advance(2 * 86_400)
            await watch.look()
            (alarm,) = active(app)
            assert (alarm.key.problem, alarm.severity) == ("certificate-expiring", Severity.WARNING)
            clock.advance(30 * 86_400)
            await watch.look()
            assert [alarm.severity for alarm in active(app)] == [Severity.MAJOR]
            write(90)
            await watch.look()
            assert active(app) == []
        finally:
            recorder.stop()

    asyncio.run(looks())
