"""The first lines people write with the Python SDK 2 do what they say."""

from __future__ import annotations

import pytest
from tests.compat.sdks import SDKS, run_driver
from tests.server import RunningServer

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("slash", ["", "/"])
def test_trace_span_end_update(server: RunningServer, slash: str) -> None:
    read = run_driver(SDKS[0], server, "python2_brief.py", slash)
    assert (read["name"], read["output"]) == ("my-agent", "done")
    (span,) = read["observations"]
    assert (span["name"], span["type"]) == ("plan", "SPAN")
    assert span["endTime"] >= span["startTime"]
