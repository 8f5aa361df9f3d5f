"""Prompts through the Python SDKs 2 to 5: created, read, cached, labelled, composed, filled in,
missing with and without a fallback. Prints one document."""

import base64
import json
import os
import urllib.parse
import urllib.request

from langfuse import Langfuse

run, generation = os.environ["RUN"], int(os.environ["GENERATION"])
# The SDK 2 does not escape names: a question mark would end its path.
name = f"folder/sub dir/{run}" + (" 50% ready?" if generation > 2 else "")
langfuse = Langfuse()
api = langfuse.client if generation == 2 else langfuse.api


def create_elsewhere(body):
    """A version the SDK knows nothing of: another process made it."""
    keys = f"{os.environ['LANGFUSE_PUBLIC_KEY']}:{os.environ['LANGFUSE_SECRET_KEY']}"
    request = urllib.request.Request(
        f"{os.environ['LANGFUSE_HOST'].rstrip('/')}/api/public/v2/prompts",
        json.dumps(body).encode(),
        {
            "Authorization": f"Basic {base64.b64encode(keys.encode()).decode()}",
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def plain(prompt):
    return {
        "name": prompt.name,
        "version": prompt.version,
        "prompt": prompt.prompt,
        "config": prompt.config,
        "labels": prompt.labels,
        "tags": prompt.tags,
        "commitMessage": prompt.commit_message,
        "isFallback": prompt.is_fallback,
    }


def failure(**asked):
    try:
        langfuse.get_prompt(**asked)
    except Exception as error:
        return str(error)
    return ""


document = {"name": name}
document["created"] = plain(
    langfuse.create_prompt(
        name=name,
        prompt="Hello {{who}}",
        labels=["production"],
        tags=["greeting"],
        config={"model": "gpt-4o", "temperature": 0.5},
        commit_message="First",
    )
)
first = langfuse.get_prompt(name)
document["first"] = plain(first)
document["compiled"] = first.compile(who="Ada")
create_elsewhere({"name": name, "prompt": "Bye {{who}}", "labels": ["production"]})
document["cached"] = plain(langfuse.get_prompt(name))
document["fresh"] = plain(langfuse.get_prompt(name, cache_ttl_seconds=0))
document["byVersion"] = plain(langfuse.get_prompt(name, version=1, cache_ttl_seconds=0))
document["byLatest"] = plain(langfuse.get_prompt(name, label="latest", cache_ttl_seconds=0))
langfuse.update_prompt(name=name, version=1, new_labels=["production", "staging"])
document["moved"] = plain(langfuse.get_prompt(name))
document["staging"] = plain(langfuse.get_prompt(name, label="staging"))

chat_name = f"chat-{run}"
messages = [{"role": "system", "content": "You are {{role}}"}]
if generation > 2:
    messages.append({"type": "placeholder", "name": "history"})
langfuse.create_prompt(name=chat_name, type="chat", prompt=messages, labels=["production"])
chat = langfuse.get_prompt(chat_name, type="chat", cache_ttl_seconds=0)
filled = {"history": [{"role": "user", "content": "Hi"}]} if generation > 2 else {}
document["chat"] = [dict(message) for message in chat.compile(role="kind", **filled)]

outer = f"outer-{run}"
reference = f"@@@langfusePrompt:name={name}|label=staging@@@"
langfuse.create_prompt(name=outer, prompt=f"<{reference}>", labels=["production"])
document["composed"] = langfuse.get_prompt(outer, cache_ttl_seconds=0).prompt

fallback = langfuse.get_prompt(f"none-{run}", fallback="Instead of {{x}}", max_retries=1)
document["fallback"] = plain(fallback) | {"compiled": fallback.compile(x="it")}
document["missing"] = failure(name=f"none-{run}", max_retries=1)
document["otherType"] = ""
try:
    langfuse.create_prompt(name=chat_name, prompt="text")
except Exception as error:
    document["otherType"] = str(error)

listed = api.prompts.list(name=name)
document["listed"] = [json.loads(row.json()) for row in listed.data]
document["total"] = listed.meta.total_items
if generation > 2:
    api.prompts.delete(outer)
    # the generated client leaves the escaping of names to its caller
    api.prompts.delete(urllib.parse.quote(name, safe=""), version=2)
    document["afterDelete"] = failure(name=name, version=2, cache_ttl_seconds=0, max_retries=1)
    document["left"] = plain(langfuse.get_prompt(name, cache_ttl_seconds=0))
print(json.dumps(document))
