"""`Authorization` header to principal: Basic key pairs, Bearer public keys (scores only)."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from urllib.parse import unquote

from sqlalchemy import select
from starlette.concurrency import run_in_threadpool

from gatelight.accounts.key_cache import Credential, KeyCache, expired, key_cache
from gatelight.accounts.key_format import hash_secret
from gatelight.accounts.principal import ApiPrincipal
from gatelight.errors import Unauthorized
from gatelight.records.base import utc_now
from gatelight.records.context import RecordServices
from gatelight.records.tables.projects import ApiKey, Project

NO_HEADER = "No authorization header"
INVALID = (
    "Invalid credentials. Check the public and the secret key, and that the host is the server "
    "they were made on."
)


def authenticate(services: RecordServices, headers: Mapping[str, str]) -> ApiPrincipal:
    """Principal of a request with these headers (any case-insensitive mapping).

    May do SQL: call it from a thread, or use `authenticate_async`. Raises Unauthorized, and
    ServiceUnavailable when the record store is down and the key is not remembered.
    """
    if (known := authenticate_cached(services, headers)) is not None:
        return known
    header = headers["authorization"]
    cache = key_cache(services)
    generation = cache.generation
    credential = _find(services, cache, header)
    cache.remember(cache.digest(header), credential, generation)
    if credential is None:
        raise Unauthorized(INVALID)
    return _principal(cache, credential, headers)


def authenticate_cached(
    services: RecordServices, headers: Mapping[str, str]
) -> ApiPrincipal | None:
    """As `authenticate`, from memory alone; None when the record store must be asked."""
    header = headers.get("authorization")
    if not header:
        raise Unauthorized(NO_HEADER)
    cache = key_cache(services)
    known = cache.look_up(cache.digest(header))
    if known == "refused":
        raise Unauthorized(INVALID)
    return None if known is None else _principal(cache, known, headers)


async def authenticate_async(services: RecordServices, headers: Mapping[str, str]) -> ApiPrincipal:
    """As `authenticate`, for the event loop: SQL, when needed, runs in a thread."""
    if (known := authenticate_cached(services, headers)) is not None:
        return known
    return await run_in_threadpool(authenticate, services, headers)


def _principal(cache: KeyCache, credential: Credential, headers: Mapping[str, str]) -> ApiPrincipal:
    cache.touch(credential.key_id)
    return ApiPrincipal(
        project_id=credential.project_id,
        organization_id=credential.organization_id,
        public_key=credential.public_key,
        scope=credential.scope,
        sdk_name=_sdk_header(headers, "sdk-name"),
        sdk_version=_sdk_header(headers, "sdk-version"),
        ingestion_version=_sdk_header(headers, "ingestion-version"),
    )


def _sdk_header(headers: Mapping[str, str], name: str) -> str:
    """SDKs spell these with hyphens (`x-langfuse-sdk-name`) or underscores throughout."""
    hyphens = f"x-langfuse-{name}"
    return headers.get(hyphens) or headers.get(hyphens.replace("-", "_")) or ""


def _find(services: RecordServices, cache: KeyCache, header: str) -> Credential | None:
    header = header.strip()
    if header[:8].lower() == "basic%20":
        # Some exporters do not decode the value of OTEL_EXPORTER_OTLP_HEADERS.
        header = f"Basic {unquote(header[8:])}"
    scheme, _, value = header.partition(" ")
    secret: str | None
    match scheme.lower():
        case "basic":
            public_key, secret = _decode_basic(value.strip())
        case "bearer":
            public_key, secret = value.strip(), None
        case _:
            return None
    # NUL cannot be stored, so no key has it, and PostgreSQL would refuse the query.
    if not public_key or secret == "" or "\0" in public_key:
        return None
    with services.database.reader() as session:
        row = session.execute(
            select(ApiKey, Project.organization_id)
            .outerjoin(Project, Project.id == ApiKey.project_id)
            .where(ApiKey.public_key == public_key)
        ).first()
    given = "" if secret is None else hash_secret(secret, cache.salt)
    stored = row[0].secret_hash if row else ""
    secret_matches = hmac.compare_digest(given, stored)
    if row is None:
        return None
    key, project_organization_id = row
    if secret is None:
        if key.project_id is None:
            return None
    elif not secret_matches:
        return None
    credential = Credential(
        key_id=key.id,
        public_key=key.public_key,
        scope=(
            "scores" if secret is None else "organization" if key.project_id is None else "project"
        ),
        project_id=key.project_id or "",
        organization_id=key.organization_id or project_organization_id,
        expires_at=key.expires_at,
    )
    return None if expired(credential, utc_now()) else credential


def _decode_basic(value: str) -> tuple[str, str]:
    """`(user, password)`; two empty texts when `value` is not base64 of `user:password`."""
    try:
        decoded = base64.b64decode(value, validate=True).decode()
    except (binascii.Error, ValueError):
        return "", ""
    public_key, _, secret = decoded.partition(":")
    return public_key, secret
