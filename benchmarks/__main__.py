"""`python -m benchmarks [NAME…] [--scale 0.1]`: run benchmarks and print their tables."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable

from benchmarks import browser, gateway, ingest, memory, reads
from benchmarks.measure import Measure, print_table

BENCHMARKS: dict[str, tuple[str, Callable[[float], Iterable[Measure]]]] = {
    "ingest": ("Ingest: observations acknowledged and readable", ingest.run),
    "reads": ("Reads at one million observations", reads.run),
    "browser": ("In the browser, at one million observations", browser.run),
    "gateway": ("Gateway: chat calls with each way to trace", gateway.run),
    "memory": ("Memory of the server", memory.run),
}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"some of: {', '.join(BENCHMARKS)} (all)")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the full size (1)")
    parser.add_argument("--check", action="store_true", help="fail when a promise is not kept")
    options = parser.parse_args(arguments)
    unknown = set(options.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"no benchmark {', '.join(sorted(unknown))}")
    kept = True
    for name in options.names or BENCHMARKS:
        title, run = BENCHMARKS[name]
        measures = list(run(options.scale))
        print_table(title, measures)
        kept = kept and all(measure.holds for measure in measures)
    return 1 if options.check and not kept else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
