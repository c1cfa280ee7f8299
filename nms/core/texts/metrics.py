"""Names of the metrics in the catalogue (`nms.core.sample.METRICS`), as charts and tables show them."""

from nms.core.texts.text import Text

TEXTS: dict[str, Text] = {}
