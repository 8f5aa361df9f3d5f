"""The `scores-boolean` views: one row for each BOOLEAN score; the measure `value` is 0 or 1."""

from __future__ import annotations

from gatelight.events.metrics.model import Dimension, Measure
from gatelight.events.metrics.views.scores import COUNT, score_views

V1, V2 = score_views(
    "scores-boolean",
    "s.data_type = 'BOOLEAN'",
    Dimension("booleanValue", "s.value = 1", "flag"),
    (COUNT, Measure("value", "s.value")),
)
