"""`nms article`: knowledge articles."""

from nms.cli.output import group

app = group("Knowledge articles / 知识库")
