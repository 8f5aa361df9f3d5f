"""Tools for prompts and datasets."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from gatelight.accounts.principal import ApiPrincipal
from gatelight.accounts.schemas import CamelModel
from gatelight.datasets import service as datasets
from gatelight.datasets.schemas import DatasetIn, DatasetItemIn, dataset_out
from gatelight.errors import InvalidRequest
from gatelight.events.paging import listed
from gatelight.mcp_server.event_tools import Paged
from gatelight.mcp_server.tool import Tool
from gatelight.prompts import service as prompts
from gatelight.prompts.queries import ListFilter
from gatelight.prompts.references import MAX_VERSION, Reference
from gatelight.prompts.schemas import PRODUCTION, NewLabelsIn, PromptIn
from gatelight.services import Services

Version = Annotated[int, Field(ge=1, le=MAX_VERSION)]


class ListPrompts(Paged):
    name: str | None = None
    label: str | None = None
    tag: str | None = None


class GetPrompt(CamelModel):
    """The version with `label` (production when nothing is said) or `version`."""

    name: str
    version: Version | None = None
    label: str | None = None
    resolve: bool = Field(True, description="Fill in references to other prompts.")


class LabelPrompt(NewLabelsIn):
    name: str
    version: Version


class DatasetName(CamelModel):
    name: str


class ListItems(Paged):
    dataset_name: str


def _list_prompts(services: Services, key: ApiPrincipal, asked: ListPrompts) -> Any:
    wanted = ListFilter(asked.name or "", asked.label or "", asked.tag or "", None, None)
    rows, total = prompts.list_prompts(services, key.project_id, wanted, asked.wanted)
    return listed(rows, asked.wanted, total)


def _get_prompt(services: Services, key: ApiPrincipal, asked: GetPrompt) -> Any:
    if asked.version is not None and asked.label:
        raise InvalidRequest("Send either version or label, not both")
    label = None if asked.version is not None else asked.label or PRODUCTION
    wanted = Reference(asked.name, asked.version, label)
    return prompts.read_prompt(services, key.project_id, wanted, resolve=asked.resolve)


def _create_prompt(services: Services, key: ApiPrincipal, asked: PromptIn) -> Any:
    return prompts.create_version(services, key.project_id, asked, asked.labels or [])


def _label_prompt(services: Services, key: ApiPrincipal, asked: LabelPrompt) -> Any:
    return prompts.add_labels(services, key.project_id, asked.name, asked.version, asked.new_labels)


def _list_datasets(services: Services, key: ApiPrincipal, asked: Paged) -> Any:
    return datasets.list_datasets(services, key.project_id, asked.wanted)


def _get_dataset(services: Services, key: ApiPrincipal, asked: DatasetName) -> Any:
    return dataset_out(datasets.get_dataset(services, key.project_id, asked.name))


def _write_dataset(services: Services, key: ApiPrincipal, asked: DatasetIn) -> Any:
    return dataset_out(datasets.write_dataset(services, key.project_id, asked))


def _list_items(services: Services, key: ApiPrincipal, asked: ListItems) -> Any:
    return datasets.list_items(
        services,
        key.project_id,
        services.settings.resolved_public_url,
        asked.wanted,
        dataset_name=asked.dataset_name,
        source_trace_id=None,
        source_observation_id=None,
        version=None,
    )


def _write_item(services: Services, key: ApiPrincipal, asked: DatasetItemIn) -> Any:
    base = services.settings.resolved_public_url
    return datasets.write_item(services, key.project_id, base, asked)


RECORD_TOOLS = (
    Tool(
        "list_prompts",
        "Prompts by name, with their versions and labels.",
        ListPrompts,
        _list_prompts,
    ),
    Tool("get_prompt", "One version of a prompt.", GetPrompt, _get_prompt),
    Tool("create_prompt", "A new version of a prompt.", PromptIn, _create_prompt, writes=True),
    Tool(
        "label_prompt",
        "Move labels (such as production) to a version of a prompt.",
        LabelPrompt,
        _label_prompt,
        writes=True,
    ),
    Tool("list_datasets", "Datasets, newest first.", Paged, _list_datasets),
    Tool("get_dataset", "One dataset by name.", DatasetName, _get_dataset),
    Tool("write_dataset", "Make or change a dataset.", DatasetIn, _write_dataset, writes=True),
    Tool("list_dataset_items", "Items of a dataset, newest first.", ListItems, _list_items),
    Tool(
        "write_dataset_item",
        "Add an item to a dataset, or change one.",
        DatasetItemIn,
        _write_item,
        writes=True,
    ),
)
