"""What the Grafana dashboards show: rows of panels, each a title, a unit, a sentence and queries.

Places on the grid follow from the order. `grafana.py` makes Grafana's JSON of them.
"""

from __future__ import annotations

from dataclasses import dataclass

CALL = '{project=~"$project",model=~"$model",user=~"$user"}'
TRACES = "$gatelight/project/${__field.labels.project}/traces"
ALL_TRACES = "$gatelight/"


@dataclass(frozen=True)
class Panel:
    """`queries` are (PromQL, legend). `exemplars` shows trace ids as points that open the trace;
    `link` opens the traces of a series' project."""

    title: str
    queries: tuple[tuple[str, str], ...]
    unit: str = "short"
    text: str = ""
    kind: str = "timeseries"
    width: int = 8
    height: int = 8
    stack: bool = False
    exemplars: bool = False
    link: str = ""
    bounds: tuple[tuple[str, float | None], ...] = ()


@dataclass(frozen=True)
class Row:
    title: str
    panels: tuple[Panel, ...]


def stat(title: str, query: str, unit: str, text: str, *bounds: tuple[str, float | None]) -> Panel:
    return Panel(title, ((query, ""),), unit, text, "stat", 4, 4, bounds=bounds)


def quantiles(metric: str, selector: str, *levels: float) -> tuple[tuple[str, str], ...]:
    return tuple(
        (
            f"histogram_quantile({level}, sum by (le) "
            f"(rate({metric}_bucket{selector}[$__rate_interval])))",
            f"p{level * 100:g}",
        )
        for level in levels
    )


def counted(metric: str, window: str = "$__range") -> str:
    return f"sum(increase({metric}{CALL}[{window}]))"


def by(label: str, metric: str, *, factor: str = "", limit: int = 10) -> str:
    rate = f"sum by (project, {label}) (rate({metric}{CALL}[$__rate_interval]))"
    return f"topk({limit}, {rate}{factor})"


USAGE = (
    Row(
        "Overview",
        (
            stat("Calls", counted("gatelight_llm_requests_total"), "short", "Finished LLM calls."),
            stat("Cost", counted("gatelight_llm_cost_usd_total"), "currencyUSD", "Cost in USD."),
            stat("Tokens", counted("gatelight_llm_tokens_total"), "short", "Tokens of every kind."),
            stat(
                "Errors",
                f"{counted('gatelight_llm_errors_total')} / "
                f"{counted('gatelight_llm_requests_total')}",
                "percentunit",
                "Share of calls of level ERROR.",
                ("green", None),
                ("orange", 0.02),
                ("red", 0.05),
            ),
            stat(
                "Latency, p95",
                "histogram_quantile(0.95, sum by (le) "
                f"(rate(gatelight_llm_request_duration_seconds_bucket{CALL}[$__range])))",
                "s",
                "95 of 100 calls were faster.",
            ),
            stat(
                "Without a price",
                counted("gatelight_llm_unpriced_requests_total"),
                "short",
                "Calls whose cost is not known: see the price book.",
                ("green", None),
                ("orange", 1),
            ),
        ),
    ),
    Row(
        "Cost and tokens",
        (
            Panel(
                "Cost an hour, by model",
                ((by("model", "gatelight_llm_cost_usd_total", factor=" * 3600"), "{{model}}"),),
                "currencyUSD",
                "What the present pace costs in an hour.",
                width=12,
                stack=True,
                link=TRACES,
            ),
            Panel(
                "Cost an hour, by user",
                ((by("user", "gatelight_llm_cost_usd_total", factor=" * 3600"), "{{user}}"),),
                "currencyUSD",
                "The ten dearest; empty: calls without a user.",
                width=12,
                stack=True,
                link=TRACES,
            ),
            Panel(
                "Tokens a second, by kind",
                (
                    (
                        f"sum by (kind) (rate(gatelight_llm_tokens_total{CALL}[$__rate_interval]))",
                        "{{kind}}",
                    ),
                ),
                "short",
                "Each token is in exactly one kind.",
                width=12,
                stack=True,
            ),
            Panel(
                "Cost by project and model",
                (
                    (
                        "topk(50, sum by (project, model) "
                        f"(increase(gatelight_llm_cost_usd_total{CALL}[$__range])))",
                        "",
                    ),
                ),
                "currencyUSD",
                "Over the time shown.",
                "table",
                12,
                link="$gatelight/project/${__data.fields.project}/traces",
            ),
        ),
    ),
    Row(
        "Calls",
        (
            Panel(
                "Calls a second, by model",
                ((by("model", "gatelight_llm_requests_total"), "{{model}}"),),
                "reqps",
                "The ten busiest.",
                width=12,
                link=TRACES,
            ),
            Panel(
                "Errors, by model",
                (
                    (
                        "sum by (project, model) "
                        f"(rate(gatelight_llm_errors_total{CALL}[$__rate_interval])) / "
                        "sum by (project, model) "
                        f"(rate(gatelight_llm_requests_total{CALL}[$__rate_interval]))",
                        "{{model}}",
                    ),
                ),
                "percentunit",
                "Share of calls of level ERROR.",
                width=12,
                link=TRACES,
            ),
            Panel(
                "Latency",
                quantiles("gatelight_llm_request_duration_seconds", CALL, 0.5, 0.95, 0.99),
                "s",
                "Points are single calls: one opens its trace.",
                width=12,
                exemplars=True,
            ),
            Panel(
                "Time to first token",
                quantiles("gatelight_llm_time_to_first_token_seconds", CALL, 0.5, 0.95),
                "s",
                "Streamed calls only. Points are single calls: one opens its trace.",
                width=12,
                exemplars=True,
            ),
        ),
    ),
)

