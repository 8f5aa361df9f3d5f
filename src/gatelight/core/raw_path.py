"""Routing by the path as it was sent, so that a name may contain an escaped slash (`%2F`)."""

from __future__ import annotations

from urllib.parse import unquote

from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope


class RawPathRoute(APIRoute):
    """Matches the raw path: `{name}` takes one segment, in which `%2F` is no separator, and the
    handler gets it decoded. `APIRouter(route_class=RawPathRoute)`.

    The server decodes `path` before anything routes by it: a dataset `a/runs` could then not be
    told from the runs of the dataset `a`.
    """

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        raw = scope.get("raw_path")
        if scope["type"] != "http" or not raw or b"%" not in raw:
            return super().matches(scope)
        match, found = super().matches({**scope, "path": raw.decode("latin-1")})
        if match != Match.NONE and "path_params" in found:
            found["path_params"] = {
                name: unquote(value) if isinstance(value, str) else value
                for name, value in found["path_params"].items()
            }
        return match, found
