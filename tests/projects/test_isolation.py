"""Two organisations, and people at every role: who can see and change what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI
from tests.account_app import Person

from gatelight.projects.routes import router

pytestmark = pytest.mark.long

Browser = Callable[[], Person]


class Scene:
    """Ada owns Acme with two projects; one person per role; Eve owns another organisation."""

    def __init__(self, browser: Browser) -> None:
        self.ada = browser().sign_up("ada")
        self.organization = self.ada.first_organization()
        self.project = self.ada.first_project()
        self.key = self.ada.new_key(self.project)
        self.organization_key = self.ada.post(
            f"/api/organizations/{self.organization}/api-keys"
        ).json()
        self.people: dict[str, Person] = {}
        for role in ("OWNER", "ADMIN", "MEMBER", "VIEWER", "NONE"):
            person = browser().sign_up(role.lower())
            self.people[role] = person
            self.join(person, role)
        invited = self.ada.post(
            f"/api/organizations/{self.organization}/members",
            {"email": "later@example.com", "role": "MEMBER"},
        )
        assert invited.json()["pending"] is True
        self.invitation = self.ada.get(
            f"/api/organizations/{self.organization}/invitations"
        ).json()["data"][0]["id"]
        self.eve = browser().sign_up("eve")
        self.eves_organization = self.eve.new_organization("Evil")
        self.eves_project = self.eve.new_project(self.eves_organization, "Plot")

    def join(self, person: Person, role: str) -> None:
        answer = self.ada.post(
            f"/api/organizations/{self.organization}/members",
            {"email": person.email, "role": role},
        )
        assert answer.status_code == 201, answer.text
        assert answer.json() == {
            "email": person.email,
            "role": role,
            "pending": False,
            "link": None,
        }

    def snapshot(self) -> Any:
        """Everything of Acme its owner can see."""
        return [
            self.ada.get(path).json()
            for path in (
                f"/api/organizations/{self.organization}",
                f"/api/organizations/{self.organization}/projects",
                f"/api/organizations/{self.organization}/members",
                f"/api/organizations/{self.organization}/invitations",
                f"/api/organizations/{self.organization}/api-keys",
                f"/api/projects/{self.project}",
                f"/api/projects/{self.project}/members",
                f"/api/projects/{self.project}/api-keys",
            )
        ]


@pytest.fixture
def scene(browser: Browser) -> Scene:
    return Scene(browser)


BODIES: dict[str, dict[str, Any]] = {
    "members": {"email": "new@example.com", "role": "VIEWER"},
    "{user_id}": {"role": "VIEWER"},
    "{key_id}": {"note": "changed"},
    "api-keys": {"note": "new"},
    "projects": {"name": "New"},
    "{organization_id}": {"name": "Renamed"},
    "{project_id}": {"name": "Renamed"},
}


def guarded_routes() -> list[tuple[str, str]]:
    """Every route of the router that names an organisation or a project."""
    app = FastAPI()
    app.include_router(router)
    return [
        (method.upper(), path)
        for path, methods in app.openapi()["paths"].items()
        if "{" in path
        for method in methods
    ]


def attempt(person: Person, scene: Scene, method: str, path: str, organization: str) -> int:
    """Ask for a route of Acme's, `organization` standing where the path names one."""
    key = scene.organization_key if "organizations" in path else scene.key
    address = path.format(
        organization_id=organization,
        project_id=scene.project,
        user_id=scene.people["VIEWER"].user_id,
        key_id=key["id"],
        invitation_id=scene.invitation,
    )
    body = BODIES.get(path.rsplit("/", 1)[1]) if method in ("POST", "PUT", "PATCH") else None
    return person.client.request(method, address, json=body).status_code


def test_the_walk_below_covers_the_routes() -> None:
    assert len(guarded_routes()) >= 20
    for method, path in guarded_routes():
        if method in ("POST", "PUT", "PATCH"):
            assert path.rsplit("/", 1)[1] in BODIES, path


def test_a_stranger_sees_and_changes_nothing(scene: Scene) -> None:
    before = scene.snapshot()
    for method, path in guarded_routes():
        assert attempt(scene.eve, scene, method, path, scene.organization) == 404, (method, path)
    assert scene.snapshot() == before
    assert scene.organization not in scene.eve.get("/api/organizations").text
    assert scene.project not in scene.eve.get("/api/auth/session").text


def test_ones_own_organization_opens_nothing_of_anothers(scene: Scene) -> None:
    """Paths that name Eve's organisation and Acme's member, key or invitation."""
    before = scene.snapshot()
    mixed = [
        ("PATCH", f"/api/organizations/{scene.eves_organization}/members/{scene.ada.user_id}"),
        ("DELETE", f"/api/organizations/{scene.eves_organization}/members/{scene.ada.user_id}"),
        ("DELETE", f"/api/organizations/{scene.eves_organization}/invitations/{scene.invitation}"),
        (
            "DELETE",
            f"/api/organizations/{scene.eves_organization}/api-keys/{scene.organization_key['id']}",
        ),
        ("DELETE", f"/api/organizations/{scene.eves_organization}/api-keys/{scene.key['id']}"),
        ("DELETE", f"/api/projects/{scene.eves_project}/api-keys/{scene.key['id']}"),
        ("PATCH", f"/api/projects/{scene.eves_project}/api-keys/{scene.key['id']}"),
        ("PUT", f"/api/projects/{scene.eves_project}/members/{scene.ada.user_id}"),
    ]
    for method, path in mixed:
        body = {"role": "VIEWER", "note": "stolen"} if method in ("PATCH", "PUT") else None
        answer = scene.eve.client.request(method, path, json=body)
        assert answer.status_code == 404, (method, path)
    assert scene.snapshot() == before


