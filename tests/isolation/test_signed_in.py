"""Somebody signed in, but a member of another organisation, walks every route of a project: those
of the pages, and the public ones, which take a log-in in place of a key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.account_app import PASSWORD
from tests.isolation.served import OPEN_TO_ALL, public_routes, routes
from tests.whole_app import PROJECT, WholeApp, whole_app

pytestmark = pytest.mark.long

REFUSED = {401, 403, 404}


def sign_up(app: WholeApp, name: str) -> None:
    app.client.cookies.clear()
    body = {"email": f"{name}@example.com", "name": name, "password": PASSWORD}
    assert app.client.post("/api/auth/signup", json=body).status_code == 200


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeApp]:
    """The first to sign up is the instance's admin; the second is the stranger who walks."""
    folder: Path = tmp_path_factory.mktemp("data")
    with whole_app(folder, login_attempts_per_minute=1000) as running:
        sign_up(running, "ada")
        assert running.client.get(f"/api/projects/{PROJECT}").status_code == 200
        sign_up(running, "eve")
        yield running


def filled(path: str) -> str:
    parts = path.replace("{project_id}", PROJECT).split("/")
    return "/".join("1" if part.startswith("{") else part for part in parts)


def test_no_page_of_another_organisation_opens(app: WholeApp) -> None:
    walked = [route for route in routes(app) if "/projects/{project_id}" in route[1]]
    assert len(walked) > 100
    for method, path in walked:
        answer = app.client.request(method, filled(path), json={})
        assert answer.status_code in REFUSED, f"{method} {path}: {answer.status_code}"


def test_naming_a_foreign_project_opens_no_public_route(app: WholeApp) -> None:
    for method, path in public_routes(app):
        if path not in OPEN_TO_ALL:
            answer = app.client.request(
                method, filled(path), json={}, headers={"X-Gatelight-Project": PROJECT}
            )
            assert answer.status_code in REFUSED, f"{method} {path}: {answer.status_code}"
