"""`python -m gatelight.deploy.alive URL`: exit status 0 when the address answers 2xx.

The health check of the containers, whose images have no curl. The standard library only, so that a
check every few seconds costs little.
"""

from __future__ import annotations

import sys
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

SECONDS = 4.0


def alive(url: str) -> bool:
    """Whether a GET of `url` is answered with 2xx within 4 s. No proxy is asked."""
    try:
        with build_opener(ProxyHandler({})).open(url, timeout=SECONDS) as response:
            return 200 <= int(response.status) < 300
    except (URLError, OSError, ValueError):
        return False


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: python -m gatelight.deploy.alive URL", file=sys.stderr)
        return 2
    return 0 if alive(arguments[0]) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
