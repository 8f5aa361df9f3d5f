"""The price book in memory: finds the entry in force for an observation and prices it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from gatelight.core.time import Micros
from gatelight.pricing import queries
from gatelight.pricing.conventions import FULL_MODEL_KEY, from_litellm
from gatelight.pricing.costs import Costs, computed_costs, provided_costs
from gatelight.pricing.data_files import FILES, providers_of
from gatelight.pricing.entries import Facts, PriceEntry, Tier, by_precedence, entry_in_force
from gatelight.pricing.estimate import estimated_usage
from gatelight.pricing.match import Catalogue, Provider, unprefixed
from gatelight.pricing.patterns import InvalidPatternError, searcher
from gatelight.pricing.seed import seed
from gatelight.pricing.types import PricingRequest, PricingResult
from gatelight.pricing.usage import NormalUsage, normalise
from gatelight.pricing.zero_usage import usage_in_metadata
from gatelight.records.database import Database

log = logging.getLogger(__name__)

REFRESH_SECONDS = 15.0
"""How long another process's change to the book may go unnoticed."""
MAX_CACHED_NAMES = 8192


class ProjectEntry(NamedTuple):
    entry: PriceEntry
    found: Callable[[str], bool]


class Found(NamedTuple):
    """The entries a model name leads to: the project's own, then the shared model's."""

    own: tuple[PriceEntry, ...]
    shared: tuple[PriceEntry, ...]

    def at(self, moment: Micros) -> PriceEntry | None:
        """The entry in force: the project's latest one, else the shared one."""
        return entry_in_force(self.own, moment) or entry_in_force(self.shared, moment)


class _Contents(NamedTuple):
    revision: int
    versions: dict[str, str]
    catalogue: Catalogue
    projects: dict[str, list[ProjectEntry]]
    names: dict[tuple[str, str, str], Found]


