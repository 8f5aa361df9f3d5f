"""The `scores-numeric` views: one row for each NUMERIC score."""

from __future__ import annotations

from gatelight.events.metrics.model import Dimension, Measure
from gatelight.events.metrics.views.scores import COUNT, score_views

V1, V2 = score_views(
    "scores-numeric",
    "s.data_type = 'NUMERIC'",
    Dimension("value", "s.value", "number"),
    (COUNT, Measure("value", "s.value")),
)
