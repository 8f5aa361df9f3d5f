"""What a deployment of `deploy/terraform` costs in AWS a month, by list prices of one dated file.

The sizes are Terraform's own (`sizes.json`); prices are in `aws_prices.json`. Amounts are US
dollars, in Decimal. Nothing is asked of AWS.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, cast

from gatelight.deploy.new_secrets import MAKERS

Architecture = Literal["arm64", "x86_64"]
Size = Literal["small", "large"]
ZONES = 2
"""Availability zones of the load balancer, with a public address in each."""
ALARMS = 5
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Price:
    """`usd` per `unit`; `what` AWS sells by that name."""

    usd: Decimal
    unit: str
    what: str


@dataclass(frozen=True, slots=True)
class PriceList:
    """Prices by the key Terraform or this file knows them by. `as_of` is a date (YYYY-MM-DD)."""

    as_of: str
    region: str
    note: str
    hours: Decimal
    prices: dict[str, Price]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the estimate. `shared`: what other services of the account can use as well."""

    part: str
    what: str
    quantity: Decimal
    unit: str
    usd_per_unit: Decimal
    shared: bool = False

    @property
    def usd(self) -> Decimal:
        """A month's amount."""
        return self.quantity * self.usd_per_unit


@lru_cache(maxsize=1)
def price_list() -> PriceList:
    """The file that came with this release."""
    document = _read("aws_prices.json")
    prices = {
        name: Price(Decimal(entry["usd"]), entry["unit"], entry["what"])
        for name, entry in document["prices"].items()
    }
    hours = Decimal(document["hours_per_month"])
    return PriceList(document["as_of"], document["region"], document["note"], hours, prices)


def sizes() -> dict[str, Any]:
    """The sizes Terraform's example environment offers, by name."""
    return _read("sizes.json")


def estimate(size: Size, architecture: Architecture) -> list[Line]:
    """The lines of a month, with the fewest tasks of the size.

    The small size's tasks have public addresses; the large one's use a NAT gateway. The large size
    needs a ClickHouse server besides, which is not in here: docs/scaling.md reckons with it.
    """
    wanted = sizes()[size]
    return [
        *_tasks(wanted, architecture),
        *_database(wanted["database"]),
        *_network(wanted, public_tasks=size == "small"),
        *_storage(size, wanted),
        # Two of Terraform's secrets are not kept in Secrets Manager, two are added to it.
        _line("secrets", "secret", len(MAKERS) + (size == "large")),
        _line("logs", "log_gb", wanted["traffic"]["logs_gb"]),
        _line("alarms", "alarm", ALARMS),
        _line("private names", "private_zone", 1),
    ]


def _tasks(wanted: dict[str, Any], architecture: Architecture) -> list[Line]:
    hours = price_list().hours
    made = []
    for part in ("server", "gateway", "monitoring"):
        task = wanted[part]
        cpu = Decimal(task["cpu"]) / 1024 * task["tasks"] * hours
        memory = Decimal(task["memory"]) / 1024 * task["tasks"] * hours
        made += [
            _line(part, f"fargate_vcpu_{architecture}", cpu),
            _line(part, f"fargate_gb_{architecture}", memory),
        ]
    return made


def _database(database: dict[str, Any]) -> list[Line]:
    """A standby in another zone costs what the instance costs, and so does each replica."""
    copies = (2 if database["multi_az"] else 1) + database["replicas"]
    hours = price_list().hours * copies
    return [
        _line("database", database["class"], hours, shared=True),
        _line("database", "rds_gb", Decimal(database["storage_gb"]) * copies, shared=True),
    ]


def _network(wanted: dict[str, Any], *, public_tasks: bool) -> list[Line]:
    hours, traffic = price_list().hours, wanted["traffic"]
    tasks = sum(wanted[part]["tasks"] for part in ("server", "gateway", "monitoring"))
    addresses = ZONES + (tasks if public_tasks else 0)
    made = [
        _line("load balancer", "load_balancer", hours, shared=True),
        _line("load balancer", "load_balancer_unit", hours, shared=True),
        _line("addresses", "public_address", addresses * hours, shared=True),
        _line("CloudFront", "cloudfront_gb", traffic["out_gb"]),
        _line("CloudFront", "cloudfront_million", traffic["requests_millions"]),
        _line("CloudFront", "function_million", traffic["requests_millions"]),
    ]
    if not public_tasks:
        made += [
            _line("NAT gateway", "nat_gateway", hours, shared=True),
            _line("NAT gateway", "nat_gb", traffic["out_gb"], shared=True),
        ]
    return made


def _storage(size: Size, wanted: dict[str, Any]) -> list[Line]:
    traffic = wanted["traffic"]
    part = "events and metrics" if size == "small" else "metrics"
    made = [
        _line(part, "efs_gb", wanted["files_gb"]),
        _line(part, "efs_write_gb", traffic["file_writes_gb"]),
    ]
    if traffic["media_gb"]:
        made.append(_line("media", "s3_gb", traffic["media_gb"]))
    return made


def _line(part: str, price: str, quantity: Decimal | int, *, shared: bool = False) -> Line:
    found = price_list().prices[price]
    return Line(part, found.what, Decimal(quantity), found.unit, found.usd, shared)


def total(lines: list[Line]) -> Decimal:
    """Their sum, to the cent."""
    return sum((line.usd for line in lines), Decimal(0)).quantize(CENT)


def _read(name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads((files("gatelight.deploy") / name).read_text("utf-8")))
