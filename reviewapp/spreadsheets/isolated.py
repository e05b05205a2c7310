"""Reading a table in the child process of ``documents.isolation``."""

from __future__ import annotations

from collections.abc import Collection

from reviewapp.documents.isolation import IsolatedReader
from reviewapp.spreadsheets.reading import SUMMARY_REQUIRED
from reviewapp.spreadsheets.table import Table


def read_table_isolated(
    data: bytes,
    filename: str,
    required: Collection[str] = SUMMARY_REQUIRED,
    reader: IsolatedReader | None = None,
) -> Table:
    """``reading.read_table`` in ``reader`` (kept by the caller) or in a process started for this file.

    Raises Refusal, ``unreadable`` if the child died or ran out of time or memory.
    """
    if reader is None:
        with IsolatedReader() as own:
            return read_table_isolated(data, filename, required, own)
    return Table.from_json(reader.run("read_table", data, filename, required=sorted(required)))
