"""OpenLIT (scopes `openlit.*`): `gen_ai.*` with request defaults nobody set.

OpenLIT writes every request parameter, with a default where the caller gave none; those that equal
the default say nothing and are left out of the model parameters.
"""

from __future__ import annotations

from gatelight.core.json import Json
from gatelight.ingest.conventions.convention import Convention, Scope
from gatelight.ingest.conventions.values import parameters_of
from gatelight.ingest.otlp.model import Span

_PREFIX = "gen_ai.request."
_NO_PARAMETERS = frozenset({"model", "is_stream"})
_DEFAULTS: dict[str, tuple[Json, ...]] = {
    "seed": (0, ""),
    "max_tokens": (-1, ""),
    "user": ("",),
    "stop_sequences": ([], ""),
    "frequency_penalty": (0, 0.0),
    "presence_penalty": (0, 0.0),
}


def _parameters(span: Span, scope: Scope) -> dict[str, Json] | None:
    if not scope.name.startswith("openlit"):
        return None
    found = {
        key.removeprefix(_PREFIX): value
        for key, value in span.attributes.items()
        if key.startswith(_PREFIX)
    }
    kept = {
        key: value
        for key, value in found.items()
        if key not in _NO_PARAMETERS and value not in _DEFAULTS.get(key, ())
    }
    return parameters_of(kept) or None


CONVENTION = Convention(name="openlit", scopes=("openlit",), read_parameters=_parameters)
