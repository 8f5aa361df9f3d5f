from __future__ import annotations

from tests.postgres import postgres_server, postgres_template, postgres_url  # noqa: F401
from tests.record_store import (  # noqa: F401
    database,
    database_url,
    sqlite_template,
    sqlite_url,
)
