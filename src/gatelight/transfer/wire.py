"""Calls of a server's public API that outlive hiccups: retries, back-off, a rate limit."""

from __future__ import annotations

import ipaddress
import json
import random
import threading
import time
from collections.abc import Callable
from typing import IO, Any
from urllib.parse import urlsplit

import httpx

from gatelight import __version__

AGENT = "gatelight-import"
TIMEOUT_SECONDS = 120.0
ATTEMPTS = 7
LONGEST_PAUSE_SECONDS = 60.0
RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504, 524})
TOO_MUCH = frozenset({413, 422, 500, 502, 504, 524})
"""Statuses that a question for fewer rows may not get."""

Json = Any


class CallError(Exception):
    """A call that failed for good. `status` is None when nobody answered."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status

    @property
    def is_too_much(self) -> bool:
        """Whether a smaller question might be answered."""
        return self.status in TOO_MUCH

    @property
    def is_missing(self) -> bool:
        return self.status in (404, 405, 501)


class NoAnswer(CallError):
    """Nobody answered: the server is gone, or took too long."""

    @property
    def is_too_much(self) -> bool:
        return isinstance(self.__cause__, httpx.ReadTimeout)


class Wire:
    """One server and the key pair of one project of it.

    `per_second` limits requests (0: no limit); `pause` waits, for tests. Every method raises
    CallError for what did not succeed in ATTEMPTS tries.
    """

    def __init__(
        self,
        host: str,
        public_key: str,
        secret_key: str,
        *,
        per_second: float = 0,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.host = host.rstrip("/")
        self._gap = 1 / per_second if per_second else 0.0
        self._pause = pause
        self._next = 0.0
        self._turn = threading.Lock()
        self._client = httpx.Client(
            auth=(public_key, secret_key),
            headers={"x-langfuse-sdk-name": AGENT, "x-langfuse-sdk-version": __version__},
            timeout=TIMEOUT_SECONDS,
            follow_redirects=True,
            trust_env=not _is_this_machine(self.host),
        )
        self._files = httpx.Client(
            timeout=TIMEOUT_SECONDS,
            follow_redirects=True,
            trust_env=not _is_this_machine(self.host),
        )

    def get(self, path: str, **params: Any) -> Json:
        """The JSON answer; parameters that are None are left out."""
        given = {name: value for name, value in params.items() if value is not None}
        return self.call("GET", path, params=given)

    def post(self, path: str, body: Json) -> Json:
        return self.call("POST", path, body=body)

    def call(
        self,
        method: str,
        path: str,
        *,
        params: dict[str, Any] | None = None,
        body: Json = None,
        content: bytes | None = None,
    ) -> Json:
        """`path` is below `/api/public`; `content` is a body encoded already. An empty answer is
        None."""
        if body is not None:
            content = encoded(body)
        headers = {} if content is None else {"content-type": "application/json"}
        response = self._answered(
            lambda: self._client.request(
                method,
                f"{self.host}/api/public{path}",
                params=params,
                content=content,
                headers=headers,
            ),
            f"{method} {path}",
        )
        if not response.content:
            return None
        try:
            return json.loads(response.content)
        except ValueError as error:
            raise CallError(
                f"{self.host} answered {method} {path} with something other than JSON",
                response.status_code,
            ) from error

    def download(self, path: str, params: dict[str, Any], into: IO[bytes]) -> None:
        """Write what `path` below `/api/public` answers to `into`, from its start."""
        url = f"{self.host}/api/public{path}"
        self._answered(lambda: _streamed(self._client, url, params, into), f"GET {path}")

    def fetch(self, url: str, into: IO[bytes]) -> None:
        """Write what an address outside the API answers to `into`. No key is sent."""
        named = url.partition("?")[0]
        self._answered(lambda: _streamed(self._files, url, None, into), f"GET {named}")

    def put(self, url: str, data: IO[bytes], headers: dict[str, str]) -> int:
        """Upload `data` to an address outside the API, without a key; the status it answered."""

        def store() -> httpx.Response:
            data.seek(0)
            return self._files.put(
                url, content=iter(lambda: data.read(1 << 16), b""), headers=headers
            )

        return self._answered(store, f"PUT {url.partition('?')[0]}").status_code

    def _answered(self, send: Callable[[], httpx.Response], what: str) -> httpx.Response:
        for attempt in range(1, ATTEMPTS + 1):
            self._wait_for_turn()
            try:
                response = send()
            except httpx.TransportError as error:
                if attempt == ATTEMPTS or isinstance(error, httpx.UnsupportedProtocol):
                    raise NoAnswer(f"{self.host} did not answer {what}: {error!r}") from error
                self._pause(_back_off(attempt))
                continue
            except httpx.InvalidURL as error:
                raise CallError(f"{self.host} is no address: {error}") from error
            if response.is_success:
                return response
            # 500 is mostly an answer too large; two more tries tell.
            last = 3 if response.status_code == 500 else ATTEMPTS
            if response.status_code not in RETRIED or attempt >= last:
                raise CallError(
                    f"{what}: {response.status_code} {_reason(response)}", response.status_code
                )
            self._pause(_told(response) or _back_off(attempt))
        raise AssertionError("unreachable")

    def _wait_for_turn(self) -> None:
        if not self._gap:
            return
        with self._turn:
            now = time.monotonic()
            wait = self._next - now
            self._next = max(now, self._next) + self._gap
        if wait > 0:
            self._pause(wait)

    def close(self) -> None:
        self._client.close()
        self._files.close()


def _streamed(
    client: httpx.Client, url: str, params: dict[str, Any] | None, into: IO[bytes]
) -> httpx.Response:
    into.seek(0)
    into.truncate()
    with client.stream("GET", url, params=params) as response:
        if not response.is_success:
            response.read()
            return response
        for part in response.iter_bytes():
            into.write(part)
        return response


def encoded(body: Json) -> bytes:
    """JSON in ASCII: half of a surrogate pair has no other form."""
    return json.dumps(body, separators=(",", ":")).encode()


def _back_off(attempt: int) -> float:
    """Half a second, doubled each time, with up to half as much again so that clients part."""
    pause = min(LONGEST_PAUSE_SECONDS, 0.5 * 2.0 ** (attempt - 1))
    return pause * random.uniform(1, 1.5)  # noqa: S311


def _told(response: httpx.Response) -> float:
    """Seconds of `Retry-After`; 0 when it says none."""
    try:
        return min(LONGEST_PAUSE_SECONDS, float(response.headers.get("retry-after", "")))
    except ValueError:
        return 0.0


def _reason(response: httpx.Response) -> str:
    try:
        answer = response.json()
    except ValueError:
        return " ".join(response.text.split())[:200]
    if not isinstance(answer, dict):
        return str(answer)[:200]
    detail = answer.get("error")
    issues = detail if isinstance(detail, list) else []
    said = [str(each.get("message")) for each in issues if isinstance(each, dict)]
    return ": ".join([str(answer.get("message", "")), *said[:2]])[:300]


def _is_this_machine(host: str) -> bool:
    """Whether proxies of the environment have nothing to do with the address."""
    name = urlsplit(host).hostname or ""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"
