"""Datasets and experiments through the Python SDKs 2 to 5: created, changed, read, run (2 links
traces by hand), read back. Prints one document."""

import json
import os
from datetime import UTC, datetime, timedelta

from langfuse import Langfuse

run = os.environ["RUN"]
generation = int(os.environ["GENERATION"])
name = f"folder/sub dir/{run}" + (" 50%?" if generation > 2 else "")  # 2 does not escape names
langfuse = Langfuse()


def plain(model):
    return json.loads(model.json())


schema = {"type": "object", "required": ["country"]}
more = {"input_schema": schema} if generation >= 4 else {}
created = langfuse.create_dataset(name=name, description="capitals", metadata={"v": 1}, **more)
for number, (country, capital) in enumerate((("France", "Paris"), ("Germany", "Berlin"))):
    langfuse.create_dataset_item(
        dataset_name=name,
        id=f"{run}-{number}",
        input={"country": country},
        expected_output=capital,
        metadata={"number": number},
    )
langfuse.create_dataset_item(dataset_name=name, id=f"{run}-gone", input={"country": "Atlantis"})
langfuse.create_dataset_item(dataset_name=name, id=f"{run}-gone", status="ARCHIVED")
refused = ""
if more:
    try:
        langfuse.create_dataset_item(dataset_name=name, input={"town": "Rome"})
    except Exception as error:
        refused = str(error)

dataset = langfuse.get_dataset(name)
capitals = {"France": "Paris", "Germany": "Bonn"}


def task(*, item, **_):
    return capitals[item.input["country"]]


document = {
    "name": name,
    "datasetId": created.id,
    "refused": refused,
    "described": [dataset.name, dataset.description, dataset.metadata],
    "items": [
        {
            "id": item.id,
            "input": item.input,
            "expectedOutput": item.expected_output,
            "metadata": item.metadata,
            "status": str(item.status).rsplit(".", 1)[-1],
        }
        for item in dataset.items
    ],
}
run_name = f"run/{run}"
if generation == 2:
    for item in dataset.items:
        with item.observe(run_name=run_name, run_description="by hand") as trace_id:
            output = task(item=item)
            langfuse.trace(id=trace_id, input=item.input, output=output)
            langfuse.score(
                trace_id=trace_id, name="right", value=float(output == item.expected_output)
            )
else:
    from langfuse import Evaluation

    def right(*, output, expected_output, **_):
        return Evaluation(name="right", value=float(output == expected_output))

    def share(*, item_results, **_):
        values = [one.evaluations[0].value for one in item_results]
        return Evaluation(name="share", value=sum(values) / len(values))

    result = dataset.run_experiment(
        name="capitals",
        run_name=run_name,
        description="which are known",
        task=task,
        evaluators=[right],
        run_evaluators=[share],
        metadata={"model": "table"},
    )
    document["ranItems"] = len(result.item_results)
    document["runId"] = getattr(result, "experiment_id", None) or result.dataset_run_id
langfuse.flush()

if generation < 5:
    if generation == 2:
        found, runs = langfuse.get_dataset_run(name, run_name), langfuse.get_dataset_runs(name)
    else:
        found = langfuse.get_dataset_run(dataset_name=name, run_name=run_name)
        runs = langfuse.get_dataset_runs(dataset_name=name)
    document.setdefault("runId", found.id)
    document["readRun"] = plain(found)
    document["runs"] = [one.name for one in runs.data]
if generation >= 4:
    since = datetime.now(UTC) - timedelta(hours=1)
    told = langfuse.api.experiments.list(
        from_start_time=since, id=document["runId"], fields="core,metadata,scores"
    )
    document["experiments"] = [plain(one) for one in told.data]
    items = langfuse.api.experiments.list_items(
        from_start_time=since,
        experiment_id=document["runId"],
        fields="core,dataset,io,metadata,itemMetadata,experimentMetadata,scores",
    )
    document["experimentItems"] = [plain(one) for one in items.data]
print(json.dumps(document))
