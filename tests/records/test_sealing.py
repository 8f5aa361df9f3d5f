"""Sealed texts open only with the same key, for the same purpose, in the same place."""

from __future__ import annotations

import base64

import pytest

from gatelight.records.sealing import CannotOpenError, Sealer

KEY = "a" * 64


def test_a_sealed_text_opens_in_its_place() -> None:
    sealed = Sealer(KEY, "test").seal("geheim ü", "row/1")
    assert "geheim" not in sealed
    assert b"geheim" not in base64.b64decode(sealed.removeprefix("v1:"))
    assert Sealer(KEY, "test").open(sealed, "row/1") == "geheim ü"


def test_the_same_text_is_never_sealed_the_same() -> None:
    sealer = Sealer(KEY, "test")
    assert sealer.seal("x", "row") != sealer.seal("x", "row")


def test_everything_else_stays_closed() -> None:
    sealer = Sealer(KEY, "test")
    sealed = sealer.seal("secret", "row/1")
    data = bytearray(base64.b64decode(sealed.removeprefix("v1:")))
    data[-1] ^= 1
    flipped = "v1:" + base64.b64encode(data).decode()
    for closed, place, opener in (
        (sealed, "row/2", sealer),
        (sealed, "row/1", Sealer("b" * 64, "test")),
        (sealed, "row/1", Sealer(KEY, "other")),
        (flipped, "row/1", sealer),
        (sealed[:20], "row/1", sealer),
        ("v1:", "row/1", sealer),
        ("v1:???", "row/1", sealer),
        ("plain", "row/1", sealer),
    ):
        with pytest.raises(CannotOpenError):
            opener.open(closed, place)
