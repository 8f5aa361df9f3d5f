"""Langfuse JSON ingestion: the bytes of a batch to patches (wire reference §2)."""
