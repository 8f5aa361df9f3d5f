"""Small files as clients announce and upload them."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import httpx

API = "/api/public/media"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
MOMENT = "2026-05-28T20:00:00.000Z"


def digest(data: bytes) -> str:
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


def media_id(data: bytes) -> str:
    """As the SDKs derive it."""
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode()[:22]


def announcement(data: bytes, content_type: str = "image/png", **fields: Any) -> dict[str, Any]:
    return {
        "contentType": content_type,
        "contentLength": len(data),
        "sha256Hash": digest(data),
        "field": "input",
        "traceId": "trace",
    } | fields


def announce(client: httpx.Client, data: bytes, *args: str, **fields: Any) -> dict[str, Any]:
    answer = client.post(API, json=announcement(data, *args, **fields))
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def put(
    client: httpx.Client, url: str, data: bytes, content_type: str = "image/png", **extra: str
) -> httpx.Response:
    """As the SDKs upload."""
    headers = {
        "Content-Type": content_type,
        "x-amz-checksum-sha256": digest(data),
        "x-ms-blob-type": "BlockBlob",
    } | {name.replace("_", "-"): value for name, value in extra.items()}
    return client.put(url, content=data, headers=headers)


def report(status: int = 200, **fields: Any) -> dict[str, Any]:
    return {
        "uploadedAt": MOMENT,
        "uploadHttpStatus": status,
        "uploadHttpError": "",
        "uploadTimeMs": 3,
    } | fields


def upload(client: httpx.Client, data: bytes, content_type: str = "image/png") -> str:
    """Through all three steps; the id."""
    announced = announce(client, data, content_type)
    assert put(client, announced["uploadUrl"], data, content_type).status_code == 200
    answer = client.patch(f"{API}/{announced['mediaId']}", json=report())
    assert answer.status_code == 200, answer.text
    made: str = announced["mediaId"]
    return made
