"""An organization's key manages its projects, their keys and its members, and nobody else's."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from gatelight.records.tables.accounts import User


def new_project(client: TestClient, name: str = "bot", **body: Any) -> dict[str, Any]:
    answer = client.post("/api/public/projects", json={"name": name, "retention": 0} | body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def delete(client: TestClient, path: str, body: Any) -> Any:
    return client.request("DELETE", path, json=body)


def test_a_project_is_made_changed_and_deleted(acme: TestClient) -> None:
    made = new_project(acme, metadata={"team": "search"}, retention=30)
    assert made["organization"] == {"id": "acme", "name": "acme"}
    assert (made["metadata"], made["retentionDays"]) == ({"team": "search"}, 30)
    path = f"/api/public/projects/{made['id']}"

    renamed = acme.put(path, json={"name": "bot 2"}).json()
    assert (renamed["name"], renamed["metadata"]) == ("bot 2", {"team": "search"})
    assert renamed["retentionDays"] == 30
    assert acme.put(path, json={"name": "bot 2", "retention": 0}).json()["retentionDays"] is None
    listed = acme.get("/api/public/organizations/projects").json()["projects"]
    assert [each["name"] for each in listed] == ["bot 2"]

    gone = acme.delete(path)
    assert (gone.status_code, gone.json()["success"]) == (202, True)
    assert acme.get("/api/public/organizations/projects").json() == {"projects": []}
    assert acme.delete(path).status_code == 404


@pytest.mark.parametrize("retention", [-1, 1, 2])
def test_retention_is_none_or_three_days_and_more(acme: TestClient, retention: int) -> None:
    answer = acme.post("/api/public/projects", json={"name": "bot", "retention": retention})
    assert answer.status_code == 400


def test_a_name_is_used_once(acme: TestClient) -> None:
    new_project(acme)
    assert acme.post("/api/public/projects", json={"name": "bot"}).status_code == 409


def test_a_key_of_a_project_opens_the_project(acme: TestClient) -> None:
    project = new_project(acme)
    path = f"/api/public/projects/{project['id']}/apiKeys"
    made = acme.post(path, json={"note": "ci"})
    assert made.status_code == 201
    key = made.json()
    mine = acme.get("/api/public/projects", auth=(key["publicKey"], key["secretKey"]))
    assert mine.json()["data"][0]["id"] == project["id"]

    (shown,) = acme.get(path).json()["apiKeys"]
    assert shown["note"] == "ci"
    assert key["secretKey"] not in str(shown)
    assert acme.delete(f"{path}/{key['id']}").json() == {"success": True}
    closed = acme.get("/api/public/projects", auth=(key["publicKey"], key["secretKey"]))
    assert closed.status_code == 401


def test_a_predefined_pair(acme: TestClient) -> None:
    path = f"/api/public/projects/{new_project(acme)['id']}/apiKeys"
    pair = {"publicKey": "pk-lf-chosen", "secretKey": "sk-lf-chosen"}
    assert acme.post(path, json=pair).json()["secretKey"] == "sk-lf-chosen"
    assert acme.post(path, json=pair).status_code == 409
    for wrong in ({"publicKey": "pk-lf-alone"}, pair | {"publicKey": "chosen"}):
        assert acme.post(path, json=wrong).status_code == 400


def test_members_of_the_organization(acme: TestClient, ada: User) -> None:
    path = "/api/public/organizations/memberships"
    added = acme.put(path, json={"userId": ada.id, "role": "MEMBER"}).json()
    assert added == {"userId": ada.id, "role": "MEMBER", "email": ada.email, "name": "Ada"}
    acme.put(path, json={"userId": ada.id, "role": "ADMIN"})
    roles = {each["email"]: each["role"] for each in acme.get(path).json()["memberships"]}
    assert roles == {ada.email: "ADMIN", "owner@acme.example": "OWNER"}
    assert delete(acme, path, {"userId": ada.id}).json()["userId"] == ada.id
    assert len(acme.get(path).json()["memberships"]) == 1
    assert acme.put(path, json={"userId": "nobody", "role": "MEMBER"}).status_code == 404


def test_the_last_owner_stays(acme: TestClient) -> None:
    path = "/api/public/organizations/memberships"
    (owner,) = acme.get(path).json()["memberships"]
    assert delete(acme, path, {"userId": owner["userId"]}).status_code == 409
    lower = acme.put(path, json={"userId": owner["userId"], "role": "VIEWER"})
    assert lower.status_code == 409


def test_roles_in_a_project(acme: TestClient, ada: User) -> None:
    path = f"/api/public/projects/{new_project(acme)['id']}/memberships"
    wanted = {"userId": ada.id, "role": "ADMIN"}
    assert acme.put(path, json=wanted).status_code == 404, "not a member of the organization"
    acme.put("/api/public/organizations/memberships", json=wanted | {"role": "VIEWER"})
    assert acme.put(path, json=wanted).json()["role"] == "ADMIN"
    (shown,) = acme.get(path).json()["memberships"]
    assert (shown["userId"], shown["role"]) == (ada.id, "ADMIN")
    delete(acme, path, {"userId": ada.id})
    assert acme.get(path).json() == {"memberships": []}


def test_nothing_of_another_organization(acme: TestClient, rival: TestClient, ada: User) -> None:
    project = new_project(acme)
    acme.put("/api/public/organizations/memberships", json={"userId": ada.id, "role": "MEMBER"})
    path = f"/api/public/projects/{project['id']}"
    key = acme.post(f"{path}/apiKeys", json={}).json()
    tries = [
        rival.put(path, json={"name": "taken"}),
        rival.get(f"{path}/apiKeys"),
        rival.post(f"{path}/apiKeys", json={}),
        rival.delete(f"{path}/apiKeys/{key['id']}"),
        rival.get(f"{path}/memberships"),
        rival.put(f"{path}/memberships", json={"userId": ada.id, "role": "OWNER"}),
        delete(rival, f"{path}/memberships", {"userId": ada.id}),
        delete(rival, "/api/public/organizations/memberships", {"userId": ada.id}),
        rival.delete(path),
    ]
    assert [each.status_code for each in tries] == [404] * len(tries)
    assert rival.get("/api/public/organizations/projects").json() == {"projects": []}
    assert acme.get(f"{path}/apiKeys").json()["apiKeys"][0]["id"] == key["id"]


def test_a_project_s_key_manages_nothing(acme: TestClient) -> None:
    project = new_project(acme)
    key = acme.post(f"/api/public/projects/{project['id']}/apiKeys", json={}).json()
    auth = (key["publicKey"], key["secretKey"])
    assert acme.post("/api/public/projects", json={"name": "x"}, auth=auth).status_code == 403
    assert acme.get("/api/public/organizations/apiKeys", auth=auth).status_code == 403
    assert acme.get("/api/public/scim/Users", auth=auth).status_code == 403
