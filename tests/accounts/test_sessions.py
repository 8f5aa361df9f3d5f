"""Signing up, logging in, sessions, passwords, over HTTP."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from tests.account_app import PASSWORD, Person, make_app, make_services

from gatelight.accounts import passwords, service
from gatelight.accounts.sessions import COOKIE
from gatelight.records.base import utc_now
from gatelight.records.database import Database
from gatelight.records.tables.accounts import User, UserSession
from gatelight.records.tables.projects import Organization

Browser = Callable[[], Person]
LOGIN = "/api/auth/login"


def log_in(person: Person, email: str = "ada@example.com", password: str = PASSWORD) -> Any:
    return person.post(LOGIN, {"email": email, "password": password})


def change_sessions(services: SimpleNamespace, **values: Any) -> None:
    with services.database.session() as session:
        for each in session.scalars(select(UserSession)):
            for name, value in values.items():
                setattr(each, name, value)


def test_first_user_administers_and_owns_a_first_project(browser: Browser) -> None:
    newcomer = browser()
    assert newcomer.session() == {
        "user": None,
        "organizations": [],
        "signupEnabled": True,
        "setupNeeded": True,
    }
    ada = browser().sign_up("Ada", organizationName="Acme", projectName="Bot")
    session = ada.session()
    assert session["user"] == {
        "id": ada.user_id,
        "email": "ada@example.com",
        "name": "Ada",
        "isAdmin": True,
    }
    [organization] = session["organizations"]
    assert (organization["name"], organization["role"]) == ("Acme", "OWNER")
    [project] = organization["projects"]
    assert (project["name"], project["role"]) == ("Bot", "OWNER")
    assert newcomer.session()["setupNeeded"] is False

    bob = browser().sign_up("bob").session()
    assert bob["user"]["isAdmin"] is False
    assert bob["organizations"] == []


def test_first_user_owns_what_headless_setup_made(
    services: SimpleNamespace, browser: Browser
) -> None:
    with services.database.session() as session:
        session.add(Organization(id="ready", name="Ready"))
    [organization] = browser().sign_up("ada").session()["organizations"]
    assert (organization["id"], organization["role"]) == ("ready", "OWNER")


def test_signup_can_be_off_but_never_for_the_first(database: Database, tmp_path: Path) -> None:
    app = make_app(make_services(database, tmp_path, signup_enabled=False))
    first = Person(TestClient(app))
    assert first.session()["signupEnabled"] is True
    first.sign_up("ada")
    second = Person(TestClient(app))
    assert second.session()["signupEnabled"] is False
    refused = second.post(
        "/api/auth/signup", {"email": "b@example.com", "name": "b", "password": PASSWORD}
    )
    assert refused.status_code == 403


def test_bad_sign_ups(browser: Browser) -> None:
    browser().sign_up("ada")
    good = {"email": "bob@example.com", "name": "Bob", "password": PASSWORD}
    cases: list[tuple[dict[str, Any], int]] = [
        ({"email": "ADA@example.com"}, 422),
        ({"password": "short"}, 422),
        ({"password": "x" * 1001}, 400),
        ({"password": "\ud800aaaaaaaaa"}, 400),
        ({"email": "no address"}, 400),
        ({"email": "a\x00b@example.com"}, 400),
        ({"email": "a" * 330 + "@example.com"}, 400),
        ({"name": "   "}, 400),
        ({"name": "a\x00b"}, 400),
        ({"name": 5}, 400),
        ({"email": None}, 400),
    ]
    for change, status in cases:
        answer = browser().client.post(
            "/api/auth/signup",
            content=json.dumps(good | change),
            headers={"content-type": "application/json"},
        )
        assert answer.status_code == status, (change, answer.text)
        assert COOKIE not in answer.cookies
    for text in ("", "[]", "{", "null", '"x"'):
        answer = browser().client.post(
            "/api/auth/signup", content=text, headers={"content-type": "application/json"}
        )
        assert answer.status_code == 400, text


def test_log_in_and_out(browser: Browser) -> None:
    browser().sign_up("ada")
    person = browser()
    answer = log_in(person, email=" Ada@Example.com ")
    assert answer.status_code == 200
    assert answer.json()["user"]["email"] == "ada@example.com"
    token = person.client.cookies[COOKIE]
    assert person.session()["user"]["name"] == "ada"
    assert person.post("/api/auth/logout").status_code == 200
    assert person.session()["user"] is None
    person.client.cookies.set(COOKIE, token)
    assert person.session()["user"] is None
    assert browser().post("/api/auth/logout").status_code == 200


def test_wrong_password_and_unknown_address_look_the_same(browser: Browser) -> None:
    browser().sign_up("ada")
    wrong = log_in(browser(), password="not the password")
    unknown = log_in(browser(), email="nobody@example.com")
    assert (wrong.status_code, wrong.json()) == (unknown.status_code, unknown.json())
    assert wrong.status_code == 401
    assert "www-authenticate" not in wrong.headers


def test_unknown_address_costs_a_hash_too(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time of a log-in is the argon2 verification: it is counted, not timed."""
    passwords._nobody.cache_clear()  # other tests of this process hash with cheaper parameters
    browser().sign_up("ada")
    verified: list[str] = []
    real = passwords._verify

    def counting(stored: str, password: str) -> bool:
        verified.append(stored.split("$")[3])
        return real(stored, password)

    monkeypatch.setattr(passwords, "_verify", counting)
    log_in(browser(), password="not the password")
    log_in(browser(), email="nobody@example.com")
    assert len(verified) == 2
    assert verified[0] == verified[1]  # the same parameters


