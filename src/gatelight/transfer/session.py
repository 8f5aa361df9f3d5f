"""What every part of a copy works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from gatelight.transfer.capabilities import Capabilities
from gatelight.transfer.report import Outcome, Progress
from gatelight.transfer.state import State
from gatelight.transfer.wire import CallError, Wire


@dataclass(slots=True)
class Session:
    """A copy in progress. `keep_costs`: costs are copied, not reckoned again by the target's
    prices. `outcomes` are in the order things were copied."""

    source: Wire
    target: Wire
    capabilities: Capabilities
    state: State
    progress: Progress = field(default_factory=Progress)
    keep_costs: bool = True
    dry_run: bool = False
    outcomes: list[Outcome] = field(default_factory=list)

    def outcome(self, resource: str) -> Outcome:
        """The outcome of `resource`, begun when it is first asked for."""
        for known in self.outcomes:
            if known.resource == resource:
                return known
        saved = self.state.places.get(resource)
        begun = (
            Outcome.from_json(saved.outcome)
            if saved and saved.outcome and not self.state.finished
            else Outcome(resource)
        )
        self.outcomes.append(begun)
        return begun

    def endpoint(self, outcome: Outcome, resource: str) -> str:
        """Where the source has `resource`; "" (and why, in the outcome) when it has not."""
        path = self.capabilities.endpoints.get(resource, "")
        outcome.endpoint = f"GET {path}" if path else ""
        if not path:
            outcome.skip(
                f"the source has no endpoint for it ({self.capabilities.missing[resource]})"
            )
        return path

    def attempt(self, outcome: Outcome, name: str, action: Callable[[], bool]) -> None:
        """Do one write; True counts as copied, False as there already. What the target refuses is
        noted and the copy goes on; when it does not answer at all, CallError is raised."""
        try:
            changed = action()
        except CallError as error:
            if error.status is None or error.status >= 500 or error.status in (401, 403, 429):
                raise
            outcome.fail(str(error), name)
            return
        if changed:
            outcome.copied += 1
        else:
            outcome.unchanged += 1
