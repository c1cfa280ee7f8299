"""`nms pc`: who sits in which hall, who was admitted, what was done about the others."""

from nms.cli.output import group

app = group("PCs in halls: seen, admitted, detained / 准入")
