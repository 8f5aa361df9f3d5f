"""Refuses requests that name a logging destination or its credentials.

LiteLLM 1.106 answers 401 to such a request, yet its failure log of that very request, prompt
included, is sent to the host the caller named, even when the caller has no key at all. So the
request must not reach LiteLLM. Names are looked for wherever LiteLLM reads them: query string,
headers, and every object of the body that is not model content.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson

# Every per-request logging parameter of LiteLLM that picks a destination, an account or a logger.
# A test compares this list with the installed LiteLLM's own.
REFUSED_NAMES = frozenset(
    [
        "langfuse_host",
        "langfuse_base_url",
        "langfuse_public_key",
        "langfuse_secret_key",
        "langfuse_secret",
        "langfuse_environment",
        "langsmith_api_key",
        "langsmith_project",
        "langsmith_base_url",
        "langsmith_tenant_id",
        "humanloop_api_key",
        "lunary_public_key",
        "slack_webhook_url",
        "arize_api_key",
        "arize_space_key",
        "arize_space_id",
        "arize_success_sampling_rate",
        "arize_error_sampling_rate",
        "posthog_api_key",
        "posthog_host",
        "posthog_api_url",
        "braintrust_api_key",
        "braintrust_project",
        "braintrust_host",
        "gcs_bucket_name",
        "gcs_path_service_account",
        "dd_api_key",
        "dd_site",
        "dd_agent_host",
        "dd_agent_port",
        "newrelic_api_key",
        "newrelic_region",
        "signoz_ingestion_endpoint",
        "signoz_ingestion_key",
        "wandb_api_key",
        "weave_project_id",
    ]
)
# A body with none of these bytes, and no `\u` escape that could hide one, needs no parsing.
_FAMILIES = tuple({name.split("_", 1)[0].encode() + b"_" for name in REFUSED_NAMES})
# Model content: LiteLLM passes it on and reads no settings from it, and a prompt or a tool schema
# may well contain such a word.
_CONTENT = frozenset(
    [
        "messages",
        "input",
        "prompt",
        "contents",
        "content",
        "system",
        "systemInstruction",
        "system_instruction",
        "instructions",
        "tools",
        "toolConfig",
        "functions",
        "response_format",
        "text",
        "documents",
        "query",
    ]
)


class RefusedError(Exception):
    """The request names `name`, which only the operator may set."""

    def __init__(self, name: str, where: str) -> None:
        super().__init__(
            f"{name} is not allowed in {where}: where calls are logged is set by the operator."
        )
        self.name = name


def may_name_destination(body: bytes) -> bool:
    """Cheap test whether a JSON body has to be parsed at all."""
    return b"\\u" in body or any(family in body for family in _FAMILIES)


def parse_json(body: bytes) -> Any:
    """JSON as LiteLLM reads it: strict first, then Python's reader, which also takes `NaN`.

    Raises ValueError (also for nesting deeper than the reader goes).
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        try:
            return json.loads(body.decode("utf-8"))
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


def _embedded(value: str) -> Any:
    """An object written as a JSON string, as forms and some SDKs send metadata; else None."""
    if value[:1].isspace():
        value = value.lstrip()
    if not value.startswith(("{", "[")):
        return None
    try:
        return parse_json(value.encode("utf-8", "surrogatepass"))
    except ValueError:
        return None


def check_body(body: object) -> None:
    """Raise `RefusedError` when an object anywhere outside model content has a refused name."""
    if not isinstance(body, Mapping):
        return
    waiting: list[object] = [
        {name: value} if name in REFUSED_NAMES else value
        for name, value in body.items()
        if name not in _CONTENT
    ]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            item = _embedded(item)
        if isinstance(item, Mapping):
            for name in item:
                if name in REFUSED_NAMES:
                    raise RefusedError(str(name), "the request body")
            waiting.extend(item.values())
        elif isinstance(item, list | tuple):
            waiting.extend(item)


def check_form_names(names: Iterable[str]) -> None:
    """Raise `RefusedError` for fields like `langfuse_host`, `litellm_metadata[langfuse_host]`."""
    for name in names:
        for part in name.replace("]", "").split("["):
            if part in REFUSED_NAMES:
                raise RefusedError(part, "the form")


def check_query(query: bytes) -> None:
    """Raise `RefusedError` when the query string has a refused name."""
    if query:
        check_form_names(
            name for name, _ in parse_qsl(query.decode("latin-1"), keep_blank_values=True)
        )


def check_headers(headers: Iterable[tuple[bytes, bytes]]) -> None:
    """Raise `RefusedError` for header forms: `langfuse_host`, `langfuse-langfuse-host`."""
    for raw, _ in headers:
        name = raw.decode("latin-1").lower().replace("-", "_")
        if name in REFUSED_NAMES or name.removeprefix("langfuse_") in REFUSED_NAMES:
            raise RefusedError(name, "a header")
