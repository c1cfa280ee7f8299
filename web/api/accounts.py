"""Accounts and tokens: an admin's view of all, everybody's view of their own."""

from datetime import datetime
from typing import Annotated

from flask import Response
from pydantic import BeforeValidator, Field

from nms.app.account_rooms import AccountView
from nms.core.account import Right, Role, Token
from nms.core.errors import NotFoundError
from web import access
from web.api.answers import answer, blueprint, part
from web.api.shapes import Shape
from web.context import acting, facade
from web.queries import Body, IdPath, NamePath, Paged

api = blueprint("accounts", "Accounts and tokens")


def _sorted(rights: object) -> object:
    return sorted(rights) if isinstance(rights, frozenset) else rights


Rights = Annotated[list[Right], BeforeValidator(_sorted)]


class SelfItem(Shape):
    """Who acts, as what, and what they may do (`token` 0 for a login, `name` "" for a guest)."""

    name: str
    role: Role | None
    rights: Rights
    one_time: bool
    token: int


class AccountItem(Shape):
    """An account; `locked` says at which addresses its name is locked out now, and until when."""

    name: str
    role: Role
    enabled: bool
    one_time: bool
    created_at: datetime | None
    last_login: datetime | None
    locked: dict[str, datetime]
    tokens: int

    @classmethod
    def of(cls, view: AccountView) -> "AccountItem":
        """From the façade's view; the password is no part of it."""
        values = {name: getattr(view, name, getattr(view.account, name, None)) for name in cls.model_fields}
        return cls.model_validate(values)


class AccountList(Shape):
    """Accounts by name."""

    total: int
    items: list[AccountItem]


class TokenItem(Shape):
    """A token; its key is told once, when it is made."""

    id: int
    account: str
    label: str
    rights: Rights
    expires_at: datetime
    created_at: datetime
    last_used: datetime | None


class TokenList(Shape):
    """Tokens by account."""

    total: int
    items: list[TokenItem]


class NewSecret(Shape):
    """What is shown this once: a one-time password or a token's key."""

    name: str
    secret: str


class AccountBody(Body):
    """A new account."""

    name: str = Field(min_length=1, max_length=80)
    role: Role


class ChangeBody(Body):
    """What changes; what is absent stays."""

    role: Role | None = None
    enabled: bool | None = None


class TokenBody(Body):
    """A new token of one's own."""

    label: str = Field(min_length=1, max_length=80)
    rights: list[Right] = Field(min_length=1)
    days: int = Field(90, ge=1, le=366)


def _tokens(tokens: list[Token], query: Paged) -> Response:
    shown = part(tokens, query.limit, query.offset)
    return answer(TokenList(total=len(tokens), items=[TokenItem.model_validate(token) for token in shown]))


@api.get("/self", summary="Who acts, and what they may do", responses={200: SelfItem})
def show_self() -> Response:
    return answer(SelfItem.model_validate(access.identity()))


@api.get("/self/tokens", summary="List one's own tokens", responses={200: TokenList})
def list_own_tokens(query: Paged) -> Response:
    return _tokens(list(facade().accounts.tokens(acting().name)), query)


@api.post("/self/tokens", summary="Make a token of one's own; its key is told this once", responses={201: NewSecret})
def add_own_token(body: TokenBody) -> Response:
    actor = acting()
    token, key = facade().accounts.issue(actor.name, body.label, body.rights, body.days, actor)
    return answer(NewSecret(name=token.label, secret=key), 201)


@api.delete("/self/tokens/<int:id>", summary="Revoke a token of one's own")
def revoke_own_token(path: IdPath) -> Response:
    actor = acting()
    if facade().accounts.token(path.id).account != actor.name:
        raise NotFoundError("token", str(path.id))  # whether others have one of that number is not told
    facade().accounts.revoke(path.id, actor)
    return Response(status=204)


@api.get("/accounts", summary="List accounts", responses={200: AccountList})
def list_accounts(query: Paged) -> Response:
    views = facade().accounts.views()
    shown = part(views, query.limit, query.offset)
    return answer(AccountList(total=len(views), items=[AccountItem.of(view) for view in shown]))


@api.post("/accounts", summary="Make an account; its one-time password is told this once", responses={201: NewSecret})
def add_account(body: AccountBody) -> Response:
    return answer(NewSecret(name=body.name, secret=facade().accounts.add(body.name, body.role, acting())), 201)


@api.post("/accounts/<name>", summary="Change the role of an account, disable or enable it")
def change_account(path: NamePath, body: ChangeBody) -> Response:
    if body.role is not None:
        facade().accounts.set_role(path.name, body.role, acting())
    if body.enabled is not None:
        facade().accounts.set_enabled(path.name, body.enabled, acting())
    return Response(status=204)


@api.post("/accounts/<name>/password", summary="A new one-time password, told this once", responses={201: NewSecret})
def renew_password(path: NamePath) -> Response:
    return answer(NewSecret(name=path.name, secret=facade().accounts.renew_password(path.name, acting())), 201)


@api.post("/accounts/<name>/unlock", summary="Forgive failed logins")
def unlock_account(path: NamePath) -> Response:
    facade().accounts.unlock(path.name, acting())
    return Response(status=204)


@api.get("/tokens", summary="List everybody's tokens", responses={200: TokenList})
def list_tokens(query: Paged) -> Response:
    return _tokens(list(facade().accounts.tokens()), query)


@api.delete("/tokens/<int:id>", summary="Revoke anybody's token")
def revoke_token(path: IdPath) -> Response:
    facade().accounts.revoke(path.id, acting())
    return Response(status=204)
