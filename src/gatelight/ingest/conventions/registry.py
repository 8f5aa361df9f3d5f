"""All conventions in their order of precedence, and what that order means for one span.

Attribute names are classified once (a table of the known names, a bounded memory of the others);
the set of conventions a span's names and scope announce selects a `Plan`: the conventions' tables
joined in order, made once per set.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from gatelight.ingest.conventions import (
    flue,
    genai,
    generic,
    genkit,
    google_adk,
    langfuse,
    litellm_spans,
    livekit,
    mlflow,
    openinference,
    openlit,
    openllmetry,
    pydantic_ai,
    vercel,
)
from gatelight.ingest.conventions.convention import (
    Convention,
    Names,
    PayloadRule,
    Scope,
    TypeRule,
    UsageRule,
)

CONVENTIONS: tuple[Convention, ...] = (
    langfuse.CONVENTION,
    litellm_spans.CONVENTION,
    vercel.CONVENTION,
    openlit.CONVENTION,
    pydantic_ai.CONVENTION,
    google_adk.CONVENTION,
    genai.EVENTS,
    genai.CONVENTION,
    flue.CONVENTION,
    livekit.CONVENTION,
    mlflow.CONVENTION,
    openllmetry.CONVENTION,
    openinference.CONVENTION,
    generic.CONVENTION,
    genkit.CONVENTION,
)

_BITS = {convention.name: 1 << place for place, convention in enumerate(CONVENTIONS)}
ALWAYS = sum(_BITS[convention.name] for convention in CONVENTIONS if convention.always)
HAS_EVENTS = _BITS[genai.EVENTS.name]
LITELLM = _BITS[litellm_spans.CONVENTION.name]
CONVENTION_MASK = (1 << len(CONVENTIONS)) - 1

PAYLOAD = 1 << 40
"""The attribute holds input, output or metadata: it is no leftover."""
METADATA = 1 << 41
"""The attribute is one key, or the whole, of an observation's metadata."""
TRACE_METADATA = 1 << 42
ANNOUNCES_TRACE = 1 << 43
EXPERIMENT = 1 << 44
LANGFUSE = 1 << 45
"""An attribute of Langfuse's own, which its SDKs never leave in the metadata."""
ROUTED = METADATA | TRACE_METADATA | EXPERIMENT

TRACE_METADATA_KEY = "langfuse.trace.metadata"
EXPERIMENT_PREFIX = "langfuse.experiment."

METADATA_PREFIXES: Names = tuple(
    prefix for convention in CONVENTIONS for prefix in convention.metadata_prefixes
)
_METADATA_KEYS = frozenset(key for c in CONVENTIONS for key in c.metadata)
_METADATA_SKIPS = frozenset(key for c in CONVENTIONS for key in c.metadata_skips)
_PAYLOAD_KEYS = frozenset(
    key
    for c in CONVENTIONS
    for keys in (
        c.payload_keys,
        c.metadata,
        *(rule.input for rule in c.payload),
        *(rule.output for rule in c.payload),
    )
    for key in keys
)
_PAYLOAD_PREFIXES: Names = (
    *(prefix for c in CONVENTIONS for prefix in c.payload_prefixes),
    *METADATA_PREFIXES,
)
_TRACE_KEYS = frozenset(key for c in CONVENTIONS for key in c.announces_trace)
_SDK_KEYS = ("user.id", "session.id", "public_key")


KNOWN: dict[str, int] = {}
"""Classified names; asked before `classify`, which fills it within bounds."""
_MAX_KNOWN = 16_384
_MAX_KNOWN_LENGTH = 200


def classify(key: str) -> int:
    """What the presence of attribute `key` says: convention bits and the flags above."""
    flags = _classify(key)
    if len(KNOWN) < _MAX_KNOWN and len(key) <= _MAX_KNOWN_LENGTH:
        KNOWN[key] = flags
    return flags


