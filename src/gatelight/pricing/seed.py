"""Filling the record store's price book from the shipped data, once for each version of it.

Entries never change: a price that differs in a new version gets a new id (`…@<version>`) and the
old entry is retired. Entries of a model the new version no longer knows stay in use. Entries of
projects are never touched.
"""

from __future__ import annotations

import logging
from typing import Any

import msgspec

from gatelight.pricing import queries
from gatelight.pricing.data_files import FILES, entries_of, header_of
from gatelight.pricing.entries import PriceEntry
from gatelight.records.database import Database

log = logging.getLogger(__name__)

_LOCK = "price-book"


def seed(database: Database, files: tuple[str, ...] = FILES) -> bool:
    """Bring the shared entries to the shipped versions. Returns whether anything was read in."""
    headers = [(name, header_of(name)) for name in files]
    with database.reader() as session:
        if all(_is_current(session, header.source, header.version) for _, header in headers):
            return False
    changed = False
    with database.session() as session:
        database.lock(session, _LOCK)
        for name, header in headers:
            if _is_current(session, header.source, header.version):
                continue
            added, retired = _read_in(session, header.source, list(entries_of(name)))
            queries.set_source_version(session, header.source, header.version)
            changed = True
            log.info(
                "price book: %s %s read in, %d entries added, %d retired",
                header.source,
                header.version,
                added,
                retired,
            )
        if changed:
            queries.count_change(session)
    return changed


def _is_current(session: Any, source: str, version: str) -> bool:
    return queries.source_version(session, source) == version


def _read_in(session: Any, source: str, fresh: list[PriceEntry]) -> tuple[int, int]:
    stored = queries.live_of_source(session, source)
    unchanged: set[str] = set()
    by_base: dict[str, PriceEntry] = {_base(entry.id): entry for entry in stored.values()}
    added: list[PriceEntry] = []
    for entry in fresh:
        old = by_base.get(entry.id)
        if old is not None and _content(old) == _content(entry):
            unchanged.add(old.id)
        else:
            added.append(entry)
    known_models = {(entry.provider, entry.model) for entry in fresh}
    replaced = [
        entry.id
        for entry in stored.values()
        if entry.id not in unchanged and (entry.provider, entry.model) in known_models
    ]
    taken = queries.existing_ids(session, [entry.id for entry in added])
    for entry in added:
        if entry.id in taken:
            entry.id = f"{entry.id}@{entry.source_version}"
    # A version read in again after another one finds its own ids taken: number them.
    retaken = queries.existing_ids(session, [entry.id for entry in added])
    for entry in added:
        attempt, wanted = 2, entry.id
        while entry.id in retaken:
            entry.id = f"{wanted}.{attempt}"
            attempt += 1
            retaken |= queries.existing_ids(session, [entry.id])
    queries.retire(session, replaced)
    queries.add_entries(session, added)
    return len(added), len(replaced)


def _base(entry_id: str) -> str:
    """The id without the version a corrected entry carries."""
    return entry_id.rpartition("@")[0] if "@" in entry_id else entry_id


def _content(entry: PriceEntry) -> tuple[Any, ...]:
    return (
        entry.match,
        entry.valid_from,
        entry.daily,
        entry.sequence,
        msgspec.to_builtins(entry.tier_texts),
    )
