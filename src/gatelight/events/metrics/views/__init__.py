"""The views of each version of the language, by name."""

from __future__ import annotations

from typing import Literal

from gatelight.events.metrics.model import View
from gatelight.events.metrics.views import (
    observations,
    scores_boolean,
    scores_categorical,
    scores_numeric,
    traces,
)

Version = Literal["v1", "v2"]


def _named(*views: View) -> dict[str, View]:
    return {view.name: view for view in views}


VIEWS: dict[Version, dict[str, View]] = {
    "v1": _named(
        traces.V1,
        observations.V1,
        scores_numeric.V1,
        scores_categorical.V1,
        scores_boolean.V1,
    ),
    "v2": _named(
        observations.V2,
        scores_numeric.V2,
        scores_categorical.V2,
        scores_boolean.V2,
    ),
}
