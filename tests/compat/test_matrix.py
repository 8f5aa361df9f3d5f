"""docs/compatibility.md says what the tests prove: no cell more, none less, of these versions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.compat import matrix

pytestmark = pytest.mark.long


def test_the_record_has_the_cells_of_the_tests(tmp_path: Path) -> None:
    listing = tmp_path / "cells.json"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", str(matrix.HERE)],
        env=os.environ | {"LIST_CELLS": str(listing)},
        capture_output=True,
        text=True,
        check=False,
        cwd=matrix.HERE.parents[1],
    )
    assert done.returncode == 0, done.stdout + done.stderr
    collected = {tuple(cell) for cell in json.loads(listing.read_text())}
    known = {
        (client, feature)
        for client, found in matrix.recorded().items()
        for feature in found["cells"]
    }
    assert collected == known, "run `make compat`"


def test_the_record_is_of_the_locked_versions() -> None:
    assert {
        client: found["packages"] for client, found in matrix.recorded().items()
    } == matrix.versions(), "run `make compat`"


def test_disagreements_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = {"proven": matrix.YES, "absent": matrix.NONE}
    monkeypatch.setattr(matrix, "recorded", lambda: {"Python 9": {"cells": cells}})
    assert matrix.disagreement([("Python 9", "proven")], matrix.YES) == ""
    assert matrix.disagreement([("Python 9", "absent")], matrix.NONE) == ""
    for feature, outcome in (("proven", matrix.NONE), ("new", matrix.YES), ("new", matrix.NONE)):
        assert "make compat" in matrix.disagreement([("Python 9", feature)], outcome)