def test_unknown_and_foreign_look_the_same(scene: Scene) -> None:
    foreign = scene.eve.get(f"/api/projects/{scene.project}")
    unknown = scene.eve.get("/api/projects/there-is-none")
    assert (foreign.status_code, foreign.json()) == (unknown.status_code, unknown.json())


def test_odd_ids_are_not_found_or_refused(scene: Scene) -> None:
    for odd in ("%00", "%ED%A0%80", "%FF", "a" * 5000, "%F0%9F%90%88", "..%2f..", "'--"):
        for path in ("/api/projects/{}", "/api/organizations/{}", "/api/projects/{}/api-keys"):
            answer = scene.ada.get(path.format(odd))
            assert answer.status_code in (400, 404), (path, odd)
        session = scene.ada.delete(f"/api/auth/sessions/{odd}")
        assert session.status_code in (400, 404, 405), odd


ORGANIZATION = "/api/organizations/{organization_id}"
PROJECT = "/api/projects/{project_id}"
# The weakest role that may, in the organisation Ada owns.
NEEDED: dict[tuple[str, str], str] = {
    ("GET", ORGANIZATION): "VIEWER",
    ("PATCH", ORGANIZATION): "ADMIN",
    ("DELETE", ORGANIZATION): "OWNER",
    ("GET", f"{ORGANIZATION}/projects"): "NONE",
    ("POST", f"{ORGANIZATION}/projects"): "ADMIN",
    ("GET", f"{ORGANIZATION}/members"): "VIEWER",
    ("POST", f"{ORGANIZATION}/members"): "ADMIN",
    ("PATCH", f"{ORGANIZATION}/members/{{user_id}}"): "ADMIN",
    ("DELETE", f"{ORGANIZATION}/members/{{user_id}}"): "ADMIN",
    ("GET", f"{ORGANIZATION}/invitations"): "ADMIN",
    ("DELETE", f"{ORGANIZATION}/invitations/{{invitation_id}}"): "ADMIN",
    ("GET", f"{ORGANIZATION}/api-keys"): "OWNER",
    ("POST", f"{ORGANIZATION}/api-keys"): "OWNER",
    ("DELETE", f"{ORGANIZATION}/api-keys/{{key_id}}"): "OWNER",
    ("GET", PROJECT): "VIEWER",
    ("PATCH", PROJECT): "ADMIN",
    ("DELETE", PROJECT): "OWNER",
    ("GET", f"{PROJECT}/members"): "VIEWER",
    ("POST", f"{PROJECT}/members"): "ADMIN",
    ("PUT", f"{PROJECT}/members/{{user_id}}"): "ADMIN",
    ("GET", f"{PROJECT}/api-keys"): "MEMBER",
    ("POST", f"{PROJECT}/api-keys"): "ADMIN",
    ("PATCH", f"{PROJECT}/api-keys/{{key_id}}"): "ADMIN",
    ("DELETE", f"{PROJECT}/api-keys/{{key_id}}"): "ADMIN",
}
ORDER = ["OWNER", "ADMIN", "MEMBER", "VIEWER", "NONE"]


def test_the_table_names_every_route() -> None:
    assert set(NEEDED) == set(guarded_routes())


def test_weaker_roles_are_refused(scene: Scene) -> None:
    before = scene.snapshot()
    for (method, path), needed in NEEDED.items():
        for role in ORDER[ORDER.index(needed) + 1 :]:
            person = scene.people[role]
            if role == "VIEWER" and path.endswith("{user_id}") and method == "DELETE":
                continue  # the route's member is this very person, who may leave
            status = attempt(person, scene, method, path, scene.organization)
            # a project is not even there for someone without a role in it
            hidden = role == "NONE" and "/api/projects" in path
            assert status == (404 if hidden else 403), (method, path, role)
    assert scene.snapshot() == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # rights know no store
@pytest.mark.parametrize("route", sorted(NEEDED), ids=" ".join)
def test_the_needed_role_is_enough(scene: Scene, route: tuple[str, str]) -> None:
    method, path = route
    person = scene.people[NEEDED[route]]
    expected = {"POST": 201}.get(method, 200)
    if route == ("DELETE", ORGANIZATION):
        expected = 409  # allowed, but it still has a project
    assert attempt(person, scene, method, path, scene.organization) == expected


def test_every_route_is_documented(app: FastAPI) -> None:
    document = app.openapi()
    checked = 0
    for path, methods in document["paths"].items():
        if path.startswith("/api/public") and path != "/api/public/projects":
            continue  # the test app's own
        for method, operation in methods.items():
            checked += 1
            assert operation["summary"], (method, path)
            assert operation["description"], (method, path)
            answers = operation["responses"]
            good = answers.get("200") or answers["201"]
            assert "$ref" in good["content"]["application/json"]["schema"], (method, path)
            if not path.startswith("/api/auth"):
                assert operation["security"], (method, path)
    assert checked >= 30
    schemes = document["components"]["securitySchemes"]
    assert schemes["keyPair"]["scheme"] == "basic"
    assert schemes["session"]["in"] == "cookie"
