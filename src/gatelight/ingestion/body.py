"""Reading a request body within a limit, whatever its transfer and content encoding.

Chunked bodies carry no length, and a gzip body says nothing about its size: both are counted while
they are read, so that a body never takes more memory than the limit.
"""

from __future__ import annotations

import asyncio
import zlib

from starlette.requests import ClientDisconnect, Request

from gatelight.errors import InvalidRequest, PayloadTooLarge

_GZIP = 16 + zlib.MAX_WBITS
_INLINE_BYTES = 4 * 1024
"""Compressed bodies above this are unpacked in a thread: 1 KB of zeros can hold 1 MB."""
_MAX_MEMBERS = 64
"""Each member costs a copy of what follows it; no client sends more than one."""


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body of `request`, decompressed (`Content-Encoding: gzip`).

    `limit` bounds the bytes received and the bytes after decompression. Raises PayloadTooLarge
    beyond it, InvalidRequest for broken gzip, other encodings and requests that end early.
    """
    encoding = request.headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise InvalidRequest(f"Content-Encoding {encoding[:50]!r} is not supported; send gzip")
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and len(declared) < 20 and int(declared) > limit:
        raise _too_large(limit)
    received = await _receive(request, limit)
    if encoding in ("", "identity"):
        return received
    if len(received) <= _INLINE_BYTES:
        return gunzip(received, limit)
    return await asyncio.to_thread(gunzip, received, limit)


async def _receive(request: Request, limit: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit:
                raise _too_large(limit)
            chunks.append(chunk)
    except ClientDisconnect:
        raise InvalidRequest("The request ended before its body was complete") from None
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def gunzip(data: bytes, limit: int) -> bytes:
    """Unpack a gzip stream (several members one after another are legal) of at most `limit` bytes.

    Raises PayloadTooLarge beyond the limit, InvalidRequest when the stream is broken or cut short.
    """
    parts: list[bytes] = []
    size = 0
    while data:
        if len(parts) == _MAX_MEMBERS:
            raise InvalidRequest("The gzip body has too many members")
        member = zlib.decompressobj(_GZIP)
        try:
            part = member.decompress(data, limit - size + 1)
        except zlib.error as error:
            raise InvalidRequest("The body is not valid gzip") from error
        size += len(part)
        if size > limit:
            raise _too_large(limit)
        if not member.eof:
            raise InvalidRequest("The gzip body is cut short")
        parts.append(part)
        data = member.unused_data.lstrip(b"\0")
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _too_large(limit: int) -> PayloadTooLarge:
    return PayloadTooLarge(f"The request body is larger than {limit} bytes")
