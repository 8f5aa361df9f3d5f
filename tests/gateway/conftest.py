from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.fakes.capture import CaptureServer
from tests.fakes.provider import Provider
from tests.fakes.serve import serving
from tests.gateway.running import VENV, RunningGateway, models_of, running_gateway


@pytest.fixture(scope="session")
def capture() -> Iterator[CaptureServer]:
    """The tracing server of the session's gateway; `capture.url` is set."""
    server = CaptureServer()
    with serving(server.app) as url:
        server.url = url
        yield server


@pytest.fixture(scope="session")
def provider() -> Iterator[Provider]:
    """The model provider of the session's gateway; `provider.url` is set."""
    fake = Provider()
    with serving(fake.app) as url:
        fake.url = url
        yield fake


@pytest.fixture(scope="session")
def gateway(
    tmp_path_factory: pytest.TempPathFactory, capture: CaptureServer, provider: Provider
) -> Iterator[RunningGateway]:
    """One real gateway for the session, recording in `capture`."""
    assert VENV.exists(), f"no gateway environment at {VENV}: run `make install`"
    operator = {"model_list": models_of(provider.url)}
    with running_gateway(
        tmp_path_factory.mktemp("gateway"),
        capture.url,
        capture.public_key,
        capture.secret_key,
        operator,
    ) as running:
        yield running
