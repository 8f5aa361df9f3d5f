"""Virtual keys and budgets of a running server, and what its traces say was spent."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tests.end_to_end.scene import Scene

from gatelight.budgets.service import list_budgets, put_budget
from gatelight.records.context import Records
from gatelight.records.tables.virtual_keys import VirtualKey
from gatelight.settings import Settings
from gatelight.spend.charges import Scope, Target
from gatelight.spend.periods import Period
from gatelight.spend.queries import spent_by_day
from gatelight.virtual_keys import keys
from gatelight.virtual_keys.fields import KeyFields

BOOKED_SECONDS = 60


class Money:
    """The record store of a running server, worked on from outside as the commands do."""

    def __init__(self, records: Records, project_id: str) -> None:
        self.records = records
        self.project_id = project_id

    def key(self, alias: str, **fields: Any) -> tuple[VirtualKey, str]:
        return keys.create_key(self.records, self.project_id, KeyFields(alias=alias, **fields))

    def change(self, alias: str, **fields: Any) -> None:
        keys.change_key(self.records, self.project_id, alias, KeyFields(**fields))

    def budget(self, scope: Scope, target: str, hard: str | None, soft: str | None = None) -> None:
        put_budget(
            self.records,
            self.project_id,
            Target(scope, target),
            Period.MONTH,
            soft_limit=None if soft is None else Decimal(soft),
            hard_limit=None if hard is None else Decimal(hard),
        )

    def spent(self, scope: Scope, target: str) -> Decimal:
        wanted = Target(scope, target)
        first = datetime.now(UTC).date().replace(day=1)
        with self.records.database.reader() as session:
            days = spent_by_day(session, self.project_id, {wanted}, first)[wanted]
        return sum((day.amount for day in days), Decimal(0))

    def wait_until_spent(self, scope: Scope, target: str, amount: Decimal) -> None:
        """Until the ledger says `amount`: traces arrive and are booked in the background."""
        deadline = time.monotonic() + BOOKED_SECONDS
        while (spent := self.spent(scope, target)) != amount:
            assert time.monotonic() < deadline, f"{scope} {target}: {spent} instead of {amount}"
            time.sleep(0.2)

    def states(self) -> list[Any]:
        return list_budgets(self.records, self.project_id, datetime.now(UTC))


@contextmanager
def money_of(scene: Scene) -> Iterator[Money]:
    settings = Settings(
        data_dir=scene.server.log.parent,
        database_url=scene.database_url,
        _env_file=None,  # type: ignore[call-arg]
    )
    records = Records.open(settings)
    try:
        yield Money(records, scene.server.project_id)
    finally:
        records.database.close()


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


def traced_cost(scene: Scene, **where: Any) -> tuple[Decimal, int]:
    """Cost and number of the successful generations of a trace list filter."""
    total, count, page = Decimal(0), 0, 1
    while True:
        answer = scene.get("observations", limit=100, page=page, type="GENERATION", **where).json()
        for each in answer["data"]:
            if each["level"] != "ERROR":
                total += Decimal(str(each["calculatedTotalCost"] or 0))
                count += 1
        if page >= answer["meta"]["totalPages"]:
            return total, count
        page += 1


def wait_until_traced(scene: Scene, expected: tuple[Decimal, int], **where: Any) -> None:
    """Until the traces say what the ledger does: the gateway tells the ledger of a call as it ends,
    and sends its trace a moment later."""
    deadline = time.monotonic() + BOOKED_SECONDS
    while (traced := traced_cost(scene, **where)) != expected:
        assert time.monotonic() < deadline, f"{where}: {traced} instead of {expected}"
        time.sleep(0.2)
