"""Bodies that no honest client sends."""

from __future__ import annotations

import gzip

JSON_BODIES: dict[str, bytes] = {
    "empty": b"",
    "white": b" \n",
    "null": b"null",
    "number": b"5",
    "text": b'"text"',
    "word": b"not json",
    "open": b"{",
    "truncated": b'{"batch":[{"id":"e","type":"trace-create","body":{"id":"t","name":"cut of',
    "trailing": b"{} {}",
    "zeros": b"\0" * 100,
    "not utf-8": b"\xff\xfe\xfa\xc0\xaf",
    "not utf-8 inside": b'{"batch":"\xff","name":"\xff","traceId":"\xff","value":"\xff"}',
    "utf-16": '{"name":5}'.encode("utf-16"),
    "deep list": b"[" * 100_000,
    "deep closed list": b"[" * 50_000 + b"]" * 50_000,
    "deep object": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "deep batch": b'{"batch":' + b"[" * 5_000 + b"]" * 5_000 + b"}",
    "long number": b"9" * 100_000,
    "huge": b'{"batch":[{"id":"' + b"x" * 10_000_000 + b'"}]}',
    "huge garbage": b"\xde\xad\xbe\xef" * 2_500_000,
}

ENCODED_BODIES: dict[str, tuple[str, bytes]] = {
    "not gzip": ("gzip", b"not gzip"),
    "gzip cut short": ("gzip", gzip.compress(b'{"batch":[]}')[:-4]),
    "gzip bomb": ("gzip", gzip.compress(b"[" + b"0," * 50_000_000, 6)),
    "gzip of garbage": ("gzip", gzip.compress(b"\xde\xad\xbe\xef")),
    "brotli": ("br", b"\x0b\x02\x80{}\x03"),
}
