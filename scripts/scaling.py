"""The arithmetic of docs/scaling.md: what a month's observations need, and what that costs in AWS.

Prices are those of `gatelight aws cost`. What is assumed stands in `Assumptions` and on the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from math import ceil

from gatelight.deploy.cost import estimate, price_list, total

SECONDS_A_MONTH = 730 * 3600
GIGA = 10**9


@dataclass(frozen=True)
class Assumptions:
    """What a number follows from. Bytes, seconds, observations."""

    row_bytes: int = 3_500
    """One observation with its input and output, as it is sent."""
    stored_bytes: int = 900
    """The same on disk: text of prompts compresses about four to one, indexes included."""
    peak: int = 5
    """The busiest hour against the mean."""
    months_kept: int = 3
    rows_per_cpu: int = 1_500
    """Observations a second that one vCPU of the server takes in with room to spare."""
    calls_per_cpu: int = 25
    """Calls a second of one vCPU of LiteLLM."""
    rows_per_call: int = 3
    shard_gb: int = 10_000
    """Most that one ClickHouse server holds before another shard is added."""


@dataclass
class Case:
    """One column of the page: `millions` of observations a month."""

    millions: int
    assume: Assumptions = field(default_factory=Assumptions)

    @property
    def mean(self) -> float:
        """Observations a second."""
        return self.millions * 1_000_000 / SECONDS_A_MONTH

    @property
    def busiest(self) -> float:
        return self.mean * self.assume.peak

    @property
    def new_gb(self) -> float:
        """On disk, each month."""
        return self.millions * 1_000_000 * self.assume.stored_bytes / GIGA

    @property
    def kept_gb(self) -> float:
        return self.new_gb * self.assume.months_kept

    @property
    def embedded(self) -> bool:
        """Whether one process with the embedded store is enough: disk first, then processor."""
        return self.kept_gb < 50 and self.busiest < self.assume.rows_per_cpu / 2

    @property
    def server_tasks(self) -> int:
        """Of 2 vCPU; two at least, so that one may go."""
        return 1 if self.embedded else max(2, ceil(self.busiest / self.assume.rows_per_cpu / 2))

    @property
    def gateway_tasks(self) -> int:
        """Of 1 vCPU."""
        calls = self.busiest / self.assume.rows_per_call
        return 1 if self.embedded else max(2, ceil(calls / self.assume.calls_per_cpu))

    @property
    def shards(self) -> int:
        return 0 if self.embedded else max(1, ceil(self.kept_gb / self.assume.shard_gb))

    @property
    def clickhouse(self) -> tuple[int, str]:
        """Servers, two for each shard, and their type."""
        return self.shards * 2, "m7g.4xlarge" if self.shards > 1 else "m7g.xlarge"

    @property
    def disk_gb(self) -> int:
        """Of each ClickHouse server: half as much again for merges, in steps of 100 GB."""
        return ceil(self.kept_gb / max(1, self.shards) * 1.5 / 100) * 100 if self.shards else 0

    def costs(self) -> dict[str, Decimal]:
        """US dollars a month."""
        if self.embedded:
            return {"AWS, the small size": total(estimate("small", "arm64"))}
        prices, hours = price_list().prices, price_list().hours
        lines = estimate("large", "arm64")
        parts = ("server", "gateway")
        cpu, memory = (prices[f"fargate_{kind}_arm64"].usd for kind in ("vcpu", "gb"))
        servers, kind = self.clickhouse
        sent_gb = Decimal(self.millions * 1_000_000 * self.assume.row_bytes) / GIGA
        return {
            "server": self.server_tasks * hours * (2 * cpu + 8 * memory),
            "gateway": self.gateway_tasks * hours * (cpu + 2 * memory),
            "ClickHouse servers": servers * hours * prices[kind].usd,
            "ClickHouse disks": servers * self.disk_gb * prices["ebs_gb"].usd,
            "load balancer, by volume": sent_gb * prices["load_balancer_unit"].usd,
            "the rest of the large size": total([x for x in lines if x.part not in parts]),
        }


CASES = (Case(1), Case(100), Case(10_000))


def number(value: float) -> str:
    return f"{value:,.1f}" if value < 10 else f"{value:,.0f}"


def rows() -> list[tuple[str, list[str]]]:
    """What is needed, each with one cell for each case."""

    def cells(make: str) -> list[str]:
        return [str(getattr(case, make)) for case in CASES]

    return [
        ("observations a second, mean", [number(case.mean) for case in CASES]),
        ("in the busiest hour", [number(case.busiest) for case in CASES]),
        ("new on disk each month", [f"{number(case.new_gb)} GB" for case in CASES]),
        ("kept", [f"{number(case.kept_gb)} GB" for case in CASES]),
        ("event store", ["embedded" if c.embedded else f"{c.shards} × 2" for c in CASES]),
        ("ClickHouse servers", [f"{c.clickhouse[0]} {c.clickhouse[1]}" * (not c.embedded) or "none"
                                for c in CASES]),
        ("disk of each", [f"{c.disk_gb:,} GB" if c.disk_gb else "EFS" for c in CASES]),
        ("server tasks", cells("server_tasks")),
        ("gateway tasks", cells("gateway_tasks")),
    ]  # fmt: skip


def cost_rows() -> list[tuple[str, list[str]]]:
    """US dollars a month, by what."""
    costs = [case.costs() for case in CASES]
    names = list(dict.fromkeys(name for each in costs for name in each))
    made = [
        (name, [f"{each[name]:,.0f}" if name in each else "" for each in costs]) for name in names
    ]
    sums = [sum(each.values(), Decimal(0)) for each in costs]
    made.append(("**all**", [f"**{amount:,.0f}**" for amount in sums]))
    millions = [Decimal(case.millions) for case in CASES]
    each_million = [f"{amount / m:,.2f}" for amount, m in zip(sums, millions, strict=True)]
    return [*made, ("for a million observations", each_million)]


def page() -> str:
    """The generated part of docs/scaling.md."""
    head = [f"{case.millions:,} million" for case in CASES]
    lines = ["## What it takes", ""]
    for title, body in (("a month", rows()), (f"US dollars, {price_list().as_of}", cost_rows())):
        lines += [f"| {title} | {' | '.join(head)} |", "| --- | ---: | ---: | ---: |"]
        lines += [f"| {name} | {' | '.join(cells)} |" for name, cells in body]
        lines += [""]
    return "\n".join(lines)
