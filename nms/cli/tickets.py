"""`nms ticket`: faults, complaints and requests of customers."""

from nms.cli.output import group

app = group("Tickets / 工单")
