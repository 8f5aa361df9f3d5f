"""The machine: versions, disk, clock, and who may read the secrets."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx
from sqlalchemy import func, select

from gatelight import __version__
from gatelight.backups.making import KEPT_FILES
from gatelight.doctor.finding import Finding, note, ok, problem
from gatelight.gateway.environment import GatewayEnvironmentError, load_environment
from gatelight.records.base import utc_now
from gatelight.records.database import open_database
from gatelight.settings import Settings

OLDEST_PYTHON = (3, 11)
LEAST_FREE_BYTES = 1024**3
LEAST_FREE_SHARE = 0.05
CLOCK_SECONDS = 5.0


def versions(settings: Settings, *, traced: bool) -> Iterator[Finding]:
    python = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        yield problem("Python", python, "Install Python 3.11 or newer, then `make install`.")
    else:
        yield ok("Python", python)
    yield ok("Gatelight", __version__)
    try:
        found = load_environment(settings, needs_sdk=traced)
    except GatewayEnvironmentError as error:
        yield problem("gateway's packages", str(error), "Run `make install` in the repository.")
    else:
        said = f"LiteLLM {found.litellm}, langfuse {found.langfuse or 'absent'}: they fit together"
        yield ok("gateway's packages", said)


def disk(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir.absolute()
    while not folder.exists():
        folder = folder.parent
    usage = shutil.disk_usage(folder)
    said = f"{usage.free / 1024**3:.1f} GiB of {usage.total / 1024**3:.1f} GiB free at {folder}"
    if usage.free < LEAST_FREE_BYTES or usage.free < usage.total * LEAST_FREE_SHARE:
        fix = "Free or add space, or shorten the retention of projects: a full disk answers 503."
        yield problem("disk", said, fix)
    else:
        yield ok("disk", said)


def files(settings: Settings) -> Iterator[Finding]:
    paths = [settings.data_dir / name for name in KEPT_FILES]
    readable = [path for path in paths if path.exists() and path.stat().st_mode & 0o077]
    for path in readable:
        mode = f"{path.stat().st_mode & 0o777:o}"
        yield problem("secret files", f"{path} has mode {mode}", f"chmod 600 {path}")
    if not readable:
        yield ok("secret files", "nobody else may read them")


def clock(settings: Settings, server: str) -> Iterator[Finding]:
    """This machine's against the record store's and the server's: sessions, signatures and the
    order of updates need them to agree."""
    seen: list[tuple[str, float]] = []
    if "postgresql" in settings.resolved_database_url.split(":", 1)[0]:
        database = open_database(settings)
        with database.reader() as session:
            # clock_timestamp moves within a transaction
            there: datetime | None = session.scalar(select(func.clock_timestamp()))
        database.close()
        if there is not None:
            seen.append(("the record store", abs((utc_now() - there).total_seconds())))
    try:
        date = httpx.get(f"{server}/api/public/health", timeout=5).headers.get("date", "")
        if date:
            # the header has whole seconds
            away = abs((utc_now() - parsedate_to_datetime(date)).total_seconds())
            off = max(0.0, away - 1)
            seen.append(("the server", off))
    except (httpx.HTTPError, ValueError):
        pass
    for name, seconds in seen:
        if seconds > CLOCK_SECONDS:
            said = f"{seconds:.0f} s away from {name}'s"
            yield problem("clock", said, "Run a time service (chrony, systemd-timesyncd) on both.")
    if not seen:
        yield note("clock", "there is no other clock to compare with")
    elif all(seconds <= CLOCK_SECONDS for _, seconds in seen):
        yield ok("clock", "agrees with that of " + " and ".join(name for name, _ in seen))
