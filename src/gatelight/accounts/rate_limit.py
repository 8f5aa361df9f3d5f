"""A sliding-window limit kept in memory, for log-ins."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from gatelight.accounts.per_database import PerDatabase
from gatelight.errors import TooManyRequests

WINDOW_SECONDS = 60.0
MAX_KEYS = 20_000


class RateLimiter:
    """At most `limit` attempts a minute and key. Thread-safe; when more than `MAX_KEYS` keys are
    known, the one least recently used is forgotten."""

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.limit = limit
        self._clock = clock
        self._lock = threading.Lock()
        self._attempts: OrderedDict[str, deque[float]] = OrderedDict()

    def attempt(self, *keys: str) -> None:
        """Count one attempt under each key. Raises TooManyRequests, with the seconds to wait, when
        any key is used up; a refused attempt is not counted."""
        now = self._clock()
        with self._lock:
            wait = max((self._wait(key, now) for key in keys), default=0.0)
            if wait > 0:
                seconds = math.ceil(wait)
                raise TooManyRequests(
                    f"Too many attempts. Try again in {seconds} seconds.", retry_after=seconds
                )
            for key in keys:
                attempts = self._attempts.setdefault(key, deque(maxlen=max(self.limit, 1)))
                attempts.append(now)
                self._attempts.move_to_end(key)
            while len(self._attempts) > MAX_KEYS:
                self._attempts.popitem(last=False)

    def _wait(self, key: str, now: float) -> float:
        attempts = self._attempts.get(key)
        if attempts is None or len(attempts) < self.limit:
            return 0.0
        return attempts[-self.limit] + WINDOW_SECONDS - now


login_limiter = PerDatabase(
    lambda services: RateLimiter(services.settings.login_attempts_per_minute)
)
"""`login_limiter(services)`: counts log-ins and sign-ups of this process."""
