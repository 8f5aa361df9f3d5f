"""Keep the schema of a release, with a few rows in it, as SQL text beside this file.

Run once at every release: `python -m tests.records.release_schema 0.1.0`. The migration tests
upgrade from every file in `released/`, so what people run today can always move on.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session
from tests.postgres import PostgresServer

from gatelight.records.database import Database
from gatelight.records.tables.accounts import Invitation, User, UserSession
from gatelight.records.tables.annotation import (
    AnnotationQueue,
    AnnotationQueueAssignment,
    AnnotationQueueItem,
)
from gatelight.records.tables.comments import Comment
from gatelight.records.tables.dashboards import Dashboard, Widget
from gatelight.records.tables.datasets import Dataset, DatasetItem, DatasetRun, DatasetRunItem
from gatelight.records.tables.evals import EvaluationRule, EvaluatorVersion
from gatelight.records.tables.ingestion import IngestionNote
from gatelight.records.tables.llm_connections import LlmConnection
from gatelight.records.tables.media import Media, MediaUse
from gatelight.records.tables.prices import PriceBookState, PriceEntryRow
from gatelight.records.tables.projects import (
    ApiKey,
    Organization,
    OrganizationMembership,
    Project,
    ProjectMembership,
)
from gatelight.records.tables.prompts import (
    Prompt,
    PromptDependency,
    PromptLabel,
    PromptRevision,
    PromptVersion,
)
from gatelight.records.tables.score_configs import ScoreConfigRow

RELEASED = Path(__file__).parent / "released"
MOMENT = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)


def fill(database: Database) -> None:
    """One row in every table, so that an upgrade meets data."""
    with database.session() as session:
        session.add(User(id="user", email="ada@example.com", name="Ada", is_admin=True))
        session.add(Organization(id="organization", name="Acme", details={"plan": "kept"}))
        session.flush()
        session.add(Project(id="project", organization_id="organization", name="Support bot"))
        session.add(
            UserSession(user_id="user", token_hash="0" * 64, expires_at=MOMENT + timedelta(days=1))
        )
        session.add(
            OrganizationMembership(organization_id="organization", user_id="user", role="OWNER")
        )
        session.flush()
        session.add(ProjectMembership(project_id="project", user_id="user", role="VIEWER"))
        session.add(
            ApiKey(
                project_id="project",
                public_key="pk-lf-released",
                secret_hash="0" * 64,
                display_secret="sk-lf-...0000",
                last_used_at=MOMENT,
            )
        )
        session.add(
            Invitation(email="bob@example.com", organization_id="organization", role="MEMBER")
        )
        session.add(
            EvaluatorVersion(
                project_id="project",
                name="politeness",
                version=1,
                type="llm_as_judge",
                definition={"prompt": "Is {{output}} polite?"},
            )
        )
        session.add(
            EvaluationRule(
                project_id="project",
                name="all answers",
                target="observation",
                enabled=True,
                sampling=0.5,
                filters=[],
                assignments=[{"name": "politeness", "type": "llm_as_judge", "mapping": []}],
            )
        )
        session.add(
            Widget(
                id="widget",
                project_id="project",
                name="Cost",
                description="",
                view="observations",
                dimensions=[],
                metrics=[{"measure": "totalCost", "agg": "sum"}],
                filters=[],
                chart_type="NUMBER",
                chart_config={},
            )
        )
        session.add(
            Dashboard(
                project_id="project", name="Overview", description="", placements=[], filters=[]
            )
        )
        session.add(IngestionNote(project_id="project", kind="refused", reason="no id"))
        session.add(
            PriceEntryRow(
                id="entry",
                project_id="project",
                source="project",
                source_version="1",
                provider="",
                model="model",
                match={"regex": "model"},
                valid_from=MOMENT,
                tiers=[],
            )
        )
        session.add(PriceBookState(name="revision", value="1"))
        fill_prompts(session)
        fill_annotation(session)
        fill_datasets(session)
        fill_media(session)


def fill_prompts(session: Session) -> None:
    session.add(PromptRevision(project_id="project", revision=1))
    session.add(Prompt(id="prompt", project_id="project", name="a/b", type="text", tags=["x"]))
    session.flush()
    session.add(
        PromptVersion(
            id="prompt-version",
            project_id="project",
            prompt_id="prompt",
            version=1,
            prompt="Hello",
            config={},
            created_by="API",
        )
    )
    session.flush()
    session.add(
        PromptLabel(
            prompt_id="prompt",
            label="production",
            project_id="project",
            version_id="prompt-version",
            position=0,
        )
    )
    session.add(
        PromptDependency(
            project_id="project", parent_id="prompt-version", child_name="c", child_version=1
        )
    )


def fill_annotation(session: Session) -> None:
    session.add(ScoreConfigRow(project_id="project", name="quality", data_type="NUMERIC"))
    session.add(
        Comment(project_id="project", object_type="TRACE", object_id="trace", content="Why?")
    )
    session.add(
        AnnotationQueue(id="queue", project_id="project", name="queue", score_config_ids=["config"])
    )
    session.flush()
    session.add(
        AnnotationQueueItem(
            project_id="project",
            queue_id="queue",
            object_type="TRACE",
            object_id="trace",
            status="PENDING",
        )
    )
    session.add(AnnotationQueueAssignment(queue_id="queue", user_id="user", project_id="project"))
    session.add(
        LlmConnection(
            project_id="project",
            provider="house",
            adapter="openai",
            secret_key="sealed",
            display_secret_key="...0000",
            custom_models=[],
            with_default_models=True,
            extra_header_keys=[],
        )
    )


def fill_datasets(session: Session) -> None:
    session.add(
        Dataset(
            id="dataset",
            project_id="project",
            name="questions",
            details={"kept": True},
            input_schema={"type": "string"},
            expected_output_schema=None,
        )
    )
    session.flush()
    session.add(
        DatasetItem(
            project_id="project",
            id="item",
            dataset_id="dataset",
            input="Why?",
            expected_output=None,
            details=None,
            created_at=MOMENT,
            valid_from=MOMENT,
        )
    )
    session.add(
        DatasetRun(id="run", project_id="project", dataset_id="dataset", name="first", details=None)
    )
    session.flush()
    session.add(
        DatasetRunItem(
            id="run-item", project_id="project", run_id="run", item_id="item", trace_id="trace"
        )
    )


def fill_media(session: Session) -> None:
    session.add(
        Media(
            project_id="project",
            id="A" * 22,
            sha256="A" * 43 + "=",
            content_type="image/png",
            content_length=2**40,
            uploaded_at=MOMENT,
            upload_status=200,
        )
    )
    session.flush()
    session.add(
        MediaUse(
            id="0" * 64, project_id="project", media_id="A" * 22, trace_id="trace", field="input"
        )
    )


def sqlite_dump() -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.db"
        database = Database(f"sqlite:///{path}")
        database.migrate()
        fill(database)
        database.close()
        connection = sqlite3.connect(path)
        try:
            return "\n".join(connection.iterdump()) + "\n"
        finally:
            connection.close()


def postgres_dump() -> str:
    server = PostgresServer()
    try:
        server.start()
        name = server.create()
        database = Database(server.url(name))
        database.migrate()
        fill(database)
        database.close()
        dump = server.dump(name)
        server.stop()
    finally:
        server.remove()
    # psql's own commands and comments are not SQL
    kept = [line for line in dump.splitlines() if line and not line.startswith(("\\", "--"))]
    return "\n".join(kept) + "\n"


def main(version: str) -> None:
    RELEASED.mkdir(exist_ok=True)
    (RELEASED / f"{version}.sqlite.sql").write_text(sqlite_dump())
    (RELEASED / f"{version}.postgres.sql").write_text(postgres_dump())


if __name__ == "__main__":
    main(sys.argv[1])
