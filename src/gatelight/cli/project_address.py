"""Where a command finds the server and the project's keys when they are not given."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Annotated

import typer

from gatelight.cli.bootstrap import read_bootstrap
from gatelight.settings import Settings

HostOption = Annotated[
    str,
    typer.Option(
        help="Address of the server. Else LANGFUSE_BASE_URL or LANGFUSE_HOST, else this machine's.",
        show_default=False,
    ),
]
PublicKeyOption = Annotated[
    str,
    typer.Option(
        help="Public key of the project. Else LANGFUSE_PUBLIC_KEY, else the first project's.",
        show_default=False,
    ),
]
SecretKeyOption = Annotated[
    str,
    typer.Option(
        help="Its secret key. Else LANGFUSE_SECRET_KEY, else the first project's.",
        show_default=False,
    ),
]


@dataclass(frozen=True, slots=True)
class ProjectAddress:
    """A server (no trailing slash) and a project's key pair."""

    host: str
    public_key: str
    secret_key: str


def project_address(host: str, public_key: str, secret_key: str) -> ProjectAddress:
    """What is given, then the environment, then what `gatelight up` made. Raises ValueError."""
    settings = Settings()
    address = (
        host
        or os.environ.get("LANGFUSE_BASE_URL")
        or os.environ.get("LANGFUSE_HOST")
        or settings.resolved_server_url
    ).rstrip("/")
    public = public_key or os.environ.get("LANGFUSE_PUBLIC_KEY", "")
    secret = secret_key or os.environ.get("LANGFUSE_SECRET_KEY", "")
    if not (public and secret):
        made = read_bootstrap(settings)
        if made is None:
            raise ValueError(
                "No keys: give the public and the secret key, set LANGFUSE_PUBLIC_KEY and "
                "LANGFUSE_SECRET_KEY, or run this where `gatelight up` made its data directory."
            )
        public, secret = made.public_key, made.secret_key
    return ProjectAddress(address, public, secret)
