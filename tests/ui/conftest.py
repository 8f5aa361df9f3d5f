"""A server in this process with a history, and people who are logged in to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.browser.story import tell_app
from tests.whole_app import PROJECT, WholeApp, whole_app

PASSWORD = "correct horse battery"
PATH = f"/api/projects/{PROJECT}"


def sign_up(app: WholeApp, name: str) -> None:
    """A new account; the client is logged in as it. The first one owns the project."""
    body = {"email": f"{name}@example.com", "name": name, "password": PASSWORD}
    assert app.client.post("/api/auth/signup", json=body).status_code == 200


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeApp]:
    """With a history and its owner Ada, who is logged in."""
    folder: Path = tmp_path_factory.mktemp("ui")
    with whole_app(folder) as running:
        tell_app(running)
        sign_up(running, "ada")
        yield running


@contextmanager
def logged_out(app: WholeApp) -> Iterator[None]:
    """Nobody is logged in meanwhile, or who logs in there."""
    cookies = dict(app.client.cookies)
    app.client.cookies.clear()
    try:
        yield
    finally:
        app.client.cookies.clear()
        app.client.cookies.update(cookies)


def read(app: WholeApp, path: str, **params: Any) -> Any:
    """The answer of a read that succeeds."""
    answer = app.client.get(f"{PATH}{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()
