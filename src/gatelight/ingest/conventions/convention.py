"""What a convention of span attributes is: a description, and functions where names do not do.

A convention applies to a span when its scope or one of its attribute names announces it. Each field
of an observation is read from the applying conventions in the order of `registry.CONVENTIONS`,
first hit wins; inputs/outputs, types and usage have a precedence of their own across conventions,
which is the `rank` of their rules (lower first; the ranks follow the wire reference §3.3–§3.5).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from gatelight.core.json import Json
from gatelight.ingest.otlp.model import Attributes, Span

Names: TypeAlias = tuple[str, ...]
"""Attribute names in order of precedence."""


@dataclass(slots=True)
class Scope:
    """The instrumentation scope a span came from, with its resource."""

    name: str
    version: str
    attributes: Attributes
    resource: Attributes


class Payload(NamedTuple):
    """Input and output as sent; None where there is none."""

    input: Json
    output: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class PayloadRule:
    """Where input and output are. A rule hits when either is there; later rules are not asked.

    `read` replaces the names; its None means *not mine*, an empty Payload means *mine, and empty*.
    """

    rank: float
    input: Names = ()
    output: Names = ()
    read: Callable[[Span, Scope], Payload | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeRule:
    """Observation type by the (lower-cased) value of an attribute, or by a function."""

    rank: float
    attribute: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    read: Callable[[Span, Scope], str | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRule:
    """Usage by kind. None means *not mine*; an empty map ends the search without usage."""

    rank: float
    read: Callable[[Span, Scope], Mapping[str, Json] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """One convention. Text fields are attribute names; functions get the span and its scope.

    `scopes`: prefixes of scope names that announce it, `scope_names`: whole ones; `keys`,
    `prefixes`: attribute names that do.
    `session_id_of_root`: a session only when the span is a root and no other name gives one.
    `marks_generation`: attributes whose presence alone makes a span without a type a GENERATION.
    `repeats_usage`: spans that repeat what their children carry: no model, usage or cost.
    `metadata`: attributes holding a JSON object, `metadata_prefixes`: prefixes of single keys, with
    `metadata_skips` the keys left out (they are fields of their own).
    `payload_keys`, `payload_prefixes`: attributes that hold inputs and outputs beside those of
    `payload`: left out of the metadata's `attributes`.
    `announces_trace`: names and prefixes that make a child span speak for its trace.
    """

    name: str
    always: bool = False
    scopes: Names = ()
    scope_names: Names = ()
    keys: Names = ()
    prefixes: Names = ()
    observation_name: Names = ()
    read_name: Callable[[Span, Scope], str | None] | None = None
    trace_name: Names = ()
    user_id: Names = ()
    session_id: Names = ()
    session_id_of_root: Names = ()
    tags: Names = ()
    public: Names = ()
    model: Names = ()
    read_model: Callable[[Span, Scope], str | None] | None = None
    marks_generation: Names = ()
    repeats_usage: Callable[[Span, Scope], bool] | None = None
    payload: tuple[PayloadRule, ...] = ()
    types: tuple[TypeRule, ...] = ()
    usage: tuple[UsageRule, ...] = ()
    read_cost: Callable[[Span, Scope], Mapping[str, Decimal] | None] | None = None
    read_parameters: Callable[[Span, Scope], dict[str, Json] | None] | None = None
    read_level: Callable[[Span, Scope], str | None] | None = None
    read_prompt: Callable[[Span, Scope], tuple[str, int] | None] | None = None
    first_token_ms: Names = ()
    completion_start: Names = ()
    tool_definitions: Callable[[Span, Scope], Json] | None = None
    metadata: Names = ()
    metadata_prefixes: Names = ()
    metadata_skips: Names = ()
    payload_keys: Names = ()
    payload_prefixes: Names = ()
    announces_trace: Names = ()
