"""Copying a whole project: begun or resumed, part after part, in an order that keeps references."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from gatelight.core.time import MAX_MICROS, Micros
from gatelight.transfer.capabilities import CONFIGS, SCORES, probe
from gatelight.transfer.datasets import copy_datasets
from gatelight.transfer.definitions import archive_score_configs, copy_models, copy_score_configs
from gatelight.transfer.prompts import copy_prompts
from gatelight.transfer.report import Outcome, Progress
from gatelight.transfer.session import Session
from gatelight.transfer.state import State, read_state, state_path
from gatelight.transfer.traces import (
    copy_observations,
    copy_scores,
    copy_traces,
    count_sessions,
)
from gatelight.transfer.wire import CallError, Wire

PARTS: dict[str, tuple[Callable[[Session], None], ...]] = {
    "score-configs": (copy_score_configs,),
    "models": (copy_models,),
    "prompts": (copy_prompts,),
    "traces": (copy_traces, copy_observations),
    "datasets": (copy_datasets,),
    "scores": (copy_scores,),
    "sessions": (count_sessions,),
}
"""What can be chosen, in the order it is copied: prompts before the observations that name them,
configs and runs before the scores that do."""

NOT_COPIED = "comments, annotation queues, LLM connections, evaluators, dashboards, users, API keys"
OVERLAP: Micros = 24 * 3600 * 1_000_000
"""A copy after a finished one begins so much before that one's end."""


class CannotCopy(Exception):
    """The copy cannot begin; the text is for people."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. Times bound events: `low` inclusive, `high` exclusive; None: everything,
    or what has come since the last copy."""

    low: Micros | None = None
    high: Micros | None = None
    parts: Collection[str] = tuple(PARTS)
    keep_costs: bool = True
    restart: bool = False
    dry_run: bool = False


def begin(
    source: Wire, target: Wire, data_dir: Path, wish: Wish, now: Micros, progress: Progress
) -> tuple[Session, str]:
    """The session of a copy, and what to tell of its beginning.

    Raises CannotCopy, and CallError when a server does not answer or refuses its key.
    """
    unknown = sorted(set(wish.parts) - PARTS.keys())
    if unknown:
        raise CannotCopy(f"{', '.join(unknown)}: choose from {', '.join(PARTS)}")
    from_project, to_project = _project(source), _project(target)
    if from_project == to_project and source.host == target.host:
        raise CannotCopy("source and target are the same project")
    here, there = f"{source.host} {from_project[0]}", f"{target.host} {to_project[0]}"
    path = state_path(data_dir, here, there)
    try:
        earlier = None if wish.restart else read_state(path)
    except ValueError as error:
        raise CannotCopy(str(error)) from error
    state, told = _state(path, here, there, earlier, wish, now)
    session = Session(
        source=source,
        target=target,
        capabilities=probe(source),
        state=state,
        progress=progress,
        keep_costs=wish.keep_costs,
        dry_run=wish.dry_run,
    )
    kind = "Gatelight" if session.capabilities.is_gatelight else "Langfuse"
    named = f"{kind} {session.capabilities.version}".strip()
    return session, f"{named}, project {from_project[1]} → project {to_project[1]}. {told}"


def _project(wire: Wire) -> tuple[str, str]:
    """Id and name of the project the key is of."""
    answer = wire.get("/projects")
    found = answer.get("data") if isinstance(answer, dict) else None
    if not found:
        raise CannotCopy(f"{wire.host}: the key is of no project")
    return str(found[0]["id"]), str(found[0].get("name", ""))


def _state(
    path: Path, here: str, there: str, earlier: State | None, wish: Wish, now: Micros
) -> tuple[State, str]:
    if earlier is None or wish.dry_run:
        high = wish.high or now
        return State(path, here, there, wish.low or 0, min(high, MAX_MICROS - 1)), ""
    if not earlier.finished:
        low = earlier.low if wish.low is None else wish.low
        high = earlier.high if wish.high is None else wish.high
        if (low, high) != (earlier.low, earlier.high):
            raise CannotCopy(
                "an unfinished copy was asked for other times: run it without --from and --to to "
                "finish it, or with --restart to begin anew"
            )
        return earlier, "Going on where an earlier run stopped."
    earlier.low = max(0, earlier.high - OVERLAP) if wish.low is None else wish.low
    earlier.high = wish.high or now
    earlier.places.clear()
    earlier.finished = False
    return earlier, "An earlier copy is finished: taking what has come since, and a day before."


def run(session: Session, parts: Collection[str]) -> list[Outcome]:
    """Copy the parts; what happened to each resource. Raises CallError when a server is gone: what
    is copied by then is noted in the state."""
    for name, copies in PARTS.items():
        if name in parts:
            for copy in copies:
                copy(session)
    if {"score-configs", "scores"} & set(parts):
        archive_score_configs(session)
    if "scores" in parts and "score-configs" not in parts and not session.state.configs:
        session.outcome(SCORES).note(f"copied without their {CONFIGS}, which are not copied yet")
    if not session.dry_run:
        session.state.finished = set(parts) == set(PARTS)
        session.state.save()
    return session.outcomes


def failed(outcomes: list[Outcome]) -> bool:
    """Whether anything the source has was not copied though it should have been."""
    return any(outcome.failed for outcome in outcomes)


__all__ = ["NOT_COPIED", "PARTS", "CallError", "CannotCopy", "Wish", "begin", "failed", "run"]
