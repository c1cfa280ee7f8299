"""Rows from answers: the published templates on recorded answers, our own ones, and what cannot be read."""

from pathlib import Path

import pytest
import yaml

from nms.core.errors import CliError
from nms.drivers import parsing
from nms.drivers.dialects import DIALECTS
from nms.drivers.parsing import Row, parsed

VRP = DIALECTS["huawei_vrp"]

L2VC = """ total LDP VC : 2     1 up       1 down

 *client interface     : GigabitEthernet0/1/1.100 is up
  Administrator PW     : no
  session state        : up
  AC status            : up
  VC state             : up
  VC ID                : 1001
  VC type              : VLAN
  destination          : 10.0.0.2

 *client interface     : GigabitEthernet0/1/2
  session state        : down
  AC state             : up
  VC state             : down
  VC ID                : 3001
  VC type              : SAT E1 over Packet
  destination          : 10.0.0.3
"""

# As osmo-bsc 1.9.0 prints it, shortened.
BTS = """BTS 0 is of osmo-bts type in band DCS1800, has CI 1 LAC 23, BSIC 63 (NCC=7, BCC=7) and 2 TRX
  Description: (null)
  ARFCNs: 868 870
  MS Max power: 15 dBm
  NM State: Oper 'Enabled', Admin 'Unlocked', Avail 'OK'
BTS 1 is of unknown type in band invalid, has CI 0 LAC 0, BSIC 63 (NCC=7, BCC=7) and 1 TRX
  ARFCNs: 0
  NM State: Oper 'NULL', Admin 'Locked', Avail 'Power off'
"""

CPOS = """Cpos0/1/0 current state : UP
Description : to the ring
Frame-format SDH, multiplex AU-4
 E1 5   UP    status 1      e1 5 channel-set 1 timeslot-list 1-31
 E1 6   DOWN  status 64     e1 6 unframed
"""


def column(rows: list[Row], name: str) -> list[object]:
    return [row[name] for row in rows]


def recorded(folder: Path, platform: str) -> list[tuple[str, str, list[Row]]]:
    """(command, answer, rows) of every recorded answer whose folder is named after its command."""
    found = []
    for raw in sorted((folder / "cli" / "ntc-templates" / platform).glob("*/*.raw")):
        expected = raw.with_suffix(".yml")
        if expected.exists():
            rows = yaml.safe_load(expected.read_text(encoding="utf-8"))["parsed_sample"]
            found.append((raw.parent.name.replace("_", " "), raw.read_text(encoding="utf-8"), rows))
    return found


@pytest.mark.walks
@pytest.mark.parametrize("platform", ["huawei_vrp", "hp_comware", "huawei_smartax"])
def test_recorded_answers_become_the_rows_that_were_recorded_with_them(test_data: Path, platform: str) -> None:
    examples = recorded(test_data, platform)
    assert len(examples) > 20
    unlike = [
        command
        for command, answer, rows in examples
        if parsed("r1", DIALECTS[platform], command, answer) != [parsing._stripped(row) for row in rows]
    ]
    assert unlike == []


def test_pseudo_wires() -> None:
    rows = parsed("r1", VRP, "display mpls l2vc", L2VC)
    assert column(rows, "interface") == ["GigabitEthernet0/1/1.100", "GigabitEthernet0/1/2"]
    assert column(rows, "id") == ["1001", "3001"]
    assert column(rows, "state") == ["up", "down"]
    assert column(rows, "ac") == ["up", "up"]
    assert column(rows, "type") == ["VLAN", "SAT E1 over Packet"]
    assert column(rows, "peer") == ["10.0.0.2", "10.0.0.3"]


def test_no_pseudo_wire_is_no_row() -> None:
    assert parsed("r1", VRP, "display mpls l2vc brief", " total LDP VC : 0     0 up       0 down") == []


def test_cells_of_the_controller() -> None:
    rows = parsed("bsc", DIALECTS["osmo_vty_telnet"], "show bts", BTS)
    assert [(row["bts"], row["ci"], row["lac"], row["arfcns"]) for row in rows] == [
        ("0", "1", "23", "868 870"),
        ("1", "0", "0", "0"),
    ]
    assert column(rows, "oper") == ["'Enabled'", "'NULL'"]


def test_e1s_of_a_channelised_stm1() -> None:
    rows = parsed("r1", DIALECTS["huawei_vrpv8"], "display controller cpos 0/1/0", CPOS)
    assert [(row["controller"], row["e1"], row["e1_state"], row["status"]) for row in rows] == [
        ("Cpos0/1/0", "5", "UP", "1"),
        ("Cpos0/1/0", "6", "DOWN", "64"),
    ]


MML = """+++    BSC6900             2026-03-01 10:00:00
O&M    #2
%%LST GCELL:;%%
RETCODE = 0  Operation succeeded.

List Cell
---------
CELLID  CELLNAME  LAC   ACTSTATUS
0       old town  4660  ACTIVATED
1       bsc-1     4660  DEACTIVATED
(Number of results = 2)
"""


def test_lists_of_a_base_station_controller() -> None:
    rows = parsed("bsc", DIALECTS["huawei_bsc_mml"], "LST GCELL:", MML * 2)
    assert rows[:2] == [
        {"cellid": "0", "cellname": "old town", "lac": "4660", "actstatus": "ACTIVATED"},
        {"cellid": "1", "cellname": "bsc-1", "lac": "4660", "actstatus": "DEACTIVATED"},
    ]
    assert len(rows) == 4


def test_a_single_row_of_a_base_station_controller_is_a_parameter_on_each_line() -> None:
    single = """%%LST GCELLTMR: CELLID=2;%%
RETCODE = 0  Operation succeeded.

List Timers of Cell
-------------------
CELLID  =  2
 T3103  =  5
(Number of results = 1)
"""
    rows = parsed("bsc", DIALECTS["huawei_bsc_mml"], "LST GCELLTMR: CELLID=2;", single * 2)
    assert rows == [{"cellid": "2", "t3103": "5"}] * 2


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("display nothing of the kind", "x"),
        ("display mpls l2vc", "x" * (parsing.LONGEST_LINE + 1)),
        ("display mpls l2vc", "x\n" * parsing.MOST_CHARACTERS),
    ],
)
def test_what_cannot_be_parsed_is_said(command: str, answer: str) -> None:
    with pytest.raises(CliError) as caught:
        parsed("r1", VRP, command, answer)
    assert caught.value.code == "NMS-DRV-046"
    assert command in caught.value.message("zh")
    assert len(str(caught.value)) < 500


def test_parsing_ends_when_its_time_is_over() -> None:
    with pytest.raises(CliError):
        parsed("r1", VRP, "display mpls l2vc", L2VC, seconds=-1)
