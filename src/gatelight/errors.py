"""Error classes and the one mapper from exception to HTTP body.

Bodies follow the Langfuse wire: `{"message": …, "error": <name>}`; authentication failures carry
only `message`; schema failures carry an issue list (reference: public API conventions).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

if TYPE_CHECKING:
    from fastapi import FastAPI


class ApiError(Exception):
    """Base of every error a client can see. `status` is HTTP, `name` goes into `error`."""

    status = 500
    name: str | None = "InternalServerError"

    def __init__(self, message: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.headers = dict(headers or {})

    def body(self) -> dict[str, Any]:
        """JSON body sent to the client."""
        return {"message": self.message} | ({"error": self.name} if self.name else {})


class InvalidRequest(ApiError):
    status, name = 400, "InvalidRequestError"


class InvalidData(ApiError):
    """Schema failure: `issues` is a list of `{code, message, path}`."""

    status, name = 400, None

    def __init__(self, issues: list[dict[str, Any]]) -> None:
        super().__init__("Invalid request data")
        self.issues = issues

    def body(self) -> dict[str, Any]:
        return {"message": self.message, "error": self.issues}


class InvalidBatch(InvalidData):
    """A batch of events that cannot be read at all: its issues are under `errors`."""

    def body(self) -> dict[str, Any]:
        return {"message": self.message, "errors": self.issues}


class Unauthorized(ApiError):
    """No or wrong credentials; the wire's body has only `message`."""

    status, name = 401, None

    def __init__(self, message: str) -> None:
        super().__init__(message, headers={"WWW-Authenticate": 'Basic realm="gatelight"'})


class Forbidden(ApiError):
    status, name = 403, None


class NotFound(ApiError):
    status, name = 404, "LangfuseNotFoundError"


class MethodNotAllowed(ApiError):
    status, name = 405, "MethodNotAllowedError"


class Conflict(ApiError):
    status, name = 409, "LangfuseConflictError"


class PayloadTooLarge(ApiError):
    status, name = 413, "PayloadTooLargeError"


class Unprocessable(ApiError):
    status, name = 422, "UnprocessableContentError"


class TooManyRequests(ApiError):
    """The caller should come back after `retry_after` seconds."""

    status, name = 429, "TooManyRequestsError"

    def __init__(self, message: str, retry_after: int = 1) -> None:
        super().__init__(message, headers={"Retry-After": str(retry_after)})


class ServiceUnavailable(ApiError):
    """A store is down; the caller should come back after `retry_after` seconds."""

    status, name = 503, "ServiceUnavailableError"

    def __init__(self, message: str = "Service Unavailable", retry_after: int = 2) -> None:
        super().__init__(message, headers={"Retry-After": str(retry_after)})


def json_response(
    body: Any, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """One JSON encoder for every answer of the server."""
    return Response(
        orjson.dumps(body, option=orjson.OPT_NON_STR_KEYS),
        status_code=status,
        media_type="application/json",
        headers=dict(headers or {}),
    )


def issues_of(errors: list[Any]) -> list[dict[str, Any]]:
    """Pydantic errors as the wire's issue list."""
    return [
        {
            "code": str(error.get("type", "invalid")),
            "message": str(error.get("msg", "")),
            "path": [str(part) for part in error.get("loc", ())],
        }
        for error in errors
    ]


_STATUS_ERRORS: dict[int, type[ApiError]] = {
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    409: Conflict,
}


def to_api_error(error: Exception) -> ApiError:
    """The one mapper: any exception to the error a client sees."""
    from fastapi.exceptions import RequestValidationError  # the edge does without FastAPI

    if isinstance(error, ApiError):
        return error
    if isinstance(error, RequestValidationError):
        return InvalidData(issues_of(list(error.errors())))
    if isinstance(error, HTTPException):
        if kind := _STATUS_ERRORS.get(error.status_code):
            return kind(str(error.detail))
        mapped = InvalidRequest(str(error.detail))
        mapped.status = error.status_code
        return mapped
    return ApiError("Internal Server Error")


async def _handle(_request: Request, error: Exception) -> Response:
    mapped = to_api_error(error)
    return json_response(mapped.body(), mapped.status, mapped.headers)


def install_error_handlers(app: FastAPI) -> None:
    """Route every exception of `app` through `to_api_error`."""
    from fastapi.exceptions import RequestValidationError

    for kind in (ApiError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, _handle)