def _classify(key: str) -> int:
    flags = 0
    for convention in CONVENTIONS:
        if key in convention.keys or (convention.prefixes and key.startswith(convention.prefixes)):
            flags |= _BITS[convention.name]
    if key in _PAYLOAD_KEYS or key.startswith(_PAYLOAD_PREFIXES):
        flags |= PAYLOAD
    if key == TRACE_METADATA_KEY or key.startswith(TRACE_METADATA_KEY + "."):
        flags |= TRACE_METADATA | ANNOUNCES_TRACE
    elif key in _METADATA_KEYS or (
        key.startswith(METADATA_PREFIXES) and key not in _METADATA_SKIPS
    ):
        flags |= METADATA
    if key in _TRACE_KEYS:
        flags |= ANNOUNCES_TRACE
    if key.startswith(EXPERIMENT_PREFIX):
        flags |= EXPERIMENT
    if key.startswith("langfuse.") or key in _SDK_KEYS:
        flags |= LANGFUSE
    return flags


def scope_bits(scope: Scope) -> int:
    """Conventions announced by the scope and its resource, beside those that always apply."""
    bits = ALWAYS
    for convention in CONVENTIONS:
        if scope.name in convention.scope_names or (
            convention.scopes and scope.name.startswith(convention.scopes)
        ):
            bits |= _BITS[convention.name]
    return bits


@dataclass(frozen=True, slots=True)
class Plan:
    """The joined tables of the conventions that apply, each in order of precedence."""

    observation_name: Names
    read_name: tuple[Callable[..., Any], ...]
    trace_name: Names
    user_id: Names
    session_id: Names
    session_id_of_root: Names
    tags: Names
    public: Names
    model: Names
    read_model: tuple[Callable[..., Any], ...]
    marks_generation: Names
    repeats_usage: tuple[Callable[..., bool], ...]
    payload: tuple[PayloadRule, ...]
    types: tuple[TypeRule, ...]
    usage: tuple[UsageRule, ...]
    read_cost: tuple[Callable[..., Any], ...]
    read_parameters: tuple[Callable[..., Any], ...]
    read_level: tuple[Callable[..., Any], ...]
    read_prompt: tuple[Callable[..., Any], ...]
    first_token_ms: Names
    completion_start: Names
    tool_definitions: tuple[Callable[..., Any], ...]


@lru_cache(maxsize=4_096)
def plan_of(bits: int) -> Plan:
    """The plan of the conventions in `bits`."""
    chosen = [c for c in CONVENTIONS if bits & _BITS[c.name]]

    def names(field: str) -> Names:
        return tuple(dict.fromkeys(name for c in chosen for name in getattr(c, field)))

    def functions(field: str) -> tuple[Callable[..., Any], ...]:
        return tuple(found for c in chosen if (found := getattr(c, field)) is not None)

    return Plan(
        observation_name=names("observation_name"),
        read_name=functions("read_name"),
        trace_name=names("trace_name"),
        user_id=names("user_id"),
        session_id=names("session_id"),
        session_id_of_root=names("session_id_of_root"),
        tags=names("tags"),
        public=names("public"),
        model=names("model"),
        read_model=functions("read_model"),
        marks_generation=names("marks_generation"),
        repeats_usage=functions("repeats_usage"),
        payload=tuple(sorted((r for c in chosen for r in c.payload), key=lambda r: r.rank)),
        types=tuple(sorted((r for c in chosen for r in c.types), key=lambda r: r.rank)),
        usage=tuple(sorted((r for c in chosen for r in c.usage), key=lambda r: r.rank)),
        read_cost=functions("read_cost"),
        read_parameters=functions("read_parameters"),
        read_level=functions("read_level"),
        read_prompt=functions("read_prompt"),
        first_token_ms=names("first_token_ms"),
        completion_start=names("completion_start"),
        tool_definitions=functions("tool_definitions"),
    )
