"""Every record table, one module per domain. Importing this package fills `Base.metadata`."""

from __future__ import annotations

from gatelight.records.tables import (
    accounts,
    annotation,
    comments,
    datasets,
    ingestion,
    llm_connections,
    media,
    prices,
    projects,
    prompts,
    score_configs,
)

__all__ = [
    "accounts",
    "annotation",
    "comments",
    "datasets",
    "ingestion",
    "llm_connections",
    "media",
    "prices",
    "projects",
    "prompts",
    "score_configs",
]
