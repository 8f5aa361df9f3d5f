"""How much the event store holds."""

from __future__ import annotations

from gatelight.events.engine import EventEngine


def table_sizes(engine: EventEngine) -> list[tuple[str, int, int]]:
    """Name, rows and bytes on disk of every table, over all projects; for the operator."""
    found = engine.query(
        "SELECT table, sum(rows) AS rows, sum(bytes_on_disk) AS bytes FROM system.parts "
        "WHERE active AND database = currentDatabase() GROUP BY table ORDER BY table"
    )
    return [(str(row["table"]), int(row["rows"]), int(row["bytes"])) for row in found]
