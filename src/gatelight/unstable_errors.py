"""Errors below `/api/public/unstable`: `{message, code, details?}`."""

from __future__ import annotations

from typing import Any, Literal

from starlette.responses import Response

from gatelight.core.answers import Answer, JsonObject
from gatelight.errors import ApiError, json_response

_CODES = {
    400: "invalid_request",
    401: "authentication_failed",
    403: "access_denied",
    404: "resource_not_found",
    405: "method_not_allowed",
    409: "conflict",
    422: "unprocessable_content",
    429: "rate_limited",
}


class UnstableError(Answer):
    message: str
    code: Literal[
        "authentication_failed",
        "access_denied",
        "invalid_request",
        "invalid_query",
        "invalid_body",
        "missing_variable_mapping",
        "duplicate_variable_mapping",
        "invalid_variable_mapping",
        "resource_not_found",
        "name_conflict",
        "conflict",
        "unprocessable_content",
        "rate_limited",
        "method_not_allowed",
        "internal_error",
    ]
    details: JsonObject | None = None


class Problem(ApiError):
    """An error with one of the codes above."""

    def __init__(self, status: int, code: str, message: str, **details: Any) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.details = details


def unstable_error(error: ApiError) -> Response:
    """Any error in this shape."""
    body: dict[str, Any] = {
        "message": error.message,
        "code": getattr(error, "code", "") or _CODES.get(error.status, "internal_error"),
    }
    details: dict[str, Any] = dict(getattr(error, "details", {}))
    if issues := getattr(error, "issues", None):
        details["issues"] = issues
        body["code"] = "invalid_query" if issues[0]["path"][:1] == ["query"] else "invalid_body"
    if details:
        body["details"] = details
    return json_response(body, error.status, error.headers)


RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {"model": UnstableError, "description": "An error of these endpoints."}
}
