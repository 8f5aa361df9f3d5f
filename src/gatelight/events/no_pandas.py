"""Keeps pandas out of the server's process.

pyarrow imports pandas, when it is installed, at the first array it builds, only to recognise pandas
objects; the embedded engine's package brings it along. We pass none, and it costs about 55 MB and
2 seconds at the first request.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType


class _NoPandas(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError("pandas is kept out of this process", name=fullname)


def keep_pandas_out() -> None:
    """From now on importing pandas fails in this process, unless it already was imported."""
    if not any(isinstance(finder, _NoPandas) for finder in sys.meta_path):
        sys.meta_path.insert(0, _NoPandas())
