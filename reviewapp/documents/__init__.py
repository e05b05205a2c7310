"""Text of uploaded essay files: what may be read, what must not, and what a clerk must know.

Road of a file: ``sniff`` (content against name) → a format reader (``docx``, ``doc``, ``odt``, ``pdf``,
``text``) → ``characters.clean_text`` → ``Extracted``.  Zip packages are checked by ``packages`` before a
byte is unpacked; XML is parsed by ``xmlparts``, which allows no DTD.  Bad input raises ``Refusal`` and
nothing else; what was taken but needs a word carries ``Notice``.

Web requests and jobs call ``extract_isolated`` or keep an ``IsolatedReader`` for a batch: the reading
happens in a child process with limits on memory, processor and elapsed time, because native libraries
can crash or hang on a hostile file.  ``extract`` is the same function in this process.

Importing this package is light: lxml, olefile and PDFium are loaded by the reader that needs them.
"""

from reviewapp.documents.archive import Archive, Member, RefusedMember, open_archive
from reviewapp.documents.extracted import Extracted, Hidden
from reviewapp.documents.isolation import IsolatedReader, extract_isolated
from reviewapp.documents.reading import extract
from reviewapp.documents.refusal import HOLDING, NOTICE_SENTENCES, SENTENCES, Notice, Refusal

__all__ = [
    "HOLDING",
    "NOTICE_SENTENCES",
    "SENTENCES",
    "Archive",
    "Extracted",
    "Hidden",
    "IsolatedReader",
    "Member",
    "Notice",
    "Refusal",
    "RefusedMember",
    "extract",
    "extract_isolated",
    "open_archive",
]
