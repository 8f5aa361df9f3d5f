"""References to AWS Secrets Manager: `secretsmanager:NAME`, `secretsmanager:ARN`, and `#key` behind
either for one value of a secret that is a JSON object.

Values are kept in memory and never written anywhere.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping

from gatelight.aws.clients import client, region

PREFIX = "secretsmanager:"

_known: dict[str, str] = {}
_lock = threading.Lock()


class SecretUnreadable(Exception):
    """A secret cannot be read; the text says why and what to do, and holds no value."""


def is_reference(text: str) -> bool:
    return text.startswith(PREFIX)


def read_secret(reference: str, *, again: bool = False) -> str:
    """The text `reference` stands for, from memory after the first time. `again` asks Secrets
    Manager whatever is remembered. Raises SecretUnreadable."""
    with _lock:
        if again or reference not in _known:
            _known[reference] = _read(reference)
        return _known[reference]


def resolved(variables: Mapping[str, str], *, again: bool = False) -> dict[str, str]:
    """`variables` with references replaced. Raises SecretUnreadable, naming the variable."""
    found = dict(variables)
    for name, value in variables.items():
        if is_reference(value):
            try:
                found[name] = read_secret(value, again=again)
            except SecretUnreadable as error:
                raise SecretUnreadable(f"{name}: {error}") from error
    return found


def _read(reference: str) -> str:
    name, _, key = reference.removeprefix(PREFIX).partition("#")
    if not name:
        raise SecretUnreadable(f"{reference} names no secret: {PREFIX}NAME or {PREFIX}NAME#key")
    text = _value(name)
    if not key:
        return text
    try:
        content = json.loads(text)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise SecretUnreadable(f"the secret {name} is no JSON object: leave #{key} out")
    if key not in content:
        raise SecretUnreadable(f"the secret {name} has no key {key}, only {', '.join(content)}")
    value = content[key]
    return value if isinstance(value, str) else json.dumps(value)


def _value(name: str) -> str:
    from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

    place = name.split(":")[3] if name.startswith("arn:") and name.count(":") > 3 else region()
    try:
        found = client("secretsmanager", region_name=place).get_secret_value(SecretId=name)
    except ClientError as error:
        raise SecretUnreadable(_refusal(name, place, error.response.get("Error", {}))) from error
    except NoCredentialsError as error:
        raise SecretUnreadable(
            f"no AWS credentials to read the secret {name} with: give the task a role, or set "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        ) from error
    except (BotoCoreError, ValueError) as error:
        raise SecretUnreadable(
            f"Secrets Manager in {place} cannot be reached for {name} ({type(error).__name__}): "
            "check AWS_REGION and the way out of this network"
        ) from error
    if "SecretString" not in found:
        raise SecretUnreadable(f"the secret {name} is binary, not text")
    text: str = found["SecretString"]
    return text


def _refusal(name: str, place: str, error: Mapping[str, str]) -> str:
    match error.get("Code", ""):
        case "ResourceNotFoundException":
            return f"there is no secret {name} in {place}: check the name and AWS_REGION"
        case "AccessDeniedException" | "AccessDenied":
            return f"not allowed to read {name}: the role needs secretsmanager:GetSecretValue on it"
        case "DecryptionFailure":
            return f"not allowed to decrypt {name}: the role needs kms:Decrypt on its key"
        case code:
            return f"Secrets Manager in {place} does not give out {name}: {code}"
