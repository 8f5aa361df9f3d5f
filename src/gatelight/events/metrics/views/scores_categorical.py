"""The `scores-categorical` views: one row for each CATEGORICAL score."""

from __future__ import annotations

from gatelight.events.metrics.model import Dimension
from gatelight.events.metrics.views.scores import COUNT, score_views

V1, V2 = score_views(
    "scores-categorical",
    "s.data_type = 'CATEGORICAL'",
    Dimension("stringValue", "s.string_value"),
    (COUNT,),
)
