"""The metrics language of the wire: a JSON question about one view, answered by one scan.

`read_query` checks the JSON against the views, `run_query` answers it. One file for each view and
one for each aggregation.
"""

from __future__ import annotations

from gatelight.events.metrics.query import MetricsQuery, parse_query, read_query
from gatelight.events.metrics.run import run_query
from gatelight.events.metrics.views import VIEWS, Version

__all__ = ["VIEWS", "MetricsQuery", "Version", "parse_query", "read_query", "run_query"]
