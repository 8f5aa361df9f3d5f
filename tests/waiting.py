"""Waiting for processes that tests start."""

from __future__ import annotations

import functools
import subprocess
import time
from pathlib import Path

import httpx

POLL_SECONDS = 0.1


@functools.cache
def _client() -> httpx.Client:
    # One for all: making a client reads every certificate there is, 50 ms of a processor that the
    # process waited for could use.
    return httpx.Client(timeout=5, trust_env=False)


def answers(url: str, below: int = 300) -> bool:
    """Whether a process on this machine answers there, with a status lower than `below`."""
    try:
        return _client().get(url).status_code < below
    except httpx.TransportError:
        return False


def wait_until_answers(
    url: str, process: subprocess.Popen[bytes], log: Path, seconds: float, below: int = 300
) -> None:
    """Return when `url` answers; raise with the log when the process ends or time is up."""
    deadline = time.monotonic() + seconds
    while not answers(url, below):
        if process.poll() is not None:
            raise RuntimeError(f"ended early: {url}\n{log.read_text(errors='replace')[-4000:]}")
        if time.monotonic() > deadline:
            raise TimeoutError(f"not ready: {url}\n{log.read_text(errors='replace')[-4000:]}")
        time.sleep(POLL_SECONDS)
