"""What the routes work with, made once by `app.py` and reached through one dependency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from gatelight.core.time import Clock
from gatelight.events.engine import EventEngine
from gatelight.ingest.notes import NoteStore
from gatelight.ingest.writer import EventWriter
from gatelight.pricing.book import PriceBook
from gatelight.records.database import Database
from gatelight.settings import Settings


@dataclass(slots=True)
class Services:
    settings: Settings
    clock: Clock
    database: Database
    events: EventEngine
    prices: PriceBook
    writer: EventWriter
    notes: NoteStore


def services_of(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


ServicesDep = Annotated[Services, Depends(services_of)]
