from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.whole_app import WholeApp, whole_app


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeApp]:
    folder: Path = tmp_path_factory.mktemp("users")
    with whole_app(folder) as running:
        yield running
