"""What account and project code needs of the process: settings and the record store.

`gatelight.services.Services` has both; commands that work on the record store alone make a
`Records`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from gatelight.records.database import Database, open_database
from gatelight.settings import Settings


class RecordServices(Protocol):
    @property
    def settings(self) -> Settings: ...

    @property
    def database(self) -> Database: ...


@dataclass(frozen=True, slots=True)
class Records:
    """Settings and an open record store, without the event store."""

    settings: Settings
    database: Database

    @staticmethod
    def open(settings: Settings) -> Records:
        """Open the record store of these settings and bring its schema up to date."""
        database = open_database(settings)
        database.migrate()
        return Records(settings, database)
