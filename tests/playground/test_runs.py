"""The playground without a gateway: who may run, what is refused, what is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.ports import free_port
from tests.whole_app import PROJECT, WholeApp, whole_app

from gatelight.errors import ServiceUnavailable
from gatelight.gateway.client import Caller, access, attributed
from gatelight.settings import Settings

PATH = f"/api/projects/{PROJECT}/playground"
PASSWORD = "correct horse battery"
RUN: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeApp]:
    folder: Path = tmp_path_factory.mktemp("playground")
    with whole_app(
        folder,
        gateway_port=free_port(),
        gateway_master_key="sk-master-of-nothing",
        playground_calls_per_minute=3,
    ) as running:
        body = {"email": "ada@example.com", "name": "ada", "password": PASSWORD}
        assert running.client.post("/api/auth/signup", json=body).status_code == 200
        yield running


def run(app: WholeApp, body: dict[str, Any]) -> httpx.Response:
    return app.client.post(f"{PATH}/runs", json=body)


@pytest.mark.parametrize(
    "wrong",
    [
        RUN | {"messages": []},
        RUN | {"model": ""},
        RUN | {"api_base": "http://elsewhere"},
        RUN | {"metadata": {"trace_user_id": "somebody else"}},
        RUN | {"temperature": "hot"},
        RUN | {"tools": [1]},
    ],
)
def test_only_offered_parameters_are_taken(app: WholeApp, wrong: dict[str, Any]) -> None:
    answer = run(app, wrong)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]


def test_no_gateway_is_said_and_calls_are_counted(app: WholeApp) -> None:
    for _ in range(3):
        answer = run(app, RUN)
        assert answer.status_code == 503
        assert "gatelight up" in answer.json()["message"]
    assert run(app, RUN).status_code == 429
    assert app.client.get(f"{PATH}/models").status_code == 503


def test_a_server_without_a_key_says_which_setting(tmp_path: Path) -> None:
    with pytest.raises(ServiceUnavailable, match="GATELIGHT_GATEWAY_MASTER_KEY"):
        access(Settings(data_dir=tmp_path, _env_file=None))


def test_strangers_and_programs_do_not_run(app: WholeApp) -> None:
    cookies = dict(app.client.cookies)
    app.client.cookies.clear()
    try:
        assert run(app, RUN).status_code == 401
        assert app.post(f"{PATH}/runs", RUN).status_code == 401
    finally:
        app.client.cookies.update(cookies)


def test_a_call_is_attributed_to_who_makes_it() -> None:
    body = attributed({"model": "m", "metadata": {"trace_user_id": "x"}}, Caller("p", "ada", "why"))
    assert body["metadata"]["trace_user_id"] == "ada"
    assert body["metadata"]["tags"] == ["why"]
