"""Addresses people type never lead into the server's own network."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.outbound.receiver import Receiver, receiving

from gatelight.outbound import http
from gatelight.outbound.http import RefusedAddress, Unreachable, post, resolve
from gatelight.settings import Settings

PRIVATE = (
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "::1",
    "fd00::1",
    "fe80::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "2002:7f00:1::",
    "64:ff9b::7f00:1",
)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as started:
        yield started


def settings(tmp_path: Path, allowed: str = "") -> Settings:
    return Settings(data_dir=tmp_path, outbound_allowed_networks=allowed, _env_file=None)


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused(address: str) -> None:
    with pytest.raises(RefusedAddress, match="GATELIGHT_OUTBOUND_ALLOWED_NETWORKS"):
        resolve(address, 443)


@pytest.mark.parametrize("name", ["0x7f000001", "2130706433", "127.1", "localhost"])
def test_other_spellings_of_loopback_are_refused(name: str) -> None:
    with pytest.raises((RefusedAddress, Unreachable)):
        resolve(name, 80)


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))
        for address in ("93.184.215.14", "10.0.0.1")
    ]
    monkeypatch.setattr(http.socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(RefusedAddress):
        resolve("mixed.example", 443)


def test_the_address_that_was_checked_is_the_one_called(
    tmp_path: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that answers otherwise the second time (DNS rebinding) is asked once only."""
    real, asked = socket.getaddrinfo, []

    def answer(host: str, *rest: Any, **more: Any) -> Any:
        if host == "127.0.0.1":
            return real(host, *rest, **more)
        asked.append(host)
        assert len(asked) == 1
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", receiver.port))]

    monkeypatch.setattr(http.socket, "getaddrinfo", answer)
    url = f"http://hooks.example:{receiver.port}/in?x=1"
    reply = post(settings(tmp_path, "127.0.0.0/8"), url, b"{}", {"X-Own": "yes"})
    assert (reply.status, reply.body) == (200, b"thank you")
    ((path, headers, body),) = receiver.requests
    assert (path, body, headers["X-Own"]) == ("/in?x=1", b"{}", "yes")
    assert headers["Host"] == f"hooks.example:{receiver.port}"


def test_nothing_private_is_called(tmp_path: Path, receiver: Receiver) -> None:
    with pytest.raises(RefusedAddress):
        post(settings(tmp_path), receiver.url, b"{}", {})
    assert receiver.requests == []


def test_redirects_are_not_followed(tmp_path: Path, receiver: Receiver) -> None:
    receiver.status = 302
    reply = post(settings(tmp_path, "127.0.0.1/32"), receiver.url, b"{}", {})
    assert reply.status == 302


def test_nobody_there_is_unreachable(tmp_path: Path) -> None:
    with pytest.raises(Unreachable):
        post(settings(tmp_path, "127.0.0.0/8"), "http://127.0.0.1:9/", b"{}", {})


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/",
        "//example.com",
        "http://",
        "http://user:secret@example.com/",
        "http://example.com:99999/",
        "http://example.com/\r\nX: y",
        "file:///etc/passwd",
    ],
)
def test_odd_addresses_are_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(RefusedAddress):
        post(settings(tmp_path), url, b"{}", {})
