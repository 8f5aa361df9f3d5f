"""Every record table, one module per domain. Importing this package fills `Base.metadata`."""

from __future__ import annotations

from gatelight.records.tables import accounts, ingestion, prices, projects

__all__ = ["accounts", "ingestion", "prices", "projects"]
