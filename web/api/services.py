"""The catalogue of services: what can be provisioned, with which values, on which platforms and devices."""

from flask import Response

from web.api.answers import answer, blueprint
from web.api.change_shapes import ServiceDetail, ServiceItem, ServiceList
from web.context import facade
from web.queries import NamePath

api = blueprint("services", "Services that can be provisioned")


@api.get("/services", summary="List services with their fields and platforms", responses={200: ServiceList})
def list_services() -> Response:
    views = facade().services.all()
    return answer(ServiceList(total=len(views), items=[ServiceItem.of(view) for view in views]))


@api.get("/services/<name>", summary="A service with the devices that it fits", responses={200: ServiceDetail})
def show_service(path: NamePath) -> Response:
    room = facade().services
    item = ServiceItem.of(room.one(path.name))
    return answer(ServiceDetail(**item.model_dump(), devices=dict(room.devices(path.name))))
