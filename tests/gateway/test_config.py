"""The configuration LiteLLM gets: what the operator wrote stays, what is missing is added."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
import yaml

from gatelight.gateway.config import (
    AUTH,
    EXPORTER,
    HOOKS,
    GatewayConfigError,
    read_operator_file,
    render,
    write,
)
from gatelight.gateway.models import DEMO_MODEL, models_from_environment

MODEL = {"model_name": "m", "litellm_params": {"model": "openai/m"}}


def names(env: dict[str, str]) -> list[str]:
    return [entry["model_name"] for entry in models_from_environment(env)]


def test_without_anything_the_demonstration_model_answers():
    config = render({}, {})
    assert config.check_model == DEMO_MODEL
    assert config.document["litellm_settings"]["callbacks"] == ["prometheus", "langfuse", HOOKS]
    assert config.document["litellm_settings"]["custom_provider_map"][0]["provider"] == "gatelight"
    assert config.document["general_settings"]["custom_auth"] == AUTH
    assert config.tracing == {"langfuse"}


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({"OPENAI_API_KEY": "x"}, "gpt-*"),
        ({"ANTHROPIC_API_KEY": "x"}, "claude-*"),
        ({"GEMINI_API_KEY": "x"}, "gemini/*"),
    ],
)
def test_provider_keys_bring_their_models_in_place_of_the_demo(env, expected):
    assert expected in names(env)
    assert DEMO_MODEL not in names(env)


@pytest.mark.parametrize("env", [{"AWS_PROFILE": "x"}, {"OLLAMA_HOST": "box:11434"}])
def test_ambient_credentials_leave_the_demo_in_place(env):
    assert names(env)[0] == DEMO_MODEL
    assert len(names(env)) == 2


def test_no_key_is_written_into_the_configuration(tmp_path):
    config = render({}, {"OPENAI_API_KEY": "sk-secret", "LITELLM_MASTER_KEY": "sk-master"})
    path = write(config, tmp_path / "x" / "config.yaml")
    assert "sk-" not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert yaml.safe_load(path.read_text()) == config.document


def test_wildcards_are_called_by_a_real_name():
    assert render({}, {"OPENAI_API_KEY": "x"}).check_model == "openai/start-check"


@pytest.mark.parametrize(
    ("written", "callbacks", "tracing"),
    [
        ({"callbacks": ["langfuse_otel"]}, ["langfuse_otel", "prometheus"], {"langfuse_otel"}),
        (
            {"success_callback": ["langfuse"], "failure_callback": ["langfuse"]},
            ["prometheus"],
            {"langfuse"},
        ),
        (
            {
                "callbacks": ["prometheus", "langfuse"],
                "success_callback": ["langfuse"],
                "failure_callback": ["langfuse"],
            },
            ["prometheus", "langfuse"],
            {"langfuse"},
        ),
        ({"callbacks": ["my.hook"]}, ["my.hook", "prometheus", "langfuse"], {"langfuse"}),
        ({"callbacks": "prometheus"}, ["prometheus", "langfuse"], {"langfuse"}),
        ({"callbacks": []}, [], set()),
    ],
)
def test_callbacks_are_added_never_changed(written, callbacks, tracing):
    config = render({"model_list": [MODEL], "litellm_settings": written}, {})
    settings = config.document["litellm_settings"]
    assert settings["callbacks"] == [*callbacks, HOOKS]
    assert config.tracing == tracing
    for name in ("success_callback", "failure_callback"):
        assert settings.get(name) == written.get(name)


def test_our_exporter_stands_in_for_the_hooks_once():
    written = {"callbacks": ["gatelight"], "failure_callback": ["gatelight", "langfuse"]}
    config = render({"model_list": [MODEL], "litellm_settings": written}, {})
    settings = config.document["litellm_settings"]
    assert settings["callbacks"] == ["prometheus", EXPORTER]
    assert settings["failure_callback"] == ["langfuse"]
    assert config.tracing == {"gatelight", "langfuse"}


@pytest.mark.parametrize(
    ("general", "env"),
    [
        ({"custom_auth": "mine.auth"}, {}),
        ({"database_url": "postgresql://x"}, {}),
        ({}, {"DATABASE_URL": "postgresql://x"}),
    ],
)
def test_another_way_to_check_keys_is_respected(general, env):
    document = render({"model_list": [MODEL], "general_settings": general}, env).document
    assert document["general_settings"].get("custom_auth") == general.get("custom_auth")


@pytest.mark.parametrize(
    ("written", "key"),
    [("sk-written", "sk-written"), ("os.environ/MY_KEY", "sk-env"), (None, None)],
)
def test_the_operators_master_key_counts(written, key):
    config = render({"general_settings": {"master_key": written}}, {"MY_KEY": "sk-env"})
    assert config.master_key == key
    assert config.document["general_settings"]["master_key"] == "os.environ/LITELLM_MASTER_KEY"


def test_the_operators_document_is_not_changed():
    operator = {"model_list": [MODEL], "litellm_settings": {"callbacks": ["x"]}}
    before = yaml.safe_dump(operator)
    render(operator, {})
    assert yaml.safe_dump(operator) == before


@pytest.mark.parametrize("text", ["[", "- a", "model_list: {}", "litellm_settings: 1", "\xff"])
def test_files_that_cannot_be_used_say_so(tmp_path: Path, text: str):
    path = tmp_path / "gateway.yaml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(GatewayConfigError, match=r"gateway\.yaml"):
        read_operator_file(path)
    with pytest.raises(GatewayConfigError):
        read_operator_file(tmp_path / "absent.yaml")


def test_the_example_file_loads():
    example = Path(__file__).parents[2] / "gateway.example.yaml"
    document = read_operator_file(example)
    assert render(document, {}).check_model
