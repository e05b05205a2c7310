"""Extract the sentences of the program, bring the English catalogue up to date, compile it.

    python tools/messages.py            # extract, update, compile; says what is still untranslated
    python tools/messages.py compile    # compile only

Message ids are Chinese, the default language, so that no page can miss a sentence; English is the one
catalogue.  Both files are committed: an installation needs no build step.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PO = ROOT / "reviewapp" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "say": None, "_open": None, "N_": None}


def extract() -> Catalog:
    """Every message id with its places, from Python and templates."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    catalog = Catalog(project="jianwen", charset="utf-8")
    for top in ("reviewapp", "templates"):
        found = extract_from_dir(
            ROOT / top,
            [(p.removeprefix(f"{top}/"), m) for p, m in methods],
            {p.removeprefix(f"{top}/"): o for p, o in options.items()},
            keywords=KEYWORDS,
        )
        for name, line, message, _comments, _context in found:
            catalog.add(message, locations=[(f"{top}/{name}", line)])
    return catalog


def catalogue() -> Catalog:
    """The English catalogue as committed."""
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def compiled(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def update() -> list[str]:
    """Merge new message ids in, drop those that are gone; returns what is not translated."""
    english = catalogue() if PO.exists() else Catalog(locale="en", project="jianwen", charset="utf-8")
    english.update(extract(), no_fuzzy_matching=True)
    english.obsolete.clear()
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, english, width=0, sort_output=True, omit_header=False, no_location=True)
    return [str(m.id) for m in english if m.id and not m.string]


def main() -> int:
    missing = update() if sys.argv[1:] != ["compile"] else []
    PO.with_suffix(".mo").write_bytes(compiled(catalogue()))
    for message in missing:
        print("not translated:", message)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
