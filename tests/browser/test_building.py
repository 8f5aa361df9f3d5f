"""Prompts, datasets, scores and annotation queues over a server that has some of each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.browser.building import DATASET, PROMPT, QUEUE
from tests.browser.conftest import MANY_LOG_INS, USER, Watched
from tests.browser.controls import choose
from tests.browser.faults import faults
from tests.server import RunningServer, running_server

pytestmark = pytest.mark.slow

PROJECT = "/langfuse/project/project-test"


@pytest.fixture
def page(context: BrowserContext, built: RunningServer) -> Iterator[Page]:
    assert context.request.post(f"{built.url}/api/auth/login", data=USER).ok
    watched = Watched(context, built.url)
    yield watched.page
    assert watched.complaints == []


def read(built: RunningServer, path: str, **params: str) -> httpx.Response:
    return httpx.get(f"{built.url}/api/public{path}", params=params, auth=built.auth, timeout=60)


def addresses(built: RunningServer) -> dict[str, str]:
    """Every page, with text that is on it once it is there."""
    queue = read(built, "/annotation-queues").json()["data"][0]["id"]
    runs = read(built, f"/datasets/{DATASET}/runs").json()["data"]
    chosen = quote(json.dumps([run["id"] for run in reversed(runs)]))
    return {
        "/prompts": "hostile",
        "/prompts?folder=support": "triage",
        "/prompts/new": "Text of the prompt",
        "/prompts/support%2Fanswer?version=2": "Use it in code",
        "/prompts/support%2Fanswer?version=2&tab=changes": "In real traffic",
        "/prompts/support%2Fanswer?version=2&tab=metrics": "Tokens in",
        "/prompts/support%2Ftriage": "placeholder",
        "/prompts/hostile": "Use it in code",
        "/playground": "The answer will be here",
        "/datasets": DATASET,
        f"/datasets/{DATASET}": "Where is my parcel?",
        f"/datasets/{DATASET}?item=item-0": "Expected output",
        f"/datasets/{DATASET}?tab=runs": "claude, careful",
        f"/datasets/{DATASET}?tab=schema": "JSON Schema of inputs",
        f"/datasets/{DATASET}/compare?runs={chosen}": "did worse",
        "/scores": "helpful",
        "/scores?tab=analytics&first=NUMERIC:API:helpful&second=NUMERIC:API:correct": "Spearman",
        "/scores?tab=analytics&first=CATEGORICAL:API:tone&second=CATEGORICAL:API:tone-judge": (
            "Cohen"
        ),
        "/annotation-queues": QUEUE,
        f"/annotation-queues/{queue}": "Complete and next",
    }


def settle(page: Page, text: str) -> None:
    """Wait until a page shows what it is about, in text or in a label."""
    page.wait_for_function(
        "text => document.body.innerText.includes(text) "
        "|| document.querySelector(`[aria-label*='${text}'], [title*='${text}']`)",
        arg=text,
        timeout=60_000,
    )
    page.wait_for_load_state("networkidle")


def test_nothing_is_wrong_with_any_page(page: Page, built: RunningServer, axe: str) -> None:
    found = []
    for path, text in addresses(built).items():
        page.goto(built.url + PROJECT + path)
        settle(page, text)
        found += [f"{path} {each}" for each in faults(page, axe)]
    assert found == []


def type_into(page: Page, label: str, text: str) -> None:
    """Replace what an editor holds."""
    editor = page.get_by_label(label, exact=True)
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def test_a_prompt_is_written_compared_and_put_into_production(
    page: Page, built: RunningServer
) -> None:
    page.goto(f"{built.url}{PROJECT}/prompts")
    page.get_by_role("link", name="New prompt").click()
    page.get_by_label("Name", exact=True).fill("walk/greeting")
    type_into(page, "Text of the prompt", "Greet {{name}} in five words.")
    expect(page.locator(".cm-variable")).to_have_text("{{name}}")
    type_into(page, "Config", '{"temperature": 0.5')
    page.get_by_role("button", name="Save the prompt").click()
    expect(page.get_by_role("alert")).to_contain_text("The config is not valid JSON")
    type_into(page, "Config", '{"temperature": 0.5}')
    page.get_by_role("button", name="Save the prompt").click()
    expect(page.get_by_role("heading", name="Version 1")).to_be_visible()

    page.get_by_role("link", name="New version").click()
    type_into(
        page,
        "Text of the prompt",
        "Greet {{name}} in two words. @@@langfusePrompt:name=policies/tone|label=production@@@",
    )
    page.get_by_text("With references filled in").click()
    expect(page.get_by_text("Never promise a refund").first).to_be_visible()
    page.get_by_label("What changed").fill("Shorter")
    page.get_by_role("button", name="Save the new version").click()
    expect(page.get_by_role("heading", name="Version 2")).to_be_visible()
    expect(page.get_by_role("button", name="v2")).to_contain_text("Provisioned User")

    page.get_by_role("tab", name="Changes").click()
    changes = page.get_by_label("Changes of the text")
    expect(changes.locator("del").first).to_have_text("five")
    expect(changes.locator("ins").first).to_have_text("two")

    page.get_by_role("button", name="Put into production").click()
    page.get_by_role("button", name="Move production here").click()
    expect(page.get_by_role("button", name="v2")).to_contain_text("production")
    found = read(built, f"/v2/prompts/{quote('walk/greeting', safe='')}").json()
    assert (found["version"], found["commitMessage"]) == (2, "Shorter")

    page.get_by_role("button", name="Labels", exact=True).click()
    page.get_by_label("New label").fill("Not A Label")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("1 to 36")
    page.get_by_label("New label").fill("canary")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Remove production").click()
    page.get_by_role("button", name="Save the labels").click()
    expect(page.get_by_role("button", name="v2")).to_contain_text("canary")
    expect(page.get_by_role("button", name="v2")).not_to_contain_text("production")

    page.get_by_role("button", name="Delete version 2").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("heading", name="Version 1")).to_be_visible()
    expect(page.get_by_role("button", name="v2")).to_have_count(0)


def test_a_prompt_others_need_is_not_deleted(page: Page, built: RunningServer) -> None:
    page.goto(f"{built.url}{PROJECT}/prompts/policies%2Ftone")
    page.get_by_role("button", name="Delete the prompt").click()
    page.get_by_label("Type “policies/tone” to go on").fill("policies/tone")
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Other prompts refer to this one")


def test_figures_of_versions_stand_under_their_difference(page: Page, built: RunningServer) -> None:
    page.goto(f"{built.url}{PROJECT}/prompts/{quote(PROMPT, safe='')}?version=2&tab=changes")
    table = page.get_by_role("region", name="Figures of the versions")
    expect(table.get_by_role("row", name="v1")).to_contain_text("12")
    expect(table.get_by_role("row", name="v2")).to_contain_text("neutral")


def test_hostile_prompts_stay_text(page: Page, built: RunningServer) -> None:
    page.goto(f"{built.url}{PROJECT}/prompts/hostile")
    text = page.get_by_label("Text of the prompt")
    expect(text).to_contain_text("<script>document.title='owned'</script>")
    assert text.locator("img, script, iframe, a").count() == 0
    page.get_by_role("link", name="Playground", exact=True).last.click()
    expect(page.get_by_label("Message 1", exact=True)).to_contain_text("<script>")
    # the editor's own buffers beside marked characters are empty images
    inside = page.locator(".cm-content").locator("img:not(.cm-widgetBuffer), script, iframe, a")
    assert inside.count() == 0
    assert page.title() != "owned"


def test_a_dataset_is_filled_by_hand_and_from_a_file(
    page: Page, built: RunningServer, tmp_path: Path
) -> None:
    page.goto(f"{built.url}{PROJECT}/datasets")
    page.get_by_role("button", name="New dataset").click()
    page.get_by_label("Name", exact=True).fill("walk")
    page.get_by_role("button", name="Make the dataset").click()
    page.get_by_role("tab", name="Schemas").click()
    type_into(page, "JSON Schema of inputs", '{"type": "object", "required": ["q"]}')
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()

    page.get_by_role("tab", name="Items").click()
    page.get_by_role("button", name="New item").click()
    type_into(page, "Input", '{"wrong": 1}')
    page.get_by_role("button", name="Add the item").click()
    expect(page.get_by_role("alert")).to_contain_text("'q' is a required property")
    type_into(page, "Input", '{"q": "by hand"}')
    page.get_by_role("button", name="Add the item").click()
    expect(page.get_by_role("cell", name='{"q": "by hand"}')).to_be_visible()

    rows = [f'"question {number}",answer {number},{number}' for number in range(150)]
    rows[7] = "too,many,cells,here"
    file = tmp_path / "rows.csv"
    file.write_text("\n".join(["q,answer,weight", *rows]) + "\n")
    page.get_by_role("button", name="Upload").click()
    page.get_by_label("CSV with a header line").set_input_files(file)
    expect(page.get_by_label("What answer is")).to_have_text("Expected output")
    choose(page, "What weight is", "Metadata")
    page.get_by_role("button", name="Add the rows").click()
    # a column alone is the input itself, which the schema refuses
    expect(page.get_by_text("0 items stored, 150 rows refused")).to_be_visible()
    page.get_by_role("button", name="Close", exact=True).last.click()

    lines = tmp_path / "rows.jsonl"
    good = [{"input": {"q": f"line {number}"}, "expectedOutput": number} for number in range(120)]
    lines.write_text("\n".join([*map(json.dumps, good), "{broken"]))
    page.get_by_role("button", name="Upload").click()
    page.get_by_label("CSV with a header line").set_input_files(lines)
    page.get_by_role("button", name="Add the rows").click()
    expect(page.get_by_text("120 items stored, 1 row refused")).to_be_visible()
    expect(page.get_by_label("Refused rows")).to_contain_text("Row 121 not valid JSON")
    page.get_by_role("button", name="Close", exact=True).last.click()
    items = read(built, "/dataset-items", datasetName="walk", limit="1").json()
    assert items["meta"]["totalItems"] == 121


def test_runs_stand_side_by_side(page: Page, built: RunningServer) -> None:
    page.goto(f"{built.url}{PROJECT}/datasets/{DATASET}?tab=runs")
    for run in ("gpt-4o-mini, short", "claude, careful"):
        page.get_by_label(f"Choose {run}").check()
    page.get_by_role("button", name="Compare 2 runs").click()
    expect(page.get_by_text("did worse; they come first")).to_be_visible()
    first = page.locator(".comparison tbody tr").first
    expect(first).to_contain_text("-0.80")
    page.get_by_role("button", name="Make claude, careful the baseline").click()
    expect(page.locator(".run-head").first).to_contain_text("claude, careful")
    first.get_by_role("link", name="Trace").first.click()
    page.wait_for_url("**/traces/run-*")


def test_scores_are_analysed_down_to_the_traces(page: Page, built: RunningServer) -> None:
    page.goto(f"{built.url}{PROJECT}/scores?tab=analytics&first=NUMERIC:API:helpful")
    choose(page, "Compared with", "correct (api, numeric, 24)")
    expect(page.get_by_role("img", name="correct against helpful")).to_be_visible()
    bar = page.get_by_label("Spread of helpful").get_by_role("button").last
    bar.click()
    expect(page.get_by_role("tab", name="List")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_text("Value 0.", exact=False).first).to_be_visible()
    page.get_by_role("row", name="helpful").first.get_by_role("link", name="Trace").click()
    page.wait_for_url("**/traces/prompted-*")


def test_the_keyboard_alone_scores_a_queue(page: Page, built: RunningServer) -> None:
    queue = read(built, "/annotation-queues").json()["data"][0]["id"]
    page.goto(f"{built.url}{PROJECT}/annotation-queues/{queue}")
    verdict = page.get_by_role("group", name="verdict")
    subject = page.get_by_role("region", name="What is scored")
    expect(subject.get_by_text("How do I change my invoice address?").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Choose at least one score")
    page.keyboard.press("1")
    expect(verdict.get_by_role("button", name="good")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("7")  # the number is next, and takes the digit
    number = page.get_by_role("textbox", name="politeness number, 0 to 10")
    expect(number).to_have_value("7")
    page.keyboard.press("Enter")
    expect(subject.get_by_role("heading", name="chat")).to_be_visible()
    page.keyboard.press("s")
    expect(subject.get_by_role("heading", name="chat-01")).to_be_visible()
    page.keyboard.press("k")
    expect(subject.get_by_role("heading", name="chat")).to_be_visible()
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    expect(subject.get_by_role("heading", name="chat-01")).to_be_visible()
    scores = read(built, "/v2/scores", queueId=queue).json()["data"]
    given = {(each["name"], each["stringValue"] or each["value"]) for each in scores}
    assert given == {("verdict", "good"), ("politeness", 7), ("verdict", "bad")}
    assert {each["source"] for each in scores} == {"ANNOTATION"}
    items = read(built, f"/annotation-queues/{queue}/items", status="COMPLETED").json()
    assert items["meta"]["totalItems"] == 2
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Annotation queues")).to_be_visible()
    expect(page.get_by_text("2 of 4 items completed")).to_be_visible()


def test_the_page_of_a_trace_feeds_datasets_and_queues(page: Page, built: RunningServer) -> None:
    page.goto(f"{built.url}{PROJECT}/traces/trace-002")
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="to a dataset").click()
    dialog = page.get_by_role("dialog", name="Add to a dataset")
    expect(dialog.get_by_label("Input", exact=True)).to_contain_text("the train is late")
    choose(dialog, "Dataset", "New dataset…")
    dialog.get_by_label("Name of the new dataset").fill("from-a-trace")
    type_into(page, "Expected output", "{broken")
    dialog.get_by_role("button", name="Add the item").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Expected output is not valid JSON")
    type_into(page, "Expected output", '"Der Zug ist zu spät."')
    dialog.get_by_role("button", name="Add the item").click()
    expect(dialog.get_by_role("status")).to_contain_text("1 item added to from-a-trace")
    dialog.get_by_role("button", name="Close", exact=True).last.click()
    (item,) = read(built, "/dataset-items", datasetName="from-a-trace").json()["data"]
    assert item["expectedOutput"] == "Der Zug ist zu spät."
    assert item["sourceTraceId"] == "trace-002"

    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="to an annotation queue").click()
    dialog = page.get_by_role("dialog", name="Add to an annotation queue")
    dialog.get_by_role("button", name="Add 1 item").click()
    expect(dialog.get_by_role("status")).to_contain_text(f"1 item added to {QUEUE}")
    dialog.get_by_role("link", name=QUEUE).click()
    expect(page.get_by_role("button", name="Complete and next")).to_be_visible()


@pytest.mark.parametrize("rows", ["traces", "observations"])
def test_lists_feed_datasets_and_queues(page: Page, built: RunningServer, rows: str) -> None:
    page.goto(f"{built.url}{PROJECT}/{rows}")
    for number in (2, 3):
        page.get_by_label(f"Select row {number}", exact=True).check()
    bar = page.get_by_role("toolbar", name="Selected rows")
    bar.get_by_role("button", name="Add to dataset").click()
    dialog = page.get_by_role("dialog", name="Add to a dataset")
    choose(dialog, "Dataset", "New dataset…")
    dialog.get_by_label("Name of the new dataset").fill(f"from-{rows}")
    dialog.get_by_role("button", name="Add 2 items").click()
    expect(dialog.get_by_role("status")).to_contain_text(f"2 items added to from-{rows}")
    dialog.get_by_role("button", name="Close", exact=True).last.click()
    items = read(built, "/dataset-items", datasetName=f"from-{rows}").json()["data"]
    assert len(items) == 2 and all(item["sourceTraceId"] for item in items)
    assert all(bool(item["sourceObservationId"]) == (rows == "observations") for item in items)

    bar.get_by_role("button", name="Add to queue").click()
    dialog = page.get_by_role("dialog", name="Add to an annotation queue")
    dialog.get_by_role("button", name="Add 2 items").click()
    expect(dialog.get_by_role("status")).to_contain_text(f"2 items added to {QUEUE}")


def test_the_pages_live_below_any_path(browser: Browser, tmp_path: Path) -> None:
    with (
        running_server(tmp_path, MANY_LOG_INS | {"GATELIGHT_BASE_PATH": "/a/b"}) as server,
        browser.new_context() as context,
    ):
        prompt = {"name": "deep/down", "prompt": "Hi {{you}}"}
        made = httpx.post(
            f"{server.url}/api/public/v2/prompts", json=prompt, auth=server.auth, timeout=60
        )
        assert made.is_success
        context.request.post(f"{server.url}/api/auth/login", data=USER)
        watched = Watched(context, server.url)
        page = watched.page
        page.goto(f"{server.url}/a/b/project/project-test/prompts")
        page.get_by_role("link", name="deep").click()
        page.get_by_role("link", name="down").click()
        expect(page).to_have_url(f"{server.url}/a/b/project/project-test/prompts/deep%2Fdown")
        page.get_by_role("link", name="New version").click()
        expect(page.get_by_label("Text of the prompt")).to_contain_text("Hi {{you}}")
        page.reload()
        expect(page.get_by_label("Text of the prompt")).to_contain_text("Hi {{you}}")
        for name in ("Datasets", "Scores", "Annotation"):
            page.get_by_role("link", name=name, exact=True).click()
            expect(page.locator(".empty")).to_be_visible()
        assert watched.complaints == []
