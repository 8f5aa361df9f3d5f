"""The filter language as people type it: `model:gpt-4o cost>0.01 -name:health "free text"`.

One parser for the API, the pages and saved views. A text becomes filters of the wire's language
(`gatelight.events.filters`), so both mean the same thing; a mistake is a `QueryError` that says
where it is and what was expected. One file for each operator in `operators/`.
"""

from __future__ import annotations

from gatelight.events.filters.text.columns import (
    OBSERVATION_WORDS,
    TRACE_WORDS,
    TextColumn,
    TextColumns,
)
from gatelight.events.filters.text.model import QueryError
from gatelight.events.filters.text.parse import parse_query

__all__ = [
    "OBSERVATION_WORDS",
    "TRACE_WORDS",
    "QueryError",
    "TextColumn",
    "TextColumns",
    "parse_query",
]
