"""Organisations, projects and their keys over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select
from tests.account_app import Person

from gatelight.events.project_data import TABLES
from gatelight.records.tables.ingestion import IngestionNote
from gatelight.records.tables.projects import ApiKey, OrganizationMembership, Project

Browser = Callable[[], Person]


@pytest.fixture
def ada(browser: Browser) -> Person:
    return browser().sign_up("ada")


def auth(key: dict[str, str]) -> tuple[str, str]:
    return key["publicKey"], key["secretKey"]


def test_the_keys_project_as_sdks_read_it(ada: Person) -> None:
    session = ada.session()["organizations"][0]
    key = ada.new_key(ada.first_project())
    answer = ada.get("/api/public/projects", auth=auth(key))
    assert answer.status_code == 200
    assert answer.json() == {
        "data": [
            {
                "id": session["projects"][0]["id"],
                "name": "My project",
                "organization": {"id": session["id"], "name": "My organization"},
                "metadata": {},
                "retentionDays": None,
            }
        ]
    }


def test_organization_lifecycle(services: SimpleNamespace, ada: Person) -> None:
    organization = ada.new_organization(" Second ")
    path = f"/api/organizations/{organization}"
    assert ada.get(path).json()["name"] == "Second"
    assert ada.patch(path, {"name": "Renamed"}).json()["name"] == "Renamed"
    names = [each["name"] for each in ada.get("/api/organizations").json()["data"]]
    assert names == ["My organization", "Renamed"]
    project = ada.new_project(organization, "P")
    assert ada.delete(path).status_code == 409
    assert ada.delete(f"/api/projects/{project}").status_code == 200
    key = ada.post(f"{path}/api-keys").json()
    assert ada.get("/api/public/organization-only", auth=auth(key)).status_code == 200
    assert ada.delete(path).status_code == 200
    assert ada.get(path).status_code == 404
    assert ada.get("/api/public/organization-only", auth=auth(key)).status_code == 401
    with services.database.reader() as session:
        left = session.scalars(
            select(OrganizationMembership).where(
                OrganizationMembership.organization_id == organization
            )
        ).all()
    assert left == []


def test_project_names_are_single_within_an_organization(ada: Person) -> None:
    organization = ada.first_organization()
    project = ada.new_project(organization, "Bot")
    assert (
        ada.post(f"/api/organizations/{organization}/projects", {"name": "Bot"}).status_code == 409
    )
    other = ada.new_project(organization, "Other")
    assert ada.patch(f"/api/projects/{other}", {"name": "Bot"}).status_code == 409
    assert ada.patch(f"/api/projects/{project}", {"name": "Bot"}).status_code == 200
    renamed = ada.patch(f"/api/projects/{other}", {"name": "New"}).json()
    assert (renamed["name"], renamed["role"]) == ("New", "OWNER")
    elsewhere = ada.new_organization("Second")
    ada.new_project(elsewhere, "Bot")


def test_bad_names(ada: Person) -> None:
    for name in ("", "  ", "x" * 256, "a\x00b", "a\nb", None, 1, ["a"]):
        assert ada.post("/api/organizations", {"name": name}).status_code == 400, name


def test_deleting_a_project_takes_all_it_has(services: SimpleNamespace, ada: Person) -> None:
    project = ada.first_project()
    other = ada.new_project(ada.first_organization(), "Other")
    key, other_key = ada.new_key(project), ada.new_key(other)
    assert ada.get("/api/public/whoami", auth=auth(key)).status_code == 200
    with services.database.session() as session:
        for each in (project, other):
            session.add(IngestionNote(project_id=each, kind="refused", reason="no id"))
    assert ada.delete(f"/api/projects/{project}").status_code == 200
    assert ada.get(f"/api/projects/{project}").status_code == 404
    assert ada.get("/api/public/whoami", auth=auth(key)).status_code == 401
    assert ada.get("/api/public/whoami", auth=auth(other_key)).status_code == 200
    with services.database.reader() as session:
        assert session.scalars(select(Project.id)).all() == [other]
        assert session.scalars(select(ApiKey.project_id)).all() == [other]
        assert session.scalars(select(IngestionNote.project_id)).all() == [other]
    assert [parameters for _, parameters in services.events.commands] == [
        {"project_id": project}
    ] * len(TABLES)


def test_a_new_key_shows_its_secret_once(services: SimpleNamespace, ada: Person) -> None:
    project = ada.first_project()
    expires = datetime.now(UTC) + timedelta(days=30)
    key = ada.new_key(project, note=" for CI ", expiresAt=expires.isoformat())
    assert key["publicKey"].startswith("pk-lf-")
    assert key["secretKey"].startswith("sk-lf-")
    assert key["displaySecretKey"] == f"{key['secretKey'][:6]}...{key['secretKey'][-4:]}"
    assert key["note"] == "for CI"
    assert ada.get("/api/public/whoami", auth=auth(key)).status_code == 200
    listed = ada.get(f"/api/projects/{project}/api-keys")
    assert key["secretKey"] not in listed.text
    [shown] = listed.json()["data"]
    assert shown == {name: value for name, value in key.items() if name != "secretKey"} | {
        "lastUsedAt": shown["lastUsedAt"]
    }
    assert shown["expiresAt"].startswith(expires.strftime("%Y-%m-%dT%H:%M:%S"))


def test_notes_change_and_keys_go(ada: Person) -> None:
    project = ada.first_project()
    first, second = ada.new_key(project), ada.new_key(project)
    path = f"/api/projects/{project}/api-keys/{first['id']}"
    assert ada.patch(path, {"note": "laptop"}).json()["note"] == "laptop"
    assert ada.patch(path, {"note": None}).json()["note"] is None
    assert ada.get("/api/public/whoami", auth=auth(first)).status_code == 200
    assert ada.delete(path).status_code == 200
    assert ada.delete(path).status_code == 404
    assert ada.get("/api/public/whoami", auth=auth(first)).status_code == 401
    assert ada.get("/api/public/whoami", auth=auth(second)).status_code == 200


def test_bad_keys(ada: Person) -> None:
    path = f"/api/projects/{ada.first_project()}/api-keys"
    past = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
    for body in (
        {"expiresAt": past},
        {"expiresAt": "2030-01-01T00:00:00"},
        {"expiresAt": "9999-12-31T23:59:59-23:00"},
        {"expiresAt": "0001-01-01T00:00:00+23:00"},
        {"expiresAt": "soon"},
        {"expiresAt": 1e300},
        {"note": "x" * 1001},
        {"note": "a\x00b"},
        {"note": 5},
    ):
        assert ada.post(path, body).status_code == 400, body
    assert ada.get(path).json()["data"] == []
