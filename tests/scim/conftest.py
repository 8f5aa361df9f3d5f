from __future__ import annotations

from tests.management.conftest import (  # noqa: F401
    acme,
    ada,
    database,
    database_url,
    postgres_server,
    postgres_template,
    postgres_url,
    rival,
    services,
    sqlite_template,
    sqlite_url,
    with_key,
)
