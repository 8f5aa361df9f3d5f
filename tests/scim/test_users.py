"""SCIM 2.0 as identity providers speak it: users come, change, leave and come back."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from gatelight.records.tables.accounts import User

pytestmark = pytest.mark.long

USERS = "/api/public/scim/Users"
PASSWORD = "correct horse battery"


def create(client: TestClient, email: str = "eve@example.com", **body: Any) -> dict[str, Any]:
    answer = client.post(USERS, json={"userName": email, "name": {"formatted": "Eve"}} | body)
    assert answer.status_code == 201, answer.text
    assert answer.headers["content-type"] == "application/scim+json"
    made: dict[str, Any] = answer.json()
    return made


def patch(client: TestClient, user_id: str, *operations: dict[str, Any]) -> Any:
    return client.patch(f"{USERS}/{user_id}", json={"Operations": list(operations)})


def test_a_new_user_can_log_in_with_the_password_given(acme: TestClient) -> None:
    made = create(acme, password=PASSWORD, roles=["MEMBER"])
    assert made["userName"] == "eve@example.com"
    assert (made["name"], made["active"]) == ({"formatted": "Eve"}, True)
    assert made["emails"] == [{"primary": True, "value": "eve@example.com", "type": "work"}]
    assert PASSWORD not in str(made)
    log_in = acme.post(
        "/api/auth/login", json={"email": "eve@example.com", "password": PASSWORD}, auth=("", "")
    )
    (organization,) = log_in.json()["organizations"]
    assert (organization["id"], organization["role"]) == ("acme", "MEMBER")


def test_without_a_role_a_new_user_sees_nothing_yet(acme: TestClient) -> None:
    made = create(acme)
    assert made["roles"] == [{"value": "NONE", "primary": True}]


def test_finding_and_paging(acme: TestClient) -> None:
    for number in range(4):
        create(acme, f"user{number}@example.com")
    every = acme.get(USERS).json()
    assert (every["totalResults"], every["itemsPerPage"], every["startIndex"]) == (5, 5, 1)
    page = acme.get(USERS, params={"startIndex": 2, "count": 2}).json()
    assert (page["totalResults"], page["itemsPerPage"], page["startIndex"]) == (5, 2, 2)
    assert [each["id"] for each in page["Resources"]] == [
        each["id"] for each in every["Resources"][1:3]
    ]
    assert acme.get(USERS, params={"count": 0}).json()["Resources"] == []
    found = acme.get(USERS, params={"filter": 'username EQ "User3@example.com"'}).json()
    assert [each["userName"] for each in found["Resources"]] == ["user3@example.com"]
    nobody = acme.get(USERS, params={"filter": 'userName eq "x"'})
    assert (nobody.status_code, nobody.json()["totalResults"]) == (200, 0)
    wrong = acme.get(USERS, params={"filter": 'emails co "x"'})
    assert (wrong.status_code, wrong.json()["scimType"]) == (400, "invalidFilter")


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "value": {"active": False}},
        {"op": "Replace", "path": "active", "value": "False"},
    ],
)
def test_leaving_and_coming_back(acme: TestClient, operation: dict[str, Any]) -> None:
    made = create(acme, roles=[{"value": "ADMIN"}])
    left = patch(acme, made["id"], operation)
    assert (left.status_code, left.json()["active"]) == (200, False)
    assert acme.get(f"{USERS}/{made['id']}").status_code == 404
    again = create(acme, roles=["VIEWER"])
    assert (again["id"], again["roles"][0]["value"]) == (made["id"], "VIEWER")


def test_name_and_role_change(acme: TestClient) -> None:
    made = create(acme)
    changed = patch(
        acme,
        made["id"],
        {"op": "add", "path": "roles", "value": [{"value": "member"}]},
        {"op": "replace", "path": "name.formatted", "value": "Eve Adams"},
        {"op": "replace", "path": 'emails[type eq "work"].value', "value": "x@example.com"},
    ).json()
    assert changed["roles"][0]["value"] == "MEMBER"
    assert changed["name"] == {"formatted": "Eve Adams"}
    assert changed["emails"][0]["value"] == "eve@example.com"
    put = acme.put(
        f"{USERS}/{made['id']}",
        json={"userName": "eve@example.com", "name": {"givenName": "E", "familyName": "A"}},
    ).json()
    assert (put["name"], put["roles"][0]["value"]) == ({"formatted": "E A"}, "MEMBER")


def test_the_name_of_someone_in_two_organizations_stays(
    acme: TestClient, rival: TestClient, ada: User
) -> None:
    for client in (acme, rival):
        create(client, ada.email)
    patch(acme, ada.id, {"op": "replace", "path": "displayName", "value": "Mallory"})
    assert rival.get(f"{USERS}/{ada.id}").json()["displayName"] == "Ada"


def test_removing(acme: TestClient, rival: TestClient) -> None:
    made = create(acme)
    assert rival.delete(f"{USERS}/{made['id']}").status_code == 404
    assert rival.get(f"{USERS}/{made['id']}").status_code == 404
    gone = acme.delete(f"{USERS}/{made['id']}")
    assert (gone.status_code, gone.json()) == (200, {})
    assert acme.get(USERS).json()["totalResults"] == 1


def test_errors_come_in_scim_s_envelope(acme: TestClient) -> None:
    made = create(acme)
    (owner, _) = acme.get(USERS).json()["Resources"]
    path = f"{USERS}/{made['id']}"
    eve = {"userName": "eve@example.com"}
    tries = {
        "uniqueness": acme.post(USERS, json=eve),
        "mutability": acme.put(path, json={"userName": "other@example.com"}),
        "invalidPath": patch(acme, made["id"], {"op": "add", "path": "shoeSize", "value": 1}),
        "noTarget": patch(acme, made["id"], {"op": "replace", "value": 1}),
        "invalidSyntax": patch(acme, made["id"], {"op": "remove", "path": "active"}),
        "invalidValue": acme.post(USERS, json={"userName": "no address"}),
    }
    for kind, answer in tries.items():
        body = answer.json()
        assert body["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
        assert (body["scimType"], body["status"]) == (kind, str(answer.status_code))
    assert acme.delete(f"{USERS}/{owner['id']}").status_code == 409, "the last owner stays"
    assert acme.post(USERS, json=eve | {"roles": ["KING"]}).status_code == 400
    assert acme.post(USERS, json={"userName": "new@example.com", "password": "x"}).json()["detail"]
    refused = acme.get(USERS, auth=("pk-lf-none", "sk"))
    assert (refused.status_code, refused.json()["status"]) == (401, "401")
    assert "WWW-Authenticate" in refused.headers


def test_discovery(acme: TestClient) -> None:
    configuration = acme.get("/api/public/scim/ServiceProviderConfig").json()
    assert configuration["patch"] == {"supported": True}
    (kind,) = acme.get("/api/public/scim/ResourceTypes").json()["Resources"]
    (schema,) = acme.get("/api/public/scim/Schemas").json()["Resources"]
    assert kind["schema"] == schema["id"]
    names = {each["name"] for each in schema["attributes"]}
    assert {"userName", "name", "emails", "active", "roles"} <= names
