"""Answers of the score pages."""

from __future__ import annotations

from typing import Literal

from gatelight.core.answers import Answer, Iso


class ScoreKind(Answer):
    name: str
    data_type: str
    source: str
    count: int


class KindsAnswer(Answer):
    kinds: list[ScoreKind]


class ScoreBin(Answer):
    """`low` ≤ value < `high`; the last bin has its end, too."""

    low: float
    high: float
    count: int


class LabelCount(Answer):
    label: str
    count: int


class ScorePoint(Answer):
    """A bucket of time; `label` is null for numbers."""

    time: Iso
    label: str | None
    count: int
    average: float | None


class ScoreSummary(Answer):
    count: int
    average: float | None
    low: float | None
    high: float | None
    median: float | None
    deviation: float | None


class AnalyticsAnswer(Answer):
    """Numbers have `summary` and `bins`, categories and booleans `labels`. `granularity` is the
    bucket size of `series`."""

    granularity: str
    summary: ScoreSummary
    bins: list[ScoreBin]
    labels: list[LabelCount]
    series: list[ScorePoint]


class Correlation(Answer):
    count: int
    pearson: float | None
    spearman: float | None
    error: float | None


class Pair(Answer):
    trace_id: str
    observation_id: str
    x: float
    y: float


class Crossing(Answer):
    first: str
    second: str
    count: int
    first_average: float | None
    second_average: float | None
    trace_ids: list[str]


class ComparisonAnswer(Answer):
    """Two numbers: `correlation` and `pairs` (a sample). Else `crossings` of labels; `agreement`
    (share) and `kappa` (Cohen's) when both have labels."""

    kind: Literal["numbers", "labels", "mixed"]
    count: int
    correlation: Correlation | None
    pairs: list[Pair]
    crossings: list[Crossing]
    agreement: float | None
    kappa: float | None
