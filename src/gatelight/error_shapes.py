"""Routers whose errors have a shape of their own (SCIM, `/unstable`)."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from gatelight.errors import ApiError, to_api_error

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def errors_as(shape: Callable[[ApiError], Response]) -> type[APIRoute]:
    """A `route_class` whose routes answer errors as `shape` writes them."""

    class ShapedRoute(APIRoute):
        def get_route_handler(self) -> Handler:
            original = super().get_route_handler()

            async def handler(request: Request) -> Response:
                try:
                    return await original(request)
                except (ApiError, RequestValidationError, HTTPException) as error:
                    return shape(to_api_error(error))

            return handler

    return ShapedRoute
