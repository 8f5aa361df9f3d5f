"""Conditions on the scores of a row, by a subquery on the scores table of the same project."""

from __future__ import annotations

from gatelight.events.filters.model import FilterColumn, Params


def with_score(
    column: FilterColumn, key: str, condition: str, params: Params, *, having: str = ""
) -> str:
    """Rows that have a score named `key` meeting `condition` (and, over all of them, `having`)."""
    group = f" GROUP BY {column.score_key} HAVING {having}" if having else ""
    subject = f"({column.score_key})" if "," in column.score_key else column.score_key
    return (
        f"{column.sql} IN (SELECT {subject} FROM scores FINAL "
        f"WHERE project_id = {{project_id:String}} AND name = {params.add(key, 'String')} "
        f"AND {condition}{group})"
    )
