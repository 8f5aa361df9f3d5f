from __future__ import annotations

import pytest
from tests.whole_app import whole_app


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with whole_app(tmp_path_factory.mktemp("data")) as running:
        yield running
