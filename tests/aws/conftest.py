from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.aws.moto import Aws, running_moto
from tests.aws.picture import aws_picture
from tests.postgres import postgres_server, postgres_template, postgres_url

from gatelight.aws import secrets

__all__ = ["aws_picture", "postgres_server", "postgres_template", "postgres_url"]


@pytest.fixture(scope="session")
def moto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    """An account with nothing in it."""
    with running_moto(tmp_path_factory.mktemp("moto")) as aws:
        yield aws


@pytest.fixture
def aws(moto: Aws, monkeypatch: pytest.MonkeyPatch) -> Aws:
    """AWS as this process finds it; secrets are read anew in each test."""
    for name, value in moto.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(secrets, "_known", {})
    return moto
