"""What the routes work with, made once by `app.py` and reached through one dependency."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from gatelight.core.time import Clock
from gatelight.events.engine import EventEngine
from gatelight.ingest.arrivals import Arrivals
from gatelight.ingest.notes import NoteStore
from gatelight.ingest.writer import EventWriter
from gatelight.jobs.queue import JobQueue
from gatelight.jobs.runner import JobRunner
from gatelight.pricing.book import PriceBook
from gatelight.records.database import Database
from gatelight.settings import Settings
from gatelight.spend.estimate import Estimates
from gatelight.spend.ledger import SpendLedger
from gatelight.spend.limits import Limits


@dataclass(slots=True)
class Services:
    settings: Settings
    clock: Clock
    database: Database
    events: EventEngine
    prices: PriceBook
    writer: EventWriter
    notes: NoteStore
    jobs: JobQueue
    job_runner: JobRunner
    spend: SpendLedger
    limits: Limits
    estimates: Estimates
    arrivals: Arrivals
    project_cleanups: tuple[Callable[[str], None], ...] = ()
    """What else is deleted with a project (by its id), of domains that projects know nothing of."""


def services_of(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


ServicesDep = Annotated[Services, Depends(services_of)]
