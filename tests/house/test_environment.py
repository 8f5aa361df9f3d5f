"""`scripts/environment` with nothing but Python's own venv and pip, as on a fresh machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

TOOLS = ["dirname", "sh", "touch"]


@pytest.mark.slow
def test_pip_takes_the_lock_as_it_is(tmp_path: Path) -> None:
    """pydantic is asked for with an extra, which once made pip look for a release of its own."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found, name
        (tools / name).symlink_to(found)
    lock = ROOT / "tests/compat/environments/python-2.txt"
    interpreter = Path(sys.executable).resolve()
    environment = {**os.environ, "PATH": str(tools), "PYTHON": str(interpreter)}
    made = subprocess.run(
        [ROOT / "scripts/environment", tmp_path / "made", lock],
        check=False,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stderr
    python = tmp_path / "made/bin/python"
    subprocess.run([python, "-c", "import langfuse"], check=True, env=environment)
