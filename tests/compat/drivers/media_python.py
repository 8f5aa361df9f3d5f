"""Media through the Python SDKs 2 to 5: given as bytes and as a data URI, uploaded, read back as
references and resolved to bytes; 4 and 5 also in a dataset item. Prints one document."""

import base64
import hashlib
import json
import os

from langfuse import Langfuse
from langfuse.media import LangfuseMedia

run = os.environ["RUN"]
generation = int(os.environ["GENERATION"])
langfuse = Langfuse()
sound = f"sound of {run}".encode() * 50
picture = b"\x89PNG\r\n" + f"picture of {run}".encode() * 50
uri = f"data:image/png;base64,{base64.b64encode(picture).decode()}"


def plain(model):
    return json.loads(model.json())


def media(content, kind):
    return LangfuseMedia(content_bytes=content, content_type=kind)


message = [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": uri}}]}]
told = {"input": {"messages": message}, "metadata": {"recording": media(sound, "audio/wav")}}
if generation == 2:
    trace = langfuse.trace(name="media")
    trace_id = trace.id
    trace.generation(id=f"generation-{run}", name="look", output=media(sound, "audio/wav"), **told)
    read_media = langfuse.client.media.get
else:
    start = "start_span" if generation == 3 else "start_observation"
    span = getattr(langfuse, start)(name="look", output=media(sound, "audio/wav"), **told)
    span.end()
    trace_id = span.trace_id
    read_media = langfuse.api.media.get
langfuse.flush()

if generation == 5:
    (row,) = langfuse.api.observations.get_many(trace_id=trace_id, fields="core,io,metadata").data
    read = plain(row)
    read["input"] = json.loads(read["input"])
    read["output"] = json.loads(read["output"])  # written as JSON, read back as it was written
else:
    api = langfuse.client if generation == 2 else langfuse.api
    (read,) = plain(api.trace.get(trace_id))["observations"]


def digest(content):
    return hashlib.sha256(content).hexdigest()


resolved = langfuse.resolve_media_references(
    obj={"input": read["input"], "output": read["output"]}, resolve_with="base64_data_uri"
)
reference = LangfuseMedia.parse_reference_string(read["output"])
document = {
    "read": read,
    "resolved": resolved,
    "uri": uri,
    "sound": base64.b64encode(sound).decode(),
    "reference": dict(reference),
    "media": plain(read_media(reference["media_id"])),
}
if generation >= 4:
    name = f"media-{run}"
    langfuse.create_dataset(name=name)
    if generation == 5:
        langfuse.create_dataset_item(dataset_name=name, input={"see": media(picture, "image/png")})
    else:
        see = read["input"]["messages"][0]["content"][0]["image_url"]["url"]
        langfuse.create_dataset_item(dataset_name=name, input={"see": see})
    (item,) = langfuse.api.dataset_items.list(dataset_name=name).data
    document["item"] = plain(item)
if generation == 5:
    (item,) = langfuse.get_dataset(name).items
    document["fetched"] = digest(item.input["see"].fetch_bytes()) == digest(picture)
print(json.dumps(document))