def test_passwords_are_argon2id_and_renewed_when_parameters_change(
    services: SimpleNamespace, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser().sign_up("ada")

    def stored() -> str:
        with services.database.reader() as session:
            return session.scalars(select(User.password_hash)).one() or ""

    before = stored()
    assert before.startswith("$argon2id$")
    assert PASSWORD not in before
    log_in(browser())
    assert stored() == before
    monkeypatch.setattr(passwords, "is_outdated", lambda _stored: True)
    monkeypatch.setattr(service, "is_outdated", lambda _stored: True)
    assert log_in(browser()).status_code == 200
    assert stored() != before
    assert log_in(browser()).status_code == 200


def test_a_user_without_a_password_cannot_log_in(
    services: SimpleNamespace, browser: Browser
) -> None:
    with services.database.session() as session:
        session.add(User(email="sso@example.com", name="S", password_hash=None))
    assert log_in(browser(), email="sso@example.com").status_code == 401


@pytest.mark.parametrize(
    ("public_url", "secure"), [("http://a.test", False), ("https://a.test", True)]
)
def test_cookie_flags(database: Database, tmp_path: Path, public_url: str, secure: bool) -> None:
    app = make_app(make_services(database, tmp_path, public_url=public_url))
    client = TestClient(app, base_url=public_url)
    answer = Person(client).post(
        "/api/auth/signup", {"email": "a@example.com", "name": "a", "password": PASSWORD}
    )
    flags = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")}
    assert {"httponly", "samesite=lax", "path=/"} <= flags
    assert ("secure" in flags) is secure


def test_tokens_are_random_and_hashed_at_rest(services: SimpleNamespace, browser: Browser) -> None:
    first = browser().sign_up("ada").client.cookies[COOKIE]
    second = browser()
    log_in(second)
    token = second.client.cookies[COOKIE]
    assert token != first
    assert re.fullmatch(r"[\w-]{43}", token)
    with services.database.reader() as session:
        rows = repr(session.execute(select(UserSession.__table__)).all())
    assert token not in rows
    assert first not in rows


def test_routes_for_people_need_a_session(browser: Browser) -> None:
    stranger = browser()
    for path in ("/api/auth/sessions", "/api/organizations", "/api/projects/p"):
        answer = stranger.get(path)
        assert answer.status_code == 401
        assert "www-authenticate" not in answer.headers
    stranger.client.cookies.set(COOKIE, "made up")
    assert stranger.get("/api/organizations").status_code == 401


def test_sessions_expire_and_are_renewed_by_use(
    services: SimpleNamespace, browser: Browser
) -> None:
    ada = browser().sign_up("ada")
    long_ago = utc_now() - timedelta(days=29)
    soon = utc_now() + timedelta(minutes=5)
    change_sessions(services, renewed_at=long_ago, expires_at=soon)
    assert ada.session()["user"] is not None
    with services.database.reader() as session:
        renewed = session.scalars(select(UserSession)).one()
    assert renewed.expires_at > utc_now() + timedelta(days=29)
    change_sessions(services, expires_at=utc_now())
    assert ada.session()["user"] is None
    assert ada.get("/api/organizations").status_code == 401
    log_in(browser())
    with services.database.reader() as session:
        assert len(session.scalars(select(UserSession)).all()) == 1  # the expired one is gone


def test_list_and_revoke_own_sessions(browser: Browser) -> None:
    ada = browser().sign_up("ada")
    other = browser()
    other.client.headers["user-agent"] = "Other/1.0"
    log_in(other)
    listed = ada.get("/api/auth/sessions").json()["data"]
    assert [each["current"] for each in listed] == [False, True]
    assert listed[0]["userAgent"] == "Other/1.0"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", listed[0]["createdAt"])
    assert "token" not in str(listed).lower()

    bob = browser().sign_up("bob")
    assert bob.delete(f"/api/auth/sessions/{listed[0]['id']}").status_code == 404
    assert other.session()["user"] is not None
    assert ada.delete(f"/api/auth/sessions/{listed[0]['id']}").status_code == 200
    assert other.session()["user"] is None
    assert ada.session()["user"] is not None


def test_change_password_ends_other_sessions(browser: Browser) -> None:
    ada = browser().sign_up("ada")
    other = browser()
    log_in(other)
    change = {"currentPassword": PASSWORD, "newPassword": "another good one"}
    wrong = ada.post("/api/auth/password", change | {"currentPassword": "wrong wrong"})
    assert wrong.status_code == 422
    assert ada.post("/api/auth/password", change | {"newPassword": "short"}).status_code == 422
    assert other.session()["user"] is not None
    assert ada.post("/api/auth/password", change).status_code == 200
    assert ada.session()["user"] is not None
    assert other.session()["user"] is None
    assert log_in(browser()).status_code == 401
    assert log_in(browser(), password="another good one").status_code == 200


def test_logging_in_again_replaces_the_browsers_session(
    services: SimpleNamespace, browser: Browser
) -> None:
    ada = browser().sign_up("ada")
    log_in(ada)
    with services.database.reader() as session:
        assert len(session.scalars(select(UserSession)).all()) == 1
    assert ada.session()["user"] is not None
