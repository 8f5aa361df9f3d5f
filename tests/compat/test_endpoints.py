"""Every endpoint that a generated client of the Python SDKs calls is served here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from scripts.docs import openapi
from tests.compat.sdks import ROOT

pytestmark = pytest.mark.slow

CALL = re.compile(r'httpx_client\.request\(\s*f?"([^"]+)",\s*method="([A-Z]+)"')
PARAMETER = re.compile(r"\{[^}]*\}")

Endpoints = set[tuple[str, str]]


def called(environment: str) -> Endpoints:
    """Method and path (parameters as `{}`) of every call in an SDK's generated client."""
    (package,) = (ROOT / ".envs" / environment).glob("lib/python3*/site-packages/langfuse/api")
    return {
        (method, "/" + PARAMETER.sub("{}", path))
        for source in Path(package).rglob("*.py")
        for path, method in CALL.findall(source.read_text())
    }


def served() -> Endpoints:
    return {
        (method.upper(), PARAMETER.sub("{}", path))
        for path, methods in openapi()["paths"].items()
        for method in methods
    }


@pytest.fixture(scope="module")
def ours() -> Endpoints:
    return served()


@pytest.mark.parametrize(
    ("environment", "least"),
    [("python-2", 50), ("python-3", 85), ("python-4", 115), ("python-5", 108)],
)
def test_what_the_sdk_calls_is_served(environment: str, least: int, ours: Endpoints) -> None:
    found = called(environment)
    assert len(found) >= least
    assert found - ours == set()
