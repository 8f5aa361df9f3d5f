"""Runs child processes: in order, restarted with back-off, stopped in reverse, never orphaned."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import httpx

FIRST_DELAY = 1.0
LONGEST_DELAY = 30.0
# A child that ran this long starts the back-off anew when it ends.
STABLE_SECONDS = 60.0
# Ends before the first sign of health that are forgiven; an exit code of 2 is a refusal and final.
START_ATTEMPTS = 3
REFUSED = 2
_LONGEST_LINE = 64 * 1024
_PR_SET_PDEATHSIG = 1
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_COLOURS = ("36", "35", "33", "32")


@dataclass(frozen=True, slots=True)
class ChildSpec:
    """One process. `health` answers 200 once it is up; the two limits are seconds."""

    name: str
    argv: Sequence[str]
    env: dict[str, str]
    health: str
    start_seconds: float = 60.0
    stop_seconds: float = 15.0


class StartFailedError(Exception):
    """A child did not become healthy; everything was stopped again."""


@dataclass(slots=True)
class _Child:
    spec: ChildSpec
    process: asyncio.subprocess.Process | None = None
    keeper: asyncio.Task[None] | None = None
    healthy: asyncio.Event = field(default_factory=asyncio.Event)


class Supervisor:
    """`run` returns 0 after a signal and 1 when a child never came up."""

    def __init__(
        self,
        specs: Sequence[ChildSpec],
        on_ready: Callable[[], None],
        *,
        first_delay: float = FIRST_DELAY,
    ) -> None:
        self._children = [_Child(spec) for spec in specs]
        self._on_ready = on_ready
        self._first_delay = first_delay
        self._stop = asyncio.Event()
        self._hurry = asyncio.Event()
        width = max(len(spec.name) for spec in specs)
        self._coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        self._prefixes = {
            spec.name: _prefix(spec.name.ljust(width), colour if self._coloured else None)
            for spec, colour in zip(specs, _COLOURS, strict=False)
        }

    async def run(self) -> int:
        """Start all, keep them running until SIGTERM or SIGINT, stop all."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._asked_to_stop)
        code = 0
        try:
            await self._start_all()
            if not self._stop.is_set():
                self._on_ready()
            await self._stop.wait()
        except StartFailedError as error:
            print(f"gatelight: {error}", file=sys.stderr, flush=True)
            code = 1
        finally:
            self._stop.set()
            for child in reversed(self._children):
                await self._stop_child(child)
        return code

    def _asked_to_stop(self) -> None:
        if self._stop.is_set():
            self._hurry.set()  # asked twice: do not wait for the polite end
        self._stop.set()

    async def _start_all(self) -> None:
        for child in self._children:
            child.keeper = asyncio.create_task(self._keep(child))
            healthy = asyncio.create_task(child.healthy.wait())
            stopped = asyncio.create_task(self._stop.wait())
            await asyncio.wait(
                {healthy, stopped, child.keeper}, return_when=asyncio.FIRST_COMPLETED
            )
            healthy.cancel()
            stopped.cancel()
            if child.keeper.done():
                child.keeper.result()  # raises StartFailedError
            if self._stop.is_set():
                return

    async def _keep(self, child: _Child) -> None:
        """Run `child` again and again until the supervisor stops."""
        delay, attempts = self._first_delay, 0
        while not self._stop.is_set():
            started = time.monotonic()
            code = await self._run_once(child)
            if self._stop.is_set():
                return
            lasted = time.monotonic() - started
            attempts += 1
            if not child.healthy.is_set() and (code == REFUSED or attempts >= START_ATTEMPTS):
                raise StartFailedError(
                    f"{child.spec.name} did not start (exit code {code}); its lines above say why"
                )
            if lasted >= STABLE_SECONDS:
                delay = self._first_delay
            self._say(child, f"ended with code {code}; starting again in {delay:g} s")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), delay)
            delay = min(delay * 2, LONGEST_DELAY)

    async def _run_once(self, child: _Child) -> int:
        """One life of the process; its exit code (negative: the signal)."""
        spec = child.spec
        process = await asyncio.create_subprocess_exec(
            *spec.argv,
            env=spec.env,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )
        child.process = process
        if self._stop.is_set():  # asked to stop while it was being started
            _signal_group(process, signal.SIGTERM)
        pump = asyncio.create_task(self._pump(child, process))
        waiting = asyncio.create_task(self._await_health(child, process))
        code = await process.wait()
        waiting.cancel()
        _signal_group(process, signal.SIGKILL)  # whatever it may have left behind
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(pump, 2)
        return code

    async def _await_health(self, child: _Child, process: asyncio.subprocess.Process) -> None:
        deadline = time.monotonic() + child.spec.start_seconds
        async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
            while time.monotonic() < deadline:
                with contextlib.suppress(httpx.HTTPError):
                    if (await client.get(child.spec.health)).status_code == 200:
                        if child.healthy.is_set():
                            self._say(child, "is up again")
                        child.healthy.set()
                        return
                await asyncio.sleep(0.1)
        self._say(child, f"not healthy after {child.spec.start_seconds:g} s: {child.spec.health}")
        _signal_group(process, signal.SIGKILL)

    async def _pump(self, child: _Child, process: asyncio.subprocess.Process) -> None:
        """Copy the child's lines to our output, each with its name in front."""
        assert process.stdout is not None
        pending = b""
        while chunk := await process.stdout.read(_LONGEST_LINE):
            *lines, pending = (pending + chunk).split(b"\n")
            for line in lines:
                self._say(child, line.decode("utf-8", "replace"))
            if len(pending) >= _LONGEST_LINE:
                self._say(child, pending.decode("utf-8", "replace"))
                pending = b""
        if pending:
            self._say(child, pending.decode("utf-8", "replace"))

    def _say(self, child: _Child, line: str) -> None:
        if not self._coloured:
            line = _ANSI.sub("", line)
        with contextlib.suppress(BrokenPipeError):
            print(f"{self._prefixes[child.spec.name]} {line.rstrip()}", flush=True)

    async def _stop_child(self, child: _Child) -> None:
        process, keeper = child.process, child.keeper
        if process is not None and process.returncode is None:
            _signal_group(process, signal.SIGTERM)
            ended = asyncio.create_task(process.wait())
            hurried = asyncio.create_task(self._hurry.wait())
            await asyncio.wait(
                {ended, hurried},
                timeout=child.spec.stop_seconds,
                return_when=asyncio.FIRST_COMPLETED,
            )
            hurried.cancel()
            if process.returncode is None:
                self._say(child, "did not stop in time: killed")
                _signal_group(process, signal.SIGKILL)
            await ended
        if keeper is not None:
            with contextlib.suppress(StartFailedError, asyncio.CancelledError):
                await keeper


def _prefix(name: str, colour: str | None) -> str:
    return f"\x1b[{colour}m{name} |\x1b[0m" if colour else f"{name} |"


def _signal_group(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _end_with_parent() -> None:
    """In the child, before exec: be told to end when the supervisor dies, however it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
