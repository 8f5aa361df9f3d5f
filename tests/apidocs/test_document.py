"""The document and its page: complete, stable, and with nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import yaml
from fastapi import FastAPI
from fastapi.routing import APIRoute
from jsonschema import Draft202012Validator
from tests.whole_app import WholeApp, whole_app

from gatelight.apidocs.document import operation_id

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeApp]:
    with whole_app(tmp_path_factory.mktemp("data")) as running:
        yield running


def operations(app: WholeApp) -> Iterator[tuple[str, str, dict[str, object]]]:
    document = app.client.get("/api/public/openapi.json").json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_json_and_yaml_are_the_same_document(app: WholeApp) -> None:
    document = app.client.get("/api/public/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for path in ("/api/public/openapi.yml", "/generated/api/openapi.yml"):
        answer = app.client.get(path)
        assert answer.headers["content-type"].startswith("application/yaml")
        assert yaml.safe_load(answer.text) == document


def test_every_schema_is_one_and_every_reference_leads_somewhere(app: WholeApp) -> None:
    document = app.client.get("/api/public/openapi.json").json()
    schemas = document["components"]["schemas"]
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    named = set(re.findall(r'"#/components/schemas/([^"]+)"', str(document).replace("'", '"')))
    assert named <= schemas.keys()


def test_operation_ids_follow_from_the_path_and_are_used_once(app: WholeApp) -> None:
    ids = [str(operation["operationId"]) for _, _, operation in operations(app)]
    assert len(set(ids)) == len(ids)
    assert {"getV2PromptsByPromptName", "postIngestion", "deleteScimUsersByUserId"} <= set(ids)
    served = app.client.app
    assert isinstance(served, FastAPI)
    route = APIRoute("/api/public/a-b/{c:path}/d", lambda: None, methods=["PUT"])
    assert operation_id(route) == "putABByCD"


def test_every_operation_says_how_it_fails(app: WholeApp) -> None:
    for path, method, operation in operations(app):
        responses = operation["responses"]
        assert isinstance(responses, dict)
        assert "HTTPValidationError" not in str(responses)
        assert "default" in responses or {"400", "404", "503"} <= responses.keys(), (method, path)
        if operation.get("security"):
            assert "default" in responses or "401" in responses, (method, path)


def test_the_page_tells_of_every_operation_and_loads_nothing(app: WholeApp) -> None:
    answer = app.client.get("/api/public/docs")
    assert answer.headers["content-type"].startswith("text/html")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    for _, _, operation in operations(app):
        assert f"id='{operation['operationId']}'" in answer.text
    assert "<script" not in answer.text
    assert not re.findall(r"""(?:src|href|action)=['"]?(?:https?:)?//""", answer.text)
    anchors = set(re.findall(r"href='#([^']+)'", answer.text))
    assert anchors <= set(re.findall(r"id='?([^'>\s]+)", answer.text))
