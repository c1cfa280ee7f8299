"""What the pages of an order need beyond the room of lines: advice on an order that may not be kept yet, its fields."""

from nms.app.advice_views import AdviceView, advice_view
from nms.app.line_advice import advised_on, policy_of
from nms.app.parts import Parts
from nms.core.line import Order


class LineDesk:
    """Advice as the site's engineers have it in templates/lines.yaml, read anew each time."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def advice(self, order: Order) -> AdviceView:
        """The three solutions compared for an order that was read and surveyed; RecordError for a broken file."""
        policy = policy_of(self._parts.site.folder)
        return advice_view(advised_on(order.requirement, policy), policy)
