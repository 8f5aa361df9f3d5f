"""Score configs, and finding them for scores that name one."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from gatelight.core.score_config import Category, ScoreConfig
from gatelight.errors import InvalidData, NotFound, issues_of
from gatelight.events.paging import Page
from gatelight.records.database import Database
from gatelight.records.tables.score_configs import ScoreConfigRow
from gatelight.score_configs import queries
from gatelight.score_configs.schemas import ScoreConfigChanges, ScoreConfigIn, config_out
from gatelight.services import Services

Body = dict[str, Any]
_MAX_ID_LENGTH = 255


def list_configs(services: Services, project_id: str, page: Page) -> tuple[list[Body], int]:
    with services.database.reader() as session:
        rows, total = queries.page_of_configs(session, project_id, page.limit, page.offset)
    return [config_out(row) for row in rows], total


def get_config(services: Services, project_id: str, config_id: str) -> Body:
    """Raises NotFound."""
    with services.database.reader() as session:
        row = queries.find_config(session, project_id, config_id)
    if row is None:
        raise _not_found()
    return config_out(row)


def create_config(services: Services, project_id: str, body: ScoreConfigIn) -> Body:
    with services.database.session() as session:
        row = ScoreConfigRow(
            project_id=project_id,
            name=body.name,
            data_type=body.data_type,
            min_value=body.min_value,
            max_value=body.max_value,
            categories=body.stored_categories,
            description=body.description,
        )
        session.add(row)
    return config_out(row)


def change_config(
    services: Services, project_id: str, config_id: str, changes: ScoreConfigChanges
) -> Body:
    """Change what was sent. Raises NotFound, and InvalidData when the result would be no config."""
    with services.database.session() as session:
        row = queries.find_config(session, project_id, config_id)
        if row is None:
            raise _not_found()
        sent = changes.model_fields_set
        try:
            result = ScoreConfigIn(
                name=row.name if changes.name is None else changes.name,
                data_type=row.data_type,
                categories=row.categories if changes.categories is None else changes.categories,
                min_value=changes.min_value if "min_value" in sent else row.min_value,
                max_value=changes.max_value if "max_value" in sent else row.max_value,
                description=changes.description if "description" in sent else row.description,
            )
        except ValidationError as error:
            raise InvalidData(issues_of(list(error.errors()))) from error
        row.name = result.name
        row.categories = result.stored_categories
        row.min_value, row.max_value = result.min_value, result.max_value
        row.description = result.description
        if changes.is_archived is not None:
            row.is_archived = changes.is_archived
    return config_out(row)


class ConfigLookup:
    """The configs one request's scores name, each read once, as they are while it is handled.

    Called where the record store may be read, that is, not on the event loop.
    """

    def __init__(self, database: Database, project_id: str) -> None:
        self._database = database
        self._project_id = project_id
        self._found: dict[str, ScoreConfig | None] = {}

    def __call__(self, config_id: str) -> ScoreConfig | None:
        if config_id not in self._found:
            self._found[config_id] = self._read(config_id)
        return self._found[config_id]

    def _read(self, config_id: str) -> ScoreConfig | None:
        if len(config_id) > _MAX_ID_LENGTH or "\0" in config_id:
            return None
        with self._database.reader() as session:
            row = queries.find_config(session, self._project_id, config_id)
        if row is None:
            return None
        return ScoreConfig(
            id=row.id,
            name=row.name,
            data_type=row.data_type,
            is_archived=row.is_archived,
            minimum=row.min_value,
            maximum=row.max_value,
            categories=tuple(
                Category(each["label"], each["value"]) for each in row.categories or ()
            ),
        )


def _not_found() -> NotFound:
    return NotFound("No score config with this id found.")
