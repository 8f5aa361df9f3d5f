"""How far a copy has come, in a file: an interrupted one goes on where it was.

Written only after the target has answered for everything it says.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from gatelight.core.time import Micros
from gatelight.transfer.report import Outcome

FORMAT = 1


@dataclass(slots=True)
class Place:
    """Where the copy of one resource stands: the source's `endpoint`, everything before `done` (or
    before the page `cursor` names) is copied; `complete` when all is."""

    endpoint: str
    done: Micros = 0
    cursor: str = ""
    complete: bool = False
    outcome: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class State:
    """`low` and `high` bound the times of events this copy takes. `configs` and `runs`: ids of the
    source → ids of the target. `finished`: the last run copied everything up to `high`."""

    path: Path
    source: str
    target: str
    low: Micros
    high: Micros
    finished: bool = False
    places: dict[str, Place] = field(default_factory=dict)
    configs: dict[str, str] = field(default_factory=dict)
    runs: dict[str, str] = field(default_factory=dict)

    def place(self, resource: str, endpoint: str) -> Place:
        """Where `resource` stands; at the beginning when it was read from another endpoint."""
        known = self.places.get(resource)
        if known is None or known.endpoint != endpoint:
            known = self.places[resource] = Place(endpoint)
        return known

    def advance(
        self,
        resource: str,
        outcome: Outcome,
        *,
        done: Micros = 0,
        cursor: str = "",
        complete: bool = False,
    ) -> None:
        """Note what is copied, and write the file."""
        place = self.places[resource]
        place.done, place.cursor, place.complete = done, cursor, complete
        place.outcome = outcome.as_json()
        self.save()

    def save(self) -> None:
        """Write the file; it is whole at every moment."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        content = asdict(self) | {"format": FORMAT, "path": self.path.name}
        draft = self.path.with_suffix(".new")
        with draft.open("w", encoding="utf-8") as file:
            json.dump(content, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path)


def state_path(data_dir: Path, source: str, target: str) -> Path:
    """The file of a copy from one project to another; `source` and `target` name host and project.

    The same copy has the same file wherever it is started.
    """
    digest = hashlib.sha256(f"{source}\n{target}".encode()).hexdigest()[:20]
    return data_dir / "imports" / f"{digest}.json"


def read_state(path: Path) -> State | None:
    """What an earlier run left, or None. Raises ValueError for a file that is something else."""
    if not path.exists():
        return None
    try:
        saved = json.loads(path.read_text(encoding="utf-8"))
        if saved.pop("format") != FORMAT:
            raise ValueError("written by another version")
        places = {name: Place(**place) for name, place in saved.pop("places").items()}
        return State(**saved | {"path": path, "places": places})
    except (TypeError, KeyError, ValueError) as error:
        raise ValueError(f"{path} cannot be read ({error}); --restart begins a new copy") from error
