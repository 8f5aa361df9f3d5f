"""LLM connections as the wire writes them; secrets only ever come in."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, StringConstraints, model_validator

from gatelight.accounts.schemas import CamelModel
from gatelight.core.answers import Answer, Iso, JsonObject
from gatelight.core.storable import PlainText, storable
from gatelight.core.time import from_datetime, to_iso
from gatelight.records.tables.llm_connections import LlmConnection

SHOWN_END = 4
SHORTEST_SHOWN = 12
"""Of shorter secrets not even the end is shown."""


def checked_url(url: str) -> str:
    """An absolute http(s) URL without credentials. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("an absolute http or https URL is needed")
    if parts.username is not None or parts.password is not None:
        raise ValueError("credentials belong into secretKey or extraHeaders, not into the URL")
    _ = parts.port  # raises ValueError for what is no port
    return url


def _storable_secret(secret: SecretStr) -> SecretStr:
    secret.get_secret_value().encode()  # half a surrogate pair cannot be encrypted
    return secret


Provider = Annotated[PlainText, StringConstraints(min_length=1, max_length=500)]
ModelName = Annotated[PlainText, StringConstraints(min_length=1, max_length=500)]
Url = Annotated[
    PlainText,
    StringConstraints(max_length=2000, pattern=r"^[^\x00-\x20\x7f]+$"),
    AfterValidator(checked_url),
]
HeaderName = Annotated[
    str, StringConstraints(max_length=200, pattern=r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")
]
HeaderValue = Annotated[
    str, StringConstraints(max_length=8000, pattern=r"^[^\x00-\x08\x0a-\x1f\x7f]*$")
]


class ConnectionIn(CamelModel):
    """The whole connection: what is left out is empty, also on an update."""

    provider: Provider
    adapter: Literal[
        "anthropic", "openai", "azure", "bedrock", "google-vertex-ai", "google-ai-studio"
    ]
    secret_key: Annotated[
        SecretStr, Field(min_length=1, max_length=20_000), AfterValidator(_storable_secret)
    ]
    base_url: Url | None = Field(None, alias="baseURL")
    custom_models: Annotated[list[ModelName], Field(max_length=1000)] | None = None
    with_default_models: bool | None = None
    extra_headers: Annotated[dict[HeaderName, HeaderValue], Field(max_length=100)] | None = None
    config: Annotated[dict[str, Any], AfterValidator(storable)] | None = None

    @model_validator(mode="after")
    def _bedrock_needs_its_region(self) -> ConnectionIn:
        region = (self.config or {}).get("region")
        if self.adapter == "bedrock" and not (isinstance(region, str) and region):
            raise ValueError('the adapter bedrock needs config {"region": …}')
        return self


class ConnectionAnswer(Answer):
    """Without its secrets: `displaySecretKey` is their end, `extraHeaderKeys` are names only."""

    id: str
    provider: str
    adapter: str
    display_secret_key: str
    base_url: str | None = Field(alias="baseURL")
    custom_models: list[str]
    with_default_models: bool
    extra_header_keys: list[str]
    config: JsonObject | None
    created_at: Iso
    updated_at: Iso


def display_of(secret: str) -> str:
    """What is shown in place of a secret."""
    return "..." + (secret[-SHOWN_END:] if len(secret) >= SHORTEST_SHOWN else "")


def connection_out(row: LlmConnection) -> dict[str, Any]:
    return {
        "id": row.id,
        "provider": row.provider,
        "adapter": row.adapter,
        "displaySecretKey": row.display_secret_key,
        "baseURL": row.base_url,
        "customModels": row.custom_models,
        "withDefaultModels": row.with_default_models,
        "extraHeaderKeys": row.extra_header_keys,
        "config": row.config,
        "createdAt": to_iso(from_datetime(row.created_at)),
        "updatedAt": to_iso(from_datetime(row.updated_at)),
    }
