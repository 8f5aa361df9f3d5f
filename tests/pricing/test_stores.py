"""The price book on SQLite and on PostgreSQL."""

from __future__ import annotations

from tests.pricing.conftest import request

from gatelight.pricing import queries
from gatelight.pricing.book import PriceBook
from gatelight.pricing.entries import PriceEntry, TierText
from gatelight.records.database import Database
from gatelight.records.tables.projects import Organization, Project


def test_the_book_is_filled_read_changed_and_listed(database: Database) -> None:
    with database.session() as session:
        session.add(Organization(id="org", name="Org"))
        session.flush()
        session.add(Project(id="project-a", organization_id="org", name="a"))
    book = PriceBook(database)
    assert book.price(request(usage_details={"input": 1})).price_id.startswith("genai-prices:")
    entry = PriceEntry(
        id="ours",
        project_id="project-a",
        source="project",
        source_version="",
        provider="",
        model="ours",
        match={"regex": "^gpt-4o-mini$"},
        valid_from=1_700_000_000_123_456,
        daily=None,
        sequence=0,
        tier_texts=[TierText(id="t", name="Standard", prices={"input": "0.5"})],
        tokenizer_config={"any": ["thing", None]},
    )
    with database.session() as session:
        queries.add_entries(session, [entry])
        queries.count_change(session)
    book.reload()
    assert book.price(request(usage_details={"input": 3})).total_cost == 1.5
    with database.reader() as session:
        listed, total = queries.page_of_entries(session, "project-a", 2, 0)
    assert (listed[0].id, listed[0].valid_from) == ("ours", 1_700_000_000_123_456)
    assert listed[0].tokenizer_config == {"any": ["thing", None]}
    assert listed[1].project_id is None
    assert total > 5000
    with database.session() as session:
        queries.retire(session, ["ours"])
        queries.count_change(session)
    book.reload()
    assert book.price(request(usage_details={"input": 3})).price_id.startswith("genai-prices:")
    kept = book.entry("project-a", "ours")
    assert kept is not None
    assert kept.retired
