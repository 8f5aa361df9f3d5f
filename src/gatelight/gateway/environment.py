"""LiteLLM's own virtual environment: where it is, and whether its two packages fit together."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.metadata import Distribution, MetadataPathFinder
from importlib.metadata import DistributionFinder as Finder
from pathlib import Path

from gatelight.settings import Settings

# Releases that steal credentials (OSV MAL-2026-2144; 1.107.0 was reported and withdrawn).
COMPROMISED = frozenset({"1.82.7", "1.82.8", "1.107.0"})
# From this version on the `langfuse` callback speaks OTLP and needs SDK 4.7 or newer, below 5;
# earlier ones need SDK 2.59.7 or newer, below 3.
OTLP_SINCE = (1, 104)
OLD_SDK, NEW_SDK = ((2, 59, 7), (3,)), ((4, 7), (5,))


class GatewayEnvironmentError(Exception):
    """The gateway cannot start; the message says what to do."""


@dataclass(frozen=True, slots=True)
class GatewayEnvironment:
    """A checked environment. `langfuse` is None when the SDK is absent."""

    python: Path
    litellm: str
    langfuse: str | None


def default_venv() -> Path:
    """`.envs/gateway` beside the virtual environment that `make install` made."""
    return Path(sys.prefix).parent / ".envs" / "gateway"


def load_environment(settings: Settings, *, needs_sdk: bool = True) -> GatewayEnvironment:
    """Find and check the environment. Raises GatewayEnvironmentError.

    `needs_sdk`: whether the callback `langfuse` is configured (`langfuse_otel` needs no SDK).
    """
    venv = (settings.gateway_venv or default_venv()).absolute()
    python = venv / "bin" / "python"
    if not python.exists():
        raise GatewayEnvironmentError(
            f"no gateway environment at {venv}: run `make install`, or set GATELIGHT_GATEWAY_VENV"
        )
    litellm = _version(venv, "litellm")
    if litellm is None:
        raise GatewayEnvironmentError(f"LiteLLM is not installed in {venv}: run `make install`")
    langfuse = _version(venv, "langfuse")
    if litellm in COMPROMISED:
        raise GatewayEnvironmentError(f"LiteLLM {litellm} is a compromised release: remove {venv}")
    if needs_sdk:
        check_pair(litellm, langfuse)
    return GatewayEnvironment(python, litellm, langfuse)


def check_pair(litellm: str, langfuse: str | None) -> None:
    """Raise GatewayEnvironmentError unless the callback of this LiteLLM can use this SDK.

    A pair that does not fit answers calls and records nothing.
    """
    low, high = NEW_SDK if _numbers(litellm) >= OTLP_SINCE else OLD_SDK
    if langfuse is None or not low <= _numbers(langfuse) < high:
        wanted = f">={_dotted(low)},<{_dotted(high)}"
        raise GatewayEnvironmentError(
            f"LiteLLM {litellm} needs langfuse {wanted} but {langfuse or 'none'} is installed: "
            "no call would be recorded. Install gateway/requirements.txt as it is."
        )


def _version(venv: Path, name: str) -> str | None:
    folders = [str(folder) for folder in venv.glob("lib/python*/site-packages")]
    found: Distribution | None = next(
        iter(MetadataPathFinder.find_distributions(Finder.Context(name=name, path=folders))), None
    )
    return found.version if found else None


def _numbers(version: str) -> tuple[int, ...]:
    numbers: list[int] = []
    for part in version.split("."):
        digits = "".join(c for c in part if c.isdigit())
        if part != digits:  # a pre-release such as 5.0.0rc1 counts as the release it precedes
            leading = part[: len(part) - len(part.lstrip("0123456789"))]
            numbers.append(int(leading or 0))
            break
        numbers.append(int(part))
    return tuple(numbers)


def _dotted(numbers: tuple[int, ...]) -> str:
    return ".".join(map(str, numbers))
