"""Many devices at once: bounded, each outcome its own."""

import threading

from vrpserver import Console, Consoles

from nms.core.change_ports import CliSession
from nms.core.device import CliAccess, Device
from nms.core.errors import NmsError
from nms.drivers.fleet import NornirFleet

LINES = ["interface GE0/0/1", " mtu 9"]


def test_one_failed_device_neither_stops_nor_poisons_the_rest(served: Consoles, impatient: NornirFleet, caplog) -> None:
    good, refusing, hanging = Console(), Console(refuse={"mtu 9": "Error: no"}), Console(hang={"mtu 9"})
    devices = [
        served.serve(good, "r1"),
        served.serve(refusing, "r2"),
        served.serve(hanging, "r3"),
        served.serve(Console(), "stranger"),
        Device("mute", "127.0.0.1", "huawei_vrp", cli=CliAccess(9)),
        Device("mstp", "127.0.0.1"),
    ]
    outcome = impatient.each(devices, lambda session: [reply.line for reply in session.apply(LINES)])
    assert list(outcome) == ["r1", "r2", "r3", "stranger", "mute", "mstp"]
    assert outcome["r1"] == LINES
    codes = {name: value.code for name, value in outcome.items() if isinstance(value, NmsError)}
    assert codes == {
        "r2": "NMS-DRV-042",
        "r3": "NMS-DRV-030",
        "stranger": "NMS-DRV-020",
        "mute": "NMS-DRV-010",
        "mstp": "NMS-DRV-002",
    }
    assert not [record for record in caplog.records if record.exc_info or "Traceback" in record.getMessage()]
    assert good.closed.wait(5)
    assert refusing.closed.wait(5)


def test_a_fault_of_our_own_work_is_that_devices_error(served: Consoles, fleet: NornirFleet) -> None:
    def work(session: CliSession) -> str:
        if session.device.name == "r2":
            raise ZeroDivisionError
        return session.device.name

    outcome = fleet.each([served.serve(Console(), name) for name in ("r1", "r2", "r3")], work)
    assert (outcome["r1"], outcome["r3"]) == ("r1", "r3")
    error = outcome["r2"]
    assert isinstance(error, NmsError)
    assert (error.code, error.values["reason"]) == ("NMS-DRV-050", "ZeroDivisionError")


def test_no_more_sessions_are_open_than_there_are_workers(served: Consoles, fleet: NornirFleet) -> None:
    together, most, lock = [0], [0], threading.Lock()
    met = threading.Barrier(3, timeout=10)

    def work(session: CliSession) -> None:
        with lock:
            together[0] += 1
            most[0] = max(most[0], together[0])
        met.wait()
        with lock:
            together[0] -= 1

    devices = [served.serve(Console(), "r1")] * 1 + [served.serve(Console(), name) for name in ("r2", "r3")]
    outcome = fleet.each(devices, work)
    assert list(outcome.values()) == [None] * 3
    assert most[0] == 3


def test_nothing_to_do_is_done(fleet: NornirFleet) -> None:
    assert fleet.each([], lambda session: 1) == {}
