from __future__ import annotations

from tests.postgres import (  # noqa: F401
    empty_postgres_url,
    postgres_server,
    postgres_template,
    postgres_url,
)
from tests.record_store import (  # noqa: F401
    database,
    database_url,
    sqlite_template,
    sqlite_url,
)
