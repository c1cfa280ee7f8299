"""Every failure as a coded answer: JSON below /api, a designed page elsewhere, never a stack trace."""

import logging
from collections.abc import Mapping, Sequence

from flask import Flask, Response, jsonify, make_response, render_template, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from nms.core.errors import (
    ConflictError,
    DeniedError,
    InvalidError,
    NmsError,
    NotFoundError,
    StoreError,
    UnauthenticatedError,
)
from nms.core.texts import CATALOGUE, Language, say

log = logging.getLogger("web")

STATUS_CODES: Mapping[int, str] = {
    400: "NMS-WEB-400",
    403: "NMS-WEB-403",
    404: "NMS-WEB-404",
    405: "NMS-WEB-405",
    413: "NMS-WEB-413",
    415: "NMS-WEB-415",
}
_FAMILY_STATUS: Sequence[tuple[type[NmsError], int]] = (
    (NotFoundError, 404),
    (InvalidError, 422),
    (StoreError, 503),
    (UnauthenticatedError, 401),
    (DeniedError, 403),
    (ConflictError, 409),
)


class WebError(NmsError):
    """A failure of the web side itself, with the HTTP status it answers with."""

    def __init__(self, code: str, status: int, **values: object) -> None:
        super().__init__(code, None, **values)
        self.status = status


# pydantic's error types → why, in the catalogue; anything else is a plain "not of the expected form"
_REASONS: Mapping[str, str] = {
    "int_parsing": "reason.number",
    "int_type": "reason.number",
    "int_from_float": "reason.number",
    "float_parsing": "reason.number",
    "bool_parsing": "reason.truth",
    "bool_type": "reason.truth",
    "enum": "reason.choice",
    "literal_error": "reason.choice",
    "string_pattern_mismatch": "reason.choice",
    "greater_than_equal": "reason.least",
    "less_than_equal": "reason.most",
    "string_too_long": "reason.long",
    "string_too_short": "reason.missing",
    "too_long": "reason.long",
    "too_short": "reason.missing",
    "missing": "reason.missing",
    "extra_forbidden": "reason.unknown_field",
    "model_type": "reason.json",
    "model_attributes_type": "reason.json",
}


class InvalidInputError(InvalidError):
    """A value of a URL or a body that cannot be used; its reason is a text of the catalogue with its own values."""

    def __init__(self, field: str, value: str, reason: str, limits: Mapping[str, object]) -> None:
        super().__init__("NMS-WEB-422", field=field, value=value, reason=say(reason, "en", **limits))
        self._reason = reason
        self._limits = limits

    def message(self, language: Language) -> str:
        """What is wrong with which value."""
        words = {**self.values, "reason": say(self._reason, language, **self._limits)}
        return say(self.code, language, **words)


def install(app: Flask) -> None:
    """Answer coded errors, HTTP errors and the unexpected."""
    app.register_error_handler(NmsError, _answer_coded)
    app.register_error_handler(ValidationError, _answer_invalid)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_unexpected)


def invalid(error: ValidationError) -> InvalidInputError:
    """Pydantic's first complaint as our own: field, value, reason, and what to do."""
    first = error.errors()[0]
    kind, limits = first["type"], first.get("ctx", {})
    reason = kind if kind in CATALOGUE else _REASONS.get(kind, "reason.form")
    field = ".".join(str(part) for part in first["loc"]) or str(limits.get("field", "body"))
    return InvalidInputError(field, _short(first.get("input")), reason, limits)


def refuse(error: ValidationError) -> Response:
    """The validation callback of the API: raises our error so that one handler answers all."""
    raise invalid(error) from error


def status_of(error: NmsError) -> int:
    """The HTTP status that fits a coded error; 500 where nothing better is known."""
    if isinstance(error, WebError):
        return error.status
    return next((status for family, status in _FAMILY_STATUS if isinstance(error, family)), 500)


def _answer_coded(error: NmsError) -> Response:
    status = status_of(error)
    if status >= 500:
        log.error("%s", error)
    return _answer(error, status)


def _answer_invalid(error: ValidationError) -> Response:
    return _answer(invalid(error), 422)


def _answer_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400 and error.response is None:
        return make_response(error.get_response())
    if isinstance(error.response, Response):
        return error.response
    code = STATUS_CODES.get(status, "NMS-WEB-400" if status < 500 else "NMS-WEB-500")
    answer = _answer(WebError(code, status, path=request.path, method=request.method), status)
    for name, value in error.get_headers():
        if name == "Allow":
            answer.headers[name] = value
    return answer


def _answer_unexpected(error: Exception) -> Response:
    # the rule and not the path: an address may hold a secret
    log.error("unexpected failure at %s %s", request.method, request.url_rule or "no address of ours", exc_info=error)
    return _answer(WebError("NMS-WEB-500", 500, path=request.path), 500)


def _answer(error: NmsError, status: int) -> Response:
    if request.path.startswith("/api/"):
        answer = jsonify(error.as_dict())
    else:
        answer = make_response(render_template("error.html", error=error, status=status))
    answer.status_code = status
    return answer


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 80 else text[:77] + "…"
