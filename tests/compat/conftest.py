"""One server for all SDKs of a worker: they must get along with each other's data."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.server import RunningServer, running_server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with running_server(tmp_path_factory.mktemp("compat") / "data") as running:
        yield running
