"""LiteLLM callback: names the key's owner as the user, and the trace of refused requests."""

from __future__ import annotations

from typing import Any

from litellm.integrations.custom_logger import CustomLogger

from .middleware import current_trace


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
        """A request refused at the door is logged without its headers: name its trace here."""
        choice = current_trace.get()
        params = kwargs.get("litellm_params")
        if choice is None or not isinstance(params, dict) or params.get("proxy_server_request"):
            return
        metadata = params.get("metadata")
        if not isinstance(metadata, dict):
            metadata = params["metadata"] = {}
        metadata["existing_trace_id" if choice.continued else "trace_id"] = choice.trace_id


instance = GatelightHooks()
