"""What a benchmark reports: a value, what it is compared with, and what was promised."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """`baseline` names what `baseline_value` (same unit) was measured on.

    A promise is a lowest ratio to the baseline, a lowest value or a highest value.
    """

    what: str
    value: float
    unit: str
    baseline: str = ""
    baseline_value: float | None = None
    lowest_ratio: float | None = None
    lowest: float | None = None
    highest: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.baseline_value if self.baseline_value else None

    @property
    def promise(self) -> str:
        if self.lowest_ratio is not None:
            return f"ratio ≥ {self.lowest_ratio:g}"
        if self.lowest is not None:
            return f"≥ {self.lowest:,.0f}"
        if self.highest is None:
            return ""
        return f"≤ {self.highest:,.0f}" if self.highest >= 10 else f"≤ {self.highest:.2g}"

    @property
    def holds(self) -> bool:
        """Whether the promise is kept; true without one."""
        if self.lowest_ratio is not None:
            return self.ratio is not None and self.ratio >= self.lowest_ratio
        if self.lowest is not None:
            return self.value >= self.lowest
        return self.highest is None or self.value <= self.highest


def processor_seconds(pid: int) -> float:
    """Processor time a process has used so far, of Linux."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which `percent` of `values` lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def print_table(title: str, measures: Iterable[Measure]) -> None:
    table = Table(title=title, title_justify="left")
    for heading in ("what", "value", "unit", "ratio", "baseline", "promise", "kept"):
        table.add_column(heading, justify="right" if heading in ("value", "ratio") else "left")
    for measure in measures:
        digits = 0 if abs(measure.value) >= 100 else 1
        baseline = measure.baseline
        if measure.baseline_value is not None:
            baseline += f" ({measure.baseline_value:,.{digits}f})"
        table.add_row(
            measure.what,
            f"{measure.value:,.{digits}f}",
            measure.unit,
            "" if measure.ratio is None else f"{measure.ratio:.2f}",
            baseline,
            measure.promise,
            "" if not measure.promise else "yes" if measure.holds else "NO",
        )
    Console(width=140).print(table)
