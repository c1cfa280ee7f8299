"""Group customers and their lines."""

from flask import Response

from web.api.answers import answer, blueprint
from web.api.line_shapes import CustomerDetail, CustomerItem, CustomerList
from web.context import facade
from web.queries import NamePath

api = blueprint("customers", "Group customers")


@api.get("/customers", summary="List customers", responses={200: CustomerList})
def list_customers() -> Response:
    views = facade().lines.customers()
    return answer(CustomerList(total=len(views), items=[CustomerItem.of(view) for view in views]))


@api.get("/customers/<string:name>", summary="A customer with its lines", responses={200: CustomerDetail})
def show_customer(path: NamePath) -> Response:
    return answer(CustomerDetail.shown(facade().lines.customer(path.name)))
