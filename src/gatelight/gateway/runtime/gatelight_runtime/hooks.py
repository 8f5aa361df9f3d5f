"""LiteLLM callback: names the key's owner as the user, asks for limited calls, and names the trace
of refused requests."""

from __future__ import annotations

from typing import Any

from fastapi import HTTPException
from litellm.integrations.custom_logger import CustomLogger

from .admission import Admission
from .auth import MASTER_ALIAS, server
from .calls import Call, Refusal, current_call
from .trace_ids import new_trace_id


def _headers_of(data: dict[str, Any]) -> dict[str, Any]:
    request = data.get("proxy_server_request")
    headers = request.get("headers") if isinstance(request, dict) else None
    return headers if isinstance(headers, dict) else {}


admission = Admission.from_environment(server)


class GatelightHooks(CustomLogger):  # type: ignore[misc]
    """Loaded by the generated configuration as `gatelight_runtime.hooks.instance`."""

    async def async_pre_call_hook(
        self, user_api_key_dict: Any, cache: Any, data: dict[str, Any], call_type: Any
    ) -> dict[str, Any]:
        """Name the user, and let the call in or refuse it."""
        slot = "litellm_metadata" if "litellm_metadata" in data else "metadata"
        metadata = data.get(slot)
        if isinstance(metadata, dict):
            _name_user(user_api_key_dict, data, metadata)
            _name_trace(data, metadata)
        call = current_call.get()
        if call is not None and call.caller is not None:
            tags = metadata.get("tags") if isinstance(metadata, dict) else None
            await _let_in(call, data, [str(tag) for tag in tags] if isinstance(tags, list) else [])
        return data

    async def async_log_success_event(
        self, kwargs: dict[str, Any], response_obj: Any, start_time: Any, end_time: Any
    ) -> None:
        """What a call has cost, for the budgets it counts in."""
        told = kwargs.get("standard_logging_object")
        if isinstance(told, dict):
            call_id = kwargs.get("litellm_call_id") or told.get("litellm_call_id") or ""
            cost, tokens = told.get("response_cost"), told.get("total_tokens")
            admission.ended(str(call_id), float(cost or 0), int(tokens or 0))

    def log_pre_api_call(self, model: Any, messages: Any, kwargs: dict[str, Any]) -> None:
        """A request refused at the door (wrong key) is logged before its headers are looked at.

        It gets a trace of its own, whatever it asked for: who has no key must not write into an
        existing trace, nor name its user, session or tags.
        """
        call = current_call.get()
        params = kwargs.get("litellm_params")
        if call is None or call.trace is None or not isinstance(params, dict):
            return
        if params.get("proxy_server_request"):
            return
        call.trace.trace_id, call.trace.continued = new_trace_id(), False
        named = params.get("metadata")
        known = named.items() if isinstance(named, dict) else ()
        params["metadata"] = {k: v for k, v in known if str(k).startswith("user_api_key")}
        params["metadata"]["trace_id"] = call.trace.trace_id
        if call.caller is not None:
            params["metadata"] |= call.caller.logged()


def _name_user(key: Any, data: dict[str, Any], metadata: dict[str, Any]) -> None:
    """Without an end user in the request, the trace's user is the key's owner. The master key
    speaks for whom it names."""
    named = key.end_user_id or "langfuse_trace_user_id" in _headers_of(data)
    if key.user_id and not named:
        metadata.setdefault("trace_user_id", key.user_id)
    if key.key_alias == MASTER_ALIAS and isinstance(metadata.get("trace_user_id"), str):
        metadata["user_api_key_user_id"] = metadata["trace_user_id"]


def _name_trace(data: dict[str, Any], metadata: dict[str, Any]) -> None:
    """Calls of a coding agent are named after it and not after LiteLLM's function."""
    client = str(_headers_of(data).get("user-agent") or "")
    if client.startswith(("claude-cli/", "claude-code/")):
        metadata.setdefault("trace_name", "claude-code")


async def _let_in(call: Call, data: dict[str, Any], tags: list[str]) -> None:
    """Raises HTTPException when the call is refused; the middleware answers with the reason."""
    caller, model = call.caller, str(data.get("model") or "")
    if caller is None:
        return
    if model and not caller.may_use(model):
        allowed = ", ".join(name for names in caller.model_lists for name in names[:20])
        call.refusal = Refusal(
            403,
            "model_not_allowed",
            f"Model {model} is not allowed for key {caller.alias}: {allowed}.",
        )
    elif caller.limited:
        wanted = data.get("max_completion_tokens") or data.get("max_tokens")
        wanted = wanted or data.get("max_output_tokens")
        most = wanted if isinstance(wanted, int) and 0 <= wanted < 2**53 else None
        await admission.admit(call, model, tags, most)
    if call.refusal is not None:
        raise HTTPException(call.refusal.status, call.refusal.message)


instance = GatelightHooks()
