"""The gateway as a child process that starts anew when a secret of its environment has changed.

LiteLLM reads its variables once. Only used when some of them refer to secrets; otherwise the
gateway takes the place of the command.
"""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Callable, Mapping
from types import FrameType

from gatelight.aws.secrets import SecretUnreadable, is_reference, resolved
from gatelight.gateway.launch import Launch
from gatelight.telemetry.logs import logger

STOP_SECONDS = 20

_log = logger("gateway")


class Rotation:
    """Runs what `make` launches, and looks at the references of `written` (the environment as the
    operator wrote it) every `seconds`."""

    def __init__(
        self, make: Callable[[], Launch], written: Mapping[str, str], seconds: float
    ) -> None:
        self._make = make
        self._seconds = seconds
        self._references = {name: value for name, value in written.items() if is_reference(value)}
        self._values = resolved(self._references)
        self._stopping = threading.Event()
        self._woken = threading.Event()

    def run(self) -> int:
        """Until told to stop, or the gateway ends by itself; its exit status."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while True:
            launch = self._make()
            child = subprocess.Popen(launch.argv, env=launch.env)  # noqa: S603
            self._woken.clear()
            threading.Thread(target=self._wake_at_end, args=(child,), daemon=True).start()
            while child.poll() is None and not self._stopping.is_set():
                self._woken.wait(self._seconds)
                if child.poll() is None and not self._stopping.is_set() and self._changed():
                    break
            ended = self._end(child)
            if self._stopping.is_set() or ended is not None:
                return ended or 0

    def _changed(self) -> bool:
        try:
            now = resolved(self._references, again=True)
        except SecretUnreadable as error:
            _log.warning("secrets could not be looked at; the gateway goes on: %s", error)
            return False
        different = sorted(name for name in now if now[name] != self._values[name])
        if different:
            _log.info("secrets have changed; the gateway starts anew: %s", ", ".join(different))
        self._values = now
        return bool(different)

    def _end(self, child: subprocess.Popen[bytes]) -> int | None:
        """Exit status of a child that ended by itself; None for one that was ended here."""
        if child.poll() is not None:
            return child.returncode
        child.terminate()
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        return None

    def _wake_at_end(self, child: subprocess.Popen[bytes]) -> None:
        child.wait()
        self._woken.set()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping.set()
        self._woken.set()
