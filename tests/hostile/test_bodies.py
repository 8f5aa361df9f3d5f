"""Whatever is sent to a write endpoint, the answer is a 4xx in the wire's shape, never a 500."""

from __future__ import annotations

import re

import pytest
from fastapi.routing import APIRoute
from tests.hostile.bodies import ENCODED_BODIES, JSON_BODIES
from tests.whole_app import KEYS

JSON_ENDPOINTS = [
    ("POST", "/api/public/ingestion"),
    ("POST", "/api/public/scores"),
    ("POST", "/api/public/traces"),
    ("POST", "/api/public/spans"),
    ("PATCH", "/api/public/spans"),
    ("POST", "/api/public/generations"),
    ("PATCH", "/api/public/generations"),
    ("POST", "/api/public/events"),
]


def refused(answer):
    assert 400 <= answer.status_code < 500, answer.text[:500]
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["message"]


@pytest.mark.parametrize("name", JSON_BODIES)
@pytest.mark.parametrize(("method", "path"), JSON_ENDPOINTS)
def test_json_endpoints(app, method, path, name):
    refused(app.send(method, path, JSON_BODIES[name]))


@pytest.mark.parametrize("name", ENCODED_BODIES)
@pytest.mark.parametrize(("method", "path"), JSON_ENDPOINTS)
def test_content_encodings(app, method, path, name):
    encoding, data = ENCODED_BODIES[name]
    refused(app.send(method, path, data, content_encoding=encoding))


def test_a_huge_body_is_too_large_and_the_server_lives_on(app):
    answer = app.send("POST", "/api/public/ingestion", JSON_BODIES["huge"])
    assert (answer.status_code, answer.json()["error"]) == (413, "PayloadTooLargeError")
    assert app.post("/api/public/ingestion", {"batch": []}).status_code == 207


def write_routes(app):
    """Every API route that takes a body, with its path parameters filled in."""
    for route in app.client.app.routes:
        if isinstance(route, APIRoute) and route.path.startswith("/api/"):
            path = re.sub(r"\{[^}]*\}", "x", route.path)
            for method in sorted(route.methods & {"POST", "PUT", "PATCH"}):
                yield method, path


def test_no_route_fails_on_any_of_them(app):
    """Also those that come later, and by every kind of content."""
    failures = []
    for method, path in write_routes(app):
        for name, data in JSON_BODIES.items():
            if name.startswith("huge") and (method, path) in JSON_ENDPOINTS:
                continue
            kinds = ("application/json", "application/x-protobuf")
            for kind in kinds if "otel" in path else kinds[:1]:
                answer = app.client.request(
                    method, path, content=data, headers={"Content-Type": kind}, auth=KEYS
                )
                if answer.status_code >= 500:
                    failures.append((method, path, kind, name, answer.status_code))
    assert failures == []
