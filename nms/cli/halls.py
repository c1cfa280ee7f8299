"""`nms hall`: business halls, their plans, bundles and health."""

from nms.cli.output import group

app = group("Business halls: plans, bundles, health / 营业厅")