class PriceBook:
    """Thread-safe. Opens nothing until first use; `load()` at start makes first use quick.

    Every method may raise ServiceUnavailable while the book was never read and the record store is
    down; once read, the book in memory goes on pricing.
    """

    def __init__(self, database: Database, *, files: tuple[str, ...] = FILES) -> None:
        self._database = database
        self._files = files
        self._providers: list[Provider] = []
        self._contents: _Contents | None = None
        self._lock = threading.Lock()
        self._checked = 0.0

    # --- keeping it current

    def load(self) -> None:
        """Fill the record store's book from the shipped data if it is not, and read it."""
        with self._lock:
            if self._contents is None:
                seed(self._database, self._files)
                self._providers = providers_of()
                self._read()

    def reload(self) -> None:
        """Read the book again, after a change to it."""
        self.load()
        with self._lock:
            self._read()

    def _read(self) -> None:
        known = self._contents
        with self._database.reader() as session:
            revision = queries.revision(session)
            versions = queries.source_versions(session)
            if known is not None and known.versions == versions:
                catalogue = known.catalogue
            else:
                shared = queries.live_entries(session, shared=True)
                catalogue = Catalogue(self._providers, shared)
            own = queries.live_entries(session, shared=False)
        projects: dict[str, list[ProjectEntry]] = {}
        for entry in own:
            try:
                found = searcher(entry.match["regex"])
            except InvalidPatternError as error:
                log.warning("price entry %s has an unusable pattern: %s", entry.id, error)
                continue
            projects.setdefault(str(entry.project_id), []).append(ProjectEntry(entry, found))
        self._contents = _Contents(revision, versions, catalogue, projects, {})
        self._checked = time.monotonic()

    def _current(self) -> _Contents:
        contents = self._contents
        if contents is None:
            self.load()
            contents = self._contents
            assert contents is not None
        elif time.monotonic() - self._checked > REFRESH_SECONDS:
            # Checked beside the work, so that a slow record store never holds up ingestion.
            self._checked = time.monotonic()
            threading.Thread(target=self._refresh, name="price-book", daemon=True).start()
        return contents

    def _refresh(self) -> None:
        try:
            with self._database.reader() as session:
                revision = queries.revision(session)
            contents = self._contents
            if contents is not None and contents.revision != revision:
                self.reload()
        except Exception as error:  # the book in memory stays in use
            log.warning("price book not refreshed: %s", error)

    # --- finding

    def find(self, project_id: str, model: str, full_name: str = "") -> Found:
        """The entries for a model name as a project sees it; both may be empty.

        `full_name`: the same name with the provider it was called at, where that is known; it
        decides which shared price is meant. A project's pattern may find either.
        """
        contents = self._current()
        own = contents.projects.get(project_id)
        key = (project_id if own else "", model, full_name)
        found = contents.names.get(key)
        if found is None:
            found = _find(contents.catalogue, own or [], model, full_name)
            if len(contents.names) >= MAX_CACHED_NAMES:
                contents.names.clear()
            contents.names[key] = found
        return found

    def entry(self, project_id: str, entry_id: str) -> PriceEntry | None:
        """An entry by id, retired ones too, if the project can see it."""
        with self._database.reader() as session:
            return queries.visible_entry(session, project_id, entry_id)

    # --- pricing

    def price(self, request: PricingRequest) -> PricingResult:
        """Usage in buckets and the cost of one observation. Never raises for what a client sent."""
        usage = normalise(request.usage_details, whole_is_input=request.type == "EMBEDDING")
        litellm = bool(request.metadata) and from_litellm(request.source_scope, request.metadata)
        if litellm:
            usage = usage_in_metadata(usage, request.metadata)
            usage.convention = "litellm"
        elif usage.convention == "langfuse" and request.source_scope not in ("", "langfuse-sdk"):
            usage.convention = "otel"

        entry = None
        if request.model:
            full_name = request.metadata.get(FULL_MODEL_KEY) if request.metadata else None
            found = self.find(
                request.project_id,
                request.model,
                full_name if isinstance(full_name, str) else "",
            )
            entry = found.at(request.start_time)
        given = Costs({}, None, [])
        if request.cost_details:
            given = provided_costs(request.cost_details)
            if given.total == 0 and litellm and not _really_free(request.metadata, usage):
                given = Costs({}, None, ["zero_cost_not_believed"])
        usage.flags += given.flags

        if entry is not None and not request.usage_details and given.total is None:
            usage = estimated_usage(request, entry.tokenizer_id, usage)

        result = PricingResult(
            usage_details=usage.wire,
            tokens=usage.tokens,
            usage_convention=usage.convention,
            usage_flags=usage.flags,
            model_id=entry.id if entry is not None else "",
        )
        if given.total is not None:
            result.cost_details = given.details
            result.total_cost = given.total
            result.cost_source = "provided"
        elif usage.parts:
            if entry is not None:
                self._compute(request, usage, entry, result)
            elif request.model and usage.tokens:
                usage.flags.append("no_model_price")
        return result

    def _compute(
        self,
        request: PricingRequest,
        usage: NormalUsage,
        entry: PriceEntry,
        result: PricingResult,
    ) -> None:
        tier = tier_for(entry, usage, request.model_parameters, request.metadata)
        costs = computed_costs(usage.parts, tier, usage.wire.get("total", 0))
        usage.flags += costs.flags
        if not costs.details:
            return
        result.cost_details = costs.details
        result.total_cost = costs.total
        result.cost_source = "computed"
        result.price_id = entry.id
        result.price_tier_id = tier.id
        result.price_tier_name = tier.name


def tier_for(
    entry: PriceEntry,
    usage: NormalUsage,
    model_parameters: Mapping[str, Any],
    metadata: Mapping[str, Any],
) -> Tier:
    """The tier of `entry` that applies to an observation."""
    tiers = entry.tiers
    if len(tiers) == 1:
        return tiers[0]
    parameters = model_parameters if isinstance(model_parameters, Mapping) else {}
    return entry.tier_for(Facts(usage.wire, usage.tokens, parameters, metadata))


def _find(catalogue: Catalogue, own: list[ProjectEntry], model: str, full_name: str) -> Found:
    names = dict.fromkeys(
        name for name in (model, unprefixed(model), full_name, unprefixed(full_name)) if name
    )
    mine = [item.entry for item in own if any(item.found(name) for name in names)]
    shared = catalogue.find(full_name or model)
    return Found(by_precedence(mine), by_precedence(shared.entries) if shared is not None else ())


def _really_free(metadata: Mapping[str, Any], usage: NormalUsage) -> bool:
    """Whether a gateway's cost of 0 can be true: an answer from its cache, or nothing used."""
    return not usage.tokens or str(metadata.get("cache_hit", "")).lower() == "true"
