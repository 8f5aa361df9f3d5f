from __future__ import annotations

from tests.store import engine, project_id, store  # noqa: F401
