"""Requests made from the server's own OpenAPI document: none fails with a 5xx, and every answer is
as the document says, status, content type, headers and body."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.whole_app import KEYS, WholeApp, whole_app

from gatelight.app import create_app
from gatelight.projects.keys import create_key
from gatelight.settings import Settings

ORGANIZATION_KEYS = ("pk-lf-organization", "sk-lf-organization")
TIME = "2026-11-23T10:00:00.000Z"
EXAMPLES = 10
"""Requests for each operation, besides those for its boundary values."""

CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


def event(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    return {"id": f"{kind}-{body['id']}", "type": kind, "timestamp": TIME, "body": body}


DATA = {
    "batch": [
        event("trace-create", {"id": "trace-a", "name": "answer", "sessionId": "session-a"}),
        event(
            "generation-create",
            {
                "id": "generation-a",
                "traceId": "trace-a",
                "startTime": TIME,
                "endTime": TIME,
                "model": "gpt-4o",
                "modelParameters": {"temperature": 1},
                "usageDetails": {"input": 10, "output": 5},
                "input": [{"role": "user", "content": "hello"}],
            },
        ),
        *(
            event(
                "score-create",
                {"id": f"score-{kind}", "traceId": "trace-a", "name": kind, "dataType": kind}
                | {"value": value},
            )
            for kind, value in (("NUMERIC", 1.5), ("BOOLEAN", 1), ("CATEGORICAL", "good"))
        ),
    ]
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeApp]:
    with whole_app(tmp_path_factory.mktemp("data"), login_attempts_per_minute=10**6) as running:
        create_key(running.services, organization_id="org-test", pair=ORGANIZATION_KEYS)
        answer = running.post("/api/public/ingestion", DATA)
        assert answer.json()["errors"] == []
        yield running


def described() -> Any:
    """The document of the app; no store is opened for it."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data_dir=Path(folder), _env_file=None))
    return schemathesis.openapi.from_dict(app.openapi())


schema = described()


def credentials(path: str) -> tuple[str, str]:
    """An organization's key where the operation wants one."""
    managing = ("/api/public/scim/", "/api/public/organizations", "/api/public/projects/")
    return ORGANIZATION_KEYS if path.startswith(managing) else KEYS


IDS = {
    "trace_id": "trace-a",
    "observation_id": "generation-a",
    "session_id": "session-a",
    "score_id": "score-NUMERIC",
}
"""What DATA stores: every second case asks for it, the others for made-up ids."""


def ask_for_what_is_there(case: schemathesis.Case) -> None:
    for name, known in IDS.items():
        if name in case.path_parameters and len(str(case.path_parameters[name])) % 2:
            case.path_parameters[name] = known


def send(client: httpx.Client, case: schemathesis.Case, keys: tuple[str, str]) -> Any:
    """Exactly the bytes of the case, to the app in this process."""
    prepared = requests.Request(
        **case.as_transport_kwargs(base_url=str(client.base_url)), auth=keys
    ).prepare()
    assert prepared.method and prepared.url
    return client.request(
        prepared.method,
        prepared.url,
        headers=[(name, value) for name, value in prepared.headers.items()],
        content=prepared.body,  # type: ignore[arg-type]
    )


@pytest.mark.slow
@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_described(app: WholeApp, case: schemathesis.Case) -> None:
    if case.method != "DELETE":
        ask_for_what_is_there(case)
    answer = send(app.client, case, credentials(case.path))
    case.validate_response(Response.from_any(answer), checks=CHECKS)
