"""Limits on what one upload may cost, each with its unit.

They are generous for essays (the longest printed call seen asks for 12,000 characters) and small for a
server of 2 cores.  They are checked before anything is unpacked or parsed; sizes that a file *claims*
are never trusted, so reading stops in the middle when a claim was a lie.
"""

from __future__ import annotations

MIB = 1024 * 1024

MAX_DOCUMENT_BYTES = 20 * MIB  # one essay file; pictures make most of it
MAX_TEXT_FILE_BYTES = 4 * MIB  # one plain-text essay: a million Hanzi are 3 MB of UTF-8
MAX_TABLE_BYTES = 10 * MIB  # one summary table
MAX_ARCHIVE_BYTES = 200 * MIB  # one zip of essays, packed
MAX_ARCHIVE_UNPACKED_BYTES = 400 * MIB  # the same, unpacked
MAX_ARCHIVE_ENTRIES = 3_000  # members of a zip of essays, noise included
MAX_PACKAGE_ENTRIES = 2_000  # parts of one .docx, .odt or .xlsx
MAX_PACKAGE_UNPACKED_BYTES = 100 * MIB  # all parts of one .docx, .odt or .xlsx
MAX_XML_PART_BYTES = 16 * MIB  # one parsed part; an essay of 20,000 characters has 1 to 3 MB
MAX_RATIO = 150  # unpacked to packed bytes; office XML stays under 30
RATIO_FREE_BYTES = 1 * MIB  # below this size any ratio is harmless
CHUNK_BYTES = 64 * 1024  # step in which packed data is read

MAX_TEXT_CHARACTERS = 1_000_000  # more is refused
LONG_TEXT_CHARACTERS = 50_000  # more is taken and held
SHORT_TEXT_CHARACTERS = 50  # fewer is taken and held
MAX_PARAGRAPHS = 20_000  # lines of the extracted text
MAX_PAGES = 300  # pages of a PDF
MAX_PDF_CHARACTERS = 300_000  # on one page of a PDF; each costs some microseconds
MAX_XML_DEPTH = 200  # nested elements; Word writes under 40
MAX_HIDDEN_ITEMS = 200  # hidden pieces reported of one file
MAX_HIDDEN_CHARACTERS = 2_000  # characters reported of one hidden piece

MAX_PICTURES = 30  # of one essay
MAX_PICTURE_BYTES = 16 * MIB  # one picture as it lies in the file
MAX_PICTURE_PIXELS = 40_000_000  # width × height; a telephone's photograph has 12 to 24 million
MAX_PICTURE_SIDE = 1600  # pixels of the longer side after drawing
MIN_PICTURE_SIDE = 16  # pixels of the shorter side

MAX_TABLE_ROWS = 20_000  # rows of a table, header included
MAX_TABLE_COLUMNS = 200  # columns of a table
MAX_CELL_CHARACTERS = 5_000  # characters of one cell
MAX_NAME_CHARACTERS = 100  # characters of a file name that is shown or kept

CHILD_MEMORY_BYTES = 768 * MIB  # address space of the reading process
CHILD_CPU_SECONDS = 10  # processor time for one file
CHILD_WALL_SECONDS = 20.0  # elapsed time for one file


def readable_size(size: int) -> str:
    """``size`` bytes in the unit a person reads: ``"512 B"``, ``"3.4 MB"``."""
    if size < 1024:
        return f"{size} B"
    if size < MIB:
        return f"{size / 1024:.1f} KB"
    return f"{size / MIB:.1f} MB"
