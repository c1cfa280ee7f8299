"""Reading the kernel's drops, and when losses raise and clear."""

from nms.snmp.drops import QUIET_S, LossWatch, drops_in

TABLE = """\
   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  311: 0100007F:048A 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 15413 2 0000000000000000 42
  988: 00000000:0044 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1541 2 0000000000000000 0
"""


def test_the_drops_column_is_that_of_our_inode() -> None:
    assert drops_in(TABLE, 15413) == 42
    assert drops_in(TABLE, 1541) == 0
    assert drops_in(TABLE, 154) is None
    assert drops_in("", 1) is None


def test_growing_losses_are_told_each_time_and_quiet_only_once() -> None:
    watch = LossWatch()
    assert watch.observe(0, 0.0) is None
    assert watch.observe(5, 1.0) is True
    assert watch.observe(5, 2.0) is None
    assert watch.observe(6, 3.0) is True
    assert watch.observe(6, 2.9 + QUIET_S) is None
    assert watch.observe(6, 3.0 + QUIET_S) is False
    assert watch.observe(6, 900.0) is None
    assert watch.observe(7, 901.0) is True
