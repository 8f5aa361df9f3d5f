"""Reads for exploring: what a selection of traces or observations looks like as a whole.

A selection is a list's filters, bounded by its time window. Its rows come from `traces.py` and
`observations.py`; here are the counts of its values, its course over time, and what is usual.
"""
