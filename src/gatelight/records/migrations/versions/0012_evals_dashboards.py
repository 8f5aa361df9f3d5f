"""Evaluators with their rules; dashboards with their widgets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def _owned(table: str, *columns: sa.Column[object]) -> list[sa.schema.SchemaItem]:
    """The columns of a project's own rows around `columns`."""
    return [
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("project_id", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        *columns,
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f(f"fk_{table}_project_id_projects"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def upgrade() -> None:
    op.create_table(
        "evaluator_versions",
        *_owned(
            "evaluator_versions",
            sa.Column("version", sa.Integer(), nullable=False),
            sa.Column("type", sa.String(length=32), nullable=False),
            sa.Column("definition", sa.JSON(), nullable=False),
        ),
        sa.UniqueConstraint(
            "project_id",
            "name",
            "version",
            name=op.f("uq_evaluator_versions_project_id_name_version"),
        ),
    )
    op.create_table(
        "evaluation_rules",
        *_owned(
            "evaluation_rules",
            sa.Column("target", sa.String(length=32), nullable=False),
            sa.Column("enabled", sa.Boolean(), nullable=False),
            sa.Column("sampling", sa.Double(), nullable=False),
            sa.Column("filters", sa.JSON(), nullable=False),
            sa.Column("assignments", sa.JSON(), nullable=False),
        ),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_evaluation_rules_project_id_name")),
    )
    op.create_table(
        "dashboard_widgets",
        *_owned(
            "dashboard_widgets",
            sa.Column("description", sa.Text(), nullable=False),
            sa.Column("view", sa.String(length=32), nullable=False),
            sa.Column("dimensions", sa.JSON(), nullable=False),
            sa.Column("metrics", sa.JSON(), nullable=False),
            sa.Column("filters", sa.JSON(), nullable=False),
            sa.Column("chart_type", sa.String(length=32), nullable=False),
            sa.Column("chart_config", sa.JSON(), nullable=False),
        ),
    )
    op.create_index(op.f("ix_dashboard_widgets_project_id"), "dashboard_widgets", ["project_id"])
    op.create_table(
        "dashboards",
        *_owned(
            "dashboards",
            sa.Column("description", sa.Text(), nullable=False),
            sa.Column("placements", sa.JSON(), nullable=False),
            sa.Column("filters", sa.JSON(), nullable=False),
        ),
    )
    op.create_index(op.f("ix_dashboards_project_id"), "dashboards", ["project_id"])
