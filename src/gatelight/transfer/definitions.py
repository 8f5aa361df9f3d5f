"""Copying score configs and the project's own model prices."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from gatelight.transfer.capabilities import CONFIGS, MODELS
from gatelight.transfer.pages import List, offset_pages
from gatelight.transfer.session import Session
from gatelight.transfer.wire import Wire

Row = dict[str, Any]

_CONFIG_FIELDS = ("name", "dataType", "minValue", "maxValue", "categories", "description")
_MODEL_FIELDS = ("modelName", "matchPattern", "startDate", "unit", "tokenizerId", "tokenizerConfig")
_FLAT_PRICES = ("inputPrice", "outputPrice", "totalPrice")
_TIER_FIELDS = ("name", "isDefault", "priority", "conditions", "attributeConditions", "prices")


def rows_of(wire: Wire, path: str) -> Iterator[Row]:
    """Every row of a list by offset that has no times."""
    for rows in offset_pages(wire, List(path)):
        yield from rows


def own_models(wire: Wire) -> Iterator[Row]:
    """Models the project defined itself."""
    return (row for row in rows_of(wire, "/models") if not row.get("isLangfuseManaged"))


def copy_score_configs(session: Session) -> None:
    """Configs, and which of the target's configs stands for each of the source's.

    They are archived last (`archive_score_configs`): scores of an archived config are refused.
    """
    outcome = session.outcome(CONFIGS)
    path = session.endpoint(outcome, CONFIGS)
    if not path:
        return
    known: dict[str, str] = {}
    if not session.dry_run:
        known = {_config_key(row): row["id"] for row in rows_of(session.target, path)}
    for row in reversed(list(rows_of(session.source, path))):
        outcome.found += 1
        if session.dry_run:
            continue

        def write(row: Row = row) -> bool:
            key = _config_key(row)
            new = key not in known
            if new:
                known[key] = session.target.post(path, _config_body(row))["id"]
            session.state.configs[row["id"]] = known[key]
            return new

        session.attempt(outcome, row["name"], write)
    if session.state.configs:
        session.state.save()


def archive_score_configs(session: Session) -> None:
    """Archive at the target what is archived at the source."""
    path = session.capabilities.endpoints.get(CONFIGS)
    if not path or session.dry_run:
        return
    for row in rows_of(session.source, path):
        config_id = session.state.configs.get(row["id"])
        if row.get("isArchived") and config_id:
            session.target.call(
                "PATCH", f"{path}/{quote(config_id, safe='')}", body={"isArchived": True}
            )


def _config_body(row: Row) -> Row:
    body = {name: row[name] for name in _CONFIG_FIELDS if row.get(name) is not None}
    if row["dataType"] != "CATEGORICAL":
        body.pop("categories", None)
    if row["dataType"] != "NUMERIC":
        body.pop("minValue", None)
        body.pop("maxValue", None)
    return body


def _config_key(row: Row) -> str:
    body = _config_body(row)
    categories = body.get("categories") or []
    body["categories"] = [[each["label"], float(each["value"])] for each in categories]
    for name in ("minValue", "maxValue"):
        body[name] = None if body.get(name) is None else float(body[name])
    body.pop("description", None)
    return json.dumps(body, sort_keys=True)


def copy_models(session: Session) -> None:
    """The project's own model definitions; those every project has stay the target's."""
    outcome = session.outcome(MODELS)
    path = session.endpoint(outcome, MODELS)
    if not path:
        return
    known = set() if session.dry_run else {_model_key(row) for row in own_models(session.target)}
    for row in reversed(list(own_models(session.source))):
        outcome.found += 1
        if session.dry_run:
            continue

        def write(row: Row = row) -> bool:
            if _model_key(row) in known:
                return False
            session.target.post(path, _model_body(row))
            known.add(_model_key(row))
            return True

        session.attempt(outcome, row["modelName"], write)


def _model_key(row: Row) -> str:
    start = str(row.get("startDate") or "")[:19]
    return json.dumps([row["modelName"], row["matchPattern"], start])


def _model_body(row: Row) -> Row:
    body = {name: row[name] for name in _MODEL_FIELDS if row.get(name) is not None}
    if tiers := row.get("pricingTiers"):
        body["pricingTiers"] = [
            {name: tier[name] for name in _TIER_FIELDS if name in tier} for tier in tiers
        ]
        return body
    flat = {name: row[name] for name in _FLAT_PRICES if row.get(name) is not None}
    if "inputPrice" in flat or "outputPrice" in flat:
        flat.pop("totalPrice", None)
    return body | flat
