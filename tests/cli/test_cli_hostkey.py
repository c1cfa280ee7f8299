"""`nms hostkey`: a key is shown, compared, pinned and forgotten; every change of it is in the audit."""

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncssh
import pytest
from cli_site import alone
from typer.testing import CliRunner

from nms.cli import app as nms
from nms.cli.opening import opened_app
from nms.core.errors import NmsError


@dataclass
class Shown:
    """An SSH server that nobody can log in to, and the key that it shows."""

    loop: asyncio.AbstractEventLoop
    port: int = 0
    key: asyncssh.SSHKey | None = None

    def show(self, key: asyncssh.SSHKey) -> None:
        async def listen() -> asyncssh.SSHAcceptor:
            return await asyncssh.listen("127.0.0.1", self.port, server_host_keys=[key], reuse_address=True)

        if self.key is not None:
            self.hide()
        self.server = asyncio.run_coroutine_threadsafe(listen(), self.loop).result(10)
        self.key, self.port = key, self.server.get_port()

    def hide(self) -> None:
        async def closed() -> None:
            self.server.close()
            await self.server.wait_closed()

        asyncio.run_coroutine_threadsafe(closed(), self.loop).result(10)


@pytest.fixture
def shown() -> Iterator[Shown]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = Shown(loop)
    server.show(asyncssh.generate_private_key("ssh-ed25519"))
    yield server
    server.hide()
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


@pytest.fixture
def site(tmp_path: Path, shown: Shown) -> Iterator[Path]:
    (tmp_path / "config.yaml").write_text("cli: {connect_timeout_s: 5, credentials: {ops: {username: ops}}}")
    (tmp_path / "inventory").mkdir()
    cli = f"{{port: {shown.port}, credential: ops}}"
    reached = f"{{hostname: 127.0.0.1, platform: huawei, data: {{managed: false, cli: {cli}}}}}"
    telnet = "{hostname: 127.0.0.1, platform: osmo_vty_telnet, data: {managed: false, cli: {transport: telnet}}}"
    (tmp_path / "inventory" / "hosts.yaml").write_text(
        f"pe1: {reached}\nbsc: {telnet}\nmute: {{data: {{managed: false}}}}\n"
    )
    with alone(tmp_path / "var"):
        yield tmp_path


def said(site: Path, *words: str, given: str = "") -> str:
    done = CliRunner().invoke(nms, ["--site", str(site), "--lang", "en", "hostkey", *words], input=given)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def refusal(site: Path, *words: str, given: str = "") -> str:
    with pytest.raises(NmsError) as told:
        said(site, *words, given=given)
    return told.value.code


def audited() -> list[tuple[str, str]]:
    rows = opened_app().audit._log.whole()[0]
    return [(row.action, row.subject) for row in rows]


def test_a_key_is_accepted_after_it_was_compared(site: Path, shown: Shown) -> None:
    assert shown.key is not None
    told = said(site, "accept", "pe1", given="y\n")
    assert shown.key.get_fingerprint() in told
    listed = json.loads(said(site, "list", "--json"))
    assert [(item["device"], item["fingerprint"]) for item in listed["items"]] == [("pe1", shown.key.get_fingerprint())]
    assert audited() == [("hostkey.accept", "pe1")]


def test_what_nobody_confirms_is_not_kept(site: Path, shown: Shown) -> None:
    assert refusal(site, "accept", "pe1", given="n\n") == "NMS-DRV-023"
    assert refusal(site, "accept", "pe1", "--json") == "NMS-DRV-023"
    assert refusal(site, "accept", "pe1", "--fingerprint", "SHA256:wrong") == "NMS-DRV-022"
    assert json.loads(said(site, "list", "--json"))["total"] == 0
    assert audited() == []


def test_a_program_gives_the_fingerprint(site: Path, shown: Shown) -> None:
    assert shown.key is not None
    answer = json.loads(said(site, "accept", "pe1", "--fingerprint", shown.key.get_fingerprint(), "--json"))
    assert answer["algorithm"] == "ssh-ed25519"


def test_a_new_key_takes_the_place_of_the_old_one_of_whatever_kind(site: Path, shown: Shown) -> None:
    assert shown.key is not None
    old = shown.key.get_fingerprint()
    said(site, "accept", "pe1", given="y\n")
    shown.show(asyncssh.generate_private_key("ecdsa-sha2-nistp256"))
    told = said(site, "accept", "pe1", given="y\n")
    assert f"replaces the accepted one: {old}" in told
    listed = json.loads(said(site, "list", "pe1", "--json"))
    assert [item["algorithm"] for item in listed["items"]] == ["ecdsa-sha2-nistp256"]


def test_a_forgotten_key_is_gone(site: Path) -> None:
    said(site, "accept", "pe1", given="y\n")
    assert "1 host keys of pe1 forgotten" in said(site, "forget", "pe1")
    assert refusal(site, "forget", "pe1") == "NMS-CORE-002"
    assert audited()[-1] == ("hostkey.forget", "pe1")


def test_devices_that_show_no_key(site: Path, shown: Shown) -> None:
    assert refusal(site, "accept", "nobody") == "NMS-CORE-002"
    assert refusal(site, "accept", "bsc") == "NMS-DRV-024"
    assert refusal(site, "accept", "mute") == "NMS-DRV-001"
