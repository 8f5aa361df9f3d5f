"""`gatelight aws secrets` against what Terraform's environment asks for."""

from __future__ import annotations

import json
import re

from tests.deploy.tools import ROOT
from typer.testing import CliRunner

from gatelight.cli.main import app
from gatelight.deploy.aws_names import SECRET_VARIABLES

EXAMPLE = ROOT / "deploy" / "terraform" / "environments" / "example"


def printed(*options: str) -> dict[str, str]:
    result = CliRunner().invoke(app, ["aws", "secrets", *options])
    assert result.exit_code == 0, result.output
    found: dict[str, str] = json.loads(result.stdout)["secrets"]
    return found


def test_every_secret_terraform_asks_for_is_made() -> None:
    text = (EXAMPLE / "variables.tf").read_text()
    asked = re.search(r"alltrue\(\[for name in \[(.*?)\] :", text, re.S)
    assert asked
    assert set(printed()) == set(re.findall(r'"([a-z-]+)"', asked[1]))


def test_tasks_read_no_other_secret() -> None:
    """Each is made here, or by Terraform from the database's address and the server's."""
    made = set(printed("--clickhouse-url", "https://x/y")) | {"database-url", "langfuse-host"}
    read = {secret for part in SECRET_VARIABLES.values() for secret in part.values()}
    assert read <= made


def test_they_are_new_each_time_and_fit_where_they_go() -> None:
    one, other = printed(), printed()
    assert not set(one.values()) & set(other.values())
    assert re.fullmatch("[A-Za-z0-9]{32}", one["database-password"])
    assert one["langfuse-public-key"].startswith("pk-lf-")
