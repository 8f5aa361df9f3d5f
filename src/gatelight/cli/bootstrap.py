"""The first organisation, project, user and keys of a data directory, made once and kept.

`bootstrap.json` (mode 0600) holds them, so `up`, `gateway` and `verify` agree. What the operator
sets (`LANGFUSE_INIT_*`, `GATELIGHT_GATEWAY_MASTER_KEY`) wins and is written into the file.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from gatelight.core.gateway_keys import new_key
from gatelight.gateway.keys import drop_key
from gatelight.gateway.launch import key_file
from gatelight.settings import Settings


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """Everything a first run needs. Keys and the password are secrets."""

    org_id: str
    org_name: str
    project_id: str
    project_name: str
    public_key: str
    secret_key: str
    user_email: str
    user_name: str
    user_password: str
    gateway_master_key: str
    test_user_key: str

    def server_environment(self) -> dict[str, str]:
        """`LANGFUSE_INIT_*` variables that make the server create all of it when it is missing."""
        return {
            "LANGFUSE_INIT_ORG_ID": self.org_id,
            "LANGFUSE_INIT_ORG_NAME": self.org_name,
            "LANGFUSE_INIT_PROJECT_ID": self.project_id,
            "LANGFUSE_INIT_PROJECT_NAME": self.project_name,
            "LANGFUSE_INIT_PROJECT_PUBLIC_KEY": self.public_key,
            "LANGFUSE_INIT_PROJECT_SECRET_KEY": self.secret_key,
            "LANGFUSE_INIT_USER_EMAIL": self.user_email,
            "LANGFUSE_INIT_USER_NAME": self.user_name,
            "LANGFUSE_INIT_USER_PASSWORD": self.user_password,
            "GATELIGHT_INIT_VIRTUAL_KEY": self.test_user_key,
        }


def bootstrap_file(settings: Settings) -> Path:
    """Where the file is."""
    return settings.data_dir.absolute() / "bootstrap.json"


def read_bootstrap(settings: Settings) -> Bootstrap | None:
    """What an earlier run made, or None. Raises ValueError for a file that is something else."""
    path = bootstrap_file(settings)
    if not path.exists():
        return None
    try:
        return Bootstrap(**json.loads(path.read_text(encoding="utf-8")))
    except (TypeError, ValueError) as error:
        raise ValueError(f"{path} cannot be read: {error}") from error


def ensure_bootstrap(settings: Settings) -> tuple[Bootstrap, bool]:
    """Read or make it. The flag says it was made now. The test user's key was once kept in the
    gateway's key file; it is the server's now, where it can be blocked."""
    earlier = read_bootstrap(settings)
    current = _with_settings(earlier or _fresh(), settings)
    if current != earlier:
        path = bootstrap_file(settings)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(asdict(current), indent=1) + "\n", encoding="utf-8")
        fresh.replace(path)
    drop_key(key_file(settings), current.test_user_key)
    return current, earlier is None


def _fresh() -> Bootstrap:
    return Bootstrap(
        org_id=f"org-{secrets.token_hex(6)}",
        org_name="My organization",
        project_id=f"project-{secrets.token_hex(6)}",
        project_name="My project",
        public_key=f"pk-lf-{secrets.token_hex(16)}",
        secret_key=f"sk-lf-{secrets.token_hex(16)}",
        user_email="admin@example.com",
        user_name="Admin",
        user_password=secrets.token_urlsafe(12),
        gateway_master_key=new_key(),
        test_user_key=new_key(),
    )


def _with_settings(made: Bootstrap, settings: Settings) -> Bootstrap:
    written = {
        "org_id": settings.init_org_id,
        "project_id": settings.init_project_id,
        "public_key": settings.init_project_public_key,
        "secret_key": settings.init_project_secret_key.get_secret_value(),
        "user_email": settings.init_user_email,
        "user_password": settings.init_user_password.get_secret_value(),
        "gateway_master_key": settings.gateway_master_key.get_secret_value(),
    }
    if settings.init_org_id:
        written["org_name"] = settings.init_org_name
    if settings.init_project_id:
        written["project_name"] = settings.init_project_name
    if settings.init_user_email:
        written["user_name"] = settings.init_user_name
    return replace(made, **{name: value for name, value in written.items() if value})
