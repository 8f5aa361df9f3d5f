"""Notification channels, alerts, their states and their history."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{other}.id"],
        name=op.f(f"fk_{table}_{column}_{other}"),
        ondelete="CASCADE",
    )


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    identifier = sa.String(length=255)
    op.create_table(
        "notification_channels",
        sa.Column("id", identifier, nullable=False),
        sa.Column("project_id", identifier, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("signing_secret", sa.Text(), nullable=True),
        sa.Column("display", sa.String(length=500), nullable=False),
        sa.Column("last_at", moment, nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("updated_at", moment, nullable=False),
        _key("notification_channels", "project_id", "projects"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_channels")),
        sa.UniqueConstraint(
            "project_id", "name", name=op.f("uq_notification_channels_project_id_name")
        ),
    )
    op.create_table(
        "alerts",
        sa.Column("id", identifier, nullable=False),
        sa.Column("project_id", identifier, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("operator", sa.String(length=2), nullable=False),
        sa.Column("threshold", sa.Double(), nullable=False),
        sa.Column("clear_threshold", sa.Double(), nullable=True),
        sa.Column("window_seconds", sa.Integer(), nullable=False),
        sa.Column("every_seconds", sa.Integer(), nullable=False),
        sa.Column("confirmations", sa.Integer(), nullable=False),
        sa.Column("when_empty", sa.String(length=16), nullable=False),
        sa.Column("severity", sa.String(length=16), nullable=False),
        sa.Column("channel_ids", sa.JSON(), nullable=False),
        sa.Column("remind_seconds", sa.Integer(), nullable=True),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("muted_until", moment, nullable=True),
        sa.Column("checked_at", moment, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("updated_at", moment, nullable=False),
        _key("alerts", "project_id", "projects"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_alerts_project_id_name")),
    )
    op.create_table(
        "alert_states",
        sa.Column("alert_id", identifier, nullable=False),
        sa.Column("group_key", sa.String(length=64), nullable=False),
        sa.Column("group_values", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("since", moment, nullable=False),
        sa.Column("leaning", sa.String(length=16), nullable=False),
        sa.Column("streak", sa.Integer(), nullable=False),
        sa.Column("checked_at", moment, nullable=False),
        sa.Column("notified_at", moment, nullable=True),
        _key("alert_states", "alert_id", "alerts"),
        sa.PrimaryKeyConstraint("alert_id", "group_key", name=op.f("pk_alert_states")),
    )
    op.create_table(
        "alert_events",
        sa.Column("id", identifier, nullable=False),
        sa.Column("project_id", identifier, nullable=False),
        sa.Column("alert_id", identifier, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("group_values", sa.JSON(), nullable=False),
        sa.Column("from_state", sa.String(length=16), nullable=False),
        sa.Column("to_state", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("threshold", sa.Double(), nullable=False),
        sa.Column("channels", sa.Integer(), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        _key("alert_events", "project_id", "projects"),
        _key("alert_events", "alert_id", "alerts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_events")),
    )
    op.create_index("ix_alert_events_project_id_at", "alert_events", ["project_id", "at"])
    op.create_index("ix_alert_events_alert_id_at", "alert_events", ["alert_id", "at"])
