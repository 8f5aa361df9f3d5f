"""Every reading method of the generated clients of the Python SDKs 3 to 5, whose own model classes
parse the answers. KNOWN names an object for each parameter, by `client.method.parameter` or by
`parameter`. Prints one document: an error, or null, for each method."""

import inspect
import json
import os
from datetime import datetime

from langfuse.api import client as generated

READING = ("get", "list", "health", "metrics")
MANAGING = ("organizations.", "scim.", "blob_storage_integrations.", "projects.get_api_keys")
ELSEWHERE = {"media.get_upload_url"}  # begins an upload: see media_python.py

known = json.loads(os.environ["KNOWN"])
kind = getattr(generated, "LangfuseAPI", None) or generated.FernLangfuse


def client(pair):
    public_key, secret_key = pair
    address = os.environ["LANGFUSE_HOST"].rstrip("/")
    return kind(base_url=address, username=public_key, password=secret_key)


def reading_methods(part, prefix=""):
    """Names and methods of a client and of the clients within it."""
    for name in dir(part):
        if name.startswith("_") or name == "with_raw_response":
            continue
        value = getattr(part, name)
        if inspect.ismethod(value):
            if name.startswith(READING) and prefix + name not in ELSEWHERE:
                yield prefix + name, value
        elif type(value).__module__.startswith("langfuse.api"):
            yield from reading_methods(value, f"{prefix}{name}.")


def argument(method, parameter):
    value = known.get(f"{method}.{parameter}", known.get(parameter))
    return datetime.fromisoformat(value) if parameter.endswith("_time") else value


def outcome(name, method):
    parameters = inspect.signature(method).parameters.values()
    arguments = {
        each.name: argument(name, each.name)
        for each in parameters
        if each.default is inspect.Parameter.empty
    }
    try:
        method(**arguments, **known.get(name, {}))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


document = {}
for keys, managing in (("project_keys", False), ("organization_keys", True)):
    for name, method in reading_methods(client(known[keys])):
        if name.startswith(MANAGING) == managing:
            document[name] = outcome(name, method)
print(json.dumps(document))
