"""`nms queue`: customers waiting in halls."""

from nms.cli.output import group

app = group("Queues in halls / 排队")
