from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.whole_app import WholeApp, whole_app


@pytest.fixture
def app(tmp_path: Path) -> Iterator[WholeApp]:
    with whole_app(tmp_path) as running:
        yield running
