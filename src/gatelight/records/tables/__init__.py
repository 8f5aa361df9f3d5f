"""Every record table, one module per domain. Importing this package fills `Base.metadata`."""

from __future__ import annotations

from gatelight.records.tables import (
    accounts,
    annotation,
    comments,
    dashboards,
    datasets,
    evals,
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
    "dashboards",
    "datasets",
    "evals",
    "ingestion",
    "llm_connections",
    "media",
    "prices",
    "projects",
    "prompts",
    "score_configs",
]
