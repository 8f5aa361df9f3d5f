"""LiteLLM's administration API as the gateway passes it on: which path does what.

The gateway's key pair says which project is meant, its master key that the caller may administrate.
Somebody with a virtual key may ask about that key.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from gatelight.accounts.dependencies import ProjectKey
from gatelight.errors import (
    ApiError,
    Forbidden,
    InvalidRequest,
    NotFound,
    PayloadTooLarge,
    json_response,
)
from gatelight.gateway_api.litellm import keys, money, people
from gatelight.gateway_api.litellm.model import Call, Json
from gatelight.services import ServicesDep
from gatelight.settings import Settings

MASTER_HEADER = "x-gatelight-master-key"
OWN_KEY_HEADER = "x-gatelight-own-key"
"""The caller's virtual key, passed on in place of the master key."""
MAX_BODY = 1024 * 1024

HANDLERS: dict[tuple[str, str], Callable[[Call], Any]] = {
    ("POST", "key/generate"): keys.generate,
    ("GET", "key/info"): keys.info,
    ("GET", "key/list"): keys.listing,
    ("POST", "key/update"): keys.update,
    ("POST", "key/delete"): keys.delete,
    ("POST", "key/block"): keys.block,
    ("POST", "key/unblock"): keys.unblock,
    ("POST", "key/regenerate"): keys.regenerate,
    ("POST", "user/new"): people.new_user,
    ("GET", "user/info"): people.get_user,
    ("GET", "user/list"): people.list_users,
    ("POST", "user/update"): people.update_user,
    ("POST", "user/delete"): people.delete_users,
    ("POST", "team/new"): people.new_team,
    ("GET", "team/info"): people.get_team,
    ("GET", "team/list"): people.list_teams,
    ("POST", "team/update"): people.update_team,
    ("POST", "team/delete"): people.delete_teams,
    ("POST", "team/member_add"): people.add_member,
    ("POST", "team/member_delete"): people.delete_member,
    ("POST", "team/block"): people.block_team,
    ("POST", "team/unblock"): people.unblock_team,
    ("POST", "budget/new"): money.new_budget,
    ("POST", "budget/info"): money.get_budgets,
    ("GET", "budget/list"): money.list_budgets,
    ("POST", "budget/update"): money.update_budget,
    ("POST", "budget/delete"): money.delete_budget,
    ("GET", "spend/keys"): money.by_key,
    ("GET", "spend/users"): money.by_user,
    ("GET", "spend/tags"): money.by_tag,
    ("GET", "global/spend"): money.total,
}

router = APIRouter(prefix="/api/internal/gateway/litellm", include_in_schema=False)


@router.api_route("/{path:path}", methods=["GET", "POST"])
async def administrate(
    path: str, request: Request, principal: ProjectKey, services: ServicesDep
) -> Response:
    """One administration call. Errors have LiteLLM's shape."""
    try:
        parts = [part for part in path.split("/") if part]
        query = dict(request.query_params)
        if not _may_administrate(request, services.settings):
            own = request.headers.get(OWN_KEY_HEADER, "")
            if not own or parts != ["key", "info"] or query.get("key", own) != own:
                raise Forbidden("Only the gateway's master key may do this.")
            query = {"key": own}
        handler = _handler(request.method, parts)
        call = Call(services, principal.project_id, parts, query, await _body(request))
        return json_response(await run_in_threadpool(handler, call))
    except ApiError as error:
        return json_response(_error(error), error.status, error.headers)


def _may_administrate(request: Request, settings: Settings) -> bool:
    """Raises Forbidden when this server knows no master key to compare with."""
    sent = request.headers.get(MASTER_HEADER, "")
    if not sent:
        return False
    known = settings.gateway_master_key.get_secret_value()
    if not known:
        raise Forbidden(
            "This server knows no master key: set GATELIGHT_GATEWAY_MASTER_KEY for it as for the "
            "gateway."
        )
    return hmac.compare_digest(sent.encode("utf-8", "replace"), known.encode())


def _handler(method: str, parts: list[str]) -> Callable[[Call], Any]:
    name = "/".join(parts)
    if len(parts) == 3 and (parts[0], parts[2]) == ("key", "regenerate"):
        name = "key/regenerate"
    handler = HANDLERS.get((method, name))
    if handler is None:
        raise NotFound(f"Gatelight has no {method} /{'/'.join(parts)}.")
    return handler


async def _body(request: Request) -> Json:
    """The JSON object sent, empty without one. Raises InvalidRequest, PayloadTooLarge."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > MAX_BODY:
            raise PayloadTooLarge(f"The body is larger than {MAX_BODY} bytes.")
    if not data.strip():
        return {}
    try:
        body = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise InvalidRequest(f"The body is no JSON: {error}") from None
    if not isinstance(body, dict):
        raise InvalidRequest("The body must be a JSON object.")
    return body


def _error(error: ApiError) -> Json:
    kinds = {401: "auth_error", 403: "auth_error", 404: "not_found_error", 409: "bad_request_error"}
    return {
        "error": {
            "message": error.message,
            "type": kinds.get(error.status, "bad_request_error"),
            "param": None,
            "code": str(error.status),
        }
    }
