"""LiteLLM callback: names the key's owner as the user, and the trace of refused requests."""

from __future__ import annotations

from typing import Any

from litellm.integrations.custom_logger import CustomLogger

from .middleware import current_trace
from .trace_ids import new_trace_id


def _headers_of(data: dict[str, Any]) -> dict[str, Any]:
    request = data.get("proxy_server_request")
    headers = request.get("headers") if isinstance(request, dict) else None
    return headers if isinstance(headers, dict) else {}


class GatelightHooks(CustomLogger):  # type: ignore[misc]
    """Loaded by the generated configuration as `gatelight_runtime.hooks.instance`."""

    async def async_pre_call_hook(
        self, user_api_key_dict: Any, cache: Any, data: dict[str, Any], call_type: Any
    ) -> dict[str, Any]:
        """Without an end user in the request, the trace's user is the key's owner."""
        owner = user_api_key_dict.user_id
        named = user_api_key_dict.end_user_id or "langfuse_trace_user_id" in _headers_of(data)
        slot = "litellm_metadata" if "litellm_metadata" in data else "metadata"
        metadata = data.get(slot)
        if owner and not named and isinstance(metadata, dict):
            metadata.setdefault("trace_user_id", owner)
        return data

    def log_pre_api_call(self, model: Any, messages: Any, kwargs: dict[str, Any]) -> None:
        """A request refused at the door (wrong key) is logged before its headers are looked at.

        It gets a trace of its own, whatever it asked for: who has no key must not write into an
        existing trace, nor name its user, session or tags.
        """
        choice = current_trace.get()
        params = kwargs.get("litellm_params")
        if choice is None or not isinstance(params, dict) or params.get("proxy_server_request"):
            return
        choice.trace_id, choice.continued = new_trace_id(), False
        named = params.get("metadata")
        known = named.items() if isinstance(named, dict) else ()
        params["metadata"] = {k: v for k, v in known if str(k).startswith("user_api_key")}
        params["metadata"]["trace_id"] = choice.trace_id


instance = GatelightHooks()
