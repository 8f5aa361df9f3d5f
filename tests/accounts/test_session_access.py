"""Reading a project's data with a log-in instead of a key pair."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from tests.account_app import Person, make_app, make_services

from gatelight.accounts.dependencies import PROJECT_HEADER, SESSION_WRITES, ProjectKey
from gatelight.accounts.principal import ApiPrincipal
from gatelight.records.database import Database

pytestmark = pytest.mark.long

WHOAMI = "/api/public/whoami"
TRACES = "/api/public/traces"


@pytest.fixture
def person(database: Database, tmp_path: Path) -> Callable[[str], Person]:
    app = make_app(make_services(database, tmp_path))

    @app.delete(TRACES)
    def delete_traces(key: ProjectKey) -> ApiPrincipal:
        return key

    @app.post("/api/public/spans")
    def create_span(key: ProjectKey) -> ApiPrincipal:
        return key

    return lambda name: Person(TestClient(app)).sign_up(name)


def reading(project_id: str, **headers: str) -> dict[str, str]:
    return {PROJECT_HEADER: project_id} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }


def test_a_member_reads_the_project_they_name(person: Callable[[str], Person]) -> None:
    ada = person("ada")
    project = ada.first_project()
    answer = ada.get(WHOAMI, headers=reading(project))
    assert answer.status_code == 200
    principal = answer.json()
    assert principal["project_id"] == project
    assert principal["organization_id"] == ada.first_organization()
    assert (principal["scope"], principal["public_key"]) == ("project", "")


def test_without_the_header_a_cookie_is_not_enough(person: Callable[[str], Person]) -> None:
    answer = person("ada").get(WHOAMI)
    assert answer.status_code == 401
    assert "www-authenticate" in answer.headers


def test_nobody_logged_in(person: Callable[[str], Person]) -> None:
    ada = person("ada")
    project = ada.first_project()
    ada.client.cookies.clear()
    answer = ada.get(WHOAMI, headers=reading(project))
    assert answer.status_code == 401
    assert "www-authenticate" not in answer.headers  # it would open a browser's password box


def test_strangers_and_unknown_projects_look_alike(person: Callable[[str], Person]) -> None:
    ada, eve = person("ada"), person("eve")
    refused = eve.get(WHOAMI, headers=reading(ada.first_project()))
    unknown = eve.get(WHOAMI, headers=reading("no-such-project"))
    assert refused.status_code == unknown.status_code == 404
    assert refused.json() == unknown.json()


def test_a_key_pair_wins_over_the_log_in(person: Callable[[str], Person]) -> None:
    ada = person("ada")
    project = ada.first_project()
    key = ada.new_key(project)
    pair = (key["publicKey"], key["secretKey"])
    answer = ada.get(WHOAMI, headers=reading("no-such-project"), auth=pair)
    assert answer.json()["public_key"] == key["publicKey"]
    assert ada.get(WHOAMI, headers=reading(project), auth=("pk", "wrong")).status_code == 401


def test_a_viewer_reads_and_cannot_write(person: Callable[[str], Person]) -> None:
    ada, vic = person("ada"), person("vic")
    project = ada.first_project()
    ada.post(
        f"/api/organizations/{ada.first_organization()}/members",
        {"email": vic.email, "role": "VIEWER"},
    )
    assert vic.get(WHOAMI, headers=reading(project)).status_code == 200
    assert vic.client.delete(TRACES, headers=reading(project)).status_code == 403
    assert ada.client.delete(TRACES, headers=reading(project)).status_code == 200


def test_only_listed_writes_are_open_to_a_log_in(person: Callable[[str], Person]) -> None:
    ada = person("ada")
    path, headers = "/api/public/spans", reading(ada.first_project())
    assert ada.client.post(path, json={}, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "cross-site", "origin": "https://evil.test"},
    ],
)
def test_pages_of_other_sites_neither_read_nor_write(
    person: Callable[[str], Person], headers: dict[str, str]
) -> None:
    ada = person("ada")
    sent = reading(ada.first_project(), **headers)
    assert ada.get(WHOAMI, headers=sent).status_code == 403
    assert ada.client.delete(TRACES, headers=sent).status_code == 403


def test_a_write_from_another_origin_is_refused(person: Callable[[str], Person]) -> None:
    ada = person("ada")
    sent = reading(ada.first_project(), origin="https://evil.test")
    assert ada.client.delete(TRACES, headers=sent).status_code == 403


def test_the_project_of_the_path_cannot_differ_in_role(person: Callable[[str], Person]) -> None:
    """A second project without a role for the person stays shut."""
    ada, eve = person("ada"), person("eve")
    ada.post(
        f"/api/organizations/{ada.first_organization()}/members",
        {"email": eve.email, "role": "NONE"},
    )
    assert eve.get(WHOAMI, headers=reading(ada.first_project())).status_code == 404


def test_no_listed_write_is_open_to_a_viewer(person: Callable[[str], Person]) -> None:
    ada, vic = person("ada"), person("vic")
    project = ada.first_project()
    ada.post(
        f"/api/organizations/{ada.first_organization()}/members",
        {"email": vic.email, "role": "VIEWER"},
    )

    def write(key: ProjectKey) -> ApiPrincipal:
        return key

    app = vic.client.app
    assert isinstance(app, FastAPI)
    for method, prefix, _ in SESSION_WRITES:
        path = prefix.rstrip("/") + "/tried"
        app.add_api_route(path, write, methods=[method])
        body = {"json": {}} if method != "DELETE" else {}
        refused = vic.client.request(method, path, headers=reading(project), **body)
        assert refused.status_code == 403, f"{method} {path}"
        allowed = ada.client.request(method, path, headers=reading(project), **body)
        assert allowed.json()["user_id"] == ada.user_id
