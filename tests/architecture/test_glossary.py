"""One word per thing: tables and stages are named as the glossary says, and no synonym creeps in."""

from __future__ import annotations

import re

import reviewapp
import reviewapp.models
from reviewapp.db import Base
from tests.architecture.house import ROOT, modules, relative

# words of the field for which the glossary chose another
SYNONYMS = {
    "reviewer": "judge",
    "review_score": "mark",
    "manuscript": "entry",
    "essay_id": "entry_id",
    "plagiarism": "similarity",
    "organisation": "unit",
    "organization_id": "unit_id",
    "shortlist": "selection",
    "anonymise": "seal",
    "anonymize": "seal",
}
# tables that are not things of a contest
FRAME = {
    "user_account",
    "role_grant",
    "run",
    "audit_event",
    "audit_head",
    "entry_file",
    "intake_batch",
    "alembic_version",
}


def glossary() -> str:
    text = reviewapp.__doc__ or ""
    return text[text.index("Glossary") :].lower()


def test_tables_are_named_after_the_glossary() -> None:
    words = set(re.findall(r"[a-z]+", glossary()))
    unknown = {
        table for table in Base.metadata.tables if table not in FRAME and not set(table.split("_")) & words
    }
    assert unknown == set()


def test_stages_exist_and_are_documented() -> None:
    for stage in reviewapp.STAGES:
        package = ROOT / "reviewapp" / stage / "__init__.py"
        assert package.exists(), stage
        assert len(package.read_text(encoding="utf-8")) > 200, f"{stage}: the docstring is its documentation"


def test_code_uses_no_synonyms() -> None:
    found = []
    for path in modules("reviewapp/**/*.py") + modules("scoring/**/*.py"):
        code = re.sub(r'"""(?:.|\n)*?"""|#.*', "", path.read_text(encoding="utf-8"))
        found += [(relative(path), word) for word in SYNONYMS if re.search(rf"(?<![a-z]){word}", code)]
    assert found == []
