"""A small app with the account and project routes, and people who use it over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from gatelight.accounts.cors import install_cors
from gatelight.accounts.dependencies import OrganizationKey, ProjectKey, ScoreKey
from gatelight.accounts.principal import ApiPrincipal
from gatelight.accounts.routes import router as accounts
from gatelight.errors import install_error_handlers
from gatelight.events.schema import Layout
from gatelight.projects.routes import router as projects
from gatelight.records.database import Database
from gatelight.settings import Settings

PASSWORD = "correct horse battery"


class RecordedEvents:
    """Stands in for the event store where only the deleting of a project is of interest."""

    def __init__(self) -> None:
        self.commands: list[tuple[str, Any]] = []
        self.layout = Layout()

    def command(self, sql: str, parameters: Any = None) -> None:
        self.commands.append((sql, parameters))


def make_services(database: Database, folder: Path, **settings: Any) -> SimpleNamespace:
    """Services with a real record store."""
    values = {"login_attempts_per_minute": 1000} | settings
    return SimpleNamespace(
        settings=Settings(data_dir=folder / "data", _env_file=None, **values),
        database=database,
        events=RecordedEvents(),
        writer=SimpleNamespace(exclusively=lambda _action: None),
        project_cleanups=(),
    )


def make_app(services: SimpleNamespace) -> FastAPI:
    app = FastAPI()
    app.state.services = services
    install_error_handlers(app)
    install_cors(app)
    app.include_router(accounts)
    app.include_router(projects)

    @app.get("/api/public/whoami")
    def whoami(key: ProjectKey) -> dict[str, str]:
        return described(key)

    @app.post("/api/public/scores")
    def score(key: ScoreKey) -> dict[str, str]:
        return described(key)

    @app.get("/api/public/organization-only")
    def organization_only(key: OrganizationKey) -> dict[str, str]:
        return described(key)

    return app


def described(key: ApiPrincipal) -> dict[str, str]:
    return {name: getattr(key, name) for name in ApiPrincipal.__slots__}


@dataclass
class Person:
    """A browser: its cookies and, once signed up, whose they are."""

    client: TestClient
    user_id: str = ""
    email: str = ""

    def sign_up(self, name: str, **extra: Any) -> Person:
        answer = self.post(
            "/api/auth/signup",
            {"email": f"{name}@example.com", "name": name, "password": PASSWORD} | extra,
        )
        assert answer.status_code == 200, answer.text
        user = answer.json()["user"]
        self.user_id, self.email = user["id"], user["email"]
        return self

    def get(self, path: str, **extra: Any) -> Any:
        return self.client.get(path, **extra)

    def post(self, path: str, body: Any = None, **extra: Any) -> Any:
        return self.client.post(path, json=body or {}, **extra)

    def put(self, path: str, body: Any) -> Any:
        return self.client.put(path, json=body)

    def patch(self, path: str, body: Any) -> Any:
        return self.client.patch(path, json=body)

    def delete(self, path: str) -> Any:
        return self.client.delete(path)

    def first_organization(self) -> str:
        organization: str = self.session()["organizations"][0]["id"]
        return organization

    def first_project(self) -> str:
        project: str = self.session()["organizations"][0]["projects"][0]["id"]
        return project

    def session(self) -> Any:
        return self.get("/api/auth/session").json()

    def new_organization(self, name: str) -> str:
        answer = self.post("/api/organizations", {"name": name})
        assert answer.status_code == 201, answer.text
        organization: str = answer.json()["id"]
        return organization

    def new_project(self, organization_id: str, name: str) -> str:
        answer = self.post(f"/api/organizations/{organization_id}/projects", {"name": name})
        assert answer.status_code == 201, answer.text
        project: str = answer.json()["id"]
        return project

    def new_key(self, project_id: str, **body: Any) -> dict[str, Any]:
        answer = self.post(f"/api/projects/{project_id}/api-keys", body)
        assert answer.status_code == 201, answer.text
        key: dict[str, Any] = answer.json()
        return key
