"""Which of its endpoints a source has: each is asked once before anything is copied.

Langfuse 2 and 3 have the first API only for traces and observations; Langfuse 4 in its default mode
answers 404 to it and has cursor lists of observations and scores instead; Gatelight has all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from gatelight.transfer.wire import CallError, Wire

TRACES, OBSERVATIONS, SCORES, SESSIONS = "traces", "observations", "scores", "sessions"
PROMPTS, DATASETS, CONFIGS, MODELS = "prompts", "datasets", "score configs", "models"
EXPERIMENTS = "experiments"

V1_TRACES, V1_OBSERVATIONS, V2_OBSERVATIONS = "/traces", "/observations", "/v2/observations"
V1_SCORES, V2_SCORES, V3_SCORES = "/scores", "/v2/scores", "/v3/scores"
V1_DATASETS, V2_DATASETS = "/datasets", "/v2/datasets"

_WAYS: dict[str, tuple[str, ...]] = {
    TRACES: (V1_TRACES, V2_OBSERVATIONS),
    OBSERVATIONS: (V1_OBSERVATIONS, V2_OBSERVATIONS),
    SCORES: (V2_SCORES, V3_SCORES, V1_SCORES),
    SESSIONS: ("/sessions",),
    PROMPTS: ("/v2/prompts",),
    DATASETS: (V2_DATASETS, V1_DATASETS),
    EXPERIMENTS: ("/experiments",),
    CONFIGS: ("/score-configs",),
    MODELS: ("/models",),
}
"""Endpoints a resource can be read from, the most faithful first."""

_PROBES: dict[str, dict[str, Any]] = {
    V1_TRACES: {"fields": "core", "fromTimestamp": "2099-12-31T00:00:00.000Z"},
    V1_OBSERVATIONS: {"fromStartTime": "2099-12-31T00:00:00.000Z"},
    V2_OBSERVATIONS: {"fromStartTime": "2099-12-31T00:00:00.000Z"},
    "/experiments": {"fromStartTime": "2099-12-31T00:00:00.000Z"},
}
_GATELIGHT = "/export/traces/days"
"""An endpoint only Gatelight has."""


@dataclass(slots=True)
class Capabilities:
    """`endpoints`: resource → path below `/api/public`; a resource that is not in it cannot be
    read, for the reason in `missing`."""

    version: str = ""
    is_gatelight: bool = False
    endpoints: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    @property
    def derives_traces(self) -> bool:
        """Traces are made of their observations, there being no list of them."""
        return self.endpoints.get(TRACES) == V2_OBSERVATIONS


def probe(source: Wire) -> Capabilities:
    """Ask every endpoint. Raises CallError when nobody answers or the key is refused."""
    found = Capabilities()
    found.is_gatelight = _has(source, _GATELIGHT, {"toTimestamp": "1971-01-01T00:00:00Z"}) == ""
    try:
        found.version = str((source.get("/health") or {}).get("version", ""))
    except CallError:
        found.version = ""
    answered: dict[str, str] = {}
    for resource, ways in _WAYS.items():
        reasons = []
        # Gatelight's v2 list tells model parameters as they were sent; v1 flattens them.
        for path in reversed(ways) if found.is_gatelight and resource == OBSERVATIONS else ways:
            if path not in answered:
                answered[path] = _has(source, path, _PROBES.get(path, {}))
            if answered[path] == "":
                found.endpoints[resource] = path
                break
            reasons.append(answered[path])
        else:
            found.missing[resource] = "; ".join(reasons)
    if found.derives_traces and found.endpoints.get(OBSERVATIONS) == V1_OBSERVATIONS:
        found.endpoints[OBSERVATIONS] = V2_OBSERVATIONS
    return found


def _has(source: Wire, path: str, params: dict[str, Any]) -> str:
    """ "" when `path` answers, else why not. Raises CallError for a refused key or no answer."""
    try:
        answer = source.get(path, limit=1, **params)
    except CallError as error:
        if error.status is None or error.status in (401, 403):
            raise
        return str(error)
    if not isinstance(answer, dict) or not isinstance(answer.get("data"), list):
        return f"GET {path}: no list"
    return ""
