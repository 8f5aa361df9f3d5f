"""What all spans of one scope share, worked out once per scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gatelight.core.environment import normal_environment
from gatelight.core.json import Json, to_text
from gatelight.core.patch import Origin
from gatelight.ingest.conventions import litellm_spans
from gatelight.ingest.conventions.convention import Scope
from gatelight.ingest.conventions.langfuse import SDK_SCOPE, is_python, sdk_version
from gatelight.ingest.conventions.registry import scope_bits
from gatelight.ingest.conventions.values import first, text_of
from gatelight.ingest.otlp.metadata import resource_metadata
from gatelight.ingest.otlp.model import Attributes, ScopeGroup

ENVIRONMENT_NAMES = (
    "langfuse.environment",
    "deployment.environment.name",
    "deployment.environment",
)
_JSON_METADATA_SINCE = (5, 0)


@dataclass(slots=True)
class ScopeContext:
    """`resource_text` and `scope_text` are metadata values as stored (JSON text).

    `environments` are the resource's, by the order of `ENVIRONMENT_NAMES`. `json_metadata`: every
    metadata value is JSON text, strings too (Python SDK 5).
    """

    scope: Scope
    bits: int
    is_sdk: bool
    is_proxy: bool
    json_metadata: bool
    resource_text: str
    scope_text: str
    service_name: str
    environments: tuple[Json, ...]
    version: Json
    release: Json
    metadata: dict[str, Json]
    trace_metadata: dict[str, Json]

    def environment(self, attributes: Attributes) -> str | None:
        """The span's environment, each name looked for on the span, then on the resource."""
        for name, of_resource in zip(ENVIRONMENT_NAMES, self.environments, strict=True):
            value = attributes.get(name) or of_resource
            if value:
                return normal_environment(text_of(value))
        return None


def context_of(group: ScopeGroup, origin: Origin) -> ScopeContext:
    scope = Scope(group.scope_name, group.scope_version, group.scope_attributes, group.resource)
    resource = group.resource
    described: dict[str, Any] = {}
    if scope.name:
        described["name"] = scope.name
    if scope.version:
        described["version"] = scope.version
    described["attributes"] = scope.attributes
    metadata, trace_metadata = resource_metadata(resource)
    return ScopeContext(
        scope=scope,
        bits=scope_bits(scope),
        is_sdk=scope.name.startswith(SDK_SCOPE),
        is_proxy=litellm_spans.is_proxy(scope),
        json_metadata=_json_metadata(scope, origin),
        resource_text=to_text(resource),
        scope_text=to_text(described),
        service_name=text_of(resource.get("service.name")),
        environments=tuple(resource.get(name) for name in ENVIRONMENT_NAMES),
        version=first(resource, ("service.version",)),
        release=first(resource, ("langfuse.release",)),
        metadata=metadata,
        trace_metadata=trace_metadata,
    )


def _json_metadata(scope: Scope, origin: Origin) -> bool:
    if not scope.name.startswith(SDK_SCOPE):
        return False
    if scope.version:
        python = is_python(scope) or origin.sdk_name == "python"
        return python and sdk_version(scope) >= _JSON_METADATA_SINCE
    major = origin.sdk_version.partition(".")[0]
    return origin.sdk_name == "python" and major.isascii() and major.isdigit() and int(major) >= 5
