"""What a plan takes from a configuration: ports shut or gone, lines gone, cells switched off."""

from collections.abc import Sequence

import pytest
from servicecases import dialect

from nms.provision.losses import Losses, bears, losses, port_of

VRP = """\
#
sysname PE-1
#
interface GigabitEthernet0/1/0
 description to p-1
#
interface GigabitEthernet0/1/1
 shutdown
#
interface GigabitEthernet0/1/0.1001
 vlan-type dot1q 1001
 description PL-1
 qos car inbound cir 10000
 mpls l2vc 10.0.0.2 1001 raw
#
controller cpos 0/1/0
 e1 5 channel-set 1 timeslot-list 1-31
#
interface Serial0/1/0/5:1
 ppp mp Mp-group0/1/0
#
return
"""
IOS = """\
interface FastEthernet0/1
 description to p-1
!
interface FastEthernet0/2
 shutdown
!
controller SONET 2/0
 au-4 1 tug-3 1
!
end
"""


def lost(lines: Sequence[str], platform: str = "huawei_vrpv8", text: str = VRP) -> Losses:
    return losses(dialect(platform), text, lines)


def test_a_port_that_is_shut_is_lost_and_one_that_was_shut_is_not() -> None:
    assert lost(["interface GigabitEthernet0/1/0", " shutdown"]).ports == ("GigabitEthernet0/1/0",)
    assert lost(["interface GigabitEthernet0/1/1", " shutdown"]).ports == ()
    assert lost(["interface GigabitEthernet0/1/1", " undo shutdown"]) == Losses()
    assert lost(["interface FastEthernet0/1", " shutdown"], "cisco_ios", IOS).ports == ("FastEthernet0/1",)
    assert lost(["interface FastEthernet0/2", " no shutdown"], "cisco_ios", IOS) == Losses()


def test_a_channelised_stm1_is_shut_in_its_controller() -> None:
    assert lost(["controller cpos 0/1/0", " shutdown"]).ports == ("Cpos0/1/0",)
    assert lost(["controller SONET 2/0", " shutdown"], "cisco_ios", IOS).ports == ("SONET2/0",)


def test_a_channel_taken_away_takes_its_serial_interface() -> None:
    found = lost(["controller cpos 0/1/0", " undo e1 5 channel-set 1"])
    assert found.ports == ("Serial0/1/0/5:1",)
    assert ("interface Serial0/1/0/5:1", "ppp mp Mp-group0/1/0") in found.lines


def test_a_sub_interface_taken_away_takes_its_lines_but_not_words_and_limits() -> None:
    found = lost(["undo interface GigabitEthernet0/1/0.1001"])
    assert found.ports == ("GigabitEthernet0/1/0.1001",)
    view = "interface GigabitEthernet0/1/0.1001"
    assert found.lines == {(view,), (view, "vlan-type dot1q 1001"), (view, "mpls l2vc 10.0.0.2 1001 raw")}
    assert found.shut((view, "vlan-type dot1q 1001"))
    assert not found.shut(("interface GigabitEthernet0/1/0", "description to p-1"))


@pytest.mark.parametrize(
    "lines",
    [
        ["interface GigabitEthernet0/1/0", " description moved"],
        ["interface GigabitEthernet0/1/0", " undo description"],
        ["interface GigabitEthernet0/1/0.1001", " undo qos car inbound"],
        ["sysname PE-2"],
        ["vlan batch 10 to 12"],
        [],
    ],
)
def test_words_limits_and_what_is_added_take_nothing_down(lines: list[str]) -> None:
    assert lost(lines) == Losses()


def test_an_ont_that_is_deleted_is_lost() -> None:
    text = (
        "interface gpon 0/1\n ont add 3 17 sn-auth 48575443E39049AE omci\n ont add 3 18 sn-auth 48575443E39049AF omci\n"
    )
    assert lost(["interface gpon 0/1", " ont delete 3 17"], "huawei_smartax", text).ports == ("0/1/3/17",)


def test_a_line_inside_a_view_is_told_with_its_view() -> None:
    found = lost(["interface GigabitEthernet0/1/0.1001", " undo mpls l2vc 10.0.0.2 1001"])
    assert found == Losses((), frozenset({("interface GigabitEthernet0/1/0.1001", "mpls l2vc 10.0.0.2 1001 raw")}))


def test_shells_and_controllers_of_cells_say_outright_what_they_do() -> None:
    found = lost(["ip link set dev eth1 down", "ip link del vxlan7", "ip link set eth2 up"], "linux_root", "")
    assert (found.ports, found.told) == (("eth1", "vxlan7"), False)
    cells = lost(["MOD GCELL:IDTYPE=BYID,CELLID=17,ACTSTATUS=DEACTIVATED;"], "huawei_bsc_mml", "")
    assert (cells.cells, cells.told) == (("17",), False)
    assert lost(["SET GCELLHOBASIC:CELLID=17,LAYER=2;"], "huawei_bsc_mml", "").cells == ()


def test_views_that_stand_for_a_port_say_which() -> None:
    assert port_of("interface GigabitEthernet 0/1/0") == "GigabitEthernet 0/1/0"
    assert port_of("controller cpos 0/1/0") == "Cpos0/1/0"
    assert port_of("vlan 10") == ""
    assert bears(("interface X", "ip address 10.0.0.1 255.0.0.0"))
    assert not bears(("interface X", "undo negotiation auto"))
