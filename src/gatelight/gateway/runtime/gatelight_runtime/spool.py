"""Batches that could not be delivered, kept on disk until they are.

One file a batch, named by its time, so that the oldest goes first. Several gateways may share a
folder, and a batch may then be sent twice: spans have fixed ids, so the server stores them once.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import time
from pathlib import Path

SUFFIX = ".json.gz"
log = logging.getLogger("gatelight.export")


class Spool:
    """`max_bytes`: above it the oldest batches are given up, loudly."""

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._numbers = itertools.count()
        self.given_up = 0
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def put(self, data: bytes) -> None:
        """Keep a batch; it is on disk on return. Raises OSError when the disk refuses it."""
        name = f"{time.time_ns():020d}-{os.getpid()}-{next(self._numbers)}"
        draft = self._folder / f".{name}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(self._folder / (name + SUFFIX))
        except OSError:
            draft.unlink(missing_ok=True)
            raise
        self._make_room()

    def oldest(self) -> Path | None:
        """The batch that has waited longest."""
        return min(self._folder.glob(f"*{SUFFIX}"), default=None)

    def read(self, path: Path) -> bytes | None:
        """None when another gateway has delivered it meanwhile."""
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None

    def remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)

    def _make_room(self) -> None:
        sizes: list[tuple[Path, int]] = []
        for path in sorted(self._folder.glob(f"*{SUFFIX}")):
            with contextlib.suppress(FileNotFoundError):
                sizes.append((path, path.stat().st_size))
        total = sum(size for _, size in sizes)
        for path, size in sizes[:-1]:
            if total <= self._max_bytes:
                return
            self.remove(path)
            total -= size
            self.given_up += 1
            log.error("the spool is full: a batch of traces is lost (%d so far)", self.given_up)
