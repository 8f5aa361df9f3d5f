"""Ids of the prompt versions that observations name."""

from __future__ import annotations

from collections.abc import Iterable

from gatelight.events.rows import ObservationRow
from gatelight.prompts import queries
from gatelight.records.context import RecordServices


class LinkedPrompts:
    """Ids of the prompt versions that `rows` name, read at once; nothing is read when none does."""

    def __init__(
        self, services: RecordServices, project_id: str, rows: Iterable[ObservationRow]
    ) -> None:
        named = {
            (row.prompt_name, row.prompt_version)
            for row in rows
            if row.prompt_name
            and row.prompt_version is not None
            and "\0" not in row.prompt_name  # which no prompt has, and PostgreSQL refuses
        }
        self._ids: dict[tuple[str, int], str] = {}
        if named:
            with services.database.reader() as session:
                self._ids = queries.version_ids(session, project_id, named)

    def of(self, row: ObservationRow) -> str | None:
        """None for an observation without a prompt, or with one this project does not have."""
        if row.prompt_version is None:
            return None
        return self._ids.get((row.prompt_name, row.prompt_version))
