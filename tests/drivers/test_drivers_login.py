"""Getting in: accounts, pinned keys, old algorithms, dead ports; everything in words of ours."""

import re
import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import asyncssh
import pytest
from vrpserver import LOGIN, Console, Consoles

from nms.core.change_ports import CliSession, Login
from nms.core.device import CliAccess, Device
from nms.core.errors import CliError, HostKeyError, NmsError
from nms.drivers.fleet import NornirFleet
from nms.drivers.hostkeys import shown_key
from nms.drivers.terminal import Limits
from nms.testing.hostkeys import MemoryHostKeys

Opened = Callable[[NornirFleet, Device], CliSession]
OLD: dict[str, Any] = {
    "kex_algs": ["diffie-hellman-group14-sha1"],
    "encryption_algs": ["aes128-cbc"],
    "mac_algs": ["hmac-sha1"],
    "signature_algs": ["ssh-rsa"],
}


class OtherLogin:
    def of(self, device: Device) -> Login:
        return Login("ops", "canary-wrong")


def pin(keys: MemoryHostKeys, device: str, key: asyncssh.SSHKey) -> None:
    algorithm, public = key.export_public_key().decode().split()[:2]
    keys.accept(device, algorithm, public, "test", keys.all()[0].accepted_at)


def refusal(fleet: NornirFleet, device: Device) -> NmsError:
    with pytest.raises(CliError) as caught:
        fleet.open(device)
    for language in ("zh", "en"):
        assert device.name in caught.value.message(language)
        assert caught.value.remedy(language)
    return caught.value


def test_a_wrong_password_is_said_and_not_shown(served: Consoles, keys: MemoryHostKeys) -> None:
    error = refusal(NornirFleet(OtherLogin(), keys), served.serve(Console()))
    assert error.code == "NMS-DRV-011"
    assert "canary" not in f"{error} {error.as_dict()} {error.__cause__}"


def test_an_unknown_key_is_refused_with_the_way_to_accept_it(served: Consoles, fleet: NornirFleet) -> None:
    device = served.serve(Console(), name="newcomer")
    error = refusal(fleet, device)
    assert isinstance(error, HostKeyError)
    assert error.code == "NMS-DRV-020"
    assert "nms hostkey accept newcomer" in error.remedy("en")
    assert error.values["fingerprint"] == served.key.get_fingerprint()


def test_a_changed_key_is_refused_and_asked_for_once(served: Consoles, fleet: NornirFleet) -> None:
    console = Console()
    other = asyncssh.generate_private_key("ssh-ed25519")
    device = served.serve(console, key=other)
    error = refusal(fleet, device)
    assert isinstance(error, HostKeyError)
    assert error.code == "NMS-DRV-021"
    assert (error.values["fingerprint"], error.values["expected"]) == (
        other.get_fingerprint(),
        served.key.get_fingerprint(),
    )
    assert console.lines == [], "no line was typed, no password sent"


def test_the_pinned_kind_of_key_is_asked_for_first(served: Consoles, fleet: NornirFleet, keys: MemoryHostKeys) -> None:
    """A device with keys of two kinds keeps showing the pinned one."""
    rsa = asyncssh.generate_private_key("ssh-rsa", key_size=2048)
    device = served.serve(Console(), name="two-keys", keys=[served.key, rsa])
    pin(keys, "two-keys", rsa)
    fleet.open(device).close()


def test_the_key_that_a_device_shows_is_read_without_logging_in(served: Consoles) -> None:
    console = Console()
    shown = shown_key(served.serve(console), timeout_s=5)
    assert (shown.algorithm, shown.key) == served.public
    assert shown.fingerprint == served.key.get_fingerprint()


@pytest.mark.filterwarnings("ignore:Diffie-Hellman over finite fields")  # the old server's own
def test_old_algorithms_only_where_the_inventory_allows_them(
    served: Consoles, fleet: NornirFleet, keys: MemoryHostKeys, opened: Opened
) -> None:
    rsa = asyncssh.generate_private_key("ssh-rsa", key_size=2048)
    device = served.serve(Console(), name="old", key=rsa, **OLD)
    pin(keys, "old", rsa)
    error = refusal(fleet, device)
    assert error.code == "NMS-DRV-013"
    assert "diffie-hellman-group14-sha1" in error.message("en")
    assert "legacy: true" in error.remedy("zh")
    assert device.cli is not None
    allowed = replace(device, cli=replace(device.cli, legacy=True))
    assert opened(fleet, allowed).running()


def test_nothing_in_common_even_with_the_old_ones(served: Consoles, fleet: NornirFleet) -> None:
    device = served.serve(Console(), access={"legacy": True}, kex_algs=["ecdh-sha2-1.3.132.0.10"])
    assert refusal(fleet, device).code == "NMS-DRV-014"


def test_a_closed_port_is_unreachable(fleet: NornirFleet) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    error = refusal(fleet, Device("r1", "127.0.0.1", "huawei_vrp", cli=CliAccess(port)))
    assert error.code == "NMS-DRV-010"
    assert str(port) in error.message("zh")


@pytest.mark.parametrize("greeting", [b"220 mail ready\r\n", b""])
def test_a_port_that_speaks_something_else_is_no_ssh(keys: MemoryHostKeys, greeting: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        device = Device("r1", "127.0.0.1", "huawei_vrp", cli=CliAccess(server.getsockname()[1]))
        fleet = NornirFleet(OtherLogin(), keys, Limits(connect_s=0.3))
        server.settimeout(5)
        ends: list[socket.socket] = []

        def answer() -> None:
            end, _ = server.accept()
            ends.append(end)
            end.sendall(greeting)
            if greeting:
                end.close()

        thread = threading.Thread(target=answer)
        thread.start()
        assert refusal(fleet, device).code == "NMS-DRV-012"
        thread.join(5)
        for end in ends:
            end.close()


def test_a_device_without_command_line_or_dialect(fleet: NornirFleet) -> None:
    assert refusal(fleet, Device("r1", "127.0.0.1", "huawei_vrp")).code == "NMS-DRV-001"
    error = refusal(fleet, Device("r1", "127.0.0.1", "juniper_junos", cli=CliAccess(22)))
    assert error.code == "NMS-DRV-002"
    assert "huawei_vrpv8" in error.remedy("en")


def test_a_banner_with_marks_is_no_prompt(served: Consoles, fleet: NornirFleet, opened: Opened) -> None:
    greeting = "\r\n<fake>\r\n[Authorised access only]\r\nUser last login information: vty 0\r\n"
    console = Console(greeting=greeting, pieces=5)
    session = opened(fleet, served.serve(console))
    session.apply(["interface GE0/0/1", " mtu 9"])
    assert console.config == ["interface GE0/0/1", " mtu 9"]


def test_no_login_is_kept_where_it_could_be_printed() -> None:
    assert not re.search("canary", repr(LOGIN))
