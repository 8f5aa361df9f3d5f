"""A memory limit around processes: a control group of the kernel, version 1 or 2.

Only root may make one; elsewhere the processes' memory is added up instead, at every look.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

GROUPS = Path("/sys/fs/cgroup")


class MemoryGroup:
    """Processes together; `peak()` in bytes."""

    def __init__(self, folder: Path | None, limit: int) -> None:
        self._folder = folder
        self._limit = limit
        self._peak = 0

    def enter(self) -> None:
        """For the child between fork and exec."""
        if self._folder is not None:
            (self._folder / "cgroup.procs").write_text(str(os.getpid()))

    def look(self, root: int) -> None:
        """Where no group could be made: add up what `root` and its descendants hold now."""
        if self._folder is None:
            self._peak = max(self._peak, sum(map(_proportional, _family(root))))

    def peak(self) -> int:
        if self._folder is None:
            return self._peak
        for name in ("memory.max_usage_in_bytes", "memory.peak"):
            if (self._folder / name).exists():
                return int((self._folder / name).read_text())
        return 0

    def kills(self) -> int:
        """Processes the kernel ended because of the limit."""
        if self._folder is None:
            return int(self._peak > self._limit)
        for name in ("memory.oom_control", "memory.events"):
            path = self._folder / name
            if path.exists():
                facts = dict(line.split() for line in path.read_text().splitlines())
                return int(facts.get("oom_kill", 0))
        return 0


def _family(root: int) -> list[int]:
    found = [root]
    for pid in found:
        children = Path(f"/proc/{pid}/task/{pid}/children")
        if children.exists():
            found.extend(map(int, children.read_text().split()))
    return found


def _proportional(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def _make(limit: int) -> Path | None:
    name = f"gatelight-{uuid.uuid4().hex[:8]}"
    for parent, setting in (
        (GROUPS / "memory", "memory.limit_in_bytes"),
        (GROUPS, "memory.max"),
    ):
        folder = parent / name
        try:
            folder.mkdir()
            (folder / setting).write_text(str(limit))
        except OSError:
            if folder.exists():
                folder.rmdir()
            continue
        return folder
    return None


@contextmanager
def memory_group(limit: int) -> Iterator[MemoryGroup]:
    """A group of at most `limit` bytes; leave it when its processes have ended."""
    folder = _make(limit)
    try:
        yield MemoryGroup(folder, limit)
    finally:
        if folder is not None:
            folder.rmdir()
