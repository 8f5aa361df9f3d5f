"""Datasets with items, runs and run items; media and where they are used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "datasets",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("project_id", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("metadata", sa.JSON(), nullable=False),
        sa.Column("input_schema", sa.JSON(), nullable=False),
        sa.Column("expected_output_schema", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_datasets_project_id_projects"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_datasets")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_datasets_project_id_name")),
    )
    op.create_table(
        "media",
        sa.Column("project_id", sa.String(length=255), nullable=False),
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("sha256", sa.String(length=44), nullable=False),
        sa.Column("content_type", sa.String(length=255), nullable=False),
        sa.Column("content_length", sa.BigInteger(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("upload_status", sa.Integer(), nullable=True),
        sa.Column("upload_error", sa.Text(), nullable=True),
        sa.Column("upload_milliseconds", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_media_project_id_projects"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("project_id", "id", name=op.f("pk_media")),
    )
    op.create_table(
        "dataset_items",
        sa.Column("row_id", sa.String(length=255), nullable=False),
        sa.Column("project_id", sa.String(length=255), nullable=False),
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("dataset_id", sa.String(length=255), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("input", sa.JSON(), nullable=False),
        sa.Column("expected_output", sa.JSON(), nullable=False),
        sa.Column("metadata", sa.JSON(), nullable=False),
        sa.Column("source_trace_id", sa.String(length=800), nullable=True),
        sa.Column("source_observation_id", sa.String(length=800), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["dataset_id"],
            ["datasets.id"],
            name=op.f("fk_dataset_items_dataset_id_datasets"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_dataset_items_project_id_projects"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_dataset_items")),
        sa.UniqueConstraint(
            "project_id", "id", "valid_from", name=op.f("uq_dataset_items_project_id_id_valid_from")
        ),
    )
    op.create_index(
        "ix_dataset_items_dataset_id_created_at",
        "dataset_items",
        ["dataset_id", "created_at"],
        unique=False,
    )
    op.create_index(
        "ix_dataset_items_project_id_created_at",
        "dataset_items",
        ["project_id", "created_at"],
        unique=False,
    )
    op.create_table(
        "dataset_runs",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("project_id", sa.String(length=255), nullable=False),
        sa.Column("dataset_id", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("metadata", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset_id"],
            ["datasets.id"],
            name=op.f("fk_dataset_runs_dataset_id_datasets"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_dataset_runs_project_id_projects"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dataset_runs")),
        sa.UniqueConstraint("dataset_id", "name", name=op.f("uq_dataset_runs_dataset_id_name")),
    )
    op.create_index(
        "ix_dataset_runs_project_id_created_at",
        "dataset_runs",
        ["project_id", "created_at"],
        unique=False,
    )
    op.create_table(
        "media_uses",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.String(length=255), nullable=False),
        sa.Column("media_id", sa.String(length=22), nullable=False),
        sa.Column("trace_id", sa.String(length=800), nullable=False),
        sa.Column("observation_id", sa.String(length=800), nullable=False),
        sa.Column("dataset_id", sa.String(length=255), nullable=False),
        sa.Column("dataset_item_id", sa.String(length=255), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id", "media_id"],
            ["media.project_id", "media.id"],
            name=op.f("fk_media_uses_project_id_media_id_media"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_uses")),
    )
    op.create_index(
        "ix_media_uses_project_id_media_id", "media_uses", ["project_id", "media_id"], unique=False
    )
    op.create_table(
        "dataset_run_items",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("project_id", sa.String(length=255), nullable=False),
        sa.Column("run_id", sa.String(length=255), nullable=False),
        sa.Column("item_id", sa.String(length=255), nullable=False),
        sa.Column("trace_id", sa.String(length=800), nullable=False),
        sa.Column("observation_id", sa.String(length=800), nullable=True),
        sa.Column("item_version", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["projects.id"],
            name=op.f("fk_dataset_run_items_project_id_projects"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["dataset_runs.id"],
            name=op.f("fk_dataset_run_items_run_id_dataset_runs"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dataset_run_items")),
    )
    op.create_index(
        "ix_dataset_run_items_project_id_created_at",
        "dataset_run_items",
        ["project_id", "created_at"],
        unique=False,
    )
    op.create_index(
        "ix_dataset_run_items_run_id_created_at",
        "dataset_run_items",
        ["run_id", "created_at"],
        unique=False,
    )
