"""Request bodies are read within a limit, whatever their encoding."""

from __future__ import annotations

import asyncio
import gzip
import zlib

import pytest
from starlette.requests import Request

from gatelight.errors import InvalidRequest, PayloadTooLarge
from gatelight.ingestion.body import read_body

LIMIT = 1_000_000


def read(*chunks: bytes, ends: bool = True, **headers: str) -> bytes:
    """Read a body that arrives in `chunks`; the client hangs up after them unless it `ends`."""
    messages = [{"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks]
    messages.append(
        {"type": "http.request", "body": b"", "more_body": False}
        if ends
        else {"type": "http.disconnect"}
    )
    arriving = iter(messages)

    async def receive():
        return next(arriving)

    sent = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    request = Request({"type": "http", "method": "POST", "headers": sent}, receive)
    return asyncio.run(read_body(request, LIMIT))


def test_chunks_are_joined():
    assert read(b"ab", b"", b"cd") == b"abcd"
    assert read() == b""
    assert read(b"ab", content_encoding="identity") == b"ab"


@pytest.mark.parametrize("size", [10, 900_000])
def test_gzip_is_unpacked(size):
    data = bytes(n * 7919 % 251 for n in range(size))
    packed = gzip.compress(data, 1)
    assert read(packed[:9], packed[9:], content_encoding="gzip") == data
    assert read(packed, content_encoding="GZIP") == data
    assert read(packed, content_encoding="x-gzip") == data


def test_gzip_of_several_members_is_one_body():
    members = gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\0"
    assert read(members, content_encoding="gzip") == b"one two"
    with pytest.raises(InvalidRequest):
        read(gzip.compress(b"") * 1000, content_encoding="gzip")


def test_more_than_the_limit_is_refused_while_it_is_read():
    with pytest.raises(PayloadTooLarge):
        read(b"x" * LIMIT, b"x", ends=False)
    with pytest.raises(PayloadTooLarge):
        read(content_length=str(LIMIT + 1), ends=False)
    assert len(read(b"x" * LIMIT)) == LIMIT


def test_a_small_gzip_of_a_huge_body_is_refused():
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(bomb.compress(b"\0" * 1_000_000) for _ in range(200)) + bomb.flush()
    assert len(packed) < LIMIT
    with pytest.raises(PayloadTooLarge):
        read(packed, content_encoding="gzip")
    exact = gzip.compress(b"\0" * LIMIT)
    assert len(read(exact, content_encoding="gzip")) == LIMIT
    with pytest.raises(PayloadTooLarge):
        read(exact + gzip.compress(b"\0"), content_encoding="gzip")


@pytest.mark.parametrize(
    "body",
    [
        b"not gzip",
        gzip.compress(b"x" * 9999, mtime=0)[:-9],
        gzip.compress(b"x", mtime=0)[:12] + b"junk" * 9,
    ],
    ids=["no gzip", "cut short", "spoilt"],
)
def test_broken_gzip_is_refused(body):
    with pytest.raises(InvalidRequest):
        read(body, content_encoding="gzip")


def test_other_encodings_are_refused():
    with pytest.raises(InvalidRequest):
        read(b"x", content_encoding="br")


def test_a_client_that_hangs_up_is_no_server_error():
    with pytest.raises(InvalidRequest):
        read(b"half a bo", ends=False)
