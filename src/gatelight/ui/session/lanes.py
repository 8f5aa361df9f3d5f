"""Who made each call of a session: the lanes its page draws.

A lane is an agent. Its name is, in this order: the agent the call's metadata names, the nearest
observation of type AGENT above it, or the main lane.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

MAIN = "main"
CALLS = ("GENERATION", "EMBEDDING")


def lanes_of(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    """The lane of every model call among `rows` (`session_observations`), by trace and id."""
    known = {(row["trace_id"], row["id"]): row for row in rows}
    found: dict[tuple[str, str], str] = {}
    for key, row in known.items():
        if row["type"] in CALLS:
            found[key] = row["agent"] or _agent_above(row, known) or MAIN
    return found


def _agent_above(row: Mapping[str, Any], known: Mapping[tuple[str, str], Mapping[str, Any]]) -> str:
    """Name of the nearest agent above that has an agent above it, too: an outermost agent is the
    main lane, for every session of an agent has one."""
    names: list[str] = []
    seen: set[str] = set()
    at = known.get((row["trace_id"], row["parent"]))
    while at is not None and at["id"] not in seen:
        seen.add(at["id"])
        if at["type"] == "AGENT":
            names.append(at["agent"] or at["name"] or at["id"])
        at = known.get((at["trace_id"], at["parent"]))
    return names[0] if len(names) > 1 else ""
