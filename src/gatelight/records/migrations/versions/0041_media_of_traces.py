"""Media are found by the traces that use them, so that they can be deleted with them."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

uses = sa.table("media_uses", sa.column("id"), sa.column("trace_id"), sa.column("trace_digest"))


def upgrade() -> None:
    op.add_column("media_uses", sa.Column("trace_digest", sa.String(length=64), nullable=True))
    connection = op.get_bind()
    of_traces = sa.select(uses.c.id, uses.c.trace_id).where(uses.c.trace_id != "")
    for use_id, trace_id in connection.execute(of_traces).fetchall():
        connection.execute(
            uses.update()
            .where(uses.c.id == use_id)
            .values(trace_digest=hashlib.sha256(trace_id.encode()).hexdigest())
        )
    op.create_index(
        "ix_media_uses_project_id_trace_digest", "media_uses", ["project_id", "trace_digest"]
    )
