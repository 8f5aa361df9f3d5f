"""Media through every released SDK: uploaded by the client, read back as the same bytes."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from typing import Any

import httpx
import pytest
from tests.compat.matrix import not_in_this_client
from tests.compat.sdks import SDKS, Sdk, run_driver
from tests.server import RunningServer

pytestmark = pytest.mark.slow

Document = dict[str, Any]
REFERENCE = re.compile(r"@@@langfuseMedia:type=([^|]+)\|id=([\w-]{22})\|source=\w+@@@")


def media_sdk(sdk: Sdk) -> Sdk:
    language, generation = sdk.environment.split("-")
    driver = "media_python.py" if language == "python" else "media_js.mjs"
    return replace(sdk, driver=driver, variables={"GENERATION": generation})


BY_ENVIRONMENT = {sdk.environment: media_sdk(sdk) for sdk in SDKS}


@pytest.fixture(scope="module", params=sorted(BY_ENVIRONMENT))
def sdk(request: pytest.FixtureRequest) -> Sdk:
    return BY_ENVIRONMENT[request.param]


@pytest.fixture(scope="module")
def document(sdk: Sdk, server: RunningServer) -> Document:
    return run_driver(sdk, server)


def url_of(value: Document) -> str:
    url: str = value["messages"][0]["content"][0]["image_url"]["url"]
    return url


@pytest.mark.proves("media: upload")
def test_what_is_stored_refers_to_media(document: Document) -> None:
    read = document["read"]
    picture = REFERENCE.fullmatch(url_of(read["input"]))
    assert picture is not None
    assert picture[1] == "image/png"
    for value in (read["output"], read["metadata"]["recording"]):
        sound = REFERENCE.fullmatch(value)
        assert sound is not None
        assert sound[1] == "audio/wav"


@pytest.mark.proves("media: references resolve")
def test_references_resolve_to_the_same_bytes(document: Document) -> None:
    assert url_of(document["resolved"]["input"]) == document["uri"]
    assert document["resolved"]["output"].endswith(f"base64,{document['sound']}")


@pytest.mark.proves("media: download")
def test_the_file_is_there_for_whoever_has_the_address(document: Document) -> None:
    media, sound = document["media"], base64.b64decode(document["sound"])
    assert media["contentType"] == "audio/wav"
    assert media["contentLength"] == len(sound)
    assert media["mediaId"] == document["reference"]["media_id"]
    identifier = base64.urlsafe_b64encode(hashlib.sha256(sound).digest()).decode()[:22]
    assert media["mediaId"] == identifier
    assert httpx.get(media["url"], trust_env=False, timeout=60).content == sound


@pytest.mark.proves("media: of dataset items")
def test_media_of_a_dataset_item(document: Document) -> None:
    if "item" not in document:
        not_in_this_client()
    (found,) = document["item"]["mediaReferences"]
    assert (found["field"], found["jsonPath"]) == ("input", "$['see']")
    assert found["referenceString"] == document["item"]["input"]["see"]
    picture = base64.b64decode(document["uri"].split(",")[1])
    assert httpx.get(found["media"]["url"], trust_env=False, timeout=60).content == picture
    assert document.get("fetched", True) is True


def test_no_complaint_was_printed(document: Document) -> None:
    assert "rror" not in document["printed"], document["printed"]
