"""The order of an answer's rows."""

from __future__ import annotations

from gatelight.events.metrics.query import TIME_KEY, MetricsQuery


def order_sql(query: MetricsQuery, columns: dict[str, str]) -> str:
    """The ORDER BY list. `columns` gives each row key's column.

    As asked; else time ascending; else the first metric descending. Dimensions break ties, so that
    the same question always gets the same rows. Nulls come last.
    """
    terms: list[str] = []
    if query.order:
        terms += [
            f"{columns[order.key]} {'DESC' if order.descending else 'ASC'}" for order in query.order
        ]
    elif query.granularity:
        terms.append(f"{columns[TIME_KEY]} ASC")
    asked = {order.key for order in query.order}
    if not query.order:
        first = next((metric for metric in query.metrics if metric.aggregation.sortable), None)
        if first:
            terms.append(f"{columns[first.key]} DESC")
    ties = [dimension.name for dimension in query.dimensions if dimension.name not in asked]
    if query.granularity and query.order and TIME_KEY not in asked:
        ties.insert(0, TIME_KEY)
    terms += [f"{columns[name]} ASC" for name in ties]
    return ", ".join(terms)
