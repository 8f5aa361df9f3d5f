"""Saved views: everybody's own, shared ones, and who may change them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.whole_app import PROJECT, WholeApp, whole_app

pytestmark = pytest.mark.long

PATH = f"/api/projects/{PROJECT}/views"
PASSWORD = "correct horse battery"
CONTENT = {
    "q": "level:ERROR",
    "range": "24h",
    "order": "cost.desc",
    "columns": {"order": ["name"], "shown": {"tags": True}, "widths": {"name": 240}},
}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[WholeApp]:
    with whole_app(tmp_path) as running:
        sign_up(running, "ada")
        yield running


def sign_up(app: WholeApp, name: str) -> None:
    body = {"email": f"{name}@example.com", "name": name, "password": PASSWORD}
    assert app.client.post("/api/auth/signup", json=body).status_code == 200


def be(app: WholeApp, name: str) -> None:
    body = {"email": f"{name}@example.com", "password": PASSWORD}
    assert app.client.post("/api/auth/login", json=body).status_code == 200


def join(app: WholeApp, name: str, role: str) -> None:
    """Make an account, let Ada take it into the project, and be that person."""
    sign_up(app, name)
    be(app, "ada")
    body = {"email": f"{name}@example.com", "role": role}
    answer = app.client.post("/api/organizations/org-test/members", json=body)
    assert answer.is_success, answer.text
    be(app, name)


def keep(app: WholeApp, name: str = "Errors", **more: Any) -> Any:
    body = {"surface": "traces", "name": name, "content": CONTENT} | more
    return app.client.post(PATH, json=body)


def names(app: WholeApp, surface: str = "traces") -> list[str]:
    found = app.client.get(PATH, params={"surface": surface}).json()["data"]
    return [view["name"] for view in found]


def test_a_view_comes_back_as_it_was_kept(app: WholeApp) -> None:
    kept = keep(app).json()
    assert kept["content"] == CONTENT
    assert (kept["mine"], kept["shared"]) == (True, False)
    keep(app, "all", surface="observations", content={})
    assert names(app) == ["Errors"]
    assert names(app, "observations") == ["all"]
    changed = app.client.patch(f"{PATH}/{kept['id']}", json={"name": "Dear", "content": {"q": "x"}})
    assert changed.json()["content"]["q"] == "x"
    assert names(app) == ["Dear"]
    assert app.client.delete(f"{PATH}/{kept['id']}").status_code == 200
    assert names(app) == []
    assert app.client.delete(f"{PATH}/{kept['id']}").status_code == 404


def test_others_see_only_what_is_shared_and_change_nothing(app: WholeApp) -> None:
    own, shared = keep(app, "own").json(), keep(app, "shared", shared=True).json()
    join(app, "grace", "MEMBER")
    assert names(app) == ["shared"]
    for view, status in ((own, 404), (shared, 403)):
        assert app.client.patch(f"{PATH}/{view['id']}", json={"name": "x"}).status_code == status
        assert app.client.delete(f"{PATH}/{view['id']}").status_code == status
    keep(app, "hers")
    assert names(app) == ["hers", "shared"]
    be(app, "ada")
    assert names(app) == ["own", "shared"]


def test_viewers_keep_views_but_do_not_share_them(app: WholeApp) -> None:
    join(app, "linus", "VIEWER")
    kept = keep(app, "mine")
    assert kept.status_code == 200
    assert keep(app, "ours", shared=True).status_code == 403
    answer = app.client.patch(f"{PATH}/{kept.json()['id']}", json={"shared": True})
    assert answer.status_code == 403


def test_administrators_tidy_up_shared_views(app: WholeApp) -> None:
    join(app, "grace", "MEMBER")
    shared = keep(app, "hers", shared=True).json()
    be(app, "ada")
    assert app.client.delete(f"{PATH}/{shared['id']}").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"name": ""},
        {"surface": "sessions"},
        {"content": {"colour": "red"}},
        {"content": {"q": "x" * 4001}},
        {"content": {"columns": {"order": ["c"] * 101, "shown": {}, "widths": {}}}},
        {"name": "a\x00b"},
    ],
)
def test_bad_views_are_refused(app: WholeApp, body: dict[str, Any]) -> None:
    assert keep(app, **body).status_code == 400
