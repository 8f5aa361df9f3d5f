from __future__ import annotations

from tests.ingest.batch.events import MICROS, TIME, decode, error_of, event, fields_of


def notes_of(body):
    decoded = decode(event("trace-create", {"id": "t"} | body))
    return decoded.submission.patches[0].fields, [note.reason for note in decoded.submission.notes]


def test_every_field():
    fields = fields_of(
        "trace-create",
        {
            "id": "t",
            "timestamp": TIME,
            "name": "chat",
            "userId": "u",
            "sessionId": "s",
            "release": "r",
            "version": "v",
            "environment": "production",
            "public": True,
            "tags": ["b", "a"],
            "metadata": {"k": {"deep": [1]}},
            "input": {"question": "why?"},
            "output": "because",
        },
    )
    assert fields == {
        "timestamp": MICROS,
        "name": "chat",
        "user_id": "u",
        "session_id": "s",
        "release": "r",
        "version": "v",
        "environment": "production",
        "public": True,
        "tags": ["b", "a"],
        "metadata": {"k": {"deep": [1]}},
        "input": '{"question":"why?"}',
        "output": "because",
    }


def test_null_clears_what_the_wire_lets_it_clear():
    cleared = dict.fromkeys(("name", "userId", "sessionId", "release", "version"))
    ignored = dict.fromkeys(("timestamp", "tags", "public", "metadata", "input", "environment"))
    assert fields_of("trace-create", {"id": "t"} | cleared | ignored) == {
        "name": None,
        "user_id": None,
        "session_id": None,
        "release": None,
        "version": None,
    }


def test_long_names_are_cut_and_said_so():
    fields, reasons = notes_of({"name": "x" * 1001})
    assert fields["name"] == "x" * 1000
    assert reasons == ["name was cut to 1000 of 1001 characters"]


def test_environments_are_normalised_and_said_so():
    assert notes_of({"environment": "prod-1"}) == ({"environment": "prod-1"}, [])
    for sent, stored in {
        "Production": "production",
        "langfuse-prompt": "prompt",
        "langfuse": "default",
        "with space": "default",
        "": "default",
        5: "default",
        "x" * 50: "x" * 40,
    }.items():
        fields, reasons = notes_of({"environment": sent})
        assert fields["environment"] == stored
        assert len(reasons) == 1


def test_times_outside_the_store_say_nothing():
    fields, reasons = notes_of({"timestamp": "0001-01-01T00:00:00Z"})
    assert fields == {} and "1970" in reasons[0]


def test_payloads_are_text_or_compact_json():
    def stored(value):
        return fields_of("trace-create", {"id": "t", "input": value}).get("input")

    assert stored("as it is") == "as it is"
    assert stored({"a": [1, 2.50, None]}) == '{"a":[1,2.5,null]}'
    assert stored(["é", "日本"]) == '["é","日本"]'
    assert stored(5) == "5"
    assert stored(False) == "false"
    assert stored(12345678901234567890123) == "12345678901234567890123"
    assert stored("") is None
    assert stored(None) is None


def test_metadata_that_is_no_object_is_wrapped():
    def stored(value):
        return fields_of("trace-create", {"id": "t", "metadata": value}).get("metadata")

    assert stored("x") == {"metadata": "x"}
    assert stored([1, 2]) == {"metadata": [1, 2]}
    assert stored(0) == {"metadata": 0}
    assert stored({}) is None


def test_metadata_nested_beyond_what_can_be_answered_is_refused():
    deep: object = 1
    for _ in range(300):
        deep = [deep]
    assert "levels deep" in error_of("trace-create", {"id": "t", "metadata": {"a": deep}})


def test_wrong_types_are_refused():
    for name, value in {"tags": ["a", 1], "public": "yes", "userId": 5, "name": {}}.items():
        assert f"$.body.{name}" in error_of("trace-create", {"id": "t", name: value})
