"""Score configs, comments, annotation queues and LLM connections through the generated clients of
the Python SDKs 3 to 5, whose own model classes parse every answer. Prints one document."""

import json
import os

from langfuse import Langfuse
from langfuse.api import (
    AnnotationQueueObjectType,
    AnnotationQueueStatus,
    ConfigCategory,
    CreateAnnotationQueueItemRequest,
    CreateAnnotationQueueRequest,
    CreateCommentRequest,
    CreateScoreConfigRequest,
    LlmAdapter,
    ScoreConfigDataType,
    UpdateAnnotationQueueItemRequest,
    UpdateScoreConfigRequest,
    UpsertLlmConnectionRequest,
)

run, generation = os.environ["RUN"], int(os.environ["GENERATION"])
langfuse = Langfuse()
api = langfuse.api
project = api.projects.get().data[0].id
document = {}


def call(function, request_class, *path, **fields):
    """The SDK 3 takes a request object, later ones its fields."""
    if generation == 3:
        return function(*path, request=request_class(**fields))
    return function(*path, **fields)


def plain(model):
    return json.loads(model.json())


config = call(
    api.score_configs.create,
    CreateScoreConfigRequest,
    name="verdict",
    data_type=ScoreConfigDataType.CATEGORICAL,
    categories=[ConfigCategory(label="good", value=3), ConfigCategory(label="bad", value=0)],
)
call(api.score_configs.update, UpdateScoreConfigRequest, config.id, description=f"changed {run}")
document["config"] = plain(api.score_configs.get_by_id(config.id))
document["configs"] = [row.id for row in api.score_configs.get(limit=100).data]

queue = call(
    api.annotation_queues.create_queue,
    CreateAnnotationQueueRequest,
    name=f"queue {run}",
    score_config_ids=[config.id],
)
document["queue"] = plain(api.annotation_queues.get_queue(queue.id))
document["queues"] = [row.id for row in api.annotation_queues.list_queues(limit=100).data]
item = call(
    api.annotation_queues.create_queue_item,
    CreateAnnotationQueueItemRequest,
    queue.id,
    object_id="trace",
    object_type=AnnotationQueueObjectType.TRACE,
)
call(
    api.annotation_queues.update_queue_item,
    UpdateAnnotationQueueItemRequest,
    queue.id,
    item.id,
    status=AnnotationQueueStatus.COMPLETED,
)
document["item"] = plain(api.annotation_queues.get_queue_item(queue.id, item.id))
document["completed"] = api.annotation_queues.list_queue_items(
    queue.id, status=AnnotationQueueStatus.COMPLETED
).meta.total_items
document["removed"] = api.annotation_queues.delete_queue_item(queue.id, item.id).success

prompt = langfuse.create_prompt(name=f"commented-{run}", prompt="x")
trace_id = langfuse.create_trace_id(seed=run)
langfuse.create_score(
    trace_id=trace_id, name="verdict", value="good", config_id=config.id, score_id=f"score-{run}"
)
starter = getattr(langfuse, "start_observation", None) or langfuse.start_span
starter(name="commented", trace_context={"trace_id": trace_id}).end()
langfuse.flush()
made = call(
    api.comments.create,
    CreateCommentRequest,
    project_id=project,
    object_type="TRACE",
    object_id=trace_id,
    content="Why?",
)
document["comment"] = plain(api.comments.get_by_id(made.id))
document["comments"] = [
    row.id for row in api.comments.get(object_type="TRACE", object_id=trace_id).data
]
document["traceId"] = trace_id

connection = call(
    api.llm_connections.upsert,
    UpsertLlmConnectionRequest,
    provider=f"house {run}",
    adapter=LlmAdapter("openai"),
    secret_key="sk-a-long-secret-9876",
    base_url="http://127.0.0.1:4000",
)
document["connection"] = plain(connection)
document["connections"] = [row.id for row in api.llm_connections.list(limit=100).data]
document["project"] = project
print(json.dumps(document))