INFRASTRUCTURE = (
    Row(
        "Health",
        (
            stat(
                "Event store",
                'min(gatelight_store_up{store="events"})',
                "bool_on_off",
                "Whether the event store answers, in every process.",
                ("red", None),
                ("green", 1),
            ),
            stat(
                "Record store",
                'min(gatelight_store_up{store="records"})',
                "bool_on_off",
                "Whether the record store answers.",
                ("red", None),
                ("green", 1),
            ),
            stat(
                "Refused",
                'sum(increase(gatelight_ingest_events_total{result=~"refused|failed"}[$__range])) '
                "or vector(0)",
                "short",
                "Events that were not stored; the Ingestion page says why.",
                ("green", None),
                ("orange", 1),
            ),
            stat(
                "Queue",
                "max(gatelight_ingest_queue_events / gatelight_ingest_queue_limit_events)",
                "percentunit",
                "How full the ingest queue is; full means 429.",
                ("green", None),
                ("orange", 0.5),
                ("red", 0.9),
            ),
            stat(
                "Failed jobs",
                'sum(increase(gatelight_jobs_total{outcome="failed"}[$__range])) or vector(0)',
                "short",
                "Jobs that are out of attempts.",
                ("green", None),
                ("red", 1),
            ),
            stat(
                "Memory",
                "max(process_resident_memory_bytes)",
                "bytes",
                "Resident memory of the largest process.",
            ),
        ),
    ),
    Row(
        "Ingestion",
        (
            Panel(
                "Events a second",
                (
                    (
                        "sum by (wire, result) "
                        "(rate(gatelight_ingest_events_total[$__rate_interval]))",
                        "{{wire}} {{result}}",
                    ),
                ),
                "cps",
                "By wire and how they ended.",
                stack=True,
            ),
            Panel(
                "Waiting events",
                (("sum by (instance) (gatelight_ingest_queue_events)", "{{instance}}"),),
                "short",
                "Events that wait to be stored.",
            ),
            Panel(
                "Commit",
                quantiles("gatelight_commit_duration_seconds", "", 0.5, 0.95, 0.99),
                "s",
                "Time to put one commit on disk.",
            ),
            Panel(
                "Rows a commit",
                (
                    (
                        "sum(rate(gatelight_commit_rows_sum[$__rate_interval])) / "
                        "sum(rate(gatelight_commit_rows_count[$__rate_interval]))",
                        "rows",
                    ),
                ),
                "short",
                "Commits grow with load.",
            ),
            Panel(
                "Event store",
                (
                    (
                        "histogram_quantile(0.95, sum by (le, operation) (rate("
                        "gatelight_store_operation_duration_seconds_bucket[$__rate_interval])))",
                        "{{operation}} p95",
                    ),
                ),
                "s",
                "Time of reads, inserts and commands.",
            ),
            Panel(
                "Bytes on disk",
                (("max by (table) (gatelight_store_bytes)", "{{table}}"),),
                "bytes",
                "Of the event store, by table.",
                stack=True,
            ),
        ),
    ),
    Row(
        "Requests and jobs",
        (
            Panel(
                "HTTP requests a second",
                (
                    (
                        "sum by (status) (rate(gatelight_http_requests_total[$__rate_interval]))",
                        "{{status}}",
                    ),
                ),
                "reqps",
                "By class of status.",
                stack=True,
            ),
            Panel(
                "Slowest routes, p95",
                (
                    (
                        "topk(10, histogram_quantile(0.95, sum by (le, route) (rate("
                        "gatelight_http_request_duration_seconds_bucket[$__rate_interval]))))",
                        "{{route}}",
                    ),
                ),
                "s",
                "By the template of the route.",
            ),
            Panel(
                "Jobs a second",
                (
                    (
                        "sum by (kind, outcome) (rate(gatelight_jobs_total[$__rate_interval]))",
                        "{{kind}} {{outcome}}",
                    ),
                ),
                "cps",
                "Runs that ended.",
            ),
            Panel(
                "Open jobs",
                (("max by (state) (gatelight_jobs_open)", "{{state}}"),),
                "short",
                "Of the whole instance.",
            ),
            Panel(
                "Processor",
                (
                    (
                        "sum by (instance) (rate(process_cpu_seconds_total[$__rate_interval]))",
                        "{{instance}}",
                    ),
                ),
                "short",
                "Cores in use.",
            ),
            Panel(
                "Memory",
                (("process_resident_memory_bytes", "{{job}} {{instance}}"),),
                "bytes",
                "Resident memory of every process.",
            ),
        ),
    ),
    Row(
        "Gateway (LiteLLM)",
        (
            Panel(
                "Requests a second",
                (
                    (
                        "sum by (status_code) "
                        "(rate(litellm_proxy_total_requests_metric_total[$__rate_interval]))",
                        "{{status_code}}",
                    ),
                ),
                "reqps",
                "As the gateway answered them.",
            ),
            Panel(
                "Overhead",
                quantiles("litellm_overhead_latency_metric", "", 0.5, 0.95),
                "s",
                "What the gateway itself adds to a call.",
            ),
            Panel(
                "In flight",
                (("sum(litellm_in_flight_requests)", "requests"),),
                "short",
                "Requests under way.",
            ),
        ),
    ),
)
