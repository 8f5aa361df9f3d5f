"""What the server in this process serves."""

from __future__ import annotations

from fastapi import FastAPI
from tests.whole_app import WholeApp

OPEN_TO_ALL = {
    "/api/public/health",
    "/api/public/ready",
    "/api/public/docs",
    "/api/public/openapi.json",
    "/api/public/openapi.yml",
}
"""Public paths that need no key."""


def routes(app: WholeApp) -> list[tuple[str, str]]:
    """Every method and path, as the document of the API lists them."""
    served = app.client.app
    assert isinstance(served, FastAPI)
    return [
        (method.upper(), path)
        for path, methods in served.openapi()["paths"].items()
        for method in methods
    ]


def public_routes(app: WholeApp) -> list[tuple[str, str]]:
    return [route for route in routes(app) if route[1].startswith("/api/public/")]
