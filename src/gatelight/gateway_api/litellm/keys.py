"""`/key/*`."""

from __future__ import annotations

from gatelight.errors import InvalidRequest
from gatelight.gateway_api.litellm import requests
from gatelight.gateway_api.litellm.model import Call, Json, paged
from gatelight.gateway_api.litellm.shapes import Spending, key_info, new_key
from gatelight.spend.charges import Target
from gatelight.virtual_keys import keys
from gatelight.virtual_keys.fields import KeyFields


def generate(call: Call) -> Json:
    key, secret = keys.create_key(
        call.services,
        call.project_id,
        requests.key_fields(call.body),
        secret=call.body.get("key") or None,
    )
    requests.set_budget(call.services, call.project_id, Target("key", key.id), call.body)
    return new_key(key, secret, _spending(call))


def info(call: Call) -> Json:
    wanted = call.query.get("key", "")
    if not wanted:
        raise InvalidRequest("`key` is missing: a key or its token.")
    key = keys.find_key(call.services, call.project_id, wanted)
    return {"key": wanted, "info": key_info(key, _spending(call))}


def listing(call: Call) -> Json:
    found = keys.list_keys(
        call.services,
        call.project_id,
        user_id=call.query.get("user_id") or None,
        team_id=call.query.get("team_id") or None,
    )
    if alias := call.query.get("key_alias"):
        found = [key for key in found if key.alias == alias]
    page, rows = paged(call, found, "size")
    whole = call.query.get("return_full_object", "").lower() == "true"
    spending = _spending(call)
    return {
        "keys": [key_info(key, spending) if whole else key.id for key in rows],
        "total_count": page.total,
        "current_page": page.number,
        "total_pages": page.pages,
    }


def update(call: Call) -> Json:
    wanted = requests.text(call.body, "key")
    key = keys.change_key(call.services, call.project_id, wanted, requests.key_fields(call.body))
    requests.set_budget(call.services, call.project_id, Target("key", key.id), call.body)
    return {"key": wanted, **key_info(key, _spending(call))}


def delete(call: Call) -> Json:
    wanted = requests.texts(call.body, "keys") + requests.texts(call.body, "key_aliases")
    if not wanted:
        raise InvalidRequest("`keys` or `key_aliases` is missing.")
    for each in wanted:
        keys.delete_key(call.services, call.project_id, each)
    return {"deleted_keys": wanted}


def block(call: Call) -> Json:
    return _blocked(call, True)


def unblock(call: Call) -> Json:
    return _blocked(call, False)


def regenerate(call: Call) -> Json:
    """`/key/regenerate` with the key in the body, or `/key/<key>/regenerate`."""
    wanted = call.parts[1] if len(call.parts) == 3 else requests.text(call.body, "key")
    changes = {k: v for k, v in call.body.items() if k not in ("key", "new_key")}
    if changes:
        key = keys.change_key(call.services, call.project_id, wanted, requests.key_fields(changes))
        wanted = key.id
    key, secret = keys.replace_secret(
        call.services, call.project_id, wanted, call.body.get("new_key") or None
    )
    requests.set_budget(call.services, call.project_id, Target("key", key.id), call.body)
    return new_key(key, secret, _spending(call))


def _blocked(call: Call, blocked: bool) -> Json:
    wanted = requests.text(call.body, "key")
    key = keys.change_key(call.services, call.project_id, wanted, KeyFields(blocked=blocked))
    return key_info(key, _spending(call))


def _spending(call: Call) -> Spending:
    return Spending(call.services, call.project_id, ["key"])
