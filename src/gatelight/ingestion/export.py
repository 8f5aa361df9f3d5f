"""What an OTLP export meets on its way in, over HTTP and over gRPC alike."""

from __future__ import annotations

from gatelight.accounts.principal import ApiPrincipal
from gatelight.core.patch import Note, Origin, Submission
from gatelight.errors import InvalidRequest, PayloadTooLarge
from gatelight.ingest.otlp.decode import decode_export
from gatelight.ingest.otlp.model import Encoding, Malformed, Signal
from gatelight.media.extract import extract
from gatelight.services import Services

NEWEST_INGESTION_VERSION = 4
SHOWN_BYTES = 1_000
"""Bytes of a refused JSON export that its note shows."""

REFUSALS = (Malformed, InvalidRequest, PayloadTooLarge)
"""What is wrong with the export itself: it leaves a note and must not be sent again."""


def origin_of(key: ApiPrincipal) -> Origin:
    return Origin(
        public_key=key.public_key,
        sdk_name=key.sdk_name,
        sdk_version=key.sdk_version,
        source="otel",
    )


def check_ingestion_version(key: ApiPrincipal) -> None:
    """The header is absent or a number up to 4. Raises InvalidRequest."""
    sent = key.ingestion_version
    if not sent.strip():
        return
    try:
        version = float(sent)
    except ValueError:
        version = float("nan")
    if not version <= NEWEST_INGESTION_VERSION:
        raise InvalidRequest(f"x-langfuse-ingestion-version {sent[:20]!r} is not supported")


def decoded(
    services: Services, key: ApiPrincipal, signal: Signal, body: bytes, encoding: Encoding
) -> Submission:
    """The export as the writer takes it, its media moved. Raises Malformed, PayloadTooLarge."""
    submission = decode_export(
        signal,
        body,
        encoding,
        project_id=key.project_id,
        origin=origin_of(key),
        now=services.clock.now(),
    )
    extract(services, submission)
    return submission


def keep_refusal(
    services: Services, key: ApiPrincipal, signal: Signal, reason: str, body: bytes
) -> None:
    """Note an export that was refused as a whole, with its beginning when that is text."""
    start = body[:SHOWN_BYTES]
    note = Note(
        kind="refused",
        reason=reason,
        event_type=f"otlp-{signal}",
        detail=start.decode("utf-8", "replace") if start[:1] in (b"{", b"[") else "",
    )
    services.notes.keep(key.project_id, origin_of(key), [note])
