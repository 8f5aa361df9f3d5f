"""Start a real gateway (LiteLLM in `.envs/gateway`) for tests, ours or any end-to-end test.

with running_gateway(tmp_path, server_url, public_key, secret_key, operator=…) as gateway:
    httpx.post(gateway.url + "/v1/chat/completions", headers=gateway.master, json=…)
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from tests.ports import free_port
from tests.waiting import wait_until_answers

from gatelight.gateway.environment import default_venv
from gatelight.gateway.keys import GatewayKey, put_key
from gatelight.gateway.launch import TracePlace, key_file, prepare
from gatelight.settings import Settings

MASTER_KEY = "sk-gl-master-of-the-tests"
USER_KEY = "sk-gl-key-of-the-test-user"
START_SECONDS = 600
VENV = Path(os.environ.get("GATELIGHT_GATEWAY_VENV") or default_venv())
USER = GatewayKey(
    key_alias="test-user",
    user_id="test-user",
    user_email="test-user@example.com",
    team_id="team-1",
    team_alias="The team",
)


@dataclass(frozen=True, slots=True)
class RunningGateway:
    """A started gateway. `log` is LiteLLM's output so far."""

    url: str
    keys: Path
    log_file: Path
    pid: int

    @property
    def master(self) -> dict[str, str]:
        return {"authorization": f"Bearer {MASTER_KEY}"}

    @property
    def user(self) -> dict[str, str]:
        return {"authorization": f"Bearer {USER_KEY}"}

    @property
    def log(self) -> str:
        return self.log_file.read_text(errors="replace")


def models_of(provider_url: str) -> list[dict[str, Any]]:
    """A model list whose every model is served by `tests.fakes.provider`."""

    def entry(name: str, model: str, base: str) -> dict[str, Any]:
        params = {"model": model, "api_base": base, "api_key": "sk-provider"}
        return {"model_name": name, "litellm_params": params}

    openai, anthropic = f"{provider_url}/v1", provider_url
    chat = [f"gpt-4o-mini{end}" for end in ("", "-500", "-429", "-401", "-cut")]
    claude = [f"claude-sonnet-4-5{end}" for end in ("", "-500", "-cut")]
    others = ["text-embedding-3-small", "whisper-1"]
    return [
        *(entry(name, f"openai/{name}", openai) for name in chat + others),
        *(entry(name, f"anthropic/{name}", anthropic) for name in claude),
    ]


@contextmanager
def running_gateway(
    folder: Path,
    server_url: str,
    public_key: str,
    secret_key: str,
    operator: dict[str, Any] | None = None,
    env: dict[str, str] | None = None,
    port: int = 0,
) -> Iterator[RunningGateway]:
    """A gateway that records in `server_url`; `operator` is its `gateway.yaml`; `port` 0 takes a
    free one."""
    folder.mkdir(parents=True, exist_ok=True)
    written = folder / "gateway.yaml"
    if operator is not None:
        written.write_text(yaml.safe_dump(operator))
    settings = Settings(
        data_dir=folder / "data",
        gateway_port=port or free_port(),
        gateway_venv=VENV,
        gateway_config=written if operator is not None else None,
    )
    put_key(key_file(settings), USER_KEY, USER)
    launch = prepare(
        settings,
        place=TracePlace(server_url, public_key, secret_key),
        master_key=MASTER_KEY,
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")} | (env or {}),
    )
    log_file = folder / "gateway.log"
    with log_file.open("wb") as output:
        process = subprocess.Popen(
            launch.argv, env=launch.env, cwd=folder, stdout=output, stderr=subprocess.STDOUT
        )
    url = f"http://127.0.0.1:{settings.gateway_port}"
    try:
        wait_until_answers(f"{url}/health/liveliness", process, log_file, START_SECONDS)
        yield RunningGateway(url, key_file(settings), log_file, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
