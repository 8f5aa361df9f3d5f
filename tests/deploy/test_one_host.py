"""What runs on one host: the compose file, the systemd unit, what Prometheus and VictoriaMetrics
read. By the tools that know the formats. No container engine was at hand to start it in."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from tests.deploy.tools import ENVIRONMENTS, ROOT, tool

from gatelight.gateway.config import render
from gatelight.settings import Settings

COMPOSE = ROOT / "deploy" / "compose"
UNIT = ROOT / "deploy" / "systemd" / "gatelight.service"
PROMETHEUS = ROOT / "deploy" / "prometheus"
STATEFUL = {"server", "gateway", "postgres", "clickhouse", "prometheus", "grafana"}


def system_tool(name: str, package: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"{name} is missing; install it: apt-get install {package}")
    return found


@pytest.fixture
def compose() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((COMPOSE / "compose.yaml").read_text())
    return document


def test_containers_are_closed(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert ("ports" in service) == (name == "edge"), "the edge is the only door"
        assert any(":/" in v for v in service.get("volumes", ())) == (name in STATEFUL), name


def test_every_volume_and_secret_is_declared(compose: dict[str, Any]) -> None:
    used = {v.split(":")[0] for s in compose["services"].values() for v in s.get("volumes", ())}
    assert {name for name in used if not name.startswith(".")} == set(compose["volumes"])
    secrets = {name for s in compose["services"].values() for name in s.get("secrets", ())}
    assert secrets == set(compose["secrets"])


def test_files_it_mounts_exist(compose: dict[str, Any]) -> None:
    mounted = [v.split(":")[0] for s in compose["services"].values() for v in s.get("volumes", ())]
    for path in (path for path in mounted if path.startswith(".")):
        assert (COMPOSE / path).exists(), path


def test_its_settings_are_settings(compose: dict[str, Any]) -> None:
    known = {f"GATELIGHT_{name.upper()}" for name in Settings.model_fields}
    known |= {str(f.validation_alias) for f in Settings.model_fields.values()}
    known |= {"LANGFUSE_HOST", "LANGFUSE_PUBLIC_KEY", "LANGFUSE_SECRET_KEY"}
    for name in ("server", "gateway", "edge"):
        assert set(compose["services"][name]["environment"]) <= known, name


def test_targets_are_in_the_dockerfile(compose: dict[str, Any]) -> None:
    stages = set(re.findall(r"^FROM .* AS (\w+)$", (ROOT / "Dockerfile").read_text(), re.M))
    built = {s["build"]["target"] for s in compose["services"].values() if "build" in s}
    bake = json.loads((ROOT / "deploy" / "docker-bake.json").read_text())
    baked = {target.get("target") for target in bake["target"].values()} - {None}
    assert built <= baked <= stages
    assert bake["target"]["common"]["platforms"] == ["linux/amd64", "linux/arm64"]
    server = (ROOT / "Dockerfile").read_text().split(" AS server\n")[1]
    assert 'VOLUME ["/data", "/tmp"]' in server, "ECS leaves others to root"
    for stage in ("server", "gateway", "grafana", "metrics"):
        part = (ROOT / "Dockerfile").read_text().split(f" AS {stage}\n")[1].split("\nFROM ")[0]
        users = re.findall(r"^USER (\S+)$", part, re.M)
        assert not users or users[-1] not in ("root", "0"), stage


@pytest.mark.slow
def test_it_fits_the_published_schema_and_the_linter() -> None:
    linter = ENVIRONMENTS / "dclint" / "node_modules" / "dclint"
    if not linter.exists():
        pytest.fail(".envs/dclint is missing: run `make tools`")
    schema = json.loads((linter / "schemas" / "compose.schema.json").read_text())
    Draft7Validator(schema).validate(yaml.safe_load((COMPOSE / "compose.yaml").read_text()))
    node = subprocess.run(
        [ROOT / "scripts" / "node"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    ran = subprocess.run(
        [linter.parent / ".bin" / "dclint", "-c", COMPOSE / ".dclintrc", COMPOSE / "compose.yaml"],
        env=os.environ | {"PATH": f"{node}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout


@pytest.mark.slow
def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    ran = subprocess.run(
        [tool("deploy", "hadolint"), ROOT / "Dockerfile"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (0, "")


def make_env(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", folder / "make-env"], capture_output=True, text=True, check=True, cwd="/"
    )


def test_make_env_makes_everything_that_is_asked_for(tmp_path: Path) -> None:
    shutil.copy(COMPOSE / "make-env", tmp_path)
    make_env(tmp_path)
    written = (tmp_path / ".env").read_text()
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    asked = re.findall(r"\$\{(\w+):\?", (COMPOSE / "compose.yaml").read_text())
    made = dict(re.findall(r"^(\w+)=(.+)$", written, re.M))
    assert set(asked) <= set(made)
    assert len({made[name] for name in asked}) == len(set(asked))
    assert "VIRTUAL_KEY" in made  # the secret that Prometheus reads the gateway's metrics with
    again = make_env(tmp_path)
    assert (tmp_path / ".env").read_text() == written
    assert "nothing was changed" in again.stderr


def test_the_gateway_takes_its_file_with_and_without_providers() -> None:
    operator = yaml.safe_load((COMPOSE / "gateway.yaml").read_text())
    demo = render(operator, {})
    assert demo.document["model_list"]
    assert demo.tracing == {"langfuse"}
    named = render(operator, {"ANTHROPIC_API_KEY": "sk-ant"})
    assert any("anthropic" in str(model) for model in named.document["model_list"])


def test_prometheus_reads_the_same_jobs(tmp_path: Path) -> None:
    own = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text())["scrape_configs"]
    other = yaml.safe_load((COMPOSE / "prometheus.yml").read_text())
    jobs = {job["job_name"]: job.get("metrics_path") for job in own}
    assert {job["job_name"]: job.get("metrics_path") for job in other["scrape_configs"]} == jobs
    services = yaml.safe_load((COMPOSE / "compose.yaml").read_text())["services"]
    for job in other["scrape_configs"]:
        for target in job["static_configs"][0]["targets"]:
            assert target.split(":")[0] in services
    shutil.copy(COMPOSE / "prometheus.yml", tmp_path)
    shutil.copytree(PROMETHEUS / "rules", tmp_path / "rules")
    ran = subprocess.run(
        [
            system_tool("promtool", "prometheus"),
            *("check", "config", "--syntax-only", tmp_path / "prometheus.yml"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_victoria_metrics_reads_the_file_of_the_cloud() -> None:
    jobs = yaml.safe_load((PROMETHEUS / "aws.yml").read_text())["scrape_configs"]
    own = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text())["scrape_configs"]
    assert [job["job_name"] for job in jobs] == [job["job_name"] for job in own]
    names = re.findall(r"%\{(\w+)\}", (PROMETHEUS / "aws.yml").read_text())
    module = (ROOT / "deploy/terraform/modules/monitoring/main.tf").read_text()
    assert all(re.search(rf"^ +{name} +=", module, re.M) for name in names)
    ran = subprocess.run(
        [
            system_tool("victoria-metrics", "victoria-metrics"),
            "-dryRun",
            f"-promscrape.config={PROMETHEUS / 'aws.yml'}",
        ],
        env=os.environ | dict.fromkeys(names, "server.gatelight.internal"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    """`verify` wants the command to exist; `security` reckons how little the service may do."""
    analyze = system_tool("systemd-analyze", "systemd")
    unit = tmp_path / UNIT.name
    command = "/opt/gatelight/.venv/bin/gatelight"
    assert f"ExecStart={command} up" in UNIT.read_text()
    unit.write_text(UNIT.read_text().replace(command, "/bin/true"))
    ran = subprocess.run([analyze, "verify", unit], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    ran = subprocess.run(
        [analyze, "security", "--offline=true", "--threshold=20", unit],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, "exposure above 2.0:\n" + ran.stdout
