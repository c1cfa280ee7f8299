"""Settings of serving people: halls, admission of PCs, queues, the customers' desk."""

from nms.core.config.section import Section


class HallsConfig(Section):
    """Business halls."""


class AdmissionConfig(Section):
    """Who may sit in a hall."""


class QueuesConfig(Section):
    """Customers waiting in halls."""


class DeskConfig(Section):
    """Tickets, notifications, surveys."""
