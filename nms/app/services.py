"""The catalogue of services as people choose from it: fields, platforms, the devices that each one fits."""

from collections.abc import Mapping, Sequence
from typing import Any

from nms.app.parts import Parts
from nms.app.planning import SERVICE, Planning
from nms.app.service_views import FieldView, ProofView, ServiceView
from nms.core.alarm import Actor
from nms.core.change import Change
from nms.core.errors import NmsError
from nms.provision.fields import Field
from nms.provision.plan import RefusedError, platform_of, wanted
from nms.provision.services import Service, find

_NOBODY = Actor("")
_SAME = ("name", "kind", "zh", "en", "shape", "required", "default", "low", "high", "choices", "also", "most", "needs",
         "platforms", "touched")  # fmt: skip


class Services:
    """The room of services (`nms.app.service_views.ServiceRoom`)."""

    def __init__(self, parts: Parts, planning: Planning) -> None:
        self._parts, self._planning = parts, planning

    def all(self) -> Sequence[ServiceView]:
        """Every service of the site, by name."""
        return [_view(service) for service in self._planning.catalogue.services.values()]

    def one(self, name: str) -> ServiceView:
        """One service."""
        return _view(self._service(name))

    def devices(self, name: str) -> Mapping[str, str]:
        """Every device that the service has a template for, with the template's platform."""
        service, catalogue = self._service(name), self._planning.catalogue
        known = self._parts.inventory.devices.values()
        platforms = {device.name: platform_of(catalogue, device, service) for device in known}
        return {device: platform for device, platform in platforms.items() if platform in service.platforms}

    def check(self, name: str, device: str, values: Mapping[str, Any]) -> Sequence[NmsError]:
        """Everything that is wrong with the values for one device."""
        body = {"steps": [{"device": device, "template": name, "values": values}]}
        wish = Change(0, SERVICE, "", _NOBODY, self._parts.clock.now(), body=body)
        try:
            wanted(self._planning.catalogue, wish, self._parts.inventory.devices)
        except RefusedError as refused:
            return refused.problems
        return ()

    def _service(self, name: str) -> Service:
        return find(self._planning.catalogue.services, name)


def _view(service: Service) -> ServiceView:
    platforms = {name: ProofView(one.verified, one.evidence) for name, one in service.platforms.items()}
    fields = [_field(one) for one in service.fields.values()]
    return ServiceView(service.name, service.zh, service.en, fields, platforms)


def _field(one: Field) -> FieldView:
    return FieldView(**{name: getattr(one, name) for name in _SAME})
