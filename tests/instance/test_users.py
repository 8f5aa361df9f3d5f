"""The administrator's own routes: accounts, links that set a password, sign-up."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import update
from tests.account_app import PASSWORD, Person

from gatelight.records.base import utc_now
from gatelight.records.tables.accounts import PasswordLink

pytestmark = pytest.mark.long

Browser = Callable[[], Person]
USERS = "/api/instance/users"
NEW = "another long password"


def users(admin: Person, **params: object) -> dict[str, dict]:
    answer = admin.get(USERS, params=params).json()
    assert len(answer["data"]) == answer["total"] or "limit" in params
    return {each["email"]: each for each in answer["data"]}


def log_in(browser: Browser, email: str, password: str = PASSWORD) -> int:
    body = {"email": email, "password": password}
    status: int = browser().post("/api/auth/login", body).status_code
    return status


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", USERS),
        ("post", USERS),
        ("patch", f"{USERS}/x"),
        ("post", f"{USERS}/x/password-link"),
        ("get", "/api/instance/organizations"),
        ("get", "/api/instance/choices"),
        ("put", "/api/instance/choices"),
        ("get", "/api/instance/status"),
    ],
)
def test_only_for_administrators(admin: Person, browser: Browser, method: str, path: str) -> None:
    bodies = {
        ("post", USERS): {"email": "x@example.com", "name": "X"},
        ("put", "/api/instance/choices"): {"signupEnabled": False},
    }
    body = bodies.get((method, path), {})
    member = browser().sign_up("member")
    extra = {} if method == "get" else {"json": body}
    assert getattr(member.client, method)(path, **extra).status_code == 403
    assert getattr(browser().client, method)(path, **extra).status_code == 401
    assert set(users(admin)) == {"admin@example.com", "member@example.com"}


def test_users_are_listed_and_found(admin: Person, browser: Browser) -> None:
    for name in ("bob", "b_b", "eve"):
        browser().sign_up(name)
    everybody = users(admin)
    assert list(everybody) == sorted(everybody)
    assert everybody["admin@example.com"]["isAdmin"] is True
    assert everybody["admin@example.com"]["organizations"] == 1
    assert everybody["eve@example.com"]["lastSeenAt"] is not None
    assert set(users(admin, search="B_B")) == {"b_b@example.com"}
    assert users(admin, search="\0nobody") == {}
    page = admin.get(USERS, params={"limit": 1, "offset": 1}).json()
    assert ([each["email"] for each in page["data"]], page["total"]) == (["b_b@example.com"], 4)


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(
    admin: Person, browser: Browser
) -> None:
    bob = browser().sign_up("bob")
    assert admin.patch(f"{USERS}/{bob.user_id}", {"disabled": True}).status_code == 200
    assert bob.session()["user"] is None
    assert log_in(browser, "bob@example.com") == 401
    assert users(admin)["bob@example.com"]["disabledAt"] is not None
    assert admin.patch(f"{USERS}/{bob.user_id}", {"disabled": False}).json()["disabledAt"] is None
    assert log_in(browser, "bob@example.com") == 200


def test_an_instance_keeps_an_administrator(admin: Person, browser: Browser) -> None:
    path = f"{USERS}/{admin.user_id}"
    assert admin.patch(path, {"isAdmin": False}).status_code == 409
    assert admin.patch(path, {"disabled": True}).status_code == 409
    bob = browser().sign_up("bob")
    assert admin.patch(f"{USERS}/{bob.user_id}", {"isAdmin": True}).status_code == 200
    assert bob.get(USERS).status_code == 200
    assert admin.patch(path, {"isAdmin": False}).status_code == 200
    assert admin.get(USERS).status_code == 403
    assert bob.patch(f"{USERS}/nobody", {"isAdmin": True}).status_code == 404


def test_a_link_sets_a_password_once(admin: Person, browser: Browser) -> None:
    bob = browser().sign_up("bob")
    link = admin.post(f"{USERS}/{bob.user_id}/password-link")
    assert link.status_code == 201
    token = urlsplit(link.json()["url"]).fragment
    assert urlsplit(link.json()["url"]).path == "/langfuse/set-password"
    body = {"token": token, "password": NEW}
    assert (
        browser().post("/api/auth/password-link", body | {"password": "short"}).status_code == 422
    )
    assert browser().post("/api/auth/password-link", body).status_code == 200
    assert bob.session()["user"] is None
    assert log_in(browser, "bob@example.com") == 401
    assert log_in(browser, "bob@example.com", NEW) == 200
    assert browser().post("/api/auth/password-link", body).status_code == 422


def test_links_end(admin: Person, browser: Browser, services: SimpleNamespace) -> None:
    bob = browser().sign_up("bob")
    path = f"{USERS}/{bob.user_id}/password-link"
    first, second = (urlsplit(admin.post(path).json()["url"]).fragment for _ in range(2))
    assert first != second
    with services.database.session() as session:
        session.execute(update(PasswordLink).values(expires_at=utc_now() - timedelta(seconds=1)))
    for token in (first, second, "never-made", "\ud800"):
        body = {"token": token, "password": NEW}
        answer = browser().client.post(
            "/api/auth/password-link",
            content=json.dumps(body),
            headers={"content-type": "application/json"},
        )
        assert answer.status_code in (400, 422), token
    assert log_in(browser, "bob@example.com") == 200
    assert admin.post(f"{USERS}/nobody/password-link").status_code == 404


def test_a_new_user_gets_in_by_their_link(admin: Person, browser: Browser) -> None:
    organization = admin.first_organization()
    invited = {"email": "bob@example.com", "role": "MEMBER"}
    admin.post(f"/api/organizations/{organization}/members", invited)
    made = admin.post(USERS, {"email": "Bob@Example.com", "name": "Bob"})
    assert made.status_code == 201
    assert made.json()["user"]["hasPassword"] is False
    assert made.json()["user"]["organizations"] == 1
    assert log_in(browser, "bob@example.com") == 401
    token = urlsplit(made.json()["link"]["url"]).fragment
    body = {"token": token, "password": NEW}
    assert browser().post("/api/auth/password-link", body).status_code == 200
    assert log_in(browser, "bob@example.com", NEW) == 200
    assert admin.post(USERS, {"email": "bob@example.com", "name": "Bob"}).status_code == 422


def test_sign_up_is_closed_and_opened(admin: Person, browser: Browser) -> None:
    assert admin.get("/api/instance/choices").json() == {
        "signupEnabled": True,
        "signupSetting": True,
    }
    for open_ in (False, False, True):
        answer = admin.client.put("/api/instance/choices", json={"signupEnabled": open_})
        assert answer.json() == {"signupEnabled": open_, "signupSetting": True}
        assert browser().session()["signupEnabled"] is open_
    admin.client.put("/api/instance/choices", json={"signupEnabled": False})
    body = {"email": "eve@example.com", "name": "Eve", "password": PASSWORD}
    assert browser().post("/api/auth/signup", body).status_code == 403


def test_an_invitation_lets_its_person_in_where_sign_up_is_closed(
    admin: Person, browser: Browser
) -> None:
    admin.client.put("/api/instance/choices", json={"signupEnabled": False})
    added = admin.post(
        f"/api/organizations/{admin.first_organization()}/members",
        {"email": "bob@example.com", "role": "MEMBER"},
    ).json()
    words = parse_qs(urlsplit(added["link"]).fragment)
    assert words["email"] == ["bob@example.com"]
    token = words["invitation"][0]
    body = {"email": "bob@example.com", "name": "Bob", "password": PASSWORD}
    eve = {"email": "eve@example.com", "invitation": token}
    assert browser().post("/api/auth/signup", body).status_code == 403
    assert browser().post("/api/auth/signup", body | {"invitation": "wrong"}).status_code == 403
    assert browser().post("/api/auth/signup", body | eve).status_code == 403
    bob = browser()
    assert bob.post("/api/auth/signup", body | {"invitation": token}).status_code == 200
    assert bob.session()["organizations"][0]["role"] == "MEMBER"


def test_organizations_are_listed_with_their_owners(admin: Person, browser: Browser) -> None:
    eve = browser().sign_up("eve")
    eve.new_project(eve.new_organization("Eve & Sons"), "One")
    found = admin.get("/api/instance/organizations").json()["data"]
    assert [(each["name"], each["owners"], each["projects"]) for each in found] == [
        ("Eve & Sons", ["eve@example.com"], 1),
        ("My organization", ["admin@example.com"], 1),
    ]


def test_a_person_changes_their_name_and_ends_other_sessions(browser: Browser) -> None:
    ada = browser().sign_up("ada")
    assert ada.patch("/api/auth/user", {"name": "Ada L."}).json()["name"] == "Ada L."
    assert ada.patch("/api/auth/user", {"name": " "}).status_code == 400
    assert ada.session()["user"]["name"] == "Ada L."
    other = browser()
    other.post("/api/auth/login", {"email": "ada@example.com", "password": PASSWORD})
    assert other.session()["user"] is not None
    assert ada.delete("/api/auth/sessions").status_code == 200
    assert other.session()["user"] is None
    assert ada.session()["user"] is not None
