from __future__ import annotations

import pytest
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
from tests.whole_app import whole_app


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with whole_app(tmp_path_factory.mktemp("data")) as running:
        yield running
