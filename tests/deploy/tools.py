"""Where the tools of `make tools` are: environments of their own below `.envs/`."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = ROOT / ".envs"


def tool(environment: str, name: str) -> Path:
    """A command of an environment. Without it the test fails, never skips."""
    path = ENVIRONMENTS / environment / "bin" / name
    if not path.exists():
        pytest.fail(f"{path.relative_to(ROOT)} is missing: run `make tools`")
    return path


def tool_python(environment: str) -> Path:
    return tool(environment, "python")
