"""Errors and words of trials of handover parameters."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {
    "NMS-TRIAL-001": Text(
        "每批小区数 {wave} 少于首批小区数 {canary}",
        "A wave of {wave} cells is smaller than the canary of {canary}",
        "使 trials.wave 不小于 trials.canary",
        "make trials.wave at least trials.canary",
    ),
}
