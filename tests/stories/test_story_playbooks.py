"""The six playbooks that come with the house, on the demo's city: looked at, run, killed and resumed, run again."""

from collections.abc import Iterator
from typing import Any

import pytest
from served_city import Person, ServedCity
from waiting import until

from nms.core.account import Role

pytestmark = pytest.mark.timeout(600)

PATIENCE_S = 180.0
HALLS = ("yc-h01-sw", "yc-h02-sw", "yc-h03-sw", "yc-h04-sw")
VLAN = 210
INPUTS: dict[str, dict[str, Any]] = {
    "health-check.yaml": {},
    "backup-core.yaml": {},
    "port-description.yaml": {"device": "pe-1", "port": "GigabitEthernet0/2/4", "text": "spare, for the new ring"},
    "snmp-baseline.yaml": {},
    "hall-port.yaml": {"port": "GigabitEthernet0/0/15", "vlan": VLAN},
    "after-maintenance.yaml": {"devices": "pe-3"},
}
LIMITS = {"hall-port.yaml": ",".join(HALLS)}
CORE = ("pe", "p", "cpos-router")
ENDS = ("done", "failed", "stopped")
CHANGING = ("port-description.yaml", "snmp-baseline.yaml", "hall-port.yaml")


class Desk:
    """What the engineer and the approver do with playbooks."""

    def __init__(self, city: ServedCity, passwords: dict[Role, str]) -> None:
        self.city = city
        self.city.up()
        self.engineer, self.approver = (Person(city.origin) for _ in range(2))
        self.engineer.choose("engineer", passwords[Role.ENGINEER])
        self.approver.choose("approver", passwords[Role.APPROVER])

    def killed_and_started_again(self) -> None:
        self.city.kill()
        self.city.up()
        self.engineer, self.approver = (Person(self.city.origin) for _ in range(2))
        self.engineer.come("engineer")
        self.approver.come("approver")

    def submitted(self, file: str, *, check: bool = False) -> int:
        wish = {"file": file, "inputs": INPUTS[file], "check": check, "limit": LIMITS.get(file, "")}
        return int(self.engineer.ask("plays", wish)["id"])

    def shown(self, run: int) -> Any:
        return self.engineer.ask(f"plays/{run}")

    def halted(self, run: int, *states: str) -> Any:
        """The run, once it stands in one of the states, or anyhow stands still."""
        wanted = {*states, *ENDS}
        return until(lambda: (seen := self.shown(run))["state"] in wanted and seen, f"run {run} halts", PATIENCE_S)

    def through(self, run: int) -> Any:
        """The run at its end, with the approver's yes at every gate."""
        while (seen := self.halted(run, "paused"))["state"] == "paused":
            if seen["gate"] is not None:
                self.approver.ask(f"plays/{run}/approve", {})
            until(lambda: self.shown(run)["gate"] != seen["gate"], "the gate opens", PATIENCE_S)
        return seen

    def core_is_up(self) -> bool:
        """Whether every router that the playbooks mean by the core answered."""
        found = self.engineer.ask("devices?limit=1000")["items"]
        return {one["state"] for one in found if one["role"] in CORE} == {"up"}

    def texts(self, *names: str) -> dict[str, str]:
        """The configurations as they are now, read from the devices."""
        request = self.engineer.ask("configs/backup", {"devices": list(names)})["id"]
        until(lambda: self.engineer.ask(f"configs/backup/{request}")["state"] != "waiting", "a backup", PATIENCE_S)
        return {name: self.engineer.ask(f"configs/{name}/text")["text"] for name in names}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    city = ServedCity(tmp_path_factory.mktemp("playbooks"))
    with city.city() as passwords:
        made = Desk(city, passwords)
        until(made.core_is_up, "the core is polled", PATIENCE_S)
        yield made


def well(run: Any) -> None:
    failed = [row for row in run["results"] if row["did"] == "failed"]
    assert (run["state"], failed) == ("done", []), failed[:3]


def in_vlan(text: str) -> bool:
    _, _, below = text.partition(f"interface {INPUTS['hall-port.yaml']['port']}\n")
    return f"port default vlan {VLAN}" in below.partition("#")[0]


def test_each_is_looked_at_in_check_mode_and_nothing_is_sent(desk: Desk) -> None:
    before = desk.texts("pe-1", *HALLS)
    runs = {file: desk.submitted(file, check=True) for file in INPUTS}
    seen = {file: desk.halted(run) for file, run in runs.items()}
    for file, run in seen.items():
        well(run)
        assert (run["counts"]["changed"] > 0) is (file in CHANGING), file
        assert all(row["body"]["diff"] for row in run["results"] if row["did"] == "changed"), file
    assert desk.texts("pe-1", *HALLS) == before


def test_each_runs_for_real_one_is_killed_in_the_middle_and_a_second_run_changes_nothing(desk: Desk) -> None:
    for file in [name for name in INPUTS if name != "hall-port.yaml"]:
        well(desk.through(desk.submitted(file)))
    killed(desk)
    texts = desk.texts("pe-1", *HALLS)
    assert "description spare, for the new ring" in texts["pe-1"]
    assert "params securityname nmsuser v3 privacy" in texts["pe-1"]
    assert [name for name in HALLS if not in_vlan(texts[name])] == []
    again = {file: desk.submitted(file) for file in INPUTS}
    for file, run in again.items():
        seen = desk.through(run)
        well(seen)
        assert (file, seen["counts"]["changed"], seen["changes"]) == (file, 0, [])
    assert desk.texts("pe-1", *HALLS) == texts


def killed(desk: Desk) -> None:
    """The halls' VLAN: the process is killed while the second wave is being pushed; the next one takes the run up."""
    run = desk.submitted("hall-port.yaml")
    gate = desk.halted(run, "paused")
    drafts = [change["id"] for change in desk.engineer.ask("changes?state=planned&limit=100")["items"]]
    assert (gate["state"], len(drafts)) == ("paused", len(HALLS))
    desk.approver.ask(f"plays/{run}/approve", {})
    until(lambda: desk.engineer.ask("changes?state=applying")["total"] > 1, "the second wave is pushed", PATIENCE_S)
    desk.killed_and_started_again()
    ended = desk.through(run)
    assert sorted(ended["changes"]) == sorted(drafts), "no change was made anew"
    states = {change: desk.engineer.ask(f"changes/{change}")["state"] for change in drafts}
    assert set(states.values()) <= {"committed", "rolled-back"}, states
    assert "committed" in states.values()
    if ended["state"] == "failed":  # what was half there at the kill was taken back: only that is tried again
        again = desk.engineer.ask(f"plays/{run}/retry", {})["id"]
        well(desk.through(again))
        assert len(desk.shown(again)["changes"]) == list(states.values()).count("rolled-back")
