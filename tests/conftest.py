"""What holds for every property test: the machine's pace never fails one, and under `CI` each has
the same examples at every run, so that a change is judged by what it changes."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "gatelight",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("gatelight")
