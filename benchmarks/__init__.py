"""Repeatable measurements, printed as ratios to a named baseline. See docs/benchmarks.md."""
