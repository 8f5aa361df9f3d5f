"""HTTP to addresses that people typed: the server never becomes a door to its own network.

The name is resolved once, every address it has must be public (or in a network the operator
allowed), and the connection goes to exactly the address that was checked, so a name cannot point
elsewhere a moment later. Redirects are not followed, proxies of the environment are not used.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpcore

from gatelight.settings import Settings

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

TIMEOUT_SECONDS = 10.0
LARGEST_ANSWER = 64 * 1024
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class RefusedAddress(Exception):
    """The address is not one this server may call; the text says why, and names the setting."""


class Unreachable(Exception):
    """Nobody answered; trying again may help."""


@dataclass(frozen=True, slots=True)
class Reply:
    """`body` is cut at LARGEST_ANSWER bytes."""

    status: int
    body: bytes


def allowed_networks(settings: Settings) -> list[Network]:
    """The private networks the operator allowed. Raises ValueError for what is no network."""
    words = settings.outbound_allowed_networks.replace(",", " ").split()
    return [ipaddress.ip_network(word, strict=False) for word in words]


def check_url(url: str) -> str:
    """`url` itself. Raises RefusedAddress unless it is an absolute http(s) URL with a host and
    without credentials."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise RefusedAddress(f"This is not a web address: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise RefusedAddress("An absolute http or https address is needed.")
    if parts.username is not None or parts.password is not None:
        raise RefusedAddress("The address must not carry a user name or a password.")
    if any(ord(character) <= 0x20 or ord(character) == 0x7F for character in url):
        raise RefusedAddress("The address contains spaces or control characters.")
    return url


def is_public(address: Address) -> bool:
    """Whether the address belongs to the Internet, also inside of an IPv6 one."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is None and address.teredo is not None:
            inner = address.teredo[1]
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def resolve(host: str, port: int, allowed: Iterable[Network] = ()) -> str:
    """The address to connect to. Raises RefusedAddress when any address of the name is not public
    nor allowed, Unreachable when the name has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable(f"The name {host} cannot be resolved.") from error
    networks = list(allowed)
    addresses = [ipaddress.ip_address(str(info[4][0]).partition("%")[0]) for info in found]
    for address in addresses:
        if not is_public(address) and not any(address in network for network in networks):
            raise RefusedAddress(
                f"{host} is at {address}, which is not a public address. An operator can allow its "
                "network: GATELIGHT_OUTBOUND_ALLOWED_NETWORKS."
            )
    if not addresses:
        raise Unreachable(f"The name {host} has no address.")
    return str(addresses[0])


class _Checked(httpcore.SyncBackend):
    """Connects to the address that was checked; TLS still asks for the name."""

    def __init__(self, allowed: list[Network]) -> None:
        self._allowed = allowed

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        address = resolve(host, port, self._allowed)
        return super().connect_tcp(address, port, timeout, local_address, socket_options)


def post(
    settings: Settings,
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    timeout: float = TIMEOUT_SECONDS,
) -> Reply:
    """POST to an address that someone typed. Raises RefusedAddress, Unreachable."""
    return _send(settings, "POST", url, body, headers, timeout)


def put_file(
    settings: Settings,
    url: str,
    body: Iterator[bytes],
    length: int,
    *,
    timeout: float = TIMEOUT_SECONDS,
) -> Reply:
    """PUT `length` bytes, in parts, to an address that someone typed; `timeout` is for each step.
    Raises RefusedAddress, Unreachable."""
    return _send(settings, "PUT", url, body, {"Content-Length": str(length)}, timeout)


def _send(
    settings: Settings,
    method: str,
    url: str,
    body: bytes | Iterator[bytes],
    headers: Mapping[str, str],
    timeout: float,
) -> Reply:
    check_url(url)
    limits = {"connect": timeout, "read": timeout, "write": timeout, "pool": timeout}
    backend = _Checked(allowed_networks(settings))
    try:
        with (
            httpcore.ConnectionPool(
                ssl_context=ssl.create_default_context(), network_backend=backend
            ) as pool,
            pool.stream(
                method,
                url,
                headers=list({"User-Agent": "Gatelight", **headers}.items()),
                content=body,
                extensions={"timeout": limits},
            ) as response,
        ):
            return Reply(response.status, _read(response))
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
        raise Unreachable(f"{urlsplit(url).hostname} does not answer: {_words(error)}") from error
    except (httpcore.UnsupportedProtocol, UnicodeError) as error:
        raise RefusedAddress(f"The address cannot be called: {error}") from error


def _read(response: httpcore.Response) -> bytes:
    read = bytearray()
    for part in response.iter_stream():
        read += part
        if len(read) >= LARGEST_ANSWER:
            break
    return bytes(read[:LARGEST_ANSWER])


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__
