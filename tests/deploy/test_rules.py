"""The rules of deploy/prometheus, by Prometheus's own tool, and what their runbooks link to."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PROMETHEUS = ROOT / "deploy" / "prometheus"


def promtool(*arguments: str | Path) -> str:
    tool = shutil.which("promtool")
    if tool is None:
        pytest.fail("promtool is missing; install it: apt-get install prometheus")
    ran = subprocess.run(
        [tool, *map(str, arguments)], capture_output=True, text=True, check=False, cwd=PROMETHEUS
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_the_rules_are_right() -> None:
    promtool("check", "rules", *sorted((PROMETHEUS / "rules").glob("*.yml")))


def test_alerts_fire_when_they_should_and_only_then() -> None:
    promtool("test", "rules", *sorted((PROMETHEUS / "tests").glob("*.yml")))


def test_every_alert_leads_to_its_runbook() -> None:
    groups = yaml.safe_load((PROMETHEUS / "rules" / "alerts.yml").read_text())["groups"]
    for rule in groups[0]["rules"]:
        page, _, anchor = rule["annotations"]["runbook"].partition("#")
        headings = re.findall(r"^#+ (.+)$", (ROOT / page).read_text(), re.M)
        anchors = {heading.lower().replace(" ", "-") for heading in headings}
        assert anchor in anchors, rule["alert"]


def test_both_databases_scrape_the_same() -> None:
    own, other = (
        yaml.safe_load((PROMETHEUS / name).read_text())["scrape_configs"]
        for name in ("prometheus.yml", "victoria-metrics.yml")
    )
    assert own == other
    promtool("check", "config", "--syntax-only", "prometheus.yml")
