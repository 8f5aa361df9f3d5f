"""Memberships, roles in single projects, invitations, and the last owner."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from tests.account_app import Person

from gatelight.accounts import service
from gatelight.accounts.access import project_access
from gatelight.accounts.roles import Role
from gatelight.accounts.sessions import CurrentUser
from gatelight.errors import NotFound

pytestmark = pytest.mark.long

Browser = Callable[[], Person]


def as_user(person: Person) -> CurrentUser:
    return CurrentUser(person.user_id, person.email, "", False, "")


@pytest.fixture
def ada(browser: Browser) -> Person:
    return browser().sign_up("ada")


@pytest.fixture
def organization(ada: Person) -> str:
    return ada.first_organization()


@pytest.fixture
def project(ada: Person) -> str:
    return ada.first_project()


def add(actor: Person, organization: str, email: str, role: str) -> int:
    answer = actor.post(
        f"/api/organizations/{organization}/members", {"email": email, "role": role}
    )
    return int(answer.status_code)


def test_an_invitation_takes_effect_at_sign_up(
    browser: Browser, ada: Person, organization: str
) -> None:
    assert add(ada, organization, "Bob@Example.com", "MEMBER") == 201
    assert add(ada, organization, "bob@example.com", "ADMIN") == 409
    [invitation] = ada.get(f"/api/organizations/{organization}/invitations").json()["data"]
    assert (invitation["email"], invitation["role"]) == ("bob@example.com", "MEMBER")
    bob = browser().sign_up("bob")
    [joined] = bob.session()["organizations"]
    assert (joined["id"], joined["role"]) == (organization, "MEMBER")
    assert ada.get(f"/api/organizations/{organization}/invitations").json()["data"] == []
    assert add(ada, organization, "bob@example.com", "VIEWER") == 409


def test_a_withdrawn_invitation_does_nothing(
    browser: Browser, ada: Person, organization: str
) -> None:
    add(ada, organization, "bob@example.com", "MEMBER")
    [invitation] = ada.get(f"/api/organizations/{organization}/invitations").json()["data"]
    path = f"/api/organizations/{organization}/invitations/{invitation['id']}"
    assert ada.delete(path).status_code == 200
    assert ada.delete(path).status_code == 404
    assert browser().sign_up("bob").session()["organizations"] == []


def test_invitations_also_wait_for_accounts_an_operator_makes(
    services: SimpleNamespace, ada: Person, organization: str, project: str
) -> None:
    add(ada, organization, "bob@example.com", "VIEWER")
    ada.post(f"/api/projects/{project}/members", {"email": "bob@example.com", "role": "ADMIN"})
    bob = service.create_user(services, email="bob@example.com", name="Bob", password="x" * 8)
    [joined] = service.belongings(services, bob.id)
    assert joined.role is Role.VIEWER
    assert [each.role for each in joined.projects] == [Role.ADMIN]


def test_someone_invited_to_one_project_sees_only_that(
    browser: Browser, ada: Person, organization: str, project: str
) -> None:
    hidden = ada.new_project(organization, "Hidden")
    answer = ada.post(
        f"/api/projects/{project}/members", {"email": "bob@example.com", "role": "MEMBER"}
    )
    added = answer.json()
    assert (added["role"], added["pending"]) == ("MEMBER", True)
    assert "/sign-up#invitation=" in added["link"]
    bob = browser().sign_up("bob")
    [joined] = bob.session()["organizations"]
    assert joined["role"] == "NONE"
    assert [(each["id"], each["role"]) for each in joined["projects"]] == [(project, "MEMBER")]
    listed = bob.get(f"/api/organizations/{organization}/projects").json()["data"]
    assert [each["id"] for each in listed] == [project]
    assert bob.get(f"/api/projects/{project}").json()["role"] == "MEMBER"
    assert bob.get(f"/api/projects/{hidden}").status_code == 404
    emails = {each["email"] for each in ada.get(f"/api/projects/{hidden}/members").json()["data"]}
    assert emails == {"ada@example.com"}


def test_an_existing_account_joins_one_project_at_once(
    services: SimpleNamespace, browser: Browser, ada: Person, project: str
) -> None:
    bob = browser().sign_up("bob")
    with pytest.raises(NotFound):
        project_access(services, as_user(bob), project)
    body = {"email": "bob@example.com", "role": "VIEWER"}
    assert ada.post(f"/api/projects/{project}/members", body).json()["pending"] is False
    assert project_access(services, as_user(bob), project) is Role.VIEWER
    assert ada.post(f"/api/projects/{project}/members", body).status_code == 409


def test_a_project_role_stands_in_place_until_removed(
    services: SimpleNamespace, browser: Browser, ada: Person, organization: str, project: str
) -> None:
    bob = browser().sign_up("bob")
    add(ada, organization, "bob@example.com", "MEMBER")
    path = f"/api/projects/{project}/members/{bob.user_id}"
    for role in ("VIEWER", "ADMIN"):
        assert ada.put(path, {"role": role}).status_code == 200
        assert project_access(services, as_user(bob), project) is Role(role)
    assert ada.put(path, {"role": "NONE"}).status_code == 200
    with pytest.raises(NotFound):
        project_access(services, as_user(bob), project)
    assert ada.put(path, {"role": None}).status_code == 200
    assert project_access(services, as_user(bob), project) is Role.MEMBER
    assert ada.put(path, {}).status_code == 400
    assert ada.put(path, {"role": "KING"}).status_code == 400


def test_owners_stay_owners_of_every_project(
    browser: Browser, ada: Person, organization: str, project: str
) -> None:
    bob = browser().sign_up("bob")
    add(ada, organization, "bob@example.com", "OWNER")
    path = f"/api/projects/{project}/members/{ada.user_id}"
    assert bob.put(path, {"role": "NONE"}).status_code == 409
    assert ada.get(f"/api/projects/{project}").json()["role"] == "OWNER"


def test_nobody_acts_above_their_own_role(
    browser: Browser, ada: Person, organization: str, project: str
) -> None:
    bob = browser().sign_up("bob")
    add(ada, organization, "bob@example.com", "ADMIN")
    members = f"/api/organizations/{organization}/members"
    assert add(bob, organization, "new@example.com", "OWNER") == 403
    assert bob.patch(f"{members}/{bob.user_id}", {"role": "OWNER"}).status_code == 403
    assert bob.patch(f"{members}/{ada.user_id}", {"role": "VIEWER"}).status_code == 403
    assert bob.delete(f"{members}/{ada.user_id}").status_code == 403
    assert (
        bob.put(f"/api/projects/{project}/members/{bob.user_id}", {"role": "OWNER"}).status_code
        == 403
    )
    assert (
        bob.post(
            f"/api/projects/{project}/members", {"email": "n@example.com", "role": "OWNER"}
        ).status_code
        == 403
    )
    assert add(ada, organization, "owner@example.com", "OWNER") == 201
    invitations = ada.get(f"/api/organizations/{organization}/invitations").json()["data"]
    path = f"/api/organizations/{organization}/invitations/{invitations[0]['id']}"
    assert bob.delete(path).status_code == 403
    assert add(bob, organization, "new@example.com", "ADMIN") == 201


def test_a_project_admin_cannot_lift_an_owners_override(
    browser: Browser, ada: Person, organization: str, project: str
) -> None:
    """Someone may be weaker in one project than in the organisation; only someone as strong as
    what would come back may take that away."""
    bob, carl = browser().sign_up("bob"), browser().sign_up("carl")
    add(ada, organization, "bob@example.com", "MEMBER")
    add(ada, organization, "carl@example.com", "ADMIN")
    ada.put(f"/api/projects/{project}/members/{bob.user_id}", {"role": "ADMIN"})
    ada.put(f"/api/projects/{project}/members/{carl.user_id}", {"role": "OWNER"})
    path = f"/api/projects/{project}/members/{carl.user_id}"
    assert bob.put(path, {"role": None}).status_code == 403
    assert ada.put(path, {"role": None}).status_code == 200


def test_the_last_owner_stays(browser: Browser, ada: Person, organization: str) -> None:
    members = f"/api/organizations/{organization}/members"
    assert ada.delete(f"{members}/{ada.user_id}").status_code == 409
    assert ada.patch(f"{members}/{ada.user_id}", {"role": "ADMIN"}).status_code == 409
    bob = browser().sign_up("bob")
    add(ada, organization, "bob@example.com", "OWNER")
    assert ada.patch(f"{members}/{ada.user_id}", {"role": "VIEWER"}).status_code == 200
    assert bob.delete(f"{members}/{bob.user_id}").status_code == 409


def test_anyone_may_leave_and_loses_everything(
    services: SimpleNamespace, browser: Browser, ada: Person, organization: str, project: str
) -> None:
    bob = browser().sign_up("bob")
    add(ada, organization, "bob@example.com", "VIEWER")
    ada.put(f"/api/projects/{project}/members/{bob.user_id}", {"role": "MEMBER"})
    path = f"/api/organizations/{organization}/members/{bob.user_id}"
    assert bob.delete(path).status_code == 200
    with pytest.raises(NotFound):
        project_access(services, as_user(bob), project)
    assert bob.delete(path).status_code == 404
    add(ada, organization, "bob@example.com", "VIEWER")
    assert project_access(services, as_user(bob), project) is Role.VIEWER


def test_lists(browser: Browser, ada: Person, organization: str, project: str) -> None:
    bob = browser().sign_up("bob")
    add(ada, organization, "bob@example.com", "VIEWER")
    ada.put(f"/api/projects/{project}/members/{bob.user_id}", {"role": "MEMBER"})
    assert bob.get(f"/api/organizations/{organization}/members").json()["data"] == [
        {"userId": ada.user_id, "email": "ada@example.com", "name": "ada", "role": "OWNER"},
        {"userId": bob.user_id, "email": "bob@example.com", "name": "bob", "role": "VIEWER"},
    ]
    assert bob.get(f"/api/projects/{project}/members").json()["data"][1] == {
        "userId": bob.user_id,
        "email": "bob@example.com",
        "name": "bob",
        "organizationRole": "VIEWER",
        "projectRole": "MEMBER",
        "role": "MEMBER",
    }
