"""Metadata from attributes: a JSON object in one attribute, single keys in dotted ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from gatelight.core.json import Json, from_text, to_text
from gatelight.ingest.conventions.registry import METADATA_PREFIXES, TRACE_METADATA_KEY
from gatelight.ingest.conventions.values import json_object, parsed

_TRACE_PREFIX = TRACE_METADATA_KEY + "."
_RESOURCE_KEY = "langfuse.metadata"


def typed(value: Json) -> Json:
    """One value of an SDK that JSON-encodes every value.

    Values are stored as text and parsed when read; a string that would then be taken for something
    else (`123`, `true`) stays in its quotes.
    """
    found = parsed(value)
    if isinstance(found, str) and isinstance(value, str) and from_text(found) != found:
        return value
    return found


def merge_attribute(
    target: dict[str, Json],
    key: str,
    value: Json,
    prefixes: Iterable[str],
    *,
    json_encoded: bool,
) -> bool:
    """Add one metadata attribute to `target`; False when it held no JSON object and was dropped.

    Dotted keys win over the object attribute, whatever their order.
    """
    for prefix in prefixes:
        if key.startswith(prefix):
            name = key[len(prefix) :]
            if name:
                target[name] = typed(value) if json_encoded else value
            return True
    sent = json_object(value)
    if sent is not None:
        for name, inner in sent.items():
            target.setdefault(name, inner)
        return True
    if json_encoded and value is not None:
        target.setdefault("metadata", typed(value))
        return True
    return value in (None, "")


def observation_metadata(
    routed: list[tuple[str, Any]], *, json_encoded: bool
) -> tuple[dict[str, Json], list[str]]:
    """The metadata of attributes flagged METADATA, and the names of those that were dropped."""
    return _collect(routed, METADATA_PREFIXES, json_encoded)


def trace_metadata(
    routed: list[tuple[str, Any]], *, json_encoded: bool
) -> tuple[dict[str, Json], list[str]]:
    """The same for attributes flagged TRACE_METADATA."""
    return _collect(routed, (_TRACE_PREFIX,), json_encoded)


def _collect(
    routed: list[tuple[str, Any]], prefixes: Iterable[str], json_encoded: bool
) -> tuple[dict[str, Json], list[str]]:
    found: dict[str, Json] = {}
    dropped: list[str] = []
    for key, value in routed:
        if not merge_attribute(found, key, value, prefixes, json_encoded=json_encoded):
            dropped.append(key)
    return found, dropped


def resource_metadata(resource: Mapping[str, Any]) -> tuple[dict[str, Json], dict[str, Json]]:
    """Metadata a resource gives to its observations and to its traces."""
    if not any(key.startswith("langfuse.") for key in resource):
        return {}, {}
    own = [item for item in resource.items() if item[0].startswith(_RESOURCE_KEY)]
    of_trace = [item for item in resource.items() if item[0].startswith(TRACE_METADATA_KEY)]
    metadata, _ = _collect(own, (_RESOURCE_KEY + ".",), json_encoded=False)
    traces, _ = _collect(of_trace, (_TRACE_PREFIX,), json_encoded=False)
    return metadata, traces


def leftovers_text(attributes: Mapping[str, Json]) -> str:
    """Attributes no field took, every value as text, as one JSON object's text."""
    return orjson.dumps(
        {
            key: value if isinstance(value, str) else to_text(value)
            for key, value in attributes.items()
        }
    ).decode()
