"""The time window of a page's read: bounded, the last thirty days unless asked otherwise."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query

from gatelight.events.metrics.model import Window
from gatelight.events.paging import invalid, read_time
from gatelight.events.reading import DAY
from gatelight.services import ServicesDep

USUAL = 30 * DAY


def _window(
    services: ServicesDep,
    from_timestamp: Annotated[str | None, Query(alias="fromTimestamp")] = None,
    to_timestamp: Annotated[str | None, Query(alias="toTimestamp")] = None,
) -> Window:
    """Raises InvalidData for a time that is none, and for an end before the start."""
    end = read_time("toTimestamp", to_timestamp)
    end = services.clock.now() if end is None else end
    start = read_time("fromTimestamp", from_timestamp)
    start = max(0, end - USUAL) if start is None else start
    if start > end:
        raise invalid("fromTimestamp", "is after toTimestamp")
    return Window(start, end)


WindowDep = Annotated[Window, Depends(_window)]
