"""Tables of the contest: reading what units fill in, writing the official forms.

Reading: ``read_table`` finds the heading row under titles and in merged cells, knows the headings
people write (``columns.HEADINGS``) and gives rows of text by canonical field, every value with its cell
address.  What cannot be used is named by its cell; nothing is guessed silently.  Uploads go through
``read_table_isolated``, which reads in the child process of ``documents.isolation``.

Writing: ``write_form`` makes .xlsx files that print on A4, keep ids and phone numbers as text, run no
formula whatever a title begins with, and have the same bytes for the same content.  XlsxWriter makes them: it
only writes, in a third of the time of openpyxl's own quick way and a tenth of its usual one.  ``write_csv`` gives
the same headings and rows to programs.
"""

from reviewapp.spreadsheets.columns import HEADINGS, official_heading
from reviewapp.spreadsheets.export import FormColumn, write_csv, write_form
from reviewapp.spreadsheets.isolated import read_table_isolated
from reviewapp.spreadsheets.reading import SUMMARY_REQUIRED, read_table
from reviewapp.spreadsheets.table import Position, Table

__all__ = [
    "HEADINGS",
    "SUMMARY_REQUIRED",
    "FormColumn",
    "Position",
    "Table",
    "official_heading",
    "read_table",
    "read_table_isolated",
    "write_csv",
    "write_form",
]
